"""Files as grids of text: nothing is lost or moved, and harmful files are refused unharmed."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from intake_builders import workbook

from pipelines.tabular import NotReadable, Sheet, column_letter, read_sheets


def grid(sheet: Sheet) -> dict[str, str]:
    """The cells by address."""
    return {
        f"{letter}{row['row']}": row[letter]
        for row in sheet.cells.to_dicts()
        for letter in sheet.cells.columns[2:]
        if row[letter] is not None
    }


def read(text: str | bytes, name: str = "a.csv") -> dict[str, str]:
    (sheet,) = read_sheets(name, text.encode() if isinstance(text, str) else text)
    return grid(sheet)


def refusal(content: bytes, name: str = "a.csv") -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_sheets(name, content)
    return caught.value


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_csv_reads_whatever_its_separator_and_line_end(separator: str, line_end: str) -> None:
    text = line_end.join(separator.join(row) for row in ("abc", "123")) + line_end
    assert read(text) == {"A1": "a", "B1": "b", "C1": "c", "A2": "1", "B2": "2", "C2": "3"}


def test_a_byte_order_mark_is_no_text() -> None:
    assert read("a,b\n1,2\n".encode("utf-8-sig"))["A1"] == "a"


def test_the_separator_is_told_from_the_table_not_from_its_title() -> None:
    text = "Phiếu, xã Đại Lãnh, năm 2025\nNgười lập, A\na;b;c;d;e\n1;7,5;0,5;;\n"
    assert read(text)["B4"] == "7,5"


def test_separators_in_quotes_are_text() -> None:
    assert read('a,b\n"x; y; z; t","1;\n2;3;4;5;6"\n')["A2"] == "x; y; z; t"


def test_a_cell_of_several_lines_is_one_cell() -> None:
    assert read('a,b\n"Báo cáo số 1;\nsố 2","x ""y"""\n3,4\n') == {
        "A1": "a",
        "B1": "b",
        "A2": "Báo cáo số 1;\nsố 2",
        "B2": 'x "y"',
        "A3": "3",
        "B3": "4",
    }


def test_blank_lines_and_titles_keep_the_row_numbers() -> None:
    assert set(read("\nPHIẾU\n\na,b\n,,\n1,2\n")) == {"A2", "A4", "B4", "A6", "B6"}


def test_blank_cells_are_empty_quoted_or_not() -> None:
    assert set(read('a,b\n"",2\n" ",3\n')) == {"A1", "B1", "B2", "B3"}


def test_the_width_of_a_row_counts_blank_cells_too() -> None:
    (sheet,) = read_sheets("a.csv", b"a,b\n1,2,,\n3\n")
    assert sheet.cells["width"].to_list() == [2, 4, 1]


@pytest.mark.parametrize("at", ["A1", "C3", "AB12"])
def test_a_workbook_gives_true_addresses(at: str) -> None:
    assert read(workbook(s={at: "x"}), "a.xlsx") == {at: "x"}


def test_formatted_blank_cells_do_not_move_addresses() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.merge_range("A1:F1", "", bold)
    sheet.write_blank("A2", None, bold)
    sheet.write("C3", "x")
    sheet.write_blank("C4", None, bold)
    sheet.write("D6", "y")
    book.close()
    assert read(packed.getvalue(), "a.xlsx") == {"C3": "x", "D6": "y"}


def test_every_sheet_is_read_with_its_name() -> None:
    content = workbook(một={"B2": "x"}, hai={}, ba={"A1": "y"})
    sheets = read_sheets("a.xlsx", content)
    assert [(sheet.name, grid(sheet)) for sheet in sheets] == [
        ("một", {"B2": "x"}),
        ("hai", {}),
        ("ba", {"A1": "y"}),
    ]


def test_typed_numbers_are_never_taken_for_thousands() -> None:
    cells = {"A1": 1.941, "A2": 1941, "A3": 7.5, "A4": "1.941", "A5": True}
    assert read(workbook(s=cells), "a.xlsx") == {
        "A1": "1.9410",
        "A2": "1941",
        "A3": "7.5",
        "A4": "1.941",
        "A5": "true",
    }


def with_formula(value: Any) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["x", "y"])
    sheet.write("A2", "z")
    sheet.write_formula("B2", "=A1&B1", None, value)
    book.close()
    return packed.getvalue()


@pytest.mark.parametrize(
    ("value", "text"), [(15.5, "15.5"), ("#N/A", "#N/A"), ("#DIV/0!", "#DIV/0!"), ("", "=A1&B1")]
)
def test_a_formula_is_its_value_or_says_that_it_has_none(value: Any, text: str) -> None:
    assert read(with_formula(value), "a.xlsx")["B2"] == text


