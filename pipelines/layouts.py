"""Layouts of submissions: the values file and the scorecard, read into rows of one shape.

Here belongs what columns mean. A row is one figure as it was written, with its place; whether it
may be believed is decided in `submission_rules.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import polars as pl

from pipelines.entities import codes_by_name
from pipelines.findings import EMPTY_FINDINGS, findings
from pipelines.structure import POINTS_INPUT
from pipelines.tabular import A_TABLE, NotReadable, Sheet, read_sheets
from pipelines.vietnamese import clean, plain

ROW_SCHEMA: Final = pl.Schema(
    {
        "file_sha256": pl.String,
        "file_name": pl.String,
        "sheet": pl.String,
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
        "stated_maximum": pl.String,
        "extra_cells": pl.String,
    }
)
VALUES_COLUMNS: Final = ("round", "entity_code", "indicator_code", "input", "value")
VALUES_OPTIONAL: Final = ("reporter", "source", "evidence", "note")
SCORECARD_COLUMNS: Final = {
    "ma": "code",
    "diem toi da": "maximum",
    "tu danh gia": "self",
    "tham dinh": "verified",
    "trang thai": "status",
    "minh chung/ghi chu": "evidence",
}
"""Headings of the scorecard, without marks, that are read; the others are for people."""
_SCORECARD_REQUIRED: Final = ("ma", "tu danh gia")
_HEADER_WITHIN: Final = 20
"""Rows in which a header is looked for; titles may stand above it."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A file as read: rows of `ROW_SCHEMA`, texts as they stand, and findings about the file."""

    file_sha256: str
    file_name: str
    reporter: str | None
    rows: pl.DataFrame
    findings: pl.DataFrame


def read_submission(
    file_name: str,
    content: bytes,
    sha256: str,
    round_id: str,
    units: pl.DataFrame,
    round_is_stated: bool = True,
) -> Submission:
    """Read one file of a round. `units` are the entities the round expects.

    `round_is_stated` is False for a file that lies where several rounds look: a scorecard, which
    names no round itself, is then refused.

    Never raises for what the file holds: a file that cannot be used has findings and no rows.
    """
    place = pl.DataFrame({"round": round_id, "file_sha256": sha256, "file_name": file_name})

    def refused(rule: str, found: str, expected: str) -> Submission:
        told = findings(rule, place, pl.lit(found), pl.lit(expected))
        return Submission(sha256, file_name, _unit_of_name(file_name, units), _NO_ROWS, told)

    try:
        sheets = read_sheets(file_name, content)
    except NotReadable as error:
        return refused(error.rule, error.found, error.expected)
    if sheets and all(sheet.cells.is_empty() for sheet in sheets):
        return refused("file_is_empty", "no cell has text", A_TABLE)
    tables = [(sheet, header) for sheet in sheets if (header := _header(sheet)) is not None]
    if tables:
        unit = _unit_of_name(file_name, units)
        if unit is None and not all(header.is_values_file for _, header in tables):
            return refused(
                "unit_not_recognised",
                file_name,
                f"{units['entity_code'][0]}_...",
            )
        if not round_is_stated and not all(header.is_values_file for _, header in tables):
            return refused("round_not_stated", file_name, f"{round_id}/{file_name}")
        rows = pl.concat(
            _rows(sheet, header, round_id, unit).with_columns(
                pl.lit(sha256).alias("file_sha256"),
                pl.lit(file_name).alias("file_name"),
                pl.lit(sheet.name or None, dtype=pl.String).alias("sheet"),
            )
            for sheet, header in tables
        ).select(ROW_SCHEMA.names())
        if rows.is_empty():
            return refused("file_is_empty", "a header only", A_TABLE)
        reporter = _sole(rows["reporter"], units) or _sole(rows["entity_code"], units)
        return Submission(sha256, file_name, reporter, rows, EMPTY_FINDINGS)
    first = sheets[0].cells if sheets else pl.DataFrame()
    found = ", ".join(str(c) for c in first.row(0)[2:] if c is not None) if first.height else ""
    expected = f"{', '.join(VALUES_COLUMNS)} / Mã, Chỉ tiêu, Điểm tối đa, Tự đánh giá, Thẩm định"
    return refused("header_not_recognised", found[:200], expected)


