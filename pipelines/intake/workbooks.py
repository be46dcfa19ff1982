"""Workbooks (.xlsx) as plain lists of text with the kind of each cell.

Here belongs reading one workbook without losing where anything stood or what it was: a number, an
error, a formula without a result, a hidden row or sheet. Polars is not imported: this runs in a
small process of its own that may be stopped, and what it gives can be sent as JSON. From lists to
frames is in `tabular.py`.
"""

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypedDict
from xml.sax.saxutils import unescape

from pipelines.both_languages import both
from pipelines.intake.refusals import NotReadable
from pipelines.intake.workbook_parts import as_readers_know, workbook_parts
from pipelines.intake.workbook_safety import (
    column_number,
    ensure_archive_is_safe,
    ensure_part_is_plain,
    ensure_reach,
    ensure_size,
    ensure_texts_are_few,
)

TEXT, NUMBER, TRUTH, DATE, ERROR, FORMULA, PERCENT_SHOWN = "tnbdefp"
"""Kinds of cells, one letter each; FORMULA is a formula without a stored result, PERCENT_SHOWN a
number behind which its format writes a percent sign as it stands. A blank cell is text without
any."""
TYPED_NUMBERS: Final = (NUMBER, PERCENT_SHOWN)
_KIND_OF: Final[dict[type, str]] = {
    str: TEXT,
    float: NUMBER,
    int: NUMBER,
    bool: TRUTH,
    datetime: DATE,
    date: DATE,
    time: DATE,
    timedelta: DATE,
}
_LOCAL_LENGTHS: Final = struct.Struct("<26xHH")
"""The header before each part of an archive; it ends with the lengths of the name and an extra."""
CELL_END: Final = "\x1f"
"""Between the cells of a column, which are handed on as one text: that is taken apart by the
thousand files at once. XML allows no such character, so it is in no cell."""
_EXCEL: Final = "Excel .xlsx"
_CUT_OFF: Final = both("tệp hỏng hoặc bị cắt", "broken or cut off")
_ROW_OR_CELL: Final = re.compile(
    rb"<(?:\w+:)?(?:(row(?=[\s>/])[^>]*)>|c(?=[\s>/])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>))",
    re.DOTALL,
)
_ROW: Final = re.compile(rb"<(?:\w+:)?row(?=[\s>/])([^>]*)>")
_ROW_AT: Final = re.compile(rb"\br\s*=\s*[\"'](\d{1,7})")
_AT: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})")
_STYLE: Final = re.compile(rb"\bs\s*=\s*[\"'](\d+)")
_ERROR: Final = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is)[^>]*>(.*?)</(?:\w+:)?(?:v|is)>", re.DOTALL)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[^>]*?(?:/>|>([^<]*)<)")
_COMPUTED: Final = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]*>\s*<(?:\w+:)?f[\s/>]"
)
_HIDDEN: Final = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7}):[A-Za-z]{1,3}(\d{1,7})"
)
_PERCENT_FORMATS: Final = frozenset({b"9", b"10"})
"""Formats of every workbook: 0 % and 0.00 %."""
_FORMAT_CODE: Final = re.compile(r"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
"""In a format: a sign of a currency, which may be any text, with its language."""
_NOT_SHOWN: Final = re.compile(r"_.|\*.|\[[^\]]*\]")
"""In a format: a gap as wide as a sign, a sign that fills the cell, a colour or condition."""
_AS_IT_STANDS: Final = re.compile(r'"[^"]*"?|\\.')
"""In a format: text that is shown and says nothing of the number."""
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # compressed in an unknown way
    RuntimeError,
    OverflowError,
    LookupError,
    ValueError,
    struct.error,
)


class SheetCells(TypedDict):
    """A sheet: columns from A, the cells of each with `CELL_END` between them, row 1 first.

    `kinds` has a letter for each cell, row by row with `CELL_END` between; `height` is the number
    of rows. `state` is visible, hidden or very_hidden; `hidden_rows` are numbers from 1.
    `merged` has the column from 0, and the first and last row from 1, of cells merged downwards;
    `formulas` are the cells that a formula computes.
    """

    name: str
    state: str
    height: int
    columns: list[str]
    kinds: str
    hidden_rows: list[int]
    merged: list[tuple[int, int, int]]
    formulas: list[str]


