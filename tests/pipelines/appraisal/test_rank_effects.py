"""What one figure, or all of a unit's, is worth in places, beside a plain recount of the round."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from builders import framework, group, leaf, score, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.appraisal.rank_effects import rank_effects
from pipelines.fixed_point import Floats
from pipelines.scoring.index import Index

TREE = framework(
    group("1", "20")
    + leaf("1.1", "kind: points, input: p", "p: points", "10", ', parent: "1"')
    + leaf("1.2", "kind: points, input: p", "p: points", "10", ', parent: "1"')
)
MEAN = framework(
    "".join(leaf(str(n), "kind: value, input: x", "x: share", "", ", weight: 1") for n in (1, 2)),
    "aggregation: geometric_mean\nmissing: zero\ndecimals: 4\n",
)


def index(points: Mapping[str, Sequence[float]]) -> Index:
    return score(
        TREE,
        values(
            [
                (unit, f"1.{n}", "p", p)
                for unit, pair in points.items()
                for n, p in enumerate(pair, 1)
            ]
        ),
    )


def test_places_are_those_between_the_rank_now_and_then() -> None:
    # Totals 16, 15, 12, 9. Unit a at 1 point in 1.1 has 9: behind b and c, level with d.
    effects = rank_effects(
        index({"a": (8, 8), "b": (8, 7), "c": (6, 6), "d": (5, 4)}),
        np.array([[0.1, np.nan, np.nan, 1.0], [np.nan, 0.2, np.nan, np.nan]]),
    )
    assert effects.before.tolist() == [1, 2, 3, 4]
    # d at full in 1.1 has 14: above c. b at 2 in 1.2 has 10: behind c.
    assert effects.after.tolist() == [[3, 2, 3, 3], [1, 3, 3, 4]]
    assert effects.places.tolist() == [[2, 0, 0, 1], [0, 1, 0, 0]]


def test_all_changes_of_a_unit_together_may_move_what_none_moves_alone() -> None:
    effects = rank_effects(
        index({"a": (10, 10), "b": (6, 6)}), np.array([[0.5, np.nan], [0.5, np.nan]])
    )
    assert effects.places.tolist() == [[0, 0], [0, 0]]
    assert effects.places_of_all.tolist() == [1, 0]


def recounted(points: Mapping[str, Sequence[float]], unit: str, leaf_at: int, share: float) -> int:
    changed = {
        name: tuple(share * 10 if (name, n) == (unit, leaf_at) else p for n, p in enumerate(pair))
        for name, pair in points.items()
    }
    ranks = index(changed).totals().filter(pl.col("basis") == "final")
    return dict(ranks.select(pl.col("entity_code").cast(pl.String), "rank").iter_rows())[unit]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=6),
    st.integers(0, 20),
)
def test_the_rank_after_a_change_is_the_one_of_the_round_scored_again(
    halves: list[tuple[int, int]], twentieths: int
) -> None:
    points = {f"u{n}": (a / 2, b / 2) for n, (a, b) in enumerate(halves)}
    shares: Floats = np.full((2, len(points)), twentieths / 20)
    effects = rank_effects(index(points), shares)
    for at, unit in enumerate(sorted(points)):
        for leaf_at in (0, 1):
            assert effects.after[leaf_at, at] == recounted(points, unit, leaf_at, twentieths / 20)


def test_a_mean_of_values_is_carried_up_as_it_is_scored() -> None:
    scored = score(
        MEAN,
        values(
            [("a", "1", "x", 0.9), ("a", "2", "x", 0.4), ("b", "1", "x", 0.5), ("b", "2", "x", 0.5)]
        ),
    )
    # sqrt(0.36) = 0.6 above 0.5; sqrt(0.2 x 0.4) = 0.28 below it.
    effects = rank_effects(scored, np.array([[0.2, np.nan], [np.nan, np.nan]]))
    assert (effects.before.tolist(), effects.after[0].tolist()) == ([1, 2], [2, 2])
