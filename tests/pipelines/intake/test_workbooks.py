"""Workbooks: every cell keeps its place and its kind, and harmful ones are refused unharmed."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from intake_builders import rewritten, sheets_of, workbook

from pipelines.intake import workbook_safety
from pipelines.intake.refusals import NotReadable
from pipelines.intake.workbooks import CELL_END, SheetCells, read_workbook


def cells(content: bytes, sheet: str = "s") -> dict[str, str]:
    return sheets_of("a.xlsx", content).get(sheet, {})


def refusal(content: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_workbook(content)
    return caught.value


def written(*calls: tuple[Any, ...], name: str = "s", **formats: str) -> bytes:
    """A workbook of one sheet made by calls of xlsxwriter; `formats` are number formats by name."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "remove_timezone": True})
    sheet = book.add_worksheet(name)
    of = {key: book.add_format({"num_format": text}) for key, text in formats.items()}
    for verb, *arguments in calls:
        getattr(sheet, verb)(*(of.get(a, a) if isinstance(a, str) else a for a in arguments))
    book.close()
    return packed.getvalue()


def the_sheet(content: bytes) -> SheetCells:
    (sheet,) = read_workbook(content)
    return sheet


@pytest.mark.parametrize("at", ["A1", "C3", "AB12"])
def test_a_workbook_gives_true_addresses(at: str) -> None:
    assert cells(workbook(s={at: "x"})) == {at: "x"}


def test_formatted_blank_cells_do_not_move_addresses() -> None:
    content = written(
        ("merge_range", "A1:F1", "", "bold"),
        ("write_blank", "A2", None, "bold"),
        ("write", "C3", "x"),
        ("write_blank", "C4", None, "bold"),
        ("write", "D6", "y"),
        bold="0",
    )
    assert cells(content) == {"C3": "x", "D6": "y"}


def test_every_sheet_is_read_with_its_name() -> None:
    content = workbook(một={"B2": "x"}, hai={}, ba={"A1": "y"})
    assert [sheet["name"] for sheet in read_workbook(content)] == ["một", "hai", "ba"]
    assert sheets_of("a.xlsx", content) == {"một": {"B2": "x"}, "ba": {"A1": "y"}}


def test_typed_numbers_are_known_as_numbers() -> None:
    sheet = the_sheet(workbook(s={"A1": 1.941, "A2": 1941, "A3": 7.5, "A4": "1.941", "A5": True}))
    assert sheet["columns"] == [CELL_END.join(["1.941", "1941", "7.5", "1.941", "TRUE"])]
    assert sheet["kinds"] == CELL_END.join("nnntb")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (1e21, "1" + "0" * 21), (-0.5, "-0.5"), (85, "85")],
)
def test_a_number_is_written_without_an_exponent(number: float, text: str) -> None:
    assert cells(workbook(s={"A1": number})) == {"A1": text}


@pytest.mark.parametrize(
    ("number", "shown", "text"),
    [
        (0.85, "0%", "85%"),
        (0.8571, "0.00%", "85.71%"),
        (0.07, '0.0" "%', "7%"),
        (0.85, "0.00", "0.85"),
        (1, "0%", "100%"),
    ],
)
def test_a_number_shown_as_a_percentage_says_so(number: float, shown: str, text: str) -> None:
    assert cells(written(("write", "B2", number, "it"), it=shown)) == {"B2": text}


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (15.5, "15.5", "n"),
        ("#N/A", "#N/A", "e"),
        ("#DIV/0!", "#DIV/0!", "e"),
        ("", "=A1&B1", "f"),
        ("x", "x", "t"),
    ],
)
def test_a_formula_is_its_value_or_says_that_it_has_none(value: Any, text: str, kind: str) -> None:
    sheet = the_sheet(
        written(("write_row", "A1", ["x", "y"]), ("write_formula", "B2", "=A1&B1", None, value))
    )
    column, kinds = (of.split(CELL_END) for of in (sheet["columns"][1], sheet["kinds"]))
    assert (column[1], kinds[1][1]) == (text, kind)


def test_a_formula_without_a_result_beyond_all_values_is_told_too() -> None:
    content = written(("write", "A1", "x"), ("write_formula", "D5", '=IF(A1="x",1,2)', None, ""))
    assert cells(content) == {"A1": "x", "D5": '=IF(A1="x",1,2)'}


