"""Files as grids of text: CSV, XLSX and Parquet in, cells with their true places out.

Here belongs telling what kind of file it is, and laying the sheets of many files one below the
other, so that a round is read in a few passes. Opening each kind is in `text_tables.py`,
`workbooks.py` and `parquet_tables.py`; what the columns mean is in `layouts.py`.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from pipelines.intake.parquet_tables import NUMBERS_KEY, parquet_as_ipc
from pipelines.intake.refusals import NotReadable
from pipelines.intake.text_tables import read_text_table
from pipelines.intake.workbook_safety import LARGEST_UNPACKED, column_number
from pipelines.intake.workbooks import CELL_END, NUMBER, TEXT, SheetCells, read_workbook
from pipelines.notation import EN

A_TABLE: Final = "dòng tiêu đề và ít nhất một dòng số liệu / a header and at least one row"
"""What a file must hold, in both languages."""
ACCEPTED: Final = "CSV (UTF-8), Excel .xlsx, Parquet"
_OF_NAME: Final = {
    "xlsx": "workbook",
    "xlsm": "workbook",
    "parquet": "parquet",
    "csv": "text",
    "tsv": "text",
    "txt": "text",
}
_MAGIC: Final = (
    (b"PK\x03\x04", "workbook", "ZIP, Excel .xlsx"),
    (b"PAR1", "parquet", "Parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "Excel 97-2003 (.xls)"),
    (b"%PDF", "", "PDF"),
    (b"\x89PNG", "", "PNG"),
    (b"\xff\xd8\xff", "", "JPEG"),
    (b"GIF8", "", "GIF"),
    (b"Rar!", "", "RAR"),
    (b"7z\xbc\xaf", "", "7-Zip"),
    (b"\x1f\x8b", "", "GZIP"),
    (b"MZ", "", "EXE"),
    (b"\x7fELF", "", "ELF"),
    (b"{\\rtf", "", "RTF"),
)
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<script", b"<head", b"<meta")
_PLACE: Final = ("sheet_at", "row", "width", "is_hidden", "kinds")
_MERGED_SCHEMA: Final = {
    "sheet_at": pl.UInt32,
    "letter": pl.String,
    "top": pl.UInt32,
    "bottom": pl.UInt32,
}
_WIDE: Final = 32
"""Sheets up to this many columns are laid one below the other; a wider one stays by itself."""

Opened = Callable[[str, bytes], Any]
"""Opens a workbook (lists of cells) or a Parquet file (bytes of Arrow), wherever that is done."""


@dataclass(frozen=True, slots=True)
class FileTables:
    """A file as opened: the sheets of a workbook, or one frame of text with its encoding."""

    sheets: tuple[SheetCells, ...] = ()
    cells: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The sheets of many files.

    `sheets`: sheet_at, file_at, name, state. `blocks` are frames with sheet_at, row (from 1),
    width (cells written in the row, blank ones too, where the kind of file says so), is_hidden,
    kinds (a letter for each cell, see `workbooks.py`; null: all text) and columns by letter (A, B,
    ...), all text. Rows without any text are left out. `merged` has the cells that are merged
    downwards: sheet_at, letter, top, bottom; `formulas` those that a formula computes: sheet_at,
    cell.
    """

    sheets: pl.DataFrame
    blocks: tuple[pl.DataFrame, ...]
    merged: pl.DataFrame
    formulas: pl.DataFrame


def open_here(verb: str, content: bytes) -> Any:
    """Open a workbook or a Parquet file in this process."""
    return read_workbook(content) if verb == "workbook" else parquet_as_ipc(content)


def read_file(file_name: str, content: bytes, opened: Opened = open_here) -> FileTables:
    """Read one file. Raises NotReadable for one that is empty, broken, harmful or renamed."""
    if len(content) > LARGEST_UNPACKED:
        raise too_large(len(content))
    if not content.strip():
        raise NotReadable("file_is_empty", f"{len(content)} bytes", A_TABLE)
    match _kind(file_name, content):
        case "workbook":
            return FileTables(sheets=tuple(opened("workbook", content)))
        case "parquet":
            return FileTables(cells=_from_ipc(opened("parquet", content)))
        case _:
            return FileTables(cells=read_text_table(content).cells)


