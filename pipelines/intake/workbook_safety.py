"""What is looked at in a workbook before anything reads it: size, reach, and harmful parts.

Here belongs refusing files that would harm a reader or its user. Reading those that pass is in
`workbooks.py`. Only the standard library is imported: this runs in a small process of its own.
"""

import re
import zipfile
from typing import Final

from pipelines.intake.refusals import NotReadable
from pipelines.intake.workbook_parts import main_part
from pipelines.notation import EN

LARGEST_PACKED: Final = 50_000_000
"""Bytes of a workbook as sent; a form of 62 indicators has 20,000."""
LARGEST_UNPACKED: Final = 200_000_000
"""Bytes of a workbook once unpacked; a zip bomb claims more."""
_HIGHEST_RATIO: Final = 200
"""Bytes unpacked for one packed, from a megabyte on. Sheets of text reach 30, a zip bomb 1000."""
_MOST_ENTRIES: Final = 2_000
MOST_CELLS: Final = 20_000_000
"""Cells between A1 and the last used row and column. A sheet with values in two far corners asks a
reader for more memory than there is, so its reach is looked at before anything is read."""
MOST_COLUMNS: Final = 256
"""No layout has more than twenty columns."""
MOST_TEXT: Final = 200_000_000
"""Characters in the cells of a workbook: a small file may show one long text a million times."""
_WORKBOOK: Final = "Excel .xlsx"
_BOOK_NAME: Final = re.compile(r"^(?!word/|ppt/|visio/).*\.xml$", re.IGNORECASE)
_LONGEST_LIST: Final = 1_000_000
"""Bytes of the list that names the book of an archive; it has a few lines."""
_ROW_END: Final = re.compile(rb"</(?:\w+:)?row\s*>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,7})")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>/]")
_EMPTY: Final = re.compile(
    rb"<(?:\w+:)?c(?:\s[^>]*)?(?:/>|(?<!/)>\s*(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?"
    rb"</(?:\w+:)?c\s*>)"
)
"""A cell that has a look and holds nothing."""
_EMPTY_ROW: Final = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*)?(?:/>|(?<!/)>\s*</(?:\w+:)?row\s*>)")
_ADDRESS: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})")
_FAR: Final = re.compile(rb" r=\"(?:[A-Za-z]{2}|[A-Za-z]?\d{6})")
"""An address beyond column Z or row 99,999."""
_MACROS: Final = re.compile(r"vbaProject|vbaData|activeX/|macrosheets/|\.bin$", re.IGNORECASE)
_HARMLESS_BINARY: Final = re.compile(r"(printerSettings|customProperty)\d*\.bin$", re.IGNORECASE)
_LINKS: Final = re.compile(
    r"(^|/)(externalLinks/|connections\.xml|embeddings/|queryTables/)", re.IGNORECASE
)
_OUTSIDE: Final = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_BREAK_LINKS: Final = "xóa liên kết, dán dạng giá trị / break the links, paste values"
_UNSAFE_PATH: Final = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\\|[\x00-\x1f]")


def ensure_archive_is_safe(archive: zipfile.ZipFile, packed: int) -> None:
    """Look at the list of parts alone. Raises NotReadable for an archive that is not to be opened.

    `packed` is the size of the file in bytes.
    """
    entries = archive.infolist()
    _limit(packed, LARGEST_PACKED, "bytes")
    _limit(len(entries), _MOST_ENTRIES, "entries / mục")
    unpacked = sum(entry.file_size for entry in entries)
    _limit(unpacked, LARGEST_UNPACKED, "bytes when unpacked / byte khi giải nén")
    for entry in entries:
        if entry.flag_bits & 1:
            raise NotReadable("file_is_encrypted", entry.filename, _WORKBOOK)
        if _UNSAFE_PATH.search(entry.filename):
            raise NotReadable("file_has_unsafe_paths", ascii(entry.filename), _WORKBOOK)
        if entry.file_size > 1_000_000 and entry.file_size > _HIGHEST_RATIO * max(
            entry.compress_size, 1
        ):
            ratio = (
                f"{entry.filename}: x {EN.count(entry.file_size // max(entry.compress_size, 1))}"
            )
            raise NotReadable("file_too_large", ratio, f"<= x {_HIGHEST_RATIO}")
    names = [entry.filename for entry in entries]
    _refuse_parts(names)
    if not _is_workbook(archive, names):
        kinds = {"word/": "Word", "ppt/": "PowerPoint", "xl/": "Excel .xlsb", "content.xml": "ODF"}
        found = next((kind for part, kind in kinds.items() for n in names if part in n), "ZIP")
        raise NotReadable("file_is_renamed", found, _WORKBOOK)
    # Part names have no case: of two alike, one program reads this and another that.
    if len({name.lower() for name in names}) < len(names):
        raise NotReadable("file_not_readable", "hai phần trùng tên / a part twice", _WORKBOOK)


