"""The first sheet of an annotated copy, cell by cell; what marks each problem where it stands."""

import io
from typing import Any

import openpyxl
import pytest
from intake_builders import csv_bytes, workbook

from pipelines.intake.annotation import SUMMARY_SHEET, Note, annotate


def note(cell: str, severity: str, vi: str = "sai", sheet: str = "s") -> Note:
    return {
        "sheet": sheet,
        "cell": cell,
        "severity": severity,
        "indicator": "1.4",
        "rule": "value_outside_unit",
        "vi": vi,
        "en": "wrong",
    }


def copied(content: bytes, *notes: Note, kind: str = "workbook") -> Any:
    facts = [("Tệp / File", "a.xlsx"), ("Kết quả / Result", "=1 lỗi")]
    done = annotate({"kind": kind, "facts": facts, "notes": list(notes)}, content)
    return openpyxl.load_workbook(io.BytesIO(done))


def test_the_summary_has_facts_headings_and_a_row_for_each_problem() -> None:
    book = copied(
        workbook(s={"A1": 1, "B2": 7}), note("B2", "error"), note("", "warning", "cả tệp")
    )
    sheet = book[SUMMARY_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=7)]
    assert rows[:3] == [
        ["KẾT QUẢ KIỂM TRA / RESULT OF THE CHECK", *[None] * 6],
        ["Tệp / File", None, "a.xlsx", *[None] * 4],
        ["Kết quả / Result", None, "=1 lỗi", *[None] * 4],
    ]
    assert rows[3] == [None] * 7
    assert all(rows[4])
    assert rows[5:] == [
        ["LỖI", "s", "B2", "1.4", "sai", "wrong", "value_outside_unit"],
        ["CẢNH BÁO", "s", None, "1.4", "cả tệp", "wrong", "value_outside_unit"],
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        *("A2:B2", "C2:F2", "A3:B3", "C3:F3")
    }
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink] == [
        "C6"
    ]
    assert sheet.print_title_rows == "$5:$5"
    assert book.active.title == SUMMARY_SHEET
    assert [each.sheet_view.tabSelected for each in book.worksheets] == [True, False]


def test_an_error_and_a_warning_have_their_own_colours_on_both_sheets() -> None:
    book = copied(
        workbook(s={"A1": 1, "B2": 7}), note("B2", "error"), note("A1", "warning"),
        note("A1", "warning"),
    )  # fmt: skip
    summary, sheet = book[SUMMARY_SHEET], book["s"]
    error, warning = (sheet[at].fill.fgColor.rgb for at in ("B2", "A1"))
    colours = [summary.cell(row, 1).fill.fgColor.rgb for row in (6, 7, 8)]
    assert colours == [error, warning, warning]
    assert error != warning


def test_a_cell_with_an_error_among_warnings_is_marked_as_an_error() -> None:
    book = copied(workbook(s={"A1": 1}), note("A1", "warning"), note("A1", "error", "hỏng"))
    alone = copied(workbook(s={"A1": 1}), note("A1", "error"))
    assert book["s"]["A1"].fill.fgColor.rgb == alone["s"]["A1"].fill.fgColor.rgb
    assert book["s"]["A1"].comment.text == "CẢNH BÁO: sai\nwrong\n\nLỖI: hỏng\nwrong"


def test_text_that_looks_like_a_formula_is_text_for_a_spreadsheet_too() -> None:
    book = copied(workbook(s={"A1": "+1 điểm", "A2": "x", "A3": "-5 điểm"}))
    sheet = book["s"]
    assert [sheet[at].quotePrefix for at in ("A1", "A2", "A3")] == [True, False, True]
    assert [sheet[at].data_type for at in ("A1", "A2", "A3")] == ["s"] * 3
    assert book[SUMMARY_SHEET]["C3"].quotePrefix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("-12.5", -12.5),
        ("0", 0),
        ("0.25", 0.25),
        ("012", "012"),
        ("1.50", "1.50"),
        ("1,5", "1,5"),
        ("123456789012345", 123456789012345),
        ("1234567890123456", "1234567890123456"),
        ("1e5", "1e5"),
        ("-0", "-0"),
    ],
)
def test_a_number_of_a_csv_is_one_where_it_reads_the_same(text: str, expected: object) -> None:
    book = copied(csv_bytes([["mã", "trị"], ["a", text]]), kind="text")
    assert book["CSV"]["B2"].value == expected


@pytest.mark.parametrize("cell", ["", "1", "A0", "ABCD1", "A12345678"])
def test_a_problem_without_a_cell_that_can_be_is_listed_alone(cell: str) -> None:
    book = copied(workbook(s={"A1": 1}), note(cell, "error"))
    assert book["s"]["A1"].comment is None
    assert book[SUMMARY_SHEET]["A6"].value == "LỖI"


def test_a_problem_of_a_sheet_that_is_not_there_is_listed_without_a_link() -> None:
    book = copied(workbook(s={"A1": 1}), note("A1", "error", sheet="t"))
    assert book[SUMMARY_SHEET]["C6"].value == "A1"
    assert book[SUMMARY_SHEET]["C6"].hyperlink is None


def test_a_sheet_of_the_name_of_the_summary_is_kept_beside_it() -> None:
    taken = f"{SUMMARY_SHEET[:28]} +"
    book = copied(workbook(**{SUMMARY_SHEET: {"A1": 1}, taken: {"A1": 2}}))
    assert len({sheet.title for sheet in book.worksheets}) == 3
    assert all(len(sheet.title) <= 31 for sheet in book.worksheets)
