"""Published figures of groups beside recomputed ones: means, lowest values, counts, growth.

Here belongs what was printed of many units together. Figures of one unit are in
`published_units.py`.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT, growth
from pipelines.comparison.printed import NODE, NOTHING, too_few
from pipelines.fixed_point import published_values
from pipelines.frameworks.framework import INDEX_CODE

_DTI_DECIMALS: Final = 4
_ALL: Final = "all"
"""The group of all units assessed in a year: provinces and ministries."""
_OF_PRINTED: Final = "growth_of_printed_means"
_OLD_PROVINCES: Final = 63
"""Provinces until 30 June 2025; the group `province_63`."""


def group_figures(
    averages: pl.DataFrame, units: pl.DataFrame, scores: pl.DataFrame, mergers: pl.DataFrame
) -> pl.DataFrame:
    """Averages, counts and growth: those in print beside those worked out, or why they are not.

    `averages` and `units` are printed figures (`printed.py`) of groups and of units; `scores` as
    from `published_scores`; `mergers`: new_code, old_code.
    """
    figures = averages.drop_nulls("measure").drop_nulls("value").with_row_index("figure")
    sizes = group_sizes(units, averages)
    means = _means(units, scores, mergers)
    recomputed = pl.concat(
        [
            _averaged(figures, means),
            _counted(figures, units),
            _grown(figures, means),
            _all_units(figures),
        ],
        how="diagonal",
    )
    known = _known(units)
    vi, en = too_few(pl.col("known").fill_null(0), pl.col("size"))
    because = {
        "growth": (
            pl.format("Không có giá trị trung bình năm {}", "against"),
            pl.format("there is no mean of {} to grow from", "against"),
        ),
        "units": (
            pl.lit("Không có danh sách đơn vị của nhóm"),
            pl.lit("the list of its units is not at hand"),
        ),
        "measured_automatically": (
            pl.lit("Không công bố chỉ số nào được đo tự động"),
            pl.lit("which indicators are measured automatically has not been published"),
        ),
    }
    return (
        figures.join(recomputed, on="figure", how="left")
        .join(known, on=["year", "group", "code"], how="left")
        .join(sizes, on=["year", "group"], how="left")
        .select(
            "year",
            "group",
            pl.when(pl.col("code") == INDEX_CODE)
            .then(pl.lit("index"))
            .otherwise(pl.lit("pillar"))
            .alias("level"),
            "code",
            pl.col("measure").alias("statistic"),
            "against",
            "published_value",
            "recomputed_value",
            (pl.col("half") + pl.col("slack")).alias("tolerance"),
            "other_reading",
            "method",
            pl.col("units").cast(pl.Int32),
            _by_measure({measure: reasons[0] for measure, reasons in because.items()}, vi),
            _by_measure({measure: reasons[1] for measure, reasons in because.items()}, en),
            "source_url",
            "note",
        )
    )


def group_sizes(units: pl.DataFrame, averages: pl.DataFrame) -> pl.DataFrame:
    """How many units each group has: by what the group is, or as printed. year, group, size.

    Not of regions: which provinces they mean is not told.
    """
    is_listed = pl.col("group").str.starts_with("ministry_") | (pl.col("group") == _ALL)
    as_printed = averages.filter(pl.col("measure") == "units", is_listed)
    return pl.concat(
        [
            units.drop_nulls("size").select("year", "group", "size").unique(),
            as_printed.select(
                "year", "group", pl.col("published_value").cast(pl.Int32).alias("size")
            ),
        ]
    )


def _by_measure(reasons: dict[str, pl.Expr], otherwise: pl.Expr) -> pl.Expr:
    name = otherwise.meta.output_name()
    chosen = [
        pl.when(pl.col("measure") == measure).then(reason) for measure, reason in reasons.items()
    ]
    return pl.coalesce(*chosen, otherwise).alias(name)


def _known(units: pl.DataFrame) -> pl.DataFrame:
    """How many values of each group, and of all groups together, have been published."""
    by_group = units.drop_nulls("published_value").group_by("year", "group", "code").len("known")
    # The 34 provinces are the 63 told again.
    once = by_group.filter(pl.col("group") != "province_34")
    of_all = once.group_by("year", "code").agg(pl.col("known").sum())
    return pl.concat(
        [by_group, of_all.select("year", pl.lit(_ALL).alias("group"), "code", "known")]
    )


def _means(units: pl.DataFrame, scores: pl.DataFrame, mergers: pl.DataFrame) -> pl.DataFrame:
    """The mean of each group that can be worked out: year, group, code, mean, slack, ...

    From the published values of all its units; or, for the 63 old provinces, from the scores of
    the 34, each counted as often as it has predecessors (the ministry restated them by unweighted
    means, so that the two are the same).
    """
    printed = units.drop_nulls("published_value")
    whole = printed.filter(pl.len().over(NODE) == pl.col("size"))
    of_values = whole.group_by("year", "group", "code").agg(
        (pl.col("published_value").sum() / pl.len()).alias("mean"),
        pl.col("half").max().alias("slack"),
        pl.len().cast(pl.Int32).alias("units"),
        pl.lit("mean_of_published_values").alias("method"),
    )
    predecessors = mergers.group_by(pl.col("new_code").alias("entity_code")).agg(
        pl.len().cast(EXACT).alias("times")
    )
    slacks = printed.group_by("year", "boundary").agg(pl.col("half").max().alias("slack"))
    of_scores = (
        scores.filter(pl.col("boundary") == "34", pl.col("level").is_in(["index", "pillar"]))
        .join(predecessors, on="entity_code")
        .group_by("year", "boundary", "code")
        .agg(
            ((pl.col("value") * pl.col("times")).sum() / pl.col("times").sum()).alias("mean"),
            pl.col("times").sum().cast(pl.Int32).alias("units"),
        )
        .filter(pl.col("units") == _OLD_PROVINCES)
        .join(slacks, on=["year", "boundary"])
        .select(
            "year",
            pl.lit("province_63").alias("group"),
            "code",
            "mean",
            "slack",
            "units",
            pl.lit("weighted_by_predecessors").alias("method"),
        )
    )
    return pl.concat([of_values, of_scores]).unique(
        ["year", "group", "code"], keep="first", maintain_order=True
    )


def _averaged(figures: pl.DataFrame, means: pl.DataFrame) -> pl.DataFrame:
    return (
        figures.filter(pl.col("measure") == "mean")
        .join(means, on=["year", "group", "code"])
        .select("figure", pl.col("mean").alias("recomputed_value"), "slack", "units", "method")
    )


def _counted(figures: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Lowest values and counts. Above average means at or above the mean as it is printed; the
    other reading is above the unrounded one."""
    whole = units.drop_nulls("published_value").filter(pl.len().over(NODE) == pl.col("size"))
    value = pl.col("of_unit")
    return (
        figures.filter(pl.col("measure").is_in(["lowest", "count_above_mean", "count_at_or_above"]))
        .join(
            whole.select("year", "group", "code", pl.col("published_value").alias("of_unit")),
            on=["year", "group", "code"],
        )
        .group_by("figure", "measure", "against")
        .agg(
            value.min().alias("lowest"),
            (value >= published_values(value.sum() / pl.len(), _DTI_DECIMALS))
            .sum()
            .cast(EXACT)
            .alias("count_above_mean"),
            (value * pl.len().cast(EXACT) > value.sum()).sum().cast(EXACT).alias("above_exact"),
            (value >= pl.col("against").cast(EXACT, strict=False).first())
            .sum()
            .cast(EXACT)
            .alias("count_at_or_above"),
            pl.len().cast(pl.Int32).alias("units"),
        )
        .select(
            "figure",
            _chosen("lowest", "count_above_mean", "count_at_or_above").alias("recomputed_value"),
            pl.when(pl.col("measure") == "count_above_mean")
            .then("above_exact")
            .alias("other_reading"),
            NOTHING.alias("slack"),
            "units",
            pl.lit("counted_in_published_values").alias("method"),
        )
    )


