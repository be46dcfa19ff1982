"""Layouts: the values file and the scorecard become rows of one shape, each with its place."""

import io
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from intake_builders import (
    SCORECARD,
    csv_bytes,
    framework,
    rounds,
    scorecard,
    units,
    values,
    workbook,
)

from pipelines.forms.layout import FORM_HEADINGS, FORM_SHEET, KEY_SHEET, framework_digest
from pipelines.forms.printed import printed_texts
from pipelines.intake.headers import DOCUMENT_COLUMNS
from pipelines.intake.submission_files import ROW_SCHEMA, OpenedFile, Submissions, read_submissions
from pipelines.intake.tabular import read_files

FIVE = "round,entity_code,indicator_code,input,value"


def read(name: str, content: bytes) -> Submissions:
    (tables,) = read_files([(name, content)])
    read = read_submissions(
        [OpenedFile(0, name, "sha", tables)],
        "r1",
        units(),
        printed_texts(rounds()["r1"], framework(), units()),
    )
    assert read.rows.schema == ROW_SCHEMA
    return read


def reporter(name: str, content: bytes) -> str | None:
    return read(name, content).files["reporter"].item()


def rows(name: str, content: bytes, *columns: str) -> list[tuple[str | None, ...]]:
    return read(name, content).rows.select(columns).rows()


def refusal(name: str, content: bytes) -> tuple[str, str]:
    submission = read(name, content)
    assert submission.rows.is_empty()
    (finding,) = submission.findings.to_dicts()
    assert (finding["file_name"], finding["round"]) == (name, "r1")
    return finding["rule"], finding["found"]


def test_a_values_file_is_read_with_every_column() -> None:
    content = values('r1,00001,1.4,points,"7,5",so-khcn,verified,BB số 1,ghi chú')
    (row,) = read("a.csv", content).rows.to_dicts()
    assert row == {
        "file_at": 0,
        "file_sha256": "sha",
        "file_name": "a.csv",
        "sender": None,
        "sheet": None,
        "layout": "values",
        "cell": "E2",
        "round": "r1",
        "entity_code": "00001",
        "indicator_code": "1.4",
        "input": "points",
        "raw_text": "7,5",
        "source": "verified",
        "reporter": "so-khcn",
        "evidence": "BB số 1",
        "note": "ghi chú",
        **dict.fromkeys(DOCUMENT_COLUMNS),
        "headings": None,
        "number_format": None,
        "stated_maximum": None,
        "due_on": None,
        "extra_cells": None,
        "kind": "t",
        "code_kind": "t",
        "is_hidden": False,
        "printed_unit": None,
        "printed_figure": None,
    }


def test_optional_columns_may_be_absent() -> None:
    (row,) = rows("a.csv", values("r1,00001,1.4,points,7", header=FIVE), "raw_text", "source")
    assert row == ("7", None)


def test_columns_may_stand_in_another_order_and_case() -> None:
    header = "VALUE,Input, Indicator_Code ,Entity_code,ROUND,other"
    content = values("7,points,1.4,00001,r1,x", header=header)
    (row,) = rows("a.csv", content, "raw_text", "entity_code", "round", "cell")
    assert row == ("7", "00001", "r1", "A2")


def test_titles_above_the_header_move_the_cells_not_the_meaning() -> None:
    content = b"\nPHIEU\n\n" + values("r1,00001,1.4,points,7")
    assert rows("a.csv", content, "cell", "raw_text") == [("E5", "7")]


def test_a_values_file_may_be_parquet() -> None:
    packed = io.BytesIO()
    line = dict(zip(FIVE.split(","), ("r1", "00001", "1.4", "points", 7.5), strict=True))
    pl.DataFrame([line]).write_parquet(packed)
    content = packed.getvalue()
    assert rows("a.parquet", content, "indicator_code", "raw_text") == [("1.4", "7.5")]


def test_a_values_file_may_be_a_workbook_that_begins_anywhere() -> None:
    names = FIVE.split(",")
    sheet = {f"{letter}4": name for letter, name in zip("CDEFG", names, strict=True)}
    sheet |= {"C6": "r1", "D6": "00001", "E6": "1.10", "F6": "m", "G6": 7}
    found = rows("a.xlsx", workbook(s=sheet), "sheet", "cell", "indicator_code", "raw_text")
    assert found == [("s", "G6", "1.10", "7")]


