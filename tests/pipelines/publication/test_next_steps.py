"""What a unit can do next, by the points that can be had."""

import polars as pl

from pipelines.publication.next_steps import next_steps

ROW = {
    "entity_code": "a",
    "code": "1",
    "state": "reported",
    "max_points": 10.0,
    "share": 0.5,
    "best": 0.9,
    "self_points": None,
    "verified_points": None,
    "lacks_evidence": False,
}
TYPES = {
    "share": pl.Float64,
    "best": pl.Float64,
    "self_points": pl.Float64,
    "verified_points": pl.Float64,
}


def steps(*rows: dict[str, object]) -> list[tuple[object, ...]]:
    frame = pl.DataFrame([{**ROW, **row} for row in rows], schema_overrides=TYPES)
    told = next_steps(frame).with_columns(pl.col("possible_points").round(6))
    return told.select("code", "action", "possible_points", "place").rows()


def test_what_was_not_reported_can_bring_all_its_points() -> None:
    assert steps({"state": "missing", "share": 0.0}) == [("1", "report", 10.0, 1)]


def test_what_others_do_better_can_bring_what_the_best_has_more() -> None:
    assert steps({}) == [("1", "improve", 4.0, 1)]


def test_missing_evidence_is_said_before_improvement() -> None:
    assert steps({"lacks_evidence": True})[0][1] == "evidence"


def test_points_withheld_by_the_appraisal_ask_for_an_explanation() -> None:
    told = steps({"self_points": 9.5, "verified_points": 4.0, "share": 0.4})
    assert told == [("1", "explain", 5.5, 1)]


def test_steps_come_by_points_and_what_does_not_count_is_left_out() -> None:
    told = steps(
        {"code": "1"},
        {"code": "2", "state": "missing"},
        {"code": "3", "state": "not_applicable"},
        {"code": "4", "share": 0.9},
        {"code": "5", "state": "zero_by_decision", "max_points": 5.0},
    )
    assert [(code, place) for code, _, _, place in told] == [("2", 1), ("5", 2), ("1", 3)]
