"""Published figures beside the same figures worked out again, with what rounding allows.

Here belongs every number that was printed about the index and its siblings: values and ranks of
units, averages, counts, growth. Each is recomputed where its inputs were published too; where they
were not, the row says why. Statistics of a round by itself are in `press_figures.py`.

A figure agrees if it differs by no more than `tolerance`: half of the last printed decimal of the
figure, and what half a last decimal in each of its inputs can move it by.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT, final_scores, growth, rounded
from pipelines.frameworks.framework import INDEX_CODE, Framework
from pipelines.rounds import FIRST_DAY_OF_34_PROVINCES

INNOVATION_CODE: Final = "PII"
"""The code of the Provincial Innovation Index in its published results."""
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
_DTI_DECIMALS: Final = 4
_ALL: Final = "all"
"""The group of all units assessed in a year: provinces and ministries."""
_OF_PRINTED: Final = "growth_of_printed_means"
_SET: Final = ("year", "group", "level", "code")
_NOTHING: Final = pl.lit(0, EXACT)


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
    units = _printed(_of_group(results))
    pii = _printed(_of_group(innovation.with_columns(subject=pl.lit("province"), group=None)))
    told = pl.concat(
        [
            _ranks(units, scores),
            _values(units, scores),
            _averages(_printed(averages.with_columns(_year())), units, scores, mergers),
            _ranks(pii, scores.clear()),
            *([] if innovation_framework is None else [_from_parts(pii, innovation_framework)]),
        ],
        how="diagonal",
    )
    return (
        told.with_columns(
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


def _year() -> pl.Expr:
    return pl.col("year").cast(pl.Int32)


def _of_group(results: pl.DataFrame) -> pl.DataFrame:
    """Name the group of units that a published result belongs to, as averages name it."""
    return results.with_columns(
        _year(),
        pl.col("rank").cast(pl.Int32),
        pl.when(pl.col("subject") == "province")
        .then(pl.concat_str(pl.lit("province_"), "boundary"))
        .otherwise(pl.coalesce("group", "subject"))
        .alias("group"),
        pl.when(pl.col("subject") == "nation")
        .then(1)
        .otherwise(pl.col("boundary").cast(pl.Int32))
        .alias("size"),
    )


def _printed(table: pl.DataFrame) -> pl.DataFrame:
    """The printed number, and half a unit of its last decimal; counts are exact."""
    return table.with_columns(
        pl.col("value").cast(EXACT).alias("published_value"), _half("value").alias("half")
    )


def _half(column: str) -> pl.Expr:
    text = pl.col(column)
    return (
        pl.when(text.str.contains(".", literal=True))
        .then(pl.concat_str(text.str.replace_all(r"\d", "0"), pl.lit("5")))
        .when(text.is_not_null())
        .then(pl.lit("0"))
        .cast(EXACT)
    )


def _too_few(known: pl.Expr, of: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """That values are missing, in Vietnamese and English."""
    return (
        pl.when(of.is_null())
        .then(pl.lit("Không có danh sách đơn vị của nhóm và giá trị của từng đơn vị"))
        .otherwise(pl.format("Chỉ có {}/{} giá trị được công bố", known, of))
        .alias("why_not_vi"),
        pl.when(of.is_null())
        .then(pl.lit("the units of this group and their values are not at hand"))
        .otherwise(pl.format("only {} of {} values have been published", known, of))
        .alias("why_not_en"),
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


def _ranks(units: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Published ranks: taken again among scores, or among the published values of all units."""
    known = pl.col("published_value").is_not_null().sum().over(_SET)
    among = pl.col("published_value").rank("min", descending=True).over(_SET)
    with_scores = _with_scores(units.with_columns(known.alias("known"), among=among), scores)
    all_scored = pl.col("entities_ranked") == pl.col("size")
    all_published = (pl.col("known") == pl.col("size")) & pl.col("published_value").is_not_null()
    vi, en = _too_few(pl.col("known"), pl.col("size"))
    return with_scores.filter(pl.col("rank").is_not_null()).select(
        *_SET,
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
        _NOTHING.alias("tolerance"),
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


def _values(units: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Published values of the index and its pillars; those of mains are what they are made of."""
    wanted = units.filter(
        pl.col("published_value").is_not_null(), pl.col("level").is_in(["index", "pillar"])
    )
    known = pl.col("score").is_not_null()
    return _with_scores(wanted, scores).select(
        *_SET,
        "entity_code",
        "entity_name_vi",
        pl.lit("value").alias("statistic"),
        "published_value",
        pl.col("score").alias("recomputed_value"),
        # A weighted mean of inputs with as many decimals moves by no more than each of them.
        pl.when("is_taken")
        .then(_NOTHING)
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


def _averages(
    averages: pl.DataFrame, units: pl.DataFrame, scores: pl.DataFrame, mergers: pl.DataFrame
) -> pl.DataFrame:
    """Published averages, counts and growth."""
    figures = averages.drop_nulls("measure").drop_nulls("value").with_row_index("figure")
    sizes = _sizes(figures, units)
    means = _means(units, scores, mergers)
    recomputed = pl.concat(
        [
            _averaged(figures, means),
            _counted(figures, units),
            _grown(figures, means),
            _all_units(figures, mergers),
        ],
        how="diagonal",
    )
    known = _known(units)
    vi, en = _too_few(pl.col("known").fill_null(0), pl.col("size"))
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


def _sizes(figures: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """How many units each group has: by what the group is, or as printed.

    Not of regions: which provinces they mean is not told.
    """
    is_listed = pl.col("group").str.starts_with("ministry_") | (pl.col("group") == _ALL)
    printed = figures.filter(pl.col("measure") == "units", is_listed)
    return pl.concat(
        [
            units.drop_nulls("size").select("year", "group", "size").unique(),
            printed.select("year", "group", pl.col("published_value").cast(pl.Int32).alias("size")),
        ]
    )


def _means(units: pl.DataFrame, scores: pl.DataFrame, mergers: pl.DataFrame) -> pl.DataFrame:
    """The mean of each group that can be worked out: year, group, code, mean, slack, ...

    From the published values of all its units; or, for the 63 old provinces, from the scores of
    the 34, each counted as often as it has predecessors (the ministry restated them by unweighted
    means, so that the two are the same).
    """
    printed = units.drop_nulls("published_value")
    whole = printed.filter(pl.len().over(_SET) == pl.col("size"))
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
        .filter(pl.col("units") == mergers.height)
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
    whole = units.drop_nulls("published_value").filter(pl.len().over(_SET) == pl.col("size"))
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
            (value >= rounded(value.sum() / pl.len(), _DTI_DECIMALS))
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
            _NOTHING.alias("slack"),
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


def _all_units(figures: pl.DataFrame, mergers: pl.DataFrame) -> pl.DataFrame:
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
            (pl.col("ministries") + pl.lit(mergers.height, EXACT)).alias("recomputed_value"),
            _NOTHING.alias("slack"),
            pl.lit("sum_of_groups").alias("method"),
        )
    )


def _from_parts(pii: pl.DataFrame, framework: Framework) -> pl.DataFrame:
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
        *_SET,
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
    half = pl.max_horizontal("half", _half("lowest"), _half("highest"))
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
