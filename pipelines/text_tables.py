"""CSV files as grids of text, whatever their encoding and separator.

Here belongs reading bytes of text without losing where anything stood, and refusing what can be
read in two ways. What the columns mean is in `headers.py` and `layouts.py`.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.refusals import NotReadable

SEPARATORS: Final = (",", ";", "\t")
_NAMES: Final = {",": "dấu phẩy / comma", ";": "dấu chấm phẩy / semicolon", "\t": "tab"}
_MOST_COLUMNS: Final = 256
_SAMPLE: Final = 40
"""Records from which the separator is told; titles may stand above the table."""
_SAMPLE_TEXT: Final = 100_000
_LARGE: Final = 300_000
"""Bytes from which a table is read by columns; below, row by row is as quick."""
_DECLARED: Final = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""The first line with which Excel declares the separator."""
_VIETNAMESE: Final = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
)
_UNLIKELY: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ufffd]")
_MARK: Final = "\x01"
_CSV_UTF8: Final = "CSV UTF-8"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of text: `cells` as in `tabular.Grid`, and how it was written.

    `cells` has row (the number of the record from 1, blank ones counted), width (cells written in
    it, blank ones too) and columns A, B, ...; blank cells are null, blank rows left out.
    """

    cells: pl.DataFrame
    encoding: str
    separator: str


def read_text_table(content: bytes) -> TextTable:
    """Read a CSV file.

    Raises NotReadable for text whose encoding or separator cannot be told for sure, and for
    quotes that are not closed.
    """
    text, encoding = _decoded(content)
    declared = _DECLARED.match(text)
    separator = declared[1] if declared else _separator(text)
    cells = None
    if len(content) >= _LARGE and encoding == "utf-8":
        cells = _by_columns(content, separator)
    if cells is None:
        cells = _by_rows(text, separator)
    if declared:
        cells = cells.filter(pl.col("row") > 1)
    return TextTable(cells, encoding, separator)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, UTF-16, or Windows-1258 where nothing else is possible."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _tried(content, "utf-16")
    if (order := _utf16_without_mark(content)) is not None:
        return _tried(content, order)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _windows_1258(content, error.start)
    if "\x00" in text:
        raise _unknown(content, text.index("\x00"), "NUL")
    return text, "utf-8"


def _tried(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        raise _unknown(content, error.start, encoding) from error


def _utf16_without_mark(content: bytes) -> str | None:
    """The byte order of UTF-16 without its mark: half the bytes of ASCII are null."""
    sample = content[:2000]
    if len(sample) < 8 or len(content) % 2:
        return None
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if second > 0.6 * half and first == 0:
        return "utf-16-le"
    if first > 0.6 * half and second == 0:
        return "utf-16-be"
    return None


def _windows_1258(content: bytes, at: int) -> tuple[str, str]:
    """Vietnamese of Windows-1258; refused where the bytes may as well be another encoding.

    Its tone marks stand behind their letters, which no other encoding has: without one the bytes
    are ambiguous. Text of the old fonts TCVN3 and VNI has other letters and is refused.
    """
    import unicodedata

    try:
        text = content.decode("cp1258")
    except UnicodeDecodeError:
        raise _unknown(content, at, "") from None
    marks = [n for n, letter in enumerate(text) if unicodedata.combining(letter)]
    composed = unicodedata.normalize("NFC", text)
    letters = [letter for letter in composed.lower() if ord(letter) > 127 and letter.isalpha()]
    is_vietnamese = (
        bool(marks)
        and all(letter in _VIETNAMESE for letter in letters)
        and not any(unicodedata.combining(letter) for letter in composed)
        and not _UNLIKELY.search(composed)
    )
    if not is_vietnamese:
        raise _unknown(content, at, "")
    return composed, "cp1258"


def _unknown(content: bytes, at: int, why: str) -> NotReadable:
    line = content.count(b"\n", 0, at) + 1
    shown = f"0x{content[at]:02X}" if at < len(content) else "EOF"
    found = f"dòng / line {line}, byte {at + 1}: {shown}{', ' + why if why else ''}"
    return NotReadable("file_encoding_unknown", found, _CSV_UTF8)


def _separator(text: str) -> str:
    """The separator that makes a table of the text.

    Raises NotReadable where two would make tables equally well.
    """
    best = {one: _regularity(text, one) for one in SEPARATORS}
    ranked = sorted(SEPARATORS, key=lambda one: best[one], reverse=True)
    first, second = ranked[0], ranked[1]
    if best[first] == (0, 0):
        return ","
    if best[first] == best[second]:
        found = f"{_NAMES[first]}? {_NAMES[second]}?"
        raise NotReadable("csv_dialect_is_ambiguous", found, "sep=; (dòng 1 / line 1)")
    return first


def _regularity(text: str, separator: str) -> tuple[int, int]:
    """How many of the first records share one number of cells above one, and that number.

    The longest run of records of one width counts, by the cells in it: titles above and notes
    below do not.
    """
    sample = text[:_SAMPLE_TEXT]
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True)
    records: list[int] = []
    try:
        for record in reader:
            records.append(len(record))
            if len(records) >= _SAMPLE:
                break
    except csv.Error:
        # Quotes that make no sense with this separator; or the sample ends within one.
        if len(sample) == len(text):
            return (0, 0)
    widths = Counter(width for width in records if width > 1)
    return max(((times * (width - 1), width) for width, times in widths.items()), default=(0, 0))


def _by_rows(text: str, separator: str) -> pl.DataFrame:
    """Read record by record: exact for any text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                found = f"dòng / line {reader.line_num}: {len(row)} columns"
                raise NotReadable("file_too_large", found, f"<= {_MOST_COLUMNS}")
            rows.append(row)
    except csv.Error as error:
        found = f"dòng / line {reader.line_num}: {error}"
        raise NotReadable("file_not_readable", found, _CSV_UTF8) from error
    widest = max((len(row) for row in rows), default=0)
    columns = {
        _letter(n): [row[n] if n < len(row) else None for row in rows] for n in range(widest)
    }
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return _grid(frame, pl.Series([len(row) for row in rows], dtype=pl.UInt32))


