"""Reading a seed file that is a table: CSV as editors and Excel in Vietnam save it, cell by cell.

Here belong the bytes of such a file as a frame of text, and what its shape says of every cell. What
ties rows together is beside each reader. Files of YAML are read in `seed_reader.py`.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import polars as pl

from pipelines import codes
from pipelines.intake.refusals import NotReadable
from pipelines.intake.text_tables import SEPARATORS, decoded
from pipelines.marked_yaml import Problem, SeedError
from pipelines.vietnamese import date_read

Kind = Literal["text", "code", "day", "number", "whole"]
_LINE: Final = "line"
_SURPLUS: Final = "surplus"
"""What stands in a row beyond the last heading."""
BESIDE_CELLS: Final = frozenset({_LINE, _SURPLUS})
"""Columns of a table that was read which are no columns of its file."""
_AMBIGUOUS: Final = r"^[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+$"
"""1.234 beside decimal commas: a thousand and more, or a little above one."""
_DECIMAL_COMMA: Final = r"^[+-]?[0-9]+,[0-9]+$"
_THOUSANDS_OR_DECIMALS: Final = r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$"
_NUMBER: Final = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
_EXPECTED: Final[dict[Kind, tuple[str, str]]] = {
    "code": (codes.EXPECTED_VI, codes.EXPECTED),
    "day": ("ngày ghi như 2025-07-31", "a date as 2025-07-31"),
    "number": ("một số như 9.5 hay 9,5", "a number as 9.5"),
    "whole": ("số nguyên từ 0 trở lên", "a whole number of 0 or more"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a seed: its heading, what its cells are, whether each must have something."""

    name: str
    kind: Kind = "text"
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableShape:
    """What a table of seeds looks like; columns under `optional` may be left out altogether."""

    title_vi: str
    title_en: str
    columns: tuple[Column, ...]
    optional: tuple[Column, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The headings that must be there."""
        return tuple(column.name for column in self.columns)


_FIELD_TYPES: Final[dict[Kind, dict[str, str]]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "day": {"type": "date"},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
}


def table_schema_text(shape: TableShape) -> str:
    """The shape as a Table Schema, which editors and frictionless read."""
    fields: list[dict[str, Any]] = []
    for column in (*shape.columns, *shape.optional):
        limits: dict[str, Any] = {"required": True} if column.is_required else {}
        if column.kind == "code":
            limits["pattern"] = codes.CODE_PATTERN.removeprefix("^").removesuffix("$")
        if column.kind == "whole":
            limits["minimum"] = 0
        if column.choices:
            limits["enum"] = list(column.choices)
        field: dict[str, Any] = {"name": column.name, **_FIELD_TYPES[column.kind]}
        fields.append({**field, "constraints": limits} if limits else field)
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "title": f"{shape.title_vi} / {shape.title_en}",
        "fields": fields,
        "missingValues": [""],
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def text_of(content: bytes, file: str) -> str:
    """The text of a seed: UTF-8, UTF-16 or, where it is sure, Windows-1258; in NFC."""
    try:
        text, _ = decoded(content)
    except NotReadable as error:
        raise SeedError(
            [
                Problem(
                    file,
                    content.count(b"\n", 0, _first_stranger(content)) + 1,
                    "",
                    "not UTF-8, and its encoding cannot be told",
                    "không phải UTF-8, không xác định được bảng mã",
                    "save it as UTF-8 (in Excel: CSV UTF-8)",
                    "lưu lại bằng UTF-8 (trong Excel: CSV UTF-8)",
                )
            ]
        ) from error
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _first_stranger(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return error.start
    return max(content.find(b"\x00"), 0)


def read_table(content: bytes, file: str, shape: TableShape) -> pl.DataFrame:
    """A table of text: the columns of the file, blank cells null, and `line`, where a row begins.

    Days written 31/07/2025 become 2025-07-31, decimal commas points, where the shape has a day or a
    number. Raises SeedError where it is no table or a column is missing.
    """
    text = text_of(content, file)
    separator, first = _separator(text, shape)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            if line > first and any(cell.strip() for cell in record):
                records.append((line, record))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SeedError(
            [
                Problem(
                    file,
                    line,
                    "",
                    f"not a table: the quotes of this line do not match ({error})",
                    "không phải bảng: dấu nháy kép của dòng này không khớp",
                    "enclose the whole cell in quotes, and write a quote within it twice",
                    "đặt cả ô trong dấu nháy kép, dấu nháy trong ô thì viết hai lần",
                )
            ]
        ) from error
    heading, *rows = [record for _, record in records] or [[]]
    names = [cell.strip() for cell in heading]
    at = records[0][0] if records else 1
    _expect_columns(names, file, at, shape)
    width = len(names)
    table = pl.DataFrame(
        [
            pl.Series(_LINE, [n for n, _ in records[1:]], pl.UInt32),
            *(
                pl.Series(name, [row[n] if n < len(row) else None for row in rows], pl.String)
                for n, name in enumerate(names)
                if name
            ),
            pl.Series(_SURPLUS, [_after(row, width) for row in rows], pl.String),
        ]
    )
    written = pl.col(pl.String).str.strip_chars()
    table = table.with_columns(pl.when(written != "").then(written))
    return _as_international(table, shape, separator)


def _after(row: Sequence[str], width: int) -> str | None:
    return " ".join(cell for cell in row[width:] if cell.strip()) or None


def _separator(text: str, shape: TableShape) -> tuple[str, int]:
    """The separator that makes most of the expected headings, and the lines above the table."""
    lines = text.splitlines()
    declared = lines[:1] and lines[0].lower().startswith("sep=") and lines[0][4:5] in SEPARATORS
    if declared:
        return lines[0][4], 1
    heading = next((line for line in lines if line.strip()), "")
    known = {column.name for column in (*shape.columns, *shape.optional)}

    def fit(separator: str) -> int:
        return len(known & {cell.strip(' "\ufeff') for cell in heading.split(separator)})

    return max(SEPARATORS, key=fit), 0


def _expect_columns(names: Sequence[str], file: str, line: int, shape: TableShape) -> None:
    absent = [name for name in shape.names if name not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    problems: list[Problem] = []
    if absent:
        problems.append(absent_columns(absent, file, line))
    problems += [
        Problem(
            file,
            line,
            name,
            "two columns have this heading",
            "hai cột có cùng tiêu đề này",
            "delete one of them",
            "xóa một cột",
            len(names) - list(reversed(names)).index(name),
        )
        for name in twice
    ]
    problems += [
        Problem(
            file,
            line,
            name,
            "this heading cannot be used",
            "không dùng được tiêu đề này",
            "rename the column",
            "đổi tên cột",
        )
        for name in (_LINE, _SURPLUS)
        if name in names
    ]
    if problems:
        raise SeedError(problems)


def absent_columns(absent: Sequence[str], file: str, line: int = 1) -> Problem:
    """The problem of headings that are not there."""
    names = ", ".join(absent)
    return Problem(
        file,
        line,
        "",
        f"column(s) missing: {names}",
        f"thiếu cột: {names}",
        "add the heading(s) to the first line",
        "bổ sung tiêu đề cột ở dòng đầu",
    )


def _as_international(table: pl.DataFrame, shape: TableShape, separator: str) -> pl.DataFrame:
    """Days and numbers as the method reads them; what can be read in two ways stays as it is."""
    changes: list[pl.Expr] = []
    for column in (*shape.columns, *shape.optional):
        if column.name not in table.columns:
            continue
        cell = pl.col(column.name)
        if column.kind == "day":
            changes.append(pl.coalesce(date_read(cell).dt.to_string("%Y-%m-%d"), cell))
        elif column.kind in ("number", "whole"):
            is_decimal = cell.str.contains(_DECIMAL_COMMA)
            if separator == ",":
                is_decimal &= ~cell.str.contains(_THOUSANDS_OR_DECIMALS)
            is_unsure = cell.str.contains(_AMBIGUOUS) if separator == ";" else pl.lit(value=False)
            changes.append(
                pl.when(is_decimal)
                .then(cell.str.replace(",", "."))
                .when(is_unsure)
                .then(pl.concat_str(cell, pl.lit("?")))
                .otherwise(cell)
                .alias(column.name)
            )
    return table.with_columns(changes)


def numbered(table: pl.DataFrame) -> pl.DataFrame:
    """A table with the line of each row, counted from below the heading where none is known."""
    # In one piece: normalizing texts of a frame in several pieces aborts in Polars 2.1.
    whole = table.rechunk()
    return whole if _LINE in table.columns else whole.with_row_index(_LINE, offset=2)


@dataclass(frozen=True, slots=True)
class RowRule:
    """What is wrong with rows: a column that says which, the cell meant, and both wordings."""

    is_wrong: pl.Expr
    column: str
    message: str
    message_vi: str
    remedy: str
    remedy_vi: str


def row_problems(
    table: pl.DataFrame, file: str, about: str | pl.Expr, rules: Sequence[RowRule]
) -> list[Problem]:
    """The rows that rules find wrong, each at its line and cell; `about` is what is named."""
    headings = [name for name in table.columns if name not in (_LINE, _SURPLUS)]
    named = (pl.col(about) if isinstance(about, str) else about).fill_null("").alias("about")
    flags = table.select(
        _LINE,
        named,
        *(rule.is_wrong.fill_null(value=False).alias(f"is_{n}") for n, rule in enumerate(rules)),
    )
    return sorted(
        (
            Problem(
                file,
                line,
                code,
                rule.message,
                rule.message_vi,
                rule.remedy,
                rule.remedy_vi,
                headings.index(rule.column) + 1 if rule.column in headings else None,
            )
            for n, rule in enumerate(rules)
            if flags[f"is_{n}"].any()
            for line, code in flags.filter(f"is_{n}").select(_LINE, "about").iter_rows()
        ),
        key=lambda problem: (problem.line, problem.column or 0),
    )


def cell_problems(
    table: pl.DataFrame, file: str, about: str | pl.Expr, shape: TableShape
) -> list[Problem]:
    """Cells that the shape of the table does not allow. Raises SeedError for missing columns."""
    absent = [name for name in shape.names if name not in table.columns]
    if absent:
        raise SeedError([absent_columns(absent, file)])
    rules: list[RowRule] = []
    if _SURPLUS in table.columns:
        rules.append(
            RowRule(
                pl.col(_SURPLUS).is_not_null(),
                "",
                "this line has more cells than there are headings",
                "dòng này có nhiều ô hơn số tiêu đề cột",
                "enclose a text that has the separator in it in quotes",
                'đặt chữ có dấu phân cách trong dấu nháy kép "..."',
            )
        )
    for column in (*shape.columns, *shape.optional):
        if column.name not in table.columns:
            continue
        cell = pl.col(column.name)
        if column.is_required:
            rules.append(
                RowRule(
                    cell.is_null() | (cell.str.strip_chars() == ""),
                    column.name,
                    f"{column.name} is empty",
                    f"{column.name} để trống",
                    "fill it in",
                    "điền vào ô này",
                )
            )
        if column.choices:
            there = ", ".join(column.choices)
            rules.append(
                RowRule(
                    cell.is_not_null() & ~cell.is_in(column.choices),
                    column.name,
                    f"{column.name}: expected one of {there}",
                    f"{column.name}: cần một trong {there}",
                    "write one of these",
                    "ghi một trong các giá trị này",
                )
            )
        fits = _fits(column)
        if fits is not None:
            vi, en = _EXPECTED[column.kind]
            rules.append(
                RowRule(
                    cell.is_not_null() & ~fits,
                    column.name,
                    f"{column.name}: expected {en}",
                    f"{column.name}: cần {vi}",
                    "correct the cell",
                    "sửa lại ô này",
                )
            )
    return row_problems(table, file, about, rules)


def _fits(column: Column) -> pl.Expr | None:
    cell = pl.col(column.name)
    match column.kind:
        case "text":
            return None
        case "code":
            return codes.is_code(cell)
        case "day":
            return cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        case "number":
            return cell.str.contains(_NUMBER) & (cell.str.len_bytes() <= 30)
        case "whole":
            return cell.str.contains(r"^[0-9]{1,18}$")
