"""How the numbers of a file are written: 1.941 is a thousand and more, or nearly two.

Here belongs settling figures that have two readings, by what is stated of their file or by what
stands beside them. A convention is never guessed: one that the figures of the same column
contradict settles nothing, and its figures are asked about in `figure_values.py`.
"""

from typing import Final

import polars as pl

from pipelines.frameworks.measures import typed
from pipelines.intake.judge import Judge, column_of_cell
from pipelines.intake.workbooks import TYPED_NUMBERS
from pipelines.rounds import NUMBER_FORMATS, PLAIN_NUMBERS, VIETNAMESE_NUMBERS

_COLUMN: Final = ["file_sha256", "sheet", "column"]


def settle_readings(judge: Judge, is_numeric: pl.Expr, number_format: str | None) -> None:
    """Leave one reading to each figure that a convention settles, and put that on record.

    The convention of a figure is what its file states, else `number_format`, unless a figure of
    the same column can only be read the other way; without either, what all figures of its column
    say that have but one reading, or one that suits their unit. Rows have the columns vietnamese,
    plain, vietnamese_fits and plain_fits; the reading that does not hold becomes null.
    """
    stated = pl.col("number_format").str.to_lowercase()
    unknown = ~stated.is_in(NUMBER_FORMATS)
    known = pl.lit(", ".join(NUMBER_FORMATS))
    judge.note(
        "number_format_unknown",
        unknown,
        pl.concat_str("number_format", pl.lit("; "), known),
    )
    vietnamese, plain = pl.col("vietnamese"), pl.col("plain")
    # A cell that holds a number says what it is; a correction was written by the office.
    is_typed = pl.col("kind").is_in(TYPED_NUMBERS).fill_null(value=False)
    is_text = is_numeric & ~is_typed & ~pl.col("is_corrected")
    two_ways = (is_text & (vietnamese != plain)).fill_null(value=False)
    if not judge.rows.select(two_ways.any()).item():
        judge.rows = judge.rows.drop("number_format")
        return
    judge.change(
        column_of_cell().alias("column"),
        two_ways.alias("is_two_ways"),
        pl.when(~unknown).then(stated).otherwise(pl.lit(number_format, pl.String)).alias("stated"),
    )
    evidence = _evidence(judge.rows.filter(is_text))
    judge.rows = judge.rows.join(
        evidence, on=_COLUMN, how="left", maintain_order="left", nulls_equal=True
    )
    judge.change(_settled().alias("settled"))
    is_stated, both_fit = pl.col("stated").is_not_null(), _fits("vietnamese") & _fits("plain")
    holds = pl.col("is_two_ways") & (is_stated | both_fit)
    for side, other, name in (
        ("vietnamese", "plain", VIETNAMESE_NUMBERS),
        ("plain", "vietnamese", PLAIN_NUMBERS),
    ):
        settled = holds & (pl.col("settled") == name)
        shown = pl.concat_str("text", pl.lit(" = "), typed(pl.col(side)))
        beside = pl.concat_str(shown, pl.lit("; "), f"{side}_example")
        judge.note("number_format_as_stated", settled & is_stated, shown)
        judge.note("number_format_inferred", settled & ~is_stated, beside)
        judge.change(
            pl.when(~settled.fill_null(value=False)).then(other).alias(other),
            (pl.col(f"{other}_fits") & ~settled.fill_null(value=False)).alias(f"{other}_fits"),
        )
    spent = [name for name in evidence.columns if name not in _COLUMN]
    judge.rows = judge.rows.drop(
        "number_format", "column", "is_two_ways", "stated", "settled", *spent
    )


def _fits(side: str) -> pl.Expr:
    return pl.col(f"{side}_fits").fill_null(value=False)


def _evidence(rows: pl.DataFrame) -> pl.DataFrame:
    """What the figures of each column say of how they are written.

    `…_only`: one of them can be read in this way alone; `…_seen`: or suits its unit in this way
    alone; `…_example`: the first that says so, with its cell.
    """
    found: list[pl.Expr] = []
    for side, other in (("vietnamese", "plain"), ("plain", "vietnamese")):
        only = pl.col(side).is_not_null() & pl.col(other).is_null()
        seen = only | (pl.col("is_two_ways") & _fits(side) & ~_fits(other))
        shown = pl.concat_str("text", pl.lit(" ("), "cell", pl.lit(")"))
        found += [
            only.any().alias(f"{side}_only"),
            seen.any().alias(f"{side}_seen"),
            shown.filter(seen).first().alias(f"{side}_example"),
        ]
    return rows.group_by(_COLUMN, maintain_order=True).agg(found)


def _settled() -> pl.Expr:
    """The convention of each row; null where there is none, or a contradiction."""
    stated = pl.col("stated")
    return (
        pl.when((stated == VIETNAMESE_NUMBERS) & ~pl.col("plain_only"))
        .then(stated)
        .when((stated == PLAIN_NUMBERS) & ~pl.col("vietnamese_only"))
        .then(stated)
        .when(stated.is_not_null())
        .then(None)
        .when(pl.col("vietnamese_seen") & ~pl.col("plain_seen"))
        .then(pl.lit(VIETNAMESE_NUMBERS))
        .when(pl.col("plain_seen") & ~pl.col("vietnamese_seen"))
        .then(pl.lit(PLAIN_NUMBERS))
    )
