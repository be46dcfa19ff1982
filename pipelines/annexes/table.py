"""The table of an official annex, as rows of indicators.

Here belongs reading the rows: numbers and names, rows continued by merged cells or line breaks,
maximum points. The sheet and its header are in `annexes/sheet.py`, the tree in
`annexes/numbering.py`; what a scoring rule says is in `rule_wordings.py`, and how a framework is
made of all this in `annexes/draft.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

import polars as pl

from pipelines.annexes.numbering import NumberedRow, name_codes, pillar_codes, place_rows
from pipelines.annexes.sheet import (
    SHOWN,
    TEXTS,
    AnnexSheet,
    Header,
    Remark,
    Told,
    columns_of,
    find_header,
    heading_field,
    titles,
)
from pipelines.frameworks.framework import Name
from pipelines.intake.tabular import column_letter
from pipelines.intake.workbooks import DATE, ERROR, FORMULA, NUMBER, TEXT
from pipelines.vietnamese import number_readings, plain


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """An indicator as the table has it. `code` is unique, `printed` is what the table says.

    `points` is None where the cell is blank; `is_taken_away` where it has a minus sign. `texts`
    are wording, evidence, data_source and verified_by; `shared` are those of them that stand in
    one cell for several indicators. `cells` are addresses by column.
    """

    code: str
    printed: str
    parent: str | None
    is_pillar: bool
    name: str
    points: Decimal | None
    is_taken_away: bool
    texts: Mapping[str, str]
    shared: frozenset[str]
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """A table as read. `problems` keep a framework from being written, `remarks` do not."""

    sheet: str
    titles: tuple[str, ...]
    rows: tuple[AnnexRow, ...]
    total: tuple[str, Decimal] | None
    problems: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


_COLUMN_NUMBER: Final = re.compile(r"\(?(\d{1,2}|[a-z])\)?(?: ?=.*)?")
_TOTAL: Final = re.compile(r"(?:tong(?: cong| diem| so)*|cong)(?:[ :(].*)?")
_CODE: Final = re.compile(
    r"(?:\d+|[IVXLC]+|[A-ZĐ]{1,5}\d*|[a-zđ])(?:[.,][A-Za-z]?\d+|\.[IVX]+|\.[a-z])*"
)
_GROUP_WORD: Final = re.compile(
    r"(?:trụ cột|nhóm|phần|mục|lĩnh vực|chương)\s+(?P<code>[IVX]+|[A-ZĐ])\b\s*[.:)\-–]?\s*"
    r"(?P<name>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CODE_THEN_NAME: Final = re.compile(
    r"(?P<code>\d+(?:\.\d+)+|\d+(?=[.)])|[IVX]+(?=[.):])|[A-ZĐ](?=[.):]))[.):]?\s+(?P<name>\S.*)",
    re.DOTALL,
)
_BULLETS: Final = ("-", "–", "+", "*", "•")
_POINTS_IN_NAME: Final = re.compile(r"\s*\(\s*(?:tối đa\s*)?(\d[\d.,]*)\s*điểm\s*\)\s*$", re.I)
_POINTS: Final = re.compile(r"(?:toi da )?(?P<sign>[+-]?) ?(?P<number>\d[\d.,]*)(?: ?(?:diem|d))?")


def read_annex(sheets: Sequence[AnnexSheet]) -> AnnexTable:
    """Read the one sheet that holds the table of an annex.

    Nothing is raised: a table that cannot be found or is not sound says so in `problems`.
    """
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet)) is not None]
    if len(found) != 1:
        return AnnexTable("", (), (), None, (_not_one_table(sheets, [s for s, _ in found]),), ())
    sheet, header = found[0]
    told = Told()
    reading = _Reading(sheet, header, told)
    reading.read()
    place_rows(reading.rows, told)
    name_codes(reading.rows, told)
    pillars = pillar_codes(reading.rows)
    return AnnexTable(
        sheet.name,
        tuple(titles(sheet, header)),
        tuple(
            _annex_row(row, row.printed in pillars and row.parent is None) for row in reading.rows
        ),
        reading.total,
        tuple(sorted(told.problems, key=_place_of_cell)),
        tuple(sorted(told.remarks, key=_place_of_cell)),
    )


def _place_of_cell(remark: Remark) -> tuple[int, str]:
    letters = remark.cell.rstrip("0123456789")
    return (int(remark.cell[len(letters) :] or 0), letters)


def _not_one_table(sheets: Sequence[AnnexSheet], found: Sequence[AnnexSheet]) -> Remark:
    if found:
        names = ", ".join(sheet.name for sheet in found)
        return Remark(
            "",
            "",
            Name(
                f"nhiều trang tính có bảng chỉ số ({names}): hãy để lại một bảng",
                f"several sheets hold a table of indicators ({names}): leave one of them",
            ),
        )
    columns = ", ".join(SHOWN.values())
    names = ", ".join(sheet.name for sheet in sheets if sheet.name) or "-"
    return Remark(
        "",
        "",
        Name(
            f"không thấy dòng tiêu đề có các cột {columns} (trang tính: {names})",
            f"no header row with the columns {columns} (sheets: {names})",
        ),
    )


class _Reading:
    """One pass over the rows of a table."""

    def __init__(self, sheet: AnnexSheet, header: Header, told: Told) -> None:
        self.sheet, self.header, self.told = sheet, header, told
        self.rows: list[NumberedRow] = []
        self.total: tuple[str, Decimal] | None = None

    def read(self) -> None:
        self._tell_unread_columns()
        for row in range(self.header.last + 1, len(self.sheet.rows)):
            self._read_row(row)
        if not self.rows and not self.told.problems:
            self.told.problem(
                "", "", "dưới dòng tiêu đề không có chỉ số nào", "the table has no indicator"
            )

    def address(self, row: int, name: str) -> str:
        """The address of the first cell of a column."""
        columns = self.header.columns.get(name, (0,))
        return f"{column_letter(columns[0])}{row + 1}"

    def _tell_unread_columns(self) -> None:
        known = {column for columns in self.header.columns.values() for column in columns}
        header = range(self.header.last, self.header.first - 1, -1)
        for column in range(max(len(columns_of(self.sheet, row)) for row in header)):
            texts = [(row, self.sheet.text(*self.sheet.anchor(row, column))) for row in header]
            row, text = next(((row, text) for row, text in texts if text), (0, ""))
            if text and column not in known:
                shown = re.sub(r"\s+", " ", text)
                self.told.remark(
                    f"{column_letter(column)}{row + 1}",
                    "",
                    f"cột “{shown}” không được đọc",
                    f"column “{shown}” is not read",
                )

    def _texts(self, row: int, name: str) -> list[str]:
        found = (self.sheet.text(row, column) for column in self.header.columns.get(name, ()))
        return [text for text in found if text]

    def _read_row(self, row: int) -> None:
        (code_column,) = self.header.columns["code"]
        code_text = self.sheet.text(row, code_column)
        code_text = "" if code_text in _BULLETS else code_text
        names = self._texts(row, "name")
        if self._is_heading(row, code_text, names):
            return
        printed, name = _code_and_name(code_text, names)
        if _TOTAL.fullmatch(plain(" ".join([code_text, *names]))) and not printed:
            self._read_total(row)
        elif printed is None and code_text:
            self._read_odd_code(row, code_text, bool(names))
        elif printed is None:
            self._continue(row, names)
        elif self.sheet.kind(row, code_column) in (DATE, ERROR, FORMULA):
            self._read_odd_code(row, code_text, is_indicator=True)
        else:
            self._add(row, printed, name)

    def _is_heading(self, row: int, code_text: str, names: list[str]) -> bool:
        """Blank rows, the row of column numbers, and the header printed again on a new page."""
        cells = [text for c in columns_of(self.sheet, row) if (text := self.sheet.text(row, c))]
        if not cells or (heading_field(code_text) == "code" and names):
            return True
        return bool(names) and _are_column_numbers(cells)

    def _read_total(self, row: int) -> None:
        points, _ = self._points(row, "")
        if points is not None and self.total is None:
            self.total = (self.address(row, "points"), points)

    def _read_odd_code(self, row: int, text: str, is_indicator: bool) -> None:
        shown = re.sub(r"\s+", " ", text)[:60]
        cell = self.address(row, "code")
        if is_indicator or self._texts(row, "points"):
            self.told.problem(
                cell,
                "",
                f"không đọc được STT “{shown}”; cần dạng 1, 1.1, I hoặc A",
                f"“{shown}” is no number of an indicator; expected 1, 1.1, I or A",
            )
        else:
            self.told.remark(
                cell, "", f"dòng “{shown}” không được đọc", f"the row “{shown}” is not read"
            )

    def _continue(self, row: int, names: list[str]) -> None:
        """A row without a number: more of the indicator above, or one whose number is missing."""
        shown = re.sub(r"\s+", " ", " ".join(names))[:60]
        if self._texts(row, "points"):
            self.told.problem(
                self.address(row, "points"),
                "",
                f"dòng “{shown}” có điểm mà không có STT",
                f"the row “{shown}” has points and no number",
            )
            return
        if not self.rows or (names and not self._is_more_of_above(row, names[0])):
            self.told.remark(
                self.address(row, "name"),
                "",
                f"dòng “{shown}” không có STT nên không được đọc",
                f"the row “{shown}” has no number and is not read",
            )
            return
        last = self.rows[-1]
        last.name += names
        for field_name in TEXTS:
            last.texts[field_name] += self._texts(row, field_name)

    def _is_more_of_above(self, row: int, name: str) -> bool:
        (code_column,) = self.header.columns["code"]
        area = self.sheet.area(row, code_column)
        is_merged = area is not None and area.top < row and area.left == area.right
        return is_merged or name[:1].islower() or any(self._texts(row, text) for text in TEXTS)

    def _add(self, row: int, printed: str, names: list[str]) -> None:
        points, is_taken_away = self._points(row, printed)
        if points is None and names and (match := _POINTS_IN_NAME.search(names[-1])):
            points = printed_number(match[1], TEXT)
            names = [*names[:-1], names[-1][: match.start()]]
        if not any(names):
            self.told.problem(
                self.address(row, "name"),
                printed,
                "chỉ số không có tên",
                "the indicator has no name",
            )
        texts: dict[str, list[str]] = {}
        shared: set[str] = set()
        for name in TEXTS:
            texts[name] = []
            for column in self.header.columns.get(name, ()):
                text, is_shared = self._shared_text(row, column)
                texts[name] += [text] if text and text not in texts[name] else []
                shared |= {name} if text and is_shared else set()
        cells = {name: self.address(row, name) for name in self.header.columns}
        self.rows.append(
            NumberedRow(
                row, printed, [n for n in names if n], points, is_taken_away, texts, shared, cells
            )
        )

    def _shared_text(self, row: int, column: int) -> tuple[str, bool]:
        """The text of a cell, and whether it is merged with that of other indicators."""
        area = self.sheet.area(row, column)
        if area is None or area.top == area.bottom:
            return self.sheet.text(row, column), False
        (code_column,) = self.header.columns["code"]
        others = [
            n
            for n in range(area.top, area.bottom + 1)
            if n != row and _code(self.sheet.text(n, code_column)) is not None
        ]
        return self.sheet.text(area.top, area.left), bool(others)

    def _points(self, row: int, code: str) -> tuple[Decimal | None, bool]:
        """The maximum points of a row, and whether they have a minus sign."""
        (column,) = self.header.columns["points"]
        text, cell = self.sheet.text(row, column), self.address(row, "points")
        area = self.sheet.area(row, column)
        (code_column,) = self.header.columns["code"]
        if text and area and area.bottom > area.top:
            below = range(area.top + 1, area.bottom + 1)
            if any(_code(self.sheet.text(n, code_column)) for n in below):
                self.told.problem(
                    cell,
                    code,
                    f"một ô điểm “{text}” gộp cho nhiều chỉ số: cần điểm của từng chỉ số",
                    f"one merged cell “{text}” gives points for several indicators",
                )
                return None, False
        if not text or plain(text) in ("-", "khong tinh diem", "x"):
            return (Decimal(0) if plain(text) == "khong tinh diem" else None), False
        match = _POINTS.fullmatch(plain(text))
        points = printed_number(match["number"], self.sheet.kind(row, column)) if match else None
        if match is None or points is None:
            self.told.problem(
                cell,
                code,
                f"không đọc được điểm tối đa “{text}”, hoặc có hai cách hiểu; viết 10 hoặc 7,5",
                f"“{text}” is no number of points, or can be read in two ways; write 10 or 7,5",
            )
            return None, False
        return points, match["sign"] == "-"


def _are_column_numbers(cells: Sequence[str]) -> bool:
    """(1) (2) (3), or A B 1 2 3: each follows the one before it."""
    found = [_COLUMN_NUMBER.fullmatch(plain(cell)) for cell in cells]
    numbers = [match[1] for match in found if match]
    letters = [ord(number) for number in numbers if number.isalpha()]
    figures = [int(number) for number in numbers if number.isdigit()]
    is_running = all(
        after - before == 1 for run in (letters, figures) for before, after in pairwise(run)
    )
    letters_first = all(number.isalpha() for number in numbers[: len(letters)])
    begins = numbers[:1] in (["1"], ["a"])
    return len(numbers) == len(cells) > 2 and begins and is_running and letters_first


def printed_number(text: str, kind: str) -> Decimal | None:
    """A number of points; None where it is none or can be read in two ways."""
    read = pl.select(number_readings(pl.lit(text))).item()
    if kind == NUMBER:
        return None if read["plain"] is None else Decimal(read["plain"])
    readings = {Decimal(read[way]) for way in ("vietnamese", "plain") if read[way] is not None}
    return readings.pop() if len(readings) == 1 else None


def _code(text: str) -> str | None:
    """The number of an indicator as printed, without the signs around it."""
    bare = text.strip().strip("'").strip("() ").rstrip(".:) ")
    if not _CODE.fullmatch(bare):
        return None
    return re.sub(r",(?=[A-Za-z]?\d)", ".", bare)


def _code_and_name(code_text: str, names: list[str]) -> tuple[str | None, list[str]]:
    """The number and the name of a row, also where both stand in one cell."""
    code = _code(code_text)
    if code is not None:
        own = re.compile(rf"{re.escape(code)}[.:)]?\s+(?=\S)")
        return code, [own.sub("", name, count=1) if own.match(name) else name for name in names]
    texts = [code_text] if code_text and not names else names if not code_text else []
    if texts:
        for pattern in (_GROUP_WORD, _CODE_THEN_NAME):
            if match := pattern.fullmatch(texts[0]):
                return match["code"].upper(), [match["name"], *texts[1:]]
    return None, names


def _annex_row(row: NumberedRow, is_pillar: bool) -> AnnexRow:
    texts = {name: "\n".join(lines) for name, lines in row.texts.items() if lines}
    return AnnexRow(
        code=row.code,
        printed=row.printed,
        parent=row.parent.code if row.parent else None,
        is_pillar=is_pillar,
        name=re.sub(r"\s+", " ", " ".join(row.name)),
        points=row.points,
        is_taken_away=row.is_taken_away,
        texts=texts,
        shared=frozenset(row.shared),
        cells=row.cells,
    )