def _by_columns(content: bytes, separator: str) -> pl.DataFrame | None:
    """Read a large table at once; None where that might not be exact.

    Exact are tables whose first record is as wide as any, without blank records, whose quotes
    enclose whole cells. What is not sure is left to `_by_rows`.
    """
    first_line = content[: content.find(b"\n") + 1]
    if not first_line or b"\n\n" in content or b"\n\r" in content or b"\r\r" in content:
        return None
    if content.count(b"\r") not in (0, content.count(b"\n")) or content[:1] in b"\r\n":
        return None
    width = len(next(csv.reader([first_line.decode("utf-8-sig")], delimiter=separator)))
    bare = _without_quoted(content, separator)
    if width > _MOST_COLUMNS or bare is None or b'"' in bare:
        return None
    schema = {_letter(n): pl.String() for n in range(width)}
    try:
        frame = pl.read_csv(content, separator=separator, has_header=False, schema=schema)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    widths = _widths(bare, separator, width, frame.height)
    return None if widths is None else _grid(frame, widths)


def _without_quoted(content: bytes, separator: str) -> bytes | None:
    """The text with a mark for each quoted cell; None where a quote stands within a cell."""
    if b'"' not in content:
        return content
    if _MARK.encode() in content:
        return None
    marked = pl.Series([content.decode("utf-8-sig")]).str.replace_all('"[^"]*"', _MARK)
    ends = re.escape(separator)
    if marked.str.contains(rf"[^\n{ends}]{_MARK}|{_MARK}[^\r\n{ends}]").item():
        return None
    return str(marked.item()).encode()


def _widths(bare: bytes, separator: str, width: int, height: int) -> pl.Series | None:
    """The cells of each record, where all are alike; None where one is shorter.

    No record is longer, or the reader would have refused it; so their sum tells.
    """
    lines = bare.count(b"\n") + (not bare.endswith(b"\n"))
    if lines != height or bare.count(separator.encode()) != (width - 1) * height:
        return None
    return pl.repeat(width, height, dtype=pl.UInt32, eager=True)


def _grid(frame: pl.DataFrame, widths: pl.Series) -> pl.DataFrame:
    """Number the rows; blank cells become null; blank rows, and blank columns at the end, go."""
    blanked = frame.with_columns(pl.when(pl.all().str.contains(r"\S")).then(pl.all()))
    used = [n for n, column in enumerate(blanked) if column.null_count() < blanked.height]
    kept = blanked.columns[: max(used, default=-1) + 1]
    return blanked.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("row"),
        widths.alias("width") if blanked.width else pl.lit(None, pl.UInt32).alias("width"),
        *kept,
    ).filter(pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in kept)))


def _letter(n: int) -> str:
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
