"""Published figures beside the same figures worked out again, with what rounding allows.

Here belongs putting them together: every number that was printed about the index and its siblings.
Each is recomputed where its inputs were published too; where they were not, the row says why. How
is in `published_units.py`, `published_averages.py` and `published_innovation.py`. Statistics of a
round by itself are in `press_figures.py`.

A figure agrees if it differs by no more than `tolerance`: half of the last printed decimal of the
figure, and what half a last decimal in each of its inputs can move it by.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import final_scores
from pipelines.comparison.printed import of_group, printed
from pipelines.comparison.published_averages import group_figures, group_sizes
from pipelines.comparison.published_innovation import innovation_values
from pipelines.comparison.published_units import unit_ranks, unit_values
from pipelines.frameworks.framework import INDEX_CODE, Framework
from pipelines.rounds import FIRST_DAY_OF_34_PROVINCES

COLUMNS: Final = (
    "year",
    "group",
    "level",
    "code",
    "entity_code",
    "entity_name_vi",
    "statistic",
    "against",
    "published_value",
    "recomputed_value",
    "difference",
    "tolerance",
    "agrees",
    "other_reading",
    "method",
    "units",
    "why_not_vi",
    "why_not_en",
    "source_url",
    "note",
)


def published_scores(
    rounds: pl.DataFrame,
    frameworks: pl.DataFrame,
    totals: pl.DataFrame,
    pillars: pl.DataFrame,
    mains: pl.DataFrame,
    indicator_values: pl.DataFrame,
) -> pl.DataFrame:
    """The final scores of the rounds that stand for published results.

    Takes `reference.round`, `reference.framework`, `rankings.dti`, `scores.pillar`,
    `scores.main_indicator`, `indicators.indicator_value`. Returns year, subject, boundary, level,
    code, entity_code, value, rank, entities_ranked, is_taken. A score is taken, not worked out,
    where the value itself was the only input: a pillar reported as a whole, an index of one figure.
    """
    facts = (
        rounds.drop_nulls("published_year")
        .join(frameworks.select("framework", "subject"), on="framework")
        .select(
            "round",
            "subject",
            pl.col("published_year").cast(pl.Int32).alias("year"),
            pl.when(pl.col("subject") == "province")
            .then(
                pl.when(pl.col("expected_on") >= FIRST_DAY_OF_34_PROVINCES)
                .then(pl.lit("34"))
                .otherwise(pl.lit("63"))
            )
            .alias("boundary"),
        )
    )
    leaves = indicator_values.select(pl.col("round", "indicator_code").cast(pl.String)).unique()
    taken = pl.concat(
        [
            leaves.rename({"indicator_code": "code"}),
            leaves.filter(pl.len().over("round") == 1).select("round", code=pl.lit(INDEX_CODE)),
        ]
    ).with_columns(is_taken=pl.lit(value=True))
    return (
        final_scores(totals, pillars, mains)
        .join(facts, on="round")
        .join(taken, on=["round", "code"], how="left")
        .with_columns(pl.col("is_taken").fill_null(value=False))
        .drop("round")
    )


def published_figures(
    results: pl.DataFrame,
    averages: pl.DataFrame,
    innovation: pl.DataFrame,
    scores: pl.DataFrame,
    mergers: pl.DataFrame,
    innovation_framework: Framework | None,
) -> pl.DataFrame:
    """Every published figure beside the recomputed one: the columns `COLUMNS`.

    `results`, `averages` and `innovation` are the seeds `published_results.csv`,
    `published_averages.csv` and `published_pii.csv` as text, because the number of printed
    decimals counts; `scores` as from `published_scores`; `mergers` the seed of that name;
    `innovation_framework` the framework of the Provincial Innovation Index, without which only
    its ranks are told.
    """
    units, of_groups = printed(of_group(results)), printed(averages)
    sized = units.drop("size").join(group_sizes(units, of_groups), on=["year", "group"], how="left")
    pii = printed(of_group(innovation.with_columns(subject=pl.lit("province"), group=None)))
    figures = pl.concat(
        [
            unit_ranks(sized, scores),
            unit_values(units, scores),
            group_figures(of_groups, units, scores, mergers),
            unit_ranks(pii, scores.clear()),
            *(
                []
                if innovation_framework is None
                else [innovation_values(pii, innovation_framework)]
            ),
        ],
        how="diagonal",
    )
    return (
        figures.with_columns(
            difference=pl.col("recomputed_value") - pl.col("published_value"),
            tolerance=pl.when(pl.col("recomputed_value").is_not_null()).then("tolerance"),
        )
        .with_columns(agrees=pl.col("difference").abs() <= pl.col("tolerance"))
        .with_columns(
            pl.when(pl.col("recomputed_value").is_null()).then(reason).alias(reason)
            for reason in ("why_not_vi", "why_not_en")
        )
        .select(COLUMNS)
        .sort(
            "year",
            "group",
            "level",
            "code",
            "statistic",
            "entity_code",
            "against",
            "source_url",
            nulls_last=False,
        )
    )
