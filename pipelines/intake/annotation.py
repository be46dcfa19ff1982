"""The sender's own workbook, annotated: what is wrong stands at its cell, the whole on a sheet.

Here belongs making the copy that goes back. Nothing in it can run: formulas are their values, text
that looks like one stays text. Polars is not imported for a workbook: this runs in the small
process in which files from outside are opened. What is said is decided by `findings.py`.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypedDict

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.intake.refusals import NotReadable

SUMMARY_SHEET: Final = "Kết quả kiểm tra"
_AUTHOR: Final = "DTI"
_GRADES: Final = {
    "error": ("LỖI", PatternFill("solid", "FFF4B6B6")),
    "warning": ("CẢNH BÁO", PatternFill("solid", "FFFFE3A3")),
    "information": ("GHI NHẬN", PatternFill("solid", "FFDCE9EE")),
}
"""How grave a finding is, in a word and in colour; the gravest first."""
_HEAD: Final = PatternFill("solid", "FF1F4E5F")
_LOOKS_LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = (
    ("Mức độ\nSeverity", 13),
    ("Trang tính\nSheet", 18),
    ("Ô\nCell", 9),
    ("Chỉ tiêu, đơn vị\nIndicator, unit", 34),
    ("Sai ở đâu, cần làm gì", 62),
    ("What is wrong, what to do", 62),
    ("Quy tắc\nRule", 26),
)
_FONT: Final = "Arial"
_STAMP: Final = (2000, 1, 1, 0, 0, 0)
_BROKEN: Final = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, RecursionError,
)  # fmt: skip


class Note(TypedDict):
    """A finding in words: where it is, how grave, what to do."""

    sheet: str
    cell: str
    severity: str
    indicator: str
    rule: str
    vi: str
    en: str


class Request(TypedDict):
    """What to write: `kind` of the file (workbook, text, other), facts at the top, notes."""

    kind: str
    facts: list[tuple[str, str]]
    notes: list[Note]


def annotate(request: Request, content: bytes) -> bytes:
    """An annotated copy of a file as a workbook; the same bytes for the same request.

    A file that was refused (`kind` other) is not opened: the copy holds the summary alone. Raises
    NotReadable for a workbook that cannot be opened.
    """
    match request["kind"]:
        case "workbook":
            book = _opened(content)
        case "text":
            book = _of_text(content)
        case _:
            book = _blank()
    own = {sheet.title for sheet in book.worksheets}
    for sheet in book.worksheets:
        _disarm(sheet)
    _mark_cells(book, request["notes"])
    _write_summary(book, request, own)
    packed = io.BytesIO()
    book.save(packed)
    return _with_fixed_times(packed.getvalue())


def _opened(content: bytes) -> Workbook:
    try:
        return openpyxl.load_workbook(
            io.BytesIO(content), data_only=True, keep_links=False, rich_text=True
        )
    except _BROKEN as error:
        raise NotReadable("file_not_readable", str(error)[:200], "Excel .xlsx") from error


def _of_text(content: bytes) -> Workbook:
    """The cells of a CSV at the same places. A number is one only where its text stays the same."""
    from pipelines.intake.text_tables import read_text_table

    book = _blank()
    sheet = book.create_sheet("CSV")
    table = read_text_table(content).cells
    letters = table.columns[2:]
    for row in table.iter_rows(named=True):
        for letter in letters:
            if row[letter] is not None:
                _write_figure(sheet[f"{letter}{row['row']}"], row[letter])
    return book


def _blank() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _disarm(sheet: Worksheet) -> None:
    """Text that a spreadsheet could take for a formula is marked as text."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.data_type in ("s", "f", "inlineStr"):
                _write(cell, "" if cell.value is None else cell.value)


