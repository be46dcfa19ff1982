"""Ranks: standard competition ranking on published values.

Here belongs the one place where units are ordered. Descending; equal published values share a
rank and the next is skipped (1, 2, 2, 4); a unit without a value has no rank.
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.fixed_point import Integers


def competition_ranks(
    values: Integers, has_value: NDArray[np.bool_], starts: Integers
) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """Rank the columns of each row within each round.

    `values` (rows x units) are published values as whole numbers; `starts` is the first unit of
    each round. Returns, in the same shape: the rank (0 where there is no value), how many units
    of the round are ranked, and whether the rank is shared.
    """
    rows, units = values.shape
    if not values.size:
        return values, values, has_value
    sizes = np.diff(np.append(starts, units))
    rounds = np.repeat(np.arange(starts.size), sizes)
    group = np.arange(rows)[:, None] * starts.size + rounds[None, :]
    span = int(np.abs(values).max(initial=0)) + 1
    # One whole number orders everything: group first, then highest value, units without one last.
    key = group * (2 * span + 2) + np.where(has_value, span - values, 2 * span + 1)
    order = np.argsort(key, axis=None)
    ordered = key.ravel()[order]
    position = np.arange(ordered.size)
    ordered_group = ordered // (2 * span + 2)
    group_start = np.searchsorted(ordered_group, np.arange(rows * starts.size))
    first = np.append(True, ordered[1:] != ordered[:-1])
    run = np.cumsum(first) - 1
    run_start = position[first]
    run_size = np.diff(run_start, append=ordered.size)
    rank = np.empty(ordered.size, dtype=np.int64)
    rank[order] = run_start[run] - group_start[ordered_group] + 1
    tied = np.empty(ordered.size, dtype=np.bool_)
    tied[order] = run_size[run] > 1
    counted = np.add.reduceat(has_value, starts, axis=1, dtype=np.int64)
    ranked = np.repeat(counted, sizes, axis=1)
    shape = (rows, units)
    return (
        np.where(has_value, rank.reshape(shape), 0),
        ranked,
        tied.reshape(shape) & has_value,
    )
