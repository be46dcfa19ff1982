"""Every kind of rule, on figures worked by hand, through the one call that scores."""

from decimal import Decimal
from math import log

import polars as pl
import pytest
from builders import child, framework, group, indicator, leaf, score, shares, totals, values

D = Decimal
MEAN = "aggregation: arithmetic_mean\n"
"""Where rules that earn more than full have their place."""


def value_of(
    rule: str, figure: object, inputs: str = "x: number", **more: object
) -> Decimal | None:
    rows = [
        ("u", "1", name, more.get(name, figure))
        for name in (one.split(":")[0] for one in inputs.split(", "))
    ]
    return shares(score(framework(leaf("1", rule, inputs)), values(rows)), "1")["u"]


@pytest.mark.parametrize(
    ("a", "b", "target", "share"),
    [
        (1, 4, "", "0.25"),
        (3, 4, ", target: 0.8", "0.9375"),
        (9, 10, ", target: 0.8", "1"),
        (5, 4, "", "1"),
    ],
)
def test_a_ratio_is_full_at_its_target_and_no_more(a: int, b: int, target: str, share: str) -> None:
    rule = f"kind: ratio, numerator: a, denominator: b{target}"
    rows = [("u", "1", "a", a), ("u", "1", "b", b)]
    index = score(framework(leaf("1", rule, "a: count, b: count")), values(rows))
    assert shares(index, "1")["u"] == D(share)


def test_a_ratio_over_zero_is_no_value() -> None:
    rule = "kind: ratio, numerator: a, denominator: b"
    rows = [("u", "1", "a", 1), ("u", "1", "b", 0)]
    index = score(framework(leaf("1", rule, "a: count, b: count")), values(rows))
    assert indicator(index, "u", "1")["state"] == "missing"


@pytest.mark.parametrize(
    ("meetings", "share"), [(0, 0), (1, "0.25"), (2, "0.5"), (3, "0.75"), (4, 1), (9, 1)]
)
def test_the_highest_step_reached_counts(meetings: int, share: object) -> None:
    steps = "[{at_least: 4, share: 1}, {at_least: 3, share: 0.75}, {at_least: 2, share: 0.5}, {at_least: 1, share: 0.25}]"
    assert value_of(f"kind: steps, input: x, steps: {steps}", meetings) == D(str(share))


@pytest.mark.parametrize(("count", "share"), [(0, 0), (2, "0.4"), (5, 1), (8, 1)])
def test_a_count_is_capped(count: int, share: object) -> None:
    assert value_of("kind: capped_count, input: x, cap: 5", count) == D(str(share))


def test_levels_and_yes_are_shares_already() -> None:
    assert value_of(
        "kind: levels, input: x, levels: {Trưởng ban: 1, Phó: 0.5}", "0.5", "x: level"
    ) == D("0.5")
    assert value_of("kind: boolean, input: x", 1, "x: boolean") == 1


def test_parts_add_up_and_a_part_not_reported_earns_nothing() -> None:
    rule = (
        "kind: parts, parts: [{share: 0.5, rule: {kind: boolean, input: x}}, "
        "{share: 0.5, rule: {kind: ratio, numerator: a, denominator: b}}]"
    )
    of = framework(leaf("1", rule, "x: boolean, a: count, b: count"))
    both = [("u", "1", "x", 1), ("u", "1", "a", 1), ("u", "1", "b", 2)]
    index = score(of, values([*both, ("v", "1", "x", 1)]), units={"r": "uvw"})
    assert shares(index, "1") == {"u": D("0.75"), "v": D("0.5"), "w": D(0)}
    assert indicator(index, "w", "1")["state"] == "missing"


def peers(
    rule: str, figures: dict[str, object], **rounds: dict[str, object]
) -> dict[str, Decimal | None]:
    of = framework(leaf("1", rule), MEAN)
    frames = [values([(unit, "1", "x", x) for unit, x in figures.items()])]
    for name, more in rounds.items():
        frames.append(values([(unit, "1", "x", x) for unit, x in more.items()], round_id=name))
    return shares(score(of, *frames), "1")


