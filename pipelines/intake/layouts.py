"""Layouts of submissions: values file, form, scorecard and appeal, as rows of one shape.

Here belongs what columns mean. A row is one figure as it was written, with its place. Finding the
header is in `headers.py`, whose file it is in `submission_files.py`, and whether a row may be
believed in `submission_rules.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT
from pipelines.intake.headers import (
    APPEAL,
    DOCUMENT_COLUMNS,
    FORM,
    HEADINGS_OF,
    NUMBER_FORMAT,
    SCORECARD,
    SCORECARD_COLUMNS,
    STATED_COLUMNS,
    VALUES,
    VALUES_COLUMNS,
    VALUES_OPTIONAL,
    Header,
)
from pipelines.intake.stray_rows import with_merged_cells, without_headings_and_totals
from pipelines.intake.tabular import Grid, kind_of
from pipelines.intake.workbooks import TEXT

HEADINGS: Final = pl.Struct(dict.fromkeys(STATED_COLUMNS, pl.String))
"""What the file of a decision or an appeal calls its columns; null for any other row."""
FIGURE_SCHEMA: Final = pl.Schema(
    {
        "sheet_at": pl.UInt32,
        "layout": pl.String,
        "cell": pl.String,
        "round": pl.String,
        "entity_code": pl.String,
        "indicator_code": pl.String,
        "input": pl.String,
        "raw_text": pl.String,
        "source": pl.String,
        "reporter": pl.String,
        "evidence": pl.String,
        "note": pl.String,
        **dict.fromkeys(DOCUMENT_COLUMNS, pl.String),
        "headings": HEADINGS,
        NUMBER_FORMAT: pl.String,
        "stated_maximum": pl.String,
        "due_on": pl.String,
        "extra_cells": pl.String,
        "kind": pl.String,
        "code_kind": pl.String,
        "is_hidden": pl.Boolean,
        "printed_unit": pl.String,
        "printed_figure": pl.String,
    }
)
"""`kind` and `code_kind` say what the cells of the figure and of its code were (`workbooks.py`);
`stated_maximum`, `due_on` and `extra_cells` are what stands beside it; `document` to `headings` are
of decisions and appeals; `printed_unit` and `printed_figure` are what a form printed before it."""
_INPUTS_IN_VIETNAMESE: Final = {
    word: name
    for name, words in (
        (POINTS_INPUT, ("Điểm", "điểm")),
        (STATE_INPUT, ("Trạng thái", "trạng thái")),
    )
    for word in words
}
_COLUMN_NUMBER: Final = r"^\(?(?:[0-9]{1,2}|[A-Z])\)?(?:\s*=.*)?$"
"""What stands below a header that numbers its columns: (1), (2), (3) = (1)/(2)."""


def rows_below(grid: Grid, headers: Mapping[int, Header]) -> pl.DataFrame:
    """The rows of `FIGURE_SCHEMA` below headers, given by sheet_at, in the order of the sheets.

    Sheets of one layout and the same columns are read together.
    """
    alike: dict[
        tuple[str, tuple[tuple[str, str], ...], int, int | None, tuple[str, ...], str | None],
        list[tuple[int, int]],
    ] = {}
    for sheet_at, header in headers.items():
        key = (
            *(header.layout, header.letters, header.named, header.width, header.stated),
            header.number_format,
        )
        alike.setdefault(key, []).append((sheet_at, header.row))
    parts: list[pl.DataFrame] = []
    for block in grid.blocks:
        mine = set(block["sheet_at"].unique())
        for (layout, letters, named, width, stated, number_format), starts_of in alike.items():
            chosen = [(at, row) for at, row in starts_of if at in mine]
            if not chosen:
                continue
            starts = pl.DataFrame(
                chosen, schema={"sheet_at": pl.UInt32, "header_row": pl.UInt32}, orient="row"
            )
            below = block.join(starts, on="sheet_at", maintain_order="left").filter(
                pl.col("row") > pl.col("header_row")
            )
            places = dict(letters)
            below = _without_column_numbers(below)
            if layout != FORM:  # which holds none; what was typed there is told
                below = without_headings_and_totals(below, places, HEADINGS_OF[layout])
            code = places.get("indicator_code", places.get("code", ""))
            below = with_merged_cells(below, grid, places, code)
            table = _columns(below, places, named, width)
            table = _with_number_format(table, number_format)
            rows = _READERS[layout](table, places)
            if stated:
                texts = dict(zip(STATED_COLUMNS, stated, strict=True))
                rows = rows.with_columns(headings=pl.lit(texts, HEADINGS))
            parts.append(rows)
    rows = pl.concat([pl.DataFrame(schema=FIGURE_SCHEMA), *parts])
    return rows.sort("sheet_at", maintain_order=True) if len(parts) > 1 else rows


def _without_column_numbers(below: pl.DataFrame) -> pl.DataFrame:
    """Leave out the row right below a header that numbers its columns."""
    letters = [name for name in below.columns if name.isupper()]
    first = pl.col("row") == pl.col("header_row") + 1
    candidates = below.filter(first)
    if candidates.is_empty():
        return below
    count = pl.sum_horizontal(pl.col(letter).is_not_null() for letter in letters)
    all_numbers = pl.all_horizontal(
        pl.col(letter).is_null() | pl.col(letter).str.contains(_COLUMN_NUMBER) for letter in letters
    )
    numbered = candidates.filter((count >= 4) & all_numbers).select("sheet_at", "row")
    return below.join(numbered, on=["sheet_at", "row"], how="anti", maintain_order="left")


def _columns(
    below: pl.DataFrame, letters: Mapping[str, str], named: int, width: int | None
) -> pl.DataFrame:
    """Rows by the names of their columns, with kinds and what stands to the right of the header.

    `extra_cells` says what is there in a CSV, or, where that is blank, how many cells there are: a
    decimal comma out of quotes pushes blank cells there too.
    """
    all_letters = [name for name in below.columns if name.isupper()]
    extra = pl.concat_str(
        [pl.lit(None, pl.String), *all_letters[named:]], separator=", ", ignore_nulls=True
    )
    header_width = pl.lit(width, pl.UInt32)
    count = pl.concat_str("width", pl.lit(" > "), header_width)
    value = letters.get("value")
    return below.select(
        "sheet_at",
        "row",
        "is_hidden",
        "kinds",
        *(pl.col(letter).alias(name) for name, letter in letters.items()),
        "code_kind",
        kind=kind_of(value) if value else pl.lit(TEXT),
        extra_cells=pl.when(pl.col("width").is_not_null() & (extra != ""))
        .then(extra)
        .when(pl.col("width") > header_width)
        .then(count),
    )


def _with_number_format(table: pl.DataFrame, number_format: str | None) -> pl.DataFrame:
    """How each row says that its numbers are written. Said in one row alone, it is said of all."""
    if NUMBER_FORMAT not in table.columns:
        return table.with_columns(pl.lit(number_format, pl.String).alias(NUMBER_FORMAT))
    stated = pl.col(NUMBER_FORMAT)
    of_sheet = stated.drop_nulls().first().over("sheet_at")
    is_same = stated.drop_nulls().n_unique().over("sheet_at") == 1
    return table.with_columns(
        pl.coalesce(
            stated, pl.when(is_same).then(of_sheet), pl.lit(number_format, pl.String)
        ).alias(NUMBER_FORMAT)
    )


def _with_absent(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    return rows.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in rows.columns
    )


def _values_rows(table: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    """A file with columns of a decision is the council's: verified where no source is said.

    A row of it that names a figure and decides nothing is one that nobody filled in.
    """
    rows = _with_absent(table, (*VALUES_OPTIONAL, *DOCUMENT_COLUMNS))
    used = pl.any_horizontal(pl.col(*VALUES_COLUMNS).is_not_null())
    rows = rows.filter(used)
    if not letters.keys().isdisjoint(DOCUMENT_COLUMNS):
        rows = rows.filter(_is_filled_in() | pl.col("source").is_not_null()).with_columns(
            pl.col("source").fill_null("verified"), pl.col("input").replace(_INPUTS_IN_VIETNAMESE)
        )
    return _figures(rows, VALUES, letters["value"], raw_text="value")


def _appeal_rows(table: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    """One row for each figure that a unit asks the council to look at again: points, unless it
    names another input."""
    rows = _with_absent(table, (*VALUES_COLUMNS, *VALUES_OPTIONAL, *DOCUMENT_COLUMNS))
    rows = rows.filter(_is_filled_in()).with_columns(
        pl.col("input").replace(_INPUTS_IN_VIETNAMESE).fill_null(POINTS_INPUT),
        source=pl.lit(REQUESTED),
        appeal=pl.lit(None, pl.String),
    )
    return _figures(rows, APPEAL, letters["value"], raw_text="value")


def _is_filled_in() -> pl.Expr:
    """Whether a row decides or asks for anything; the number of an appeal may stand there
    before."""
    return pl.any_horizontal(
        pl.col("value", "document", "clause", "reason", "dated_on").is_not_null()
    )


def _form_rows(table: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    """One row for each figure that was filled in or explained, and for each value that stands
    where the form asks for none: its row lacks a code."""
    absent = (*VALUES_OPTIONAL, *DOCUMENT_COLUMNS, "round", "indicator_name", "input_name")
    rows = _with_absent(table, absent)
    explained = is_figure_row() & pl.any_horizontal(pl.col("evidence", "note").is_not_null())
    return _figures(
        rows.filter(pl.col("value").is_not_null() | explained),
        FORM,
        letters["value"],
        raw_text="value",
        printed_unit="indicator_name",
        printed_figure="input_name",
    )


def is_figure_row() -> pl.Expr:
    """Whether a row of a form is one that asks for a figure: it has all three codes."""
    return pl.all_horizontal(pl.col("entity_code", "indicator_code", "input").is_not_null())


def _scorecard_rows(table: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    """One row for each filled cell of self and verified points."""
    absent = (*SCORECARD_COLUMNS.values(), "round", "entity_code", "reporter", *DOCUMENT_COLUMNS)
    rows = _with_absent(table, absent)
    return pl.concat(
        _figures(
            rows.filter(pl.col(side).is_not_null()).with_columns(
                input=pl.lit(POINTS_INPUT), source=pl.lit(source), kind=kind_of(letters[side])
            ),
            SCORECARD,
            letters[side],
            raw_text=side,
            indicator_code="code",
            note="status",
            stated_maximum="maximum",
            due_on="due_on",
        )
        for side, source in (("self", "declared"), ("verified", "verified"))
        if side in letters
    )


def _figures(rows: pl.DataFrame, layout: str, letter: str, **columns: str) -> pl.DataFrame:
    """Rows in the columns of all layouts; `columns` says where some of them come from."""
    absent = ("stated_maximum", "due_on", "headings", "printed_unit", "printed_figure")
    taken = {**dict.fromkeys(absent), **columns}
    return rows.select(
        (pl.lit(None, kind) if (at := taken.get(name, name)) is None else pl.col(at)).alias(name)
        if name not in ("layout", "cell")
        else (pl.lit(layout) if name == "layout" else pl.concat_str(pl.lit(letter), "row")).alias(
            name
        )
        for name, kind in FIGURE_SCHEMA.items()
    )


_READERS: Final = {
    VALUES: _values_rows,
    FORM: _form_rows,
    SCORECARD: _scorecard_rows,
    APPEAL: _appeal_rows,
}
