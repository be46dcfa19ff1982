"""Tables of annexes: headers, numbering, merged cells, points, and what is told of bad ones."""

from decimal import Decimal

import pytest
from annex_builders import HEADER, ROWS, SECOND, Annex, Cell

from pipelines.annexes.sheet import AnnexSheet, Area, heading_field
from pipelines.annexes.table import AnnexTable, read_annex

PLAIN = (("STT", "Chỉ số", "Điểm tối đa", "Cách tính điểm"),)


def table_of(*rows: tuple[Cell, ...], merged: tuple[Area, ...] = ()) -> AnnexTable:
    """A table under a plain header in row 5; the first row of the table is row 6."""
    annex = Annex(rows, (), PLAIN, None, merged, header_merged=())
    return read_annex([annex.sheet_read()])


def tree(table: AnnexTable) -> dict[str, str | None]:
    return {row.code: row.parent for row in table.rows}


def cells(table: AnnexTable) -> list[str]:
    return [problem.cell for problem in table.problems]


def test_an_annex_is_read_with_its_tree_points_and_texts() -> None:
    table = read_annex([Annex().sheet_read()])
    assert (table.problems, table.sheet, table.total) == ((), "Phụ lục I", ("C25", Decimal(150)))
    assert len(table.rows) == 17
    assert tree(table) | {"1.1": "I", "1.10": "I", "2.2": "II", "3.2": "III"} == tree(table)
    row = next(row for row in table.rows if row.code == "1.5")
    assert (row.points, row.cells["points"]) == (Decimal("7.5"), "C13")
    assert row.texts["evidence"] == "Kế hoạch"
    first = next(row for row in table.rows if row.code == "1.1")
    assert first.texts["verified_by"] == "Sở Khoa học và Công nghệ"


def test_titles_above_the_table_are_kept_once() -> None:
    assert read_annex([Annex().sheet_read()]).titles == Annex().titles


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("STT", "code"),
        ("TT", "code"),
        ("Số TT", "code"),
        ("Mã chỉ số", "code"),
        ("Chỉ số", "name"),
        ("CHỈ TIÊU", "name"),
        ("Chỉ số/ Chỉ số thành phần", "name"),
        ("Tên chỉ số", "name"),
        ("Tiêu chí, nội dung đánh giá", "name"),
        ("Điểm tối đa", "points"),
        ("Điểm tối\nđa", "points"),
        ("Thang điểm", "points"),
        ("Số điểm tối đa (điểm)", "points"),
        ("Điểm tự đánh giá", None),
        ("Cách xác định và tính điểm", "wording"),
        ("Cách xác định/ Cách tính điểm", "wording"),
        ("Phương pháp tính", "wording"),
        ("Tài liệu kiểm chứng", "evidence"),
        ("Hồ sơ minh chứng", "evidence"),
        ("Nguồn dữ liệu", "data_source"),
        ("Nguồn số liệu", "data_source"),
        ("Đơn vị phối hợp xác minh", "verified_by"),
        ("Cơ quan thẩm định", "verified_by"),
        ("Ghi chú", None),
    ],
)
def test_a_heading_is_known_in_its_spellings(heading: str, field: str | None) -> None:
    assert heading_field(heading) == field


def test_a_column_that_is_not_read_is_told() -> None:
    annex = Annex(header=((*HEADER, "Ghi chú"), SECOND))
    (remark,) = (r for r in read_annex([annex.sheet_read()]).remarks if r.cell.startswith("H"))
    assert "Ghi chú" in remark.message.vi


def test_numbers_nest_by_their_dots() -> None:
    table = table_of(
        (1, "A", 10), ("1.1", "B", 6), ("1.1.1", "C", 6), ("1.2.", "D", 4), (2, "E", 5)
    )
    assert tree(table) == {"1": None, "1.1": "1", "1.1.1": "1.1", "1.2": "1", "2": None}


