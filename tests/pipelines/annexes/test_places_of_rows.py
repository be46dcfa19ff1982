"""Rows of an annex in their places: codes, zeros that were lost, points in cells, what is over."""

from decimal import Decimal

import pytest
from annex_builders import Annex, Cell

from pipelines.annexes.sheet import Area
from pipelines.annexes.table import AnnexTable, read_annex

PLAIN = (("STT", "Chỉ số", "Điểm tối đa", "Cách tính điểm"),)


def table_of(*rows: tuple[Cell, ...], merged: tuple[Area, ...] = ()) -> AnnexTable:
    """A table under a plain header in row 5; the first row of the table is row 6."""
    annex = Annex(rows, (), PLAIN, None, merged, header_merged=())
    return read_annex([annex.sheet_read()])


def codes(table: AnnexTable) -> str:
    return " ".join(row.code for row in table.rows)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1 1.1 1.9 1.1", "1 1.1 1.9 1.10"),
        ("1 1.1 1.19 1.1", "1 1.1 1.19 1.1-x9"),
        ("1 1.1 1.2 1.19 1.2", "1 1.1 1.2 1.19 1.20"),
        ("1 1.1 1.99 1.1", "1 1.1 1.99 1.100"),
        ("1 1.2 1.9 1.1", "1 1.2 1.9 1.1"),
        ("1 1.1 1.8 1.1", "1 1.1 1.8 1.1-x9"),
        ("1 1.1 1.9 1.2", "1 1.1 1.9 1.2"),
        ("I I.1 I.9 I.1", "I I.1 I.9 I.1-x9"),
    ],
)
def test_a_zero_is_restored_only_where_it_was_lost(printed: str, expected: str) -> None:
    table = table_of(*((code, f"Chỉ số {n}", 1) for n, code in enumerate(printed.split())))
    assert codes(table) == expected
    restored = expected.endswith("0")
    assert (len(table.remarks), len(table.problems)) == (int(restored), int("-x" in expected))


@pytest.mark.parametrize(
    ("cell", "points", "is_taken_away"),
    [
        (-5, 5, True),
        ("-5 điểm", 5, True),
        ("+ 5", 5, False),
        ("không tính điểm", 0, False),
        ("-", None, False),
        ("x", None, False),
        ("2,5", Decimal("2.5"), False),
        ("1.000", None, False),
    ],
)
def test_points_of_a_cell_have_a_sign(cell: Cell, points: object, is_taken_away: bool) -> None:
    (row,) = table_of((1, "A", cell)).rows
    assert (row.points, row.is_taken_away) == (points, is_taken_away)


def test_points_in_a_name_count_where_the_cell_is_empty() -> None:
    table = table_of((1, "A (tối đa 3 điểm)", None), (2, "B (2,5 điểm)", 1))
    assert [(row.name, row.points) for row in table.rows] == [("A", 3), ("B (2,5 điểm)", 1)]


def test_points_merged_over_two_indicators_are_of_neither_and_not_taken_away() -> None:
    table = table_of((1, "A", -5), (2, "B", 5), merged=(Area(5, 2, 6, 2),))
    assert [(row.points, row.is_taken_away) for row in table.rows] == [(None, False)] * 2
    assert [problem.cell for problem in table.problems] == ["C6", "C7"]


def test_points_merged_over_rows_of_one_indicator_are_its_own() -> None:
    table = table_of((1, "A", 5), (None, "và b", None), merged=(Area(5, 0, 6, 0), Area(5, 2, 6, 2)))
    assert [(row.name, row.points) for row in table.rows] == [("A và b", 5)]
    assert table.problems == ()


def test_roman_numerals_are_taken_at_their_value() -> None:
    groups = [(numeral, numeral, 1) for numeral in ("I", "IV", "VI", "IX", "XI", "XIV")]
    below = [(f"{n}.1", "x", 1) for n in (1, 4, 6, 9, 11, 14)]
    table = table_of(*groups, *below)
    assert [row.parent for row in table.rows[6:]] == ["I", "IV", "VI", "IX", "XI", "XIV"]


def test_of_two_groups_of_one_numeral_the_last_is_meant() -> None:
    table = table_of(
        ("A", "A", 1), ("I", "B", 1), ("1.1", "x", 1), ("B", "C", 1), ("I", "D", 1), ("1.2", "y", 1)
    )
    assert [row.parent for row in table.rows if row.printed.startswith("1.")] == ["A.I", "B.I"]


def test_small_letters_stand_below_the_last_number_and_not_below_each_other() -> None:
    table = table_of(("A", "A", 1), ("1", "B", 1), ("a", "c", 1), ("b", "d", 1), ("I", "x", 1))
    assert [(row.code, row.parent) for row in table.rows[2:]] == [
        ("1.a", "1"),
        ("1.b", "1"),
        ("I", "A"),
    ]


def test_the_first_total_counts() -> None:
    assert table_of((1, "A", 1), ("Tổng cộng", None, 10), ("Tổng", "", 7)).total == ("C7", 10)
    assert table_of((1, "A", 1), ("Tổng cộng", None, None), ("Tổng", "", 7)).total == ("C8", 7)


def test_a_row_without_a_number_goes_on_only_where_it_looks_like_it() -> None:
    table = table_of(
        (1, "A", 5, "Lời"),
        (None, "tiếp tục", None),
        (None, "Khác hẳn", None),
        (None, None, None, "thêm lời"),
        (None, "Có lời", None, "hết"),
    )
    (row,) = table.rows
    assert row.name == "A tiếp tục Có lời"
    assert row.texts["wording"] == "Lời\nthêm lời\nhết"
    assert [remark.cell for remark in table.remarks] == ["B8"]


@pytest.mark.parametrize(
    ("cells", "is_heading"),
    [
        (("(1)", "(2)", "(3)", "(4)"), True),
        (("1", "2", "3"), True),
        (("A", "B", "1", "2"), True),
        (("(a)", "(b)", "(c)", "(d)"), True),
        (("1", "3", "4"), False),
        (("2", "3", "4"), False),
        (("1", "2", None), False),
    ],
)
def test_numbers_of_columns_run_from_the_first(cells: tuple[Cell, ...], is_heading: bool) -> None:
    table = table_of(cells, ("7", "Chỉ số", 5))
    assert (len(table.rows) == 1 and table.problems == ()) is is_heading


def test_a_text_that_is_no_number_is_shown_in_sixty_letters() -> None:
    table = table_of((1, "A", 5), ("?" * 70, "B", 5), ("N" * 70 + " x", ""))
    (problem,), (remark,) = table.problems, table.remarks
    assert (problem.cell, remark.cell) == ("A7", "A8")
    assert f"“{'?' * 60}”" in problem.message.vi
    assert f"“{'N' * 60}”" in remark.message.en
