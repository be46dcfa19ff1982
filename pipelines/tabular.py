"""Files as grids of text: CSV, XLSX and Parquet in, sheets with true cell addresses out.

Here belongs reading bytes without losing where anything stood. What the columns mean is in
`layouts.py`.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from xml.sax.saxutils import unescape

import polars as pl

A_TABLE: Final = "dòng tiêu đề và ít nhất một dòng số liệu / a header and at least one row"
"""What a file must hold, in both languages."""
_SEPARATORS: Final = (",", ";", "\t")
_WIDEST: Final = 128
"""Columns beyond this make a CSV unreadable; no layout has more than twenty."""
_SAMPLE: Final = 20
"""Lines of a CSV from which its separator is told; titles may stand above the table."""
_LARGEST_SHEET: Final = 20_000_000
"""Cells between the first and the last used one. A sheet with values in two far corners asks a
reader for more memory than there is, so the extent is looked at before anything is read."""
_LARGEST_UNPACKED: Final = 200_000_000
"""Bytes of a workbook once unpacked; a zip bomb claims more."""
_ROW_END: Final = re.compile(rb"</(?:\w+:)?row\s*>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,7})")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ADDRESS: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})")
_NOT_TEXT: Final = re.compile(
    rb"<(?:\w+:)?c\s(?![^>]*\bt=[\"'](?:s|str|inlineStr|b|d)[\"'])([^>]*[^>/])>(.*?)</(?:\w+:)?c>",
    re.DOTALL,
)
"""Cells that hold a number, an error such as #N/A, or a formula without a value."""
_BROKEN_WORKBOOK: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # encrypted, or compressed in an unknown way
    KeyError,
    ValueError,
)


