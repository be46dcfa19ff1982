"""The formulas of the scoring rules, one small function each, on whole arrays.

Here belongs what a rule says about figures: a figure in, a value out, usually 0..1. NaN means no
figure, or a figure to which the rule does not apply (a division by zero). Arrays have one row for
each indicator scored by the rule and one column for each unit; parameters are one per row.
Formulas that look at all units of a round take `starts`, the first column of each round.

Sources: wordings of Decisions 922/QĐ-BTTTT and local annexes for the point rules; the OECD/JRC
Handbook on Constructing Composite Indicators (2008), section 5, for the normalisations.
"""

import numpy as np

from pipelines.fixed_point import Floats, Integers


def ratio(numerator: Floats, denominator: Floats, target: Floats) -> Floats:
    """`a/b` against a target, full at the target: min(1, a/b/target); NaN where b = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = numerator / denominator
        share /= target[:, None]
    share[denominator == 0] = np.nan
    return np.minimum(share, 1.0, out=share)


def steps(figure: Floats, at_least: Floats, shares: Floats) -> Floats:
    """The share of the highest step reached.

    `at_least` and `shares` hold one row per indicator, steps ascending, padded with +inf and 0.
    """
    earned = np.where(np.isnan(figure), np.nan, 0.0)
    for step in range(at_least.shape[1]):
        reached = figure >= at_least[:, step, None]
        earned = np.where(reached, shares[:, step, None], earned)
    return earned


def capped_count(count: Floats, cap: Floats) -> Floats:
    """One share each, up to the cap: min(count, cap) / cap."""
    return np.minimum(count, cap[:, None]) / cap[:, None]


def goalposts(figure: Floats, lower: Floats, upper: Floats, log: bool) -> Floats:
    """The way from a lower to an upper goalpost, cut at both: 0 at the lower, 1 at the upper.

    With `log`, distances are taken between natural logarithms, as in the Human Development Index.
    """
    low, high = lower[:, None], upper[:, None]
    if log:
        figure = np.log(np.maximum(figure, low))
        low, high = np.log(low), np.log(high)
    return np.clip((figure - low) / (high - low), 0.0, 1.0)


def best_peer(figure: Floats, starts: Integers) -> Floats:
    """The figure over the highest among the units of the round; NaN where the highest is <= 0."""
    best = over_rounds(np.fmax.reduceat(figure, starts, axis=1), starts, figure.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(best > 0, figure / best, np.nan)


def min_max(figure: Floats, lower: Floats, upper: Floats, starts: Integers) -> Floats:
    """The way from the lowest to the highest of the round; NaN where all units are the same.

    Bounds given (not NaN) take the place of those of the round, and values are cut at them.
    """
    units = figure.shape[1]
    low = over_rounds(np.fmin.reduceat(figure, starts, axis=1), starts, units)
    high = over_rounds(np.fmax.reduceat(figure, starts, axis=1), starts, units)
    low = np.where(np.isnan(lower)[:, None], low, lower[:, None])
    high = np.where(np.isnan(upper)[:, None], high, upper[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(high > low, (figure - low) / (high - low), np.nan)
    return np.clip(share, 0.0, 1.0)


def z_score(figure: Floats, starts: Integers) -> Floats:
    """Distance from the mean of the round in sample standard deviations; NaN without any."""
    units = figure.shape[1]
    # Asked of the figures: a mean of equal floats may differ from them in the last place.
    differ = np.fmax.reduceat(figure, starts, axis=1) > np.fmin.reduceat(figure, starts, axis=1)
    known = ~np.isnan(figure)
    filled = np.where(known, figure, 0.0)
    count = np.add.reduceat(known, starts, axis=1, dtype=np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = over_rounds(np.add.reduceat(filled, starts, axis=1) / count, starts, units)
        squares = np.where(known, (figure - mean) ** 2, 0.0)
        deviation = np.sqrt(np.add.reduceat(squares, starts, axis=1) / (count - 1))
        deviation = over_rounds(np.where(differ, deviation, np.nan), starts, units)
        return np.where(deviation > 0, (figure - mean) / deviation, np.nan)


def percentile(figure: Floats, starts: Integers) -> Floats:
    """The share of the other units that lie below, ties counting half; NaN for a lone unit."""
    below, ties, count = _standing(figure, starts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 1, (below + (ties - 1) / 2) / (count - 1), np.nan)


def rank_score(figure: Floats, starts: Integers) -> Floats:
    """Rank from the bottom: 1 for the lowest unit of the round, ties share the lower rank."""
    below, _, _ = _standing(figure, starts)
    return below + 1


def over_rounds(per_round: Floats, starts: Integers, units: int) -> Floats:
    """Spread one figure for each round over the units of that round."""
    return np.repeat(per_round, np.diff(np.append(starts, units)), axis=1)


def _standing(figure: Floats, starts: Integers) -> tuple[Floats, Floats, Floats]:
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
