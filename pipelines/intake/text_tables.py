"""CSV files as grids of text, whatever their encoding and separator.

Here belongs reading bytes of text without losing where anything stood, and refusing what can be
read in two ways. What the columns mean is in `headers.py` and `layouts.py`.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from pipelines.intake.legacy_text import legacy_readings_of, syllables_in
from pipelines.intake.refusals import NotReadable

SEPARATORS: Final = (",", ";", "\t")
_NAMES: Final = {",": "dấu phẩy / comma", ";": "dấu chấm phẩy / semicolon", "\t": "tab"}
_MOST_COLUMNS: Final = 256
_SAMPLE: Final = 40
"""Records from which the separator is told; titles may stand above the table."""
_SAMPLE_TEXT: Final = 100_000
_LARGE: Final = 300_000
"""Bytes from which a table is read by columns; below, row by row is as quick."""
_DECLARED: Final = re.compile(r"sep=([,;\t])(?:\r\n?|\n|$)", re.IGNORECASE)
"""The first line with which Excel declares the separator."""
_VIETNAMESE: Final = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
)
_UNLIKELY: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ufffd]")
_NOT_BLANK: Final = r"[^\s\x1c-\x1f]"
"""What `str.isspace` does not take for white space."""
_OLD_END: Final = "\x1a"
"""Ctrl-Z, with which old programs end a text."""
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_QUOTE: Final = ord('"')
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

    A first line such as `sep=;` counts as row 1, as LibreOffice and text editors show it.

    Raises NotReadable for text whose encoding or separator cannot be told for sure, for quotes
    that do not match and for more than 256 columns.
    """
    text, encoding = decoded(content)
    is_utf8 = encoding == "utf-8"
    if _OLD_END in text[-4:]:
        text, is_utf8 = text.rstrip(f"{_OLD_END}\r\n"), False
    declared = _DECLARED.match(text)
    separator = declared[1] if declared else _separator(text)
    cells = None
    if len(content) >= _LARGE:
        written = content if is_utf8 else text.encode()
        table = written.removeprefix(_BYTE_ORDER_MARK)[declared.end() if declared else 0 :]
        cells = by_columns(table, separator, first_row=2 if declared else 1)
    if cells is None:
        cells = by_rows(text, separator)
    if declared:
        cells = cells.filter(pl.col("row") > 1)
    return TextTable(cells, encoding, separator)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, UTF-16, or Windows-1258 where nothing else is possible."""
    mark = len(_BYTE_ORDER_MARK) if content.startswith(_BYTE_ORDER_MARK) else 0
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, encoding = _tried(content, "utf-16")
    elif (order := _utf16_without_mark(content)) is not None:
        text, encoding = _tried(content, order)
    else:
        try:
            text, encoding = content[mark:].decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            return _windows_1258(content, mark + error.start)
    if "\x00" in text:
        before = text[: text.index("\x00")]
        raise _unknown(content, mark + len(before.encode(encoding)), "NUL")
    return text, encoding


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
    are ambiguous. So they are where as many words are Vietnamese in one of the old fonts, TCVN3 or
    VNI: "tiÒn" is "tiền" in one and "tỉn" in the other.
    """
    try:
        text = content.decode("cp1258")
    except UnicodeDecodeError:
        raise _unknown(content, at, "") from None
    composed = unicodedata.normalize("NFC", text)
    letters = {letter for letter in composed.lower() if ord(letter) > 127 and letter.isalpha()}
    has_marks = any(unicodedata.combining(letter) for letter in set(text))
    is_composed = not any(unicodedata.combining(letter) for letter in set(composed))
    if not (has_marks and is_composed and letters <= _VIETNAMESE) or _UNLIKELY.search(composed):
        raise _unknown(content, at, "")
    old = legacy_readings_of(content.decode("latin-1"))
    if syllables_in(composed) <= max(map(syllables_in, old)):
        raise _unknown(content, at, "")
    return composed, "cp1258"


def _unknown(content: bytes, at: int, why: str) -> NotReadable:
    line = content.count(b"\n", 0, at) + 1
    shown = f"0x{content[at]:02X}" if at < len(content) else "EOF"
    found = f"dòng / line {line}, byte {at + 1}: {shown}{', ' + why if why else ''}"
    return NotReadable("file_encoding_unknown", found, _CSV_UTF8)


class _Division(NamedTuple):
    """How a separator divides the first records of a text."""

    alike: frozenset[int]
    """The last lines of those that share the number of cells, above one, which makes most."""
    cells: int


def _separator(text: str) -> str:
    """The separator that makes a table of the text.

    One whose table holds all records of another's and more, such as the header above decimal
    commas, rules the other out. Of those that are left the one with most cells is taken: titles
    above a table and notes below it make few.

    Raises NotReadable where two make tables equally well.
    """
    divided = {one: _division(text, one) for one in SEPARATORS}
    left = [
        one
        for one, division in divided.items()
        if division.alike and not any(division.alike < other.alike for other in divided.values())
    ]
    if not left:
        return ","
    best = max(left, key=lambda one: divided[one].cells)
    for other in left:
        same_records = divided[other].alike == divided[best].alike
        if other != best and (same_records or divided[other].cells == divided[best].cells):
            found = f"{_NAMES[best]}? {_NAMES[other]}?"
            raise NotReadable("csv_dialect_is_ambiguous", found, "sep=; (dòng 1 / line 1)")
    return best