def read_workbook(content: bytes) -> list[SheetCells]:
    """Read every sheet of a workbook.

    Raises NotReadable for one that is broken, harmful or larger than any submission could be.
    """
    # Imported late: most of what imports this module never reads a workbook itself.
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            ensure_archive_is_safe(archive, len(content))
            parts = _parts(content, archive.infolist())
        named = workbook_parts(parts)
        paths = named.sheets
        book = CalamineWorkbook.from_object(io.BytesIO(as_readers_know(content, parts, named)))
        styles = _percent_styles(parts[named.styles] if named.styles else b"")
        if len(paths) != len(book.sheets_metadata):
            raise KeyError("a sheet that the workbook does not list")
        sheets: list[SheetCells] = []
        characters = 0
        for n, (entry, path) in enumerate(zip(book.sheets_metadata, paths, strict=True)):
            if entry.typ != SheetTypeEnum.WorkSheet:
                continue
            part = parts[path]
            rows = book.get_sheet_by_index(n).to_python(skip_empty_area=False)
            if rows:  # once more, for what hid its reach
                ensure_size(len(rows), len(rows[0]))
            state = _snake(str(entry.visible).rpartition(".")[2])
            sheets.append(_sheet(entry.name, state, rows, part, styles))
            characters += sum(map(len, sheets[-1]["columns"]))
            ensure_texts_are_few(characters)
    except NotReadable:
        raise
    except (*_BROKEN, CalamineError) as error:
        reason = (str(error) or type(error).__name__).partition("\n")[0].rstrip(".")
        raise NotReadable("file_not_readable", f"{_CUT_OFF} ({reason})", _EXCEL) from error
    return sheets


