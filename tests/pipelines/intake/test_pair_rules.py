"""Figures beside each other and beside their rule: a zero below, and figures below zero."""

from collections.abc import Sequence

import pytest
from builders import child, framework, group, leaf
from intake_builders import figures, file, take, told, values

from pipelines.frameworks.framework import Framework

PAIR = "a: {unit}, b: {unit}"


def of_ratio(keys: str, unit: str = "count", rule: str = "kind: ratio") -> Framework:
    inputs = PAIR.format(unit=unit)
    return framework(
        group("1", "10")
        + leaf("1.1", f"{rule}, numerator: a, denominator: b{keys}", inputs, more=child("1"))
    )


def rules_told(of: Framework, *lines: str) -> Sequence[str]:
    return [one["rule"] for one in told(take(file("a.csv", values(*lines)), of=of))]


STEPS = ", steps: [{at_least: 0.5, share: 1}]"


@pytest.mark.parametrize("policy", ["zero", "full", "not_evaluated", "shared"])
@pytest.mark.parametrize(("rule", "keys"), [("kind: ratio", ""), ("kind: steps", STEPS)])
def test_a_zero_that_its_rule_answers_to_is_a_figure(policy: str, rule: str, keys: str) -> None:
    of = of_ratio(f"{keys}, zero_denominator: {policy}", rule=rule)
    taken = take(file("a.csv", values("r1,00001,1.1,a,0", "r1,00001,1.1,b,0")), of=of)
    assert told(taken) == []
    assert figures(taken) == {("00001", "1.1", "a"): "0", ("00001", "1.1", "b"): "0"}


@pytest.mark.parametrize(("rule", "keys"), [("kind: ratio", ""), ("kind: steps", STEPS)])
def test_a_zero_without_an_answer_is_an_error_of_the_sender(rule: str, keys: str) -> None:
    lines = ("r1,00001,1.1,a,0", "r1,00001,1.1,b,0")
    assert rules_told(of_ratio(keys, rule=rule), *lines) == ["denominator_is_zero"]


def test_some_of_none_is_above_its_whole() -> None:
    of = of_ratio(", zero_denominator: full")
    lines = ("r1,00001,1.1,a,3", "r1,00001,1.1,b,0")
    assert rules_told(of, *lines) == ["numerator_above_denominator"]


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        ("kind: best_peer, input: x", "x: number"),
        ("kind: capped_count, input: x, cap: 5", "x: cuộc họp"),
        ("kind: capped_count, input: x, each: 1, from: full", "x: lỗi"),
        ("kind: ratio, numerator: x, denominator: y", "x: number, y: number"),
    ],
)
def test_a_figure_that_would_earn_less_than_nothing_is_told_at_its_cell(
    rule: str, inputs: str
) -> None:
    of = framework(group("1", "10") + leaf("1.1", rule, inputs, more=child("1")))
    (finding,) = told(take(file("a.csv", values("r1,00001,1.1,x,-3")), of=of))
    assert (finding["rule"], finding["cell"]) == ("value_outside_unit", "E2")
    assert (finding["found"], finding["expected"]) == (
        "-3",
        "số từ 0 trở lên / a number, 0 or more",
    )


def test_a_figure_below_zero_stands_where_the_rule_has_a_place_for_it() -> None:
    of = framework(leaf("1", "kind: goalposts, input: x, lower: -5, upper: 5", "x: number"))
    assert rules_told(of, "r1,00001,1,x,-3") == []