def test_a_number_whose_row_is_missing_stands_below_the_next_one_up() -> None:
    table = table_of((4, "A", 10), ("4.22.1", "B", 10))
    assert (tree(table), table.problems) == ({"4": None, "4.22.1": "4"}, ())
    assert [(remark.cell, remark.code) for remark in table.remarks] == [("A7", "4.22.1")]


def test_numbers_stand_below_roman_numerals() -> None:
    table = table_of(("I", "A", 10), (1, "B", 10), ("1.1", "C", 10), ("II", "D", 5), (2, "E", 5))
    assert tree(table) == {"I": None, "1": "I", "1.1": "1", "II": None, "2": "II"}


def test_numbering_that_begins_again_takes_the_code_of_its_group() -> None:
    table = table_of(("I", "A", 10), (1, "B", 10), ("II", "C", 5), (1, "D", 3), (2, "E", 2))
    assert tree(table) == {"I": None, "I.1": "I", "II": None, "II.1": "II", "II.2": "II"}
    assert table.problems == ()


def test_letters_stand_above_roman_numerals() -> None:
    table = table_of(
        ("A", "Trụ", 10), ("I", "M", 10), (1, "S", 10), ("B", "Trụ", 5), ("I", "N", 5), (1, "T", 5)
    )
    assert tree(table) == {
        "A": None,
        "A.I": "A",
        "A.I.1": "A.I",
        "B": None,
        "B.I": "B",
        "B.I.1": "B.I",
    }
    assert [row.is_pillar for row in table.rows] == [True, False, False, True, False, False]


def test_a_group_with_one_level_below_is_a_main_not_a_pillar() -> None:
    table = table_of(("I", "A", 10), ("1.1", "B", 10))
    assert [row.is_pillar for row in table.rows] == [False, False]


def test_i_after_h_is_a_letter() -> None:
    groups = [(letter, letter, 1) for letter in "ABCDEFGHI"]
    assert list(tree(table_of(*groups)).values()) == [None] * 9


def test_small_letters_stand_below_the_number_above_them() -> None:
    table = table_of((1, "A", 4), ("1.1", "B", 4), ("a)", "C", 2), ("b)", "D", 2), ("1.2", "E", 0))
    assert tree(table) == {"1": None, "1.1": "1", "1.1.a": "1.1", "1.1.b": "1.1", "1.2": "1"}


def test_number_and_name_in_one_cell_are_parted() -> None:
    merged = (Area(5, 0, 5, 3), Area(7, 0, 7, 3))
    table = table_of(
        ("I. Nhận thức số (100 điểm)",),
        ("1.1", "1.1. Có kế hoạch", 100),
        ("Trụ cột II: Chính quyền số",),
        merged=merged,
    )
    assert [(row.code, row.name, row.points) for row in table.rows] == [
        ("I", "Nhận thức số", Decimal(100)),
        ("1.1", "Có kế hoạch", Decimal(100)),
        ("II", "Chính quyền số", None),
    ]


def test_1_10_kept_as_a_number_is_read_from_its_place() -> None:
    subs = [(n / 10 + 1, f"Chỉ số {n}", 1) for n in range(1, 10)]
    table = table_of((1, "A", 12), *subs, (1.1, "X", 1), (1.11, "Y", 1), (1.12, "Z", 1))
    assert [row.code for row in table.rows][-3:] == ["1.10", "1.11", "1.12"]
    assert [remark.code for remark in table.remarks] == ["1.10"]
    assert table.problems == ()


def test_rows_continued_below_are_put_together() -> None:
    table = table_of(
        (1, "Tỷ lệ hồ sơ", 10, "Tỷ lệ = a/b;"),
        (None, "trực tuyến", None, "Điểm = Tỷ lệ*Điểm tối đa"),
        (None, None, None, "a: Số hồ sơ"),
        merged=(Area(5, 0, 7, 0), Area(5, 2, 7, 2)),
    )
    (row,) = table.rows
    assert row.name == "Tỷ lệ hồ sơ trực tuyến"
    assert row.texts["wording"] == "Tỷ lệ = a/b;\nĐiểm = Tỷ lệ*Điểm tối đa\na: Số hồ sơ"


