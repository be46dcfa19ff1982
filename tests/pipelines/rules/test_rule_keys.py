"""Keys of rules: what may stand together, and what is told where it may not."""

import pytest
from builders import child, framework, group, leaf

from pipelines.marked_yaml import SeedError

RATIO = "kind: ratio, numerator: a, denominator: b"
PAIR = "a: count, b: count"
STEPS = "steps: [{at_least: 0.5, share: 0.4}, {at_least: 0.9, share: 1}]"
MEAN = "aggregation: arithmetic_mean\n"
POINTS = "aggregation: points\n"
CANNOT = "earns more than full or less than nothing, so it cannot carry points"


@pytest.mark.parametrize(
    ("text", "top", "message"),
    [
        (leaf("1", "kind: rank, input: x"), POINTS, f"rule of kind 'rank' {CANNOT}"),
        (leaf("1", "kind: z_score, input: x"), POINTS, f"rule of kind 'z_score' {CANNOT}"),
        (group("0", "10", ", aggregation: arithmetic_mean") + leaf("1", "kind: rank, input: x", points="", more=child("0")), POINTS, CANNOT),
        (group("0", "10", ", aggregation: points") + leaf("1", "kind: rank, input: x", more=child("0")), MEAN, CANNOT),
        (leaf("1", "kind: parts, parts: [{share: 1, rule: {kind: z_score, input: x}}]"), POINTS, CANNOT),
        (leaf("1", "kind: levels, input: x, levels: {Bậc A: 1, Bạc A: 0.5}", "x: level"), POINTS, "'Bậc A' and 'Bạc A' are the same name without marks"),
        (leaf("1", "kind: levels, input: x, levels: {Đạt: 1, đạt: 0.5}", "x: level"), POINTS, "'Đạt' and 'đạt' are the same name"),
        (leaf("1", "kind: parts, parts: [{share: 0.5, rule: {kind: levels, input: x, levels: {a: 1}}}, {share: 0.5, rule: {kind: levels, input: x, levels: {a: 0.5}}}]", "x: level"), POINTS, "read the input 'x' by different levels"),
        (leaf("1", RATIO + ", floor: 0.9, target: 0.8", PAIR), POINTS, "floor (0.9) must be above 0 and at most the target (0.8)"),
        (leaf("1", RATIO + ", zero_denominator: none", PAIR), POINTS, "expected one of zero, full, not_evaluated, shared; found 'none'"),
        (leaf("1", f"kind: steps, input: x, {STEPS}, floor: 0.95"), POINTS, "floor (0.95) must not be above the highest step (0.9)"),
        (leaf("1", "kind: steps, input: x, steps: [{at_least: 1, share: 1}, {at_least: 1, share: 0.5}]"), POINTS, "two of its steps begin at the same figure"),
        (leaf("1", f"kind: steps, input: x, {STEPS}, zero_denominator: zero"), POINTS, "zero_denominator: no such key"),
        (leaf("1", f"kind: steps, numerator: a, {STEPS}", PAIR), POINTS, "denominator: is missing"),
        (leaf("1", f"kind: steps, input: a, numerator: a, denominator: b, {STEPS}", PAIR), POINTS, "input: no such key"),
        (leaf("1", f"kind: steps, numerator: a, denominator: c, {STEPS}", PAIR), POINTS, "names the input 'c' as denominator"),
        (leaf("1", f"kind: parts, parts: [{{share: 1, rule: {{{RATIO}, zero_denominator: shared}}}}]", PAIR), POINTS, "zero_denominator of a part is zero or full, not shared"),
        (leaf("1", RATIO + ", zero_denominator: shared", PAIR, ""), MEAN, "zero_denominator: shared needs siblings with points"),
        (leaf("1", "kind: capped_count, input: x, each: 0, cap: 3"), POINTS, "each: expected a number above 0; found 0"),
        (leaf("1", "kind: capped_count, input: x, from: full"), POINTS, "cap: is missing"),
        (leaf("1", "kind: capped_count, input: x, each: 1", points="0"), POINTS, "a rule of kind 'capped_count' needs max_points above 0"),
    ],
)  # fmt: skip
def test_keys_that_do_not_fit_are_told_with_file_line_and_code(
    text: str, top: str, message: str
) -> None:
    with pytest.raises(SeedError) as caught:
        framework(text, top)
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert found, caught.value
    assert (found[0].file, found[0].code) == ("t.yaml", "1")
    assert found[0].line >= 7


@pytest.mark.parametrize(
    ("text", "top"),
    [
        (leaf("1", "kind: percentile, input: x"), POINTS),
        (leaf("1", "kind: rank, input: x", points=""), MEAN),
        (leaf("1", RATIO + ", floor: 0.8, target: 0.8, zero_denominator: shared", PAIR), POINTS),
        (
            leaf("1", f"kind: steps, numerator: a, denominator: b, {STEPS}, floor: 0.5", PAIR),
            POINTS,
        ),
        (leaf("1", "kind: capped_count, input: x, each: 0.5, cap: 3, from: full"), POINTS),
        (leaf("1", "kind: levels, input: x, levels: {Tốt: 1, Khá: 0.5}", "x: level"), POINTS),
    ],
)
def test_keys_that_fit_are_read(text: str, top: str) -> None:
    assert framework(text, top).by_code["1"].rule is not None


def test_points_of_each_item_need_points_of_the_indicator() -> None:
    of = framework(leaf("1", "kind: capped_count, input: x, each: 1", points=""), MEAN)
    assert [gap.en for gap in of.unscorable()] == ["the points of indicator 1 are unknown"]
