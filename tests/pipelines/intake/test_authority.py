"""Whose word counts: what a sender may not give is kept, told at its cell, and counts for nobody."""

import pytest
from intake_builders import (
    DECISION,
    FRAMEWORK,
    GOOD,
    HEADER,
    SCORECARD,
    csv_bytes,
    figures,
    file,
    framework,
    reporters,
    rounds,
    scorecard,
    take,
    told,
    units,
    values,
)

from pipelines.frameworks.reader import read_framework
from pipelines.intake.intake import Intake, ReceivedFile, take_in
from pipelines.intake.reporters import Reporters
from pipelines.marked_yaml import SeedError

OWN = {("00001", "1.4", "points"): "7"}
WITH_PENALTY = (
    FRAMEWORK
    + """
  - code: "P"
    parent: "1"
    name: {vi: Trừ, en: Penalty}
    max_points: 5
    inputs: {x: {name: {vi: x, en: x}, unit: points}}
    rule: {kind: penalty, input: x}
"""
)
WITH_AGENCY = FRAMEWORK.replace(
    "    rule: {kind: points, input: points}\n",
    "    rule: {kind: points, input: points}\n    responsible: so-khcn\n",
)


def take_with(listed: Reporters, *files: ReceivedFile, text: str = FRAMEWORK) -> Intake:
    return take(*files, of=read_framework(text, "f.yaml"), listed=listed)


def refused(taken: Intake) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["cell"], one["expected"]) for one in told(taken)]


@pytest.mark.parametrize(
    ("line", "header", "who"),
    [
        ("r1,00001,1.6,n,30,,,,,1/QĐ,Điều 1,Đạt,01/08/2025", DECISION, "r1/hoi-dong/"),
        ("r1,00002,1.6,n,0,,,,,1/QĐ,Điều 1,Sai,01/08/2025", DECISION, "r1/hoi-dong/"),
        ("r1,00001,1.6,n,30,,verified", HEADER, "r1/hoi-dong/"),
        ("r1,00001,1.6,n,30,,published", HEADER, "r1/cong-bo/"),
        ("r1,00001,1.6,n,30,,measured", HEADER, "measures/"),
        ("r1,00001,1.6,state,not_evaluated", HEADER, "r1/hoi-dong/"),
        ("r1,00001,1.6,state,zero_by_decision", HEADER, "r1/hoi-dong/"),
        ("r1,00002,1.6,n,30", HEADER, "00002"),
        ("r1,00001,1.6,n,30,00003", HEADER, "00001"),
    ],
)
def test_what_a_unit_may_not_say_is_told_at_its_cell_and_counts_for_nobody(
    line: str, header: str, who: str
) -> None:
    taken = take(
        file("00001_own.csv", values(GOOD)), file("00001_x.csv", values(line, header=header))
    )
    assert refused(taken) == [("not_entitled", "E2", who)]
    assert figures(taken) == OWN
    assert taken.rejected["rule"].to_list() == ["not_entitled"]


def test_a_scorecard_with_its_own_appraisal_column_keeps_its_self_assessment() -> None:
    card = csv_bytes([SCORECARD, ["1.4", "", "", "30", "7", "30"]])
    taken = take(file("00001_phieu.csv", card))
    assert refused(taken) == [("not_entitled", "F2", "r1/hoi-dong/")]
    assert figures(taken) == OWN
    assert taken.current["source"].to_list() == ["declared"]


@pytest.mark.parametrize("places", [("00002_a.csv", "00001_b.csv"), ("00001_b.csv", "00002_a.csv")])
def test_a_mistyped_code_leaves_the_figure_of_the_other_unit(places: tuple[str, str]) -> None:
    line = {"00001_b.csv": GOOD, "00002_a.csv": "r1,00001,1.4,points,0,00002"}
    taken = take(*(file(name, values(line[name])) for name in places))
    assert figures(taken) == OWN
    assert refused(taken) == [("not_entitled", "E2", "00001")]


def test_the_same_bytes_sent_by_another_before_leave_the_unit_its_file() -> None:
    early = file("00002_a.csv", values(GOOD), "2025-07-01T08:00:00+07:00")
    own = file("00001_a.csv", values(GOOD), "2025-07-02T08:00:00+07:00")
    assert figures(take(early, own)) == OWN


@pytest.mark.parametrize(
    ("name", "line", "source"),
    [
        ("hoi-dong/a.csv", GOOD, "verified"),
        ("hoi-dong/a.csv", "r1,00001,1.4,points,7,so-khcn,verified", "verified"),
        ("cong-bo/a.csv", "r1,00001,1.4,points,7,bo-khcn,published", "published"),
        ("00001/a.csv", GOOD, "declared"),
        ("00001_a.csv", GOOD, "declared"),
        ("gom.csv", "r1,00001,1.4,points,7,00001", "declared"),
    ],
)
def test_who_may_say_it_counts(name: str, line: str, source: str) -> None:
    taken = take(file(name, values(line)))
    assert told(taken) == []
    assert figures(taken) == OWN
    assert taken.current["source"].to_list() == [source]


def test_a_file_of_nobody_known_speaks_as_its_rows_say_and_declares_only() -> None:
    lines = (
        "r1,00001,1.4,points,7,00001",
        "r1,00002,1.4,points,8,00001",
        "r1,00001,1.6,n,9,,verified",
    )
    taken = take(file("gom.csv", values(*lines)))
    assert [cell for _, cell, _ in refused(taken)] == ["E3", "E4"]
    assert figures(taken) == OWN


def test_a_folder_of_a_sender_is_not_the_councils_by_what_lies_in_it() -> None:
    line = "r1,00001,1.6,n,30,,verified"
    for name in ("00001/hoi-dong/a.csv", "hoi-dong_a.csv", "khac/hoi-dong/a.csv"):
        assert [rule for rule, *_ in refused(take(file(name, values(line))))] == ["not_entitled"]


