"""What stood before an appeal, up to which day it is in time, and how far an answer goes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.appraisal.appeals import appeals
from pipelines.appraisal.decisions import decisions

AMOUNT = pl.Decimal(38, 10)
KEY = {"round": "r", "entity_code": "u", "indicator_code": "1"}
FIGURES = {
    "round": pl.String, "entity_code": pl.String, "indicator_code": pl.String, "input": pl.String,
    "raw_text": pl.String, "value": AMOUNT, "source": pl.String, "document": pl.String,
    "dated_on": pl.Date, "reason": pl.String, "appeal": pl.String, "is_decision": pl.Boolean,
    "file_name": pl.String, "cell": pl.String,
}  # fmt: skip
FILED = {
    "round": pl.String, "entity_code": pl.String, "indicator_code": pl.String, "input": pl.String,
    "raw_text": pl.String, "value": AMOUNT, "reporter": pl.String, "file_sha256": pl.String,
    "file_name": pl.String, "sheet": pl.String, "cell": pl.String, "reason": pl.String,
    "document": pl.String, "dated_on": pl.Date,
}  # fmt: skip
LAST_DAY = date(2025, 8, 11)


def frame(rows: Sequence[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def figure(value: str, source: str = "declared", **more: Any) -> dict[str, Any]:
    return KEY | {"input": "points", "value": Decimal(value), "source": source} | more


def decided(value: str, day: int, document: str = "1/QĐ", **more: Any) -> dict[str, Any]:
    on = date(2025, 8, day)
    return figure(value, "verified", dated_on=on, document=document, is_decision=True, **more)


def outcome(
    *figures: dict[str, Any],
    requested: str = "10",
    filed_on: date | None = None,
    claimed: str | None = None,
    appeals_until: date | None = LAST_DAY,
) -> dict[str, Any]:
    asked = figure(requested) | {"document": "A", "dated_on": filed_on}
    claims = pl.DataFrame(
        [{**KEY, "claimed_points": None if claimed is None else Decimal(claimed)}],
        schema=dict.fromkeys(KEY, pl.String) | {"claimed_points": AMOUNT},
    )
    last_day = pl.DataFrame(
        {"round": ["r"], "appeals_until": [appeals_until]},
        schema={"round": pl.String, "appeals_until": pl.Date},
    )
    current = frame(figures, FIGURES)
    (row,) = appeals(frame([asked], FILED), current, current.clear(), claims, last_day).to_dicts()
    return row


@pytest.mark.parametrize(("day", "is_late"), [(10, False), (11, False), (12, True)])
def test_an_appeal_is_in_time_up_to_and_on_the_last_day(day: int, is_late: bool) -> None:
    assert outcome(filed_on=date(2025, 8, day))["is_late"] is is_late


def test_without_a_day_nobody_knows_whether_an_appeal_is_late() -> None:
    assert outcome()["is_late"] is None
    assert outcome(filed_on=date(2025, 8, 1), appeals_until=None)["is_late"] is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("4", "accepted"), ("3", "accepted"), ("5", "partly_accepted"), ("6", "rejected"),
     ("7", "rejected")],
)  # fmt: skip
def test_an_appeal_for_less_is_reached_from_above(answer: str, expected: str) -> None:
    # 6 stood, 4 was asked for.
    row = outcome(decided("6", 5), decided(answer, 20, "2/QĐ", appeal="A"), requested="4")
    assert (row["outcome"], row["standing_value"]) == (expected, Decimal(6))


def test_an_appeal_for_what_already_stands_is_answered() -> None:
    row = outcome(decided("6", 5), decided("6", 20, "2/QĐ", appeal="A"), requested="6")
    assert row["outcome"] == "answered"


def test_what_was_measured_stands_before_what_was_published_and_declared() -> None:
    sent = (figure("9", "measured"), figure("8", "published"), figure("7"))
    answer = decided("10", 20, appeal="A")
    assert outcome(*sent, answer)["standing_value"] == Decimal(9)
    assert outcome(*sent[1:], answer)["standing_value"] == Decimal(8)
    assert outcome(sent[2], answer)["standing_value"] == Decimal(7)
    assert outcome(*sent, decided("5", 6), answer)["standing_value"] == Decimal(5)


def test_the_last_decision_before_the_answer_is_what_stood() -> None:
    # 1 of 5 August, 2 of 20 August (the day of the answer), 3 of the day after it.
    others = (decided("1", 5), decided("2", 20, "2/QĐ"), decided("3", 21, "4/QĐ"))
    row = outcome(*others, decided("10", 20, "3/QĐ", appeal="A"))
    assert (row["standing_value"], row["outcome"]) == (Decimal(2), "accepted")


def test_of_two_answers_of_one_day_the_later_number_counts() -> None:
    row = outcome(decided("9", 20, "2/QĐ", appeal="A"), decided("10", 20, "3/QĐ", appeal="A"),
                  claimed="6")  # fmt: skip
    assert (row["answer_number"], row["outcome"]) == ("3/QĐ", "accepted")


def test_only_a_decision_answers() -> None:
    assert outcome(figure("10", appeal="A"))["outcome"] == "pending"


def test_the_claim_stands_only_for_points() -> None:
    answer = KEY | {"input": "a", "value": Decimal(4), "source": "verified", "appeal": "A",
                    "document": "2/QĐ", "dated_on": date(2025, 8, 20)}  # fmt: skip
    assert outcome(answer, claimed="6")["standing_value"] == Decimal(6)
    asked = KEY | {"input": "a", "value": Decimal(5), "document": "A"}
    claims = pl.DataFrame(
        [{**KEY, "claimed_points": Decimal(6)}],
        schema=dict.fromkeys(KEY, pl.String) | {"claimed_points": AMOUNT},
    )
    last_day = pl.DataFrame({"round": ["r"], "appeals_until": [LAST_DAY]})
    current = frame([answer], FIGURES)
    (row,) = appeals(frame([asked], FILED), current, current.clear(), claims, last_day).to_dicts()
    assert (row["standing_value"], row["outcome"]) == (None, "answered")


def test_the_register_tells_decisions_from_checks_and_what_stands_from_what_stood() -> None:
    current = frame(
        [decided("3", 5) | {"is_decision": False, "file_name": "b.csv"}, figure("8")], FIGURES
    )
    superseded = frame([decided("5", 2, file_name="a.csv")], FIGURES).with_columns(
        superseded_by=pl.lit("b.csv")
    )
    claims = pl.DataFrame(
        [KEY | {"claimed_points": Decimal(8), "verified_points": Decimal(3), "state": "reported"}]
    )
    found = decisions(current, superseded, claims)
    columns = ("file_name", "kind", "is_in_force", "superseded_by", "state", "points_change")
    assert found.select(columns).rows() == [
        ("a.csv", "decision", False, "b.csv", None, None),
        ("b.csv", "check", True, None, "reported", Decimal(-5)),
    ]
