"""What a denominator of 0 means by each policy, in scoring, in plans and in the check of receipts."""

from collections.abc import Mapping
from decimal import Decimal

import polars as pl
import pytest
from builders import Row, child, framework, group, indicator, leaf, score, totals, values
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_builders import stood
from receipt_builders import receipts_of

from assets.publishing.verify_receipt import verify
from pipelines.frameworks.framework import Framework
from pipelines.planning.levers import levers
from pipelines.planning.standing import Change, outcome_now, outcomes_of

D = Decimal
RATIO = "kind: ratio, numerator: a, denominator: b"
STEPS = "kind: steps, numerator: a, denominator: b, steps: [{at_least: 0.5, share: 0.4}, {at_least: 0.9, share: 1}]"
PAIR = "a: count, b: count"


def siblings(policy: str, rule: str = RATIO) -> Framework:
    """A main of 20 points: 6 that may divide by zero, 6 and 8 that share with it; another main."""
    return framework(
        group("1", "20")
        + leaf("1.1", f"{rule}, zero_denominator: {policy}", PAIR, "6", child("1"))
        + leaf("1.2", RATIO, PAIR, "6", child("1"))
        + leaf("1.3", RATIO, PAIR, "8", child("1"))
        + leaf("2", RATIO, PAIR, "10")
    )


def halves(unit: str, **pairs: tuple[int, int]) -> list[Row]:
    """Numerators and denominators by code, `_` for the point."""
    return [
        (unit, code[1:].replace("_", "."), name, figure)
        for code, pair in pairs.items()
        for name, figure in zip("ab", pair, strict=True)
    ]


SENT = [
    *halves("u", c1_1=(0, 0), c1_2=(3, 6), c1_3=(8, 8), c2=(1, 2)),
    *halves("v", c1_1=(1, 2), c1_2=(3, 6), c1_3=(8, 8), c2=(1, 2)),
]


@pytest.mark.parametrize("rule", [RATIO, STEPS])
@pytest.mark.parametrize(
    ("policy", "state", "points", "maximum", "main"),
    [
        ("zero", "reported", D(0), 6, (D("0.55"), 11, 20)),
        ("full", "reported", D(6), 6, (D("0.85"), 17, 20)),
        ("not_evaluated", "not_evaluated", None, 0, (D("0.7857142857"), 11, 14)),
        ("shared", "not_evaluated", None, 0, (D("0.7857142857"), D("15.7142857143"), 20)),
    ],
)
def test_a_denominator_of_zero_means_what_the_rule_says(
    rule: str, policy: str, state: str, points: object, maximum: int, main: tuple[object, ...]
) -> None:
    index = score(siblings(policy, rule), values(SENT))
    row = indicator(index, "u", "1.1")
    assert (row["state"], row["points"], row["max_points"]) == (state, points, maximum)
    frame = index.main_indicators().filter(
        pl.col("entity_code") == "u", pl.col("main_code") == "1", pl.col("basis") == "final"
    )
    assert frame.select("value", "points", "max_points").row(0) == main


def test_without_a_policy_a_ratio_over_zero_is_no_value() -> None:
    of = framework(leaf("1", RATIO, PAIR))
    row = indicator(score(of, values(halves("u", c1=(0, 0)))), "u", "1")
    assert (row["state"], row["max_points"]) == ("missing", 10)


def test_shared_points_raise_the_siblings_in_proportion_and_make_the_whole() -> None:
    index = score(siblings("shared"), values(SENT))
    raised = {code: indicator(index, "u", code) for code in ("1.2", "1.3")}
    assert {code: row["max_points"] for code, row in raised.items()} == {
        "1.2": D("8.5714285714"),
        "1.3": D("11.4285714286"),
    }
    assert raised["1.3"]["points"] == raised["1.3"]["max_points"]
    assert (raised["1.2"]["value"], raised["1.2"]["points"]) == (D("0.5"), D("4.2857142857"))
    assert [indicator(index, "v", code)["max_points"] for code in ("1.1", "1.2", "1.3")] == [
        6,
        6,
        8,
    ]
    assert {unit: row[2] for unit, row in totals(index).items()} == {"u": 30, "v": 30}


def test_without_an_evaluated_sibling_nothing_is_shared() -> None:
    of = framework(
        group("1", "14")
        + leaf("1.1", f"{RATIO}, zero_denominator: shared", PAIR, "6", child("1"))
        + leaf("1.2", f"{RATIO}, zero_denominator: shared", PAIR, "8", child("1"))
        + leaf("2", RATIO, PAIR, "10")
    )
    index = score(of, values(halves("u", c1_1=(0, 0), c1_2=(0, 0), c2=(1, 2))))
    assert totals(index)["u"][:3] == (D("0.5"), 5, 10)