def test_every_sheet_with_a_header_is_read() -> None:
    head = dict(zip(("A1", "B1"), ("Mã", "Tự đánh giá"), strict=True))
    content = workbook(
        bìa={"A1": "Phiếu", "B1": "x"},
        một={**head, "A2": "1.4", "B2": 7},
        hai={**head, "A2": "1.5", "B2": 1},
    )
    assert rows("00001_a.xlsx", content, "sheet", "indicator_code") == [
        ("một", "1.4"),
        ("hai", "1.5"),
    ]


def card(*lines: tuple[str, str, str], head: tuple[str, ...] = SCORECARD) -> bytes:
    """A scorecard with code, self-assessed and verified points."""
    cells = [
        [code, "tên\nhai dòng", "", "30", own, seen, "", "Hoàn thành"] for code, own, seen in lines
    ]
    return csv_bytes([head, *cells])


def test_a_scorecard_gives_a_row_for_each_filled_side() -> None:
    content = card(("1.4", "7,5", "6"), ("1.5", "", "1"))
    columns = ("indicator_code", "input", "raw_text", "source", "cell", "stated_maximum", "note")
    assert rows("00001_phieu.csv", content, *columns) == [
        ("1.4", "points", "7,5", "declared", "E2", "30", "Hoàn thành"),
        ("1.4", "points", "6", "verified", "F2", "30", "Hoàn thành"),
        ("1.5", "points", "1", "verified", "F3", "30", "Hoàn thành"),
    ]


def test_headings_of_a_scorecard_may_differ_in_case_marks_and_order() -> None:
    content = csv_bytes([["TU  DANH GIA", "x", "MÃ"], ["7", "", "1.4"]])
    assert rows("00001.csv", content, "indicator_code", "raw_text", "cell") == [("1.4", "7", "A2")]


def test_codes_are_text() -> None:
    content = scorecard(**{"4_22_1": "1", "4_10": "2", "4_1": "3"})
    assert rows("00001.csv", content, "indicator_code") == [("4.22.1",), ("4.10",), ("4.1",)]
    head = {"A1": "Mã", "B1": "Tự đánh giá"}
    assert rows("00001.xlsx", workbook(s={**head, "A2": "4.10", "B2": 2}), "indicator_code") == [
        ("4.10",)
    ]


def test_group_rows_without_points_are_passed_over() -> None:
    lines = (("1", "", ""), ("1.4", "7", ""), ("2", " ", ""))
    assert rows("00001.csv", card(*lines), "indicator_code") == [("1.4",)]
    quoted = b'"Ma","Tu danh gia"\n"1",""\n"1.4","7"\n'
    assert rows("00001.csv", quoted, "indicator_code") == [("1.4",)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("00002.csv", "00002"),
        ("00002_phieu-cham-diem_lan-2.csv", "00002"),
        ("phieu 00002.csv", "00002"),
        ("Xã Đại Lãnh.csv", "00002"),
        ("xa_dai_lanh.csv", None),
        ("Phường Hòa Thắng.csv", "00001"),
        ("Pho\u031b\u031b\u0300ng.csv", None),
        ("Xa\u0303_\u0110a\u0323i_La\u0303nh.csv", "00002"),
        ("../../00002.csv", "00002"),
        ("99999_phieu.csv", None),
    ],
)
def test_the_unit_of_a_scorecard_is_in_its_file_name(name: str, code: str | None) -> None:
    content = scorecard(**{"1_4": "7"})
    if code is None:
        assert refusal(name, content) == ("unit_not_recognised", name)
    else:
        assert rows(name, content, "entity_code", "round") == [(code, "r1")]
        assert reporter(name, content) == code


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["r1,00001,1.4,points,7"], "00001"),
        (["r1,Phường Hòa Thắng,1.4,points,7", "r1,00001 ,1.5,x,1"], "00001"),
        (["r1,00001,1.4,points,7", "r1,00002,1.4,points,7"], None),
        (["r1,00001,1.4,points,7,so-khcn", "r1,00002,1.4,points,7,so-khcn"], "so-khcn"),
        (["r1,00001,1.4,points,7,Xã Cam Lâm"], "00003"),
    ],
)
def test_the_reporter_of_a_values_file_is_who_it_names(
    lines: list[str], expected: str | None
) -> None:
    assert reporter("a.csv", values(*lines)) == expected


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        ("r1,00001,1.4,points,7,5,00001,declared,BB,ghi,chú", "ghi, chú"),
        ("r1,00001,1.4,points,7,5,,,,", "10 > 9"),
        ('r1,00001,1.4,points,"7,5",,,,', None),
        ("r1,00001,1.4,points,7", None),
    ],
)
def test_an_unquoted_decimal_comma_shows_as_cells_too_many(line: str, extra: str | None) -> None:
    assert rows("a.csv", values(line), "extra_cells") == [(extra,)]


