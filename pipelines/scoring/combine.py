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


@dataclass(frozen=True, slots=True)
class _Nodes:
    """What every node is worth (nodes x units), filled from the leaves upwards.

    Beside points goes what their tenth decimal leaves over (`rest`): a value is the quotient of the
    unrounded sum.
    """

    value: Floats
    points: Integers
    maximum: Integers
    rest: Floats


@dataclass(frozen=True, slots=True)
class _Coverage:
    """Which nodes have a value and which could have one (nodes x units)."""

    present: Mask
    applicable: Mask


def _combined(structure: Structure, leaves: Leaves, raised: Integers | None) -> Scores:
    """One pass up the tree. `raised` (nodes x units) are the maximum points of each node, where
    they are not those of the framework.
    """
    counted = (leaves.state == REPORTED) | (leaves.state == ZERO_BY_DECISION)
    coverage = None
    if structure.framework.missing == "exclude":
        coverage = _leaf_coverage(structure, leaves, counted)
    else:
        counted |= leaves.state == MISSING
    nodes = _leaf_nodes(structure, leaves, counted, raised)
    for level in structure.levels:
        children = _side_by_side(level.children)
        if level.aggregation == "points":
            _add_up(level, children, nodes)
        else:
            _average(structure, level, children, nodes, raised)
        if coverage is not None:
            _hold_back(structure, level, children, coverage, nodes)
    pillars = _over_pillars(structure, nodes, coverage)
    return Scores(leaves, nodes.value, nodes.points, nodes.maximum, *pillars)


def _leaf_coverage(structure: Structure, leaves: Leaves, counted: Mask) -> _Coverage:
    shape = (len(structure.codes), leaves.share.shape[1])
    coverage = _Coverage(np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_))
    adjustment = structure.leaf_is_adjustment[:, None]
    coverage.present[structure.leaf_node] = counted
    coverage.applicable[structure.leaf_node] = counted | ((leaves.state == MISSING) & ~adjustment)
    return coverage


def _leaf_nodes(
    structure: Structure, leaves: Leaves, counted: Mask, raised: Integers | None
) -> _Nodes:
    """The tree with its leaves filled in: shares, and points out of the maximum of each."""
    shape = (len(structure.codes), leaves.share.shape[1])
    nodes = _Nodes(
        np.full(shape, np.nan),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape),
    )
    adjustment = structure.leaf_is_adjustment[:, None]
    earned = np.where(np.isnan(leaves.share) & counted, 0.0, leaves.share)
    worth = np.where(structure.leaf_is_adjustment, structure.leaf_sign, structure.leaf_max)
    worth, most = worth[:, None], fixed_maximum(structure)[:, None]
    if raised is not None:
        most = raised[structure.leaf_node]
        worth = np.where(adjustment, worth, most / ONE)
    nodes.value[structure.leaf_node] = np.where(adjustment | ~counted, np.nan, earned)
    _set_points(nodes, structure.leaf_node, earned * worth)
    nodes.maximum[structure.leaf_node] = np.where(counted, most, 0)
    return nodes


def _set_points(nodes: _Nodes, rows: Integers, unrounded: Floats) -> None:
    nodes.points[rows] = fixed = to_fixed(unrounded)
    nodes.rest[rows] = left_over(unrounded, fixed)


def _add_up(level: Level, children: Integers | slice, nodes: _Nodes) -> None:
    """Parents whose points are those of their children."""
    for summed in (nodes.points, nodes.maximum, nodes.rest):
        summed[level.parents] = np.add.reduceat(summed[children], level.offsets, axis=0)
    nodes.value[level.parents] = share_of(
        nodes.points[level.parents] + nodes.rest[level.parents], nodes.maximum[level.parents]
    )


def _average(
    structure: Structure,
    level: Level,
    children: Integers | slice,
    nodes: _Nodes,
    raised: Integers | None,
) -> None:
    """Parents whose value is a mean of their children's, and their points the value's share."""
    mean = weighted_mean(level, nodes.value[children], structure.weight[level.children])
    worth = np.nan_to_num(structure.node_max[level.parents])[:, None]
    if raised is not None:
        worth = raised[level.parents] / ONE
    nodes.value[level.parents] = mean
    _set_points(nodes, level.parents, mean * worth)
    nodes.maximum[level.parents] = np.where(np.isnan(mean), 0, to_fixed(worth))


def _over_pillars(
    structure: Structure, nodes: _Nodes, coverage: _Coverage | None
) -> tuple[Floats, Integers, Integers]:
    """Value, points and maximum of each pillar (pillars x units)."""
    members = structure.pillar_members
    points, maximum = members @ nodes.points, members @ nodes.maximum
    if structure.framework.aggregation == "points" or not structure.pillar_codes:
        value = share_of(points + members.astype(np.float64) @ nodes.rest, maximum)
    else:
        value = _pillar_means(structure, nodes.value)
    if coverage is not None:
        enough = _enough(structure, members @ coverage.present, members @ coverage.applicable)
        value[~enough], points[~enough], maximum[~enough] = np.nan, 0, 0
    return value, points, maximum


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
    coverage: _Coverage,
    nodes: _Nodes,
) -> None:
    """Withhold parents of which too small a share of the applicable children has a value."""
    present, applicable = coverage.present, coverage.applicable
    have = np.add.reduceat(present[children], level.offsets, axis=0, dtype=np.int64)
    could = np.add.reduceat(applicable[children], level.offsets, axis=0, dtype=np.int64)
    enough = _enough(structure, have, could)
    present[level.parents] = enough
    applicable[level.parents] = could > 0
    nodes.value[level.parents] = np.where(enough, nodes.value[level.parents], np.nan)
    nodes.points[level.parents] = np.where(enough, nodes.points[level.parents], 0)
    nodes.rest[level.parents] = np.where(enough, nodes.rest[level.parents], 0.0)
    nodes.maximum[level.parents] = np.where(enough, nodes.maximum[level.parents], 0)


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
