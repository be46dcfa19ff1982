"""The way up the tree: from scored leaves to the index, and over the pillars.

Here belong sums of points, means of values and what holds a parent back. What leaves are worth is
in `leaves.py`. Arrays have one row for each node or pillar and one column for each unit.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.fixed_point import ONE, Floats, Integers, left_over, to_fixed
from pipelines.frameworks.structure import Level, Structure, fixed_maximum
from pipelines.scoring.leaves import MISSING, REPORTED, ZERO_BY_DECISION, Leaves, Mask
from pipelines.scoring.shared_points import raised_maxima


@dataclass(frozen=True, slots=True)
class Scores:
    """Every node of the tree and every pillar, unrounded.

    `points` and `maximum` are in fixed point; `value` is the share 0..1 before scaling, NaN where
    a node has no value.
    """

    leaves: Leaves
    value: Floats
    points: Integers
    maximum: Integers
    pillar_value: Floats
    pillar_points: Integers
    pillar_maximum: Integers

    @classmethod
    def empty(cls, structure: Structure, units: int) -> "Scores":
        """Room for the scores of some units, to be filled block by block."""
        leaves, nodes, pillars = (
            (rows, units)
            for rows in (
                structure.leaf_node.size,
                len(structure.codes),
                len(structure.pillar_codes),
            )
        )
        return cls(
            Leaves(
                np.empty(leaves, dtype=np.int8),
                np.empty(leaves),
                np.zeros(leaves, dtype=np.bool_) if structure.shares_points else None,
            ),
            np.empty(nodes),
            np.empty(nodes, dtype=np.int64),
            np.empty(nodes, dtype=np.int64),
            np.empty(pillars),
            np.empty(pillars, dtype=np.int64),
            np.empty(pillars, dtype=np.int64),
        )

    def fill(self, units: slice | Integers, block: "Scores") -> None:
        """Put the scores of a block in their place."""
        self.leaves.state[:, units] = block.leaves.state
        self.leaves.share[:, units] = block.leaves.share
        if self.leaves.shared is not None and block.leaves.shared is not None:
            self.leaves.shared[:, units] = block.leaves.shared
        self.value[:, units] = block.value
        self.points[:, units] = block.points
        self.maximum[:, units] = block.maximum
        self.pillar_value[:, units] = block.pillar_value
        self.pillar_points[:, units] = block.pillar_points
        self.pillar_maximum[:, units] = block.pillar_maximum


def combine(structure: Structure, leaves: Leaves) -> Scores:
    """Carry the leaves up the tree to the index, and over the pillars."""
    scores = _combined(structure, leaves, None)
    if leaves.shared is None or not leaves.shared.any():
        return scores
    # Points are shared among what turned out to be evaluated: those units are carried up again.
    units = np.flatnonzero(leaves.shared.any(axis=0))
    worth = raised_maxima(structure, leaves.shared[:, units], scores.maximum[:, units])
    again = _combined(structure, Leaves(leaves.state[:, units], leaves.share[:, units]), worth)
    scores.fill(units, again)
    return scores


def _combined(  # noqa: PLR0915 - one pass up the tree
    structure: Structure, leaves: Leaves, raised: Integers | None
) -> Scores:
    """`raised` (nodes x units) are the maximum points of each node, where they are not those of
    the framework. Beside points goes what their tenth decimal leaves over (`rest`): a value is the
    quotient of the unrounded sum.
    """
    framework = structure.framework
    nodes, units = len(structure.codes), leaves.share.shape[1]
    value = np.full((nodes, units), np.nan)
    points = np.zeros((nodes, units), dtype=np.int64)
    maximum = np.zeros((nodes, units), dtype=np.int64)
    rest = np.zeros((nodes, units))
    exclude = framework.missing == "exclude"

    counted = (leaves.state == REPORTED) | (leaves.state == ZERO_BY_DECISION)
    if not exclude:
        counted |= leaves.state == MISSING
    adjustment = structure.leaf_is_adjustment[:, None]
    earned = np.where(np.isnan(leaves.share) & counted, 0.0, leaves.share)
    worth = np.where(structure.leaf_is_adjustment, structure.leaf_sign, structure.leaf_max)
    worth, most = worth[:, None], fixed_maximum(structure)[:, None]
    if raised is not None:
        most = raised[structure.leaf_node]
        worth = np.where(adjustment, worth, most / ONE)
    value[structure.leaf_node] = np.where(adjustment | ~counted, np.nan, earned)
    unrounded = earned * worth
    points[structure.leaf_node] = fixed = to_fixed(unrounded)
    rest[structure.leaf_node] = left_over(unrounded, fixed)
    maximum[structure.leaf_node] = np.where(counted, most, 0)

    present = applicable = None
    if exclude:
        present = np.zeros((nodes, units), dtype=np.bool_)
        applicable = np.zeros((nodes, units), dtype=np.bool_)
        present[structure.leaf_node] = counted
        applicable[structure.leaf_node] = counted | ((leaves.state == MISSING) & ~adjustment)

    for level in structure.levels:
        children = _side_by_side(level.children)
        if level.aggregation == "points":
            points[level.parents] = np.add.reduceat(points[children], level.offsets, axis=0)
            maximum[level.parents] = np.add.reduceat(maximum[children], level.offsets, axis=0)
            rest[level.parents] = np.add.reduceat(rest[children], level.offsets, axis=0)
            value[level.parents] = share_of(
                points[level.parents] + rest[level.parents], maximum[level.parents]
            )
        else:
            mean = weighted_mean(level, value[children], structure.weight[level.children])
            value[level.parents] = mean
            worth_of_parent = np.nan_to_num(structure.node_max[level.parents])[:, None]
            if raised is not None:
                worth_of_parent = raised[level.parents] / ONE
            unrounded = mean * worth_of_parent
            points[level.parents] = fixed = to_fixed(unrounded)
            rest[level.parents] = left_over(unrounded, fixed)
            maximum[level.parents] = np.where(np.isnan(mean), 0, to_fixed(worth_of_parent))
        if present is not None and applicable is not None:
            _hold_back(
                structure,
                level,
                children,
                present,
                applicable,
                (value, points, maximum, rest),
            )

    pillar_points = structure.pillar_members @ points
    pillar_maximum = structure.pillar_members @ maximum
    if framework.aggregation == "points" or not structure.pillar_codes:
        pillar_rest = structure.pillar_members.astype(np.float64) @ rest
        pillar_value = share_of(pillar_points + pillar_rest, pillar_maximum)
    else:
        pillar_value = _pillar_means(structure, value)
    if present is not None and applicable is not None:
        enough = _enough(
            structure, structure.pillar_members @ present, structure.pillar_members @ applicable
        )
        pillar_value[~enough], pillar_points[~enough], pillar_maximum[~enough] = np.nan, 0, 0
    return Scores(leaves, value, points, maximum, pillar_value, pillar_points, pillar_maximum)


def share_of(points: Floats, maximum: Integers) -> Floats:
    """Points over evaluated maximum points; NaN where nothing was evaluated."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = points / maximum
    share[maximum == 0] = np.nan
    return share