def test_a_date_is_written_as_offices_write_it() -> None:
    day = datetime.fromisoformat("2025-07-31")
    assert cells(written(("write", "A1", day, "it"), it="dd/mm/yyyy")) == {"A1": "31/07/2025"}


def test_hidden_rows_and_sheets_are_known() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for name in ("a", "b", "c"):
        book.add_worksheet(name).write_column("A1", ["x", "y", "z"])
    book.worksheets()[0].set_row(1, None, None, {"hidden": True})
    book.worksheets()[1].hide()
    book.worksheets()[2].very_hidden()
    book.close()
    sheets = read_workbook(packed.getvalue())
    assert [(s["state"], s["hidden_rows"]) for s in sheets] == [
        ("visible", [2]),
        ("hidden", []),
        ("very_hidden", []),
    ]


@pytest.mark.parametrize("corner", ["XFD1048576", "ZZ200000"])
def test_a_workbook_with_values_in_far_corners_is_refused_without_harm(corner: str) -> None:
    content = workbook(s={"A1": 1, corner: 1})
    assert len(content) < 10_000
    error = refusal(content)
    assert error.rule == "file_too_large"
    assert f"a sheet of {corner.lstrip('ZXFD')} rows x" in error.found


@pytest.mark.parametrize(
    "changes",
    [
        [('r="XFD1048576"', "r='XFD1048576'"), ('r="1048576"', "r='1048576'")],
        [("r:id", "rel:id"), ("xmlns:r=", "xmlns:rel=")],
        [("XFD", "xfd")],
        [('r="XFD1048576"', 'r = "XFD1048576"')],
        [('r="XFD1048576"', '\tr="XFD1048576"')],
    ],
)
def test_far_corners_are_seen_however_they_are_written(changes: list[tuple[str, str]]) -> None:
    content = workbook(s={"A1": 1, "XFD1048576": 1})
    assert refusal(rewritten(content, *changes)).rule == "file_too_large"


def test_a_stray_value_far_to_the_right_is_refused() -> None:
    assert refusal(workbook(s={"A1": 1, "XFD1": 1})).rule == "file_too_large"


def with_sheet(rows: str) -> bytes:
    """A workbook whose only sheet is of these rows."""
    content = workbook(s={"A1": 1})
    part = "xl/worksheets/sheet1.xml"
    whole = zipfile.ZipFile(io.BytesIO(content)).read(part).decode()
    start, end = whole.index("<sheetData>"), whole.index("</sheetData>")
    return rewritten(content, (whole[start:end], f"<sheetData>{rows}"))


@pytest.mark.parametrize("cell", ["<c><v>1</v></c>", "<c t='n'><v>1</v></c>", "<c\t><v>1</v></c>"])
def test_cells_without_an_address_are_counted(cell: str) -> None:
    assert cells(with_sheet(f"<row>{cell * 3}</row>")) == {"A1": "1", "B1": "1", "C1": "1"}
    error = refusal(with_sheet(f"<row>{cell * 300}</row>"))
    assert error.found.endswith("x 300 columns")


def test_a_small_workbook_that_shows_a_long_text_many_times_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook_safety, "MOST_TEXT", 10_000)
    content = workbook(s={f"A{n}": "x" * 1_000 for n in range(1, 21)})
    assert len(content) < 10_000
    assert refusal(content).found.endswith("ký tự / characters")


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/worksheets/Sheet1.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused_whatever_its_case(name: str) -> None:
    packed = io.BytesIO(workbook(s={"A1": 1}))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, "<worksheet/>")
    assert refusal(packed.getvalue()).found.endswith("a part twice")


def test_a_workbook_that_takes_its_data_from_elsewhere_is_refused_and_a_link_to_click_is_not() -> (
    None
):
    link = '<Relationship Id="r9" Type="x" Target="file:///x" TargetMode="External"/>'
    content = rewritten(workbook(s={"A1": 1}), ("</Relationships>", f"{link}</Relationships>"))
    assert refusal(content).rule == "file_has_external_links"
    clicked = written(("write_url", "A1", "https://example.vn/van-ban.pdf", None, "văn bản"))
    assert cells(clicked) == {"A1": "văn bản"}