def too_large(size: int) -> NotReadable:
    """Why a file of more bytes than any submission is not read."""
    return NotReadable(
        "file_too_large", f"{EN.count(size)} bytes", f"<= {EN.count(LARGEST_UNPACKED)}"
    )


def read_files(files: Sequence[tuple[str, bytes]]) -> list[FileTables | NotReadable]:
    """Read files in this process: for each, what it holds or why it cannot be read."""
    return [_tried(name, content) for name, content in files]


def _tried(name: str, content: bytes) -> FileTables | NotReadable:
    try:
        return read_file(name, content)
    except NotReadable as error:
        return error


def _kind(file_name: str, content: bytes) -> str:
    extension = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    named = _OF_NAME.get(extension)
    if named is None:
        found = f".{extension}" if extension else "không có đuôi tệp / no extension"
        raise NotReadable("file_not_readable", found, ACCEPTED)
    for magic, kind, said in _MAGIC:
        # A table of text may begin with the two letters of a program; a program holds null bytes.
        if content.startswith(magic) and (len(magic) > 2 or not _is_text(content)):
            if kind == named:
                return kind
            if said.endswith("(.xls)") and "EncryptedPackage".encode("utf-16-le") in content:
                raise NotReadable("file_is_encrypted", f".{extension}", ACCEPTED)
            raise NotReadable("file_is_renamed", f".{extension}: {said}", ACCEPTED)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise NotReadable("file_is_renamed", f".{extension}: HTML, XML", ACCEPTED)
    if named != "text":
        found = f".{extension}: " + ("text" if _is_text(content) else "không rõ / unknown")
        raise NotReadable("file_is_renamed", found, ACCEPTED)
    return "text"


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content[:1000]


def gather(files: Iterable[tuple[int, FileTables]]) -> Grid:
    """Lay the sheets of files, each with a number of its own, one below the other."""
    listed: list[tuple[int, str, str]] = []
    narrow: list[tuple[int, SheetCells]] = []
    frames: list[pl.DataFrame] = []
    computed: list[tuple[int, list[str]]] = []
    areas: list[tuple[int | str, ...]] = []
    for file_at, tables in files:
        for sheet in tables.sheets:
            at = len(listed)
            listed.append((file_at, sheet["name"], sheet["state"]))
            if sheet["formulas"]:
                computed.append((at, sheet["formulas"]))
            areas += [(at, column_letter(column), *rows) for column, *rows in sheet["merged"]]
            if not sheet["columns"]:
                continue
            if len(sheet["columns"]) <= _WIDE:
                narrow.append((at, sheet))
            else:
                frames.append(_laid([(at, sheet)]))
        if tables.cells is not None:
            at = len(listed)
            listed.append((file_at, "", "visible"))
            frames.append(_placed(tables.cells, at))
    if narrow:
        frames.append(_laid(narrow))
    sheets = pl.DataFrame(
        listed,
        schema={"file_at": pl.UInt32, "name": pl.String, "state": pl.String},
        orient="row",
    ).with_row_index("sheet_at")
    merged = pl.DataFrame(areas, schema=_MERGED_SCHEMA, orient="row")
    formulas = pl.DataFrame(
        computed, schema={"sheet_at": pl.UInt32, "cell": pl.List(pl.String)}, orient="row"
    ).explode("cell")
    return Grid(sheets, tuple(_of_one_width(frames)), merged, formulas)


def _of_one_width(frames: list[pl.DataFrame]) -> Iterable[pl.DataFrame]:
    by_width: dict[int, list[pl.DataFrame]] = {}
    for frame in frames:
        by_width.setdefault(frame.width, []).append(frame)
    return (pl.concat(alike) for alike in by_width.values())


