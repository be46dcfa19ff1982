"""The workbooks in which the council decides and a unit appeals.

Here belong their bytes: instructions, the sheet that is filled in, the lists of codes. What the
sheet lists is in `document_rows.py`; that its headings are read back is agreed in `layout.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

import polars as pl
import xlsxwriter

from pipelines.forms.document_rows import POINTS
from pipelines.forms.layout import APPEAL_HEADINGS, DECISION_HEADINGS
from pipelines.forms.sheet import FONT, Area, Sheet, text_height
from pipelines.names import Name
from pipelines.rounds import Round

DECISION_SHEET: Final = "Quyết định"
APPEAL_SHEET: Final = "Phúc tra"
LISTED: Final = 2_000
"""Rows that a workbook lists beforehand; what the council can go through between two meetings is
far less."""
FREE_ROWS: Final = 20
"""Rows below them for figures that are not listed."""
_SHOWN, _TYPED = "shown", "typed"
_TEXT, _NUMBER = "@", "0.0###"
_WIDTHS: Final = (27, 62, 62)
"""Of the instructions: heading, Vietnamese, English."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the sheet: the name of what it holds, its heading, its width, and whether it is
    shown or to be typed."""

    name: str
    heading: str
    width: float
    use: str = _SHOWN
    number_format: str = _TEXT


_KINDS: Final = {
    DECISION_SHEET: (
        _Column("round", DECISION_HEADINGS["round"], 18),
        _Column("entity_code", DECISION_HEADINGS["entity_code"], 12),
        _Column("entity_name", "Tên đơn vị", 22),
        _Column("indicator_code", DECISION_HEADINGS["indicator_code"], 10),
        _Column("indicator_name", "Tên chỉ tiêu", 40),
        _Column("input", DECISION_HEADINGS["input"], 10),
        _Column("max_points", "Điểm tối đa", 9),
        _Column("claimed_points", "Điểm tự chấm", 9),
        _Column("requested", "Đơn vị đề nghị", 10),
        _Column("value", DECISION_HEADINGS["value"], 12, _TYPED, _NUMBER),
        _Column("document", DECISION_HEADINGS["document"], 16, _TYPED),
        _Column("clause", DECISION_HEADINGS["clause"], 14, _TYPED),
        _Column("reason", DECISION_HEADINGS["reason"], 34, _TYPED),
        _Column("dated_on", DECISION_HEADINGS["dated_on"], 13, _TYPED),
        _Column("appeal", DECISION_HEADINGS["appeal"], 13, _TYPED),
        _Column("why", "Vì sao cần xem", 44),
    ),
    APPEAL_SHEET: (
        _Column("round", APPEAL_HEADINGS["round"], 18),
        _Column("entity_code", APPEAL_HEADINGS["entity_code"], 12),
        _Column("entity_name", "Tên đơn vị", 22),
        _Column("indicator_code", APPEAL_HEADINGS["indicator_code"], 10),
        _Column("indicator_name", "Tên chỉ tiêu", 40),
        _Column("input", APPEAL_HEADINGS["input"], 10),
        _Column("max_points", "Điểm tối đa", 9),
        _Column("claimed_points", "Điểm tự chấm", 9),
        _Column("verified_points", "Điểm thẩm định", 9),
        _Column("decided_by", "Quyết định đang có hiệu lực", 34),
        _Column("value", APPEAL_HEADINGS["value"], 12, _TYPED, _NUMBER),
        _Column("document", APPEAL_HEADINGS["document"], 13, _TYPED),
        _Column("reason", APPEAL_HEADINGS["reason"], 40, _TYPED),
        _Column("dated_on", APPEAL_HEADINGS["dated_on"], 13, _TYPED),
    ),
}
_NAMED: Final = ("entity_code", "indicator_code", "input")
"""What is typed in a free row to say which figure is meant."""
_TITLES: Final = {
    DECISION_SHEET: Name("Quyết định của hội đồng thẩm định", "Decisions of the appraisal council"),
    APPEAL_SHEET: Name("Đề nghị phúc tra", "Appeals"),
}
_DAY: Final = Name("Ngày ghi dd/mm/yyyy: 05/08/2025.", "The day as dd/mm/yyyy: 05/08/2025.")
_INPUT: Final = Name(
    f"«{POINTS}»: điểm; «Trạng thái»: không điểm theo quyết định, không đánh giá, không áp dụng; "
    "chỉ tiêu không tính bằng điểm ghi tên số liệu.",
    f"“{POINTS}”: points; “Trạng thái”: a state (zero_by_decision, not_evaluated, "
    "not_applicable); an indicator without points names its figure.",
)
_HELP: Final = {
    DECISION_SHEET: {
        "value": Name(
            "Điểm hội đồng quyết định; không cho điểm thì ghi 0. Bắt buộc.",
            "The points decided; 0 for none. Required.",
        ),
        "document": Name("Số, ký hiệu quyết định.", "Number of the decision."),
        "clause": Name("Điều khoản làm căn cứ.", "The clause it rests on."),
        "reason": Name("Vì sao quyết định như vậy.", "Why."),
        "dated_on": _DAY,
        "appeal": Name(
            "Số đơn mà quyết định trả lời; đơn đang chờ đã được ghi sẵn.",
            "The appeal that is answered; one that waits is there already.",
        ),
        "input": _INPUT,
    },
    APPEAL_SHEET: {
        "value": Name(
            "Điểm đơn vị đề nghị. Bắt buộc ở dòng đề nghị.",
            "The points asked for. Required in a row that appeals.",
        ),
        "document": Name("Số đơn phúc tra của đơn vị.", "The unit's number of the appeal."),
        "reason": Name("Vì sao đề nghị, theo minh chứng nào.", "Why, by which evidence."),
        "dated_on": _DAY,
        "input": _INPUT,
    },
}
_BLANK: Final = Name(
    "Chỉ điền các ô nền vàng ở dòng có quyết định hoặc đề nghị. Dòng để trống không được tính, "
    f"không phải xóa. Cuối trang có {FREE_ROWS} dòng trống cho chỉ tiêu khác; điểm trừ có dòng chờ "
    "mã đơn vị.",
    "Fill in the yellow cells of the rows that are decided or appealed. A row left blank counts "
    f"for nothing and may stay. {FREE_ROWS} free rows at the end take other figures; a penalty has "
    "a row that waits for the unit.",
)
_NOT_ASSESSED: Final = Name(
    "Đợt chưa được đánh giá nên chưa có điểm và danh sách để ghi sẵn.",
    "The round was never assessed, so there are no points and no list yet.",
)
_SENDING: Final = {
    DECISION_SHEET: Name(
        "dti decide TỆP --dry-run cho xem thay đổi; bỏ --dry-run thì tệp được lưu vào thư mục "
        "hoi-dong của đợt và đợt được tính lại.",
        "dti decide FILE --dry-run shows what changes; without it the file is filed in the folder "
        "hoi-dong of the round, which is assessed again.",
    ),
    APPEAL_SHEET: Name(
        "Đặt tên tệp bắt đầu bằng mã đơn vị và gửi cho cơ quan chủ trì đợt đánh giá, trước hạn "
        "phúc tra.",
        "Begin the name of the file with the code of the unit and send it to the office in charge "
        "before the last day for appeals.",
    ),
}


def decision_workbook(
    entry: Round, units: pl.DataFrame, figures: pl.DataFrame, rows: pl.DataFrame, assessed: bool
) -> bytes:
    """The workbook of decisions of a round: the same inputs give the same bytes.

    `units`: entity_code, name_vi; `figures` as from `listed_figures`; `rows` of `ROW_SCHEMA`, of
    which the first `LISTED` are listed.
    """
    return _workbook(DECISION_SHEET, entry, units, figures, rows, assessed)


def appeal_workbook(
    entry: Round, units: pl.DataFrame, figures: pl.DataFrame, rows: pl.DataFrame, assessed: bool
) -> bytes:
    """The workbook of appeals, likewise; `rows` those of one unit, or none."""
    return _workbook(APPEAL_SHEET, entry, units, figures, rows, assessed)


def _workbook(
    name: str,
    entry: Round,
    units: pl.DataFrame,
    figures: pl.DataFrame,
    rows: pl.DataFrame,
    assessed: bool,
) -> bytes:
    packed = BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(FONT)}
    book: Any = xlsxwriter.Workbook(packed, options)
    title = _TITLES[name]
    book.set_properties(
        {
            "title": f"{title.vi}: {entry.name.vi}",
            "created": datetime.combine(entry.starts_on, time()),
        }
    )
    _draw_instructions(Sheet(book, "Hướng dẫn"), name, entry, rows.height, assessed)
    _draw_rows(Sheet(book, name), name, entry, figures, rows.head(LISTED))
    _draw_codes(
        Sheet(book, "Mã đơn vị"), ("Mã đơn vị", "Tên đơn vị"), units, ("entity_code", "name_vi")
    )
    _draw_codes(
        Sheet(book, "Mã chỉ tiêu"),
        ("Mã chỉ tiêu", "Tên chỉ tiêu", "Số liệu", "Điểm tối đa"),
        figures,
        ("indicator_code", "indicator_name", "input", "max_points"),
    )
    book.close()
    return packed.getvalue()


def _draw_instructions(sheet: Sheet, name: str, entry: Round, rows: int, assessed: bool) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.raw.set_column(column, column, width)
    row = 0
    if entry.is_demonstration:
        sheet.banner(row, last_column=2)
        row += 1
    sheet.name(Area(row, 0, row, 2), _TITLES[name], "title")
    sheet.high(row, 40)
    headings = {column.name: column.heading for column in _KINDS[name]}
    lines = [("Đợt đánh giá", entry.name), ("Cách điền", _BLANK)]
    if not assessed:
        lines.append(("Lưu ý", _NOT_ASSESSED))
    if rows > LISTED:
        lines.append(("Danh sách", _first_of(rows)))
    lines += [(f"Cột «{headings[column]}»", text) for column, text in _HELP[name].items()]
    lines.append(("Gửi tệp", _SENDING[name]))
    for label, text in lines:
        row += 1
        sheet.text(Area(row, 0), label, "section bold")
        sheet.text(Area(row, 1), text.vi, "section")
        sheet.text(Area(row, 2), text.en, "section grey")
        sheet.high(row, max(text_height(text.vi, _WIDTHS[1]), text_height(text.en, _WIDTHS[2])) + 5)
    sheet.raw.hide_gridlines(2)
    sheet.print_on_a4(row, 2, entry.id)


def _first_of(rows: int) -> Name:
    return Name(
        f"Ghi sẵn {LISTED} dòng đầu trong {rows} dòng cần xem.",
        f"The first {LISTED} of {rows} rows to look at are listed.",
    )


def _draw_rows(
    sheet: Sheet, name: str, entry: Round, figures: pl.DataFrame, rows: pl.DataFrame
) -> None:
    columns = _KINDS[name]
    last = len(columns) - 1
    row = 0
    if entry.is_demonstration:
        sheet.banner(row, last)
        row += 1
    sheet.text(Area(row, 0, row, last), f"{_TITLES[name].vi}: {entry.name.vi}", "title")
    row += 1
    for at, column in enumerate(columns):
        sheet.raw.set_column(at, at, column.width)
        sheet.text(Area(row, at), column.heading, "heading")
    sheet.high(row, 32)
    sheet.raw.freeze_panes(row + 1, 5)
    for listed in rows.iter_rows(named=True):
        row += 1
        for at, column in enumerate(columns):
            _draw_cell(sheet, Area(row, at), column, {**listed, "round": entry.id})
    if name == DECISION_SHEET:
        for given in figures.filter("is_of_council").iter_rows(named=True):
            row += 1
            for at, column in enumerate(columns):
                is_free = column.name == "entity_code"
                about = {**given, "round": entry.id}
                _draw_cell(sheet, Area(row, at), column, about, is_free=is_free)
    usual = figures["input"].unique().to_list()
    free = {"round": entry.id, "input": POINTS if usual == [POINTS] else None}
    for _ in range(FREE_ROWS):
        row += 1
        for at, column in enumerate(columns):
            _draw_cell(sheet, Area(row, at), column, free, is_free=column.name in _NAMED)
    sheet.print_on_a4(row, last, entry.id)


def _draw_cell(
    sheet: Sheet, at: Area, column: _Column, row: dict[str, Any], is_free: bool = False
) -> None:
    found = row.get(column.name)
    if is_free or (found is None and column.use == _TYPED):
        sheet.input(at, column.number_format, found or "")
    elif found is None or isinstance(found, str):
        sheet.text(at, found or "", "cell code")
    else:
        sheet.number(at, found, "cell")


def _draw_codes(
    sheet: Sheet, headings: Sequence[str], rows: pl.DataFrame, names: Sequence[str]
) -> None:
    """The codes that may be typed in a free row."""
    for at, (heading, width) in enumerate(zip(headings, (14, 60, 14, 12), strict=False)):
        sheet.raw.set_column(at, at, width)
        sheet.text(Area(0, at), heading, "heading")
    for row, cells in enumerate(rows.select(names).iter_rows(), 1):
        for at, cell in enumerate(cells):
            if cell is None or isinstance(cell, str):
                sheet.text(Area(row, at), cell or "", "cell code")
            else:
                sheet.number(Area(row, at), cell, "cell")