def _division(text: str, separator: str) -> _Division:
    sample = text[:_SAMPLE_TEXT]
    widths: dict[int, int] = {}
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True)
        for record in islice(reader, _SAMPLE):
            if len(record) > 1:
                widths[reader.line_num] = len(record)
    except csv.Error:
        # Quotes that make no sense with this separator; or the sample ends within one.
        if len(sample) == len(text):
            return _Division(frozenset(), 0)
    if not widths:
        return _Division(frozenset(), 0)
    cells, width = max((times * (w - 1), w) for w, times in Counter(widths.values()).items())
    return _Division(frozenset(line for line, w in widths.items() if w == width), cells)


def by_rows(text: str, separator: str) -> pl.DataFrame:
    """Read record by record: exact for any text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    line = 1
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                found = f"dòng / line {line}: {len(row)} cột / columns"
                raise NotReadable("file_too_large", found, f"<= {_MOST_COLUMNS}")
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        found = f"dòng / line {line}: {_said(error)}"
        raise NotReadable("file_not_readable", found, _CSV_UTF8) from error
    return _kept(rows)


def _kept(rows: list[list[str]]) -> pl.DataFrame:
    """The same as `_grid`, for which a small table is too small."""
    blanked = [[None if not cell or cell.isspace() else cell for cell in row] for row in rows]
    kept = [(n, row) for n, row in enumerate(blanked, 1) if any(row)]
    cells = [row for _, row in kept]
    longest = max(map(len, cells), default=0)
    columns = [[row[n] if n < len(row) else None for row in cells] for n in range(longest)]
    while columns and not any(columns[-1]):
        columns.pop()
    return pl.DataFrame(
        [
            pl.Series("row", [n for n, _ in kept], pl.UInt32),
            pl.Series("width", [len(row) for row in cells], pl.UInt32),
            *(pl.Series(_letter(n), column, pl.String) for n, column in enumerate(columns)),
        ]
    )


def _said(error: csv.Error) -> str:
    if "limit" in str(error):
        return "ô quá dài / the cell is too long"
    return "dấu ngoặc kép không khớp / quotes do not match"


def by_columns(content: bytes, separator: str, first_row: int = 1) -> pl.DataFrame | None:
    """Read a large table at once; None where that might not be exact.

    Exact are tables whose records are all of one width, and whose quotes enclose whole cells. What
    is not sure is left to `by_rows`.
    """
    content = content.rstrip(b"\r\n")
    bare = _without_quoted(content)
    if bare is None or not _quotes_enclose_cells(bare, separator):
        return None
    if bare.count(b"\r") != bare.count(b"\r\n"):
        return None
    ends = separator.encode()
    width = bare.partition(b"\n")[0].count(ends) + 1
    height = bare.count(b"\n") + 1
    # The reader refuses a longer record; so where none is shorter, the sum tells.
    if width > _MOST_COLUMNS or bare.count(ends) != (width - 1) * height:
        return None
    schema = {_letter(n): pl.String() for n in range(width)}
    try:
        frame = pl.read_csv(content, separator=separator, has_header=False, schema=schema)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    if frame.height != height:
        return None
    return _grid(frame, width, first_row)


def _without_quoted(content: bytes) -> bytes | None:
    """The text without what stands in quotes, of which the closing ones stay.

    None where a quote is not closed. A doubled quote closes and opens again.
    """
    if b'"' not in content:
        return content
    letters = np.frombuffer(content, np.uint8)
    quoted = np.logical_xor.accumulate(letters == _QUOTE)
    return None if quoted[-1] else letters[~quoted].tobytes()


def _quotes_enclose_cells(bare: bytes, separator: str) -> bool:
    """Whether a cell with quotes was quoted whole: nothing else of it is left."""
    if b'"' not in bare:
        return True
    letters = np.frombuffer(b"\n" + bare + b"\n", np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    starts, ends = (list(f'{separator}\n"{more}'.encode()) for more in ("", "\r"))
    return bool(
        np.isin(letters[quotes - 1], starts).all() and np.isin(letters[quotes + 1], ends).all()
    )


def _grid(frame: pl.DataFrame, width: int, first_row: int) -> pl.DataFrame:
    """Number the rows; blank cells become null; blank rows, and blank columns at the end, go."""
    blanked = frame.with_columns(pl.when(pl.all().str.contains(_NOT_BLANK)).then(pl.all()))
    used = [n for n, column in enumerate(blanked) if column.null_count() < blanked.height]
    kept = blanked.columns[: max(used, default=-1) + 1]
    return blanked.select(
        pl.int_range(first_row, pl.len() + first_row, dtype=pl.UInt32).alias("row"),
        pl.lit(width, pl.UInt32).alias("width"),
        *kept,
    ).filter(pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in kept)))


def _letter(n: int) -> str:
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
