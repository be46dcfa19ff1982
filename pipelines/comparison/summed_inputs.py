"""Summed inputs: a merged unit scored by the rules on the figures of its old units together.

Here belongs adding up what old units reported. Only a ratio of two counts or amounts adds up:
a/b of the new unit is (a1 + ... + an) / (b1 + ... + bn). A yes, a level, a number of meetings or
points of a council do not; their points are the mean over the old units, as in the official
method. How many indicators were added up is told with every value.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT
from pipelines.scoring.index import Index, compute_index

ADDITIVE_UNITS: Final = frozenset({"count", "amount", "number"})
"""Units of inputs that add up when two units become one; a share or a level does not."""
RESTATED: Final = "restated"
"""The round of merged units that are scored again."""
_LEAF: Final = ("entity_code", "indicator_code")
_NOT_COUNTED: Final = ("not_applicable", "not_evaluated")
_RESTATED: Final = pl.Schema(
    {
        "entity_code": pl.String,
        "indicator_code": pl.String,
        "is_summed": pl.Boolean,
        "numerator": EXACT,
        "denominator": EXACT,
        "points": EXACT,
        "state": pl.String,
    }
)


def restated_indicators(
    framework: Framework, parts: pl.DataFrame, values: pl.DataFrame, indicators: pl.DataFrame
) -> pl.DataFrame:
    """The indicators of each merged unit: added up where all of it adds up, else a mean of points.

    `parts`: entity_code (new), old_code, of one round and day. `values`: the submitted values in
    use of the round (entity_code, indicator_code, input, value, source). `indicators`: its final
    indicator values (entity_code, indicator_code, state, points).

    Returns entity_code, indicator_code, is_summed, numerator and denominator (the sums, where
    summed), points (the mean, where not), state (only of an indicator that does not count). An old
    unit to which an indicator does not apply is in no sum or mean of it. A unit is left out if it
    has one predecessor, if one of several has no values, or if nothing of it adds up; so is
    every unit of a framework that does not count in points, where there is no mean of points.
    """
    ratios = _ratios(framework)
    if ratios.is_empty():
        return pl.DataFrame(schema=_RESTATED)
    is_counted = ~pl.col("state").is_in(_NOT_COUNTED)
    number = pl.when(is_counted.any()).then(is_counted.sum())
    leaves = [leaf.code for leaf in framework.scored_leaves]
    summed = (
        parts.filter(pl.len().over("entity_code") > 1)
        .filter(
            pl.col("old_code").is_in(indicators["entity_code"].implode()).all().over("entity_code")
        )
        .join(indicators.rename({"entity_code": "old_code"}), on="old_code")
        .filter(pl.col("indicator_code").is_in(leaves))
        .join(_figures(values, ratios), on=["old_code", "indicator_code"], how="left")
        .group_by("entity_code", "indicator_code")
        .agg(
            is_counted.any().alias("counts"),
            pl.col("a", "b").is_not_null().filter(is_counted).all().name.prefix("all_"),
            pl.col("a").filter(is_counted).sum().alias("numerator"),
            pl.col("b").filter(is_counted).sum().alias("denominator"),
            (pl.col("points").filter(is_counted).cast(EXACT).sum() / number).alias("mean"),
            pl.col("state").first(),
        )
        .with_columns(
            (
                pl.col("counts") & pl.col("all_a") & pl.col("all_b") & (pl.col("denominator") > 0)
            ).alias("is_summed")
        )
    )
    return (
        summed.filter(pl.col("is_summed").any().over("entity_code"))
        .select(
            "entity_code",
            "indicator_code",
            "is_summed",
            pl.when("is_summed").then("numerator"),
            pl.when("is_summed").then("denominator"),
            # A penalty is held below zero and given above it.
            pl.when(pl.col("counts") & ~pl.col("is_summed")).then(
                pl.col("mean").abs().alias("points")
            ),
            pl.when(~pl.col("counts")).then("state").cast(pl.String),
        )
        .cast(_RESTATED)
        .sort("entity_code", "indicator_code")
    )


def scored_again(framework: Framework, indicators: pl.DataFrame) -> Index:
    """Score merged units by the rules, from their indicators as `restated_indicators` tells them.

    The result knows one round, `RESTATED`, and the final basis.
    """
    named = indicators.join(_ratios(framework), on="indicator_code", how="left")
    given = (
        ("numerator", pl.col("numerator_input")),
        ("denominator", pl.col("denominator_input")),
        ("points", pl.lit(POINTS_INPUT)),
        ("state", pl.lit(STATE_INPUT)),
    )
    rows = pl.concat(
        [
            named.drop_nulls(column).select(
                pl.lit(RESTATED).alias("round"),
                *_LEAF,
                name.alias("input"),
                pl.lit(None, EXACT).alias("value")
                if column == "state"
                else pl.col(column).alias("value"),
                pl.col("state").alias("raw_text"),
                pl.lit("verified").alias("source"),
            )
            for column, name in given
        ]
    )
    return compute_index(framework, rows, rows.select("round", "entity_code"))


def _ratios(framework: Framework) -> pl.DataFrame:
    """The ratios of inputs that add up: indicator_code, numerator_input, denominator_input."""
    return pl.DataFrame(
        [
            (leaf.code, division.numerator, division.denominator)
            for leaf in framework.scored_leaves
            if framework.aggregation == "points" and leaf.rule is not None and not leaf.rule.parts
            for division in leaf.divisions
            if {leaf.units[division.numerator], leaf.units[division.denominator]} <= ADDITIVE_UNITS
        ],
        schema=dict.fromkeys(("indicator_code", "numerator_input", "denominator_input"), pl.String),
        orient="row",
    )


def _figures(values: pl.DataFrame, ratios: pl.DataFrame) -> pl.DataFrame:
    """The numbers a and b behind the final value of each old unit's ratios.

    The strongest source of each number; none where points or a state were given outright, for then
    it is those that count. Returns old_code, indicator_code, a, b.
    """
    of_leaf = ["entity_code", "indicator_code"]
    outright = values.filter(pl.col("input").is_in([POINTS_INPUT, STATE_INPUT])).select(of_leaf)
    strongest = (
        values.join(outright.unique(), on=of_leaf, how="anti")
        .with_columns(pl.col("source").cast(pl.Enum(SOURCES)))
        .sort("source")
        .group_by(*of_leaf, "input", maintain_order=True)
        .agg(pl.col("value").last())
    )
    a, b = (
        ratios.select("indicator_code", pl.col(part).alias("input"))
        .join(strongest, on=["indicator_code", "input"])
        .select(
            pl.col("entity_code").alias("old_code"), "indicator_code", pl.col("value").alias(name)
        )
        for part, name in (("numerator_input", "a"), ("denominator_input", "b"))
    )
    return a.join(b, on=["old_code", "indicator_code"])
