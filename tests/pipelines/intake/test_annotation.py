"""The annotated copy: every problem at its cell, nothing in it that could run."""

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_builders import csv_bytes, workbook
from openpyxl.workbook import Workbook

from pipelines.intake.annotation import SUMMARY_SHEET, Note, annotate
from pipelines.intake.refusals import NotReadable

FACTS = [("Tệp / File", "a.xlsx"), ("Kết quả / Result", "1 lỗi")]


def note(cell: str = "B2", sheet: str = "s", severity: str = "error", vi: str = "sai") -> Note:
    return {
        "sheet": sheet,
        "cell": cell,
        "severity": severity,
        "indicator": "1.4",
        "rule": "value_outside_unit",
        "vi": vi,
        "en": "wrong",
    }


def copy(content: bytes, *notes: Note, kind: str = "workbook") -> Workbook:
    done = annotate({"kind": kind, "facts": FACTS, "notes": list(notes)}, content)
    return openpyxl.load_workbook(io.BytesIO(done))


def formulas(book: Workbook) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_each_problem_stands_at_its_cell() -> None:
    book = copy(workbook(s={"A1": "x", "B2": 7}), note(), note("A1", severity="warning"))
    sheet: Any = book["s"]
    assert sheet["B2"].value == 7
    assert sheet["B2"].comment.text.startswith("LỖI: sai\nwrong")
    assert sheet["A1"].comment.text.startswith("CẢNH BÁO")
    assert sheet["A1"].fill.fgColor.rgb != sheet["B2"].fill.fgColor.rgb


def test_several_problems_of_a_cell_are_told_together() -> None:
    sheet: Any = copy(workbook(s={"B2": 7}), note(vi="một"), note(vi="hai"))["s"]
    assert "một" in sheet["B2"].comment.text
    assert "hai" in sheet["B2"].comment.text


def test_the_first_sheet_lists_everything_with_links_to_the_cells() -> None:
    book = copy(workbook(s={"B2": 7}), note(), note(cell="", vi="cả tệp"))
    sheet: Any = book[SUMMARY_SHEET]
    assert book.worksheets[0].title == SUMMARY_SHEET
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"a.xlsx", "1 lỗi", "sai", "cả tệp", "value_outside_unit"} <= set(texts)
    (link,) = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert link.location == "'s'!B2" or link.target == "#'s'!B2"


def test_a_sheet_of_the_same_name_is_kept() -> None:
    book = copy(workbook(**{SUMMARY_SHEET: {"A1": "mine"}}), note(sheet=SUMMARY_SHEET, cell="A1"))
    assert len(book.worksheets) == 2
    assert book.worksheets[1]["A1"].value == "mine"


def test_formulas_of_the_sender_become_their_values() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet: Any = book.add_worksheet("s")  # its types know results that are numbers only
    sheet.write_formula("A1", "=1+1", None, 2)
    sheet.write_formula("A2", '=HYPERLINK("http://x")', None, "x")
    sheet.write_string("A3", "=1+1")
    book.close()
    done = copy(packed.getvalue(), note("A1"))
    assert formulas(done) == []
    values: Any = done["s"]
    assert [values[at].value for at in ("A1", "A2", "A3")] == [2, "x", "=1+1"]


def test_merged_cells_are_marked_where_they_show_their_text() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.add_worksheet("s").merge_range("B2:C3", "x")
    book.close()
    sheet: Any = copy(packed.getvalue(), note("C3"))["s"]
    assert sheet["B2"].comment is not None


def test_a_comment_of_the_sender_stays() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet("s")
    sheet.write("B2", 7)
    sheet.write_comment("B2", "đã hỏi chị Lan")
    book.close()
    done: Any = copy(packed.getvalue(), note())["s"]
    assert "đã hỏi chị Lan" in done["B2"].comment.text
    assert "sai" in done["B2"].comment.text


def test_hidden_sheets_stay_hidden() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.add_worksheet("s")
    book.add_worksheet("_dti").very_hidden()
    book.close()
    done = copy(packed.getvalue())
    assert {sheet.title: sheet.sheet_state for sheet in done.worksheets} == {
        SUMMARY_SHEET: "visible",
        "s": "visible",
        "_dti": "veryHidden",
    }


def test_a_csv_becomes_a_workbook_with_its_cells_in_place() -> None:
    content = csv_bytes([["Mã", "Tự đánh giá"], ["4.10", "7,5"], ["1.4", "12"]])
    sheet: Any = copy(content, note("B2", sheet=""), kind="text")["CSV"]
    assert [sheet[at].value for at in ("A2", "B2", "A3", "B3")] == ["4.10", "7,5", 1.4, 12]
    assert sheet["B2"].comment is not None


def test_a_refused_file_is_not_opened() -> None:
    book = copy(b"anything at all", note(cell=""), kind="other")
    assert [sheet.title for sheet in book.worksheets] == [SUMMARY_SHEET]


def test_what_cannot_be_opened_is_refused() -> None:
    with pytest.raises(NotReadable):
        copy(b"PK\x03\x04 broken", note())


def test_the_same_answer_has_the_same_bytes() -> None:
    request: Any = {"kind": "workbook", "facts": FACTS, "notes": [note()]}
    content = workbook(s={"B2": 7})
    assert annotate(request, content) == annotate(request, content)


DANGEROUS = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "=cmd|' /C calc'!A0", "\x00", "\x0b"])
TEXTS = st.tuples(DANGEROUS, st.text(max_size=12)).map("".join)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_text_ever_becomes_a_formula(cell: str, name: str, told: str) -> None:
    content = csv_bytes([["a", "b"], [cell.replace("\x00", ""), "1"]])
    done = annotate(
        {"kind": "text", "facts": [("Tệp", name)], "notes": [note("A2", "", vi=told)]}, content
    )
    assert formulas(openpyxl.load_workbook(io.BytesIO(done))) == []