def test_a_note_beside_the_table_of_a_workbook_is_no_extra_cell() -> None:
    sheet = {"A1": "Mã", "B1": "Tự đánh giá", "A2": "1.4", "B2": 7, "D2": "xem lại"}
    assert rows("00001.xlsx", workbook(s=sheet), "extra_cells") == [(None,)]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ([["STT", "Tiêu chí"], ["1", "2"]], "2 cột / columns"),
        ([["root:x:0", "0"], ["Mã", "Điểm", "Chỉ tiêu"]], "3 cột / columns: Mã, Chỉ tiêu"),
    ],
)
def test_of_an_unknown_table_only_its_columns_and_known_headings_are_told(
    table: list[list[str]], found: str
) -> None:
    assert refusal("00001.csv", csv_bytes(table)) == ("header_not_recognised", found)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("00001.csv", b""),
        ("00001.csv", b" \n\n"),
        ("00001.csv", b"\xef\xbb\xbf"),
        ("00001.csv", b",,\n,,\n"),
        ("00001.csv", values()),
        ("00001.csv", csv_bytes([SCORECARD])),
        ("00001.xlsx", workbook(s={})),
        ("00001.xlsx", workbook(s={"A1": "Mã", "B1": "Tự đánh giá"})),
    ],
)
def test_a_file_without_a_row_is_empty(name: str, content: bytes) -> None:
    assert refusal(name, content)[0] == "file_is_empty"


def test_an_unreadable_file_still_has_its_unit() -> None:
    assert reporter("00002_phieu.csv", b"") == "00002"


def test_the_files_of_a_round_are_read_together_each_with_its_own_rows() -> None:
    contents = {
        "00001_a.csv": scorecard(**{"1_4": "7"}),
        "00002_b.csv": b"STT,x\n1,2\n",
        "00003_c.csv": values("r1,00003,1.4,points,5"),
    }
    opened = [
        OpenedFile(at, name, f"sha{at}", tables)
        for at, (name, tables) in enumerate(
            zip(contents, read_files(list(contents.items())), strict=True)
        )
    ]
    read = read_submissions(opened, "r1", units())
    assert read.rows.select("file_name", "entity_code", "raw_text").rows() == [
        ("00001_a.csv", "00001", "7"),
        ("00003_c.csv", "00003", "5"),
    ]
    assert read.files.rows() == [(0, "00001"), (1, "00002"), (2, "00003")]
    assert read.findings.select("file_sha256", "rule").rows() == [("sha1", "header_not_recognised")]


def test_a_header_of_two_rows_is_one_header() -> None:
    sheet = {
        "A3": "Mã", "B3": "Chỉ tiêu", "C3": "Điểm", "D4": "Thẩm định", "C4": "Tự đánh giá",
        "A5": "1.4", "C5": 7, "D5": 6,
    }  # fmt: skip
    assert rows("00001.xlsx", workbook(s=sheet), "cell", "raw_text") == [("C5", "7"), ("D5", "6")]