_NO_ROWS: Final = pl.DataFrame(schema=ROW_SCHEMA)


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the header stands, and the letter of each known column."""

    row: int
    letters: Mapping[str, str]
    named: int
    """Columns up to the last with a name."""
    width: int | None
    """Cells written in the row, in a CSV."""
    is_values_file: bool


def _header(sheet: Sheet) -> _Header | None:
    top = sheet.cells.head(_HEADER_WITHIN)
    for values in top.iter_rows():
        row, width, *cells = values
        texts = [None if cell is None else plain(cell) for cell in cells]
        letters = {
            text: letter
            for text, letter in zip(texts, sheet.cells.columns[2:], strict=True)
            if text
        }
        named = max((n for n, text in enumerate(texts, 1) if text), default=0)
        if set(VALUES_COLUMNS) <= set(letters):
            return _Header(row, letters, named, width, is_values_file=True)
        if set(_SCORECARD_REQUIRED) <= set(letters):
            return _Header(row, letters, named, width, is_values_file=False)
    return None


def _rows(sheet: Sheet, header: _Header, round_id: str, unit: str | None) -> pl.DataFrame:
    if header.is_values_file:
        rows = _values_rows(sheet, header)
    else:
        rows = _scorecard_rows(sheet, header).with_columns(
            pl.lit(round_id).alias("round"), pl.lit(unit).alias("entity_code")
        )
    place = {"file_sha256", "file_name", "sheet"}
    return rows.select(name for name in ROW_SCHEMA if name not in place)


def _below(sheet: Sheet, header: _Header) -> pl.DataFrame:
    """The rows below the header by heading.

    `extra_cells` says what stands to the right of the header in a CSV, or, where that is blank,
    how many cells there are: a decimal comma out of quotes pushes blank cells there too.
    """
    kept = sheet.cells.filter(pl.col("row") > header.row)
    beyond = kept.columns[2 + header.named :]
    extra = pl.concat_str([pl.lit(None, pl.String), *beyond], separator=", ", ignore_nulls=True)
    width = pl.lit(header.width, pl.UInt32)
    count = pl.concat_str("width", pl.lit(" > "), width)
    return kept.select(
        "row",
        *(pl.col(letter).alias(key) for key, letter in header.letters.items()),
        extra_cells=pl.when(pl.col("width").is_not_null() & (extra != ""))
        .then(extra)
        .when(pl.col("width") > width)
        .then(count),
    )


def _values_rows(sheet: Sheet, header: _Header) -> pl.DataFrame:
    rows = _below(sheet, header)
    absent = [column for column in VALUES_OPTIONAL if column not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(column) for column in absent)
    used = pl.any_horizontal(pl.col(*VALUES_COLUMNS).is_not_null())
    return rows.filter(used).with_columns(
        pl.col("value").alias("raw_text"),
        (pl.lit(header.letters["value"]) + pl.col("row").cast(pl.String)).alias("cell"),
        pl.lit(None, dtype=pl.String).alias("stated_maximum"),
    )


def _scorecard_rows(sheet: Sheet, header: _Header) -> pl.DataFrame:
    """One row for each filled cell of self and verified points."""
    rows = _below(sheet, header)
    known = {key: name for key, name in SCORECARD_COLUMNS.items() if key in rows.columns}
    rows = rows.select(
        "row", "extra_cells", *(pl.col(key).alias(name) for key, name in known.items())
    )
    absent = [name for name in SCORECARD_COLUMNS.values() if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    sides: list[pl.DataFrame] = []
    for column, key, source in (
        ("self", "tu danh gia", "declared"),
        ("verified", "tham dinh", "verified"),
    ):
        if key in header.letters:
            sides.append(
                rows.filter(pl.col(column).is_not_null()).select(
                    pl.col("code").alias("indicator_code"),
                    pl.lit(POINTS_INPUT).alias("input"),
                    pl.col(column).alias("raw_text"),
                    pl.lit(source).alias("source"),
                    pl.lit(None, dtype=pl.String).alias("reporter"),
                    pl.col("evidence"),
                    pl.col("status").alias("note"),
                    (pl.lit(header.letters[key]) + pl.col("row").cast(pl.String)).alias("cell"),
                    pl.col("maximum").alias("stated_maximum"),
                    pl.col("extra_cells"),
                )
            )
    return pl.concat(sides)


def _unit_of_name(file_name: str, units: pl.DataFrame) -> str | None:
    """The unit that a file name begins with or names as a whole, by code or by name."""
    stem = PurePath(file_name).stem
    codes = set(units["entity_code"])
    for token in (stem, *re.split(r"[_\s]", stem)):
        if token in codes:
            return token
    return codes_by_name(pl.Series([stem.replace("_", " ")]), units).item()


def _sole(column: pl.Series, units: pl.DataFrame) -> str | None:
    """The one unit that a column names, by its code where the round knows it."""
    values = column.drop_nulls().unique()
    if not values.is_in(units["entity_code"].implode()).all():
        values = values.to_frame("text").select(clean(pl.col("text"))).to_series().unique()
        named = codes_by_name(values, units)
        values = named.zip_with(named.is_not_null(), values).drop_nulls().unique()
    return str(values.item()) if values.len() == 1 else None
