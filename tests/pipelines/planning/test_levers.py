"""Levers: what one more item earns under every rule, what is left, and what cannot be planned."""

from decimal import Decimal

import pytest
from builders import Row, child, framework, group, leaf, values
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_builders import stood

from pipelines.frameworks.framework import Framework
from pipelines.planning.lever import REASONS
from pipelines.planning.levers import levers
from pipelines.planning.plan_rows import limit_rows, next_gains
from pipelines.planning.standing import Change, Standing, outcome_now, outcomes_of

PARTS = (
    "kind: parts, parts: [{share: 0.5, rule: {kind: boolean, input: x}}, "
    "{share: 0.5, rule: {kind: ratio, numerator: a, denominator: b}}]"
)
STEPS = "kind: steps, input: x, steps: [{at_least: 4, share: 1}, {at_least: 3, share: 0.5}, {at_least: 1, share: 0.25}]"
LEVELS = "kind: levels, input: x, levels: {none: 0, deputy: 0.5, head: 1}"
RATIO = "kind: ratio, numerator: a, denominator: b"

Told = tuple[str, str, str, str, str, str, str, str]


def one(
    rule: str, inputs: str, points: str = "10", top: str = "aggregation: points\n"
) -> Framework:
    return framework(leaf("1", rule, inputs, points), top)


def own(*figures: tuple[str, object]) -> list[Row]:
    return [("me", "1", name, figure) for name, figure in figures]


def peers(name: str, *figures: object) -> list[Row]:
    return [(f"peer{n}", "1", name, figure) for n, figure in enumerate(figures)]


def gains(standing: Standing, council: bool = False) -> list[tuple[object, ...]]:
    """input, figure now, next figure and gain, first earning figure and gain, full and gain."""
    frame = next_gains(standing, "me", levers(standing, "me", council)[0])
    columns = ("input", "figure", "next_figure", "next_gain")
    more = ("earning_figure", "earning_gain", "full_figure", "full_gain")
    return frame.select(*columns, *more).rows()


def exact(told: tuple[str | None, ...]) -> tuple[object, ...]:
    name, *numbers = told
    return (name, *(None if number is None else Decimal(number) for number in numbers))


@pytest.mark.parametrize(
    ("of", "rows", "expected"),
    [
        # 10/8 points each.
        (one(RATIO, "a: count, b: count"), own(("a", 3), ("b", 8)), ("a", "3", "4", "1.25", "4", "1.25", "8", "6.25")),
        # Full at 80 % of 7, which is 5.6: the sixth item is only partly needed.
        (one(RATIO + ", target: 0.8", "a: count, b: count"), own(("a", 4), ("b", 7)), ("a", "4", "5", "1.7857142857", "5", "1.7857142857", "6", "2.8571428571")),
        # One more meeting earns nothing, two do.
        (one(STEPS, "x: count"), own(("x", 1)), ("x", "1", "2", "0", "3", "2.5", "4", "7.5")),
        # Nothing sent: the steps count from none.
        (one(STEPS, "x: count"), own(("state", "missing")), ("x", None, "1", "2.5", "1", "2.5", "4", "10")),
        (one(LEVELS, "x: level"), own(("x", 0)), ("x", "0", "0.5", "5", "0.5", "5", "1", "10")),
        (one("kind: boolean, input: x", "x: boolean"), own(("x", 0)), ("x", "0", "1", "10", "1", "10", "1", "10")),
        (one("kind: capped_count, input: x, cap: 5", "x: count"), own(("x", 3)), ("x", "3", "4", "2", "4", "2", "5", "4")),
        # One percentage point of 35 between the goalposts.
        (one("kind: goalposts, input: x, lower: 0.6, upper: 0.95", "x: share"), own(("x", 0.74)), ("x", "0.74", "0.75", "0.2857142857", "0.75", "0.2857142857", "0.95", "6")),
        # Below the lower goalpost a point earns nothing.
        (one("kind: goalposts, input: x, lower: 60, upper: 100", "x: percent"), own(("x", 58.5)), ("x", "58.5", "59.5", "0", "60.5", "0.125", "100", "10")),
        (one("kind: goalposts, input: x, lower: 2, upper: 10, direction: lower_is_better", "x: number"), own(("x", 6)), ("x", "6", "5", "1.25", "5", "1.25", "2", "5")),
        # Half way between 1 and 100 on the logarithm.
        (one("kind: goalposts, input: x, lower: 1, upper: 100, log: true", "x: number"), own(("x", 10)), ("x", "10", "11", "0.2069634258", "11", "0.2069634258", "100", "5")),
        (one("kind: min_max, input: x, lower: 0, upper: 50", "x: count"), own(("x", 10)), ("x", "10", "11", "0.2", "11", "0.2", "50", "8")),
        # The fastest and slowest of the others; days come with one decimal.
        (one("kind: min_max, input: x, direction: lower_is_better", "x: number"), own(("x", 5)) + peers("x", 2.5, 7.5), ("x", "5", "4.9", "0.2", "4.9", "0.2", "2.5", "5")),
        (one("kind: best_peer, input: x", "x: count"), own(("x", 5)) + peers("x", 20, 8), ("x", "5", "6", "0.5", "6", "0.5", "20", "7.5")),
    ],
)  # fmt: skip
def test_a_step_earns_what_the_rule_says(
    of: Framework, rows: list[Row], expected: tuple[str | None, ...]
) -> None:
    assert gains(stood(of, rows)) == [exact(expected)]


