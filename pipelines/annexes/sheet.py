"""A sheet that holds an annex: its grid, merged cells, titles and header.

Here belongs finding the table of an annex and telling what its columns are. Its rows are read in
`annexes/table.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipelines.annexes.wording_clauses import tidy
from pipelines.frameworks.framework import Name
from pipelines.intake.workbooks import TEXT
from pipelines.vietnamese import plain


class Area(NamedTuple):
    """Merged cells, rows and columns counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class AnnexSheet:
    """A sheet as a grid: texts row by row (blank: empty), a letter for the kind of each cell as in
    `workbooks.py` (a row without letters is all text), merged areas."""

    name: str
    rows: Sequence[Sequence[str]]
    kinds: Sequence[str] = ()
    merged: Sequence[Area] = ()

    def text(self, row: int, column: int) -> str:
        """The text of a cell, tidy; blank beyond the sheet."""
        inside = row < len(self.rows) and column < len(self.rows[row])
        return tidy(self.rows[row][column]) if inside else ""

    def kind(self, row: int, column: int) -> str:
        """The kind of a cell."""
        letters = self.kinds[row] if row < len(self.kinds) else ""
        return letters[column] if column < len(letters) else TEXT

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the merged area that a cell lies in, or the cell itself."""
        area = self.area(row, column)
        return (area.top, area.left) if area else (row, column)

    def area(self, row: int, column: int) -> Area | None:
        """The merged area that a cell lies in."""
        return next(
            (a for a in self.merged if a.top <= row <= a.bottom and a.left <= column <= a.right),
            None,
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something told about a table: where, about which indicator, what."""

    cell: str
    code: str
    message: Name

    def __str__(self) -> str:
        about = f"{self.cell} ({self.code})" if self.code else self.cell
        where = f"{about}: " if about else ""
        message = self.message
        both = message.vi if message.vi == message.en else f"{message.vi} / {message.en}"
        return f"{where}{both}"


@dataclass(slots=True)
class Told:
    """What is told of a table while it is read."""

    problems: list[Remark] = field(default_factory=list[Remark])
    remarks: list[Remark] = field(default_factory=list[Remark])

    def problem(self, cell: str, code: str, vi: str, en: str) -> None:
        """Something for which no framework is written."""
        self.problems.append(Remark(cell, code, Name(vi, en)))

    def remark(self, cell: str, code: str, vi: str, en: str) -> None:
        """Something to be looked at."""
        self.remarks.append(Remark(cell, code, Name(vi, en)))


TEXTS: Final = ("wording", "evidence", "data_source", "verified_by")
_HEADINGS: Final = {
    "code": r"(?:stt|tt|so tt|so thu tu|ma|ma so|ma chi so|ma chi tieu)",
    "points": r"(?:so |muc )?(?:diem|thang diem)(?: so)?(?: toi da| chuan| cao nhat)?",
    "wording": r"(?:cach|phuong phap|cong thuc|huong dan)(?: thuc| xac dinh| tinh| danh gia| cham)"
    r".*|cach (?:tinh|cham|danh gia).*|tieu chi (?:danh gia|cham diem).*",
    "evidence": r"(?:tai lieu|ho so|van ban|thong tin)?"
    r"(?: ?/? ?(?:kiem chung|minh chung|chung minh))+.*",
    "data_source": r"nguon (?:cung cap )?(?:du lieu|so lieu|thong tin).*",
    "verified_by": r"(?:don vi|co quan)(?: chu tri)?,? (?:phoi hop|xac minh|tham dinh|kiem tra).*",
    "name": r"(?:ten |cac |noi dung )?(?:chi so|chi tieu|tieu chi|noi dung)(?:[ /,].*)?",
}
"""Headings without marks and brackets. The first that fits counts."""
_CRITERIA: Final = re.compile(r"tieu chi (?:danh gia|cham diem)\b")
REQUIRED: Final = ("code", "name", "points")
SHOWN: Final = {"code": "STT", "name": "Chỉ số", "points": "Điểm tối đa"}
_HEADER_WITHIN: Final = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, counted from 0, and the columns by what they hold."""

    first: int
    last: int
    columns: Mapping[str, tuple[int, ...]]


def heading_field(text: str) -> str | None:
    """Which column of an annex a heading names."""
    key = re.sub(r"\(.*?\)|[*:.]", " ", plain(text))
    key = re.sub(r"\s+", " ", key).strip()
    return next((name for name, form in _HEADINGS.items() if re.fullmatch(form, key)), None)


def find_header(sheet: AnnexSheet) -> Header | None:
    """The first row that names what is required, by itself or with the row below it."""
    for row in range(min(len(sheet.rows), _HEADER_WITHIN)):
        if not any(heading_field(sheet.text(row, c)) == "code" for c in columns_of(sheet, row)):
            continue
        one = _named_columns(sheet, (row,))
        two = _named_columns(sheet, (row, row + 1))
        is_over_two = len(two) > len(one) or any(
            area.top == row and area.bottom == row + 1 for area in sheet.merged
        )
        columns, last = (two, row + 1) if is_over_two else (one, row)
        if all(name in columns for name in REQUIRED):
            return Header(row, last, columns)
    return None


def columns_of(sheet: AnnexSheet, row: int) -> range:
    """The columns of a row."""
    return range(len(sheet.rows[row])) if row < len(sheet.rows) else range(0)


def _named_columns(sheet: AnnexSheet, rows: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The columns by what the lowest heading that means something says."""
    found: dict[str, tuple[int, ...]] = {}
    criteria: tuple[int, ...] = ()
    for column in range(max(len(columns_of(sheet, row)) for row in rows)):
        texts = [sheet.text(*sheet.anchor(row, column)) for row in reversed(rows)]
        named = [(name, text) for text in texts if (name := heading_field(text))]
        if named:
            name, text = named[0]
            found[name] = (*found.get(name, ()), column)
            criteria += (column,) if _CRITERIA.match(plain(text)) else ()
    if "name" not in found and criteria:
        # In a set of criteria "Tiêu chí đánh giá" heads the names, not how they are scored.
        found["name"] = criteria
        found["wording"] = tuple(c for c in found["wording"] if c not in criteria)
        if not found["wording"]:
            del found["wording"]
    return {
        name: columns if name in (*TEXTS, "name") else columns[:1]
        for name, columns in found.items()
    }


def titles(sheet: AnnexSheet, header: Header) -> Iterator[str]:
    """What stands above the table, each text once."""
    seen: set[str] = set()
    for row in range(header.first):
        for column in columns_of(sheet, row):
            text = re.sub(r"\s+", " ", sheet.text(row, column))
            if text and text not in seen:
                seen.add(text)
                yield text