@pytest.mark.parametrize("known", [{"r1"}, {"r1", "r2"}])
def test_a_folder_outside_that_of_the_round_is_not_the_councils(known: set[str]) -> None:
    line = values("r1,00001,1.6,n,30,,verified")
    outside = file("hoi-dong/a.csv", line, shared=True)
    taken = take_in([outside], rounds()["r1"], framework(), units(), frozenset(known))
    assert refused(taken) == [("not_entitled", "E2", "r1/hoi-dong/")]


def test_penalties_are_the_councils() -> None:
    line = "r1,00001,P,x,2"
    own, council = file("00001_a.csv", values(line)), file("hoi-dong/a.csv", values(line))
    nobody = reporters()
    assert refused(take_with(nobody, own, text=WITH_PENALTY)) == [
        ("not_entitled", "E2", "r1/hoi-dong/")
    ]
    assert figures(take_with(nobody, council, text=WITH_PENALTY)) == {("00001", "P", "x"): "2"}


def test_the_responsible_agency_speaks_for_its_indicator_of_all_units_and_no_other() -> None:
    lines = ("r1,00001,1.4,points,7", "r1,00002,1.4,points,8", "r1,00002,1.6,n,8")
    taken = take_with(reporters(), file("so-khcn_a.csv", values(*lines)), text=WITH_AGENCY)
    assert refused(taken) == [("not_entitled", "E4", "00002")]
    assert figures(taken) == {**OWN, ("00002", "1.4", "points"): "8"}


AGENCY = file("so-khcn_a.csv", values("r1,00001,1.4,points,8"), "2025-07-02T08:00:00+07:00")
UNIT = file("00001_a.csv", values(GOOD), "2025-07-01T08:00:00+07:00")


@pytest.mark.parametrize(
    ("listed", "stands"),
    [
        ((), "7"),
        (("so-khcn,Sở,Dept,agency,*,1.4,,", "00001,Xã,Commune,unit,00001,*,,"), "8"),
        (("00001,Xã,Commune,unit,00001,*,,", "so-khcn,Sở,Dept,agency,*,1.4,,"), "7"),
    ],
)
def test_of_two_who_may_both_speak_the_first_listed_stands_else_the_units_own(
    listed: tuple[str, ...], stands: str
) -> None:
    taken = take_with(reporters(*listed), UNIT, AGENCY, text=WITH_AGENCY)
    assert figures(taken) == {("00001", "1.4", "points"): stands}
    assert sorted(set(taken.findings["rule"]) & {"reporters_disagree", "reporter_differs"}) == [
        "reporter_differs", "reporters_disagree"
    ]  # fmt: skip
    assert taken.rejected["rule"].to_list() == ["reporters_disagree"]


def test_reporters_listed_add_narrow_and_end() -> None:
    line = file("so-khcn_a.csv", values("r1,00001,1.4,points,7", "r1,00002,1.4,points,8"))
    for row, counts in (
        ("so-khcn,Sở,Dept,agency,00001,1.4,,", 1),
        ("so-khcn,Sở,Dept,agency,*,1,,", 2),
        ("so-khcn,Sở,Dept,agency,*,1.6,,", 0),
        ("so-khcn,Sở,Dept,agency,*,*,,2024-12-31", 0),
    ):
        assert take_with(reporters(row), line).current.height == counts, row
    narrowed = reporters("00001,Xã,Commune,unit,00001,1.6,,")
    assert take_with(narrowed, UNIT).current.is_empty()
    ended = reporters("so-khcn,Sở,Dept,agency,00003,1.4,,")
    assert take_with(ended, line, text=WITH_AGENCY).current.is_empty()


def test_a_framework_says_who_reports_an_indicator() -> None:
    stated = WITH_AGENCY.replace(
        "responsible: so-khcn", "responsible: so-khcn\n    reported_by: agency"
    )
    taken = take_with(reporters(), UNIT, AGENCY, text=stated)
    assert figures(taken) == {("00001", "1.4", "points"): "8"}
    assert refused(taken) == [("not_entitled", "E2", "so-khcn")]


@pytest.mark.parametrize(
    ("listed", "source"),
    [
        ("ban-tham-dinh,Ban,Board,council,*,*,,", "verified"),
        ("bo-khcn,Bộ,Ministry,ministry,*,*,,", "published"),
        ("00001,Xã,Commune,council,*,*,,", "declared"),
    ],
)
def test_without_a_source_who_also_reports_figures_of_its_own_declares(
    listed: str, source: str
) -> None:
    sender = listed.partition(",")[0]
    taken = take_with(reporters(listed), file(f"{sender}/a.csv", values(GOOD)))
    assert taken.current["source"].to_list() == [source]


def test_a_system_that_measures_is_listed() -> None:
    line = file("he-thong/a.csv", values("r1,00001,1.4,points,7,he-thong,measured"))
    assert take_with(reporters("he-thong,Hệ thống,System,system,*,1.4,,"), line).current.height == 1


def test_a_file_of_a_scorecard_without_a_known_name_is_still_its_units() -> None:
    assert figures(take(file("Phường Hoà Thắng.csv", scorecard(**{"1_4": "7"})))) == OWN


def test_problems_of_reporters_name_line_and_cell() -> None:
    with pytest.raises(SeedError) as error:
        reporters("so khcn,Sở,Dept,office,2 2;3,*,2025-02-01,2025-01-01")
    assert {problem.column for problem in error.value.problems} == {1, 4, 5, 8}
    assert all(problem.line == 2 and problem.message_vi for problem in error.value.problems)
