"""Shapley values: a change split among the factors behind it, exactly, whatever their order.

Here belongs the arithmetic alone: worlds in which some factors are switched, the orders in which
they can be switched one by one, and what each adds on average. What the factors are is in
`rank_moves.py`.

Source: Shapley (1953), "A value for n-person games"; where not every world exists, the mean runs
over the orders that pass only through those that do, as in Faigle and Kern (1992), "The Shapley
value for cooperative games under precedence constraints".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from pipelines.fixed_point import Integers

Factor = str
World = frozenset[Factor]
"""The factors that are switched; the empty world is the start."""


def feasible_orders(
    factors: Sequence[Factor], is_world: Callable[[World], bool]
) -> list[tuple[Factor, ...]]:
    """The orders in which all factors can be switched, every world on the way being one."""

    def continued(done: tuple[Factor, ...]) -> Iterator[tuple[Factor, ...]]:
        if len(done) == len(factors):
            yield done
        for factor in factors:
            if factor not in done and is_world(frozenset((*done, factor))):
                yield from continued((*done, factor))

    return list(continued(()))


def shapley_parts(
    measured: Mapping[World, Integers], orders: Sequence[Sequence[Factor]]
) -> Mapping[Factor, Integers]:
    """What each factor adds to a measure, the mean over the orders, for many units at once.

    `measured` has one whole number for each unit in every world that an order passes through.
    The parts are whole numbers too and sum to the change from the first world to the last: what
    division leaves over goes, one each, to the factors with the largest remainders, the earlier
    one where they are equal. A factor that changes nothing gets nothing.
    """
    factors = list(orders[0])
    added = {factor: np.zeros_like(measured[frozenset()]) for factor in factors}
    for order in orders:
        world: World = frozenset()
        for factor in order:
            after = world | {factor}
            added[factor] += measured[after] - measured[world]
            world = after
    together = np.stack([added[factor] for factor in sorted(factors)])
    parts, remainders = np.divmod(together, len(orders))
    left = remainders.sum(axis=0) // len(orders)
    place = np.argsort(np.argsort(-remainders, axis=0, kind="stable"), axis=0, kind="stable")
    parts += place < left
    return dict(zip(sorted(factors), parts, strict=True))