def test_a_sibling_that_is_a_sum_hands_its_raise_on() -> None:
    of = framework(
        group("1", "20")
        + leaf("1.1", f"{RATIO}, zero_denominator: shared", PAIR, "5", child("1"))
        + group("1.2", "15", child("1"))
        + leaf("1.2.1", RATIO, PAIR, "5", child("1.2"))
        + leaf("1.2.2", RATIO, PAIR, "10", child("1.2"))
    )
    sent = halves("u", c1_1=(0, 0), c1_2_1=(1, 1), c1_2_2=(1, 2))
    index = score(of, values(sent))
    shown = {code: indicator(index, "u", code)["max_points"] for code in ("1.2", "1.2.1", "1.2.2")}
    assert shown == {"1.2": 20, "1.2.1": D("6.6666666667"), "1.2.2": D("13.3333333333")}


@pytest.mark.parametrize(
    ("given_input", "value", "state"),
    [("points", "4", "reported"), ("state", "zero_by_decision", "zero_by_decision")],
)
def test_what_the_council_says_stands_over_a_zero(given_input: str, value: str, state: str) -> None:
    said = values([("u", "1.1", given_input, value)], source="verified")
    index = score(siblings("shared"), values(SENT), said)
    assert indicator(index, "u", "1.1")["state"] == state
    assert indicator(index, "u", "1.2")["max_points"] == 6


def test_what_a_round_evaluates_for_nobody_shares_nothing() -> None:
    index = score(siblings("shared"), values(SENT), not_evaluated={"r": ["1.1"]})
    assert indicator(index, "u", "1.2")["max_points"] == 6


def test_a_numerator_alone_is_missing() -> None:
    index = score(siblings("full"), values([("u", "1.1", "b", 0), ("u", "2", "points", 1)]))
    assert indicator(index, "u", "1.1")["state"] == "missing"


@pytest.mark.parametrize(
    ("policy", "reason"),
    [("zero", "denominator_zero"), ("full", "full"), ("not_evaluated", "not_counted")],
)
def test_what_divides_by_zero_cannot_be_planned(policy: str, reason: str) -> None:
    found, limits = levers(stood(siblings(policy), SENT), "u")
    assert [one.code for one in found] == ["1.2", "2"]
    assert next(limit.reason for limit in limits if limit.code == "1.1") == reason


def test_a_lever_of_a_raised_sibling_promises_what_scoring_gives() -> None:
    standing = stood(siblings("shared"), SENT)
    lever = levers(standing, "u")[0][0]
    now = outcome_now(standing, "u")
    (then,) = outcomes_of(standing, "u", [[Change(lever.code, lever.input, lever.figure(1))]])
    promised = lever.points(lever.gain(1))
    assert promised is not None
    assert abs(then.points["1.2"] - now.points["1.2"] - promised) <= D("2e-10")
    assert then.total_points - now.total_points == then.points["1.2"] - now.points["1.2"]


POLICIES = ("zero", "full", "not_evaluated", "shared")
TREE = framework(
    group("1", "35")
    + "".join(
        leaf(f"1.{n}", f"{rule}, zero_denominator: {policy}", PAIR, points, child("1"))
        for n, (policy, rule, points) in enumerate(
            zip(POLICIES, (RATIO, STEPS, RATIO, STEPS), ("3", "7", "5", "7"), strict=True)
        )
    )
    + group("1.5", "13", child("1"))
    + leaf("1.5.1", f"{RATIO}, zero_denominator: shared, floor: 0.4", PAIR, "6", child("1.5"))
    + leaf("1.5.2", RATIO + ", target: 0.7", PAIR, "7", child("1.5"))
    + group("2", "9", ", aggregation: arithmetic_mean")
    + leaf("2.1", RATIO, PAIR, "", child("2"))
    + leaf("2.2", f"{RATIO}, zero_denominator: not_evaluated", PAIR, "", child("2"))
    + leaf("3", f"{RATIO}, zero_denominator: shared", PAIR, "6")
    + leaf("4", "kind: capped_count, input: a, each: 1.5, from: full", "a: count", "4")
    + leaf("5", "kind: bonus, input: a", "a: points", "3"),
    "aggregation: points\npillars: [{code: P, name: {vi: P, en: P}, mains: ['1', '3', '4']}]\n",
)
FIGURES = [(one.code, name) for one in TREE.scored_leaves for name in one.inputs]
a_unit = st.fixed_dictionaries(
    {key: st.one_of(st.none(), st.integers(0, 3)) for key in FIGURES},
    optional={(code, "state"): st.sampled_from(["not_applicable", "zero_by_decision"]) for code in ("1.1", "1.5.1", "3")},
)  # fmt: skip


@given(st.lists(a_unit, min_size=2, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_check_of_receipts_agrees_whatever_was_sent(
    units: list[Mapping[tuple[str, str], int | str | None]],
) -> None:
    codes = "ABC"[: len(units)]
    sent = [
        (unit, code, name, str(figure), None if name == "state" else str(figure))
        for unit, figures in zip(codes, units, strict=True)
        for (code, name), figure in figures.items()
        if figure is not None
    ]
    for receipt in receipts_of(TREE, sent, codes).values():
        assert verify(receipt) == ([], [])
