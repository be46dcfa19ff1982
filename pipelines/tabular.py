"""Files as grids of text: CSV, XLSX and Parquet in, sheets with true cell addresses out.

Here belongs reading bytes without losing where anything stood. What the columns mean is in
`layouts.py`.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

import polars as pl

_SEPARATORS: Final = (",", ";", "\t")
_WIDEST: Final = 128
"""Columns beyond this make a CSV unreadable; no layout has more than twenty."""
_LARGEST_SHEET: Final = 20_000_000
"""Cells between the first and the last used one. A sheet with values in two far corners asks a
reader for more memory than there is, so the extent is looked at before anything is read."""
_CELL: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')


class NotReadable(ValueError):
    """A file that cannot be read: the rule it breaks, what was found and what was expected."""

    def __init__(self, rule: str, found: str, expected: str) -> None:
        super().__init__(f"{rule}: {found}; expected {expected}")
        self.rule, self.found, self.expected = rule, found, expected


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of text. Columns are named by letter (A, B, ...), `row` is the number from 1."""

    name: str
    cells: pl.DataFrame


def read_sheets(file_name: str, content: bytes) -> list[Sheet]:
    """Read every sheet of a file.

    Raises NotReadable for a file that is empty, broken, not UTF-8 (CSV) or of an unknown kind.
    """
    if not content.strip():
        raise NotReadable("file_is_empty", "0 bytes", "the header and at least one row")
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
        raise NotReadable("file_not_utf8", found, "CSV UTF-8") from error
    first_line = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    schema = {column_letter(n): pl.String for n in range(_WIDEST)}
    try:
        cells = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            schema=schema,
            separator=separator,
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError as error:
        raise NotReadable(
            "file_not_readable", _csv_fault(text, separator), "CSV (UTF-8)"
        ) from error
    return Sheet("", _trimmed(cells))


def _csv_fault(text: str, separator: str) -> str:
    """Where a CSV breaks, by the standard reader, which counts lines."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(row) > _WIDEST:
                return f"line {reader.line_num}: {len(row)} columns"
    except csv.Error as error:
        return f"line {reader.line_num}: {error}"
    return "a quote that is never closed"


def _read_parquet(content: bytes) -> Sheet:
    try:
        table = pl.read_parquet(io.BytesIO(content))
    except pl.exceptions.PolarsError as error:
        raise NotReadable("file_not_readable", "broken Parquet", "a whole Parquet file") from error
    text = table.select(pl.all().cast(pl.String))
    header = pl.DataFrame([table.columns], schema=text.columns, orient="row")
    cells = pl.concat([header, text])
    return Sheet(
        "",
        _trimmed(cells.rename(dict(zip(cells.columns, _letters(cells.width), strict=True)))),
    )


def _read_workbook(content: bytes) -> list[Sheet]:
    # Imported late: a round of CSV files does not pay for it.
    import fastexcel

    expected = "an Excel workbook (.xlsx) saved by Excel or LibreOffice"
    try:
        corners = _first_cells(content)
        book = fastexcel.read_excel(content)
        sheets: list[Sheet] = []
        for n, name in enumerate(book.sheet_names):
            cells = book.load_sheet(n, header_row=None, dtypes="string").to_polars()
            first_row, first_column = corners.get(n, (1, 0))
            letters = _letters(first_column + cells.width)[first_column:]
            cells = cells.rename(dict(zip(cells.columns, letters, strict=True)))
            sheets.append(Sheet(name, _trimmed(cells, first_row)))
    except (
        fastexcel.FastExcelError,
        zipfile.BadZipFile,
        KeyError,
        UnicodeDecodeError,
    ) as error:
        found = str(error).partition("\n")[0]
        raise NotReadable("file_not_readable", found, expected) from error
    return sheets


def _first_cells(content: bytes) -> dict[int, tuple[int, int]]:
    """The first used row (from 1) and column (from 0) of each sheet.

    The reader drops what is empty before them. Raises NotReadable for a sheet whose extent is
    beyond all reason.
    """
    corners: dict[int, tuple[int, int]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for n, part in enumerate(_sheet_parts(archive)):
            addresses = _CELL.findall(archive.read(part))
            if not addresses:
                continue
            columns = {column for column, _ in addresses}
            numbers = [_column_number(column) for column in columns]
            rows = [int(row) for row in {row for _, row in addresses}]
            extent = (max(rows) - min(rows) + 1) * (max(numbers) - min(numbers) + 1)
            if extent > _LARGEST_SHEET:
                raise NotReadable(
                    "file_not_readable",
                    f"a sheet that reaches from row {min(rows)} to row {max(rows)} and over "
                    f"{max(numbers) - min(numbers) + 1} columns",
                    "a table without stray values far away from it",
                )
            corners[n] = (min(rows), min(numbers))
    return corners


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets in the order of the workbook."""
    book = archive.read("xl/workbook.xml").decode()
    links = archive.read("xl/_rels/workbook.xml.rels").decode()
    targets = {
        found[1]: target[1]
        for link in re.findall(r"<Relationship\s[^>]*>", links)
        if (found := re.search(r'\bId="([^"]+)"', link))
        and (target := re.search(r'\bTarget="/?(?:xl/)?([^"]+)"', link))
    }
    ids = re.findall(r'<(?:\w+:)?sheet\s[^>]*?\br:id="([^"]+)"', book)
    return [f"xl/{targets[one]}" for one in ids]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _letters(count: int) -> list[str]:
    return [column_letter(n) for n in range(count)]


def _trimmed(cells: pl.DataFrame, first_row: int = 1) -> pl.DataFrame:
    """Number the rows, drop empty columns at the right and empty rows."""
    used = [name for name in cells.columns if cells[name].null_count() < cells.height]
    last = cells.columns.index(used[-1]) + 1 if used else 0
    kept = cells.select(cells.columns[:last]).with_row_index("row", offset=first_row)
    return kept.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
