"""Halves of ratios: one alone is asked for, and goes with nobody else's."""

import polars as pl
import pytest
from intake_builders import GOOD, figures, file, reporters, take, values

from pipelines.intake.intake import Intake
from pipelines.intake.received_files import ReceivedFile

BOTH_MAY = reporters("00001,Xã,Commune,unit,00001,*,,", "so-khcn,Sở,Dept,agency,*,*,,")
AGENCY_FIRST = reporters("so-khcn,Sở,Dept,agency,*,*,,", "00001,Xã,Commune,unit,00001,*,,")
A, B = ("00001", "1.1", "a"), ("00001", "1.1", "b")


def unit(*lines: str, at: int = 1) -> ReceivedFile:
    return sent("00001", *lines, at=at)


def agency(*lines: str, at: int = 2) -> ReceivedFile:
    return sent("so-khcn", *lines, at=at)


def sent(sender: str, *lines: str, at: int) -> ReceivedFile:
    rows = (f"r1,00001,1.1,{line}" for line in lines)
    return file(f"{sender}_{at}.csv", values(*rows), f"2025-07-0{at}T09:00:00+07:00")


def found(taken: Intake, rule: str) -> list[tuple[str, str, str]]:
    rows = taken.findings.filter(pl.col("rule") == rule)
    return list(rows.select("file_name", "found", "expected").iter_rows())


def test_half_of_a_ratio_is_kept_and_its_other_half_is_asked_for() -> None:
    taken = take(unit("a,50"))
    assert figures(taken) == {A: "50"}
    assert found(taken, "half_is_missing") == [("00001_1.csv", "a = 50", "b (b)")]
    assert taken.unreported["codes"].to_list()[0][0] == "1.1"


def test_a_half_whose_other_half_was_refused_is_told_once() -> None:
    assert found(take(unit("a,50", "b,nhiều")), "half_is_missing") == []


def test_halves_of_two_files_of_one_sender_go_together_and_that_is_told() -> None:
    taken = take(unit("a,50", "b,100"), unit("a,60", at=3))
    assert figures(taken) == {A: "60", B: "100"}
    assert found(taken, "halves_of_two_files") == [
        ("00001_3.csv", "a = 60", "b = 100 (00001_1.csv)")
    ]


def test_both_halves_sent_again_are_a_pair_of_one_file() -> None:
    taken = take(unit("a,50", "b,100"), unit("a,60", "b,110", at=3))
    assert found(taken, "halves_of_two_files") == []


@pytest.mark.parametrize("listed", [BOTH_MAY, AGENCY_FIRST])
@pytest.mark.parametrize("half", ["b,0", "b,10", "b,200", "a,7"])
def test_half_of_an_agency_changes_no_pair_of_the_unit(listed: object, half: str) -> None:
    taken = take(unit("a,50", "b,100"), agency(half), listed=listed)  # pyright: ignore[reportArgumentType]
    assert figures(taken) == {A: "50", B: "100"}
    rules = taken.findings["rule"]
    assert "half_of_another" in rules or "denominator_is_zero" in rules


def test_halves_of_two_senders_make_no_ratio() -> None:
    taken = take(unit("a,50"), agency("b,100"), listed=BOTH_MAY)
    assert figures(taken) == {A: "50"}
    assert found(taken, "half_of_another") == [("so-khcn_2.csv", "so-khcn: b = 100", "00001")]
    assert [file for file, *_ in found(taken, "half_is_missing")] == ["00001_1.csv"]


def test_a_pair_stands_before_half_of_one_listed_first() -> None:
    taken = take(agency("a,5", "b,9"), unit("b,100", at=1), listed=BOTH_MAY)
    assert figures(taken) == {A: "5", B: "9"}


def test_the_same_half_from_another_counts_once() -> None:
    taken = take(unit("a,50", "b,100"), agency("b,100"), listed=BOTH_MAY)
    assert figures(taken) == {A: "50", B: "100"}
    assert found(taken, "half_of_another") == []


def test_other_figures_know_no_halves() -> None:
    assert found(take(file("00001_a.csv", values(GOOD))), "half_is_missing") == []
