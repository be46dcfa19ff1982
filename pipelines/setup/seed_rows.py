"""Rows of a setup sheet and the seed that says the same.

Here belongs going from a seed file to rows and back, and where each value of a written seed came
from. A row is the text of each column: days as 2026-12-31, numbers with a point, nothing as a blank
text.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import takewhile
from typing import Any

import polars as pl
import yaml

from pipelines.marked_yaml import read_marked_yaml
from pipelines.notation import exact
from pipelines.setup.columns import VARIANT, SetupColumn
from pipelines.setup.sheets import SetupSheet

Row = Mapping[str, str]
Place = tuple[int, str]
"""A row, counted from 0, and the name of a column (blank: the row as a whole)."""


@dataclass(frozen=True, slots=True)
class WrittenSeed:
    """The text of a seed file, and the row and column of each of its lines and columns."""

    text: str
    rows: Sequence[int]
    """The row of each line, -1 where it is of none."""
    places: Mapping[tuple[int, int], Place]

    def place(self, line: int, column: int | None) -> Place | None:
        """Where what stands at a line and column came from; None: of no row."""
        found = self.places.get((line, column or 0))
        if found is not None:
            return found
        row = self.rows[line - 1] if 0 < line <= len(self.rows) else -1
        return None if row < 0 else (row, "")


def rows_of_table(sheet: SetupSheet, table: pl.DataFrame) -> list[dict[str, str]]:
    """The rows of a CSV read as text (`read_table`)."""
    names = [column.name for column in sheet.columns if column.name in table.columns]
    kinds = {column.name: column.kind for column in sheet.columns}
    blank = {column.name: "" for column in sheet.columns}
    return [
        {
            **blank,
            **{
                name: _plain_number(cell or "") if kinds[name] == "number" else cell or ""
                for name, cell in zip(names, cells, strict=True)
            },
        }
        for cells in table.select(names).iter_rows()
    ]


def rows_of_entries(sheet: SetupSheet, value: Any) -> list[dict[str, str]]:
    """The rows of a YAML file as read; `value` is what stands in it."""
    for key in sheet.above:
        value = value.get(key) if isinstance(value, dict) else None
    listed: list[Any] = value if isinstance(value, list) else []
    return [
        {column.name: _cell(sheet, column, entry) for column in sheet.columns}
        for entry in listed
        if isinstance(entry, dict)
    ]


def _cell(sheet: SetupSheet, column: SetupColumn, entry: Mapping[str, Any]) -> str:
    variant = next((key for key in sheet.variants if key in entry), "")
    if column.path == (VARIANT,):
        return variant
    found: Any = entry
    for step in column.path:
        found = found.get(variant if step == VARIANT else step) if isinstance(found, dict) else None
    match found:
        case None:
            return ""
        case list():
            return ";".join(map(str, found))
        case Decimal():
            return exact(found)
        case _:
            return str(found)


def _plain_number(text: str) -> str:
    try:
        return exact(Decimal(text))
    except InvalidOperation:
        return text


def written_seed(sheet: SetupSheet, rows: Sequence[Row], before: str) -> WrittenSeed:
    """The seed file that says these rows; of YAML, `before` gives the head and the other lists."""
    if sheet.is_table:
        return _written_table(sheet, rows)
    return _written_entries(sheet, rows, before)


def _written_table(sheet: SetupSheet, rows: Sequence[Row]) -> WrittenSeed:
    names = [column.name for column in sheet.columns]
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    of_line: list[int] = []
    places: dict[tuple[int, int], Place] = {}
    for n, cells in enumerate((names, *([row[name] for name in names] for row in rows)), -1):
        start = len(of_line) + 1
        writer.writerow(cells)
        of_line += [n] * (held.getvalue().count("\n") - len(of_line))
        if n >= 0:
            places |= {(start, at): (n, name) for at, name in enumerate(names, 1)}
    return WrittenSeed(held.getvalue(), of_line, places)


def _written_entries(sheet: SetupSheet, rows: Sequence[Row], before: str) -> WrittenSeed:
    value: Any = [_entry(sheet, row) for row in rows]
    if sheet.above:
        (key,) = sheet.above
        others = read_marked_yaml(before, sheet.file).value
        value = {**(others if isinstance(others, dict) else {}), key: value}
    head = takewhile(lambda line: line.startswith("#"), before.splitlines())
    body = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    text = "".join(f"{line}\n" for line in head) + body
    marked = read_marked_yaml(text, sheet.file)
    names = {column.path: column.name for column in sheet.columns}
    depth = len(sheet.above)
    places: dict[tuple[int, int], Place] = {}
    starts: dict[int, int] = {}
    for path, place in sorted(marked.places.items(), key=lambda item: len(item[0])):
        at = path[depth] if path[:depth] == sheet.above and len(path) > depth else None
        if isinstance(at, int):
            starts.setdefault(place[0], at)
            below = tuple(str(step) for step in path[depth + 1 :])
            places[place] = (at, _column_at(sheet, names, below))
    return WrittenSeed(text, _rows_by_line(text, starts, bool(sheet.above)), places)


def _column_at(
    sheet: SetupSheet, names: Mapping[tuple[str, ...], str], path: tuple[str, ...]
) -> str:
    steps = (VARIANT, *path[1:]) if path[:1] and path[0] in sheet.variants else path
    while steps and steps not in names:
        steps = steps[:-1]
    return names.get(steps, "")


def _rows_by_line(text: str, starts: Mapping[int, int], is_below: bool) -> list[int]:
    found: list[int] = []
    row = -1
    for n, line in enumerate(text.splitlines(), 1):
        if is_below and line[:1].isalpha():  # another list begins
            row = -1
        row = starts.get(n, row)
        found.append(row)
    return found


def _entry(sheet: SetupSheet, row: Row) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    variant = row.get("aim", "")
    for column in sheet.columns:
        text = row[column.name]
        if not text or column.path == (VARIANT,) or (VARIANT in column.path and not variant):
            continue
        *above, key = (variant if step == VARIANT else step for step in column.path)
        inner = entry
        for step in above:
            inner = inner.setdefault(step, {})
        inner[key] = _value(column, text)
    return entry


def _value(column: SetupColumn, text: str) -> Any:
    if column.is_list and text not in column.words:
        return [item.strip() for item in text.split(";") if item.strip()]
    if column.kind in ("number", "whole"):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        return int(number) if number == number.to_integral_value() else number
    return text


class _Dumper(yaml.SafeDumper):
    """YAML with exact decimals."""


def _decimal(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", exact(number))


_Dumper.add_representer(Decimal, _decimal)