def _is_workbook(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether an archive holds the book of a workbook: under its usual name, or the one it says."""
    if "xl/workbook.xml" in names:
        return True
    try:
        entry = archive.getinfo("_rels/.rels")
    except KeyError:
        return False
    if entry.file_size > _LONGEST_LIST:
        return False
    book = main_part(archive.read(entry))
    return book is not None and _BOOK_NAME.search(book) is not None and book in names


def _limit(found: int, most: int, what: str) -> None:
    if found > most:
        raise NotReadable("file_too_large", f"{EN.count(found)} {what}", f"<= {EN.count(most)}")


def _refuse_parts(names: list[str]) -> None:
    for name in names:
        if _MACROS.search(name) and not _HARMLESS_BINARY.search(name):
            if name == "xl/workbook.bin" or name.startswith("xl/worksheets/sheet"):
                raise NotReadable("file_is_renamed", "Excel .xlsb", _WORKBOOK)
            raise NotReadable("file_has_macros", name, _WORKBOOK)
        if _LINKS.search(name):
            raise NotReadable("file_has_external_links", name, _BREAK_LINKS)


def ensure_part_is_plain(name: str, part: bytes) -> None:
    """Raise NotReadable for an XML part that declares a document type or entities, is UTF-16, or
    links the workbook to what lies outside of it."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:64]:
        raise NotReadable("file_not_readable", f"{name}: UTF-16", _WORKBOOK)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise NotReadable("file_has_entities", f"{name}: <!DOCTYPE", _WORKBOOK)
    # Of a sheet such links are those that people click on; of the book they are sources of data.
    if name.lower() == "xl/_rels/workbook.xml.rels" and _OUTSIDE.search(part):
        raise NotReadable("file_has_external_links", name, _BREAK_LINKS)


def ensure_reach(part: bytes) -> None:
    """Raise NotReadable for a sheet whose cells reach further than any layout could."""
    # Every cell and row says where it is in the usual way, and none is far: no list is needed. A
    # sheet made to look so is stopped by the memory limit of the process that reads it.
    is_usual = part.count(b"<c ") + part.count(b"<row ") == part.count(b' r="')
    if is_usual and not _FAR.search(part):
        return
    if len(_ADDRESS.findall(part)) == len(_CELL.findall(part)):
        # What only has a look takes no room; without addresses it still moves what follows.
        part = _EMPTY_ROW.sub(b"", _EMPTY.sub(b"", part))
    addresses = _ADDRESS.findall(part)
    rows = [int(row) for row in {row for _, row in addresses}]
    rows += [int(row) for row in _ROW.findall(part)]
    columns = [column_number(column) + 1 for column in {column for column, _ in addresses}]
    if len(addresses) < len(_CELL.findall(part)):
        # Cells without an address stand one beside the other.
        columns += [len(_CELL.findall(row)) for row in _ROW_END.split(part)]
        rows.append(part.count(b"row>"))
    if not columns:
        return
    last_row, last_column = max(rows, default=1), max(columns)
    ensure_size(last_row, last_column)


def ensure_size(rows: int, columns: int) -> None:
    """Raise NotReadable for a sheet of more rows and columns than any layout could have."""
    if rows * columns > MOST_CELLS or columns > MOST_COLUMNS:
        raise NotReadable(
            "file_too_large",
            f"trang tính {rows} dòng x {columns} cột / a sheet of {rows} rows x {columns} columns",
            "bảng không có ô lạc ở xa / no stray values far from the table",
        )


def ensure_texts_are_few(characters: int) -> None:
    """Raise NotReadable for a workbook whose cells hold more text than is handed on."""
    _limit(characters, MOST_TEXT, "ký tự / characters")


def column_number(letters: bytes) -> int:
    """The number of a column from 0, from its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1