def test_one_wording_for_several_indicators_is_given_to_each_and_marked() -> None:
    table = table_of((1, "A", 5, "Hội đồng chấm điểm"), (2, "B", 5), merged=(Area(5, 3, 6, 3),))
    assert [row.texts.get("wording") for row in table.rows] == ["Hội đồng chấm điểm"] * 2
    assert [row.shared for row in table.rows] == [{"wording"}] * 2


def test_points_merged_over_several_indicators_are_asked_about() -> None:
    table = table_of((1, "A", 5), (2, "B"), merged=(Area(5, 2, 6, 2),))
    assert cells(table) == ["C6"]
    assert [row.points for row in table.rows] == [None, None]


def test_points_are_read_as_vietnamese_writes_them() -> None:
    rows = [("7,5",), ("7.5",), ("10 điểm",), ("Tối đa 10",), (12.5,), (1000,), (None,)]
    table = table_of(*((n, "A", *points) for n, points in enumerate(rows, 1)))
    assert [row.points for row in table.rows] == [
        *map(Decimal, ("7.5", "7.5", "10", "10", "12.5", "1000")),
        None,
    ]
    assert table.problems == ()


@pytest.mark.parametrize("points", ["1.000", "10-20", "mười", "#N/A", "10%"])
def test_points_with_two_readings_or_none_are_asked_about(points: str) -> None:
    table = table_of((1, "A", points))
    assert (cells(table), table.rows[0].points) == (["C6"], None)


def test_headers_printed_again_and_numbers_of_columns_are_passed_over() -> None:
    table = table_of(("(1)", "(2)", "(3)"), (1, "A", 5), PLAIN[0], (2, "B", 5))
    assert list(tree(table)) == ["1", "2"]
    assert table.problems == ()


def test_notes_below_the_table_are_told_and_not_read() -> None:
    table = table_of(
        (1, "A", 5), ("Ghi chú: điểm làm tròn hai chữ số",), (None, "TM. ỦY BAN NHÂN DÂN")
    )
    assert list(tree(table)) == ["1"]
    assert [remark.cell for remark in table.remarks] == ["A7", "B8"]


def test_a_table_without_a_header_is_refused() -> None:
    table = read_annex([AnnexSheet("S", [("a", "b"), ("1", "2")])])
    assert table.rows == ()
    (problem,) = table.problems
    assert "Điểm tối đa" in problem.message.vi


def test_two_tables_in_one_workbook_are_refused() -> None:
    sheets = [Annex(sheet=name).sheet_read() for name in ("Phụ lục I", "Phụ lục II")]
    (problem,) = read_annex(sheets).problems
    assert "Phụ lục I, Phụ lục II" in problem.message.vi


def test_all_problems_of_a_table_are_told_at_once() -> None:
    table = table_of(
        (1, "A", 10),
        ("1.1", "B", "không rõ"),
        ("1.1", "C", 5),
        ("3.1", "D", 5),
        ("??", "E", 5),
        (None, "F", 5),
        (2, None, 5),
    )
    assert cells(table) == ["C7", "A8", "A9", "A10", "C11", "B12"]


def test_a_code_printed_twice_keeps_both_rows_apart() -> None:
    table = table_of((1, "A", 10), ("1.1", "B", 5), ("1.1", "C", 5))
    assert list(tree(table)) == ["1", "1.1", "1.1-x8"]
    assert "A7" in table.problems[0].message.vi


def test_a_date_in_place_of_a_number_is_told() -> None:
    sheet = AnnexSheet("S", [*PLAIN, ("01/01/2001", "A", "5")], ["tttt", "dtt"])
    assert [problem.cell for problem in read_annex([sheet]).problems] == ["A2"]


def test_every_sample_row_has_an_address_in_the_sheet() -> None:
    annex = Annex()
    for row in read_annex([annex.sheet_read()]).rows:
        assert row.cells["name"] == f"B{annex.row_of(row.name)}"
    assert len(ROWS) == 17
