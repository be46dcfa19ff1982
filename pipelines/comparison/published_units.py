"""Published values and ranks of units beside those that follow from scores and other values.

Here belong figures of one unit: provinces, ministries and the nation. Figures of a group are in
`published_averages.py`.
"""

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.comparison.printed import NODE, NOTHING, too_few


def unit_ranks(units: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Published ranks: taken again among scores, or among the published values of all units."""
    known = pl.col("published_value").is_not_null().sum().over(NODE)
    among = pl.col("published_value").rank("min", descending=True).over(NODE)
    with_scores = _with_scores(units.with_columns(known.alias("known"), among=among), scores)
    all_scored = pl.col("entities_ranked") == pl.col("size")
    all_published = (pl.col("known") == pl.col("size")) & pl.col("published_value").is_not_null()
    vi, en = too_few(pl.col("known"), pl.col("size"))
    return with_scores.filter(pl.col("rank").is_not_null()).select(
        *NODE,
        "entity_code",
        "entity_name_vi",
        pl.lit("rank").alias("statistic"),
        pl.col("rank").cast(EXACT).alias("published_value"),
        pl.when(all_scored)
        .then("score_rank")
        .when(all_published)
        .then("among")
        .cast(EXACT)
        .alias("recomputed_value"),
        NOTHING.alias("tolerance"),
        pl.when(all_scored)
        .then(pl.lit("ranked_scores"))
        .when(all_published)
        .then(pl.lit("ranked_published_values"))
        .alias("method"),
        pl.when(all_scored)
        .then("entities_ranked")
        .otherwise("known")
        .cast(pl.Int32)
        .alias("units"),
        vi,
        en,
        "source_url",
    )


def unit_values(units: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Published values beside the scores of the same unit, level and code."""
    wanted = units.filter(pl.col("published_value").is_not_null())
    known = pl.col("score").is_not_null()
    return _with_scores(wanted, scores).select(
        *NODE,
        "entity_code",
        "entity_name_vi",
        pl.lit("value").alias("statistic"),
        "published_value",
        pl.col("score").alias("recomputed_value"),
        # A weighted mean of inputs with as many decimals moves by no more than each of them.
        pl.when("is_taken")
        .then(NOTHING)
        .otherwise(pl.col("half") * pl.lit(2, EXACT))
        .alias("tolerance"),
        pl.when("is_taken")
        .then(pl.lit("taken_as_published"))
        .when(known)
        .then(pl.lit("scored"))
        .alias("method"),
        pl.when(known).then(1).cast(pl.Int32).alias("units"),
        pl.lit("Chưa công bố giá trị các thành phần của đơn vị này").alias("why_not_vi"),
        pl.lit("the values it is made of have not been published").alias("why_not_en"),
        "source_url",
    )


def _with_scores(units: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    keys = ["year", "subject", "boundary", "level", "code", "entity_code"]
    ours = scores.select(
        *keys,
        pl.col("value").alias("score"),
        pl.col("rank").alias("score_rank"),
        "entities_ranked",
        "is_taken",
    )
    return units.join(ours, on=keys, how="left", nulls_equal=True)
