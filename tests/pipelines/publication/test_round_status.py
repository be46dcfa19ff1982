"""How complete a round is, and whether it is final."""

from typing import Any

import polars as pl
import pytest

from pipelines.publication.round_status import publication_rows

ROUNDS = pl.DataFrame({"round": ["r"], "status": ["final"], "is_demonstration": [False]})
FILES = pl.DataFrame({"round": ["r"] * 3, "status": ["accepted", "quarantined", "accepted"]})
REJECTED = pl.DataFrame({"round": ["r", "r", "other"]})
Value = tuple[str, str, str | None]
SENT: tuple[Value, ...] = (
    ("A", "reported", "declared"), ("A", "missing", None), ("A", "not_applicable", "declared"),
    ("B", "zero_by_decision", "verified"), ("B", "not_evaluated", None),
)  # fmt: skip


def status(*values: Value, rounds: pl.DataFrame = ROUNDS, basis: str = "final") -> dict[str, Any]:
    frame = pl.DataFrame(
        [("r", unit, state, source, basis) for unit, state, source in values],
        schema=["round", "entity_code", "state", "source", "basis"],
        orient="row",
    )
    (row,) = publication_rows(rounds, frame, FILES, REJECTED).to_dicts()
    return row


def test_what_was_expected_and_what_came_is_counted() -> None:
    assert status(*SENT) == {
        "round": "r", "status": "final", "stage": "draft", "entities_expected": 2, "entities_reporting": 2,
        "values_expected": 3, "values_reported": 2, "files_received": 3, "files_quarantined": 1,
        "rows_rejected": 2, "missing_entities": None, "is_demonstration": False,
    }  # fmt: skip


def test_a_round_with_a_silent_unit_is_provisional() -> None:
    row = status(*SENT, ("D", "missing", None), ("C", "missing", None))
    assert (row["status"], row["missing_entities"]) == ("provisional", "C, D")
    assert (row["entities_expected"], row["entities_reporting"]) == (4, 2)


def test_a_unit_of_which_only_others_measured_is_silent() -> None:
    row = status(*SENT, ("C", "reported", "measured"))
    assert (row["missing_entities"], row["values_reported"]) == ("C", 3)


def test_a_round_that_is_not_declared_final_is_provisional() -> None:
    row = status(*SENT, rounds=ROUNDS.with_columns(status=pl.lit("open")))
    assert (row["status"], row["missing_entities"]) == ("provisional", None)


def test_a_round_that_nothing_was_sent_to_counts_none() -> None:
    rounds = ROUNDS.with_columns(round=pl.lit("s"))
    values = pl.DataFrame(
        [("s", "A", "missing", None, "final")],
        schema={"round": pl.String, "entity_code": pl.String, "state": pl.String,
                "source": pl.String, "basis": pl.String},
        orient="row",
    )  # fmt: skip
    (row,) = publication_rows(rounds, values, FILES, REJECTED).to_dicts()
    assert (row["files_received"], row["files_quarantined"], row["rows_rejected"]) == (0, 0, 0)


@pytest.mark.parametrize("basis", ["self", "verified"])
def test_only_final_values_are_counted(basis: str) -> None:
    frame = pl.DataFrame(
        [("r", "A", "reported", "declared", "final"), ("r", "B", "reported", "declared", basis)],
        schema=["round", "entity_code", "state", "source", "basis"],
        orient="row",
    )
    (row,) = publication_rows(ROUNDS, frame, FILES, REJECTED).to_dicts()
    assert row["entities_expected"] == 1
