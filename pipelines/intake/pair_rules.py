"""Rules on two figures side by side: the numerator and the denominator of a ratio.

Here belongs what holds between figures of one indicator, wherever they came from. Rules on single
figures are in `submission_rules.py`.
"""

import polars as pl

from pipelines.frameworks.framework import Framework, Indicator, Rule
from pipelines.intake.findings import findings
from pipelines.notation import exact_text


def pair_findings(
    rows: pl.DataFrame, framework: Framework, within: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings on ratios whose denominator is zero or below the numerator.

    `rows` carry `at`, a number of their own. Pairs are looked for among rows of one unit,
    indicator and source, and equal `within`. Returns the findings, and the rows to be kept out:
    at, rule. Both halves of a broken pair go: which one is wrong is not ours to guess.
    """
    pairs = pl.DataFrame(
        [
            (
                leaf.code,
                rule.keys["numerator"],
                rule.keys["denominator"],
                _is_part_of_whole(leaf, rule),
            )
            for leaf in framework.scored_leaves
            if leaf.rule is not None
            for rule in (leaf.rule, *(part for _, part in leaf.rule.parts))
            if rule.kind == "ratio"
        ],
        schema={
            "indicator_code": pl.String,
            "numerator": pl.String,
            "denominator": pl.String,
            "is_part_of_whole": pl.Boolean,
        },
        orient="row",
    )
    on = ["round", "entity_code", "indicator_code", "source", *within]
    tops = rows.join(
        pairs,
        left_on=["indicator_code", "input"],
        right_on=["indicator_code", "numerator"],
    )
    below = rows.select(*on, "at", "input", "value", "cell").join(
        pairs.select("indicator_code", pl.col("denominator").alias("input")).unique(),
        on=["indicator_code", "input"],
    )
    both = tops.join(
        below,
        left_on=[*on, "denominator"],
        right_on=[*on, "input"],
        how="inner",
        suffix="_below",
    )
    zero = rows.join(below, on="at", how="semi").filter(pl.col("value") == 0)
    above = both.filter(
        pl.col("is_part_of_whole"),
        pl.col("value") > pl.col("value_below"),
        pl.col("value_below") != 0,
    )
    told = pl.concat(
        [
            findings(
                "denominator_is_zero",
                zero,
                pl.concat_str("input", pl.lit(" = "), exact_text(pl.col("value"))),
                pl.lit("> 0"),
            ),
            findings(
                "numerator_above_denominator",
                above,
                pl.concat_str(
                    exact_text(pl.col("value")),
                    pl.lit(" > "),
                    exact_text(pl.col("value_below")),
                    pl.lit(" ("),
                    pl.col("cell_below"),
                    pl.lit(")"),
                ),
                pl.concat_str("input", pl.lit(" <= "), "denominator"),
            ),
        ]
    )
    of_zero = both.filter(pl.col("value_below") == 0)
    wrong = pl.concat(
        [
            _out("denominator_is_zero", zero["at"]),
            _out("denominator_is_zero", of_zero["at"]),
            _out("numerator_above_denominator", above["at"]),
            _out("numerator_above_denominator", above["at_below"]),
        ]
    ).unique("at", keep="first", maintain_order=True)
    return told, wrong


def _out(rule: str, at: pl.Series) -> pl.DataFrame:
    return at.alias("at").to_frame().select("at", rule=pl.lit(rule))


def _is_part_of_whole(leaf: Indicator, rule: Rule) -> bool:
    """Counts of one kind, the first a part of the second: a may not exceed b."""
    units = {leaf.units[rule.keys[key]] for key in ("numerator", "denominator")}
    return units <= {"count", "amount"} and rule.keys.get("target", 1) <= 1
