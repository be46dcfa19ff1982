"""Restatement: results of old units, worth for the new ones that they merged into.

Here belong the three methods, side by side. The official one is that of the ministry, which
restated 2024 for the 34 provinces of Resolution 202/2025/QH15 by the unweighted mean of the values
of the old ones; it reproduces all 34 published rows with an error of at most 7e-5. Who merged into
whom is in `mergers.py`, how inputs are added up in `summed_inputs.py`.

    unweighted_mean      (v1 + ... + vn) / n                             the result
    population_weights   (v1 p1 + ... + vn pn) / (p1 + ... + pn)
    summed_inputs        (a1 + ... + an) / (b1 + ... + bn), scored again by the rules

Each level is restated by itself. Where the old units have the same maximum points, the mean of
their indices is the index of their mean main values: both are the same sum in another order.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.scoring.ranking import rank_scores

OFFICIAL_METHOD: Final = "unweighted_mean"
METHODS: Final = (OFFICIAL_METHOD, "population_weights", "summed_inputs")
_UNIT: Final = ("results", "effective_on", "entity_code")
_NODE: Final = (*_UNIT, "level", "code")
_RANKED_TOGETHER: Final = ("results", "effective_on", "level", "code", "method")
_WHY: Final = {
    "unweighted_mean": ("Chưa có giá trị của: {}", "no value of: {}", "without_value"),
    "population_weights": (
        "Chưa biết dân số của: {}",
        "population not known of: {}",
        "without_population",
    ),
    "summed_inputs": (
        "Không có số liệu đầu vào cộng được của: {}",
        "no inputs that add up have been reported of: {}",
        "predecessor_units",
    ),
}
"""Why a method gives no value, in Vietnamese and English, and the old units it is about."""


def restate(
    values: pl.DataFrame,
    parts: pl.DataFrame,
    populations: pl.DataFrame,
    summed: pl.DataFrame,
    decimals: pl.DataFrame,
) -> pl.DataFrame:
    """Restate results by each method.

    `values`: results (what is restated: a round, or the results of a year), level, code,
    entity_code (old), value. `parts`: results and the columns of `mergers.predecessors`.
    `populations`: entity_code, valid_from, population, one for each unit. `summed`: results,
    effective_on, entity_code (new), level, code, value, as from `summed_inputs.py`. `decimals`:
    results, decimals (published; null: unrounded).

    Returns results, effective_on, entity_code (new), level, code, method, is_official, value
    (rounded at the tenth decimal), difference (from the official method), rank, entities_ranked,
    predecessors, predecessor_units (code and name of each: its code may be that of another unit
    today), why_not_vi, why_not_en.

    A unit of which no predecessor has a value is left out. One of which only some have is half a
    merger: it has no value, and says whose is missing. Ranks are given where every unit of the
    level and code has a value by the method: half a round has no ranks.
    """
    merged = _merged(values, parts, populations)
    wide = merged.join(
        summed.select(*_NODE, pl.col("value").cast(EXACT).alias("summed")), on=_NODE, how="left"
    ).with_columns(
        # Of one old unit nothing is to be weighed or added up.
        population_weights=pl.when(pl.col("predecessors") == 1)
        .then("unweighted_mean")
        .otherwise("population_weights"),
        summed_inputs=pl.when(pl.col("predecessors") == 1)
        .then("unweighted_mean")
        .when(pl.col("unweighted_mean").is_not_null())
        .then("summed"),
    )
    results = pl.concat(
        [
            wide.select(
                *_NODE,
                pl.lit(method).alias("method"),
                pl.lit(method == OFFICIAL_METHOD).alias("is_official"),
                pl.col(method).cast(pl.Decimal(18, 10)).alias("value"),
                (pl.col(method) - pl.col(OFFICIAL_METHOD)).alias("difference"),
                "predecessors",
                "predecessor_units",
                *_reasons(method),
            )
            for method in METHODS
        ]
    )
    return _ranked(results, decimals).sort(*_NODE, "method")


def _merged(values: pl.DataFrame, parts: pl.DataFrame, populations: pl.DataFrame) -> pl.DataFrame:
    """The old units of each new one together: both means, and whose value or weight is missing."""
    wanted = (
        parts.join(values.select("results", "level", "code").unique(), on="results")
        .join(
            values.rename({"entity_code": "old_code"}).with_columns(pl.col("value").cast(EXACT)),
            on=["results", "level", "code", "old_code"],
            how="left",
        )
        .join(
            populations.select(
                pl.col("entity_code").alias("old_code"),
                pl.col("valid_from").alias("old_valid_from"),
                pl.col("population").cast(EXACT),
            ),
            on=["old_code", "old_valid_from"],
            how="left",
            nulls_equal=True,
        )
    )
    value, people = pl.col("value"), pl.col("population")

    def named(units: pl.Expr) -> pl.Expr:
        return pl.format("{} {}", "old_code", "old_name_vi").filter(units).sort().str.join(", ")

    has_all, has_all_people = value.is_not_null().all(), people.is_not_null().all()
    # Where nobody is known there is nothing to divide by; a null keeps the division quiet.
    all_people = pl.when(has_all_people).then(people.sum())
    return (
        wanted.group_by(_NODE)
        .agg(
            pl.when(has_all).then(value.sum() / pl.len()).alias("unweighted_mean"),
            pl.when(has_all).then((value * people).sum() / all_people).alias("population_weights"),
            pl.len().cast(pl.Int32).alias("predecessors"),
            named(pl.lit(value=True)).alias("predecessor_units"),
            named(value.is_null()).alias("without_value"),
            named(people.is_null()).alias("without_population"),
            value.is_not_null().any().alias("is_known_of"),
        )
        .filter("is_known_of")
    )


def _reasons(method: str) -> tuple[pl.Expr, pl.Expr]:
    """Why a method gives no value: a value is missing, or what the method needs beside it."""
    no_value_vi, no_value_en, valueless = _WHY[OFFICIAL_METHOD]
    vi, en, units = _WHY[method]
    lacks_value = pl.col(OFFICIAL_METHOD).is_null()

    def reason(no_value: str, no_method: str) -> pl.Expr:
        return (
            pl.when(lacks_value)
            .then(pl.format(no_value, valueless))
            .when(pl.col(method).is_null())
            .then(pl.format(no_method, units))
        )

    return (
        reason(no_value_vi, vi).alias("why_not_vi"),
        reason(no_value_en, en).alias("why_not_en"),
    )


def _ranked(results: pl.DataFrame, decimals: pl.DataFrame) -> pl.DataFrame:
    """Rank each method by itself, where every unit has a value."""
    group = results.with_columns(
        pl.concat_str(
            [pl.col(key).cast(pl.String) for key in _RANKED_TOGETHER], separator="|"
        ).alias("round"),
        basis=pl.lit("final"),
        is_whole=pl.col("value").is_not_null().all().over(_RANKED_TOGETHER),
    )
    ranks = rank_scores(
        group.filter("is_whole").select("round", "entity_code", "basis", "value"),
        group.select("round", "results").unique().join(decimals, on="results").drop("results"),
    )
    return group.join(
        ranks.select("round", "entity_code", "rank", "entities_ranked"),
        on=["round", "entity_code"],
        how="left",
    ).drop("round", "basis", "is_whole")
