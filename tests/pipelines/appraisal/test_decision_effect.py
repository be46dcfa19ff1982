"""What decisions do to points and ranks: two scorings of one round side by side."""

from decimal import Decimal

import polars as pl
from builders import framework, group, leaf, score, values

from pipelines.appraisal.decision_effect import DecisionEffect, decision_effect

TREE = framework(
    group("1", "20")
    + leaf("1.1", "kind: points, input: p", "p: points", "10", ', parent: "1"')
    + leaf("1.2", "kind: points, input: p", "p: points", "10", ', parent: "1"')
)
DECLARED = values(
    [
        (unit, code, "p", points)
        for unit, points in (("a", 8), ("b", 7), ("c", 6))
        for code in ("1.1", "1.2")
    ]
)


def effect(*decided: tuple[str, str, str, object]) -> DecisionEffect:
    return decision_effect(
        score(TREE, DECLARED), score(TREE, DECLARED, values(decided, "verified"))
    )


def test_points_taken_away_are_a_negative_change() -> None:
    figures = effect(("a", "1.1", "points", 3)).figures
    assert figures.select(
        "entity_code", "indicator_code", "points_before", "points_after", "points_change"
    ).rows() == [("a", "1.1", Decimal(8), Decimal(3), Decimal(-5))]


def test_a_unit_that_falls_loses_places_and_those_it_falls_behind_gain_them() -> None:
    # 16, 14 and 12 of 20 points; a keeps 11 and is behind both.
    moves = effect(("a", "1.1", "points", 3)).moves
    assert moves.select("entity_code", "rank_before", "rank_after", "places").rows() == [
        ("b", 2, 1, 1), ("c", 3, 2, 1), ("a", 1, 3, -2),
    ]  # fmt: skip
    (a,) = moves.filter(pl.col("entity_code") == "a").to_dicts()
    assert (a["value_before"], a["value_after"]) == (Decimal("0.8"), Decimal("0.55"))


def test_a_unit_that_keeps_value_and_rank_is_not_named() -> None:
    # c has 12 of 20 before and 11 after: last both times, with another value.
    moves = effect(("c", "1.2", "points", 5)).moves
    assert moves.select("entity_code", "places").rows() == [("c", 0)]


def test_a_zero_by_decision_changes_state_and_points() -> None:
    (row,) = effect(("b", "1.2", "state", "zero_by_decision")).figures.to_dicts()
    assert (row["state_before"], row["state_after"]) == ("reported", "zero_by_decision")
    assert row["points_change"] == Decimal(-7)


def test_points_for_what_nobody_sent_are_gained_from_nothing() -> None:
    alone = values([("a", "1.1", "p", 4)])
    after = score(TREE, alone, values([("a", "1.2", "points", 6)], "verified"))
    (row,) = decision_effect(score(TREE, alone), after).figures.to_dicts()
    assert (row["state_before"], row["points_change"]) == ("missing", Decimal(6))


def test_only_final_scores_are_compared() -> None:
    # The verified basis changes with the decision; the claim of the unit stays its claim.
    figures = effect(("a", "1.1", "points", 8)).figures
    assert figures.is_empty()
