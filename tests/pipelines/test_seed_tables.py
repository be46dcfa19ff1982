"""Tables of seeds: as Excel in a Vietnamese locale saves them, every problem at line and cell."""

from typing import Final

import polars as pl
import pytest

from pipelines.codes import is_a_code, is_code
from pipelines.comparison.populations import POPULATIONS
from pipelines.marked_yaml import SeedError
from pipelines.planning.costs import COSTS
from pipelines.seed_tables import cell_problems, read_table

HEAD: Final = "entity_code,counted_on,population,source\n"
ROW: Final = "a,2024-04-01,300,Tổng cục Thống kê\n"


def read(content: bytes) -> list[tuple[object, ...]]:
    return read_table(content, "population.csv", POPULATIONS).drop("surplus").rows()


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + ROW).encode(),
        (HEAD + ROW).encode("utf-8-sig"),
        (HEAD + ROW).encode("utf-16"),
        (HEAD + ROW).replace(",", ";").encode("utf-8-sig"),
        (HEAD + ROW).replace(",", "\t").encode("utf-16"),
        ("sep=;\n" + (HEAD + ROW).replace(",", ";")).encode(),
        (HEAD + ROW + "\n,,,\n\n").encode(),
        (HEAD + ROW).replace("\n", "\r\n").encode(),
        (HEAD + ROW).replace("2024-04-01", "01/04/2024").encode(),
    ],
)
def test_a_table_is_read_however_it_was_saved(content: bytes) -> None:
    ((_, *cells),) = read(content)
    assert cells == ["a", "2024-04-01", "300", "Tổng cục Thống kê"]


def test_a_line_is_counted_as_editors_do() -> None:
    found = read((HEAD + '\na,2024-04-01,300,"hai\ndòng"\n' + ROW).encode())
    assert [row[0] for row in found] == [3, 5]


@pytest.mark.parametrize(
    ("cost", "separator", "read_as"),
    [("2,5", ";", "2.5"), ("0.5", ",", "0.5"), ("1.234", ";", "1.234?"), ('"0,75"', ",", "0.75")],
)
def test_a_decimal_comma_is_read_and_what_is_unsure_is_no_number(
    cost: str, separator: str, read_as: str
) -> None:
    row = ["f", "1", "a", cost, "đồng", "dong", "stated", ""]
    text = separator.join(COSTS.names) + "\n" + separator.join(row) + "\n"
    table = read_table(text.encode(), "costs.csv", COSTS)
    assert table["cost"].to_list() == [read_as]
    problems = cell_problems(table, "costs.csv", "indicator_code", COSTS)
    assert [(found.line, found.column) for found in problems] == [(2, 4)] * ("?" in read_as)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("entity_code,population\n", 1, "column(s) missing: counted_on, source"),
        (HEAD + 'a,2024-04-01,"300,x\n', 2, "not a table"),
        (HEAD.replace("source", "source,source"), 1, "two columns have this heading"),
    ],
)
def test_what_is_no_such_table_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(SeedError) as caught:
        read(text.encode())
    (problem,) = caught.value.problems
    assert (problem.line, problem.message[: len(message)]) == (line, message)


def test_an_encoding_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(SeedError, match=r"population.csv:2: not UTF-8"):
        read((HEAD + "a,b,c,café\n").encode("latin-1"))


@pytest.mark.parametrize("code", ["1", "1.1", "KT&XH", "A&B", "demo-xa-1", "Xã1", "a_b", "console"])
def test_a_code_is_letters_digits_and_marks_inside(code: str) -> None:
    assert is_a_code(code)
    assert pl.select(is_code(pl.lit(code))).item()


@pytest.mark.parametrize(
    "code", ["", "A/1", "..", "a..b", ".a", "-a", "a.", "a\\b", "a b", " a", "a\n", "CON", "nul.x"]
)
def test_what_could_leave_its_folder_is_no_code(code: str) -> None:
    assert not is_a_code(code)
    assert not pl.select(is_code(pl.lit(code))).item()
