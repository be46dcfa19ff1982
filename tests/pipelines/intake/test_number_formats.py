"""How the numbers of a file are written: stated or settled by its own figures, never guessed."""

from dataclasses import replace

import pytest
from intake_builders import (
    HEADER,
    SCORECARD,
    csv_bytes,
    figures,
    file,
    filled_form,
    framework,
    rounds,
    statuses,
    take,
    told,
    units,
    values,
    workbook,
)

from pipelines.intake.intake import Intake, take_in

FIVE = "round,entity_code,indicator_code,input,value"


def taken(*lines: str, header: str = HEADER) -> Intake:
    return take(file("so-lieu.csv", values(*lines, header=header)))


def as_stated(number_format: str, *lines: str) -> Intake:
    """Lines of a round that says how its files write numbers."""
    entry = replace(rounds()["r1"], number_format=number_format)
    content = values(*lines)
    return take_in([file("a.csv", content)], entry, framework(), units(), frozenset({"r1"}))


def rules(found: Intake) -> list[str]:
    return [finding["rule"] for finding in told(found)]


PLAIN = ("r1,00001,1.6,n,77.129", "r1,00002,1.6,n,62.98")
VIETNAMESE = ('r1,00001,1.6,n,"77,129"', 'r1,00002,1.6,n,"62,98"')


@pytest.mark.parametrize(("lines", "beside"), [(PLAIN, "62.98"), (VIETNAMESE, "62,98")])
def test_a_number_that_can_be_read_in_one_way_settles_those_beside_it(
    lines: tuple[str, str], beside: str
) -> None:
    found = taken(*lines)
    read = figures(found)
    assert (read["00001", "1.6", "n"], read["00002", "1.6", "n"]) == ("77.129", "62.98")
    (finding,) = told(found)
    assert (finding["rule"], finding["severity"]) == ("number_format_inferred", "information")
    assert (finding["cell"], finding["found"]) == ("E2", "1")
    assert finding["expected"].endswith(f"= 77,1290; {beside} (E3)")
    assert statuses(found) == {"so-lieu.csv": "accepted"}
    assert found.current["raw_text"].to_list() == [
        line.split(",", 4)[4].strip('"') for line in lines
    ]


def test_a_count_that_suits_its_unit_in_one_way_settles_those_beside_it() -> None:
    found = taken("r1,00001,1.1,b,3.000", "r1,00002,1.1,b,1.941")
    assert figures(found) == {("00001", "1.1", "b"): "3000", ("00002", "1.1", "b"): "1941"}


def test_figures_settled_alike_are_one_finding_of_their_column() -> None:
    found = taken(*(f"r1,{unit},{n},77.129" for unit in ("00001", "00002") for n in ("1.6,n", "1.10,m")), "r1,00003,1.6,n,62.98")  # fmt: skip
    assert [(one["rule"], one["found"]) for one in told(found)] == [("number_format_inferred", "4")]


def test_numbers_of_both_kinds_in_a_column_settle_nothing() -> None:
    found = taken(*PLAIN, 'r1,00003,1.6,n,"62,98"')
    assert rules(found) == ["value_is_ambiguous"]
    assert ("00001", "1.6", "n") not in figures(found)


def test_a_number_of_another_file_settles_nothing() -> None:
    files = [file(f"{n}.csv", values(line)) for n, line in enumerate(PLAIN)]
    assert "value_is_ambiguous" in rules(take(*files))


def test_a_number_of_another_column_settles_nothing() -> None:
    content = csv_bytes([SCORECARD, ["1.4", "", "", "", "1.941", "7,5"], ["1.6", "", "", "", "2"]])
    assert figures(take(file("00001.csv", content)))["00001", "1.4", "points"] == "1.941"


def test_a_cell_that_holds_a_number_says_nothing_of_texts_beside_it() -> None:
    names = dict(zip(("A1", "B1", "C1", "D1", "E1"), FIVE.split(","), strict=True))
    lines = {"A2": "r1", "B2": "00001", "C2": "1.6", "D2": "n", "E2": 62.98}
    lines |= {"A3": "r1", "B3": "00002", "C3": "1.6", "D3": "n", "E3": "77.129"}
    assert "value_is_ambiguous" in rules(take(file("a.xlsx", workbook(s={**names, **lines}))))


@pytest.mark.parametrize(
    ("number_format", "value"), [("vi", "1941"), ("plain", "1.941"), ("PLAIN ", "1.941")]
)
def test_a_file_states_its_format_in_a_column(number_format: str, value: str) -> None:
    header = f"{FIVE},number_format"
    lines = (f"r1,00001,1.6,n,1.941,{number_format}", "r1,00002,1.6,n,1.941,")
    found = taken(*lines, header=header)
    assert set(figures(found).values()) == {value}
    (finding,) = told(found)
    assert (finding["rule"], finding["found"]) == ("number_format_as_stated", "2")


@pytest.mark.parametrize(
    "stated", ["number_format: plain", "Number_Format=plain", "number_format plain"]
)
def test_a_file_states_its_format_in_a_cell_of_its_heading_row(stated: str) -> None:
    found = taken("r1,00001,1.6,n,1.941,", header=f"{FIVE},{stated}")
    assert figures(found) == {("00001", "1.6", "n"): "1.941"}


def test_a_scorecard_states_its_format_too() -> None:
    head = ("Mã", "Tự đánh giá", "number_format: vi")
    content = csv_bytes([head, ["1.4", "1.941"], ["1.5", "1,000"]])
    found = take(file("00001.csv", content))
    assert rules(found)[-1] == "value_outside_unit"


def test_a_format_that_is_not_known_is_told_and_changes_nothing() -> None:
    found = taken("r1,00001,1.6,n,1.941,en", header=f"{FIVE},number_format")
    assert rules(found) == ["number_format_unknown", "value_is_ambiguous"]


@pytest.mark.parametrize(("number_format", "value"), [("vi", "77129"), ("plain", "77.129")])
def test_a_round_states_the_format_of_its_files(number_format: str, value: str) -> None:
    found = as_stated(number_format, "r1,00001,1.6,n,77.129")
    assert figures(found) == {("00001", "1.6", "n"): value}


def test_a_file_goes_before_its_round() -> None:
    entry = replace(rounds()["r1"], number_format="vi")
    content = values("r1,00001,1.6,n,1.941,", header=f"{FIVE},number_format: plain")
    found = take_in([file("a.csv", content)], entry, framework(), units(), frozenset({"r1"}))
    assert figures(found) == {("00001", "1.6", "n"): "1.941"}


def test_a_format_that_the_figures_contradict_settles_nothing() -> None:
    found = as_stated("vi", *PLAIN)
    assert rules(found) == ["value_is_ambiguous"]
    assert figures(found) == {("00002", "1.6", "n"): "62.98"}


def test_what_is_stated_holds_where_the_unit_would_say_otherwise() -> None:
    found = as_stated("plain", "r1,00001,1.1,b,1.941")
    assert "value_outside_unit" in rules(found)
    assert figures(found) == {}


def test_a_form_is_read_as_its_round_states() -> None:
    entry = replace(rounds()["r1"], number_format="vi")
    content = filled_form(framework(), "00001", [("00001", "1.6", "n", "1.941")])
    found = take_in([file("a.xlsx", content)], entry, framework(), units(), frozenset({"r1"}))
    assert figures(found) == {("00001", "1.6", "n"): "1941"}