def test_a_date_is_text() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "remove_timezone": True})
    form = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet().write("A1", datetime.fromisoformat("2025-07-31"), form)
    book.close()
    assert read(packed.getvalue(), "a.xlsx")["A1"].startswith("2025-07-31")


@pytest.mark.parametrize("corner", ["XFD1048576", "ZZ200000"])
def test_a_workbook_with_values_in_far_corners_is_refused_without_harm(corner: str) -> None:
    content = workbook(s={"A1": 1, corner: 1})
    assert len(content) < 10_000
    error = refusal(content, "a.xlsx")
    assert error.rule == "file_not_readable"
    assert f"to row {corner.lstrip('ZXFD')}" in error.found


def rewritten(content: bytes, *changes: tuple[str, str]) -> bytes:
    """A workbook with texts replaced in all its parts."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name).decode()
            for before, after in changes:
                part = part.replace(before, after)
            new.writestr(name, part)
    return packed.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        [('r="XFD1048576"', "r='XFD1048576'"), ('r="1048576"', "r='1048576'")],
        [("r:id", "rel:id"), ("xmlns:r=", "xmlns:rel=")],
        [("XFD", "xfd")],
    ],
)
def test_far_corners_are_seen_however_they_are_written(changes: list[tuple[str, str]]) -> None:
    content = workbook(s={"A1": 1, "XFD1048576": 1})
    assert refusal(rewritten(content, *changes), "a.xlsx").rule == "file_not_readable"


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    packed = io.BytesIO(workbook(s={"A1": 1}))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/x.xml", "w") as part,
    ):
        for _ in range(201):
            part.write(bytes(1_000_000))
    assert len(packed.getvalue()) < 2_000_000
    assert "when unpacked" in refusal(packed.getvalue(), "a.xlsx").found


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_a_cut_workbook_is_refused(cut: float) -> None:
    content = workbook(s={"A1": "x"})
    assert refusal(content[: int(len(content) * cut)], "a.xlsx").rule == "file_not_readable"


def test_a_damaged_workbook_is_read_or_refused() -> None:
    content = workbook(s={"A1": "x", "B2": 2})
    for at in range(40, len(content), 97):
        damaged = bytearray(content)
        damaged[at] ^= 0xFF
        with suppress(NotReadable):
            assert len(read_sheets("a.xlsx", bytes(damaged))) == 1


def test_another_zip_is_no_workbook() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(packed.getvalue(), "a.xlsx").expected == "Excel .xlsx"


def test_text_that_is_not_utf8_is_refused_with_its_place() -> None:
    error = refusal("mã,đơn".encode().replace(b"\xc3\xa3", b"\xe3"))
    assert (error.rule, error.found) == ("file_not_utf8", "byte 2")
    assert refusal("a,b\n".encode("utf-16")).rule == "file_not_utf8"


@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    error = refusal(content)
    assert (error.rule, error.found) == ("file_is_empty", f"{len(content)} bytes")


@pytest.mark.parametrize("name", ["a.pdf", "a.doc", "a"])
def test_a_file_of_an_unknown_kind_is_refused(name: str) -> None:
    error = refusal(b"%PDF-1.7", name)
    assert (error.rule, error.expected) == ("file_not_readable", "CSV (UTF-8), XLSX or Parquet")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a,b\n1,"2\n3,4\n', "line 3"),
        ('a,b\n1,"2"x\n', "line 2"),
        ("a,b\n" + "," * 200 + "\n", "line 2: 201 columns"),
    ],
)
def test_a_broken_csv_is_refused_with_its_line(text: str, found: str) -> None:
    error = refusal(text.encode())
    assert error.rule == "file_not_readable"
    assert error.found.startswith(found)


def test_a_parquet_file_is_a_grid_with_its_header() -> None:
    packed = io.BytesIO()
    pl.DataFrame({"a": ["x", None], "b": [1.941, 2.0], "c": [1, 2]}).write_parquet(packed)
    assert read(packed.getvalue(), "a.parquet") == {
        "A1": "a",
        "B1": "b",
        "C1": "c",
        "A2": "x",
        "B2": "1.9410",
        "B3": "2.0",
        "C2": "1",
        "C3": "2",
    }


def test_a_broken_parquet_file_is_refused() -> None:
    assert refusal(b"PAR1 and no more", "a.parquet").found == "broken Parquet"


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
