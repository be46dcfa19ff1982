"""Rows of a table that are none of its figures, and cells that stand for several rows.

Here belongs what people and programs put between the rows of a table: the heading again on every
page, sums below, a code merged over the rows that it is the code of, error values beside a figure.
What the columns mean is in `layouts.py`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.intake.tabular import Grid, kind_of
from pipelines.intake.workbooks import ERROR
from pipelines.vietnamese import clean, plain_key

MERGED_DOWNWARDS: Final = ("round", "entity_code", "indicator_code", "code", "reporter", "source")
"""Columns of which one cell may be merged over several rows. One of figures says nothing of the
rows below its own."""
_FIGURES: Final = ("value", "self", "verified")
_OF_WHAT: Final = ("indicator_code", "code", "entity_code", "round", "name")
_TOTALS: Final = (
    "tong", "tong cong", "cong", "cong tong", "tong so", "tong diem", "tong so diem",
    "tong cong diem", "diem tong", "total", "sum", "grand total",
)  # fmt: skip
"""What a row of sums is called, without marks."""


def without_headings_and_totals(
    below: pl.DataFrame, letters: Mapping[str, str], headings: Mapping[str, str]
) -> pl.DataFrame:
    """Leave out rows that repeat the heading, and rows of sums.

    `below` are rows by the letters of their columns, `letters` the letter of each known column and
    `headings` the column that each heading without marks names.
    """
    code = letters.get("indicator_code", letters.get("code"))
    if code is None:
        return below
    what = [letters[name] for name in _OF_WHAT if name in letters]
    # A row with a code of its own is a row of it: only of the others more than the code is read.
    without_code = below.filter(pl.col(code).is_null())
    texts = pl.concat(
        [
            below[code].unique().alias("text"),
            *(without_code[letter].alias("text") for letter in what),
        ]
    ).unique()
    key = plain_key(clean(pl.col("text"))).str.strip_chars_end(": ")
    known = texts.to_frame().drop_nulls().select("text", key.alias("key"))
    again = known.filter(pl.col("key").is_in(list(headings)))["text"]
    sums = known.filter(pl.col("key").is_in(_TOTALS))["text"]
    if again.is_empty() and sums.is_empty():
        return below
    figures = [pl.col(letters[name]) for name in _FIGURES if name in letters]
    is_no_figure = pl.all_horizontal(
        cell.is_null() | plain_key(clean(cell)).is_in(list(headings)) for cell in figures
    )
    is_heading = pl.col(code).is_in(again.implode()) & is_no_figure
    is_total = pl.any_horizontal(pl.col(what).is_in(sums.implode())) & (
        pl.col(code).is_null() | pl.col(code).is_in(sums.implode())
    )
    return below.filter(~(is_heading | is_total).fill_null(value=False))


def with_merged_cells(
    below: pl.DataFrame, grid: Grid, letters: Mapping[str, str], code: str
) -> pl.DataFrame:
    """Rows with what a cell merged over them says; `code_kind` is the kind of the cell of a code.

    A merged cell keeps its text in its first row alone.
    """
    below = below.with_columns(code_kind=kind_of(code))
    if grid.merged.is_empty():
        return below
    here = grid.merged.join(below.select("sheet_at").unique(), on="sheet_at", how="semi")
    for letter in (letters[name] for name in MERGED_DOWNWARDS if name in letters):
        areas = here.filter(letter=letter).select("sheet_at", "top", "bottom").sort("top")
        if areas.is_empty():
            continue
        shown = [letter, *(["code_kind"] if letter == code else [])]
        first = below.select("sheet_at", pl.col("row").alias("top"), *shown)
        areas = areas.join(first, on=["sheet_at", "top"], maintain_order="left")
        found = (
            below.select("sheet_at", "row")
            .with_row_index("at")
            .sort("row")
            .join_asof(areas, left_on="row", right_on="top", by="sheet_at", check_sortedness=False)
            .sort("at")
        )
        is_blank = below[letter].is_null() & (found["row"] <= found["bottom"]).fill_null(
            value=False
        )
        below = below.with_columns(
            pl.when(is_blank).then(found[name]).otherwise(pl.col(name)).alias(name)
            for name in shown
        )
    return below


def error_cells(grid: Grid, places: Mapping[int, tuple[int, Mapping[str, str]]]) -> pl.DataFrame:
    """Error values beside the figures of a table: sheet_at, cell, text.

    `places`: the row of the header of each sheet, and the letter of each of its known columns.
    """
    parts = [pl.DataFrame(schema={"sheet_at": pl.UInt32, "cell": pl.String, "text": pl.String})]
    for block in grid.blocks:
        with_errors = block.filter(pl.col("kinds").str.contains(ERROR, literal=True))
        for sheet_at in with_errors["sheet_at"].unique(maintain_order=True):
            if sheet_at not in places:
                continue
            header_row, letters = places[sheet_at]
            told_elsewhere = {letters[name] for name in _FIGURES if name in letters}
            rows = with_errors.filter(pl.col("sheet_at") == sheet_at, pl.col("row") > header_row)
            parts += [
                rows.filter(pl.col(letter).is_not_null() & (kind_of(letter) == ERROR)).select(
                    "sheet_at",
                    pl.concat_str(pl.lit(letter), "row").alias("cell"),
                    pl.col(letter).alias("text"),
                )
                for letter in (name for name in block.columns if name.isupper())
                if letter not in told_elsewhere
            ]
    return pl.concat(parts)
