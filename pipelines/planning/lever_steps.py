"""The steps of a lever: how finely a figure moves, how far, and where its gain bends.

Here belong the grid from the figure as it is to the one that earns most, and its straight pieces.

A count moves by one, a share or percentage by one percentage point, points by 0.01, a value by its
last published decimal, any other figure by the last decimal that the round's figures of this input
have; never in more than a hundred thousand steps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np

from pipelines.frameworks.framework import Indicator
from pipelines.frameworks.structure import POINTS_INPUT
from pipelines.planning.lever import (
    PUBLISHED,
    Lever,
    Limit,
    Piece,
    as_decimal,
    decided_by,
    earned,
    exact,
    points_of,
)
from pipelines.planning.standing import Standing
from pipelines.rules.earning import Earning

_MOST_STEPS: Final = 100_000
"""Beyond this a solver cannot tell one step from none."""
_FINEST: Final = 4
"""Decimals of a free figure that a plan uses at most."""
_GRAINS: Final = {
    "count": Decimal(1),
    "boolean": Decimal(1),
    "percent": Decimal(1),
    "share": Decimal("0.01"),
    "points": Decimal("0.01"),
}


def lay_steps(
    standing: Standing,
    indicator: Indicator,
    name: str,
    earnings: Sequence[tuple[Fraction, Earning]],
    now: Fraction | None,
    slot: int,
) -> Lever | Limit:
    """Lay a grid of steps from the figure as it is to the one that earns most."""
    first = earnings[0][1]
    direction = 1 if first.best > first.worst else -1
    furthest = max if direction > 0 else min
    best = furthest(earning.best for _, earning in earnings)
    worst = furthest(earning.worst for _, earning in earnings)
    base = worst if now is None else now
    unit = POINTS_INPUT if name == POINTS_INPUT else indicator.units[name]
    options: tuple[Fraction, ...] = ()
    if unit == "level":
        options = tuple(figure for figure in first.bends if figure > base)
        most, grain, last = len(options), Fraction(1), best
        bends = set(range(1, most + 1))
    else:
        grain = Fraction(_grain(standing, indicator, name, slot, unit))
        most = ceil((best - base) * direction / grain)
        while most > _MOST_STEPS:
            grain *= 10
            most = ceil((best - base) * direction / grain)
        whole = grain >= 1 and unit not in ("percent", "points")
        last = base + direction * ceil(abs(best - base)) if whole else best
        bends = {
            ceil((bend - base) * direction / grain)
            for _, earning in earnings
            for bend in earning.bends
        }
    earned_now = Fraction(0) if now is None else earned(earnings, now)
    lever = Lever(
        indicator,
        name,
        unit,
        None if now is None else as_decimal(now),
        as_decimal(base),
        direction,
        as_decimal(grain),
        most,
        as_decimal(last),
        tuple(as_decimal(figure) for figure in options),
        tuple(earnings),
        earned_now,
        Fraction(0),
        (),
        is_decision=name == POINTS_INPUT or decided_by(indicator, name) is not None,
        moves_others=any(earning.moves_others for _, earning in earnings),
    )
    pieces = tuple(_pieces(lever, bends)) if most > 0 else ()
    if not pieces:
        return Limit(indicator.code, name, "full", points_of(indicator, Fraction(0)))
    return replace(lever, pieces=pieces)


def _pieces(lever: Lever, bends: set[int]) -> Iterator[Piece]:
    """The steps between two bends as one piece each, as far as they gain anything."""
    starts = sorted({1, lever.most} | {step for step in bends if 1 <= step <= lever.most})
    curved = any(earning.is_curved for _, earning in lever.earnings)
    open_: Piece | None = None
    for first, after in zip(starts, [*starts[1:], lever.most + 1], strict=True):
        last = first if curved else after - 1
        gain, final = lever.gain(first), lever.gain(last)
        slope = (final - gain) / (last - first) if last > first else Fraction(0)
        if slope <= 0:
            last, final, slope = first, gain, Fraction(0)
        if final <= 0:
            continue
        piece = Piece(first, last, gain, slope)
        if open_ is not None and _goes_on(lever, open_, piece):
            open_ = replace(open_, last=piece.last)
            continue
        if open_ is not None:
            yield open_
        open_ = piece
    if open_ is not None:
        yield open_


def _goes_on(lever: Lever, before: Piece, after: Piece) -> bool:
    """Whether a piece goes on straight from the one before, its last figure a whole step away."""
    return (
        before.slope > 0
        and after.first == before.last + 1
        and after.gain == before.gain + before.slope * (after.first - before.first)
        and (after.last == after.first or after.slope == before.slope)
        and lever.change(after.last)
        == lever.change(before.first) + (after.last - before.first) * lever.grain
    )


def _grain(standing: Standing, indicator: Indicator, name: str, slot: int, unit: str) -> Decimal:
    """The smallest change of a figure that a plan uses."""
    is_published = name != POINTS_INPUT and decided_by(indicator, name) == PUBLISHED
    if unit in _GRAINS and not is_published:
        return _GRAINS[unit]
    if is_published:
        decimals = standing.framework.decimals
        last = Decimal(1).scaleb(-(_FINEST if decimals is None else decimals))
        return last / standing.framework.scale
    known = standing.figures.values[slot]
    decimals = [
        -int(as_decimal(exact(figure) or Fraction(0)).normalize().as_tuple().exponent)
        for figure in np.unique(known[~np.isnan(known)])
    ]
    return Decimal(1).scaleb(-min(max([0, *decimals]), _FINEST))
