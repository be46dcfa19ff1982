"""The annex tables as a workbook that an office can file: numbers as numbers, ready to print.

Here belong sheets, formats and print set-up. Text is written as text and marked as such, so that no
name can become a formula, here or in a copy saved from Excel.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.publication.annex_tables import AnnexTable, Cell

_FONT: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_HEADER_ROWS: Final = 4
# Row by row to the disk: 3,321 units with 62 indicators make 200,000 rows.
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False}
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_BOLD: Final = 1.25
"""A bold letter of a heading, in widths of a plain digit, in which columns are measured."""
NOTICE: Final = "SỐ LIỆU MINH HỌA – KHÔNG PHẢI KẾT QUẢ THẬT"


def annex_workbook(
    tables: Sequence[AnnexTable],
    facts: Sequence[tuple[str, str]],
    decimals: int | None,
    issued_on: date,
    is_demonstration: bool,
) -> bytes:
    """The workbook; the same tables give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": facts[0][1], "created": datetime.combine(issued_on, time())})
        looks = _Looks(book, decimals)
        _cover(book, looks, facts, [table.title for table in tables], is_demonstration)
        for number, table in enumerate(tables, 1):
            _sheet(book, looks, number, table, facts[0][1], is_demonstration)
    return buffer.getvalue()


class _Looks:
    """The formats of a workbook, by what a cell holds."""

    def __init__(self, book: Workbook, decimals: int | None) -> None:
        places = 9 if decimals is None else decimals
        value = "0" + (f".{'0' * places}" if places else "")
        line = {**_FONT, "bottom": 4, "bottom_color": "#C9D1D9"}
        self.title: Format = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self.plain: Format = book.add_format({**_FONT})
        self.label: Format = book.add_format({**_FONT, "font_color": "#5C6670"})
        self.wrapped: Format = book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        self.notice: Format = book.add_format({**_FONT, "bold": True, "font_color": "#8A4B00"})
        heading: dict[str, Any] = {**_FONT, "text_wrap": True, "align": "center", "border": 1}
        self.heading: Format = book.add_format({**heading, "bold": True, "bg_color": "#EAF1F8"})
        self.english: Format = book.add_format(
            {**heading, "italic": True, "font_size": 9, "bg_color": "#EAF1F8"}
        )
        self.of: dict[str, Format] = {
            "text": book.add_format({**line, "text_wrap": True}),
            "rank": book.add_format({**line, "num_format": "0", "align": "center"}),
            "points": book.add_format({**line, "num_format": "#,##0.00"}),
            "value": book.add_format({**line, "num_format": value}),
        }
        self.guarded: Format = book.add_format({**line, "text_wrap": True, "quote_prefix": True})


def _cover(
    book: Workbook,
    looks: _Looks,
    facts: Sequence[tuple[str, str]],
    titles: Sequence[str],
    is_demonstration: bool,
) -> None:
    sheet = book.add_worksheet("Giới thiệu")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "PHỤ LỤC KẾT QUẢ ĐÁNH GIÁ CHỈ SỐ CHUYỂN ĐỔI SỐ", looks.title)
    row = 1
    if is_demonstration:
        sheet.write_string(row, 0, NOTICE, looks.notice)
        row += 1
    for label, text in facts:
        row += 1
        sheet.write_string(row, 0, label, looks.label)
        sheet.write_string(row, 1, text, looks.wrapped)
    row += 2
    for number, title in enumerate(titles, 1):
        sheet.write_string(row, 0, f"Phụ lục {number}", looks.label)
        sheet.write_string(row, 1, title, looks.plain)
        row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet(
    book: Workbook,
    looks: _Looks,
    number: int,
    table: AnnexTable,
    round_name: str,
    is_demonstration: bool,
) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"Phụ lục {number}. {table.title}", looks.title)
    subtitle = f"{NOTICE} · {round_name}" if is_demonstration else round_name
    sheet.write_string(1, 0, subtitle, looks.notice if is_demonstration else looks.label)
    widths = [about.width for about in table.columns]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, texts, look in (
        (_HEADER_ROWS - 2, [about.vi for about in table.columns], looks.heading),
        (_HEADER_ROWS - 1, [about.en for about in table.columns], looks.english),
    ):
        sheet.set_row(row, 15 * max(map(_lines, texts, widths)))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, look)
    for row, cells in enumerate(table.rows, _HEADER_ROWS):
        for column, (cell, about) in enumerate(zip(cells, table.columns, strict=True)):
            _write(sheet, looks, row, column, cell, about.holds)
    last_row, last_column = _HEADER_ROWS + len(table.rows) - 1, len(table.columns) - 1
    sheet.autofilter(_HEADER_ROWS - 1, 0, max(last_row, _HEADER_ROWS), last_column)
    sheet.freeze_panes(_HEADER_ROWS, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.repeat_rows(_HEADER_ROWS - 2, _HEADER_ROWS - 1)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(last_row, _HEADER_ROWS), last_column)
    sheet.set_footer(f"&L&8{NOTICE if is_demonstration else ''}&R&8&P/&N")


def _lines(heading: str, width: float) -> int:
    """How many lines a heading takes in a column so many letters wide, word by word."""
    lines, left = 1, width
    for word in heading.split():
        if len(word) * _BOLD > left and left < width:
            lines, left = lines + 1, width
        left -= len(word) * _BOLD + 1
    return lines


def _write(sheet: Worksheet, looks: _Looks, row: int, column: int, cell: Cell, holds: str) -> None:
    match cell:
        case None:
            sheet.write_blank(row, column, None, looks.of[holds])
        case str():
            guarded = cell.startswith(_DANGEROUS)
            sheet.write_string(row, column, cell, looks.guarded if guarded else looks.of["text"])
        case Decimal() | int():
            sheet.write_number(row, column, float(cell), looks.of[holds])
