"""The parts of a workbook by what they are, whatever they are called, in the shape a reader knows.

Here belongs finding the parts by their relationships, and writing a workbook again where its writer
was free in a way that the reader of its cells does not know. What stands in the cells is read in
`workbooks.py`. Only the standard library is imported: this runs in a small process of its own.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

_BOOK, _STYLES, _STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
"""Where the reader of cells looks for them; sheets it finds by the relationships of the book."""
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TO_THE_BOOK: Final = (
    f'<Relationships><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{_BOOK}"/>'
    "</Relationships>"
)
_RELATIONSHIP: Final = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE: Final = re.compile(r"""\b(Id|Type|Target)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHEET_ID: Final = re.compile(r"""<(?:\w+:)?sheet\s[^>]*?\b\w+:id\s*=\s*["']([^"']+)""")
_KNOWN_ERRORS: Final = frozenset(
    {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
)
"""Error values that the reader of cells knows; at any other it gives up the whole workbook."""
_ERROR_VALUE: Final = re.compile(
    rb"(<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*[\"']e[\"'])[^>]*[^>/]>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v[^>]*>)([^<]*)(?=<)",
    re.DOTALL,
)
_EXTENT: Final = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?(?:/>|>\s*</(?:\w+:)?dimension>)")
_SOUND_EXTENT: Final = re.compile(
    rb"\bref\s*=\s*[\"'][A-Za-z]{1,3}[1-9]\d{0,6}(:[A-Za-z]{1,3}[1-9]\d{0,6})?[\"']"
)


@dataclass(frozen=True, slots=True)
class _Link:
    """A relationship: the part it leads to and what that is."""

    address: str
    name: str

    @property
    def kind(self) -> str:
        """Its kind without the standard that names it, of which there are a strict and a loose."""
        return self.address.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class WorkbookParts:
    """The names of the parts: the book, its sheets in their order with the kind of each (some are
    charts), styles and shared texts."""

    book: str
    sheets: tuple[str, ...]
    kinds: tuple[str, ...]
    styles: str | None
    strings: str | None


def main_part(relationships: bytes) -> str | None:
    """The name of the part that an archive is about, by its `_rels/.rels`; None if it says none."""
    links = _links(relationships.decode(errors="replace"), "")
    return next((link.name for link in links.values() if link.kind == "officeDocument"), None)


def workbook_parts(parts: Mapping[str, bytes]) -> WorkbookParts:
    """Find the parts of a workbook. Raises KeyError for one that is named and is not there."""
    names = {name.lower(): name for name in parts}
    book = names[(main_part(parts.get("_rels/.rels", b"")) or _BOOK).lower()]
    folder, _, own = book.rpartition("/")
    listed = names[posixpath.join(folder, "_rels", f"{own}.rels").lower()]
    links = _links(parts[listed].decode(), folder)
    by_kind = {link.kind: names.get(link.name.lower()) for link in links.values()}
    ids = _SHEET_ID.findall(parts[book].decode())
    return WorkbookParts(
        book,
        tuple(names[links[id_].name.lower()] for id_ in ids),
        tuple(links[id_].address for id_ in ids),
        by_kind.get("styles") or names.get(_STYLES.lower()),
        by_kind.get("sharedStrings") or names.get(_STRINGS.lower()),
    )


def _links(text: str, folder: str) -> dict[str, _Link]:
    """Relationships by their id; targets are relative to a folder, or begin at the top."""
    links: dict[str, _Link] = {}
    for written in _RELATIONSHIP.findall(text):
        found = {name: one or other for name, one, other in _ATTRIBUTE.findall(written)}
        if "Id" in found and "Target" in found:
            path = posixpath.normpath(posixpath.join("/", folder, found["Target"])).lstrip("/")
            links[found["Id"]] = _Link(found.get("Type", ""), path)
    return links


def as_readers_know(content: bytes, parts: Mapping[str, bytes], named: WorkbookParts) -> bytes:
    """A workbook of which every reader knows the shape: itself, or what it holds written again."""
    sheets = {name: _readable(parts[name]) for name in dict.fromkeys(named.sheets)}
    usual = ((named.book, _BOOK), (named.styles, _STYLES), (named.strings, _STRINGS))
    is_known = "_rels/.rels" in parts and all(
        name is None or name.lower() == known.lower() for name, known in usual
    )
    if is_known and all(parts[name] is sheet for name, sheet in sheets.items()):
        return content
    places = {name: f"worksheets/sheet{n}.xml" for n, name in enumerate(sheets, 1)}
    ids = _SHEET_ID.findall(parts[named.book].decode())
    lines = "".join(
        f"<Relationship Id={quoteattr(id_)} Type={quoteattr(kind)} "
        f"Target={quoteattr(places[name])}/>"
        for id_, kind, name in zip(ids, named.kinds, named.sheets, strict=True)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", parts.get("[Content_Types].xml", b"<Types/>"))
        archive.writestr("_rels/.rels", _TO_THE_BOOK)
        archive.writestr(_BOOK, parts[named.book])
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{lines}</Relationships>")
        for name, known in usual[1:]:
            if name is not None:
                archive.writestr(known, parts[name])
        for name, place in places.items():
            archive.writestr(f"xl/{place}", sheets[name])
    return packed.getvalue()


def _readable(sheet: bytes) -> bytes:
    """A sheet without what the reader of cells stumbles over: the same object where it is sound.

    An error value that it does not know is given as one that it knows, and an extent that is none
    is left out; what the cells really hold is read beside it.
    """
    extent = _EXTENT.search(sheet) if b"dimension" in sheet else None
    if extent is not None and _SOUND_EXTENT.search(extent[0]) is None:
        sheet = sheet[: extent.start()] + sheet[extent.end() :]
    if b't="e"' not in sheet and b"t='e'" not in sheet:
        return sheet
    if all(value in _KNOWN_ERRORS for _, value in _ERROR_VALUE.findall(sheet)):
        return sheet
    return _ERROR_VALUE.sub(
        lambda found: found[1] + (found[2] if found[2] in _KNOWN_ERRORS else b"#N/A"), sheet
    )
