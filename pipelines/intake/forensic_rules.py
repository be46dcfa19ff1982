"""Forensic rules: figures that may be right and ought to be asked about.

Here belong comparisons of a unit with its last round, with units of its kind, and with what chance
would do. Each finding is a question, never an accusation, and keeps nothing out of a round. The
thresholds are wide: a question that is asked of everybody is answered by nobody.
"""

import math
from functools import cache
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.intake.findings import EMPTY_FINDINGS, findings
from pipelines.scoring.index import compute_index

FEWEST: Final = 8
"""Figures or indicators below which a pattern says nothing."""
MOSTLY_THE_SAME: Final = 0.9
UNLIKELY: Final = (1, 1000)
"""Chance, as a fraction, below which so many round figures are asked about: with 64 units and two
tests a unit that did nothing odd is asked once in 8 rounds."""
_ROUND_TO: Final = ((10, "0"), (5, "0, 5"))
"""Steps to which figures are rounded, and the digits in which they end then."""
FEWEST_ROUND: Final = 10
FEWEST_PEERS: Final = 10
FAR: Final = 6.0
"""Robust standard deviations. Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993) ask
from 3.5 on; shares and counts of offices have longer tails than the normal law."""
_TIMES: Final = math.log(2)
_SHARE_STEP: Final = 0.3
"""What counts as a large change: twice or half, or three tenths of the whole."""
_FIGURE: Final = ["indicator_code", "input"]


def forensic_findings(
    current: pl.DataFrame,
    previous: pl.DataFrame | None,
    framework: Framework,
    units: pl.DataFrame,
) -> pl.DataFrame:
    """Questions about the declared values in use of a round.

    `previous`: the values in use of the round it is compared with, in the same columns.
    """
    declared = _declared(current)
    if declared.is_empty():
        return EMPTY_FINDINGS
    measures = _measures(declared, framework)
    asked = [
        _everything_at_maximum(declared, framework, units),
        _suspiciously_round(declared, framework),
        _far_from_peers(measures),
    ]
    if previous is not None and not previous.is_empty():
        before = _measures(_declared(previous), framework)
        asked += [
            _same_as_last_round(declared, measures, before),
            _far_from_own_past(measures, before),
        ]
    return pl.concat(asked)


def _declared(values: pl.DataFrame) -> pl.DataFrame:
    return values.filter(pl.col("source") == "declared", pl.col("value").is_not_null())