def _chosen(*measures: str) -> pl.Expr:
    return pl.coalesce(pl.when(pl.col("measure") == measure).then(measure) for measure in measures)


def _grown(figures: pl.DataFrame, means: pl.DataFrame) -> pl.DataFrame:
    """Growth of means: of those worked out, else of those printed."""
    printed = figures.filter(pl.col("measure") == "mean").select(
        "year",
        "group",
        "code",
        pl.col("published_value").alias("mean"),
        pl.col("half").alias("slack"),
        pl.lit(_OF_PRINTED).alias("method"),
    )
    either = pl.concat([means.select(printed.columns), printed]).unique(
        ["year", "group", "code"], keep="first", maintain_order=True
    )
    now, before = pl.col("mean"), pl.col("mean_before")
    slack, slack_before = pl.col("slack_now"), pl.col("slack_before")
    grown = growth(now, before)
    return (
        figures.filter(pl.col("measure") == "growth")
        .with_columns(pl.col("against").cast(pl.Int32).alias("year_before"))
        .join(either.rename({"slack": "slack_now"}), on=["year", "group", "code"])
        .join(
            either.select(
                pl.col("year").alias("year_before"),
                "group",
                "code",
                mean_before="mean",
                slack_before="slack",
                method_before="method",
            ),
            on=["year_before", "group", "code"],
        )
        .select(
            "figure",
            grown.alias("recomputed_value"),
            # The quotient is steepest towards a larger numerator over a smaller denominator.
            (growth(now + slack, before - slack_before) - grown).alias("slack"),
            pl.when(pl.any_horizontal(pl.col("method", "method_before") == _OF_PRINTED))
            .then(pl.lit(_OF_PRINTED))
            .otherwise(pl.lit("growth_of_recomputed_means"))
            .alias("method"),
        )
    )


def _all_units(figures: pl.DataFrame) -> pl.DataFrame:
    """All units assessed in a year: the old provinces and the printed numbers of ministries."""
    of_ministries = (
        figures.filter(pl.col("measure") == "units", pl.col("group").str.starts_with("ministry_"))
        .group_by("year")
        .agg(pl.col("published_value").sum().alias("ministries"))
    )
    return (
        figures.filter(pl.col("measure") == "units", pl.col("group") == _ALL)
        .join(of_ministries, on="year")
        .select(
            "figure",
            (pl.col("ministries") + pl.lit(_OLD_PROVINCES, EXACT)).alias("recomputed_value"),
            NOTHING.alias("slack"),
            pl.lit("sum_of_groups").alias("method"),
        )
    )
