"""Rounds: the shipped file reads, errors name line and key, the boundary says who is assessed."""

from datetime import date

import pytest
from intake_builders import entities_of, framework, shipped_entities, shipped_rounds

from pipelines.marked_yaml import SeedError
from pipelines.rounds import Round, expected_units, framework_problems, read_rounds

SOUND = """- id: r1
  name: {vi: Một, en: One}
  framework: sample
  entities: province
  starts_on: 2024-01-01
  ends_on: 2024-12-31
  deadline: 2025-01-31
  previous: null
  status: open
"""
COLUMNS = "entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to\n"


def one(text: str) -> Round:
    (entry,) = read_rounds(text, "rounds.yaml")
    return entry


def test_the_shipped_rounds_are_read() -> None:
    rounds = shipped_rounds()
    assert len(rounds) == 16
    counts = {name: expected_units(rounds[name], shipped_entities()).height for name in rounds}
    assert counts["provinces-2020"] == 9
    assert counts["provinces-2024"] == 34
    assert counts["demo-communes-2025H1"] == counts["demo-communes-2025H2"] == 65
    assert counts["demo-merging-communes-2025H1"] == 4
    assert [name for name, entry in rounds.items() if entry.is_demonstration] == [
        name for name in rounds if name.startswith("demo-")
    ]
    assert rounds["provinces-2024"].published == 2024
    assert rounds["demo-communes-2025H2"].previous == "demo-communes-2025H1"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  status: open", "  state: open", 9, "state: no such key"),
        ("  status: open", "  status: shut", 9, "status: expected one of open"),
        ("  framework: sample\n", "", 1, "framework: is missing"),
        ("{vi: Một, en: One}", "{vi: Một}", 2, "name: expected a name in vi and en"),
        ("entities: province", "entities: town", 4, "entities: expected a list of codes"),
        ("2024-01-01", "01/01/2024", 5, "starts_on: expected a date"),
        ("2024-12-31", "2023-12-31", 6, "ends_on: 2023-12-31 is before starts_on"),
        ("2025-01-31", "soon", 7, "deadline: expected a date"),
        ("previous: null", "previous: r0", 8, "previous: there is no round 'r0'"),
        ("previous: null", "previous: r1", 1, "a round cannot precede itself"),
        ("previous: null", "boundary: 47", 8, "boundary: expected a date"),
        ("previous: null", "published: last year", 8, "published: expected a year"),
        ("previous: null", 'not_evaluated: "1.1"', 8, "not_evaluated: expected a list"),
    ],
)
def test_an_error_names_line_and_key(old: str, new: str, line: int, message: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_rounds(SOUND.replace(old, new), "rounds.yaml")
    problem = next(p for p in caught.value.problems if p.message.startswith(message))
    assert (problem.file, problem.line, problem.code) == ("rounds.yaml", line, "r1")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "expected a list of rounds"),
        ("id: r1\n", 1, "expected a list of rounds"),
        (SOUND + "- r2\n", 10, "expected keys and values"),
        (SOUND + SOUND, 10, "two rounds have this id"),
        (SOUND + "  id: r2\n", 10, "this key is given twice"),
        (SOUND + "  [", 11, "not readable as YAML"),
    ],
)
def test_a_file_that_is_no_list_of_rounds_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_rounds(text, "rounds.yaml")
    assert any(p.line == line and message in p.message for p in caught.value.problems)


def test_all_errors_are_told_at_once() -> None:
    text = SOUND.replace("status: open", "status: shut").replace("2024-01-01", "x")
    with pytest.raises(SeedError) as caught:
        read_rounds(text, "rounds.yaml")
    assert [problem.line for problem in caught.value.problems] == [5, 9]


@pytest.mark.parametrize(
    ("boundary", "expected_on", "provinces"),
    [
        ("null", date(2024, 12, 31), 63),
        ("63", date(2024, 12, 31), 63),
        ("34", date(2025, 7, 1), 34),
        ("2025-07-01", date(2025, 7, 1), 34),
        ("2025-06-30", date(2025, 6, 30), 63),
    ],
)
def test_the_boundary_says_whose_day_it_is(
    boundary: str, expected_on: date, provinces: int
) -> None:
    entry = one(SOUND + f"  boundary: {boundary}\n")
    assert entry.expected_on == expected_on
    assert expected_units(entry, shipped_entities()).height == provinces


def test_the_63_provinces_can_be_assessed_for_a_later_year() -> None:
    entry = one(SOUND.replace("2024-12-31", "2025-12-31") + "  boundary: 63\n")
    assert expected_units(entry, shipped_entities()).height == 63


def test_a_list_of_codes_is_who_is_assessed() -> None:
    entry = one(SOUND.replace("entities: province", 'entities: ["48", "01"]'))
    assert expected_units(entry, shipped_entities())["entity_code"].to_list() == ["01", "48"]


def test_a_listed_code_that_is_not_valid_is_named() -> None:
    entry = one(SOUND.replace("entities: province", 'entities: ["48", "999"]'))
    with pytest.raises(SeedError, match=r"rounds.yaml:1: r1: no entity 999 is valid on 2024-12-31"):
        expected_units(entry, shipped_entities())


def test_only_units_under_the_parent_are_assessed() -> None:
    entities = entities_of(COLUMNS + "1,province,A,,VN,,\n2,province,B,,X,,\n3,commune,C,,VN,,\n")
    entry = one(SOUND + '  parent: "VN"\n')
    assert expected_units(entry, entities)["entity_code"].to_list() == ["1"]


@pytest.mark.parametrize("entities", ["commune", "[]"])
def test_a_round_with_nobody_to_assess_is_an_error(entities: str) -> None:
    entry = one(SOUND.replace("entities: province", f"entities: {entities}"))
    provinces = entities_of(COLUMNS + "1,province,A,,VN,,\n")
    with pytest.raises(SeedError, match="nobody to assess"):
        expected_units(entry, provinces)


def test_indicators_that_are_not_evaluated_must_exist() -> None:
    entry = one(SOUND + '  not_evaluated: ["1.10", "9.9"]\n')
    assert entry.not_evaluated == ("1.10", "9.9")
    (problem,) = framework_problems(entry, framework())
    assert problem.message == "not_evaluated: 9.9 not in framework sample"


def test_a_round_without_its_framework_cannot_be_scored() -> None:
    (problem,) = framework_problems(one(SOUND), None)
    assert (problem.line, problem.code) == (1, "r1")
    assert "'sample' is not among the frameworks" in problem.message


def test_a_sound_round_has_no_problem() -> None:
    assert framework_problems(one(SOUND), framework()) == []
