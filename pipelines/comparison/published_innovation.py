"""Published values of the Provincial Innovation Index (PII) beside the means of their parts.

Here belongs the one sibling index of which values of several levels were published: Khánh Hòa and
Huế in 2025. Its indicators are carried to 0..100 by min-max, every parent is a plain mean.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.comparison.printed import NODE, half_unit
from pipelines.frameworks.framework import Framework

INNOVATION_CODE: Final = "PII"
"""The code of the index in its published results."""


def innovation_values(pii: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Values of the Provincial Innovation Index from those of their parts.

    An indicator is carried to 0..100 by the lowest and highest of the provinces; every parent is
    the plain mean of its children.
    """
    parents = [None, *(i.code for i in framework.indicators if not framework.is_scored_leaf(i))]
    tree = pl.DataFrame(
        [
            (code or INNOVATION_CODE, child.code, framework.is_scored_leaf(child))
            for code in parents
            for child in framework.children.get(code, ())
            if code is None or framework.by_code[code].children_known
        ],
        schema={"code": pl.String, "part": pl.String, "is_indicator": pl.Boolean},
        orient="row",
    )
    whole = pii.filter(
        pl.col("published_value").is_not_null(),
        pl.col("code").is_in([code or INNOVATION_CODE for code in parents]),
    )
    keys = ["year", "group", "entity_code"]
    made = (
        whole.select(*keys, "code")
        .join(tree, on="code")
        .join(_part_scores(pii, framework), on=[*keys, "part", "is_indicator"], how="left")
        .group_by(*keys, "code")
        .agg(
            pl.col("score").count().cast(pl.Int32).alias("known"),
            pl.len().cast(pl.Int32).alias("parts"),
            (pl.col("score").sum() / pl.len()).alias("mean"),
            (pl.col("slack").sum() / pl.len()).alias("slack"),
        )
    )
    is_whole = pl.col("known") == pl.col("parts")
    return whole.join(made, on=[*keys, "code"], how="left").select(
        *NODE,
        "entity_code",
        "entity_name_vi",
        pl.lit("value").alias("statistic"),
        "published_value",
        pl.when(is_whole).then("mean").alias("recomputed_value"),
        (pl.col("half") + pl.col("slack")).alias("tolerance"),
        pl.when(is_whole).then(pl.lit("mean_of_parts")).alias("method"),
        pl.col("known").alias("units"),
        pl.when(pl.col("parts").is_null())
        .then(pl.lit("Chưa biết đầy đủ các thành phần"))
        .otherwise(pl.format("Chỉ có {}/{} thành phần được công bố", "known", "parts"))
        .alias("why_not_vi"),
        pl.when(pl.col("parts").is_null())
        .then(pl.lit("not all of its parts are known"))
        .otherwise(pl.format("only {} of {} parts have been published", "known", "parts"))
        .alias("why_not_en"),
        "source_url",
    )


def _part_scores(pii: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """The 0..100 score of every published part, and how far rounding can have moved it."""
    scale = pl.lit(framework.scale, EXACT)
    lowest, highest = (pl.col(bound).cast(EXACT) for bound in ("lowest", "highest"))
    leaves = [leaf.code for leaf in framework.indicators if framework.is_scored_leaf(leaf)]
    is_indicator = pl.col("code").is_in(leaves)
    way = highest - lowest
    half = pl.max_horizontal("half", half_unit("lowest"), half_unit("highest"))
    return pii.select(
        "year",
        "group",
        "entity_code",
        pl.col("code").alias("part"),
        is_indicator.alias("is_indicator"),
        pl.when(is_indicator)
        .then((pl.col("published_value") - lowest) * scale / way)
        .otherwise("published_value")
        .alias("score"),
        # Farthest where figure and lowest are off to opposite sides, and the bounds to one side.
        pl.when(is_indicator)
        .then(half * pl.lit(2, EXACT) * scale / way)
        .otherwise("half")
        .alias("slack"),
    )
