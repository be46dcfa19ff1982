"""CSV files: every cell keeps its place, whatever the encoding and the separator."""

import csv
import io
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.intake import text_tables
from pipelines.intake.refusals import NotReadable
from pipelines.intake.text_tables import SEPARATORS, TextTable, read_text_table


def table(text: str | bytes) -> TextTable:
    return read_text_table(text.encode() if isinstance(text, str) else text)


def cells(text: str | bytes) -> dict[str, str]:
    frame = table(text).cells
    return {
        f"{letter}{row['row']}": row[letter]
        for row in frame.to_dicts()
        for letter in frame.columns[2:]
        if row[letter] is not None
    }


def refusal(content: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_text_table(content)
    return caught.value


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_csv_reads_whatever_its_separator_and_line_end(separator: str, line_end: str) -> None:
    text = line_end.join(separator.join(row) for row in ("abc", "123")) + line_end
    assert cells(text) == {"A1": "a", "B1": "b", "C1": "c", "A2": "1", "B2": "2", "C2": "3"}
    assert table(text).separator == separator


def test_a_byte_order_mark_is_no_text() -> None:
    assert cells("a,b\n1,2\n".encode("utf-8-sig"))["A1"] == "a"


def test_the_separator_is_told_from_the_table_not_from_its_title() -> None:
    text = "Phiếu, xã Đại Lãnh, năm 2025\nNgười lập, A\na;b;c;d;e\n1;7,5;0,5;;\n"
    assert cells(text)["B4"] == "7,5"


def test_decimal_commas_do_not_make_a_comma_file() -> None:
    text = "Mã;Tự đánh giá\n" + "".join(f"1.{n};{n},5\n" for n in range(1, 9))
    assert cells(text)["B9"] == "8,5"


def test_the_separator_that_excel_declares_is_taken_and_is_no_row_of_the_table() -> None:
    assert cells("sep=;\na;b,c\n1;2,5\n") == {"A2": "a", "B2": "b,c", "A3": "1", "B3": "2,5"}


def test_separators_in_quotes_are_text() -> None:
    assert cells('a,b\n"x; y; z; t","1;\n2;3;4;5;6"\n')["A2"] == "x; y; z; t"


@pytest.mark.parametrize("text", ["a,b;c\n1,2;3\n", "a;b\tc\n1;2\t3\n"])
def test_two_separators_that_fit_equally_well_are_asked_about(text: str) -> None:
    assert refusal(text.encode()).rule == "csv_dialect_is_ambiguous"


def test_a_declared_separator_leaves_nothing_to_ask() -> None:
    assert cells("sep=,\na,b;c\n1,2;3\n")["B2"] == "b;c"


def test_a_cell_of_several_lines_is_one_cell() -> None:
    assert cells('a,b\n"Báo cáo số 1;\nsố 2","x ""y"""\n3,4\n') == {
        "A1": "a", "B1": "b", "A2": "Báo cáo số 1;\nsố 2", "B2": 'x "y"', "A3": "3", "B3": "4",
    }  # fmt: skip


def test_blank_lines_and_titles_keep_the_row_numbers() -> None:
    assert set(cells("\nPHIẾU\n\na,b\n,,\n1,2\n")) == {"A2", "A4", "B4", "A6", "B6"}


def test_blank_cells_are_empty_quoted_or_not() -> None:
    assert set(cells('a,b\n"",2\n" ",3\n')) == {"A1", "B1", "B2", "B3"}


def test_the_width_of_a_row_counts_blank_cells_too() -> None:
    assert table("a,b\n1,2,,\n3\n").cells["width"].to_list() == [2, 4, 1]


VIETNAMESE = "Mã,Tự đánh giá,Ghi chú\n1.4,7,Phường Hòa Thắng đạt mục tiêu\n1.5,8,Ứng dụng\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_reads_in_every_form(encoding: str) -> None:
    assert cells(VIETNAMESE.encode(encoding)) == cells(VIETNAMESE)


def in_1258(text: str) -> bytes:
    """As Windows wrote Vietnamese: tone marks behind their letters."""
    import unicodedata

    marks = "\u0300\u0301\u0303\u0309\u0323"
    out: list[str] = []
    for letter in text:
        whole = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in whole if c in marks)
        rest = unicodedata.normalize("NFC", "".join(c for c in whole if c not in marks))
        out.append(rest + tone)
    return "".join(out).encode("cp1258")


def test_windows_1258_is_read_as_composed_vietnamese() -> None:
    assert cells(in_1258(VIETNAMESE)) == cells(VIETNAMESE)
    assert table(in_1258(VIETNAMESE)).encoding == "cp1258"


