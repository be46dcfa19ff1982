"""The whole index in one call: what it does not depend on, and the frames it gives."""

from decimal import Decimal
from random import Random

import numpy as np
import polars as pl
import pytest
from builders import Row, child, framework, group, leaf, score, totals, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.scoring.index import Index

POPULATION = ("best_peer", "min_max", "percentile")
MIXED = framework(
    "".join(leaf(kind, f"kind: {kind}, input: x") for kind in POPULATION)
    + group("g", "20")
    + leaf("g.1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count", "12", child("g"))
    + leaf("g.2", "kind: points, input: x", points="8", more=child("g")),
    "aggregation: points\npillars:\n- {code: P, name: {vi: v, en: e}, mains: [g, percentile]}\n",
)  # fmt: skip
FIGURES = (*((kind, "x") for kind in POPULATION), ("g.1", "a"), ("g.1", "b"), ("g.2", "x"))
Sent = dict[str, list[int | None]]
"""Of each unit, its figures in the order of `FIGURES`; None for one not sent."""

sent = st.dictionaries(
    st.sampled_from("abcdef"),
    st.lists(st.one_of(st.none(), st.integers(1, 6)), min_size=len(FIGURES), max_size=len(FIGURES)),
    min_size=2,
    max_size=5,
)


def rows(units: Sent) -> list[Row]:
    return [
        (unit, code, name, figure)
        for unit, figures in units.items()
        for (code, name), figure in zip(FIGURES, figures, strict=True)
        if figure is not None
    ]


def frames(index: Index, round_id: str | None = None) -> list[list[tuple[object, ...]]]:
    """All rows of all results, of one round or of all."""
    found = (index.totals(), index.main_indicators(), index.pillars(), index.indicator_values())
    return [
        frame.with_columns(pl.col(pl.Enum).cast(pl.String))
        .filter(pl.lit(True) if round_id is None else pl.col("round") == round_id)
        .rows()
        for frame in found
    ]


@given(sent, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_scores_do_not_depend_on_the_order_of_rows(units: Sent, random: Random) -> None:
    shuffled = rows(units)
    random.shuffle(shuffled)
    expected = {"r": list(units)}
    one, other = (score(MIXED, values(order), units=expected) for order in (rows(units), shuffled))
    assert frames(one) == frames(other)


@given(sent, sent)
@settings(max_examples=25, deadline=None)
def test_an_unrelated_round_changes_nothing(units: Sent, others: Sent) -> None:
    alone = score(MIXED, values(rows(units)), units={"r": list(units)})
    both = score(
        MIXED,
        values(rows(units)),
        values(rows(others), round_id="a-round-before"),
        units={"r": list(units), "a-round-before": list(others)},
    )
    assert frames(alone) == frames(both, "r")


@given(sent)
@settings(max_examples=25, deadline=None)
def test_a_total_is_the_sum_of_its_mains(units: Sent) -> None:
    index = score(MIXED, values(rows(units)), units={"r": list(units)})
    mains = (
        index.main_indicators()
        .group_by("entity_code", "basis")
        .agg(
            pl.col("points").sum().alias("of_mains"),
            pl.col("max_points").sum().alias("max_of_mains"),
        )
    )
    both = index.totals().join(mains, on=["entity_code", "basis"])
    assert both.height == index.totals().height
    assert both.filter(
        (pl.col("points") != pl.col("of_mains")) | (pl.col("max_points") != pl.col("max_of_mains"))
    ).is_empty()


def test_many_units_at_once_equal_each_round_alone() -> None:
    """Large enough to be scored in blocks, side by side."""
    rng = np.random.default_rng(7)
    rounds = {
        name: values(
            [
                (f"u{unit}", code, of, int(figure))
                for unit in range(size)
                for (code, of), figure in zip(
                    FIGURES, rng.integers(1, 90, len(FIGURES)), strict=True
                )
            ],
            round_id=name,
        )
        for name, size in (("r1", 1600), ("r2", 1500), ("r3", 20), ("r4", 1700))
    }
    together = score(MIXED, *rounds.values(), not_evaluated={"r3": ["g"]})
    assert together.units.height > 3000
    for name, frame in rounds.items():
        alone = score(MIXED, frame, not_evaluated={"r3": ["g"]})
        assert frames(together, name) == frames(alone)


def test_units_stand_in_order_of_round_and_code() -> None:
    index = score(MIXED, units={"z": "ba", "a": "c"})
    assert index.units.rows() == [("a", "c"), ("z", "a"), ("z", "b")]


def test_a_round_of_no_units_gives_empty_results() -> None:
    assert frames(score(MIXED, units={})) == [[], [], [], []]


def test_amounts_are_exact_decimals() -> None:
    index = score(MIXED, values([("u", "g.2", "x", "0.1"), ("u", "g.1", "a", 1)]))
    for frame in (index.totals(), index.main_indicators(), index.pillars()):
        assert {frame.schema[c] for c in ("value", "points", "max_points")} == {pl.Decimal(18, 10)}
    assert totals(index)["u"][1] == Decimal("0.1")


def test_amounts_beyond_what_can_be_held_are_refused() -> None:
    of = framework(leaf("1", "kind: points, input: x", points="200000000"))
    with pytest.raises(OverflowError, match="cannot be held"):
        score(of, values([("u", "1", "x", 1)]))


def test_the_same_framework_object_scores_many_times() -> None:
    given_values = values([("u", "g.2", "x", 4)])
    assert frames(score(MIXED, given_values)) == frames(score(MIXED, given_values))


def test_a_framework_with_unknown_points_names_what_it_lacks() -> None:
    of = framework(leaf("1", "kind: value, input: x", points=""))
    with pytest.raises(ValueError, match="framework t cannot score: the points of indicator 1"):
        score(of, values([("u", "1", "x", 1)]))