def _laid(sheets: list[tuple[int, SheetCells]]) -> pl.DataFrame:
    """Sheets of lists as one frame, without the rows that are empty."""
    widest = max(len(sheet["columns"]) for _, sheet in sheets)
    heights = [sheet["height"] for _, sheet in sheets]
    blank = [CELL_END * (height - 1) for height in heights]
    columns = [
        _cells(
            [
                sheet["columns"][n] if n < len(sheet["columns"]) else none
                for (_, sheet), none in zip(sheets, blank, strict=True)
            ]
        )
        for n in range(widest)
    ]
    place = pl.DataFrame(
        {
            "sheet_at": [at for at, _ in sheets],
            "height": heights,
            "hidden": [s["hidden_rows"] for _, s in sheets],
        },
        schema={"sheet_at": pl.UInt32, "height": pl.UInt32, "hidden": pl.List(pl.UInt32)},
    )
    rows = place.with_columns(row=pl.int_ranges(1, pl.col("height") + 1, dtype=pl.UInt32))
    rows = rows.explode("row", empty_as_null=False)
    frame = rows.select(
        "sheet_at",
        "row",
        pl.lit(None, pl.UInt32).alias("width"),
        pl.col("hidden").list.contains(pl.col("row")).alias("is_hidden"),
        _cells([sheet["kinds"] for _, sheet in sheets]).alias("kinds"),
        *(column.alias(column_letter(n)) for n, column in enumerate(columns)),
    )
    return _without_blanks(frame)


def _cells(columns: list[str]) -> pl.Series:
    """The cells of one column of every sheet, one below the other."""
    return pl.Series(columns, dtype=pl.String).str.split(CELL_END).explode(empty_as_null=False)


def _without_blanks(frame: pl.DataFrame) -> pl.DataFrame:
    """Blank cells become null, rows without any text go."""
    texts = pl.exclude(_PLACE)
    blanked = frame.with_columns(pl.when(texts.str.contains(r"\S")).then(texts))
    return blanked.filter(pl.any_horizontal(pl.lit(value=False), texts.is_not_null()))


def _placed(cells: pl.DataFrame, at: int) -> pl.DataFrame:
    """The cells of a CSV or Parquet file with the number of their sheet."""
    if "kinds" not in cells.columns:
        cells = cells.with_columns(kinds=pl.lit(None, pl.String))
    return cells.select(
        pl.lit(at, pl.UInt32).alias("sheet_at"),
        "row",
        "width",
        pl.lit(value=False).alias("is_hidden"),
        "kinds",
        pl.exclude("row", "width", "kinds"),
    )


def _from_ipc(content: bytes) -> pl.DataFrame:
    """A Parquet file as a grid: its names are row 1."""
    table = pl.read_ipc(io.BytesIO(content))
    is_number = [name.startswith(NUMBERS_KEY) for name in table.columns]
    names = [name.removeprefix(NUMBERS_KEY) for name in table.columns]
    letters = [column_letter(n) for n in range(table.width)]
    header = pl.DataFrame([names], schema=dict.fromkeys(letters, pl.String), orient="row")
    table.columns = letters
    grid = pl.concat([header, table])
    kinds = "".join(NUMBER if one else TEXT for one in is_number)
    return grid.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("row"),
        pl.lit(None, pl.UInt32).alias("width"),
        pl.when(pl.int_range(pl.len()) > 0).then(pl.lit(kinds)).alias("kinds"),
        pl.when(pl.all().str.contains(r"\S")).then(pl.all()),
    )


def kind_of(letter: str) -> pl.Expr:
    """The kind of the cells of a column of a block."""
    return pl.col("kinds").str.slice(column_number(letter.encode()), 1).fill_null(TEXT)


def column_letter(n: int) -> str:
    """The letter of a column counted from 0, as in a spreadsheet."""
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