def test_the_best_peer_is_the_measure() -> None:
    assert peers("kind: best_peer, input: x", {"a": 2, "b": 8, "c": 4}) == {
        "a": D("0.25"),
        "b": 1,
        "c": D("0.5"),
    }


def test_peers_are_those_of_the_same_round() -> None:
    found = peers("kind: best_peer, input: x", {"a": 2, "b": 4}, other={"c": 100, "d": 50})
    assert found == {"a": D("0.5"), "b": 1, "c": 1, "d": D("0.5")}


def test_min_max_runs_from_the_lowest_to_the_highest() -> None:
    assert peers("kind: min_max, input: x", {"a": 10, "b": 20, "c": 15}) == {
        "a": 0,
        "b": 1,
        "c": D("0.5"),
    }


def test_lower_is_better_turns_it_round() -> None:
    rule = "kind: min_max, input: x, direction: lower_is_better"
    assert peers(rule, {"a": 10, "b": 20, "c": 12}) == {"a": 1, "b": 0, "c": D("0.8")}


def test_given_bounds_take_the_place_of_the_round_s() -> None:
    rule = "kind: min_max, input: x, lower: 0, upper: 40"
    assert peers(rule, {"a": 10, "b": 50}) == {"a": D("0.25"), "b": 1}


def test_where_all_are_the_same_nobody_is_evaluated() -> None:
    of = framework(leaf("1", "kind: min_max, input: x") + leaf("2", "kind: points, input: x"))
    rows = [(u, code, "x", 5) for u in "ab" for code in "12"]
    index = score(of, values(rows))
    assert indicator(index, "a", "1")["state"] == "not_evaluated"
    assert totals(index)["a"][1:3] == (5, 10)


def test_goalposts_cut_at_both_ends_and_may_be_logarithmic() -> None:
    rule = "kind: goalposts, input: x, lower: 100, upper: 10000"
    assert [value_of(rule, x) for x in (50, 100, 5050, 20000)] == [0, 0, D("0.5"), 1]
    assert value_of(rule + ", log: true", 1000) == D("0.5")
    assert [value_of(rule + ", log: true", x) for x in (-5, 0, 100)] == [0, 0, 0]
    expected = (log(2000) - log(100)) / (log(10000) - log(100))
    assert float(value_of(rule + ", log: true", 2000) or 0) == pytest.approx(expected, abs=1e-10)


def test_z_scores_are_distances_in_sample_deviations() -> None:
    # mean 4, sample standard deviation 2
    assert peers("kind: z_score, input: x", {"a": 2, "b": 4, "c": 6}) == {"a": -1, "b": 0, "c": 1}


def test_percentiles_count_who_lies_below_and_ties_half() -> None:
    found = peers("kind: percentile, input: x", {"a": 1, "b": 2, "c": 2, "d": 3, "e": 9})
    assert found == {"a": 0, "b": D("0.375"), "c": D("0.375"), "d": D("0.75"), "e": 1}


def test_rank_scores_count_from_the_bottom() -> None:
    assert peers("kind: rank, input: x", {"a": 5, "b": 7, "c": 7, "d": 9}) == {
        "a": 1,
        "b": 2,
        "c": 2,
        "d": 4,
    }
    turned = peers("kind: rank, input: x, direction: lower_is_better", {"a": 5, "b": 7})
    assert turned == {"a": 2, "b": 1}


def test_points_are_points_and_a_published_value_is_a_value() -> None:
    index = score(framework(leaf("1", "kind: points, input: x")), values([("u", "1", "x", "7.5")]))
    assert (indicator(index, "u", "1")["value"], indicator(index, "u", "1")["points"]) == (
        D("0.75"),
        D("7.5"),
    )
    assert value_of("kind: value, input: x", "0.7857", "x: share") == D("0.7857")


