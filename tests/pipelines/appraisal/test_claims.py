"""Claimed, verified and measured points side by side, and what only a unit's word supports."""

from decimal import Decimal

import polars as pl
import pytest
from builders import framework, group, leaf, values

from pipelines.appraisal.claims import STANDINGS, claims
from pipelines.scoring.index import compute_index

RATIO = "kind: ratio, numerator: a, denominator: b"
TREE = framework(
    group("1", "40")
    + leaf("1.1", RATIO, "a: count, b: count", "20", ', parent: "1", evidence: required')
    + leaf("1.2", "kind: points, input: p", "p: points", "10", ', parent: "1"')
    + leaf("1.3", "kind: points, input: p", "p: points", "10", ', parent: "1"')
)
DECLARED = [("u", "1.1", "a", 3), ("u", "1.1", "b", 4), ("u", "1.2", "p", 8)]


def sent(frame: pl.DataFrame, evidence: str | None = None, note: str | None = None) -> pl.DataFrame:
    return frame.with_columns(evidence=pl.lit(evidence, pl.String), note=pl.lit(note, pl.String))


def of(*frames: pl.DataFrame) -> dict[str, dict[str, object]]:
    """The rows of unit u by indicator."""
    together = pl.concat(frames)
    units = pl.DataFrame({"round": ["r"], "entity_code": ["u"]})
    rows = claims(compute_index(TREE, together, units), together).to_dicts()
    return {row["indicator_code"]: row for row in rows}


def test_a_claim_without_the_evidence_asked_for_is_at_risk_as_a_whole() -> None:
    row = of(sent(values(DECLARED)))["1.1"]
    assert (row["standing"], row["claimed_points"], row["points_at_risk"]) == (
        "evidence_missing", Decimal(15), Decimal(15),
    )  # fmt: skip


@pytest.mark.parametrize(("evidence", "note"), [("BC số 1", None), (None, "đang chờ văn bản")])
def test_evidence_or_an_explanation_leaves_a_claim_to_be_verified(
    evidence: str | None, note: str | None
) -> None:
    row = of(sent(values(DECLARED), evidence, note))["1.1"]
    assert (row["standing"], row["evidence"], row["explanation"]) == (
        "not_verified",
        evidence,
        note,
    )
    assert row["points_at_risk"] == Decimal(15)


def test_a_status_of_a_scorecard_explains_nothing() -> None:
    row = of(sent(values(DECLARED), None, "Hoàn thành"))["1.1"]
    assert (row["standing"], row["explanation"]) == ("evidence_missing", None)


def test_what_was_verified_is_no_longer_at_risk() -> None:
    verified = sent(values([("u", "1.2", "points", 5)], "verified"))
    row = of(sent(values(DECLARED)), verified)["1.2"]
    assert (row["standing"], row["claimed_points"], row["verified_points"]) == (
        "verified", Decimal(8), Decimal(5),
    )  # fmt: skip
    assert (row["final_points"], row["points_at_risk"]) == (Decimal(5), Decimal(0))


def test_a_lower_measurement_contradicts_a_claim_by_the_difference() -> None:
    measured = sent(values([("u", "1.1", "a", 2), ("u", "1.1", "b", 4)], "measured"))
    row = of(sent(values(DECLARED)), measured)["1.1"]
    # 3/4 and 2/4 of 20 points.
    assert (row["standing"], row["claimed_points"], row["measured_points"]) == (
        "contradicted", Decimal(15), Decimal(10),
    )  # fmt: skip
    assert (row["points_at_risk"], row["confirmed_share"]) == (Decimal(5), 0.5)


def test_a_measurement_as_high_as_the_claim_supports_it() -> None:
    measured = sent(values([("u", "1.1", "a", 3), ("u", "1.1", "b", 4)], "measured"))
    row = of(sent(values(DECLARED)), measured)["1.1"]
    assert (row["standing"], row["points_at_risk"]) == ("measured", Decimal(0))


def test_what_nobody_claims_is_not_at_risk() -> None:
    row = of(sent(values(DECLARED)))["1.3"]
    assert (row["standing"], row["claimed_points"], row["points_at_risk"]) == (
        "not_claimed", None, Decimal(0),
    )  # fmt: skip


def test_zero_by_decision_is_verified_and_keeps_its_state() -> None:
    state = sent(values([("u", "1.2", "state", "zero_by_decision")], "verified"))
    row = of(sent(values(DECLARED)), state)["1.2"]
    assert (row["standing"], row["state"], row["verified_points"]) == (
        "verified", "zero_by_decision", Decimal(0),
    )  # fmt: skip
    assert row["claimed_points"] == Decimal(8)


def test_every_leaf_of_every_unit_stands_on_one_thing() -> None:
    rows = of(sent(values(DECLARED)))
    assert set(rows) == {"1.1", "1.2", "1.3"}
    assert {row["standing"] for row in rows.values()} <= set(STANDINGS)
