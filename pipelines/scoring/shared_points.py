"""Points of what divides by zero, shared among its siblings.

Here belongs one question: how many points each node is worth for a unit once the points of leaves
with `zero_denominator: shared` have gone to their siblings. The siblings that are evaluated are
raised in proportion to their own maximum, so that the maximum of the parent stays; a sibling that
is a sum of points hands its raise on to its children in the same way. Where no sibling is
evaluated, the leaf is out and the parent is worth less, as for any leaf that is not evaluated.

Points are split at the tenth decimal so that they sum to the whole: each child takes what the
running sum, rounded, has grown by.
"""

import numpy as np

from pipelines.fixed_point import Integers
from pipelines.frameworks.structure import Level, Structure, fixed_maximum
from pipelines.scoring.leaves import Mask


def raised_maxima(structure: Structure, shared: Mask, maximum: Integers) -> Integers:
    """The maximum points of each node (nodes x units) after sharing.

    `shared` (leaves x units) are the leaves whose points are shared; `maximum` (nodes x units) what
    was evaluated without them. All points are in fixed point.
    """
    freed = np.zeros_like(maximum)
    freed[structure.leaf_node] = np.where(shared, fixed_maximum(structure)[:, None], 0)
    raised = maximum.copy()
    for level in structure.levels:
        if level.aggregation != "points":
            continue
        kept = np.add.reduceat(raised[level.children], level.offsets, axis=0)
        added = np.add.reduceat(freed[level.children], level.offsets, axis=0)
        # A parent that is held back is worth nothing, whatever its children are.
        is_open = (kept > 0) & (maximum[level.parents] > 0)
        raised[level.parents] = np.where(is_open, kept + added, maximum[level.parents])
    for level in reversed(structure.levels):
        if level.aggregation == "points":
            raised[level.children] = _split(level, raised[level.parents], raised[level.children])
    return raised


def _split(level: Level, whole: Integers, children: Integers) -> Integers:
    """The points of parents over their children, in proportion to what these are worth."""
    counts = np.diff(np.append(level.offsets, children.shape[0]))
    running = np.cumsum(children, axis=0)
    before = running[level.offsets] - children[level.offsets]
    running -= np.repeat(before, counts, axis=0)
    total = np.repeat(running[np.append(level.offsets[1:], children.shape[0]) - 1], counts, axis=0)
    wanted = np.repeat(whole, counts, axis=0)
    factor = wanted / np.maximum(total, 1)
    # What is not raised stays to the last decimal; the last child ends at the whole.
    taken = np.where(
        wanted == total,
        running,
        np.where(running == total, wanted, np.rint(running * factor).astype(np.int64)),
    )
    taken = np.where(total == 0, 0, taken)
    first = np.zeros(children.shape[0], dtype=np.bool_)
    first[level.offsets] = True
    earlier = np.where(first[:, None], 0, np.roll(taken, 1, axis=0))
    return taken - earlier
