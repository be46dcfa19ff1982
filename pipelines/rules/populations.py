"""Figures beside those of the other units of their round.

Here belongs what the formulas that look at all units share. Arrays have one row for each rule and
one column for each unit; `starts` is the first column of each round.
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.fixed_point import Floats, Integers


def lowest(figure: Floats, starts: Integers) -> Floats:
    """The lowest figure of each round, over its units; NaN where nobody has one."""
    return over_rounds(np.fmin.reduceat(figure, starts, axis=1), starts, figure.shape[1])


def highest(figure: Floats, starts: Integers) -> Floats:
    """The highest figure of each round, over its units; NaN where nobody has one."""
    return over_rounds(np.fmax.reduceat(figure, starts, axis=1), starts, figure.shape[1])


def over_rounds(per_round: Floats, starts: Integers, units: int) -> Floats:
    """Spread one figure for each round over the units of that round."""
    return np.repeat(per_round, np.diff(np.append(starts, units)), axis=1)


def turned(figure: Floats, falls: NDArray[np.bool_]) -> Floats:
    """Figures with the sign turned in the rows where lower ones are better."""
    return np.where(falls[:, None], -figure, figure)


def standing(figure: Floats, starts: Integers) -> tuple[Floats, Floats, Floats]:
    """For each figure: how many of its row and round lie below, are equal, are known at all."""
    rows, units = figure.shape
    rounds = np.repeat(np.arange(starts.size), np.diff(np.append(starts, units)))
    group = (np.arange(rows)[:, None] * starts.size + rounds[None, :]).ravel()
    flat = figure.ravel()
    order = np.lexsort((flat, group))  # NaN sorts last within its group
    sorted_group, sorted_figure = group[order], flat[order]
    position = np.arange(flat.size)
    new_group = np.append(True, sorted_group[1:] != sorted_group[:-1])
    new_run = new_group | np.append(True, sorted_figure[1:] != sorted_figure[:-1])
    group_start = np.maximum.accumulate(np.where(new_group, position, 0))
    run = np.cumsum(new_run) - 1
    run_start = position[new_run]
    run_size: Integers = np.diff(np.append(run_start, flat.size))
    known = ~np.isnan(sorted_figure)
    count = np.bincount(group, weights=~np.isnan(flat), minlength=rows * starts.size)[group]
    below = np.empty(flat.size)
    ties = np.empty(flat.size)
    below[order] = np.where(known, run_start[run] - group_start, np.nan)
    ties[order] = np.where(known, run_size[run], np.nan)
    shape = (rows, units)
    return below.reshape(shape), ties.reshape(shape), count.astype(np.float64).reshape(shape)
