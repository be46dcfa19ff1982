"""The workbook of a review, as bytes.

Here belongs how it looks: columns, choices, which cells are for a person. What stands in its rows
is in `review.py`.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from pipelines.annexes.review import (
    FIGURE_COLUMNS,
    FIGURES_SHEET,
    GUIDE_SHEET,
    RIGHT,
    ROW_COLUMNS,
    ROWS_SHEET,
    SURE,
    UNIT_WORDS,
    ReviewFigure,
    ReviewRow,
)
from pipelines.frameworks.framework import UNNAMED, Framework

_ROW_WIDTHS: Final = (9, 38, 9, 44, 44, 12, 40, 11, 44, 30)
_FIGURE_WIDTHS: Final = (9, 11, 38, 48, 36, 20)
_FOR_A_PERSON: Final = frozenset({2, 7, 8, 9})
_FIGURES_FOR_A_PERSON: Final = frozenset({3, 4, 5})
_HIGHEST: Final = 405
_A3: Final = 8
_CREATED: Final = datetime.combine(date(2025, 1, 1), time())  # the same review, the same bytes
_GUIDE: Final = (
    "Mỗi dòng của trang “Rà soát” là một chỉ số: lời văn của văn bản, hệ thống hiểu là gì, mức "
    "chắc chắn và vì sao chưa chắc. Dòng tô vàng cần người xem.",
    "Hiểu đúng: ghi “Đúng” ở cột Kết luận.",
    "Hiểu sai hoặc chưa hiểu: viết lại cách tính ở cột “Cách tính viết lại”, theo lối văn của phụ "
    "lục, ví dụ “Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; a: Số hồ sơ trực tuyến; b: Tổng số hồ "
    "sơ”, “Có: 10 điểm; Không: 0 điểm”, “Mỗi mục thiếu trừ 1 điểm” hoặc “Hội đồng thẩm định chấm "
    "điểm”.",
    "Điểm tối đa, tên tiếng Anh, tên và đơn vị tính của số liệu (trang “Số liệu”) sửa ngay tại ô. "
    "Số liệu có tên “[Chưa rõ: …]” phải được đặt tên.",
    "Lưu tệp rồi đọc lại bằng lệnh: dti framework review {id} --read TEP.xlsx. Dòng còn chưa "
    "chắc thì chưa lập được biểu mẫu.",
)


def review_workbook(
    framework: Framework,
    digest: str,
    rows: Sequence[ReviewRow],
    figures: Sequence[ReviewFigure],
) -> bytes:
    """The workbook of a review; `digest` is the SHA-256 of the framework file it was made from."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book: Any = xlsxwriter.Workbook(packed, options)
    book.set_properties({"title": f"Rà soát: {framework.name.vi}", "created": _CREATED})
    cells = _Cells(book)
    sheet = _sheet(book, cells, ROWS_SHEET, ROW_COLUMNS, _ROW_WIDTHS)
    for n, row in enumerate(rows, 1):
        is_open = row.sureness not in ("", SURE)
        texts = (
            row.code,
            row.name,
            row.max_points,
            row.wording,
            row.understood,
            row.sureness,
            "\n".join(row.doubts),
            "",
            "",
            row.name_en,
        )
        for column, text in enumerate(texts):
            cells.write(sheet, n, column, text, is_open, column in _FOR_A_PERSON)
        sheet.set_row(n, _height(texts, _ROW_WIDTHS))
    sheet.data_validation(1, 7, max(len(rows), 1), 7, {"validate": "list", "source": [RIGHT]})
    sheet = _sheet(book, cells, FIGURES_SHEET, FIGURE_COLUMNS, _FIGURE_WIDTHS)
    for n, figure in enumerate(figures, 1):
        is_open = figure.name.startswith(UNNAMED)
        texts = (
            figure.code,
            figure.symbol,
            figure.indicator,
            figure.name,
            figure.name_en,
            figure.unit,
        )
        for column, text in enumerate(texts):
            cells.write(sheet, n, column, text, is_open, column in _FIGURES_FOR_A_PERSON)
        sheet.set_row(n, _height(texts, _FIGURE_WIDTHS))
    units = {"validate": "list", "source": list(UNIT_WORDS.values()), "error_type": "warning"}
    sheet.data_validation(1, 5, max(len(figures), 1), 5, units)
    _guide(book, framework, digest)
    book.close()
    return packed.getvalue()


def _height(texts: Sequence[Any], widths: Sequence[int]) -> int:
    """The height that a row needs: programs do not all fit it to wrapped text."""
    lines = max(
        sum(1 + len(line) // width for line in text.split("\n")) if isinstance(text, str) else 1
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_HIGHEST, 3 + 15 * lines)


class _Cells:
    """The looks of cells: heading, text, text that a person may change; yellow where asked."""

    def __init__(self, book: Any) -> None:
        base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self.heading = book.add_format(
            {**base, "bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"}
        )
        self.plain = {
            (is_open, is_for_a_person): book.add_format(
                {
                    **base,
                    "locked": not is_for_a_person,
                    **({"bg_color": "#FFF2CC"} if is_open else {}),
                    **({"font_color": "#1F3864", "bold": True} if is_for_a_person else {}),
                }
            )
            for is_open in (False, True)
            for is_for_a_person in (False, True)
        }

    def write(
        self, sheet: Any, row: int, column: int, text: Any, is_open: bool, is_for_a_person: bool
    ) -> None:
        form = self.plain[is_open, is_for_a_person]
        if text is None or text == "":
            sheet.write_blank(row, column, None, form)
        elif isinstance(text, str):
            sheet.write_string(row, column, text, form)
        else:
            sheet.write_number(row, column, text, form)


def _sheet(
    book: Any, cells: _Cells, name: str, columns: Sequence[str], widths: Sequence[int]
) -> Any:
    sheet = book.add_worksheet(name)
    for column, (heading, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, cells.heading)
    sheet.set_row(0, 33)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _guide(book: Any, framework: Framework, digest: str) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.fit_to_pages(1, 0)
    for n, (label, text) in enumerate((("Bộ chỉ số", framework.id), ("Dấu của tệp", digest))):
        sheet.write_string(n, 0, label)
        sheet.write_string(n, 1, text)
    for n, text in enumerate(_GUIDE, 3):
        sheet.write_string(n, 1, text.format(id=framework.id), wrapped)
        sheet.set_row(n, _height((text,), (100,)))