def test_each_part_of_a_rule_is_a_lever() -> None:
    standing = stood(
        one(PARTS, "x: boolean, a: count, b: count"), own(("x", 0), ("a", 3), ("b", 4))
    )
    assert gains(standing) == [
        exact(("x", "0", "1", "5", "1", "5", "1", "5")),
        exact(("a", "3", "4", "1.25", "4", "1.25", "4", "1.25")),
    ]


def test_a_published_value_within_parts_is_no_lever() -> None:
    rule = (
        "kind: parts, parts: [{share: 0.5, rule: {kind: capped_count, input: x, cap: 5}}, "
        "{share: 0.5, rule: {kind: value, input: v}}]"
    )
    standing = stood(one(rule, "x: count, v: share"), own(("x", 1), ("v", "0.5")))
    found, limits = levers(standing, "me")
    assert [lever.input for lever in found] == ["x"]
    assert [(limit.input, limit.reason) for limit in limits] == [("v", "published_value")]


def test_a_figure_that_two_parts_read_earns_in_both() -> None:
    rule = (
        "kind: parts, parts: [{share: 0.5, rule: {kind: capped_count, input: x, cap: 5}}, "
        "{share: 0.5, rule: {kind: steps, input: x, steps: [{at_least: 3, share: 1}]}}]"
    )
    standing = stood(one(rule, "x: count"), own(("x", 2)))
    assert gains(standing) == [exact(("x", "2", "3", "6", "3", "6", "5", "8"))]


@pytest.mark.parametrize(
    ("of", "rows", "reason", "expected"),
    [
        (one("kind: points, input: points", "points: points"), own(("points", 4)), "council", ("points", "4", "4.01", "0.01", "4.01", "0.01", "10", "6")),
        (one("kind: points, input: x", "x: points"), own(("x", 4)), "council", ("x", "4", "4.01", "0.01", "4.01", "0.01", "10", "6")),
        (one("kind: value, input: x", "x: share"), own(("x", 0.5)), "published_value", ("x", "0.5", "0.5001", "0.001", "0.5001", "0.001", "1", "5")),
    ],
)  # fmt: skip
def test_a_decision_of_others_is_planned_only_when_asked_for(
    of: Framework, rows: list[Row], reason: str, expected: tuple[str | None, ...]
) -> None:
    standing = stood(of, rows)
    assert gains(standing) == []
    assert [limit.reason for limit in levers(standing, "me")[1]] == [reason]
    assert gains(standing, council=True) == [exact(expected)]


