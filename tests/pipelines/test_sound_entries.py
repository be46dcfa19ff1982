"""One bad entry or row harms only itself: what is left out, what stays, and where problems stand."""

from collections.abc import Callable

import polars as pl
import pytest

from pipelines.marked_yaml import Problem, SeedError, read_marked_yaml
from pipelines.seed_isolation import LeftOut, read_sound_entries, read_sound_rows


def problem(line: int, message: str = "bad") -> Problem:
    return Problem("f.yaml", line, "", message, "hỏng", "mend it", "sửa")


def names(text: str) -> list[str]:
    """The names of a list of entries; one called `bad` is a problem at its line."""
    marked = read_marked_yaml(text, "f.yaml")
    listed = marked.value["units"] if isinstance(marked.value, dict) else marked.value or []
    above = ("units",) if isinstance(marked.value, dict) else ()
    found = [str(entry["name"]) for entry in listed]
    bad = [
        problem(marked.line((*above, n, "name"))) for n, name in enumerate(found) if name == "bad"
    ]
    if bad:
        raise SeedError(bad)
    return found


def told(left_out: list[LeftOut]) -> list[tuple[list[int], str]]:
    return [([found.line for found in entry.problems], entry.text) for entry in left_out]


@pytest.mark.parametrize(
    ("text", "sound", "left_out"),
    [
        ("- name: a\n- name: b\n", ["a", "b"], []),
        ("- name: bad\n- name: b\n", ["b"], [([1], "- name: bad")]),
        ("- name: a\n- name: bad\n", ["a"], [([2], "- name: bad\n")]),
        ("- name: a\n- name: bad", ["a"], [([2], "- name: bad")]),
        (
            "- name: a\n- name: bad\n  more: 1\n- name: c\n- name: bad\n- name: e\n",
            ["a", "c", "e"],
            [([2], "- name: bad\n  more: 1"), ([5], "- name: bad")],
        ),
        (
            "# above\n\nunits:\n  - name: a\n  - name: bad\n    list:\n      - 1\n  - name: c\n",
            ["a", "c"],
            [([5], "  - name: bad\n    list:\n      - 1")],
        ),
        ("units:\n- name: bad\n- name: b\nother: 1\n", ["b"], [([2], "- name: bad")]),
        ("units:\n- name: a\n- name: bad\nother: 1\n", ["a"], [([3], "- name: bad")]),
    ],
)
def test_a_broken_entry_is_left_out_with_its_text(
    text: str, sound: list[str], left_out: list[tuple[list[int], str]]
) -> None:
    found, out = read_sound_entries(text, "f.yaml", names)
    assert (found, told(out)) == (sound, left_out)


@pytest.mark.parametrize(
    ("text", "sound", "lines"),
    [
        ("- name: a\n- name: {x\n- name: c\n", ["a", "c"], [2]),
        ("- name: a\n- name: 'x\n  y: 2\n- name: c\n", ["a", "c"], [3]),
        ("- name: {x\n- name: b\n", ["b"], [1]),
        ("- name: a\n- name: b\n- name: [x", ["a", "b"], [3]),
    ],
)
def test_an_entry_that_is_no_yaml_is_left_out_at_its_own_lines(
    text: str, sound: list[str], lines: list[int]
) -> None:
    found, (out,) = read_sound_entries(text, "f.yaml", names)
    assert found == sound
    assert [each.line for each in out.problems] == lines
    assert "not readable as YAML" in out.problems[0].message


def refusing(line: int) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        raise SeedError([problem(line)])

    return read


@pytest.mark.parametrize(
    ("text", "line"),
    [("units:\n- name: a\n", 1), ("just: text\n", 1), ("- name: a\n", 9), ("# only\n", 1)],
)
def test_a_problem_of_no_entry_refuses_the_whole_file(text: str, line: int) -> None:
    with pytest.raises(SeedError) as caught:
        read_sound_entries(text, "f.yaml", refusing(line))
    assert [each.line for each in caught.value.problems] == [line]


def test_where_nothing_is_sound_all_problems_are_told_once() -> None:
    def read(text: str) -> list[str]:
        if text.strip():
            raise SeedError([problem(1, "first"), problem(2, "second")])
        raise SeedError([problem(1, "nothing there")])

    with pytest.raises(SeedError) as caught:
        read_sound_entries("- name: a\n- name: b\n", "f.yaml", read)
    assert [each.message for each in caught.value.problems] == ["first", "second"]


# Rows of a table

TABLE = pl.DataFrame({"line": [2, 3, 5], "code": ["a", "b", None], "name": ["A", "B", "C"]})


def reading(*bad: int) -> Callable[[pl.DataFrame], list[str]]:
    def read(table: pl.DataFrame) -> list[str]:
        wrong = [problem(line) for line in bad if line in table["line"]]
        if wrong:
            raise SeedError([*wrong, *wrong])
        return table["name"].to_list()

    return read


@pytest.mark.parametrize(
    ("bad", "sound", "left_out"),
    [
        ((), ["A", "B", "C"], []),
        ((3,), ["A", "C"], [([3, 3], "b,B")]),
        ((5, 2), ["B"], [([2, 2], "a,A"), ([5, 5], ",C")]),
    ],
)
def test_a_broken_row_is_left_out_with_its_cells(
    bad: tuple[int, ...], sound: list[str], left_out: list[tuple[list[int], str]]
) -> None:
    found, out = read_sound_rows(TABLE, reading(*bad))
    assert (found, told(out)) == (sound, left_out)


def test_a_problem_of_no_row_refuses_the_whole_table() -> None:
    def read(table: pl.DataFrame) -> list[str]:
        raise SeedError([problem(1), problem(3)])

    with pytest.raises(SeedError) as caught:
        read_sound_rows(TABLE, read)
    assert [each.line for each in caught.value.problems] == [1, 3]


def test_rows_that_break_one_after_the_other_are_all_left_out() -> None:
    """A row may be sound only until another is gone; what was told before is told again."""

    def read(table: pl.DataFrame) -> list[str]:
        for line in (2, 3):
            if line in table["line"]:
                raise SeedError([problem(line)])
        return table["name"].to_list()

    found, out = read_sound_rows(TABLE, read)
    assert found == ["C"]
    assert told(out) == [([2], "a,A"), ([3], "b,B")]


def test_a_table_without_lines_is_counted_from_below_its_heading() -> None:
    found, out = read_sound_rows(TABLE.drop("line"), reading(3))
    assert (found, told(out)) == (["A", "C"], [([3, 3], "b,B")])
