"""A sheet of a form: cells of a few looks, names in two languages, the printed page.

Here belongs what is the same on every sheet of a form. What stands on them is in
`forms/figures.py` and `forms/form.py`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from textwrap import wrap
from typing import Any, Final, NamedTuple

from pipelines.forms.instructions import DEMONSTRATION
from pipelines.forms.pages import BOTTOM, LEFT, RIGHT, TOP, page_breaks
from pipelines.frameworks.framework import Name

FONT: Final = {"font_name": "Times New Roman", "font_size": 11}
"""Of every cell, unless its look says more: the type of official papers (Decree 30/2020/NĐ-CP)."""
_HIGHEST: Final = 409.0
"""The height that a spreadsheet lets a row have."""
_PAGE: Final = "Trang"
_LINE, _SMALL_LINE = 15.0, 11.5
"""Heights of a line of text and of one in small type, in points."""
_GREY, _EDGE, _WARNING = "#4B5563", "#8A94A0", "#9A3412"
_TEXT: Final[dict[str, object]] = {"text_wrap": True, "valign": "vcenter"}
_CELL: Final[dict[str, object]] = {**_TEXT, "indent": 1, "border": 1, "border_color": _EDGE}
_GROUP: Final[dict[str, object]] = {**_CELL, "bold": True, "bg_color": "#E4EAF1"}
_HEADING: Final[dict[str, object]] = {**_CELL, "bold": True, "bg_color": "#D3DCE6"}
_LOOKS: Final[dict[str, dict[str, object]]] = {
    "text": _TEXT,
    "paragraph": {**_TEXT, "valign": "top"},
    "section": {**_TEXT, "valign": "top", "top": 1, "top_color": _EDGE},
    "title": {**_TEXT, "bold": True, "font_size": 14},
    "banner": {**_TEXT, "bold": True, "font_color": _WARNING, "bg_color": "#FFE8CC"},
    "heading": _HEADING,
    "part": {**_CELL, "bold": True, "bg_color": "#C3D0DE"},
    "cell": _CELL,
    "group": _GROUP,
    "subgroup": {**_GROUP, "bg_color": "#F4F6F9"},
    "closed": {**_CELL, "font_color": _GREY, "bg_color": "#EEEEEE"},
    "input": {**_CELL, "bg_color": "#FFF9DB", "locked": False},
    "signed": {**_TEXT, "align": "center", "locked": False},
}
_ROLES: Final[dict[str, dict[str, object]]] = {
    "code": {"num_format": "@"},
    "again": {"font_color": "#9CA3AF"},
    "points": {"align": "right"},
    # LibreOffice forgets the indent of a formula: the width of two brackets does the same.
    "score": {"align": "right", "indent": 0, "num_format": "0.00_)_)"},
    "grey": {"font_color": _GREY},
    "small": {"font_size": 8},
    "less": {"font_size": 10},
    "bold": {"bold": True},
    "plain": {"bold": False},
    "italic": {"italic": True},
    "low": {"valign": "bottom"},
    "top": {"valign": "top"},
    "centre": {"align": "center", "indent": 0},
    "right": {"align": "right"},
}
"""What a look may have besides: `group score` is a score in the row of a group."""
_SEEN_IN_RUNS: Final = ("bold", "italic", "font_color", "font_size")


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

    def __init__(self, book: Any, name: str, is_vietnamese_only: bool = False) -> None:
        self._book = book
        self._is_vietnamese_only = is_vietnamese_only
        self.heights: dict[int, float] = {}
        """Of the rows that were given one, in points."""
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.raw = book.add_worksheet(name)

    def text(self, at: Area, text: str, look: str) -> None:
        """Write text as it is."""
        self._merge(at, look)
        self.raw.write_string(at.row, at.column, text, self._look(look))

    def name(self, at: Area, name: Name, look: str, mark: str = "") -> None:
        """Write a name, with a mark behind it, and its English, if it is wanted, small below."""
        name = self.shown(name)
        seen = {k: v for k, v in _properties(look).items() if k in _SEEN_IN_RUNS}
        runs: list[Any] = [self._format(seen), name.vi]
        if mark:
            runs += [self._format({"bold": True, "font_color": _WARNING}), mark]
        if name.en not in ("", name.vi):
            small = {"font_size": 8, "font_color": _GREY}
            runs += [self._format(small), f"\n{name.en}"]
        if len(runs) == 2 or not name.vi:
            self.text(at, name.vi or name.en, look)
            return
        self._merge(at, look)
        self.raw.write_rich_string(at.row, at.column, *runs, self._look(look))

    def shown(self, name: Name) -> Name:
        """A name in the languages of the sheet."""
        return Name(name.vi or name.en, "") if self._is_vietnamese_only else name

    def height(self, name: Name, width: float) -> float:
        """The height that a name needs in a column of so many characters, in points."""
        name = self.shown(name)
        vietnamese = text_height(name.vi, width)
        if name.en in ("", name.vi):
            return vietnamese
        return vietnamese + _SMALL_LINE * _lines(name.en, width * 1.3)

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
        """Give a row its height, as far as a spreadsheet can."""
        self.heights[row] = min(points, _HIGHEST)
        self.raw.set_row(row, self.heights[row])

    def banner(self, row: int, last_column: int) -> None:
        """Say across the sheet that it is a demonstration."""
        shown = self.shown(DEMONSTRATION)
        words = f"{shown.vi} / {shown.en}" if shown.en else shown.vi
        self.text(Area(row, 0, row, last_column), words, "banner centre")
        self.high(row, 20)

    def print_on_a4(self, last_row: int, last_column: int, footer: str) -> None:
        """Landscape, one page wide, pages numbered."""
        self.raw.set_landscape()
        self.raw.set_paper(9)
        self.raw.set_margins(left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)
        self.raw.fit_to_pages(1, 0)
        self.raw.print_area(0, 0, last_row, last_column)
        self.raw.set_footer(f"&L&8{footer[:150].replace('&', '&&')}&R&8{_PAGE} &P/&N")

    def end_pages(self, widths: Sequence[float], starts: Sequence[int], header_row: int) -> None:
        """End printed pages before rows of `starts`; the header stands on each of them."""
        breaks = page_breaks(widths, self.heights, starts, self.heights[header_row])
        self.raw.set_h_pagebreaks(breaks)

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


def text_height(text: str, width: float) -> float:
    """The height that a text needs in a column of so many characters, in points."""
    return _LINE * _lines(text, width)


@cache
def _lines(text: str, width: float) -> int:
    """The lines that a text takes, words kept whole."""
    return sum(max(1, len(wrap(line, int(width - 1)))) for line in text.split("\n"))
