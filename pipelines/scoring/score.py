"""Scoring: figures in, points and values of every node out, for all units and rounds at once.

Here belongs the arithmetic of one basis: rules, states, and the way up the tree. What figures
belong to which basis, and the frames that people read, are in `index.py`. Arrays have one row
for each leaf or node and one column for each unit; the units of a round stand side by side.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.fixed_point import ONE, Floats, Integers, to_fixed
from pipelines.frameworks.rule_kinds import RULE_KINDS, STATES
from pipelines.frameworks.structure import Atoms, Level, Structure, fixed_maximum
from pipelines.scoring import formulas

REPORTED, MISSING, NOT_APPLICABLE, NOT_EVALUATED, ZERO_BY_DECISION = range(len(STATES))
NO_STATE = -1

Bytes = NDArray[np.int8]
Mask = NDArray[np.bool_]

_BLOCK: Final = 3_000
"""Units scored together. Measured: 25 rounds of 3,321 units take a third of the time of one piece,
because what a block needs stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was reported, in the slots of a structure.

    `values` (slots x units) has NaN where nothing was reported; `strength` tells, in the same
    shape, how strong a claim its source has (see `rule_kinds.SOURCES`), or is None where all have
    the `sole_source`. `states` (leaves x units) holds states given outright, `NO_STATE` elsewhere,
    and `state_strength` their claims.
    """

    values: Floats
    strength: Bytes | None
    sole_source: int
    states: Bytes | None
    state_strength: Bytes | None

    def block(self, units: slice) -> "Figures":
        """The figures of some units."""
        return Figures(
            self.values[:, units],
            None if self.strength is None else self.strength[:, units],
            self.sole_source,
            None if self.states is None else self.states[:, units],
            None if self.state_strength is None else self.state_strength[:, units],
        )

    def side_by_side(self, times: int) -> "Figures":
        """The same figures so many times, with the source of every figure and state written out."""
        strength, states, claims = self.strength, self.states, self.state_strength
        if strength is None:
            known = ~np.isnan(self.values)
            strength = np.where(known, np.int8(self.sole_source), np.int8(-1))
        return Figures(
            np.tile(self.values, times),
            np.tile(strength, times),
            self.sole_source,
            None if states is None else np.tile(states, times),
            None if claims is None else np.tile(claims, times),
        )

    def strongest(self, structure: Structure) -> Bytes:
        """The strongest claim on each leaf (leaves x units), -1 where nothing was reported."""
        if self.strength is None:
            known = np.logical_or.reduceat(~np.isnan(self.values), structure.leaf_slots, axis=0)
            claims = np.where(known, np.int8(self.sole_source), np.int8(-1))
        else:
            claims = np.maximum.reduceat(self.strength, structure.leaf_slots, axis=0)
        if self.state_strength is not None:
            claims = np.maximum(claims, self.state_strength)
        return claims


@dataclass(frozen=True, slots=True)
class Leaves:
    """The scored leaves: their state, and their share of the maximum (NaN: none).

    A bonus or penalty has its points in place of a share.
    """

    state: Bytes
    share: Floats


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
            Leaves(np.empty(leaves, dtype=np.int8), np.empty(leaves)),
            np.empty(nodes),
            np.empty(nodes, dtype=np.int64),
            np.empty(nodes, dtype=np.int64),
            np.empty(pillars),
            np.empty(pillars, dtype=np.int64),
            np.empty(pillars, dtype=np.int64),
        )

    def fill(self, units: slice, block: "Scores") -> None:
        """Put the scores of a block in their place."""
        self.leaves.state[:, units] = block.leaves.state
        self.leaves.share[:, units] = block.leaves.share
        self.value[:, units] = block.value
        self.points[:, units] = block.points
        self.maximum[:, units] = block.maximum
        self.pillar_value[:, units] = block.pillar_value
        self.pillar_points[:, units] = block.pillar_points
        self.pillar_maximum[:, units] = block.pillar_maximum


def score_rounds(
    structure: Structure,
    figures: Figures,
    starts: Integers,
    not_evaluated: Mask | None,
    confirmed: Callable[[Figures], Mask] | None = None,
) -> tuple[Scores, Scores | None]:
    """Score all units; `starts` is the first unit of each round.

    With `confirmed`, a function that tells which leaves (leaves x units) are confirmed, a second
    result counts only those: every other leaf is missing.
    """
    units = figures.values.shape[1]
    everything = Scores.empty(structure, units)
    only_confirmed = Scores.empty(structure, units) if confirmed is not None else None

    def work(block: tuple[slice, Integers]) -> None:
        at, starts_within = block
        part = figures.block(at)
        left_out = None if not_evaluated is None else not_evaluated[:, at]
        leaves = score_leaves(structure, part, starts_within, left_out)
        everything.fill(at, combine(structure, leaves))
        if only_confirmed is not None and confirmed is not None:
            open_ = ~confirmed(part) & (leaves.state != NOT_EVALUATED)
            kept = Leaves(
                np.where(open_, np.int8(MISSING), leaves.state),
                np.where(open_, np.nan, leaves.share),
            )
            only_confirmed.fill(at, combine(structure, kept))

    blocks = list(_blocks(starts, units))
    if len(blocks) == 1:
        work(blocks[0])
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, blocks))
    return everything, only_confirmed


def _blocks(starts: Integers, units: int) -> Iterator[tuple[slice, Integers]]:
    """Whole rounds, as many together as make a block."""
    ends = np.append(starts, units)[1:]
    first = 0
    for last, end in enumerate(ends):
        if end - starts[first] >= _BLOCK or last == ends.size - 1:
            at = slice(int(starts[first]), int(end))
            yield at, starts[first : last + 1] - starts[first]
            first = last + 1


def score_leaves(
    structure: Structure, figures: Figures, starts: Integers, not_evaluated: Mask | None
) -> Leaves:
    """Apply the rules and states. `not_evaluated` (leaves x units) holds for whole rounds."""
    leaves, units = structure.leaf_node.size, figures.values.shape[1]
    share = np.full((leaves, units), np.nan)
    undefined = np.zeros(leaves, dtype=np.bool_)
    if structure.parts_leaf.size:
        share[structure.parts_leaf] = 0.0
    reported_parts = (
        np.zeros((leaves, units), dtype=np.bool_) if structure.parts_leaf.size else None
    )
    for atoms in structure.atoms:
        earned = _earned(structure, atoms, figures.values, starts)
        whole = ~np.isin(atoms.leaf, structure.parts_leaf)
        if whole.all():
            share[atoms.leaf] = earned
        else:
            assert reported_parts is not None
            share[atoms.leaf[whole]] = earned[whole]
            part = ~whole
            part_earned = earned[part]
            np.add.at(
                share,
                atoms.leaf[part],
                np.nan_to_num(part_earned) * atoms.share[part, None],
            )
            np.logical_or.at(reported_parts, atoms.leaf[part], ~np.isnan(part_earned))
        if atoms.kind in RULE_KINDS and RULE_KINDS[atoms.kind].needs_all_units:
            undefined[atoms.leaf] = True
    if reported_parts is not None:
        nothing = ~reported_parts[structure.parts_leaf]
        share[structure.parts_leaf] = np.where(nothing, np.nan, share[structure.parts_leaf])
    strength = None
    if figures.strength is not None:
        strength = np.maximum.reduceat(figures.strength, structure.leaf_slots, axis=0)
    _take_direct_points(structure, figures, strength, share)
    _cap_adjustments(structure, share)
    state = np.where(np.isnan(share), np.int8(MISSING), np.int8(REPORTED))
    if undefined.any():
        # A figure is there, but the round gives no yardstick for it: nobody can be evaluated,
        # nor those who sent none, unless other parts of the indicator can.
        known = np.logical_or.reduceat(~np.isnan(figures.values), structure.leaf_slots, axis=0)
        out = (state == MISSING) & known & undefined[:, None]
        of_round = formulas.over_rounds(np.logical_or.reduceat(out, starts, axis=1), starts, units)
        of_round[structure.parts_leaf] = False
        state[out | ((state == MISSING) & of_round)] = NOT_EVALUATED
    if figures.states is not None and figures.state_strength is not None:
        given = figures.states != NO_STATE
        if strength is not None:
            given &= (figures.state_strength >= strength) | (state == MISSING)
        given &= figures.states != REPORTED
        state = np.where(given, figures.states, state)
        share[given] = np.nan
        share[given & (state == ZERO_BY_DECISION)] = 0.0
    if not_evaluated is not None:
        state[not_evaluated] = NOT_EVALUATED
        share[not_evaluated] = np.nan
    if structure.leaf_is_unscored.any():
        state[structure.leaf_is_unscored] = NOT_EVALUATED
        share[structure.leaf_is_unscored] = np.nan
    return Leaves(state, share)


def _earned(structure: Structure, atoms: Atoms, values: Floats, starts: Integers) -> Floats:
    """The share that the formulas of one kind earn (atoms x units)."""
    figure = values[atoms.slot]
    turned = atoms.lower_is_better[:, None]
    match atoms.kind:
        case "ratio":
            return formulas.ratio(figure, values[atoms.other_slot], atoms.first)
        case "steps":
            return formulas.steps(figure, atoms.at_least, atoms.step_shares)
        case "capped_count":
            return formulas.capped_count(figure, atoms.first)
        case "best_peer":
            return formulas.best_peer(figure, starts)
        case "min_max":
            earned = formulas.min_max(figure, atoms.first, atoms.second, starts)
            return np.where(turned, 1.0 - earned, earned)
        case "goalposts" | "goalposts_log":
            log = atoms.kind == "goalposts_log"
            earned = formulas.goalposts(figure, atoms.first, atoms.second, log)
            return np.where(turned, 1.0 - earned, earned)
        case "z_score":
            return formulas.z_score(np.where(turned, -figure, figure), starts)
        case "percentile":
            return formulas.percentile(np.where(turned, -figure, figure), starts)
        case "rank":
            return formulas.rank_score(np.where(turned, -figure, figure), starts)
        case "points":
            return figure / structure.leaf_max[atoms.leaf, None]
        case _:  # value, boolean, levels: the figure is the share; bonus, penalty: the points
            return figure


def _take_direct_points(
    structure: Structure, figures: Figures, strength: Bytes | None, share: Floats
) -> None:
    """Let points given directly stand where no stronger figure speaks for the rule."""
    direct = figures.values[structure.points_slot]
    given = ~np.isnan(direct)
    if not given.any():
        return
    if strength is not None and figures.strength is not None:
        given &= figures.strength[structure.points_slot] >= strength
    # A bonus or a penalty is held in points, everything else as a share of the maximum.
    maximum = np.where(structure.leaf_max > 0, structure.leaf_max, np.nan)
    unit = np.where(structure.leaf_is_adjustment, 1.0, maximum)
    np.divide(direct, unit[:, None], out=share, where=given)


def _cap_adjustments(structure: Structure, share: Floats) -> None:
    """Hold a bonus or penalty to its cap, where it has one."""
    adjustments = np.flatnonzero(structure.leaf_is_adjustment)
    if adjustments.size:
        cap = np.nan_to_num(structure.leaf_max[adjustments], nan=np.inf)
        share[adjustments] = np.minimum(share[adjustments], cap[:, None])


def combine(structure: Structure, leaves: Leaves) -> Scores:
    """Carry the leaves up the tree to the index, and over the pillars."""
    framework = structure.framework
    nodes, units = len(structure.codes), leaves.share.shape[1]
    value = np.full((nodes, units), np.nan)
    points = np.zeros((nodes, units), dtype=np.int64)
    maximum = np.zeros((nodes, units), dtype=np.int64)
    exclude = framework.missing == "exclude"

    counted = (leaves.state == REPORTED) | (leaves.state == ZERO_BY_DECISION)
    if not exclude:
        counted |= leaves.state == MISSING
    adjustment = structure.leaf_is_adjustment[:, None]
    earned = np.where(np.isnan(leaves.share) & counted, 0.0, leaves.share)
    worth = np.where(structure.leaf_is_adjustment, structure.leaf_sign, structure.leaf_max)
    value[structure.leaf_node] = np.where(adjustment | ~counted, np.nan, earned)
    points[structure.leaf_node] = to_fixed(earned * worth[:, None])
    maximum[structure.leaf_node] = np.where(counted, fixed_maximum(structure)[:, None], 0)

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
            value[level.parents] = share_of(points[level.parents], maximum[level.parents])
        else:
            mean = weighted_mean(level, value[children], structure.weight[level.children])
            value[level.parents] = mean
            worth_of_parent = np.nan_to_num(structure.node_max[level.parents])[:, None]
            points[level.parents] = to_fixed(mean * worth_of_parent)
            maximum[level.parents] = np.where(np.isnan(mean), 0, to_fixed(worth_of_parent))
        if present is not None and applicable is not None:
            _hold_back(
                structure,
                level,
                children,
                present,
                applicable,
                (value, points, maximum),
            )

    pillar_points = structure.pillar_members @ points
    pillar_maximum = structure.pillar_members @ maximum
    if framework.aggregation == "points" or not structure.pillar_codes:
        pillar_value = share_of(pillar_points, pillar_maximum)
    else:
        pillar_value = _pillar_means(structure, value)
    if present is not None and applicable is not None:
        enough = _enough(
            structure, structure.pillar_members @ present, structure.pillar_members @ applicable
        )
        pillar_value[~enough], pillar_points[~enough], pillar_maximum[~enough] = np.nan, 0, 0
    return Scores(leaves, value, points, maximum, pillar_value, pillar_points, pillar_maximum)


def share_of(points: Integers, maximum: Integers) -> Floats:
    """Points over evaluated maximum points; NaN where nothing was evaluated."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = points / maximum
    share[maximum == 0] = np.nan
    return share


def weighted_mean(level: Level, values: Floats, weight: Floats) -> Floats:
    """Combine children (rows) into parents by the mean of the level; NaN where no child counts.

    Weights are used as printed. Children without a value stay out of both sums.

    arithmetic: sum(w v) / sum(w) · geometric: exp(sum(w ln v) / sum(w)), 0 if a value is 0 ·
    harmonic: sum(w) / sum(w / v), 0 if a value is 0 · weighted_sum: sum(w v).
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
    mean[total == 0] = np.nan
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
    nodes: tuple[Floats, Integers, Integers],
) -> None:
    """Withhold parents of which too small a share of the applicable children has a value."""
    value, points, maximum = nodes
    have = np.add.reduceat(present[children], level.offsets, axis=0, dtype=np.int64)
    could = np.add.reduceat(applicable[children], level.offsets, axis=0, dtype=np.int64)
    enough = _enough(structure, have, could)
    present[level.parents] = enough
    applicable[level.parents] = could > 0
    value[level.parents] = np.where(enough, value[level.parents], np.nan)
    points[level.parents] = np.where(enough, points[level.parents], 0)
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
