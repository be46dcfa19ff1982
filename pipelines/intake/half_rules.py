"""Halves of ratios: a numerator without its denominator, and pairs put together from two places.

Here belongs what holds about half of a ratio: it counts for nothing until the other half is there,
it never goes with the half of another sender, and where its other half came in another file of its
sender that is told. Two halves side by side are judged in `pair_rules.py`.
"""

from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.intake.findings import findings
from pipelines.intake.reporters import Reporters

_INDICATOR: Final = ["round", "entity_code", "indicator_code"]
_FILE: Final = ["file_sha256", "file_name"]
_DECIDED: Final = ("verified", REQUESTED)
"""Sources of single figures: a decision changes one and leaves the other as it was declared."""


def other_halves(framework: Framework) -> pl.DataFrame:
    """Every half of a ratio with its other half: indicator_code, input, other, other_name."""
    return pl.DataFrame(
        [
            (leaf.code, one, other, leaf.inputs[other].name.vi if other in leaf.inputs else other)
            for leaf in framework.scored_leaves
            for division in leaf.divisions
            for one, other in (
                (division.numerator, division.denominator),
                (division.denominator, division.numerator),
            )
        ],
        schema=dict.fromkeys(("indicator_code", "input", "other", "other_name"), pl.String),
        orient="row",
    ).unique(maintain_order=True)


def lone_halves(current: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """The figures in use whose other half is not: rows of `current` with other, other_name."""
    halves = current.filter(~pl.col("source").is_in(_DECIDED)).join(
        other_halves(framework), on=["indicator_code", "input"], maintain_order="left"
    )
    return halves.join(
        current.select(*_INDICATOR, other="input"),
        on=[*_INDICATOR, "other"],
        how="anti",
        maintain_order="left",
    )


def half_findings(
    current: pl.DataFrame, rejected: pl.DataFrame, blanks: pl.DataFrame, framework: Framework
) -> pl.DataFrame:
    """Findings on halves that stand alone and on pairs from two files.

    A half is told at the blank cell of the other half where a form has one (`blanks`: file_sha256,
    file_name, sheet, entity_code, indicator_code, input, blank_cell), else at its own. One whose
    other half was kept out has been told there.
    """
    of_sender = ["reporter", "entity_code", "indicator_code", "other"]
    kept_out = rejected.select(
        pl.coalesce("sender", "reporter").alias("reporter"), *of_sender[1:3], other="input"
    )
    in_file = [*_FILE, "entity_code", "indicator_code", "other"]
    alone = (
        lone_halves(current, framework)
        .join(kept_out, on=of_sender, how="anti", maintain_order="left")
        .join(
            blanks.select(*in_file[:-1], pl.col("input").alias("other"), "blank_cell"),
            on=in_file,
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.coalesce("blank_cell", "cell").alias("cell"))
    )
    return pl.concat(
        [
            findings(
                "half_is_missing",
                alone,
                pl.concat_str("input", pl.lit(" = "), "raw_text"),
                pl.concat_str("other", pl.lit(" ("), "other_name", pl.lit(")")),
            ),
            _of_two_files(current, framework),
        ]
    )


def _of_two_files(current: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Pairs in use whose halves came in two files, at the half that came later."""
    halves = current.filter(~pl.col("source").is_in(_DECIDED)).join(
        other_halves(framework), on=["indicator_code", "input"], maintain_order="left"
    )
    pairs = halves.join(
        current.select(*_INDICATOR, "source", "arrival", "raw_text", "file_name", other="input"),
        on=[*_INDICATOR, "source", "other"],
        suffix="_other",
        maintain_order="left",
    ).filter(pl.col("arrival") > pl.col("arrival_other"))
    return findings(
        "halves_of_two_files",
        pairs,
        pl.concat_str("input", pl.lit(" = "), "raw_text"),
        pl.concat_str(
            "other", pl.lit(" = "), "raw_text_other", pl.lit(" ("), "file_name_other", pl.lit(")")
        ),
    )


def without_halves_of_others(
    current: pl.DataFrame, framework: Framework, reporters: Reporters
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Figures in use, so that no ratio is put together from the halves of two reporters.

    Where several gave figures of a ratio and one gave less than another, the one with both halves
    stands; of those who gave half, the one whom `reporters.csv` lists before the other, where both
    are listed, else the unit itself, else the one that came first. Returns the figures that stay,
    those set aside, and findings on these.
    """
    pairs = other_halves(framework).select("indicator_code", "input").unique()
    of_ratio = current.join(pairs, on=["indicator_code", "input"], maintain_order="left")
    ratio = [*_INDICATOR, "source"]
    order = {code: n for n, code in reversed(list(enumerate(reporters.listed["reporter_code"])))}
    listed = pl.col("reporter").replace_strict(order, default=None, return_dtype=pl.UInt32)
    most = pl.col("given").max().over(ratio)
    senders = (
        of_ratio.filter(~pl.col("source").is_in(_DECIDED))
        .group_by(*ratio, "reporter", maintain_order=True)
        .agg(pl.len().alias("given"), pl.col("arrival").min())
        .filter(pl.len().over(ratio) > 1)
        .with_columns(
            pl.when(listed.is_not_null().all().over(ratio)).then(listed).alias("precedence"),
            (pl.col("reporter") != pl.col("entity_code")).alias("is_of_another"),
        )
        .sort("precedence", "is_of_another", "arrival", maintain_order=True)
        .sort("given", descending=True, maintain_order=True)
        .join(pairs.group_by("indicator_code").agg(pl.len().alias("halves")), on="indicator_code")
        .with_columns(pl.col("reporter").first().over(ratio).alias("first"))
        .with_columns(
            is_out=(pl.col("given") < most)
            | ((most < pl.col("halves")) & (pl.col("reporter") != pl.col("first")))
        )
    )
    out = senders.filter("is_out").select(*ratio, "reporter", "first")
    half = of_ratio.join(out, on=[*ratio, "reporter"], maintain_order="left")
    # The same figure again, from another, is no half that is put to anything.
    same = half.join(
        current.select(*ratio, "input", "value", first="reporter"),
        on=[*ratio, "input", "value", "first"],
        how="semi",
    )
    key = [*ratio, "input", "reporter", "arrival"]
    set_aside = half.join(same, on=key, how="anti", maintain_order="left")
    found = findings(
        "half_of_another",
        set_aside,
        pl.concat_str("reporter", pl.lit(": "), "input", pl.lit(" = "), "raw_text"),
        pl.col("first"),
    )
    return (
        current.join(set_aside, on=key, how="anti", maintain_order="left"),
        set_aside.select(current.columns),
        found,
    )
