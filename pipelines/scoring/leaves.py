"""The leaves of the tree: what figures earn by the rules, and the states they are in.

Here belong the figures of one basis in arrays and the rules and states that apply to them. The way
up the tree is in `combine.py`. Arrays have one row for each leaf or slot and one column for each
unit; the units of a round stand side by side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.fixed_point import Floats, Integers
from pipelines.frameworks.rule_kinds import STATES
from pipelines.frameworks.structure import Structure
from pipelines.rules.populations import over_rounds

REPORTED, MISSING, NOT_APPLICABLE, NOT_EVALUATED, ZERO_BY_DECISION = range(len(STATES))
NO_STATE = -1

Bytes = NDArray[np.int8]
Mask = NDArray[np.bool_]


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

    A bonus or penalty has its points in place of a share. `shared` marks leaves that are not
    evaluated because they divide by zero and whose points their siblings share (see
    `shared_points.py`); None where no rule shares any.
    """

    state: Bytes
    share: Floats
    shared: Mask | None = None


def score_leaves(
    structure: Structure, figures: Figures, starts: Integers, not_evaluated: Mask | None
) -> Leaves:
    """Apply the rules and states. `not_evaluated` (leaves x units) holds for whole rounds."""
    units = figures.values.shape[1]
    share = _earned_by_rules(structure, figures, starts)
    strength = None
    if figures.strength is not None:
        strength = np.maximum.reduceat(figures.strength, structure.leaf_slots, axis=0)
    _take_direct_points(structure, figures, strength, share)
    _cap_adjustments(structure, share)
    state = np.where(np.isnan(share), np.int8(MISSING), np.int8(REPORTED))
    undefined = structure.needs_all_units
    if undefined.any():
        # A figure is there, but the round gives no yardstick for it: nobody can be evaluated,
        # nor those who sent none, unless other parts of the indicator can.
        known = np.logical_or.reduceat(~np.isnan(figures.values), structure.leaf_slots, axis=0)
        out = (state == MISSING) & known & undefined[:, None]
        of_round = over_rounds(np.logical_or.reduceat(out, starts, axis=1), starts, units)
        of_round[structure.parts_leaf] = False
        state[out | ((state == MISSING) & of_round)] = NOT_EVALUATED
    shared = _leave_out_zeros(structure, figures, state)
    if figures.states is not None and figures.state_strength is not None:
        given = figures.states != NO_STATE
        if strength is not None:
            given &= (figures.state_strength >= strength) | (state == MISSING)
        given &= figures.states != REPORTED
        state = np.where(given, figures.states, state)
        share[given] = np.nan
        share[given & (state == ZERO_BY_DECISION)] = 0.0
        shared = None if shared is None else shared & ~given
    if not_evaluated is not None:
        state[not_evaluated] = NOT_EVALUATED
        share[not_evaluated] = np.nan
        shared = None if shared is None else shared & ~not_evaluated
    if structure.leaf_is_unscored.any():
        state[structure.leaf_is_unscored] = NOT_EVALUATED
        share[structure.leaf_is_unscored] = np.nan
    return Leaves(state, share, shared)


def _earned_by_rules(structure: Structure, figures: Figures, starts: Integers) -> Floats:
    """The share that the figures of each leaf earn; NaN where none of them earns any."""
    leaves, units = structure.leaf_node.size, figures.values.shape[1]
    share = np.full((leaves, units), np.nan)
    if structure.parts_leaf.size:
        share[structure.parts_leaf] = 0.0
    reported_parts = (
        np.zeros((leaves, units), dtype=np.bool_) if structure.parts_leaf.size else None
    )
    for atoms in structure.atoms:
        earned = atoms.formula([figures.values[slots] for slots in atoms.slots], starts)
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
    if reported_parts is not None:
        nothing = ~reported_parts[structure.parts_leaf]
        share[structure.parts_leaf] = np.where(nothing, np.nan, share[structure.parts_leaf])
    return share


def _leave_out_zeros(structure: Structure, figures: Figures, state: Bytes) -> Mask | None:
    """Leave out what divides by zero, where its rule asks for that. Returns the leaves (leaves x
    units) whose points are then shared; None where no rule shares any."""
    shared: Mask | None = None
    for atoms in structure.atoms:
        rows = np.flatnonzero(atoms.is_left_out)
        if not rows.size:
            continue
        above, below = (figures.values[slots[rows]] for slots in atoms.slots)
        leaf = atoms.leaf[rows]
        out = (below == 0) & ~np.isnan(above) & (state[leaf] == MISSING)
        state[leaf] = np.where(out, np.int8(NOT_EVALUATED), state[leaf])
        if atoms.is_shared.any():
            shared = np.zeros(state.shape, dtype=np.bool_) if shared is None else shared
            shared[leaf] = out & atoms.is_shared[rows, None]
    return shared


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
