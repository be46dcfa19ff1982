"""Rounds and published results, restated for the units of today.

Here belongs what is restated: final scores of a round whose units have merged since, and published
results of the 63 old provinces, beside what was published of the 34. The methods are in
`restatement.py`.
"""

from datetime import date
from typing import Final

import polars as pl

from pipelines.comparison.populations import latest_populations
from pipelines.comparison.press_figures import EXACT, final_scores
from pipelines.comparison.restatement import restate
from pipelines.comparison.succession import predecessors
from pipelines.comparison.summed_inputs import RESTATED, restated_indicators, scored_again
from pipelines.entities import valid_on
from pipelines.frameworks.framework import Framework
from pipelines.rounds import FIRST_DAY_OF_34_PROVINCES, LAST_DAY_OF_63_PROVINCES

_DTI_DECIMALS: Final = 4
_SUMMED: Final = {
    "results": pl.String,
    "effective_on": pl.Date,
    "entity_code": pl.String,
    "level": pl.String,
    "code": pl.String,
    "value": EXACT,
}
_INDICATORS: Final = pl.Schema(
    {
        "effective_on": pl.Date,
        "entity_code": pl.String,
        "indicator_code": pl.String,
        "is_summed": pl.Boolean,
        "numerator": EXACT,
        "denominator": EXACT,
        "state": pl.String,
        "value": EXACT,
        "points": EXACT,
        "max_points": EXACT,
    }
)
_NAMES: Final = {"effective_on": pl.Date, "entity_code": pl.String, "entity_name_vi": pl.String}


def restated_round(
    assessed_on: date,
    framework: Framework,
    scores: pl.DataFrame,
    values: pl.DataFrame,
    indicators: pl.DataFrame,
    entities: pl.DataFrame,
    mergers: pl.DataFrame,
    populations: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Restate one round by every method, if its units have merged since `assessed_on`.

    `scores` as from `press_figures.final_scores`, `values` (submitted, in use) and `indicators`
    (final) of this round. `entities`, `mergers` and `populations` as their readers return them.

    Returns two frames: the restatement, in the columns of `restatement.restate` without results,
    and entity_name_vi; and the indicators behind `summed_inputs`: effective_on, entity_code,
    indicator_code, is_summed, numerator, denominator, state, value, points, max_points.
    """
    assessed = scores["entity_code"].unique().to_list()
    parts = predecessors(assessed, assessed_on, entities, mergers)
    summed, behind = [pl.DataFrame(schema=_SUMMED)], [pl.DataFrame(schema=_INDICATORS)]
    for day in parts["effective_on"].unique().sort():
        of_day = parts.filter(pl.col("effective_on") == day)
        again = restated_indicators(framework, of_day, values, indicators)
        if again.is_empty():
            continue
        index = scored_again(framework, again)
        to_day = pl.lit(day, pl.Date).alias("effective_on")
        of_nodes = final_scores(index.totals(), index.pillars(), index.main_indicators())
        of_leaves = index.indicator_values().with_columns(pl.col(pl.Enum).cast(pl.String))
        of_leaves = of_leaves.filter(pl.col("basis") == "final")
        summed.append(
            of_nodes.with_columns(to_day, pl.lit(RESTATED).alias("results")).select(list(_SUMMED))
        )
        behind.append(
            again.drop("points", "state")
            .join(of_leaves, on=["entity_code", "indicator_code"])
            .with_columns(to_day)
            .select(list(_INDICATORS))
            .cast(_INDICATORS)
        )
    restated = restate(
        scores.with_columns(results=pl.lit(RESTATED)),
        parts.with_columns(results=pl.lit(RESTATED)),
        latest_populations(populations),
        pl.concat(summed),
        pl.DataFrame(
            {"results": RESTATED, "decimals": pl.Series([framework.decimals], dtype=pl.Int32)}
        ),
    )
    return _named(restated.drop("results"), entities), pl.concat(behind)


def restated_publications(
    results: pl.DataFrame, entities: pl.DataFrame, mergers: pl.DataFrame, populations: pl.DataFrame
) -> pl.DataFrame:
    """Published results of the 63 provinces restated for the 34, beside those published of them.

    `results` is the seed `published_results.csv` as text. Returns year, the columns of
    `restatement.restate` without results, entity_name_vi, published_value, published_rank and
    published_difference (value - published_value).
    """
    printed = results.filter(pl.col("subject") == "province").select(
        pl.col("year").alias("results"),
        "boundary",
        "level",
        "code",
        "entity_code",
        pl.col("value").cast(EXACT),
        pl.col("rank").cast(pl.Int32),
    )
    of_63 = printed.filter(pl.col("boundary") == "63").drop_nulls("value")
    parts = predecessors(
        of_63["entity_code"].unique().to_list(), LAST_DAY_OF_63_PROVINCES, entities, mergers
    ).filter(pl.col("effective_on") == FIRST_DAY_OF_34_PROVINCES)
    years = of_63.select("results").unique()
    restated = restate(
        of_63,
        years.join(parts, how="cross"),
        latest_populations(populations),
        pl.DataFrame(schema=_SUMMED),
        years.with_columns(decimals=pl.lit(_DTI_DECIMALS, pl.Int32)),
    )
    of_34 = printed.filter(pl.col("boundary") == "34").select(
        "results",
        "level",
        "code",
        "entity_code",
        published_value="value",
        published_rank="rank",
    )
    return (
        _named(restated, entities)
        .join(of_34, on=["results", "level", "code", "entity_code"], how="left")
        .with_columns(
            pl.col("results").cast(pl.Int32).alias("year"),
            (pl.col("value").cast(EXACT) - pl.col("published_value")).alias("published_difference"),
        )
        .drop("results")
    )


def _named(restated: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """With the name that the unit has from the day on to which it is restated."""
    names = [
        valid_on(entities, day).select(
            pl.lit(day, pl.Date).alias("effective_on"), "entity_code", entity_name_vi="name_vi"
        )
        for day in restated["effective_on"].unique().sort()
    ]
    none = pl.DataFrame(schema=_NAMES)
    return restated.join(pl.concat([none, *names]), on=["effective_on", "entity_code"], how="left")