def padded(count: int, level: int) -> bytes:
    packed = io.BytesIO(workbook(s={"A1": 1}))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED, compresslevel=level) as archive,
        archive.open("xl/media/x.xml", "w") as part,
    ):
        for n in range(count):
            part.write(bytes(1_000_000) if level == 1 else f"{n:07}".encode() * 140_000)
    return packed.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    content = padded(201, 1)
    assert len(content) < 2_000_000
    assert "when unpacked" in refusal(content).found


def test_a_part_that_is_packed_too_well_is_refused() -> None:
    assert refusal(padded(20, 9)).rule == "file_too_large"


@pytest.mark.parametrize("where", ["packed bytes", "checksum", "true size", "compression"])
def test_a_part_that_is_not_what_the_archive_says_is_refused(where: str) -> None:
    content = bytearray(workbook(s={"A1": "chữ", "A2": 5}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    local, listed = entry.header_offset, content.index(b"PK\x01\x02")
    while b"sheet1.xml" not in content[listed + 46 : listed + 46 + 30]:
        listed = content.index(b"PK\x01\x02", listed + 4)
    match where:
        case "packed bytes":
            content[local + 30 + len(entry.filename) + 20] ^= 0x55
        case "checksum":
            content[listed + 16] ^= 1
        case "true size":
            content[listed + 24 : listed + 28] = (entry.file_size - 1).to_bytes(4, "little")
        case _:
            content[listed + 10 : listed + 12] = (12).to_bytes(2, "little")
    assert refusal(bytes(content)).rule == "file_not_readable"


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    content = rewritten(workbook(s={"A1": 1}), **{f"xl/p{n}.xml": b"<a/>" for n in range(2100)})
    assert "entries" in refusal(content).found


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("xl/vbaProject.bin", "file_has_macros"),
        ("xl/macrosheets/sheet1.xml", "file_has_macros"),
        ("xl/activeX/activeX1.xml", "file_has_macros"),
        ("xl/externalLinks/externalLink1.xml", "file_has_external_links"),
        ("xl/connections.xml", "file_has_external_links"),
        ("xl/embeddings/oleObject1.docx", "file_has_external_links"),
        ("../../etc/passwd", "file_has_unsafe_paths"),
        ("/etc/passwd", "file_has_unsafe_paths"),
        ("a\\..\\..\\x", "file_has_unsafe_paths"),
        ("C:/x", "file_has_unsafe_paths"),
    ],
)
def test_a_workbook_with_a_harmful_part_is_refused_by_its_name(part: str, rule: str) -> None:
    error = refusal(rewritten(workbook(s={"A1": 1}), **{part: b"<a/>"}))
    assert error.rule == rule
    assert part[:1] in error.found


def test_the_settings_of_a_printer_are_no_macro() -> None:
    content = rewritten(
        workbook(s={"A1": "x"}), **{"xl/printerSettings/printerSettings1.bin": b"x"}
    )
    assert cells(content) == {"A1": "x"}


@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"]
)
def test_a_workbook_that_declares_entities_is_refused(part: str) -> None:
    bomb = '?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(s={"A1": "x"}))) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace("?>", bomb, 1) if name == part else text)
    error = refusal(packed.getvalue())
    assert (error.rule, error.found) == ("file_has_entities", f"{part}: <!DOCTYPE")


def test_an_encrypted_part_is_told() -> None:
    content = bytearray(workbook(s={"A1": "x"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(sign)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(sign, place + 4)
    assert refusal(bytes(content)).rule == "file_is_encrypted"


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_a_cut_workbook_is_refused(cut: float) -> None:
    content = workbook(s={"A1": "x"})
    error = refusal(content[: int(len(content) * cut)])
    assert error.rule == "file_not_readable"
    assert error.found.startswith("tệp hỏng hoặc bị cắt / broken or cut off (")


def test_a_damaged_workbook_is_read_or_refused() -> None:
    content = workbook(s={"A1": "x", "B2": 2})
    for at in range(40, len(content), 97):
        damaged = bytearray(content)
        damaged[at] ^= 0xFF
        with suppress(NotReadable):
            assert len(read_workbook(bytes(damaged))) == 1


@pytest.mark.parametrize(
    ("part", "found"),
    [("word/document.xml", "Word"), ("xl/workbook.bin", "Excel .xlsb"), ("x.txt", "ZIP")],
)
def test_another_zip_is_no_workbook(part: str, found: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(part, "<w/>")
    error = refusal(packed.getvalue())
    assert (error.rule, error.found) == ("file_is_renamed", found)