def _of_unit(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each unit, placed at the last of its files."""
    return rows.group_by("round", "entity_code", maintain_order=True).agg(
        pl.col("file_sha256", "file_name").last()
    )


def _same_as_last_round(
    declared: pl.DataFrame, now: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Units most of whose figures are those of the last round.

    Zeros, choices, the whole of a ratio (how many people, how many systems) and what is full
    already stay as they are by nature, so they say nothing.
    """
    is_full = (pl.col("scale") == "share") & (pl.col("measure") >= pl.col("whole"))
    same = (pl.col("value") == pl.col("value_before")) & (
        pl.col("measure") == pl.col("measure_before")
    )
    counted = (
        now.filter(pl.col("value") != 0, ~is_full)
        .join(before, on=["entity_code", *_FIGURE], suffix="_before")
        .group_by("entity_code")
        .agg(pl.len().alias("all"), same.sum().alias("same"))
    )
    mostly = pl.col("same") >= MOSTLY_THE_SAME * pl.col("all")
    return findings(
        "same_as_last_round",
        _of_unit(declared)
        .join(counted, on="entity_code", maintain_order="left")
        .filter(pl.col("all") >= FEWEST, mostly),
        pl.concat_str("same", pl.lit("/"), "all", pl.lit(" số liệu / figures")),
        pl.lit("số liệu của kỳ này / the figures of this period"),
    )


def _everything_at_maximum(
    declared: pl.DataFrame, framework: Framework, units: pl.DataFrame
) -> pl.DataFrame:
    """Units whose every reported indicator earns all its points; a bonus is no part of it."""
    scored = [leaf.code for leaf in framework.scored_leaves if not leaf.is_adjustment]
    rounds = declared.select("round").unique()
    values = (
        compute_index(framework, declared, rounds.join(units.select("entity_code"), how="cross"))
        .indicator_values()
        .filter(
            pl.col("basis") == "self",
            pl.col("state") == "reported",
            pl.col("indicator_code").cast(pl.String).is_in(scored),
            pl.col("max_points") > 0,
        )
    )
    full = (
        values.group_by(pl.col("entity_code").cast(pl.String))
        .agg(
            pl.len().alias("all"),
            (pl.col("points") >= pl.col("max_points")).all().alias("is_full"),
        )
        .filter("is_full", pl.col("all") >= FEWEST)
    )
    return findings(
        "everything_at_maximum",
        _of_unit(declared).join(full, on="entity_code", maintain_order="left"),
        pl.concat_str("all", pl.lit("/"), "all", pl.lit(" chỉ tiêu / indicators")),
        pl.lit("từng chỉ tiêu / each indicator"),
    )


def _suspiciously_round(declared: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Units with more figures that end in 0, or in 0 and 5, than chance gives.

    A test of terminal digits (Mosimann, Wiseman and Edelman, Data Fabrication: Can People Generate
    Random Digits?, 1995): the last digits of counts of ten and more are nearly uniform, so how
    many of them end in 0 is binomial with chance 1/10, in 0 or 5 with 1/5; the exact tail is
    compared with `UNLIKELY`. What a unit gives for several indicators, such as how many people
    live in it, counts once.
    """
    value = pl.col("value")
    counts = declared.filter(_is_quantity(framework), value >= 10, value % 1 == 0)
    counted = (
        counts.unique(["entity_code", "value"])
        .group_by("entity_code")
        .agg(
            pl.len().alias("all"),
            *((value % step == 0).sum().alias(f"{step}") for step, _ in _ROUND_TO),
        )
        .filter(pl.col("all") >= FEWEST_ROUND)
    )
    sizes = counted["all"].unique().to_list()
    asked = [
        counted.filter(
            pl.col(f"{step}")
            >= pl.col("all").replace_strict(
                sizes, [improbable_from(n, step) for n in sizes], return_dtype=pl.UInt32
            )
        ).select("entity_code", "all", pl.col(f"{step}").alias("round_ones"), digits=pl.lit(digits))
        for step, digits in _ROUND_TO
    ]
    once = pl.concat(asked).unique("entity_code", keep="first", maintain_order=True)
    return findings(
        "suspiciously_round",
        _of_unit(declared).join(once, on="entity_code", maintain_order="left"),
        pl.concat_str(
            "round_ones", pl.lit("/"), "all", pl.lit(" số tận cùng là / end in "), "digits"
        ),
        pl.lit("số chính xác / exact counts"),
    )


@cache
def improbable_from(n: int, step: int) -> int:
    """The smallest k with P(at least k of n) < `UNLIKELY`, each with chance 1/step; exact."""
    numerator, denominator = UNLIKELY
    tail = 0
    for k in range(n, -1, -1):
        tail += math.comb(n, k) * (step - 1) ** (n - k)
        if tail * denominator >= numerator * step**n:
            return k + 1
    return 0


def _is_quantity(framework: Framework) -> pl.Expr:
    """Whether a row is of an input that is counted or measured."""
    kept = [
        f"{leaf.code}\t{name}"
        for leaf in framework.scored_leaves
        for name, unit in leaf.units.items()
        if unit in ("count", "amount", "number")
    ]
    return pl.concat_str("indicator_code", pl.lit("\t"), "input").is_in(kept)


def _measures(declared: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """What is compared between units and rounds: shares as they are, quantities by logarithm.

    A ratio is one measure, placed at its numerator. Columns of the row, `measure`, `scale` (share,
    points, log) and `shown`.
    """
    pairs = pl.DataFrame(
        [
            (leaf.code, division.numerator, division.denominator)
            for leaf in framework.scored_leaves
            for division in leaf.divisions
        ],
        schema=dict.fromkeys(("indicator_code", "input", "denominator"), pl.String),
        orient="row",
    )
    number = pl.col("value").cast(pl.Float64)
    below = declared.select(
        "entity_code", "indicator_code", pl.col("input").alias("denominator"), number.alias("below")
    ).filter(pl.col("below") > 0)
    ratios = (
        declared.join(pairs, on=["indicator_code", "input"], maintain_order="left")
        .join(below, on=["entity_code", "indicator_code", "denominator"], maintain_order="left")
        .with_columns(
            measure=number / pl.col("below"),
            scale=pl.lit("share"),
            whole=pl.lit(1.0),
            shown=pl.concat_str(
                "raw_text", pl.lit("/"), pl.col("below").round(2).cast(pl.String)
            ).str.replace(r"\.0$", ""),
        )
        .drop("denominator", "below")
    )
    facts = pl.DataFrame(
        [
            (leaf.code, name, unit, float(leaf.max_points or 0))
            for leaf in framework.scored_leaves
            for name, unit in (*leaf.units.items(), ("points", "points"))
            if unit not in ("boolean", "level")
        ],
        schema={
            "indicator_code": pl.String,
            "input": pl.String,
            "unit": pl.String,
            "most": pl.Float64,
        },
        orient="row",
    ).unique(["indicator_code", "input"], keep="first", maintain_order=True)
    halves = pl.concat(
        [
            pairs.select(_FIGURE),
            pairs.select("indicator_code", pl.col("denominator").alias("input")),
        ]
    )
    is_share = pl.col("unit").is_in(["share", "percent", "points"])
    singles = (
        declared.join(facts, on=_FIGURE, maintain_order="left")
        .join(halves, on=_FIGURE, how="anti", maintain_order="left")
        .with_columns(
            measure=pl.when(is_share).then(number).otherwise(number.clip(0).log1p()),
            scale=pl.when(is_share).then(pl.lit("share")).otherwise(pl.lit("log")),
            whole=pl.when(pl.col("unit") == "percent")
            .then(100.0)
            .when(pl.col("unit") == "points")
            .then("most")
            .otherwise(1.0),
            shown=pl.col("raw_text"),
        )
        .drop("unit", "most")
    )
    return pl.concat([ratios, singles.select(ratios.columns)])


def _robust_z(column: str) -> pl.Expr:
    """How far each value is from the median of its figure, in robust standard deviations.

    Half the units being equal leaves no median deviation; the mean deviation stands for it then.
    """
    value = pl.col(column)
    away = (value - value.median().over(_FIGURE)).abs()
    by_median = 1.4826 * away.median().over(_FIGURE)
    by_mean = 1.2533 * away.mean().over(_FIGURE)
    spread = pl.when(by_median > 0).then(by_median).otherwise(by_mean)
    return pl.when(spread > 0).then((value - value.median().over(_FIGURE)) / spread)


def _far_from_peers(measures: pl.DataFrame) -> pl.DataFrame:
    middle = pl.col("measure").median().over(_FIGURE)
    judged = measures.with_columns(
        peers=pl.len().over(_FIGURE),
        z=_robust_z("measure"),
        # A share a few points from a uniform field is no wonder, however small its spread.
        is_large=(pl.col("scale") != "share")
        | ((pl.col("measure") - middle).abs() >= _SHARE_STEP * pl.col("whole")),
        middle=pl.when(pl.col("scale") == "log").then(middle.exp() - 1).otherwise(middle),
    )
    far = judged.filter(pl.col("peers") >= FEWEST_PEERS, pl.col("z").abs() > FAR, "is_large")
    return findings(
        "far_from_peers",
        far,
        pl.col("shown"),
        pl.concat_str(
            pl.lit("trung vị / median "),
            _short("middle"),
            pl.lit(", "),
            "peers",
            pl.lit(" đơn vị / units"),
        ),
    )


def _far_from_own_past(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    both = now.join(
        before.select("entity_code", *_FIGURE, "measure", pl.col("shown").alias("shown_before")),
        on=["entity_code", *_FIGURE],
        suffix="_before",
        maintain_order="left",
    ).with_columns(change=pl.col("measure") - pl.col("measure_before"))
    least = pl.when(pl.col("scale") == "log").then(_TIMES).otherwise(_SHARE_STEP * pl.col("whole"))
    far = both.with_columns(peers=pl.len().over(_FIGURE), z=_robust_z("change")).filter(
        pl.col("peers") >= FEWEST_PEERS, pl.col("z").abs() > FAR, pl.col("change").abs() >= least
    )
    before_was = pl.concat_str(pl.lit("đợt trước / last round "), "shown_before")
    return findings("far_from_own_past", far, pl.col("shown"), before_was)


def _short(column: str) -> pl.Expr:
    """A number of four decimals without zeros at its end."""
    text = pl.col(column).round(4).cast(pl.String)
    return text.str.replace(r"\.0$", "")
