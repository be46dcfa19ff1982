"""Standings, similar units, strengths and weaknesses, on numbers worked by hand."""

from decimal import Decimal

import polars as pl
import pytest

from pipelines.publication.profiles import (
    similar_means,
    similar_units,
    standings,
    strong_and_weak,
)


def scores(values: dict[str, list[str | None]]) -> pl.DataFrame:
    """One row for each unit and main: `values` of mains 1, 2, ..., 10 points each."""
    return pl.DataFrame(
        [
            {
                "level": "main",
                "code": str(n + 1),
                "entity_code": unit,
                "value": None if value is None else Decimal(value),
                "points": Decimal(0),
                "max_points": Decimal(10),
                "rank": 1 if value == "1" else 2,
                "entities_ranked": len(values),
            }
            for unit, row in values.items()
            for n, value in enumerate(row)
        ],
        schema_overrides={"value": pl.Decimal(18, 10)},
    )


def test_a_standing_is_beside_the_mean_and_the_best_of_its_code() -> None:
    profile = standings(scores({"a": ["1"], "b": ["0.5"], "c": ["0.6"]})).sort("entity_code")
    assert profile["mean"].to_list() == pytest.approx([0.7] * 3)
    assert profile["best"].to_list() == [1.0] * 3
    assert profile["gap_points"].to_list() == pytest.approx([3.0, -2.0, -1.0])
    assert profile["sharing"].to_list() == [1, 2, 2]


def test_similar_units_are_the_nearest_and_never_the_unit_itself() -> None:
    profile = similar_units(
        scores({"a": ["0.1", "0.1"], "b": ["0.2", "0.1"], "c": ["0.9", "0.9"]}), count=2
    )
    assert profile.rows() == [
        ("a", "b", 1), ("a", "c", 2), ("b", "a", 1), ("b", "c", 2), ("c", "b", 1), ("c", "a", 2),
    ]  # fmt: skip


def test_units_equally_near_come_in_the_order_of_their_codes() -> None:
    profile = similar_units(scores({"b": ["0.5"], "a": ["0.4"], "c": ["0.6"]}), count=2)
    assert profile.filter(entity_code="b")["similar_code"].to_list() == ["a", "c"]


def test_a_value_there_is_not_counts_as_the_mean() -> None:
    profile = similar_units(scores({"a": [None], "b": ["0.5"], "c": ["0"], "d": ["1"]}), count=1)
    assert profile.filter(entity_code="a")["similar_code"].to_list() == ["b"]


def test_a_unit_alone_is_like_nobody() -> None:
    assert similar_units(scores({"a": ["0.5"]})).is_empty()


def test_the_mean_of_similar_units_leaves_the_unit_out() -> None:
    values = scores({"a": ["0"], "b": ["0.4"], "c": ["0.6"]})
    profile = similar_means(values, similar_units(values, count=2)).filter(entity_code="a")
    assert profile["similar"].to_list() == pytest.approx([0.5])


def test_strengths_and_weaknesses_are_the_largest_gaps_in_points() -> None:
    gaps = pl.DataFrame(
        {
            "entity_code": ["a"] * 5,
            "code": ["1", "2", "3", "4", "5"],
            "gap_points": [1.0, 5.0, 0.0, -2.0, -7.0],
        }
    )
    profile = strong_and_weak(gaps, count=1)
    assert profile.select("code", "is_strength").rows() == [("2", True), ("5", False)]
