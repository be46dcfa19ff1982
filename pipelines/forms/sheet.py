"""A sheet of a form: cells of a few looks, names in two languages, the printed page.

Here belongs what is the same on every sheet of a form. What stands on them is in
`forms/figures.py` and `forms/form.py`.
"""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pipelines.forms.instructions import DEMONSTRATION
from pipelines.frameworks.framework import Name

FONT: Final = {"font_name": "Arial", "font_size": 10}
"""Of every cell, unless its look says more."""
_LINE, _SMALL_LINE = 13.0, 11.0
"""Heights of a line of text and of one in small type, in points."""
_GREY, _EDGE, _ACCENT, _WARNING = "#6B7280", "#C9D1DA", "#1F4E79", "#9A3412"
_TEXT: Final[dict[str, object]] = {"text_wrap": True, "valign": "vcenter"}
_CELL: Final[dict[str, object]] = {**_TEXT, "indent": 1, "border": 1, "border_color": _EDGE}
_GROUP: Final[dict[str, object]] = {**_CELL, "bold": True, "bg_color": "#DDE7F1"}
_HEADING: Final[dict[str, object]] = {
    **_CELL,
    "bold": True,
    "font_color": "white",
    "bg_color": _ACCENT,
}
_LOOKS: Final[dict[str, dict[str, object]]] = {
    "text": _TEXT,
    "paragraph": {**_TEXT, "valign": "top"},
    "section": {**_TEXT, "valign": "top", "top": 1, "top_color": _EDGE},
    "title": {**_TEXT, "bold": True, "font_size": 14, "font_color": _ACCENT},
    "banner": {**_TEXT, "bold": True, "font_color": _WARNING, "bg_color": "#FFE8CC"},
    "heading": _HEADING,
    "part": {**_CELL, "bold": True, "font_color": _ACCENT, "bg_color": "#B9CDE2"},
    "cell": _CELL,
    "group": _GROUP,
    "subgroup": {**_GROUP, "bg_color": "#F1F5F9"},
    "closed": {**_CELL, "font_color": _GREY, "bg_color": "#EEEEEE"},
    "input": {**_CELL, "bg_color": "#FFF9DB", "locked": False},
}
_ROLES: Final[dict[str, dict[str, object]]] = {
    "code": {"num_format": "@"},
    "again": {"font_color": "#9CA3AF"},
    "points": {"align": "right"},
    # LibreOffice forgets the indent of a formula: the width of two brackets does the same.
    "score": {"align": "right", "indent": 0, "num_format": "0.00_)_)"},
    "grey": {"font_color": _GREY},
    "small": {"font_size": 8},
    "bold": {"bold": True},
    "centre": {"align": "center", "indent": 0},
    "right": {"align": "right"},
}
"""What a look may have besides: `group score` is a score in the row of a group."""
_ENGLISH_ON: Final = {"heading centre": "#D6E2EE"}
_SEEN_IN_RUNS: Final = ("bold", "font_color", "font_size")


class Area(NamedTuple):
    """A cell, or the cells up to another one merged into one; counted from 0."""

    row: int
    column: int
    last_row: int | None = None
    last_column: int | None = None

    @property
    def address(self) -> str:
        """The address of its first cell, as `E7`."""
        return f"{chr(ord('A') + self.column)}{self.row + 1}"


class Sheet:
    """A sheet that is written cell by cell. Text is text, whatever it begins with."""

    def __init__(self, book: Any, name: str) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.raw = book.add_worksheet(name)

    def text(self, at: Area, text: str, look: str) -> None:
        """Write text as it is."""
        self._merge(at, look)
        self.raw.write_string(at.row, at.column, text, self._look(look))

    def name(self, at: Area, name: Name, look: str, mark: str = "") -> None:
        """Write a name, with a mark behind it, and its English small below."""
        seen = {k: v for k, v in _properties(look).items() if k in _SEEN_IN_RUNS}
        runs: list[Any] = [self._format(seen), name.vi]
        if mark:
            runs += [self._format({"bold": True, "font_color": _WARNING}), mark]
        if name.en not in ("", name.vi):
            small = {"font_size": 8, "font_color": _ENGLISH_ON.get(look, _GREY)}
            runs += [self._format(small), f"\n{name.en}"]
        if len(runs) == 2 or not name.vi:
            self.text(at, name.vi or name.en, look)
            return
        self._merge(at, look)
        self.raw.write_rich_string(at.row, at.column, *runs, self._look(look))

    def number(self, at: Area, number: Decimal | None, look: str) -> None:
        """Write a number, or an empty cell."""
        self._merge(at, look)
        if number is None:
            self.raw.write_blank(at.row, at.column, None, self._look(look))
        else:
            self.raw.write_number(at.row, at.column, float(number), self._look(look))

    def formula(self, at: Area, formula: str, look: str) -> None:
        """Write a formula that is empty text for now."""
        self._merge(at, look)
        self.raw.write_formula(at.row, at.column, formula, self._look(look), "")

    def input(self, at: Area, number_format: str, usual: str = "") -> None:
        """Leave a cell to be filled in, with what usually stands there; text stands left, numbers
        right."""
        align = "left" if number_format == "@" else "right"
        look = {**_LOOKS["input"], "num_format": number_format, "align": align}
        if usual:
            self.raw.write_string(at.row, at.column, usual, self._format(look))
        else:
            self.raw.write_blank(at.row, at.column, None, self._format(look))

    def high(self, row: int, points: float) -> None:
        """Give a row its height."""
        self.raw.set_row(row, points)

    def banner(self, row: int, last_column: int) -> None:
        """Say across the sheet that it is a demonstration."""
        said = f"{DEMONSTRATION.vi} / {DEMONSTRATION.en}"
        self.text(Area(row, 0, row, last_column), said, "banner centre")
        self.high(row, 20)

    def print_on_a4(self, last_row: int, last_column: int, footer: str) -> None:
        """Landscape, one page wide, pages numbered."""
        self.raw.set_landscape()
        self.raw.set_paper(9)
        self.raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.raw.fit_to_pages(1, 0)
        self.raw.print_area(0, 0, last_row, last_column)
        self.raw.set_footer(f"&L&8{footer[:150].replace('&', '&&')}&R&8Trang / Page &P/&N")

    def _merge(self, at: Area, look: str) -> None:
        last_row = at.row if at.last_row is None else at.last_row
        last_column = at.column if at.last_column is None else at.last_column
        if (last_row, last_column) != (at.row, at.column):
            self.raw.merge_range(at.row, at.column, last_row, last_column, "", self._look(look))

    def _look(self, look: str) -> Any:
        return self._format(_properties(look))

    def _format(self, properties: Mapping[str, object]) -> Any:
        """A format of the book, made once."""
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]


def _properties(look: str) -> dict[str, object]:
    base, *roles = look.split(" ")
    found = dict(_LOOKS[base])
    for role in roles:
        found |= _ROLES[role]
    return found


def height(name: Name, width: float) -> float:
    """The height that a name in both languages needs in a column, in points."""
    vietnamese = text_height(name.vi, width)
    if name.en in ("", name.vi):
        return vietnamese
    return vietnamese + _SMALL_LINE * _lines(name.en, width * 1.2)


def text_height(text: str, width: float) -> float:
    """The height that a text needs in a column of so many characters, in points."""
    return _LINE * _lines(text, width)


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(len(line) / (width - 1))) for line in text.split("\n"))
