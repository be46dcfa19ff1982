"""The profile of a unit: where it stands on each main, beside the average, the best and its like.

Here belong standings, similar units, and strengths and weaknesses. All of it follows from the final
scores of one round. How it is drawn is a matter of the pages.
"""

from typing import Final

import numpy as np
import polars as pl

SIMILAR: Final = 5
"""How many similar units a unit is set beside."""
_BLOCK: Final = 512
"""Units whose distances to all others are held at once."""


def standings(scores: pl.DataFrame) -> pl.DataFrame:
    """Each score beside the mean and the best of its code, and how many share its rank.

    `scores`: level, code, entity_code, value, points, max_points, rank, entities_ranked of one
    round, final. Adds `share` (the value), `mean`, `best` and `gap` (value - mean) as floats for
    drawing, `gap_points`: the gap in points, and `sharing`: units on the same rank. Mean and
    best are those of the units ranked. Rows without a value have nulls.
    """
    node = ["level", "code"]
    value = pl.col("value").cast(pl.Float64)
    ranked = pl.when(pl.col("rank").is_not_null()).then(value)
    return scores.with_columns(
        share=value,
        mean=ranked.mean().over(node),
        best=ranked.max().over(node),
        sharing=pl.when(pl.col("rank").is_not_null()).then(
            pl.len().over([*node, "rank"]).cast(pl.Int32)
        ),
    ).with_columns(
        gap=pl.col("share") - pl.col("mean"),
        gap_points=(pl.col("share") - pl.col("mean")) * pl.col("max_points").cast(pl.Float64),
    )


def similar_units(scores: pl.DataFrame, count: int = SIMILAR) -> pl.DataFrame:
    """The units whose profile is nearest to that of each unit.

    `scores`: entity_code, code, value of one round and one level. Nearness is the Euclidean
    distance between values; a value there is not counts as the mean of its code. Returns
    entity_code, similar_code, place (from 1), in the order of units and of nearness; units equally
    near come in the order of their codes. Empty where there is only one unit.
    """
    if scores["entity_code"].n_unique() < 2:
        return pl.DataFrame(
            schema={"entity_code": pl.String, "similar_code": pl.String, "place": pl.Int32}
        )
    wide = scores.pivot(on="code", index="entity_code", values="value").sort("entity_code")
    codes = wide["entity_code"]
    profile = wide.drop("entity_code").cast(pl.Float64)
    matrix = profile.with_columns(pl.all().fill_null(pl.all().mean()).fill_null(0.0)).to_numpy()
    taken = min(count, matrix.shape[0] - 1)
    nearest: list[np.ndarray[tuple[int, int], np.dtype[np.int64]]] = []
    squares = np.einsum("ij,ij->i", matrix, matrix)
    for start in range(0, matrix.shape[0], _BLOCK):
        block = matrix[start : start + _BLOCK]
        distances = squares[start : start + _BLOCK, None] + squares[None, :] - 2 * block @ matrix.T
        # What is equal but for the last bits of a float is equally near.
        distances = np.round(distances, 12)
        distances[np.arange(len(block)), np.arange(start, start + len(block))] = np.inf
        nearest.append(np.argsort(distances, axis=1, kind="stable")[:, :taken])
    order = np.concatenate(nearest)
    return pl.DataFrame(
        {
            "entity_code": codes.gather(np.repeat(np.arange(len(codes)), taken)),
            "similar_code": codes.gather(order.ravel()),
            "place": np.tile(np.arange(1, taken + 1, dtype=np.int32), len(codes)),
        }
    )


def similar_means(scores: pl.DataFrame, similar: pl.DataFrame) -> pl.DataFrame:
    """The mean value of its similar units for each unit and code: entity_code, code, similar."""
    return (
        similar.join(
            scores.select(similar_code="entity_code", code="code", value=pl.col("value")),
            on="similar_code",
        )
        .group_by("entity_code", "code")
        .agg(pl.col("value").cast(pl.Float64).mean().alias("similar"))
    )


def strong_and_weak(gaps: pl.DataFrame, count: int = 3) -> pl.DataFrame:
    """The indicators on which a unit gains or loses most against the average, in points.

    `gaps`: entity_code, code, gap_points. Returns entity_code, code, gap_points, is_strength,
    place: at most `count` of each kind, the largest first; what is equal to the average is neither.
    """
    known = gaps.drop_nulls("gap_points").filter(pl.col("gap_points").abs() > 1e-9)
    return (
        known.with_columns(is_strength=pl.col("gap_points") > 0)
        .with_columns(
            place=pl.col("gap_points")
            .abs()
            .rank("ordinal", descending=True)
            .over("entity_code", "is_strength")
            .cast(pl.Int32)
        )
        .filter(pl.col("place") <= count)
        .sort("entity_code", "is_strength", "place", descending=[False, True, False])
    )
