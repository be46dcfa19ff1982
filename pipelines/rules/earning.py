"""What one formula earns for one unit, figure by figure, exactly.

Here belong the shapes that such formulas have in whole fractions, with the places where they bend
or jump: what a plan needs and scoring does not. Which rule has which shape stands in its file.
Formulas that read every unit of the round are taken with all other units standing still.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import exp, log

_CURVE_STOPS = 100
"""A logarithm is planned in hundredths of its way: between them it is not straight."""


@dataclass(frozen=True, slots=True)
class Earning:
    """A formula of one input: the share of its part it earns, 0..1, at any figure.

    `best` is the figure from which nothing more is earned, `worst` the one that earns as little
    as a figure not sent. `bends` are the figures at which the share bends or jumps; between them
    it is straight, unless `is_curved`. `moves_others`: this unit alone sets a bound of the round,
    so that its change moves the shares of others.
    """

    input: str
    at: Callable[[Fraction], Fraction]
    worst: Fraction
    best: Fraction
    bends: tuple[Fraction, ...]
    is_curved: bool = False
    moves_others: bool = False


def up_to(name: str, best: Fraction) -> Earning:
    """Straight from nothing up to a figure that is full."""
    return Earning(name, lambda figure: min(figure / best, Fraction(1)), Fraction(0), best, (best,))


def as_it_is(name: str, shares: Iterable[Fraction]) -> Earning:
    """A figure that is the share itself, over the shares that it can be."""
    ordered = sorted(shares)
    return Earning(name, lambda figure: figure, ordered[0], ordered[-1], tuple(ordered))


def ladder(name: str, steps: Iterable[tuple[Fraction | Decimal, Decimal]]) -> Earning:
    """The share of the highest step reached; a step is (at least, share)."""
    rungs = sorted((Fraction(least), Fraction(share)) for least, share in steps)
    highest = max(share for _, share in rungs)
    best = next(at_least for at_least, share in rungs if share == highest)

    def at(figure: Fraction) -> Fraction:
        return next((share for least, share in reversed(rungs) if figure >= least), Fraction(0))

    worst = min(Fraction(0), rungs[0][0])
    return Earning(name, at, worst, best, tuple(least for least, _ in rungs))


def between(
    name: str,
    lower: Fraction,
    upper: Fraction,
    falls: bool,
    curved: bool = False,
    moves_others: bool = False,
) -> Earning:
    """From one bound to the other, cut at both; the better end is the best figure."""

    def at(figure: Fraction) -> Fraction:
        inside = min(max(figure, lower), upper)
        if curved and inside not in (lower, upper):
            way = Fraction(log(inside / lower) / log(upper / lower))
        else:
            way = (inside - lower) / (upper - lower)
        return 1 - way if falls else way

    bends = (lower, upper)
    if curved:
        stretch = log(upper / lower) / _CURVE_STOPS
        inner = (lower * Fraction(exp(n * stretch)) for n in range(1, _CURVE_STOPS))
        bends = (lower, *inner, upper)
    worst, best = (upper, lower) if falls else (lower, upper)
    return Earning(name, at, worst, best, bends, curved, moves_others)
