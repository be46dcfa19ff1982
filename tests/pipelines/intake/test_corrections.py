"""Corrections: a figure is read otherwise only while it is what the correction expects."""

from typing import Any

import polars as pl
import pytest
from intake_builders import GOOD, figures, file, framework, rounds, units, values

from pipelines.intake.corrections import Correction, read_corrections
from pipelines.intake.intake import Intake, take_in
from pipelines.marked_yaml import SeedError

ONE = """
- round: r1
  entity_code: "00001"
  indicator_code: "1.4"
  input: points
  expect: 7
  value: "7,5"
  reason: Gõ nhầm, theo Công văn số 12
  by: Sở Khoa học và Công nghệ
  on: 2025-08-15
"""


def corrections(text: str = ONE) -> tuple[Correction, ...]:
    return read_corrections(text, "corrections.yaml", {"r1", "r2"})


def take(*lines: str, text: str = ONE) -> Intake:
    received = [file("00001.csv", values(*lines))]
    return take_in(received, rounds()["r1"], framework(), units(), corrections=corrections(text))


def problems(text: str, *lines: str) -> list[str]:
    with pytest.raises(SeedError) as caught:
        take(*(lines or (GOOD,)), text=text)
    return [str(problem) for problem in caught.value.problems]


def test_a_corrected_figure_is_read_otherwise_and_keeps_its_text() -> None:
    taken = take(GOOD)
    assert figures(taken) == {("00001", "1.4", "points"): "7.5"}
    (row,) = taken.current.to_dicts()
    assert (row["raw_text"], row["is_corrected"]) == ("7", True)


def test_each_use_is_a_row_and_a_finding() -> None:
    taken = take(GOOD)
    (used,) = taken.corrections.to_dicts()
    assert (used["found_text"], used["corrected_text"], used["by"], used["cell"]) == (
        "7",
        "7,5",
        "Sở Khoa học và Công nghệ",
        "E2",
    )
    (finding,) = taken.findings.filter(pl.col("rule") == "value_was_corrected").to_dicts()
    assert (finding["found"], finding["expected"]) == ("7", "7,5")


def test_a_correction_can_mend_a_figure_that_could_not_be_read() -> None:
    text = ONE.replace("expect: 7", "expect: khoảng 7")
    taken = take("r1,00001,1.4,points,khoảng 7", text=text)
    assert figures(taken) == {("00001", "1.4", "points"): "7.5"}


def test_a_corrected_value_is_judged_like_any_other() -> None:
    taken = take(GOOD, text=ONE.replace('"7,5"', '"99"'))
    assert figures(taken) == {}
    assert "value_outside_unit" in taken.findings["rule"]


def test_a_correction_whose_source_has_changed_stops_the_round() -> None:
    (problem,) = problems(ONE, "r1,00001,1.4,points,8")
    assert "corrections.yaml:2: 1.4: expected '7' for 00001 1.4 points" in problem
    assert "found '8' in 00001.csv E2" in problem


def test_the_newest_file_is_what_a_correction_looks_at() -> None:
    received = [
        file("00001_a.csv", values(GOOD), at="2025-07-01T08:00:00+07:00"),
        file("00001_b.csv", values("r1,00001,1.4,points,9"), at="2025-07-02T08:00:00+07:00"),
    ]
    with pytest.raises(SeedError, match=r"found '9' in 00001_b\.csv"):
        take_in(received, rounds()["r1"], framework(), units(), corrections=corrections())


def test_a_correction_of_a_figure_that_nobody_sent_stops_the_round() -> None:
    (problem,) = problems(ONE, "r1,00002,1.4,points,7")
    assert "nobody sent 00001 1.4 points" in problem


def test_corrections_of_other_rounds_are_left_alone() -> None:
    taken = take(GOOD, text=ONE.replace("round: r1", "round: r2"))
    assert figures(taken) == {("00001", "1.4", "points"): "7"}
    assert taken.corrections.is_empty()


def test_a_correction_of_an_unknown_round_is_a_problem() -> None:
    with pytest.raises(SeedError, match="round: there is no round 'r1'"):
        read_corrections(ONE, "corrections.yaml", {"r2"})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("  reason: Gõ nhầm, theo Công văn số 12\n", ""),
            "2:3: 1.4: reason: is missing",
        ),
        (("on: 2025-08-15", "on: 15/8/2025"), "10:3: 1.4: on: expected a date as 2025-07-31"),
        (("expect: 7", 'expect: "7,5"'), "2:3: 1.4: expect and value are the same"),
        (("by: Sở", "who: me\n  by: Sở"), "who: no such key"),
        (("input: points", "input: points\n  source: guessed"), "source: expected one of declared"),
        (("by: Sở Khoa học và Công nghệ", "by: ''"), "by: expected a text"),
    ],
)
def test_what_is_wrong_with_a_correction_is_told_with_its_line(
    change: tuple[str, str], told: str
) -> None:
    with pytest.raises(SeedError) as caught:
        corrections(ONE.replace(*change))
    assert any(told in str(problem) for problem in caught.value.problems)


def test_all_problems_are_told_at_once() -> None:
    text = ONE.replace("expect: 7", "") + ONE + ONE
    with pytest.raises(SeedError) as caught:
        corrections(text)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_there_may_be_no_correction(text: str) -> None:
    assert corrections(text) == ()


@pytest.mark.parametrize("text", ["a: 1", "- just text", "- [1, 2]"])
def test_another_shape_is_told(text: str) -> None:
    with pytest.raises(SeedError):
        corrections(text)


def test_the_texts_of_a_correction_stay_as_they_were_written() -> None:
    one: Any = corrections(ONE.replace("expect: 7", "expect: 4.10").replace('"1.4"', "1.10"))[0]
    assert (one.expect, one.indicator_code) == ("4.10", "1.10")