def _write(cell: Any, value: Any) -> None:
    """Write text that stays text; what is no text is written as it is."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_LOOKS_LIKE_A_FORMULA):
        cell.quotePrefix = True


def _write_figure(cell: Any, text: str) -> None:
    """Write a text of a CSV: as a number where that reads the same, else as text."""
    if re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?", text):
        number = float(text) if "." in text else int(text)
        if str(number) == text:
            cell.value = number
            return
    _write(cell, text)


def _mark_cells(book: Workbook, notes: Sequence[Note]) -> None:
    by_cell: dict[tuple[str, str], list[Note]] = {}
    for note in notes:
        if note["cell"]:
            by_cell.setdefault((note["sheet"], note["cell"]), []).append(note)
    for (name, address), told in by_cell.items():
        sheet = _sheet(book, name)
        if sheet is None or re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", address) is None:
            continue
        cell = _anchor(sheet, address)
        gravest = min((one["severity"] for one in told), key=list(_GRADES).index)
        _, cell.fill = _GRADES[gravest]
        words = "\n\n".join(f"{_grade(one)}: {one['vi']}\n{one['en']}" for one in told)
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        comment = Comment(ILLEGAL_CHARACTERS_RE.sub(" ", before + words), _AUTHOR)
        comment.width, comment.height = 420, min(420, 60 + 18 * (len(words) // 55 + 2 * len(told)))
        cell.comment = comment


def _sheet(book: Workbook, name: str) -> Worksheet | None:
    """The sheet of a note; a CSV has but one, without a name."""
    named = {sheet.title: sheet for sheet in book.worksheets}
    return named.get(name or "CSV")


def _anchor(sheet: Worksheet, address: str) -> Any:
    """The cell itself, or the one that shows its text where it is merged with others."""
    cell: Any = sheet[address]
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if address in area:
                return sheet.cell(area.min_row, area.min_col)
    return cell


def _grade(note: Note) -> str:
    return _GRADES[note["severity"]][0]


def _write_summary(book: Workbook, request: Request, own: Iterable[str]) -> None:
    title = SUMMARY_SHEET
    while title in own:
        title = f"{title[:28]} +"
    sheet = book.create_sheet(title, 0)
    book.active = 0
    for one in book.worksheets:
        one.sheet_view.tabSelected = one is sheet
    sheet.sheet_view.showGridLines = False
    wrapped = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].value = "KẾT QUẢ KIỂM TRA / RESULT OF THE CHECK"
    sheet["A1"].font = Font(name=_FONT, bold=True, size=15)
    sheet.row_dimensions[1].height = 26
    row = 1
    for label, text in request["facts"]:
        row += 1
        _write(sheet.cell(row, 1), label)
        sheet.cell(row, 1).font = Font(name=_FONT, bold=True, size=10)
        _write(sheet.cell(row, 3), text)
        sheet.cell(row, 3).font = Font(name=_FONT, size=10)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=6)
        for column in (1, 3):
            sheet.cell(row, column).alignment = wrapped
        sheet.row_dimensions[row].height = 16 * max(len(text) // 130 + 1, text.count("\n") + 1)
    row += 2
    for column, (heading, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(row, column, heading)
        cell.fill, cell.font = _HEAD, Font(name=_FONT, bold=True, size=10, color="FFFFFFFF")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[row].height = 30
    sheet.freeze_panes = sheet.cell(row + 1, 1)
    sheet.print_title_rows = f"{row}:{row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for note in request["notes"]:
        row += 1
        texts = (
            _grade(note), note["sheet"], note["cell"], note["indicator"], note["vi"], note["en"],
            note["rule"],
        )  # fmt: skip
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            _write(cell, text)
            cell.alignment = wrapped
            cell.font = Font(name=_FONT, size=10)
        sheet.row_dimensions[row].height = 15 * max(
            max(len(note["vi"]), len(note["en"])) // 62 + 1,
            sum(len(line) // 34 + 1 for line in note["indicator"].split("\n")),
        )
        sheet.cell(row, 1).fill = _GRADES[note["severity"]][1]
        target = _sheet(book, note["sheet"])
        if note["cell"] and target is not None:
            quoted = target.title.replace("'", "''")
            link: Any = sheet.cell(row, 3)
            link.hyperlink = f"#'{quoted}'!{note['cell']}"
            link.font = Font(name=_FONT, size=10, color="FF0563C1", underline="single")


def _with_fixed_times(content: bytes) -> bytes:
    """The same workbook whenever it is made."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", part)
            fixed = zipfile.ZipInfo(entry.filename, _STAMP)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, part)
    return packed.getvalue()
