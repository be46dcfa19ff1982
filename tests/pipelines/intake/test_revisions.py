"""Revisions: a later figure stands for an earlier one, nothing is lost, no one is guessed right."""

import pytest
from intake_builders import GOOD, figures, file, scorecard, statuses, take, told, values

from pipelines.intake.intake import Intake, ReceivedFile

EARLY, LATER = "2025-07-01T09:00:00+07:00", "2025-07-10T09:00:00+07:00"
SEVEN = ("00001", "1.4", "points")


def sent(name: str, *lines: str, at: str | None = EARLY) -> ReceivedFile:
    return file(name, values(*lines), at)


def rules(taken: Intake) -> list[str]:
    return [finding["rule"] for finding in told(taken)]


def test_an_amended_file_replaces_row_by_row() -> None:
    first = sent("a.csv", GOOD, "r1,00001,1.8,c,3")
    second = sent("b.csv", "r1,00001,1.4,points,9", at=LATER)
    taken = take(first, second)
    assert figures(taken) == {SEVEN: "9", ("00001", "1.8", "c"): "3"}
    assert statuses(taken) == {"a.csv": "accepted", "b.csv": "accepted"}
    assert taken.files["revision"].to_list() == [1, 2]
    (old,) = taken.superseded.to_dicts()
    shas = dict(taken.files.select("file_name", "file_sha256").iter_rows())
    assert (old["raw_text"], old["file_sha256"]) == ("7", shas["a.csv"])
    assert old["superseded_by"] == shas["b.csv"]


def test_the_time_of_receipt_decides_not_the_name() -> None:
    taken = take(sent("a.csv", "r1,00001,1.4,points,9", at=LATER), sent("b.csv", GOOD))
    assert figures(taken) == {SEVEN: "9"}


def test_a_fully_replaced_file_is_superseded() -> None:
    taken = take(sent("a.csv", GOOD), sent("b.csv", "r1,00001,1.4,points,9", at=LATER))
    assert statuses(taken) == {"a.csv": "superseded", "b.csv": "accepted"}
    assert taken.files["values_current"].to_list() == [0, 1]


def test_a_unit_by_code_replaces_what_it_sent_by_name() -> None:
    first = sent("a.csv", "r1,Phường Hòa Thắng,1.4,points,7")
    second = sent("b.csv", "r1,00001,1.4,points,9", at=LATER)
    taken = take(first, second)
    assert (figures(taken), rules(taken)) == ({SEVEN: "9"}, [])
    assert taken.files["revision"].to_list() == [1, 2]


def test_a_scorecard_and_a_values_file_of_one_unit_are_revisions() -> None:
    first = file("00001_phieu.csv", scorecard(**{"1_4": "7"}), EARLY)
    taken = take(first, sent("b.csv", "r1,00001,1.4,points,9", at=LATER))
    assert figures(taken) == {SEVEN: "9"}
    assert statuses(taken)["00001_phieu.csv"] == "superseded"


@pytest.mark.parametrize(("first", "second"), [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_the_same_bytes_twice_count_once(first: str, second: str) -> None:
    taken = take(sent(first, GOOD), sent(second, GOOD, at=LATER))
    assert figures(taken) == {SEVEN: "7"}
    assert statuses(taken) == {first: "accepted", second: "superseded"}
    (finding,) = told(taken)
    assert (finding["rule"], finding["file_name"], finding["found"]) == (
        "same_file_again",
        second,
        first,
    )
    assert taken.rejected.is_empty()


def test_one_file_in_two_places_is_one_file() -> None:
    taken = take(sent("a.csv", GOOD), file("a.csv", values(GOOD), LATER, shared=True))
    assert (figures(taken), rules(taken)) == ({SEVEN: "7"}, [])
    assert taken.files.height == 1


def test_the_same_scorecard_from_two_units_is_two_submissions() -> None:
    content = scorecard(**{"1_4": "7"})
    taken = take(file("00001.csv", content, EARLY), file("00002.csv", content, LATER))
    assert figures(taken) == {SEVEN: "7", ("00002", "1.4", "points"): "7"}
    assert set(statuses(taken).values()) == {"accepted"}


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2025-07-31T23:59:00+07:00", False),
        ("2025-08-01T00:00:00+07:00", True),
        ("2025-07-31T16:59:00+00:00", False),
        ("2025-07-31T23:30:00+00:00", True),
        ("2025-07-31T23:59:00", False),
        ("2025-08-01T00:01:00", True),
        (None, False),
    ],
)
def test_late_is_after_the_deadline_day_in_viet_nam(at: str | None, late: bool) -> None:
    taken = take(sent("a.csv", GOOD, at=at))
    assert taken.files["late"].to_list() == [late]
    assert statuses(taken) == {"a.csv": "accepted"}


