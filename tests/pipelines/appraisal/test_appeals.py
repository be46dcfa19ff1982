"""An appeal's outcome follows from the decision that names it, and from nothing else."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from intake_builders import csv_bytes, file, framework, rounds, units

from pipelines.appraisal.appeals import appeals
from pipelines.appraisal.claims import claims
from pipelines.appraisal.decisions import decisions
from pipelines.intake.intake import ReceivedFile, take_in
from pipelines.scoring.index import compute_index

DECISION = ("round", "entity_code", "indicator_code", "input", "value", "source", "decision",
            "clause", "reason", "decided_on", "appeal")  # fmt: skip
APPEAL = ("round", "entity_code", "indicator_code", "requested", "appeal", "reason", "filed_on")
DECLARED = ("r1", "00001", "1.4", "points", "12", "declared", *[""] * 5)


def decided(value: str, on: str, appeal: str = "", name: str = "points", number: str = "12/QĐ"):
    return ("r1", "00001", "1.4", name, value, "verified", number, "Điều 4", "Lý do", on, appeal)


FIRST = decided("6", "05/08/2025")


def frames(
    *rows: tuple[str, ...], requested: str = "10", filed: str = "12/08/2025"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The appeals and the decisions of a round: declared 12, these decisions, one appeal."""
    names = ("00001.csv", *(f"hoi-dong/{at}.csv" for at in range(len(rows))))
    sent: list[ReceivedFile] = [
        file(name, csv_bytes([DECISION, row]), f"2025-08-0{at + 1}T09:00:00+07:00")
        for at, (name, row) in enumerate(zip(names, (DECLARED, *rows), strict=True))
    ]
    appeal = ("r1", "00001", "1.4", requested, "01/ĐN", "Bổ sung", filed)
    sent.append(file("00001_phuc-tra.csv", csv_bytes([APPEAL, appeal])))
    taken = take_in(sent, rounds()["r1"], framework(), units(), frozenset(rounds()))
    index = compute_index(
        framework(), taken.current, units().select(pl.lit("r1").alias("round"), "entity_code")
    )
    claimed = claims(index, taken.current)
    last_day = pl.DataFrame({"round": ["r1"], "appeals_until": [date(2025, 8, 11)]})
    return (
        appeals(taken.appeals, taken.current, taken.superseded, claimed, last_day),
        decisions(taken.current, taken.superseded, claimed),
    )


def appeal(*rows: tuple[str, ...], requested: str = "10") -> dict[str, object]:
    (row,) = frames(*rows, requested=requested)[0].to_dicts()
    return row


def answer(value: str, name: str = "points") -> tuple[str, ...]:
    return decided(value, "25/08/2025", "01/ĐN", name, "15/QĐ")


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("10", "accepted"), ("11", "accepted"), ("9", "partly_accepted"), ("6", "rejected"),
        ("5", "rejected"),
    ],
)  # fmt: skip
def test_the_outcome_follows_from_what_stood_was_asked_and_was_decided(
    value: str, outcome: str
) -> None:
    row = appeal(FIRST, answer(value))
    assert (row["outcome"], row["standing_value"], row["answered_value"]) == (
        outcome, Decimal(6), Decimal(value),
    )  # fmt: skip
    assert (row["answer_number"], row["answered_on"]) == ("15/QĐ", date(2025, 8, 25))


def test_an_appeal_that_no_decision_names_is_pending() -> None:
    row = appeal(FIRST, decided("10", "25/08/2025", number="15/QĐ"))
    assert (row["outcome"], row["answer_number"]) == ("pending", None)
    assert row["standing_value"] == Decimal(10)


def test_an_appeal_against_a_zero_by_decision_stands_at_nothing() -> None:
    row = appeal(decided("zero_by_decision", "05/08/2025", name="state"), answer("4"))
    assert (row["outcome"], row["standing_value"]) == ("partly_accepted", Decimal(0))


def test_without_a_decision_before_it_the_claim_is_what_stood() -> None:
    row = appeal(answer("6"), requested="15")
    assert (row["outcome"], row["standing_value"]) == ("rejected", Decimal(12))


def test_an_answer_in_another_form_is_answered_and_not_guessed() -> None:
    row = appeal(FIRST, answer("not_applicable", "state"))
    assert (row["outcome"], row["answered_value"]) == ("answered", None)


def test_a_later_decision_that_names_it_counts() -> None:
    later = decided("10", "30/08/2025", "01/ĐN", number="16/QĐ")
    row = appeal(FIRST, answer("6"), later)
    assert (row["outcome"], row["answer_number"]) == ("accepted", "16/QĐ")


def test_a_late_appeal_is_marked_and_keeps_its_place() -> None:
    row = appeal(FIRST)
    assert (row["is_late"], row["file_name"], row["cell"]) == (True, "00001_phuc-tra.csv", "D2")


@pytest.mark.parametrize(
    ("filed", "is_late"), [("10/08/2025", False), ("11/08/2025", False), ("12/08/2025", True)]
)
def test_an_appeal_of_the_last_day_is_in_time(filed: str, is_late: bool) -> None:
    assert frames(FIRST, filed=filed)[0]["is_late"].to_list() == [is_late]


def test_of_an_appeal_downward_less_than_asked_is_accepted_and_between_is_partly() -> None:
    # 6 stood and 4 was asked for.
    found = {value: appeal(FIRST, answer(value), requested="4")["outcome"] for value in "34567"}
    assert found == {
        "3": "accepted", "4": "accepted", "5": "partly_accepted", "6": "rejected", "7": "rejected",
    }  # fmt: skip


def test_a_decision_of_the_day_of_the_answer_stood_before_it() -> None:
    same_day = decided("8", "25/08/2025", number="14/QĐ")
    row = appeal(FIRST, same_day, answer("10"))
    assert (row["standing_value"], row["outcome"]) == (Decimal(8), "accepted")


def test_decisions_stand_beside_the_self_score_those_overruled_too() -> None:
    rows = frames(FIRST, answer("10"))[1].to_dicts()
    assert [
        (
            r["decision_number"],
            r["is_in_force"],
            r["kind"],
            r["self_points"],
            r["decided_points"],
            r["points_change"],
        )
        for r in rows
    ] == [
        ("12/QĐ", False, "decision", Decimal(12), None, None),
        ("15/QĐ", True, "decision", Decimal(12), Decimal(10), Decimal(-2)),
    ]
    assert [(r["clause"], r["reason"], r["decided_on"], r["cell"]) for r in rows] == [
        ("Điều 4", "Lý do", date(2025, 8, 5), "E2"), ("Điều 4", "Lý do", date(2025, 8, 25), "E2"),
    ]  # fmt: skip
