"""Figures of a round as the press reports them: averages, counts above them, growth, first places.

Here belongs what follows from the final scores of a round alone. What was printed somewhere, and
how it compares, is in `published_figures.py`. Everything is exact: sums of decimals, a quotient
rounded once, at the tenth decimal.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipelines.fixed_point import DECIMALS, published_values
from pipelines.frameworks.framework import INDEX_CODE

EXACT: Final = pl.Decimal(38, DECIMALS)
"""The type in which figures are worked out."""
STATISTICS: Final = (
    "mean",
    "highest",
    "lowest",
    "count_above_mean",
    "count_above_exact_mean",
    "count_at_or_above_half",
    "units_sharing_first",
    "growth_of_mean",
)
_NODE: Final = ("round", "level", "code")


def final_scores(totals: pl.DataFrame, pillars: pl.DataFrame, mains: pl.DataFrame) -> pl.DataFrame:
    """The final scores of all levels as one long frame.

    `totals` (rankings.dti), `pillars` (scores.pillar) and `mains` (scores.main_indicator) have
    round, entity_code, basis, value, rank, entities_ranked and, but for the totals, the code of
    the node. Returns round, level, code, entity_code, value, rank, entities_ranked.
    """
    levels = (
        ("index", totals, pl.lit(INDEX_CODE)),
        ("pillar", pillars, pl.col("pillar_code").cast(pl.String)),
        ("main", mains, pl.col("main_code").cast(pl.String)),
    )
    return pl.concat(
        [
            frame.filter(pl.col("basis").cast(pl.String) == "final").select(
                pl.col("round").cast(pl.String),
                pl.lit(level).alias("level"),
                code.alias("code"),
                pl.col("entity_code").cast(pl.String),
                pl.col("value").cast(EXACT),
                pl.col("rank").cast(pl.Int32),
                pl.col("entities_ranked").cast(pl.Int32),
            )
            for level, frame, code in levels
        ]
    )


def round_figures(
    scores: pl.DataFrame, rounds: pl.DataFrame, frameworks: pl.DataFrame, wanted: Sequence[str]
) -> pl.DataFrame:
    """Every statistic of the wanted rounds, by level and code.

    `scores` as from `final_scores`, of the rounds wanted and those before them. `rounds`: round,
    framework, previous, is_demonstration. `frameworks`: framework, decimals (null: unrounded),
    scale. Units without a rank, for want of a value or for having sent nothing, count nowhere.

    Returns round, level, code, statistic (see `STATISTICS`), value, against (the number it is
    measured against), units (how many values it rests on), entities (codes, where it is about
    some of them), is_demonstration. "Above average" has two readings: the press counts who
    reaches the mean as it is printed (`count_above_mean`; DTI 2023: 34 of 63 reach .6783), a
    purist who lies above the unrounded one (`count_above_exact_mean`: 33 lie above .67831).
    """
    facts = rounds.join(frameworks.select("framework", "decimals", "scale"), on="framework")
    known = _with_shown(
        scores.drop_nulls("rank").join(facts.select("round", "decimals", "scale"), on="round")
    )
    summary = known.group_by(_NODE).agg(*_summary())
    with_mean = known.join(summary.select(*_NODE, "total", "units", "mean"), on=_NODE)
    with_mean = with_mean.with_columns(_shown(pl.col("mean"), known).alias("shown_mean"))
    counts = with_mean.group_by(_NODE).agg(
        (pl.col("shown") >= pl.col("shown_mean")).sum().alias("count_above_mean"),
        # Not value > mean: the mean itself is cut at the tenth decimal.
        (pl.col("value") * pl.col("units").cast(EXACT) > pl.col("total"))
        .sum()
        .alias("count_above_exact_mean"),
        pl.col("shown_mean").first(),
    )
    wide = _with_growth(summary.join(counts, on=_NODE), rounds)
    statements = {
        "mean": (pl.lit(None), pl.lit(None)),
        "highest": (pl.lit(None), pl.col("first_entities")),
        "lowest": (pl.lit(None), pl.col("last_entities")),
        "count_above_mean": (pl.col("shown_mean"), pl.lit(None)),
        "count_above_exact_mean": (pl.col("mean"), pl.lit(None)),
        "count_at_or_above_half": (pl.col("half"), pl.lit(None)),
        "units_sharing_first": (pl.lit(None), pl.col("first_entities")),
        "growth_of_mean": (pl.col("previous_mean"), pl.lit(None)),
    }
    return (
        pl.concat(
            [
                wide.select(
                    *_NODE,
                    pl.lit(statistic).alias("statistic"),
                    pl.col(statistic).cast(EXACT).alias("value"),
                    against.cast(EXACT).alias("against"),
                    pl.col("units").cast(pl.Int32),
                    entities.cast(pl.String).alias("entities"),
                )
                for statistic, (against, entities) in statements.items()
            ]
        )
        .drop_nulls("value")
        .filter(pl.col("round").is_in(list(wanted)))
        .join(rounds.select("round", "is_demonstration"), on="round")
        .sort(*_NODE, "statistic")
    )


def _summary() -> tuple[pl.Expr, ...]:
    """What is said of the units of one round, level and code."""
    value, shown = pl.col("value"), pl.col("shown")

    def entities_at(extreme: pl.Expr) -> pl.Expr:
        return pl.col("entity_code").filter(shown == extreme).sort().str.join(", ")

    return (
        pl.len().alias("units"),
        value.sum().alias("total"),
        (value.sum() / pl.len()).alias("mean"),
        value.max().alias("highest"),
        value.min().alias("lowest"),
        entities_at(shown.max()).alias("first_entities"),
        entities_at(shown.min()).alias("last_entities"),
        (shown == shown.max()).sum().alias("units_sharing_first"),
        (shown >= pl.col("half")).sum().alias("count_at_or_above_half"),
        pl.col("half").first(),
    )


def _with_growth(figures: pl.DataFrame, rounds: pl.DataFrame) -> pl.DataFrame:
    """The mean beside that of the previous round, where the same code was scored there."""
    before = figures.select(
        pl.col("round").alias("previous"), "level", "code", pl.col("mean").alias("previous_mean")
    )
    return (
        figures.join(rounds.select("round", "previous"), on="round")
        .join(before, on=["previous", "level", "code"], how="left")
        .with_columns(growth_of_mean=growth(pl.col("mean"), pl.col("previous_mean")))
    )


def growth(now: pl.Expr, before: pl.Expr) -> pl.Expr:
    """Relative growth, now / before - 1; null where there was nothing to grow from."""
    return pl.when(before > 0).then(now / before - pl.lit(1, EXACT))


def _with_shown(scores: pl.DataFrame) -> pl.DataFrame:
    """The value as it is published, on which units are ranked and counted, and half the scale."""
    return scores.with_columns(
        _shown(pl.col("value"), scores).alias("shown"),
        (pl.col("scale").cast(EXACT) / pl.lit(2, EXACT)).alias("half"),
    )


def _shown(value: pl.Expr, scores: pl.DataFrame) -> pl.Expr:
    places = scores["decimals"].unique(maintain_order=True)
    return pl.coalesce(
        pl.lit(None, EXACT),
        *(
            pl.when(pl.col("decimals").eq_missing(pl.lit(places_, pl.Int32))).then(
                published_values(value, places_)
            )
            for places_ in places
        ),
    )
