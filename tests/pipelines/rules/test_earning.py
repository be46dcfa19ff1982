"""What a formula earns figure by figure: where it begins, bends and ends."""

from decimal import Decimal
from fractions import Fraction

import pytest
from builders import Row, framework, leaf, score, shares, values

from pipelines.rules import kind_of
from pipelines.rules.earning import Earning, as_it_is, between, ladder, up_to


def test_up_to_a_figure_the_share_rises_straight_and_no_further() -> None:
    earning = up_to("x", Fraction(4))
    assert [earning.at(Fraction(n)) for n in (0, 1, 4, 5)] == [0, Fraction(1, 4), 1, 1]
    assert (earning.worst, earning.best, earning.bends) == (0, 4, (4,))
    assert not earning.is_curved
    assert not earning.moves_others


def test_a_share_is_what_it_is() -> None:
    earning = as_it_is("x", [Fraction(1), Fraction(0), Fraction(1, 2)])
    assert (earning.worst, earning.best) == (0, 1)
    assert earning.bends == (0, Fraction(1, 2), 1)
    assert earning.at(Fraction(1, 2)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("steps", "worst", "best"),
    [
        ([(4, "1"), (1, "0.25"), (3, "0.5")], 0, 4),
        ([(1, "1"), (2, "0.5"), (0, "0.75")], 0, 1),
        ([(1, "0.5"), (3, "1"), (5, "1")], 0, 3),
        ([(-2, "0.5"), (3, "1")], -2, 3),
    ],
)
def test_a_ladder_is_best_from_the_first_step_of_the_highest_share(
    steps: list[tuple[int, str]], worst: int, best: int
) -> None:
    earning = ladder("x", [(Fraction(least), Decimal(share)) for least, share in steps])
    assert (earning.worst, earning.best) == (worst, best)
    assert earning.bends == tuple(sorted(least for least, _ in steps))
    for least, share in steps:
        assert earning.at(Fraction(least)) == Fraction(share)
    assert earning.at(Fraction(-9)) == 0


@pytest.mark.parametrize("falls", [False, True])
def test_between_two_bounds_the_better_end_is_best(falls: bool) -> None:
    earning = between("x", Fraction(2), Fraction(10), falls)
    rising = [0, 0, Fraction(1, 4), 1, 1]
    found = [earning.at(Fraction(n)) for n in (0, 2, 4, 10, 11)]
    assert found == ([1 - share for share in rising] if falls else rising)
    assert (earning.worst, earning.best) == ((10, 2) if falls else (2, 10))
    assert earning.bends == (2, 10)


def test_a_curve_is_exact_at_its_ends_and_bends_in_hundredths_of_its_way() -> None:
    earning = between("x", Fraction(1), Fraction(100), falls=False, curved=True, moves_others=True)
    assert [earning.at(Fraction(n)) for n in (1, 100, 200)] == [0, 1, 1]
    assert float(earning.at(Fraction(10))) == pytest.approx(0.5)
    assert (earning.is_curved, earning.moves_others, len(earning.bends)) == (True, True, 101)
    shares = [float(earning.at(bend)) for bend in earning.bends]
    assert shares == pytest.approx([n / 100 for n in range(101)])


RATIO = "kind: ratio, numerator: a, denominator: b"
STEPS = "kind: steps, input: a, steps: [{at_least: 3, share: 0.25}, {at_least: 6, share: 1}]"
ALONE = {
    "ratio": RATIO,
    "ratio with a target": f"{RATIO}, target: 0.8",
    "ratio with a floor": f"{RATIO}, floor: 0.3",
    "ratio with both": f"{RATIO}, floor: 0.5, target: 0.9",
    "steps": STEPS,
    "capped count": "kind: capped_count, input: a, cap: 7",
    "goalposts": "kind: goalposts, input: a, lower: 2, upper: 9",
    "fewer": "kind: goalposts, input: a, lower: 2, upper: 9, direction: lower_is_better",
    "logarithm": "kind: goalposts, input: a, lower: 2, upper: 9, log: true",
    "min-max": "kind: min_max, input: a, lower: 1, upper: 8",
    "fewest": "kind: min_max, input: a, lower: 1, upper: 8, direction: lower_is_better",
}


@pytest.mark.parametrize("name", ALONE)
def test_what_a_plan_reckons_is_what_scoring_gives(name: str) -> None:
    """A figure from none to twelve, beside a denominator of ten."""
    inputs = "a: count, b: count" if "ratio" in name else "a: count"
    of = framework(leaf("1", ALONE[name], inputs))
    figures = range(13)
    rows: list[Row] = [(f"u{n}", "1", "a", n) for n in figures]
    rows += [(f"u{n}", "1", "b", 10) for n in figures if "ratio" in name]
    scored = shares(score(of, values(rows)), "1")
    rule = of.by_code["1"].rule
    assert rule is not None
    own = {"a": Fraction(3), "b": Fraction(10)}
    peers = {"a": [Fraction(1), Fraction(8)]}
    earning = kind_of(rule).earning(rule.keys, own, peers, Fraction(10))
    assert isinstance(earning, Earning)
    for n in figures:
        found = scored[f"u{n}"]
        assert found is not None
        assert float(earning.at(Fraction(n))) == pytest.approx(float(found), abs=1e-9), n
    best, worst = (earning.at(end) for end in (earning.best, earning.worst))
    assert max(earning.at(Fraction(n)) for n in figures) == best >= worst
    assert worst == min(earning.at(Fraction(n)) for n in figures)
    assert set(earning.bends) >= {earning.best}
