"""Shapley parts: exact, whatever the order; equal for equals, nothing for who changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations, permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.comparison.shapley import World, feasible_orders, shapley_parts

ABC = ("a", "b", "c")


def worlds_of(factors: Sequence[str]) -> list[World]:
    sizes = (combinations(factors, size) for size in range(len(factors) + 1))
    return [frozenset(one) for one in chain.from_iterable(sizes)]


def every(_: World) -> bool:
    return True


def split(
    amounts: Mapping[World, int], is_world: Callable[[World], bool] = every
) -> dict[str, int]:
    factors = sorted(max(amounts, key=len))
    measured = {world: np.array([amount]) for world, amount in amounts.items()}
    parts = shapley_parts(measured, feasible_orders(factors, is_world))
    return {factor: int(part[0]) for factor, part in parts.items()}


def of(**amounts: int) -> dict[World, int]:
    """Worlds by the letters of their factors; `o` is the start."""
    return {frozenset(name.replace("o", "")): amount for name, amount in amounts.items()}


def test_two_factors_share_what_only_both_bring() -> None:
    """a alone brings 3, b alone 1, both 10: the 6 of both are shared."""
    assert split(of(o=0, a=3, b=1, ab=10)) == {"a": 6, "b": 4}


def test_the_glove_game_has_its_known_values() -> None:
    """One left glove and two right ones; a pair is worth 6: 4, 1 and 1."""
    amounts = of(o=0, a=0, b=0, c=0, ab=6, ac=6, bc=0, abc=6)
    assert split(amounts) == {"a": 4, "b": 1, "c": 1}


def test_what_division_leaves_over_goes_to_the_largest_remainders() -> None:
    """Ten shared by three equals: 4, 3 and 3, the first factor taking what is over."""
    amounts = dict.fromkeys(worlds_of(ABC), 0) | {frozenset(ABC): 10}
    assert split(amounts) == {"a": 4, "b": 3, "c": 3}


def test_worlds_that_are_none_are_not_passed_through() -> None:
    """b cannot come before a: one order is left, and its steps are the parts."""
    amounts = of(o=0, a=3, b=999, ab=10)
    assert split(amounts, lambda world: world != frozenset("b")) == {"a": 3, "b": 7}


@st.composite
def games(draw: st.DrawFn) -> dict[World, int]:
    factors = ABC[: draw(st.integers(1, 3))]
    whole = st.integers(-(10**12), 10**12)
    return {world: draw(whole) for world in worlds_of(factors)}


@settings(deadline=None)
@given(games())
def test_parts_sum_to_the_whole(amounts: dict[World, int]) -> None:
    everything = max(amounts, key=len)
    assert sum(split(amounts).values()) == amounts[everything] - amounts[frozenset()]


@settings(deadline=None)
@given(games())
def test_parts_are_the_means_over_all_orders_to_the_last_whole_number(
    amounts: dict[World, int],
) -> None:
    factors = sorted(max(amounts, key=len))
    orders = list(permutations(factors))
    for factor, part in split(amounts).items():
        steps = [frozenset(order[: order.index(factor)]) for order in orders]
        mean = Fraction(
            sum(amounts[before | {factor}] - amounts[before] for before in steps), len(orders)
        )
        assert abs(part - mean) < 1


@settings(deadline=None)
@given(games())
def test_a_factor_that_changes_nothing_gets_nothing(amounts: dict[World, int]) -> None:
    with_idle = amounts | {world | {"idle"}: amount for world, amount in amounts.items()}
    parts = split(with_idle)
    assert parts.pop("idle") == 0
    assert sum(parts.values()) == sum(split(amounts).values())


@settings(deadline=None)
@given(st.lists(st.integers(-(10**9), 10**9).map(lambda n: 6 * n), min_size=4, max_size=4))
def test_factors_that_do_the_same_get_the_same(by_size: list[int]) -> None:
    parts = split({world: by_size[len(world)] for world in worlds_of(ABC)})
    assert len(set(parts.values())) == 1


@settings(deadline=None)
@given(games(), games())
def test_units_are_split_each_by_itself(one: dict[World, int], other: dict[World, int]) -> None:
    if one.keys() == other.keys():
        factors = sorted(max(one, key=len))
        measured = {world: np.array([one[world], other[world]]) for world in one}
        both = shapley_parts(measured, feasible_orders(factors, every))
        for n, alone in enumerate((one, other)):
            assert {factor: int(part[n]) for factor, part in both.items()} == split(alone)
