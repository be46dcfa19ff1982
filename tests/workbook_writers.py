"""Workbooks as nine programs write them, byte by byte, all with the same cells.

Each shape follows what its program writes: namespaces, names of parts, where texts are kept, which
addresses are left out, how dates and formats are spelled, what stands around the cells.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_LOOSE: Final = "http://schemas.openxmlformats.org"
_STRICT: Final = "http://purl.oclc.org/ooxml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WHOLE: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
TEXT, NUMBER, PERCENT, LITERAL, DAY, ERROR, FORMULA, TRUTH = range(8)
"""Kinds of cells; PERCENT, LITERAL and DAY are numbers with a look, in this order from style 1."""
_STYLE: Final = {PERCENT: 1, LITERAL: 2, DAY: 3}
ROWS: Final[tuple[tuple[tuple[int, str] | None, ...], ...]] = (
    tuple((TEXT, name) for name in ("round", "entity_code", "indicator_code", "input", "value")),
    ((TEXT, "r1"), (TEXT, "00001"), (TEXT, "1.5"), (TEXT, "x"), (PERCENT, "0.85"), (DAY, "45869")),
    ((TEXT, "r1"), (TEXT, "00001"), (TEXT, "1.7"), (TEXT, "p"), (LITERAL, "0.5"), None),
    ((TEXT, "r1"), (TEXT, "00001"), (TEXT, "1.10"), (TEXT, "m"), (NUMBER, "1234567.5"), None),
    ((TEXT, "r1"), (TEXT, "00001"), (TEXT, "1.2"), (TEXT, "done"), (TEXT, "Có & đủ"), None),
    ((TEXT, "r1"), (TEXT, "00001"), (TEXT, "1.8"), (TEXT, "c"), (ERROR, "#SPILL!"), (TRUTH, "1")),
    ((TEXT, "r1"), (TEXT, "00001"), (TEXT, "1.6"), (TEXT, "n"), (FORMULA, "A1+1"), None),
)
"""The cells of every workbook. The fifth row is hidden."""
HIDDEN_ROW: Final = 5
EXPECTED: Final = {
    "E2": ("85%", "n"), "F2": ("31/07/2025", "d"), "E3": ("0.5", "p"), "E4": ("1234567.5", "n"),
    "E5": ("Có & đủ", "t"), "E6": ("#SPILL!", "e"), "F6": ("TRUE", "b"), "E7": ("=A1+1", "f"),
}  # fmt: skip
"""What they are read as, text and kind, beside the codes."""


@dataclass(frozen=True)
class Writer:
    """How a program writes a workbook."""

    name: str
    strict: bool = False
    prefix: str = ""
    declaration: str = _WHOLE
    book: str = "xl/workbook.xml"
    sheet: str = "xl/worksheets/sheet1.xml"
    styles: str = "xl/styles.xml"
    strings: str | None = "xl/sharedStrings.xml"
    absolute: bool = False
    """Targets of relationships begin at the top of the archive."""
    addressed: bool = True
    numbered: bool = True
    """Rows have numbers."""
    iso_days: bool = False
    literal: str = "0.0&quot;%&quot;"
    book_more: str = ""
    root_more: str = ""
    before: str = ""
    row_more: str = ""
    formula_more: str = ""
    number_more: str = ""
    after_rows: str = ""
    hidden: str = 'hidden="1"'


WRITERS: Final = (
    Writer(
        "Excel",
        before='<dimension ref="A1:F7"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>',
        root_more='xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"',
        row_more='spans="1:6" x14ac:dyDescent="0.25"',
    ),
    Writer("Excel, strict", strict=True, iso_days=True, book_more='conformance="strict"'),
    Writer(
        "Excel on the web",
        book="xl/workbook22.xml",
        sheet="xl/worksheets/sheet22.xml",
        styles="xl/styles22.xml",
        strings="xl/sharedStrings22.xml",
        absolute=True,
    ),
    Writer(
        "LibreOffice",
        before='<sheetPr filterMode="false"/><dimension ref="A1:F7"/>'
        '<cols><col collapsed="false" customWidth="true" hidden="false" min="1" max="6"/></cols>',
        row_more='customFormat="false" ht="12.8" outlineLevel="0" collapsed="false"',
        formula_more=' aca="false"',
        number_more=' t="n"',
        literal="0\\%",
        hidden='hidden="true"',
        after_rows='<row r="1048576" customFormat="false" ht="12.8" hidden="false"/>',
    ),
    Writer(
        "Google Sheets",
        declaration='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        before='<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>',
        after_rows="".join(
            f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="4"/>' for c in "ABCDEFXYZ") + "</row>"
            for n in range(8, 30)
        ),
    ),
    Writer(
        "WPS",
        root_more='xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"',
        before='<sheetPr/><dimension ref="A0:AZ48943"/>',
        row_more='spans="1:6"',
        after_rows='<row r="9" spans="1:16384"><c r="XFD9" s="4"/></row>',
        literal="0.00_);\\(0.00\\%\\)",
    ),
    Writer("openpyxl", declaration="", absolute=True, number_more=' t="n"'),
    Writer(
        "xlsxwriter",
        declaration='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        before='<dimension ref="A1:F7"/>',
    ),
    Writer(
        "Apache POI",
        declaration='<?xml version="1.0" encoding="UTF-8"?>\n',
        strings=None,
        before='<dimension ref="A1"/>',
        number_more=' t="n"',
    ),
    Writer(
        "Power BI",
        prefix="x:",
        declaration='<?xml version="1.0" encoding="utf-8"?>',
        sheet="xl/worksheets/sheet.xml",
        absolute=True,
        addressed=False,
        numbered=False,
        literal="#,0.0 [$%-42A]",
        strings=None,
    ),
)


def written_by(writer: Writer) -> bytes:
    """The workbook that a program writes of `ROWS`."""
    space = f"{_STRICT if writer.strict else _LOOSE}/spreadsheetml/{'main' if writer.strict else '2006/main'}"
    links = (
        f"{_STRICT}/officeDocument/relationships"
        if writer.strict
        else f"{_LOOSE}/officeDocument/2006/relationships"
    )
    texts = list(
        dict.fromkeys(text for row in ROWS for kind, text in filter(None, row) if kind == TEXT)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _links(links, {"officeDocument": _target(writer, writer.book, "")}),
        writer.book: _element(
            writer, "workbook", space, links, writer.book_more,
            '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets>',
        ),
        _relationships(writer.book): _links(links, {
            "worksheet": _target(writer, writer.sheet, "xl"),
            "styles": _target(writer, writer.styles, "xl"),
            **({"sharedStrings": _target(writer, writer.strings, "xl")} if writer.strings else {}),
        }),
        writer.styles: _element(writer, "styleSheet", space, links, "", _styles(writer)),
        writer.sheet: _element(writer, "worksheet", space, links, writer.root_more, _sheet(writer, texts)),
    }  # fmt: skip
    if writer.strings:
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        parts[writer.strings] = _element(writer, "sst", space, links, "", items)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, writer.declaration + part)
    return packed.getvalue()


def _element(writer: Writer, name: str, space: str, links: str, more: str, inside: str) -> str:
    """The outermost element of a part, with the prefix of the writer in all that is in it."""
    own = f'xmlns{":" if writer.prefix else ""}{writer.prefix.rstrip(":")}="{space}"'
    whole = f'<{name} {own} xmlns:r="{links}" {more}>{inside}</{name}>'
    if not writer.prefix:
        return whole
    return whole.replace("</", "\0").replace("<", f"<{writer.prefix}").replace("\0", f"</{writer.prefix}")  # fmt: skip


def _relationships(name: str) -> str:
    folder, _, own = name.rpartition("/")
    return f"{folder}/_rels/{own}.rels"


def _target(writer: Writer, name: str, folder: str) -> str:
    return f"/{name}" if writer.absolute else name.removeprefix(f"{folder}/")


def _links(space: str, targets: dict[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{space}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _styles(writer: Writer) -> str:
    """Style 1 is a percentage, 2 a percent sign as it stands, 3 a day, 4 has a colour alone."""
    formats = (
        f'<numFmt numFmtId="164" formatCode="{writer.literal}"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/>'
    )
    looks = "".join(f'<xf numFmtId="{n}" xfId="0"/>' for n in (0, 9, 164, 165, 0))
    return f'<numFmts count="2">{formats}</numFmts><cellXfs count="5">{looks}</cellXfs>'


def _sheet(writer: Writer, texts: list[str]) -> str:
    rows: list[str] = []
    for n, row in enumerate(ROWS, 1):
        attributes = " ".join(
            part
            for part in (
                f'r="{n}"' if writer.numbered else "",
                writer.row_more,
                writer.hidden if n == HIDDEN_ROW else "",
            )
            if part
        )
        cells = "".join(
            _cell(writer, f"{letter}{n}", cell, texts)
            for letter, cell in zip("ABCDEF", row, strict=False)
        )
        rows.append(f"<row{' ' if attributes else ''}{attributes}>{cells}</row>")
    return f"{writer.before}<sheetData>{''.join(rows)}{writer.after_rows}</sheetData>"


def _cell(writer: Writer, at: str, cell: tuple[int, str] | None, texts: list[str]) -> str:
    place = f' r="{at}"' if writer.addressed else ""
    if cell is None:
        return f'<c{place} s="4"/>'
    kind, text = cell
    style = f' s="{_STYLE[kind]}"' if kind in _STYLE else ""
    match kind:
        case k if k == TEXT and writer.strings is None:
            return (
                f'<c{place} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            )
        case k if k == TEXT:
            return f'<c{place} t="s"><v>{texts.index(text)}</v></c>'
        case k if k == ERROR:
            return f'<c{place} t="e"><v>{text}</v></c>'
        case k if k == TRUTH:
            return f'<c{place} t="b"><v>{text}</v></c>'
        case k if k == FORMULA:
            return f"<c{place}><f{writer.formula_more}>{text}</f></c>"
        case k if k == DAY and writer.iso_days:
            return f'<c{place}{style} t="d"><v>2025-07-31</v></c>'
        case _:
            return f"<c{place}{style}{writer.number_more}><v>{text}</v></c>"