def test_a_row_that_numbers_the_columns_is_no_figure() -> None:
    numbers = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6) = (5)", "", "", "", "", ""]
    lines = [SCORECARD, numbers, ["1.4", "", "", "", "7"]]
    assert rows("00001.csv", csv_bytes(lines), "indicator_code", "cell") == [("1.4", "E3")]


def with_sheets(*states: str) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for n, state in enumerate(states):
        sheet = book.add_worksheet(f"s{n}")
        sheet.write_row("A1", ["Mã", "Tự đánh giá"])
        sheet.write_row("A2", ["1.4", n])
        if state == "hidden":
            sheet.hide()
    book.close()
    return packed.getvalue()


def test_a_hidden_sheet_is_told_and_not_read() -> None:
    content = with_sheets("visible", "hidden")
    assert rows("00001.xlsx", content, "sheet", "raw_text") == [("s0", "0")]
    (finding,) = read("00001.xlsx", content).findings.to_dicts()
    assert (finding["rule"], finding["sheet"], finding["severity"]) == (
        "sheet_is_hidden",
        "s1",
        "warning",
    )


def test_the_kinds_of_cells_come_with_their_figures() -> None:
    sheet = {"A1": "Mã", "B1": "Tự đánh giá", "A2": 4.1, "B2": 7, "A3": "1.4", "B3": "7"}
    found = rows("00001.xlsx", workbook(s=sheet), "indicator_code", "code_kind", "kind")
    assert found == [("4.1", "n", "n"), ("1.4", "t", "t")]


KEYS = {
    "dti-form": "1",
    "round": "r1",
    "reporter": "so-khcn",
    "framework": "sample",
    "framework_digest": framework_digest(framework()),
}


def form(*lines: dict[str, Any], **keys: str) -> bytes:
    """A form as it comes back: its header below a title, rows by what they hold."""
    columns = list(FORM_HEADINGS)
    sheet: dict[str, Any] = {"A1": "Biểu mẫu số liệu và tự đánh giá"}
    sheet |= {f"{chr(65 + n)}3": heading for n, heading in enumerate(FORM_HEADINGS.values())}
    for at, line in enumerate(lines, 4):
        sheet |= {f"{chr(65 + columns.index(name))}{at}": value for name, value in line.items()}
    key: dict[str, Any] = {}
    for at, (name, value) in enumerate({**KEYS, **keys}.items(), 1):
        if value:
            key |= {f"A{at}": name, f"B{at}": value}
    return workbook(**{FORM_SHEET: sheet, **({KEY_SHEET: key} if key else {})})


FILLED: dict[str, Any] = {
    "indicator_code": "1.4", "input": "points", "entity_code": "00001", "value": 7, "note": "x",
}  # fmt: skip


def test_a_form_gives_a_row_for_each_figure_that_was_filled_in() -> None:
    empty = {**FILLED, "value": None, "note": None, "indicator_code": "1.5", "input": "x"}
    found = rows(
        "a.xlsx",
        form(FILLED, empty),
        "round",
        "entity_code",
        "reporter",
        "raw_text",
        "cell",
        "note",
    )
    assert found == [("r1", "00001", "so-khcn", "7", "E4", "x")]


def test_a_figure_that_is_only_explained_is_a_row_too() -> None:
    line = {**FILLED, "value": None}
    assert rows("a.xlsx", form(line), "raw_text", "note") == [(None, "x")]


def test_a_form_of_another_round_says_so() -> None:
    assert rows("a.xlsx", form(FILLED, round="r2"), "round") == [("r2",)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (form(FILLED, round=""), "_dti: round"),
        (form(FILLED, **dict.fromkeys(KEYS, "")), f"_dti: {', '.join(KEYS)}"),
        (form(FILLED, **{"dti-form": "0"}), "dti-form 0"),
    ],
)
def test_a_form_without_its_key_is_refused(content: bytes, found: str) -> None:
    assert refusal("00001.xlsx", content) == ("form_is_broken", found)


def test_a_form_of_an_older_framework_is_read_and_told() -> None:
    content = form(FILLED, framework_digest="old")
    assert rows("a.xlsx", content, "raw_text") == [("7",)]
    assert read("a.xlsx", content).findings["rule"].to_list() == ["form_is_outdated"]