def _parts(content: bytes, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The XML parts that a reader may open, each looked at."""
    parts: dict[str, bytes] = {}
    for entry in entries:
        name = entry.filename
        if name.startswith(("docProps/", "xl/theme/", "xl/media/", "xl/printerSettings/")):
            continue  # read by nobody here; their size was looked at
        part = _unpacked(content, entry)
        ensure_part_is_plain(name, part)
        # Any part may be named as a sheet, whatever its folder.
        if b"sheetData" in part:
            ensure_reach(part)
        parts[name] = part
    return parts


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a part. Raises BadZipFile where they are not what the archive says of them.

    Five times as fast as through `zipfile`, which opens each part as a stream.
    """
    of_name, of_extra = _LOCAL_LENGTHS.unpack_from(content, entry.header_offset)
    start = entry.header_offset + _LOCAL_LENGTHS.size + of_name + of_extra
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        # A byte more than is said, so that a part that holds more is seen but not unpacked.
        part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
    elif entry.compress_type == zipfile.ZIP_STORED:
        part = packed
    else:
        raise zipfile.BadZipFile(f"{entry.filename}: compression {entry.compress_type}")
    if len(part) != entry.file_size or zlib.crc32(part) != entry.CRC:
        raise zipfile.BadZipFile(f"{entry.filename}: size or checksum")
    return part


def _percent_styles(styles: bytes) -> Mapping[bytes, bool]:
    """The numbers of the cell styles that show a percent sign: whether it makes the number a
    percentage, or just stands there."""
    if b"%" not in styles and not re.search(rb"numFmtId\s*=\s*[\"'](9|10)[\"']", styles):
        return {}
    formats = dict.fromkeys(_PERCENT_FORMATS, True)
    for one in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", styles):
        number = re.search(rb"numFmtId\s*=\s*[\"'](\d+)", one)
        code = _FORMAT_CODE.search(one.decode(errors="replace"))
        if code and number:
            formats.pop(number[1], None)
            written = _CURRENCY.sub(r'"\1"', html.unescape(code[1] or code[2] or ""))
            written = _NOT_SHOWN.sub("", written)
            # A second part, behind a semicolon, is of numbers below zero.
            bare = _AS_IT_STANDS.sub("", written).partition(";")[0]
            if "%" in bare or "%" in written:
                formats[number[1]] = "%" in bare
    used = re.search(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    if used is None:
        return {}
    return {
        str(n).encode(): formats[found[1]]
        for n, one in enumerate(re.findall(rb"<(?:\w+:)?xf\s[^>]*>", used[0]))
        if (found := re.search(rb"numFmtId\s*=\s*[\"'](\d+)", one)) and found[1] in formats
    }


def _sheet(
    name: str,
    state: str,
    rows: list[list[Any]],
    part: bytes,
    percent_styles: Mapping[bytes, bool],
) -> SheetCells:
    # Column by column: most hold text alone and are handed on as they are.
    values = list(zip(*rows, strict=True))
    kinds: list[Sequence[str]] = [_kinds(column) for column in values]
    texts: list[Sequence[str]] = [
        column if kind.count(TEXT) == len(column) else _texts(column)
        for column, kind in zip(values, kinds, strict=True)
    ]
    beside, percents = _beside_values(part, percent_styles)
    if beside or percents:
        texts, kinds = _amended(texts, kinds, beside, percents)
    return {
        "name": name,
        "state": state,
        "height": len(texts[0]) if texts else 0,
        "columns": [_joined(column) for column in texts],
        "kinds": CELL_END.join(map("".join, zip(*kinds, strict=True))),
        "hidden_rows": _hidden_rows(part) if b"hidden" in part else [],
        "merged": [
            (column_number(column), int(top), int(bottom))
            for column, top, bottom in _MERGED.findall(part)
            if top != bottom
        ]
        if b"mergeCell" in part
        else [],
        "formulas": [cell.decode() for cell in _COMPUTED.findall(part)] if b"<f" in part else [],
    }


def _kinds(column: tuple[Any, ...]) -> str:
    types = list(map(type, column))
    if types.count(str) == len(types):
        return TEXT * len(types)
    return "".join(map(_KIND_OF.__getitem__, types))


def _texts(column: tuple[Any, ...]) -> list[str]:
    return [v if v.__class__ is str else _written(v) for v in column]


def _amended(
    texts: Sequence[Sequence[str]],
    kinds: Sequence[Sequence[str]],
    beside: list[tuple[int, int, str, str]],
    percents: list[tuple[int, int, bool]],
) -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """The cells with what a reader leaves blank, and with percentages as they are shown."""
    cells, letters = [list(column) for column in texts], [list(column) for column in kinds]
    for row, column, text, kind in beside:
        _grow(cells, "", row, column)
        _grow(letters, TEXT, row, column)
        cells[column][row], letters[column][row] = text, kind
    for row, column, is_percentage in percents:
        if column >= len(cells) or row >= len(cells[0]) or letters[column][row] != NUMBER:
            continue
        if is_percentage:
            number = Decimal(cells[column][row]) * 100
            cells[column][row] = f"{number.normalize():f}%"
        else:
            letters[column][row] = PERCENT_SHOWN
    return list(cells), list(letters)


def _joined(column: Sequence[str]) -> str:
    joined = CELL_END.join(column)
    if joined.count(CELL_END) < len(column):
        return joined
    return CELL_END.join([text.replace(CELL_END, " ") for text in column])


@lru_cache(maxsize=100_000, typed=True)  # the same few numbers stand in thousands of files
def _written(value: Any) -> str:
    """The text of a cell that is not text. A number has a point and no exponent."""
    if value.__class__ is float:
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(value)
        return f"{Decimal(text):f}" if "e" in text else text
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime() if value.time() != time(0):
            return f"{value:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def _beside_values(
    part: bytes, percent_styles: Mapping[bytes, bool]
) -> tuple[list[tuple[int, int, str, str]], list[tuple[int, int, bool]]]:
    """What a reader leaves out: errors and formulas without a result (row, column, text, kind), and
    numbers shown with a percent sign (row, column, whether they are percentages).

    Rows and columns are counted from 0.
    """
    beside: list[tuple[int, int, str, str]] = []
    percents: list[tuple[int, int, bool]] = []
    has_more = any(sign in part for sign in (b"<f", b":f", b't="e', b"t='e"))
    if not has_more and not percent_styles:
        return beside, percents
    row = column = -1
    for of_row, attributes, inside in _ROW_OR_CELL.findall(part):
        if of_row:
            at = _ROW_AT.search(of_row)
            row, column = int(at[1]) - 1 if at else row + 1, -1
            continue
        at = _AT.search(attributes)
        # A cell without an address stands right of the one before it.
        row, column = (int(at[2]) - 1, column_number(at[1])) if at else (row, column + 1)
        if percent_styles:
            style = _STYLE.search(attributes)
            is_percentage = percent_styles.get(style[1] if style else b"0")
            if is_percentage is not None:
                percents.append((row, column, is_percentage))
        if not inside or not has_more:
            continue
        value = _VALUE.search(inside)
        if _ERROR.search(attributes) and value is not None:
            text = unescape(value[1].decode(errors="replace"))
            beside.append((row, column, text, ERROR))
        elif (value is None or not value[1]) and (formula := _FORMULA.search(inside)):
            text = unescape((formula[1] or b"").decode(errors="replace"))
            beside.append((row, column, f"={text}", FORMULA))
    return beside, percents


def _hidden_rows(part: bytes) -> list[int]:
    """The numbers of the hidden rows; one without a number follows the one before it."""
    hidden: list[int] = []
    row = 0
    for attributes in _ROW.findall(part):
        at = _ROW_AT.search(attributes)
        row = int(at[1]) if at else row + 1
        if _HIDDEN.search(attributes):
            hidden.append(row)
    return hidden


def _grow(columns: list[list[str]], blank: str, row: int, column: int) -> None:
    """Make room for a cell beyond those that hold a value."""
    height = max(len(columns[0]) if columns else 0, row + 1)
    if column < len(columns) and height == len(columns[0]):
        return
    columns += [[] for _ in range(column + 1 - len(columns))]
    for cells in columns:
        cells.extend([blank] * (height - len(cells)))


def _snake(name: str) -> str:
    return {"VeryHidden": "very_hidden"}.get(name, name.lower())
