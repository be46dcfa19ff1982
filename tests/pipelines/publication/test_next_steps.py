"""What a unit can do next, by the points that can be had."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from pipelines.planning.points_left import points_left
from pipelines.publication.next_steps import next_steps

AMOUNT = pl.Decimal(18, 10)

ROW = {
    "entity_code": "a",
    "code": "1",
    "state": "reported",
    "points": 5.0,
    "max_points": 10.0,
    "share": 0.5,
    "best": 0.9,
    "self_points": None,
    "verified_points": None,
    "lacks_evidence": False,
}
TYPES = {
    "points": pl.Float64,
    "share": pl.Float64,
    "best": pl.Float64,
    "self_points": pl.Float64,
    "verified_points": pl.Float64,
}


NO_GAINS = {"entity_code": pl.String, "indicator_code": pl.String, "full_gain": AMOUNT,
            "is_decision": pl.Boolean}  # fmt: skip


def steps(
    *rows: Mapping[str, object], gains: Sequence[tuple[object, ...]] = ()
) -> list[tuple[object, ...]]:
    frame = pl.DataFrame([{**ROW, **row} for row in rows], schema_overrides=TYPES)
    frame = frame.with_columns(pl.col("points", "max_points").cast(AMOUNT))
    left = points_left(frame, pl.DataFrame(list(gains), schema=NO_GAINS, orient="row"))
    return (
        next_steps(frame, left)
        .with_columns(pl.col("points_left", "by_unit").cast(pl.Float64))
        .select("code", "action", "points_left", "by_unit", "place")
        .rows()
    )


def test_what_was_not_reported_can_bring_all_its_points() -> None:
    assert steps({"state": "missing", "points": 0.0}) == [("1", "report", 10.0, 0.0, 1)]


def test_what_is_missing_from_the_maximum_can_be_gained() -> None:
    assert steps({}) == [("1", "improve", 5.0, 0.0, 1)]


def test_what_the_figures_of_the_unit_bring_is_its_part_and_never_more_than_is_missing() -> None:
    gains = [("a", "1", Decimal(2), False), ("a", "1", Decimal(1), False),
             ("a", "1", Decimal(9), True), ("a", "2", Decimal(9), False)]  # fmt: skip
    assert steps({}, {"code": "2"}, gains=gains) == [
        ("1", "improve", 5.0, 3.0, 1), ("2", "improve", 5.0, 5.0, 2),
    ]  # fmt: skip


def test_who_is_ahead_of_everybody_is_told_so() -> None:
    assert steps({"best": 0.5})[0][1] == "lead"


def test_missing_evidence_is_said_before_improvement() -> None:
    assert steps({"lacks_evidence": True})[0][1] == "evidence"


def test_points_withheld_by_the_appraisal_ask_for_an_explanation() -> None:
    found = steps({"self_points": 9.5, "verified_points": 4.0, "share": 0.4, "points": 4.0})
    assert found == [("1", "explain", 6.0, 0.0, 1)]


def test_steps_come_by_points_and_what_does_not_count_is_left_out() -> None:
    found = steps(
        {"code": "1", "points": 6.0},
        {"code": "2", "state": "missing", "points": 0.0},
        {"code": "3", "state": "not_applicable", "points": None},
        {"code": "4", "points": 10.0},
        {"code": "5", "state": "zero_by_decision", "max_points": 5.0, "points": 0.0},
    )
    assert [(code, place) for code, *_, place in found] == [("2", 1), ("5", 2), ("1", 3)]


def test_no_more_than_six_are_listed() -> None:
    assert len(steps(*({"code": str(n)} for n in range(9)))) == 6
