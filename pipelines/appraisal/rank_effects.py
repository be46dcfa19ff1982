"""What one figure is worth in places: the rank of a unit if one of its indicators were otherwise.

Here belongs scoring every single change of every unit of a round at once. Each is scored exactly,
up the whole tree, while all other units stay as they are; what a rule takes from all units, such as
the best peer, stays too.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.fixed_point import Floats, Integers, published, to_fixed
from pipelines.scoring.index import Index
from pipelines.scoring.score import Leaves, Mask, combine


@dataclass(frozen=True, slots=True)
class RankEffects:
    """Leaves x units: the rank before (the same for all leaves) and after; 0 means no rank."""

    before: Integers
    after: Integers

    @property
    def places(self) -> Integers:
        """How many places would change hands; 0 where there is no rank."""
        has_both = (self.before > 0) & (self.after > 0)
        return np.where(has_both, np.abs(self.after - self.before), 0)


def rank_effects(index: Index, shares: Floats) -> RankEffects:
    """The final rank of each unit if one leaf alone had another share of its maximum.

    `shares` (leaves x units) has NaN where a leaf stays as it is; a bonus or penalty has its points
    in place of a share. Units stand as in `index.units`.
    """
    structure, scores = index.structure, index.scores["final"]
    shown, has_value = _shown(index, scores.value[-1])
    before = _ranks_among(shown, has_value, shown, has_value, index.starts)
    after = np.tile(before, (shares.shape[0], 1))
    for leaf in np.flatnonzero(~np.isnan(shares).all(axis=1)):
        changed = ~np.isnan(shares[leaf])
        share = scores.leaves.share.copy()
        share[leaf, changed] = shares[leaf, changed]
        value = combine(structure, Leaves(scores.leaves.state, share)).value[-1]
        ranks = _ranks_among(*_shown(index, value), shown, has_value, index.starts)
        after[leaf, changed] = ranks[changed]
    return RankEffects(np.tile(before, (shares.shape[0], 1)), after)


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