def test_bonus_and_penalty_change_the_total_and_not_the_denominator() -> None:
    text = (
        leaf("1", "kind: points, input: x")
        + group("2")
        + leaf("2.1", "kind: bonus, input: x", "x: points", "3", child("2"))
        + leaf("2.2", "kind: penalty, input: x", "x: points", "3", child("2"))
    )
    rows = [("u", "1", "x", 6), ("u", "2.1", "x", 9), ("v", "1", "x", 6), ("v", "2.2", "x", 2)]
    index = score(framework(text), values(rows))
    assert totals(index)["u"][:3] == (D("0.9"), 9, 10)  # the cap of the bonus is 3
    assert totals(index)["v"][:3] == (D("0.4"), 4, 10)
    assert pl.DataFrame(index.main_indicators()).height


def test_a_bonus_given_as_points_is_capped_too() -> None:
    text = leaf("1", "kind: points, input: x") + leaf(
        "2", "kind: bonus, input: x", "x: points", "3"
    )
    rows = [("u", "1", "x", 6), ("u", "2", "points", 9)]
    assert totals(score(framework(text), values(rows)))["u"][1] == 9


def test_a_ratio_without_both_figures_is_missing() -> None:
    rule = "kind: ratio, numerator: a, denominator: b"
    index = score(framework(leaf("1", rule, "a: count, b: count")), values([("u", "1", "a", 1)]))
    row = indicator(index, "u", "1")
    assert (row["state"], row["points"], row["max_points"]) == ("missing", 0, 10)


def test_a_single_part_is_the_whole() -> None:
    rule = "kind: parts, parts: [{share: 1, rule: {kind: boolean, input: x}}]"
    assert value_of(rule, 1, "x: boolean") == 1
    assert value_of(rule, 0, "x: boolean") == 0


def test_parts_may_be_levels_steps_and_counts() -> None:
    rule = (
        "kind: parts, parts: ["
        "{share: 0.2, rule: {kind: levels, input: l, levels: {Chủ tịch: 1, Phó: 0.5}}}, "
        "{share: 0.3, rule: {kind: steps, input: s, steps: [{at_least: 2, share: 1}]}}, "
        "{share: 0.5, rule: {kind: capped_count, input: c, cap: 4}}]"
    )
    rows = [("u", "1", "l", "0.5"), ("u", "1", "s", 2), ("u", "1", "c", 3)]
    index = score(framework(leaf("1", rule, "l: level, s: count, c: count")), values(rows))
    assert shares(index, "1")["u"] == D("0.775")  # 0.1 + 0.3 + 0.375


def test_steps_are_read_in_any_order_and_reached_at_their_bound() -> None:
    steps = "[{at_least: 0.5, share: 0.4}, {at_least: 0.8, share: 1}]"
    rule = f"kind: steps, input: x, steps: {steps}"
    assert [value_of(rule, x) for x in ("0.49", "0.5", "0.79", "0.8")] == [0, D("0.4"), D("0.4"), 1]


def test_one_given_bound_takes_the_place_of_one_of_the_round() -> None:
    figures: dict[str, object] = {"a": 10, "b": 20}
    assert peers("kind: min_max, input: x, lower: 0", figures) == {"a": D("0.5"), "b": 1}
    assert peers("kind: min_max, input: x, upper: 30", figures) == {"a": 0, "b": D("0.5")}


def test_lower_is_better_turns_every_normalisation_round() -> None:
    down = ", direction: lower_is_better"
    figures: dict[str, object] = {"a": 2, "b": 4, "c": 6}
    assert peers("kind: z_score, input: x" + down, figures) == {"a": 1, "b": 0, "c": -1}
    assert peers("kind: percentile, input: x" + down, figures) == {"a": 1, "b": D("0.5"), "c": 0}
    assert peers("kind: rank, input: x" + down, figures) == {"a": 3, "b": 2, "c": 1}
    posts = "kind: goalposts, input: x, lower: 0, upper: 8" + down
    assert peers(posts, figures) == {"a": D("0.75"), "b": D("0.5"), "c": D("0.25")}


POPULATION = {
    "best_peer": ((D("0.5"), 1), (D("0.2"), 1)),
    "min_max": ((0, 1), (0, 1)),
    "z_score": ((D("-0.7071067812"), D("0.7071067812")),) * 2,
    "percentile": ((0, 1), (0, 1)),
    "rank": ((1, 2), (1, 2)),
}


