"""A setup workbook read: the rows of each sheet, where each cell stands, and what is wrong.

Here belongs what a cell has to look like for people: its days, numbers and words. Whether the rows
make sound seeds is decided by the readers of the seeds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from pipelines.annexes.sheet import AnnexSheet, Remark
from pipelines.annexes.table import printed_number
from pipelines.codes import EXPECTED, EXPECTED_VI, is_a_code
from pipelines.intake.tabular import column_letter
from pipelines.intake.workbooks import ERROR, FORMULA
from pipelines.names import Name
from pipelines.notation import exact
from pipelines.setup.columns import SetupColumn
from pipelines.setup.sheets import GUIDE_SHEET, SHEETS, SetupSheet
from pipelines.vietnamese import date_read, plain

_HEADING_WITHIN: Final = 10


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of a sheet as `seed_rows.py` writes them; the cell of each value by row and column,
    and the cells already found wrong."""

    sheet: SetupSheet
    rows: Sequence[Mapping[str, str]]
    cells: Sequence[Mapping[str, str]]
    wrong: frozenset[str] = frozenset()

    def cell(self, row: int, column: str) -> str:
        """Where a value stands; the first cell of its row where the sheet lacks the column."""
        cells = self.cells[row]
        return cells.get(column) or next(iter(cells.values()))


@dataclass(slots=True)
class ReadSetup:
    """All sheets of a workbook that have rows, and what is wrong with cells."""

    sheets: list[SheetRows] = field(default_factory=list[SheetRows])
    problems: list[Remark] = field(default_factory=list[Remark])


def read_setup(sheets: Sequence[AnnexSheet], known: Sequence[SetupSheet] = SHEETS) -> ReadSetup:
    """The rows of a setup workbook; a sheet without rows says nothing of its seed."""
    found = ReadSetup()
    for sheet in sheets:
        if sheet.name == GUIDE_SHEET or not any(map(any, sheet.rows)):
            continue
        meant = next((setup for setup in known if setup.is_called(sheet.name)), None)
        if meant is None:
            titles = ", ".join(setup.title for setup in known)
            found.problems.append(
                Remark(
                    f"{sheet.name}!A1",
                    "",
                    Name(
                        f"không rõ trang này; đặt tên trang là một trong: {titles}, hoặc xóa trang",
                        f"this sheet is not known; name it as one of {titles}, or delete it",
                    ),
                )
            )
        else:
            rows = read_rows(sheet, meant, found.problems)
            if rows.rows:
                found.sheets.append(rows)
    return found


def read_rows(sheet: AnnexSheet, meant: SetupSheet, problems: list[Remark]) -> SheetRows:
    """The rows of one sheet; what is wrong with it is added to `problems`."""
    reading = _Reading(sheet, meant, problems)
    columns = reading.columns()
    rows: list[Mapping[str, str]] = []
    cells: list[Mapping[str, str]] = []
    if columns:
        for at in range(reading.heading + 1, len(sheet.rows)):
            if any(sheet.text(at, column) for column in range(len(sheet.rows[at]))):
                rows.append(reading.row(at, columns))
                cells.append(
                    {
                        meant.columns[n].name: _cell(sheet, at, column)
                        for column, n in columns.items()
                    }
                )
    return SheetRows(meant, rows, cells, frozenset(reading.wrong))