def test_bonus_and_penalty_move_to_their_caps_when_asked_for() -> None:
    of = framework(
        leaf("1", RATIO, "a: count, b: count")
        + leaf("2", "kind: bonus, input: points", "points: points", "5")
        + leaf("3", "kind: penalty, input: points", "points: points", "4")
        + leaf("4", "kind: bonus, input: points", "points: points", "")
    )
    rows: list[Row] = [
        ("me", "1", "a", 8),
        ("me", "1", "b", 8),
        ("me", "2", "points", 2),
        ("me", "3", "points", 3),
    ]
    standing = stood(of, rows)
    found, limits = levers(standing, "me", council=True)
    assert [(one.code, one.figure(one.most), one.points(one.gain(one.most))) for one in found] == [
        ("2", Decimal(5), Decimal(3)),
        ("3", Decimal(0), Decimal(3)),
    ]
    assert [(limit.code, limit.reason) for limit in limits] == [("1", "full"), ("4", "no_highest")]
    left = {limit.code: limit.points_left for limit in levers(standing, "me")[1]}
    assert left == {"1": 0, "2": 3, "3": 3, "4": 0}


@pytest.mark.parametrize(
    ("rule", "inputs", "rows", "reason"),
    [
        (RATIO, "a: count, b: count", own(("a", 8), ("b", 8)), "full"),
        (RATIO, "a: count, b: count", own(("a", 8)), "denominator_unknown"),
        (RATIO, "a: count, b: count", own(("a", 0), ("b", 0)), "denominator_unknown"),
        (RATIO, "a: count, b: count", own(("points", 4)), "only_points_known"),
        (RATIO, "a: count, b: count", own(("state", "not_applicable")), "not_counted"),
        (RATIO, "a: count, b: count", own(("state", "zero_by_decision")), "zero_by_decision"),
        ("kind: best_peer, input: x", "x: count", own(("x", 3)), "no_yardstick"),
        ("kind: best_peer, input: x", "x: count", own(("x", 3)) + peers("x", 2), "full"),
        ("kind: min_max, input: x", "x: count", own(("x", 3)) + peers("x", 4, 4), "no_yardstick"),
        ("kind: percentile, input: x", "x: count", own(("x", 3)) + peers("x", 4, 5), "depends_on_others"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_says_why(
    rule: str, inputs: str, rows: list[Row], reason: str
) -> None:
    standing = stood(one(rule, inputs), rows)
    found, limits = levers(standing, "me")
    assert found == ()
    assert [limit.reason for limit in limits] == [reason]
    assert limit_rows(standing, "me", limits)["reason_vi"].to_list() == [REASONS[reason].vi]


def test_a_numerator_that_is_also_a_denominator_is_not_planned() -> None:
    rule = (
        "kind: parts, parts: [{share: 0.5, rule: {kind: ratio, numerator: a, denominator: b}}, "
        "{share: 0.5, rule: {kind: ratio, numerator: b, denominator: c}}]"
    )
    standing = stood(one(rule, "a: count, b: count, c: count"), own(("a", 1), ("b", 4), ("c", 8)))
    found, limits = levers(standing, "me")
    assert [lever.input for lever in found] == ["a"]
    assert [(limit.input, limit.reason) for limit in limits] == [("b", "read_twice")]
    assert limits[0].points_left == Decimal("2.5")


def test_an_unknown_rule_is_told_as_such() -> None:
    of = framework(
        '- {code: "1", name: {vi: v, en: e}, max_points: 10, rule_status: unknown, '
        "inputs: {points: {name: {vi: v, en: e}, unit: points}}, "
        "rule: {kind: points, input: points}}\n"
    )
    assert [limit.reason for limit in levers(stood(of, own(("points", 1))), "me")[1]] == [
        "rule_unknown"
    ]


def test_a_missing_indicator_left_out_of_a_mean_is_not_planned() -> None:
    of = framework(
        leaf("1", "kind: boolean, input: x", "x: boolean", "")
        + leaf("2", "kind: boolean, input: x", "x: boolean", ""),
        "aggregation: arithmetic_mean\nmin_coverage: 0.5\n",
    )
    found, limits = levers(stood(of, [("me", "1", "x", 0)]), "me")
    assert [lever.code for lever in found] == ["1"]
    assert [(limit.code, limit.reason, limit.points_left) for limit in limits] == [
        ("2", "left_out", None)
    ]


def test_points_that_agree_with_the_figures_confirm_them() -> None:
    """5 of 6 earn 8.3333; the council gave 8.33; by the rule a sixth brings 1.6667, here 1.67."""
    of = one(RATIO, "a: count, b: count")
    given = values([("me", "1", "points", 8.33)], source="verified")
    standing = stood(of, own(("a", 5), ("b", 6)), given)
    sixth = "1.6666666667"
    assert gains(standing) == [exact(("a", "5", "6", sixth, "6", sixth, "6", sixth))]
    after = outcomes_of(standing, "me", [[Change("1", "a", Decimal(6))]])[0]
    assert after.total_points == 10


def test_points_rounded_up_above_all_that_is_left_are_full() -> None:
    """99,999 of 100,000 earn 9.9999; the council gave 10."""
    of = one(RATIO, "a: count, b: count")
    given = values([("me", "1", "points", 10)], source="verified")
    found, limits = levers(stood(of, own(("a", 99_999), ("b", 100_000)), given), "me")
    assert found == ()
    assert [(limit.reason, limit.points_left) for limit in limits] == [("full", 0)]


def test_points_that_differ_from_the_figures_stand_in_their_way() -> None:
    of = one(RATIO, "a: count, b: count")
    given = values([("me", "1", "points", 5)], source="verified")
    standing = stood(of, own(("a", 5), ("b", 6)), given)
    found, limits = levers(standing, "me")
    assert found == ()
    assert [(limit.reason, limit.points_left) for limit in limits] == [("points_differ", 5)]


def test_half_of_a_ratio_is_no_figure_that_points_could_differ_from() -> None:
    given = values([("me", "1", "points", 5)], source="verified")
    for half in (("a", 5), ("b", 6)):
        _, limits = levers(stood(one(RATIO, "a: count, b: count"), own(half), given), "me")
        assert [(limit.reason, limit.points_left) for limit in limits] == [("half_known", 5)]


def test_the_worst_unit_that_sets_the_bound_is_told_so() -> None:
    """Its first steps up to the lowest of the others earn nothing."""
    of = one("kind: min_max, input: x", "x: count")
    standing = stood(of, own(("x", 1)) + peers("x", 4, 8))
    (lever,) = levers(standing, "me")[0]
    assert lever.moves_others
    assert gains(standing) == [exact(("x", "1", "2", "0", "5", "2.5", "8", "10"))]


def test_one_part_that_moves_others_makes_the_lever_move_them() -> None:
    rule = (
        "kind: parts, parts: [{share: 0.5, rule: {kind: min_max, input: x}}, "
        "{share: 0.5, rule: {kind: capped_count, input: x, cap: 10}}]"
    )
    standing = stood(one(rule, "x: count"), own(("x", 1)) + peers("x", 4, 8))
    (lever,) = levers(standing, "me")[0]
    assert lever.moves_others


@pytest.mark.parametrize(
    ("first", "second", "pieces"), [("0.5", "0.5", [(1, 6)]), ("0.6", "0.4", [(1, 2), (3, 6)])]
)
def test_what_rises_alike_past_a_bend_is_one_piece(
    first: str, second: str, pieces: list[tuple[int, int]]
) -> None:
    """One part is full at 3, where the other begins."""
    rule = (
        f"kind: parts, parts: [{{share: {first}, rule: {{kind: goalposts, input: x, lower: 0, upper: 3}}}}, "
        f"{{share: {second}, rule: {{kind: goalposts, input: x, lower: 3, upper: 6}}}}]"
    )
    standing = stood(one(rule, "x: count"), own(("x", 0)))
    (lever,) = levers(standing, "me")[0]
    assert [(piece.first, piece.last) for piece in lever.pieces] == pieces


def test_a_free_figure_moves_by_the_last_decimal_of_the_round() -> None:
    of = one("kind: goalposts, input: x, lower: 0, upper: 10", "x: số ngày")
    coarse = stood(of, own(("x", 5)) + peers("x", 7))
    fine = stood(of, own(("x", 5)) + peers("x", 7.25))
    assert [levers(one, "me")[0][0].grain for one in (coarse, fine)] == [1, Decimal("0.01")]


def test_a_large_figure_moves_in_at_most_a_hundred_thousand_steps() -> None:
    of = one(RATIO, "a: amount, b: amount")
    (lever,) = levers(stood(of, own(("a", 7), ("b", 9_876_543_210))), "me")[0]
    assert lever.grain == 100_000
    assert lever.figure(lever.most) == 9_876_543_210


EVERY = framework(
    group("g", "30")
    + leaf("1", RATIO + ", target: 0.8", "a: count, b: count", more=child("g"))
    + leaf("2", STEPS, "x: count", more=child("g"))
    + leaf("3", LEVELS, "x: level", more=child("g"))
    + leaf("4", "kind: capped_count, input: x, cap: 5", "x: count")
    + leaf("5", "kind: goalposts, input: x, lower: 0.2, upper: 0.9", "x: share")
    + leaf("6", "kind: goalposts, input: x, lower: 1, upper: 90, log: true", "x: count")
    + leaf("7", "kind: min_max, input: x, direction: lower_is_better", "x: number")
    + leaf("8", "kind: best_peer, input: x", "x: count")
    + leaf("9", PARTS, "x: boolean, a: count, b: count")
    + leaf("10", "kind: points, input: points", "points: points")
    + leaf("11", "kind: penalty, input: points", "points: points", "4")
)
FIGURES = {
    ("1", "a"): st.integers(0, 20),
    ("1", "b"): st.integers(20, 30),
    ("2", "x"): st.integers(0, 5),
    ("3", "x"): st.sampled_from([0, 0.5, 1]),
    ("4", "x"): st.integers(0, 6),
    ("5", "x"): st.integers(0, 100).map(lambda n: n / 100),
    ("6", "x"): st.integers(0, 100),
    ("7", "x"): st.integers(0, 80).map(lambda n: n / 10),
    ("8", "x"): st.integers(0, 9),
    ("9", "x"): st.sampled_from([0, 1]),
    ("9", "a"): st.integers(0, 6),
    ("9", "b"): st.integers(6, 9),
    ("10", "points"): st.integers(0, 10),
    ("11", "points"): st.integers(0, 5),
}
a_unit = st.fixed_dictionaries({key: st.one_of(st.none(), of) for key, of in FIGURES.items()})


@given(st.lists(a_unit, min_size=3, max_size=4), st.data())
@settings(max_examples=40, deadline=None)
def test_scoring_a_step_gives_what_the_lever_promises(
    units: list[dict[tuple[str, str], float | None]], data: st.DataObject
) -> None:
    rows: list[Row] = [
        (("me", "u1", "u2", "u3")[n], code, name, figure)
        for n, figures in enumerate(units)
        for (code, name), figure in figures.items()
        if figure is not None
    ]
    standing = stood(EVERY, rows, units=["me", "u1"])
    found = levers(standing, "me", council=True)[0]
    steps = [data.draw(st.integers(1, lever.most)) for lever in found]
    now = outcome_now(standing, "me")
    stages = [
        [Change(lever.code, lever.input, lever.figure(step))]
        for lever, step in zip(found, steps, strict=True)
    ]
    for lever, step, then in zip(found, steps, outcomes_of(standing, "me", stages), strict=True):
        promised = lever.points(lever.gain(step) + lever.offset)
        gained = then.points[lever.code] - now.points[lever.code]
        assert promised is not None
        assert abs(gained - promised) <= Decimal("2e-10"), (lever.code, step)
        assert then.total_points - now.total_points == gained
