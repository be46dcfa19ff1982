"""Rules on two figures side by side: the numerator and the denominator of a ratio.

Here belongs what holds between figures of one indicator, wherever they came from. Rules on single
figures are in `submission_rules.py`.
"""

import polars as pl

from pipelines.frameworks.framework import Framework
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
                division.numerator,
                division.denominator,
                leaf.is_part_of_whole(division),
                division.when_zero is None,
            )
            for leaf in framework.scored_leaves
            for division in leaf.divisions
        ],
        schema={
            "indicator_code": pl.String,
            "numerator": pl.String,
            "denominator": pl.String,
            "is_part_of_whole": pl.Boolean,
            "zero_is_wrong": pl.Boolean,
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
        pairs.select("indicator_code", pl.col("denominator").alias("input"), "zero_is_wrong")
        .group_by("indicator_code", "input")
        .agg(pl.col("zero_is_wrong").any()),
        on=["indicator_code", "input"],
    )
    both = tops.join(
        below,
        left_on=[*on, "denominator"],
        right_on=[*on, "input"],
        how="inner",
        suffix="_below",
    )
    # A zero that some rule of its indicator has no answer to is wrong for all of them.
    zero = rows.join(
        below.filter("zero_is_wrong"), on="at", how="semi", maintain_order="left"
    ).filter(pl.col("value") == 0)
    above = both.filter(
        pl.col("is_part_of_whole"),
        pl.col("value") > pl.col("value_below"),
        ~pl.col("at_below").is_in(zero["at"].implode()),
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
    of_zero = both.filter(pl.col("at_below").is_in(zero["at"].implode()))
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