class _Reading:
    """One pass over a sheet."""

    def __init__(self, sheet: AnnexSheet, meant: SetupSheet, problems: list[Remark]) -> None:
        self.sheet, self.meant, self.problems = sheet, meant, problems
        self.wrong: set[str] = set()
        self.heading = max(
            range(min(len(sheet.rows), _HEADING_WITHIN)),
            key=lambda row: (len(self._named(row)), -row),
        )

    def _named(self, row: int) -> dict[int, int]:
        """The columns of a row that name one of the seed."""
        named = {
            column: self.meant.column_called(self.sheet.text(row, column))
            for column in range(len(self.sheet.rows[row]))
        }
        return {column: n for column, n in named.items() if n is not None}

    def problem(self, cell: str, vi: str, en: str, about: str = "") -> None:
        self.wrong.add(cell)
        self.problems.append(Remark(cell, about, Name(vi, en)))

    def columns(self) -> dict[int, int]:
        """Which column of the seed each column of the sheet is; empty where the sheet is none."""
        named = self._named(self.heading)
        for n, declared in enumerate(self.meant.columns):
            places = [column for column, found in named.items() if found == n]
            name = self.meant.heading(declared)
            for column in places[1:]:
                self.problem(
                    _cell(self.sheet, self.heading, column),
                    f"hai cột cùng tên “{name.vi}”; xóa một cột",
                    f"two columns are called “{name.en}”; delete one of them",
                )
            if declared.is_required and not places and not self._twin(declared):
                self.problem(
                    _cell(self.sheet, self.heading, 0),
                    f"thiếu cột “{name.vi}”; thêm cột này vào dòng tiêu đề",
                    f"the column “{name.en}” is missing; add it to the heading row",
                )
        for column in range(max(map(len, self.sheet.rows))):
            if column not in named:
                self._stranger(column)
        return named

    def _stranger(self, column: int) -> None:
        """Something typed under no heading that is known is never dropped in silence."""
        for row in range(self.heading, len(self.sheet.rows)):
            text = self.sheet.text(row, column)
            if text and plain(text) not in ("stt", "tt"):
                self.problem(
                    _cell(self.sheet, row, column),
                    f"“{text}” không thuộc cột nào của trang; sửa tiêu đề cột hoặc xóa cột",
                    f"“{text}” is in no column of this sheet; correct the heading or delete "
                    "the column",
                )
                return
            if text:
                return

    def row(self, at: int, columns: Mapping[int, int]) -> dict[str, str]:
        """The values of a row by column name."""
        row = {column.name: "" for column in self.meant.columns}
        about = ""
        for column, n in columns.items():
            declared = self.meant.columns[n]
            row[declared.name] = self._value(at, column, declared, about)
            about = about or row[declared.name]
        for declared in self.meant.columns:
            twin = self._twin(declared)
            if twin and not row[declared.name]:
                row[declared.name] = row[twin]  # without an English name, the Vietnamese one
        for column, n in columns.items():
            declared = self.meant.columns[n]
            cell = _cell(self.sheet, at, column)
            if declared.is_required and not row[declared.name] and cell not in self.wrong:
                name = self.meant.heading(declared)
                self.problem(
                    cell,
                    f"ô “{name.vi}” để trống; điền vào ô này",
                    f"“{name.en}” is empty; fill it in",
                    about,
                )
        return row

    def _twin(self, declared: SetupColumn) -> str | None:
        """The Vietnamese column beside an English one that must have something."""
        twin = declared.name.removesuffix("_en") + "_vi"
        is_twin = declared.name.endswith("_en") and declared.is_required
        return twin if is_twin and any(twin == c.name for c in self.meant.columns) else None

    def _value(self, at: int, column: int, declared: SetupColumn, about: str) -> str:
        text, kind = self.sheet.text(at, column), self.sheet.kind(at, column)
        cell = _cell(self.sheet, at, column)
        if kind in (ERROR, FORMULA):
            self.problem(
                cell,
                f"ô này là công thức không có kết quả (“{text}”); ghi giá trị",
                f"this cell is a formula without a result (“{text}”); write the value",
                about,
            )
            return ""
        if not text:
            return ""
        for value, words in self.meant.words(declared).items():
            if plain(text) in {plain(words.vi), plain(words.en), plain(value)}:
                return value
        if declared.is_closed:
            there = self.meant.words(declared).values()
            self.problem(
                cell,
                f"“{text}”: cần một trong {_listed(words.vi for words in there)}",
                f"“{text}”: expected one of {_listed(words.en for words in there)}",
                about,
            )
            return ""
        match declared.kind:
            case "day":
                return self._day(cell, text, about)
            case "number" | "whole":
                return self._number(cell, text, kind, declared.kind == "whole", about)
            case "code" if not is_a_code(text):
                self.problem(
                    cell,
                    f"“{text}” không dùng làm mã được; cần {EXPECTED_VI}",
                    f"“{text}” cannot be a code; expected {EXPECTED}",
                    about,
                )
                return ""
            case _:
                return text

    def _day(self, cell: str, text: str, about: str) -> str:
        day = pl.select(date_read(pl.lit(text))).item()
        if day is None:
            self.problem(
                cell,
                f"“{text}” không phải ngày; ghi ngày/tháng/năm như 31/12/2026",
                f"“{text}” is no day; write day/month/year as 31/12/2026",
                about,
            )
            return ""
        return day.isoformat()

    def _number(self, cell: str, text: str, kind: str, is_whole: bool, about: str) -> str:
        number = printed_number(text, kind)
        if number is None:
            self.problem(
                cell,
                f"“{text}” không phải số, hoặc đọc được theo hai cách; ghi như 1941 hoặc 7,5",
                f"“{text}” is no number, or can be read in two ways; write 1941 or 7,5",
                about,
            )
            return ""
        if is_whole and number != number.to_integral_value():
            self.problem(
                cell, f"“{text}”: cần số nguyên", f"“{text}”: expected a whole number", about
            )
            return ""
        return exact(number)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _cell(sheet: AnnexSheet, row: int, column: int) -> str:
    return f"{sheet.name}!{column_letter(column)}{row + 1}"
