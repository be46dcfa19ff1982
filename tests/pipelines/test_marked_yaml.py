"""YAML with the place of everything in it: values, lines, columns, and problems in their order."""

from decimal import Decimal
from typing import Any

import pytest

from pipelines.marked_yaml import Problem, SeedError, ensure_sound, read_marked_yaml
from pipelines.seed_reader import code_at, shown

TEXT = """# above
units:
  - code: 1.10
    name: {vi: v, en: e}
    share: 0.50
  - [1, two]
"""


def test_every_path_has_its_line_and_column() -> None:
    marked = read_marked_yaml(TEXT, "f.yaml")
    assert marked.value == {
        "units": [
            {"code": "1.10", "name": {"vi": "v", "en": "e"}, "share": Decimal("0.50")},
            [1, "two"],
        ]
    }
    places = {
        ("units",): (2, 1),
        ("units", 0): (3, 5),
        ("units", 0, "code"): (3, 5),
        ("units", 0, "name"): (4, 5),
        ("units", 0, "name", "en"): (4, 19),
        ("units", 1): (6, 5),
        ("units", 1, 1): (6, 9),
    }
    assert {path: marked.place(path) for path in places} == places
    assert marked.line(("units", 0, "share")) == 5


def test_what_is_not_there_is_where_the_nearest_thing_around_it_is() -> None:
    marked = read_marked_yaml(TEXT, "f.yaml")
    assert marked.place(("units", 0, "name", "fr")) == (4, 5)
    assert marked.place(("nothing", "below")) == (2, 1)
    assert read_marked_yaml("", "f.yaml").place(("a",)) == (1, 1)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("null", None),
        ("~", None),
        ("true", True),
        ("yes", True),
        ("On", True),
        ("no", False),
        ("false", False),
        ("12", 12),
        ("-12", -12),
        ("+3", 3),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("9" * 40, int("9" * 40)),
        ("9" * 41, "9" * 41),
        ("0.10", Decimal("0.10")),
        ("1e40", "1e40"),
        ("1.0e+40", Decimal("1.0e+40")),
        ("1.0e+41", "1.0e+41"),
        ("1.0e-40", Decimal("1.0e-40")),
        ("1.0e-41", "1.0e-41"),
        (".inf", ".inf"),
        ("2025-07-31", "2025-07-31"),
        ("text", "text"),
    ],
)
def test_a_scalar_is_what_was_written(written: str, expected: Any) -> None:
    found = read_marked_yaml(f"x: {written}\n", "f.yaml").value["x"]
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: {x\n", 3, 1),
        ("a: 1\n b: 2\n", 2, 3),
        ("a: 1\nb: \x07\n", 2, None),
        ("a: &x\n  b: *x\n", 1, 4),
    ],
)
def test_text_that_is_no_yaml_is_told_where_it_stops(
    text: str, line: int, column: int | None
) -> None:
    with pytest.raises(SeedError) as caught:
        read_marked_yaml(text, "f.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert "not readable as YAML" in problem.message


def test_a_key_given_twice_is_told_at_its_second_place_with_its_owner() -> None:
    with pytest.raises(SeedError) as caught:
        read_marked_yaml(
            "- code: A1\n  x: 1\n  y: 2\n  x: 3\n- id: b\n  in: {z: 1, z: 2}\n", "f.yaml"
        )
    assert [(p.line, p.column, p.code) for p in caught.value.problems] == [
        (4, 3, "A1"),
        (6, 14, "b"),
    ]


def test_problems_stand_in_the_order_of_lines() -> None:
    problems = [Problem("f", line, "", "m", "m", "r", "r") for line in (3, 1, 2)]
    with pytest.raises(SeedError) as caught:
        ensure_sound(problems)
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]
    ensure_sound([])


@pytest.mark.parametrize(
    ("column", "code", "expected"),
    [
        (4, "A1", "f.csv:3:4: A1: vi; cách sửa: s\nf.csv:3:4: A1: en; remedy: r"),
        (None, "", "f.csv:3: vi; cách sửa: s\nf.csv:3: en; remedy: r"),
    ],
)
def test_a_problem_is_told_in_both_languages(column: int | None, code: str, expected: str) -> None:
    assert str(Problem("f.csv", 3, code, "en", "vi", "r", "s", column)) == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("units", 0, "name"), "A"),
        (("units", 1, "parts", 0, "x"), "B1"),
        (("units", 1, "x"), "B"),
        (("units", 2), "C"),
        (("units", 9, "x"), ""),
        ((), ""),
    ],
)
def test_the_code_at_a_path_is_that_of_the_innermost_entry(
    path: tuple[str | int, ...], code: str
) -> None:
    value = {
        "units": [
            {"code": "A"},
            {"id": "B", "parts": [{"code": "B1"}, {"x": 1}]},
            {"indicator_code": "C"},
        ]
    }
    assert code_at(value, path) == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "'a'"),
        (None, "null"),
        (True, "True"),
        (Decimal("0.50"), "0.5"),
        ("x" * 58, "'" + "x" * 58 + "'"),
        ("x" * 59, "'" + "x" * 56 + "..."),
    ],
)
def test_a_value_is_shown_in_sixty_letters(value: Any, expected: str) -> None:
    assert shown(value) == expected
