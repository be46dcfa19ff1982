"""The setup workbook, as bytes: the seeds as they are, to be corrected and read back.

Here belongs how it looks. What its sheets and columns are is in `sheets.py`.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from pipelines.setup.columns import SetupColumn
from pipelines.setup.seed_rows import Row
from pipelines.setup.sheets import GUIDE_SHEET, SetupSheet

_CREATED: Final = datetime.combine(date(2025, 1, 1), time())  # the same seeds, the same bytes
_SPARE_ROWS: Final = 200
"""Rows below those that are there in which choices are offered and codes stay text."""
_WIDTHS: Final = {"day": 13, "number": 12, "whole": 12, "code": 18}
_GUIDE: Final = (
    "Mỗi trang là một danh sách của cơ quan. Sửa, thêm, xóa dòng rồi đọc lại bằng lệnh: "
    "dti setup TEP.xlsx (thêm --dry-run để chỉ xem thay đổi).",
    "Each sheet is a list that the office keeps. Correct, add or delete rows, then read it by "
    "dti setup FILE.xlsx (--dry-run only shows what changes).",
    "Trang để trống thì danh sách ấy giữ nguyên; trang có dòng thì thay cả danh sách.",
    "A sheet without rows leaves its list as it is; one with rows takes the place of the list.",
    "Cột có dấu * phải điền. Ngày ghi 31/12/2026. Nhiều mã trong một ô cách nhau bằng dấu ;",
    "Columns with * must be filled in. Days as 31/12/2026. Several codes in a cell: apart by ;",
)
_KIND_WORDS: Final = {
    "text": ("chữ", "text"),
    "code": ("mã", "code"),
    "day": ("ngày", "day"),
    "number": ("số", "number"),
    "whole": ("số nguyên", "whole number"),
}


def setup_workbook(seeds: Sequence[tuple[SetupSheet, Sequence[Row]]]) -> bytes:
    """The workbook of some seeds, a sheet for each with its rows."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book: Any = xlsxwriter.Workbook(packed, options)
    book.set_properties({"title": "Thiết lập / Setup", "created": _CREATED})
    looks = {"text_wrap": True, "valign": "top"}
    heading = book.add_format(
        {**looks, "bold": True, "border": 1, "bg_color": "#1F3864", "font_color": "#FFFFFF"}
    )
    text = book.add_format({**looks, "num_format": "@"})
    for sheet, rows in seeds:
        _sheet(book, sheet, rows, heading, text)
    _guide(book, [sheet for sheet, _ in seeds], heading, text)
    book.close()
    return packed.getvalue()


def _sheet(book: Any, sheet: SetupSheet, rows: Sequence[Row], heading: Any, text: Any) -> None:
    page = book.add_worksheet(sheet.title)
    last = len(rows) + _SPARE_ROWS
    for n, column in enumerate(sheet.columns):
        # Cells are text: a spreadsheet would make 1.10 a number and swap days and months.
        is_number = column.kind in ("number", "whole")
        page.set_column(n, n, _WIDTHS.get(column.kind, 24), None if is_number else text)
        page.write_string(0, n, _heading(sheet, column), heading)
        words = [word.vi for word in sheet.words(column).values()]
        if words:
            page.data_validation(
                1, n, last, n,
                {"validate": "list", "source": words, "error_type": "warning"},
            )  # fmt: skip
    for n, row in enumerate(rows, 1):
        for at, column in enumerate(sheet.columns):
            found = row[column.name]
            if column.kind in ("number", "whole") and _is_number(found):
                page.write_number(n, at, float(found))
            elif found:
                page.write_string(n, at, sheet.shown(column, found), text)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    page.set_row(0, 48)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _is_number(text: str) -> bool:
    """Whether a cell can hold a number as it is: what a double would change stays text."""
    try:
        return Decimal(repr(float(text))) == Decimal(text)
    except (ValueError, InvalidOperation):
        return False


def _heading(sheet: SetupSheet, column: SetupColumn) -> str:
    name = sheet.heading(column)
    star = " *" if column.is_required else ""
    return f"{name.vi}{star}" if name.vi == name.en else f"{name.vi}{star}\n{name.en}"


def _guide(book: Any, sheets: Sequence[SetupSheet], heading: Any, text: Any) -> None:
    page = book.add_worksheet(GUIDE_SHEET)
    for n, width in enumerate((22, 34, 30, 60)):
        page.set_column(n, n, width)
    for n, line in enumerate(_GUIDE):
        page.write_string(n, 0, line)
    start = len(_GUIDE) + 1
    for n, title in enumerate(
        ("Trang\nSheet", "Cột\nColumn", "Cách ghi\nCells", "Giá trị\nValues")
    ):
        page.write_string(start, n, title, heading)
    lines = [(sheet, column) for sheet in sheets for column in sheet.columns]
    for n, (sheet, column) in enumerate(lines, start + 1):
        name, (vi, en) = sheet.heading(column), _KIND_WORDS[column.kind]
        need = (" (bắt buộc)", " (required)") if column.is_required else ("", "")
        page.write_string(n, 0, sheet.title, text)
        page.write_string(n, 1, f"{name.vi}\n{name.en}", text)
        page.write_string(n, 2, f"{vi}{need[0]}\n{en}{need[1]}", text)
        words = sheet.words(column).values()
        page.write_string(n, 3, "\n".join(dict.fromkeys(_pair(word) for word in words)), text)


def _pair(word: Any) -> str:
    return word.vi if word.vi == word.en else f"{word.vi} / {word.en}"
