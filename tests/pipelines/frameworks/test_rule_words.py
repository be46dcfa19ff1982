"""Every rule of the frameworks that ship is told in words, in both languages."""

import pytest

from assets.installation.seeds import PROJECT, load_seeds
from pipelines.frameworks.framework import Indicator
from pipelines.frameworks.rule_words import rule_in_words

FRAMEWORKS = load_seeds(PROJECT / "seeds").frameworks


def indicator(framework: str, code: str) -> Indicator:
    return FRAMEWORKS[framework].by_code[code]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("1.2", "Meetings: 4 or more = 100 %, 3 or more = 75 %, 2 or more = 50 %, 1 or more = 25 %, fewer = 0."),
        ("2.2", "(Staff trained) / (All staff) x maximum points, 80 % is full."),
        ("2.1", "Issued: yes = full, no = 0."),
        ("4.3", "Share satisfied, by its place between 0.6 (zero) and 0.95 (full)."),
        ("4.2", "Average days, by its place between the lowest unit and the highest unit; lower is better."),
    ],
)  # fmt: skip
def test_a_rule_is_told_as_a_sentence(code: str, told: str) -> None:
    words = rule_in_words(indicator("demo-department-2025", code))
    assert words is not None
    assert words.en == told


def test_numbers_in_vietnamese_have_a_decimal_comma() -> None:
    words = rule_in_words(indicator("demo-department-2025", "4.3"))
    assert words is not None
    assert "0,95 (điểm tối đa)" in words.vi


def test_every_rule_that_ships_has_words() -> None:
    for framework in FRAMEWORKS.values():
        for one in framework.indicators:
            words = rule_in_words(one)
            assert (words is None) == (one.rule is None)
            assert words is None or (words.vi and words.en)
