"""Which step may follow in the life of a round, and what stands against issuing it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pipelines.names import Name
from pipelines.publication.life_cycle import (
    BEGINNING,
    Entry,
    automatic_stage,
    chain_faults,
    is_due,
    next_stage,
    objections,
    objections_of_council,
    refused_issue,
    refused_reopening,
    refused_withdrawal,
    standing,
    why_provisional,
)

DAY = date(2026, 3, 1)


def log(*lines: tuple[str, str, str | None, str]) -> list[Entry]:
    """Lines of round r: action, release, stage, content; chained."""
    entries: list[Entry] = []
    for number, (action, release, stage, content) in enumerate(lines, start=1):
        entry = Entry(
            number=number, at="2026-02-01T09:00:00+07:00", by="An", action=action, round="r",
            release=release, stage=stage, reason="vì", content_sha256=content,
            previous_sha256=entries[-1].sha256 if entries else BEGINNING,
        )  # fmt: skip
        entries.append(entry.sealed)
    return entries


FIRST = ("publish", "r.1", "provisional", "aa")
FINAL = ("publish", "r.2", "final", "bb")
REOPENED = ("reopen", "r.2", None, "bb")
CORRECTED = ("publish", "r.3", "final", "cc")


@pytest.mark.parametrize(
    ("lines", "appeals_until", "stage"),
    [
        ([], None, "draft"),
        ([FIRST], None, "provisional"),
        ([FIRST, FINAL], date(2026, 3, 1), "final"),
        ([FIRST, FINAL], date(2026, 2, 28), "closed"),
        ([FIRST, FINAL], None, "closed"),
        ([FIRST, FINAL, REOPENED], None, "draft"),
        ([FIRST, FINAL, REOPENED, CORRECTED], None, "closed"),
        ([FIRST, ("withdraw", "r.1", None, "aa")], None, "draft"),
        ([FIRST, FINAL, ("withdraw", "r.2", None, "bb")], None, "provisional"),
        ([FIRST, FINAL, ("withdraw", "r.1", None, "aa")], None, "closed"),
    ],
)
def test_the_stage_follows_from_the_log(
    lines: list[tuple[str, str, str | None, str]], appeals_until: date | None, stage: str
) -> None:
    assert standing(log(*lines), "r").stage(appeals_until, DAY) == stage


def test_a_final_round_is_issued_again_only_after_it_was_reopened() -> None:
    closed, reopened = (standing(log(*lines), "r") for lines in (
        (FIRST, FINAL), (FIRST, FINAL, REOPENED),
    ))  # fmt: skip
    refused = refused_issue(closed, "final", "cc")
    assert refused is not None
    assert "dti reopen r" in refused[0]
    assert refused_issue(reopened, "final", "cc") is None
    assert refused_issue(reopened, "final", "bb") is None


def test_the_same_content_and_stage_is_nothing_new() -> None:
    first = standing(log(FIRST), "r")
    assert refused_issue(first, "provisional", "aa") is not None
    assert refused_issue(first, "final", "aa") is None
    assert refused_issue(first, "provisional", "bb") is None


def test_only_a_closed_round_is_reopened() -> None:
    assert refused_reopening(standing(log(FIRST), "r"), DAY, DAY) is not None
    assert refused_reopening(standing(log(FIRST, FINAL), "r"), DAY, DAY) is None
    assert refused_reopening(standing(log(FIRST, FINAL, REOPENED), "r"), DAY, DAY) is not None


def test_no_round_is_reopened_by_a_decision_of_a_day_to_come() -> None:
    closed = standing(log(FIRST, FINAL), "r")
    refused = refused_reopening(closed, date(2026, 3, 2), DAY)
    assert refused is not None
    assert "02/03/2026" in refused[0]


@pytest.mark.parametrize(
    ("lines", "stage"),
    [
        ([], "provisional"),
        ([FIRST], "provisional"),
        ([FIRST, FINAL], "final"),
        ([FIRST, FINAL, REOPENED], "final"),
        ([FIRST, FINAL, ("withdraw", "r.2", None, "bb")], "final"),
    ],
)
def test_what_was_final_is_issued_next_as_final(
    lines: list[tuple[str, str, str | None, str]], stage: str
) -> None:
    found = standing(log(*lines), "r")
    assert next_stage(found, "open") == stage
    assert next_stage(found, "final") == "final"


def test_a_release_is_withdrawn_once() -> None:
    before = standing(log(FIRST, FINAL), "r")
    after = standing(log(FIRST, FINAL, ("withdraw", "r.1", None, "aa")), "r")
    assert refused_withdrawal(before, "r.1") is None
    assert refused_withdrawal(after, "r.1") is not None
    assert refused_withdrawal(after, "r.9") is not None


def test_what_was_withdrawn_does_not_come_back_by_itself() -> None:
    withdrawn = standing(log(FIRST, ("withdraw", "r.1", None, "aa")), "r")
    assert not is_due(withdrawn, "aa")
    assert is_due(withdrawn, "bb")
    assert is_due(standing([], "r"), "aa")


def test_a_changed_removed_or_added_line_is_found() -> None:
    whole = log(FIRST, FINAL, REOPENED)
    assert list(chain_faults(whole)) == []
    changed = [whole[0], replace(whole[1], reason="khác"), whole[2]]
    forged = [whole[0], replace(whole[1], reason="khác").sealed, whole[2]]
    removed = [whole[0], whole[2]]
    added = [whole[0], whole[0], *whole[1:]]
    for lines, line in ((changed, 2), (forged, 3), (removed, 2), (added, 2)):
        faults = list(chain_faults(lines))
        assert f"line {line} " in faults[0][1], faults


ERRORS = pl.DataFrame({"file_sha256": ["b1"], "file_name": ["b.csv"], "errors": [1]})
ITEMS = pl.DataFrame(
    [(1, "A", "1.1", Decimal("1.5")), (2, "B", "1.1", Decimal("0.5"))],
    schema={"position": pl.Int32, "entity_code": pl.String, "indicator_code": pl.String,
            "places_at_stake": pl.Decimal(18, 10)},
    orient="row",
)  # fmt: skip
UNITS = {"A": Name("Xã A", "Xa A"), "C": Name("Xã C", "Xa C")}
WHOLE = {"round": "r", "missing_entities": None}


def test_everything_that_stands_against_an_issue_is_listed() -> None:
    described = {**WHOLE, "missing_entities": "C, D"}
    english = [en for _, en in objections(described, ERRORS, ITEMS, ["late.csv"], False, UNITS)]
    assert english == [
        "files arrived since the last assessment: late.csv. Run dti assess r",
        "b.csv: 1 errors stand open",
        "units that sent nothing: Xa C (C), D",
        "not checked: Xa A (A) 1.1, 1.5 places at stake",
    ]


def test_nothing_stands_against_a_round_that_was_checked() -> None:
    assert objections(WHOLE, ERRORS.clear(), ITEMS.clear(), [], False, UNITS) == []
    assert len(objections(WHOLE, ERRORS.clear(), ITEMS.clear(), [], True, UNITS)) == 1


def test_a_round_says_why_it_stays_provisional() -> None:
    words = why_provisional("final", automatic_stage("final", "C"), "C")
    assert words is not None
    assert words[1] == "It stays provisional, as units sent nothing: C."
    assert automatic_stage("open", None) == "provisional"
    assert why_provisional("open", "provisional", "C") is None
    assert why_provisional("final", automatic_stage("final", None), None) is None
    assert why_provisional("final", "final", "C") is None


def of_council(
    stage: str, dated_on: date, outcome: str = "accepted", silent: str = ""
) -> list[str]:
    verified = pl.DataFrame({"document": ["7/QĐ"], "dated_on": [dated_on]})
    appeals = pl.DataFrame({"outcome": [outcome]})
    return [en for _, en in objections_of_council(stage, DAY, verified, appeals, silent)]


def test_a_decision_of_a_day_to_come_stands_against_every_release() -> None:
    assert of_council("final", DAY) == []
    assert of_council("provisional", date(2026, 3, 2)) == [
        "decision 7/QĐ is dated 2 March 2026, which is yet to come"
    ]


def test_appeals_that_wait_and_units_without_rank_stand_against_a_final_release() -> None:
    assert of_council("provisional", DAY, "pending", "unranked") == []
    assert of_council("final", DAY, "pending") == ["appeals not answered yet: 1"]
    (why,) = of_council("final", DAY, silent="unranked")
    assert "status: final" in why
    assert of_council("final", DAY, silent="zero") == []