@pytest.mark.parametrize("kind", POPULATION)
def test_every_round_is_its_own_population(kind: str) -> None:
    found = peers(f"kind: {kind}, input: x", {"a": 2, "b": 4}, other={"c": 20, "d": 100})
    ours, others = POPULATION[kind]
    assert found == dict(zip("abcd", (*ours, *others), strict=True))


def test_units_without_a_figure_are_no_part_of_the_population() -> None:
    of = framework(leaf("1", "kind: percentile, input: x"))
    rows = [("a", "1", "x", 1), ("b", "1", "x", 2), ("c", "1", "x", 3)]
    found = shares(score(of, values(rows), units={"r": "abcd"}), "1")
    assert found == {"a": 0, "b": D("0.5"), "c": 1, "d": 0}


def test_figures_of_no_deviation_have_no_distance() -> None:
    """0.1 three times: their mean is not 0.1 in binary."""
    of = framework(leaf("1", "kind: z_score, input: x"), MEAN)
    index = score(of, values([(unit, "1", "x", "0.1") for unit in "abc"]), units={"r": "abcd"})
    assert {indicator(index, unit, "1")["state"] for unit in "abcd"} == {"not_evaluated"}


def test_a_round_without_differences_is_not_evaluated_even_for_who_sent_nothing() -> None:
    of = framework(leaf("1", "kind: min_max, input: x") + leaf("2", "kind: points, input: x"))
    rows = [(unit, "1", "x", "0.1") for unit in "abc"]
    index = score(of, values(rows), units={"r": "abcd"})
    assert {indicator(index, unit, "1")["state"] for unit in "abcd"} == {"not_evaluated"}
    assert {row[2] for row in totals(index).values()} == {10}


def test_a_round_without_differences_leaves_other_rounds_alone() -> None:
    of = framework(leaf("1", "kind: min_max, input: x"))
    same = values([(unit, "1", "x", 5) for unit in "ab"])
    differ = values([("a", "1", "x", 1), ("b", "1", "x", 2)], round_id="s")
    index = score(of, same, differ, units={"r": "abc", "s": "abc"})
    states = index.indicator_values().filter(pl.col("basis") == "final")
    found = states.select(pl.col("round", "entity_code", "state").cast(pl.String)).rows()
    assert [state for name, _, state in sorted(found) if name == "r"] == ["not_evaluated"] * 3
    assert [state for name, _, state in sorted(found) if name == "s"] == [
        "reported",
        "reported",
        "missing",
    ]


def test_a_best_peer_at_zero_is_no_measure() -> None:
    of = framework(leaf("1", "kind: best_peer, input: x"))
    index = score(of, values([(unit, "1", "x", 0) for unit in "ab"]))
    assert indicator(index, "a", "1")["state"] == "not_evaluated"


def test_a_bonus_has_points_and_no_value_and_is_not_imputed() -> None:
    text = leaf("1", "kind: points, input: x") + leaf(
        "2", "kind: bonus, input: x", "x: points", points=""
    )
    index = score(framework(text), values([("u", "2", "x", "2.5")]), units={"r": "uv"})
    row = indicator(index, "u", "2")
    assert (row["value"], row["points"], row["max_points"]) == (None, D("2.5"), 0)
    silent = indicator(index, "v", "2")
    assert (silent["state"], silent["points"], silent["is_imputed"]) == ("missing", 0, False)


def test_a_part_without_differences_does_not_free_who_sent_nothing() -> None:
    """b earns the half that can be evaluated; c sent nothing and is missing, not left out."""
    rule = (
        "kind: parts, parts: [{share: 0.5, rule: {kind: min_max, input: x}}, "
        "{share: 0.5, rule: {kind: boolean, input: y}}]"
    )
    of = framework(leaf("1", rule, "x: number, y: boolean"))
    rows = [("a", "1", "x", 5), ("b", "1", "x", 5), ("b", "1", "y", 1)]
    index = score(of, values(rows), units={"r": "abc"})
    assert [indicator(index, unit, "1")["state"] for unit in "abc"] == [
        "not_evaluated",
        "reported",
        "missing",
    ]
    assert shares(index, "1")["b"] == D("0.5")