class NotReadable(ValueError):
    """A file that cannot be read: the rule it breaks, what was found and what was expected."""

    def __init__(self, rule: str, found: str, expected: str) -> None:
        super().__init__(f"{rule}: {found}; expected {expected}")
        self.rule, self.found, self.expected = rule, found, expected


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of text. Columns are named by letter (A, B, ...), `row` is the number from 1.

    `width` is the number of cells written in the row, blank ones too, where the kind of file says
    so (CSV).
    """

    name: str
    cells: pl.DataFrame


def read_sheets(file_name: str, content: bytes) -> list[Sheet]:
    """Read every sheet of a file.

    Raises NotReadable for a file that is empty, broken, not UTF-8 (CSV) or of an unknown kind.
    """
    if not content.strip():
        raise NotReadable("file_is_empty", f"{len(content)} bytes", A_TABLE)
    kind = file_name.rpartition(".")[2].lower()
    if content[:4] == b"PK\x03\x04":
        return _read_workbook(content)
    if content[:4] == b"PAR1":
        return [_read_parquet(content)]
    if kind not in ("csv", "txt"):
        raise NotReadable("file_not_readable", f"a .{kind} file", "CSV (UTF-8), XLSX or Parquet")
    return [_read_csv(content)]


def column_letter(n: int) -> str:
    """The letter of a column counted from 0, as in a spreadsheet."""
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_csv(content: bytes) -> Sheet:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.start + 1}"
        raise NotReadable("file_encoding_unknown", found, "CSV UTF-8") from error
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if len(row) > _WIDEST:
                raise csv.Error(f"{len(row)} columns")
            rows.append(row)
    except csv.Error as error:
        found = f"line {reader.line_num}: {error}"
        raise NotReadable("file_not_readable", found, "CSV (UTF-8)") from error
    columns = zip_longest(*rows)
    cells = pl.DataFrame(
        {column_letter(n): column for n, column in enumerate(columns)},
        schema_overrides={column_letter(n): pl.String for n in range(_WIDEST)},
    )
    return Sheet("", _trimmed(cells, [len(row) for row in rows]))


def _separator(text: str) -> str:
    """The separator that most lines agree on, what stands in quotes aside."""
    lines = re.sub(r'"[^"]*"', "", text[:20_000]).lstrip().splitlines()[:_SAMPLE]

    def agreement(separator: str) -> int:
        counts = Counter(line.count(separator) for line in lines)
        return max((count * times for count, times in counts.items()), default=0)

    return max(_SEPARATORS, key=agreement)


def _read_parquet(content: bytes) -> Sheet:
    try:
        table = pl.read_parquet(io.BytesIO(content))
        text = table.select(
            _unmistakable(pl.col(name).cast(pl.String)) if kind.is_numeric() else pl.col(name)
            for name, kind in table.schema.items()
        ).cast(pl.String)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise NotReadable("file_not_readable", "broken Parquet", "Parquet") from error
    header = pl.DataFrame([table.columns], schema=text.columns, orient="row")
    cells = pl.concat([header, text])
    return Sheet(
        "",
        _trimmed(cells.rename(dict(zip(cells.columns, _letters(cells.width), strict=True)))),
    )


def _unmistakable(number: pl.Expr) -> pl.Expr:
    """The text of a typed number: 1.941 becomes 1.9410, which nobody takes for a thousand."""
    return number.str.replace(r"^(-?[0-9]{1,3}\.[0-9]{3})$", "${1}0")


def _read_workbook(content: bytes) -> list[Sheet]:
    # Imported late: a round of CSV files does not pay for it.
    import fastexcel

    expected = "Excel .xlsx"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_harmful(archive)
            parts = [archive.read(part) for part in _sheet_parts(archive)]
        book = fastexcel.read_excel(content)
        sheets: list[Sheet] = []
        if len(parts) != len(book.sheet_names):
            raise KeyError("a sheet that the workbook does not list")
        for name, part in zip(book.sheet_names, parts, strict=True):
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            places = [column.absolute_index for column in sheet.available_columns()]
            cells = sheet.to_polars()
            letters = [column_letter(n) for n in places]
            cells = cells.rename(dict(zip(cells.columns, letters, strict=True)))
            sheets.append(Sheet(name, _trimmed(_with_typed_cells(cells, part))))
    except NotReadable:
        raise
    except (*_BROKEN_WORKBOOK, fastexcel.FastExcelError) as error:
        found = str(error).partition("\n")[0]
        raise NotReadable("file_not_readable", found, expected) from error
    return sheets


def _refuse_harmful(archive: zipfile.ZipFile) -> None:
    """Raise NotReadable for a workbook that would take a reader more memory than there is.

    Every part is looked at, as any of them may be named as a sheet.
    """
    size = sum(part.file_size for part in archive.infolist())
    if size > _LARGEST_UNPACKED:
        raise NotReadable("file_not_readable", f"{size:,} bytes when unpacked", "< 200 MB")
    for part in archive.namelist():
        content = archive.read(part)
        addresses = _ADDRESS.findall(content)
        rows = [int(row) for row in {row for _, row in addresses}]
        rows += [int(row) for row in _ROW.findall(content)]
        columns = [_column_number(column) + 1 for column in {column for column, _ in addresses}]
        # Cells without an address stand one beside the other.
        columns += [len(_CELL.findall(row)) for row in _ROW_END.split(content)]
        if rows and max(rows) * max(columns) > _LARGEST_SHEET:
            raise NotReadable(
                "file_not_readable",
                f"a sheet that reaches to row {max(rows)} and over {max(columns)} columns",
                "bảng không có ô lạc ở xa / no stray values far from the table",
            )


def _with_typed_cells(cells: pl.DataFrame, part: bytes) -> pl.DataFrame:
    """Give cells that are not text the text that says what they are.

    Numbers cannot be taken for thousands; an error and a formula without a value, which a reader
    leaves out, stand as they are written.
    """
    numbers: dict[str, list[int]] = {}
    named: dict[str, dict[int, str]] = {}
    for attributes, inside in _NOT_TEXT.findall(part):
        address = _ADDRESS.match(b"<c " + attributes)
        if address is None:
            continue
        letter, row = address[1].decode().upper(), int(address[2])
        value = re.search(rb"<(?:\w+:)?v[^>]*>([^<]+)<", inside)
        formula = re.search(rb"<(?:\w+:)?f[^>]*>([^<]*)<", inside)
        if value is not None and b"#" in value[1]:
            named.setdefault(letter, {})[row] = value[1].decode()
        elif value is None and formula is not None:
            named.setdefault(letter, {})[row] = f"={unescape(formula[1].decode())}"
        elif value is not None and b"." in value[1]:
            numbers.setdefault(letter, []).append(row)
    row = pl.int_range(1, pl.len() + 1)
    return cells.with_columns(
        pl.when(row.is_in(numbers.get(letter, [])))
        .then(_unmistakable(pl.col(letter)))
        .otherwise(row.replace_strict(named.get(letter, {}), default=pl.col(letter)))
        .alias(letter)
        for letter in cells.columns
        if letter in numbers or letter in named
    )


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets in the order of the workbook."""
    book = archive.read("xl/workbook.xml").decode()
    links = archive.read("xl/_rels/workbook.xml.rels").decode()
    targets = {
        found[1]: target[1]
        for link in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links)
        if (found := re.search(r"""\bId=["']([^"']+)""", link))
        and (target := re.search(r"""\bTarget=["']/?(?:xl/)?([^"']+)""", link))
    }
    ids = re.findall(r"""<(?:\w+:)?sheet\s[^>]*?\b\w+:id=["']([^"']+)""", book)
    return [f"xl/{targets[one]}" for one in ids]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _letters(count: int) -> list[str]:
    return [column_letter(n) for n in range(count)]


def _trimmed(cells: pl.DataFrame, widths: list[int] | None = None) -> pl.DataFrame:
    """Blank cells become null; number the rows, drop columns and rows that are empty."""
    blanked = cells.select(pl.when(pl.all().str.strip_chars() != "").then(pl.all()))
    used = [n for n, column in enumerate(blanked) if column.null_count() < blanked.height]
    last = max(used, default=-1) + 1
    grid = blanked.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("row"),
        pl.Series("width", widths, dtype=pl.UInt32)
        if widths
        else pl.lit(None, pl.UInt32).alias("width"),
        *blanked.columns[:last],
    )
    return grid.filter(pl.any_horizontal(pl.exclude("row", "width").is_not_null()))