def test_the_time_of_receipt_is_kept_as_the_clock_in_viet_nam_showed_it() -> None:
    taken = take(sent("a.csv", GOOD, at="2025-07-31T23:30:00+00:00"))
    assert f"{taken.files['received_at'].item()}" == "2025-08-01 06:30:00"


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", values("r1,00001,1.4,points,99"), values("r1,00001,9.9,x,1")]
)
def test_a_quarantined_file_never_removes_an_earlier_good_one(content: bytes) -> None:
    good = file("00001_a.csv", scorecard(**{"1_4": "7"}), EARLY)
    taken = take(good, file("00001_b.csv", content, LATER))
    assert figures(taken) == {SEVEN: "7"}
    assert statuses(taken) == {"00001_a.csv": "accepted", "00001_b.csv": "quarantined"}


def test_a_file_of_which_nothing_was_believed_stays_quarantined_when_better_comes() -> None:
    bad = sent("a.csv", "r1,00001,1.4,points,99")
    taken = take(bad, sent("b.csv", GOOD, at=LATER))
    assert statuses(taken) == {"a.csv": "quarantined", "b.csv": "accepted"}


def test_files_of_unknown_reporters_do_not_supersede_each_other() -> None:
    bad = "r1,0000{},1.4,points,99"
    first = sent("a.csv", bad.format(1), bad.format(2))
    second = sent("b.csv", bad.format(2), bad.format(3), at=LATER)
    assert set(statuses(take(first, second)).values()) == {"quarantined"}


def test_an_empty_file_from_two_units_is_two_empty_files() -> None:
    taken = take(file("00001.csv", b"", EARLY), file("00002.csv", b"", EARLY))
    assert rules(taken) == ["file_is_empty"] * 2
    assert set(statuses(taken).values()) == {"quarantined"}


def test_halves_of_a_ratio_may_come_in_two_files() -> None:
    taken = take(sent("a.csv", "r1,00001,1.1,a,5"), sent("b.csv", "r1,00001,1.1,b,10"))
    assert figures(taken) == {("00001", "1.1", "a"): "5", ("00001", "1.1", "b"): "10"}


def test_a_broken_ratio_from_two_files_stays_out() -> None:
    taken = take(
        sent("a.csv", GOOD, "r1,00001,1.1,a,5"),
        sent("b.csv", "r1,00001,1.1,b,4", "r1,00001,1.8,c,3", at=LATER),
    )
    assert figures(taken) == {SEVEN: "7", ("00001", "1.8", "c"): "3"}
    (finding,) = told(taken)
    assert (finding["rule"], finding["file_name"]) == ("numerator_above_denominator", "a.csv")
    assert taken.rejected["raw_text"].to_list() == ["5", "4"]
    assert set(statuses(taken).values()) == {"accepted", "accepted_with_warnings"}


def test_a_denominator_of_zero_stays_out_wherever_its_numerator_is() -> None:
    taken = take(sent("a.csv", "r1,00001,1.1,a,5"), sent("b.csv", "r1,00001,1.1,b,0", at=LATER))
    assert rules(taken) == ["denominator_is_zero"]
    assert ("00001", "1.1", "b") not in figures(taken)


def test_an_amended_half_makes_a_broken_ratio_whole() -> None:
    taken = take(
        sent("a.csv", "r1,00001,1.1,b,10"),
        sent("b.csv", "r1,00001,1.1,a,12", at=LATER),
        sent("c.csv", "r1,00001,1.1,a,9", at="2025-07-20T09:00:00+07:00"),
    )
    assert rules(taken) == []
    assert figures(taken) == {("00001", "1.1", "a"): "9", ("00001", "1.1", "b"): "10"}


def test_files_without_a_known_time_come_first_by_name() -> None:
    taken = take(
        sent("b.csv", "r1,00001,1.4,points,8", at=None),
        sent("a.csv", "r1,00001,1.4,points,9", at=None),
    )
    assert figures(taken) == {SEVEN: "8"}
    taken = take(sent("b.csv", "r1,00001,1.4,points,8", at=None), sent("a.csv", GOOD))
    assert figures(taken) == {SEVEN: "7"}


IN_TIME, AFTER = "2025-07-30T09:00:00+07:00", "2025-08-05T09:00:00+07:00"


@pytest.mark.parametrize(
    ("mended", "is_late"),
    [
        (("r1,00001,1.4,points,8",), False),
        (("r1,00001,1.8,c,3",), False),
        (("r1,00001,1.4,points,7", "r1,00001,1.5,x,85%"), True),
    ],
)
def test_what_was_sent_in_time_keeps_its_time_when_it_is_mended(
    mended: tuple[str, ...], is_late: bool
) -> None:
    first = sent("00001_a.csv", GOOD, "r1,00001,1.8,c,ba", at=IN_TIME)
    taken = take(first, sent("00001_b.csv", *mended, at=AFTER))
    assert taken.files["late"].to_list() == [False, is_late]
    about = "file_is_late" if is_late else "mended_after_deadline"
    assert about in taken.findings.filter(file_name="00001_b.csv")["rule"]


def test_what_another_sent_in_time_makes_nobody_punctual() -> None:
    taken = take(sent("00002_a.csv", GOOD, at=IN_TIME), sent("00001_b.csv", GOOD, at=AFTER))
    assert taken.files["late"].to_list() == [False, True]