@pytest.mark.parametrize(
    "content",
    [
        "mã,đơn".encode().replace(b"\xc3\xa3", b"\xe3"),
        "Tû lÖ,§¬n vÞ\n1,2\n".encode("cp1252"),  # TCVN3
        "Tyû leä,Ñôn vò\n1,2\n".encode("cp1252"),  # VNI
        "Sè tiÒn,Ghi chó\n1,2\n".encode("cp1252"),  # TCVN3, in part possible in Windows-1258
        "tiÒn,b\n1,2\n".encode("cp1252"),  # "tiền" in TCVN3, "tỉn" in Windows-1258
        "café,naïve\n1,2\n".encode("cp1252"),
        b"a,b\n\x81\x8d,2\n",
        b"a,b\n1,\x002\n",
    ],
)
def test_bytes_that_may_be_several_encodings_are_refused_with_their_line(content: bytes) -> None:
    error = refusal(content)
    assert (error.rule, error.expected) == ("file_encoding_unknown", "CSV UTF-8")
    assert error.found.startswith("dòng / line ")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("wrong", [b"\x00", b"\xe3"])
def test_the_wrong_byte_is_told_with_its_line_and_number(mark: bytes, wrong: bytes) -> None:
    found = refusal(mark + b"a,b\n1," + wrong + b"2\n").found
    assert found.startswith(f"dòng / line 2, byte {len(mark) + 7}: 0x{wrong[0]:02X}")


def test_a_null_in_utf_16_is_told_with_its_line_and_number() -> None:
    content = "a,b\n1,\x002\n".encode("utf-16")
    assert refusal(content).found == "dòng / line 2, byte 15: 0x00, NUL"


@pytest.mark.parametrize(
    ("text", "found"),
    [('a,b\n1,"2\n3,4\n', "line 2:"), ('a,b\n1,2\n3,"4"x\n', "line 3:")],
)
def test_a_quote_that_is_not_closed_is_refused_with_its_line(text: str, found: str) -> None:
    error = refusal(text.encode())
    assert error.rule == "file_not_readable"
    assert found in error.found


def test_a_line_of_too_many_cells_is_refused() -> None:
    error = refusal(b"a,b\n" + b"," * 300 + b"\n")
    assert (error.rule, error.found.startswith("dòng / line 2: 301")) == ("file_too_large", True)


text_cells = st.text(
    st.sampled_from(list("aé,;\t\"'ồ1.0 -=\n")) | st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff"),
    max_size=6,
)  # fmt: skip
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(text_cells, min_size=width, max_size=width), min_size=1, max_size=6
    )
)


QUOTING: tuple[Literal[0], Literal[1]] = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)


@given(
    tables,
    st.sampled_from(SEPARATORS),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(QUOTING),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_was_written_is_read_whole_by_rows_and_by_columns(
    rows: list[list[str]], separator: str, line_end: str, quoting: Literal[0, 1]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(
        rows
    )
    text = written.getvalue()
    by_rows = text_tables.by_rows(text, separator)
    seen = {
        (row["row"], n): row[letter]
        for row in by_rows.to_dicts()
        for n, letter in enumerate(by_rows.columns[2:])
        if row[letter] is not None
    }
    meant = {
        (at, n): cell
        for at, row in enumerate(rows, 1)
        for n, cell in enumerate(row)
        if cell and not cell.isspace()
    }
    assert seen == meant
    by_columns = text_tables.by_columns(text.encode(), separator)
    if by_columns is not None:
        assert by_columns.equals(by_rows)


@given(st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"1", b" "]), max_size=30))
@settings(max_examples=500, deadline=None, derandomize=True)
def test_any_text_that_is_read_by_columns_is_the_same_by_rows(parts: list[bytes]) -> None:
    content = b"x,y\n" + b"".join(parts)
    by_columns = text_tables.by_columns(content, ",")
    if by_columns is not None:
        assert by_columns.equals(text_tables.by_rows(content.decode(), ","))


def test_a_large_table_is_read_by_columns() -> None:
    line = 'r1,00001,1.4,points,"7,5",,declared,Báo cáo,""\n'
    content = (line * 10_000).encode()
    frame = table(content).cells
    assert frame.height == 10_000
    assert frame["E"].unique().to_list() == ["7,5"]
    assert text_tables.by_columns(content, ",") is not None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("declared", ["", "sep=;\n"])
def test_a_large_table_is_the_same_as_a_small_one(
    encoding: str, declared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f'1.{n};"7,5";Báo cáo số {n}\n' for n in range(200))
    content = f"{declared}mã;tự đánh giá;ghi chú\n{lines}".encode(encoding)
    by_rows = table(content)
    monkeypatch.setattr(text_tables, "_LARGE", 0)
    monkeypatch.setattr(text_tables, "by_rows", None)  # read by columns or not at all
    by_columns = table(content)
    assert by_columns.separator == by_rows.separator == ";"
    assert by_columns.cells.equals(by_rows.cells)
    assert by_columns.cells["row"][0] == (2 if declared else 1)
