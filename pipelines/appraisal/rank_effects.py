"""What one figure is worth in places: the rank of a unit if one of its indicators were otherwise.

Here belongs scoring every single change of every unit of a round at once. Each is scored exactly,
up the whole tree, while all other units stay as they are; what a rule takes from all units, such as
the best peer, stays too.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.fixed_point import Floats, Integers, published, to_fixed
from pipelines.scoring.combine import combine
from pipelines.scoring.index import Index
from pipelines.scoring.leaves import Leaves, Mask


@dataclass(frozen=True, slots=True)
class RankEffects:
    """The rank of each unit before; after each change alone (leaves x units); after all changes of
    the unit together. 0 means no rank, which a unit without a value has, and a silent one."""

    before: Integers
    after: Integers
    after_all: Integers

    @property
    def places(self) -> Integers:
        """How many places each change would move its unit; 0 where there is no rank."""
        return _places(self.before, self.after)

    @property
    def places_of_all(self) -> Integers:
        """How many places all changes of a unit together would move it."""
        return _places(self.before, self.after_all)


def _places(before: Integers, after: Integers) -> Integers:
    return np.where((before > 0) & (after > 0), np.abs(after - before), 0)


def rank_effects(index: Index, shares: Floats) -> RankEffects:
    """The final rank of each unit if one leaf alone, or all of them, had another share.

    `shares` (leaves x units) are of the maximum, NaN where a leaf stays as it is; a bonus or
    penalty has its points in place of a share. Units stand as in `index.units`.
    """
    structure, scores = index.structure, index.scores["final"]
    shown, has_value = _shown(index, scores.value[-1])
    has_value &= ~index.unranked
    changed = ~np.isnan(shares)

    def ranks(where: Mask) -> Integers:
        share = np.where(where, shares, scores.leaves.share)
        value = combine(structure, Leaves(scores.leaves.state, share, scores.leaves.shared)).value[
            -1
        ]
        after_shown, has = _shown(index, value)
        return _ranks_among(after_shown, has & ~index.unranked, shown, has_value, index.starts)

    before = _ranks_among(shown, has_value, shown, has_value, index.starts)
    after = np.tile(before, (shares.shape[0], 1))
    for leaf in np.flatnonzero(changed.any(axis=1)):
        alone = np.zeros_like(changed)
        alone[leaf] = changed[leaf]
        after[leaf] = ranks(alone)
    return RankEffects(before, after, ranks(changed))


def _shown(index: Index, value: Floats) -> tuple[Integers, Mask]:
    """Values as they are published, as whole numbers."""
    framework = index.structure.framework
    scaled = to_fixed(value * float(framework.scale))
    return published(scaled, framework.decimals), ~np.isnan(value)


def _ranks_among(
    value: Integers, has_value: Mask, others: Integers, others_have: Mask, starts: Integers
) -> Integers:
    """The rank of each value among the values of the other units of its round; 0 without one."""
    rank = np.zeros(value.size, dtype=np.int64)
    ends = np.append(starts, value.size)[1:]
    for start, end in zip(starts, ends, strict=True):
        at = slice(start, end)
        ordered = np.sort(others[at][others_have[at]])
        above = ordered.size - np.searchsorted(ordered, value[at], side="right")
        own = others_have[at] & (others[at] > value[at])
        rank[at] = np.where(has_value[at], above - own + 1, 0)
    return rank