def weighted_mean(level: Level, values: Floats, weight: Floats) -> Floats:
    """Combine children (rows) into parents by the mean of the level; NaN where no child counts.

    Weights are used as printed. Children without a value stay out of both sums.

    arithmetic: sum(w v) / sum(w) · geometric: exp(sum(w ln v) / sum(w)), 0 if a value is 0 ·
    harmonic: sum(w) / sum(w / v), 0 if a value is 0 · weighted_sum: sum(w v). Neither a geometric
    nor a harmonic mean is defined where penalties take a value below 0: NaN.
    """
    known = ~np.isnan(values)
    weights = np.where(known, weight[:, None], 0.0)
    total = np.add.reduceat(weights, level.offsets, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        match level.aggregation:
            case "geometric_mean":
                terms = np.where(known, weights * np.log(values), 0.0)
                mean = np.exp(np.add.reduceat(terms, level.offsets, axis=0) / total)
            case "harmonic_mean":
                terms = np.where(known, weights / values, 0.0)
                mean = total / np.add.reduceat(terms, level.offsets, axis=0)
            case "weighted_sum":
                terms = np.where(known, weights * values, 0.0)
                mean = np.add.reduceat(terms, level.offsets, axis=0)
            case _:
                terms = np.where(known, weights * values, 0.0)
                mean = np.add.reduceat(terms, level.offsets, axis=0) / total
    undefined = total == 0
    if level.aggregation in ("geometric_mean", "harmonic_mean"):
        undefined |= np.logical_or.reduceat(values < 0, level.offsets, axis=0)
    mean[undefined] = np.nan
    return mean


def _side_by_side(children: Integers) -> Integers | slice:
    """The children as a slice where they lie in one row, which spares a copy."""
    first, last = int(children[0]), int(children[-1])
    if np.array_equal(children, np.arange(first, last + 1)):
        return slice(first, last + 1)
    return children


def _hold_back(
    structure: Structure,
    level: Level,
    children: Integers | slice,
    present: Mask,
    applicable: Mask,
    nodes: tuple[Floats, Integers, Integers, Floats],
) -> None:
    """Withhold parents of which too small a share of the applicable children has a value."""
    value, points, maximum, rest = nodes
    have = np.add.reduceat(present[children], level.offsets, axis=0, dtype=np.int64)
    could = np.add.reduceat(applicable[children], level.offsets, axis=0, dtype=np.int64)
    enough = _enough(structure, have, could)
    present[level.parents] = enough
    applicable[level.parents] = could > 0
    value[level.parents] = np.where(enough, value[level.parents], np.nan)
    points[level.parents] = np.where(enough, points[level.parents], 0)
    rest[level.parents] = np.where(enough, rest[level.parents], 0.0)
    maximum[level.parents] = np.where(enough, maximum[level.parents], 0)


def _enough(structure: Structure, have: Integers, could: Integers) -> Mask:
    """Whether so many of so many applicable children carry their parent."""
    least = int(structure.framework.min_coverage * ONE)
    return (have > 0) & (have * ONE >= could * least)


def _pillar_means(structure: Structure, value: Floats) -> Floats:
    members = [np.flatnonzero(row) for row in structure.pillar_members]
    together = np.concatenate(members)
    level = Level(
        structure.framework.aggregation,
        np.arange(len(members)),
        together,
        np.cumsum([0, *(m.size for m in members[:-1])], dtype=np.int64),
    )
    return weighted_mean(level, value[together], structure.weight[together])
