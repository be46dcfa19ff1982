"""A framework as arrays: the shape in which it is scored.

Here belongs the translation of the tree and its rules into whole-number places: nodes numbered
level by level, so that the children of a parent lie side by side and a level is summed in one
call; atoms, the single formulas of which rules are made; slots, one for each figure a unit can
report. Nothing here has seen a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.fixed_point import Floats, Integers, to_fixed
from pipelines.frameworks.framework import INDEX_CODE, Framework, Indicator
from pipelines.rules import kind_of, looks_at_all_units
from pipelines.rules.rule_kind import ArrayFormula, Rule

POINTS_INPUT = "points"
"""The input under which points are given directly, in place of what the rule would give."""
STATE_INPUT = "state"
"""The input under which a unit's or the council's word on the state of an indicator comes."""


@dataclass(frozen=True, slots=True)
class Atoms:
    """Formulas of one kind: where they read, and what they earn for which leaf.

    Arrays have one entry for each atom. `leaf` counts the scored leaves; `slots` are the figures
    read, for each input of the rule; `share` is the part of the leaf earned. A division by zero
    leaves the leaf out where `is_left_out`, and shares its points where `is_shared`.
    """

    leaf: Integers
    slots: tuple[Integers, ...]
    share: Floats
    formula: ArrayFormula
    is_left_out: NDArray[np.bool_]
    is_shared: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Level:
    """Parents that are combined in one call: their children lie side by side from `first_child`."""

    aggregation: str
    parents: Integers
    children: Integers
    offsets: Integers


@dataclass(frozen=True, slots=True)
class Structure:
    """A framework ready for scoring. The last node is the index itself."""

    framework: Framework
    codes: tuple[str, ...]
    node_levels: tuple[str, ...]
    leaf_node: Integers
    leaf_max: Floats
    leaf_is_adjustment: NDArray[np.bool_]
    leaf_sign: Floats
    leaf_is_unscored: NDArray[np.bool_]
    needs_all_units: NDArray[np.bool_]
    weight: Floats
    node_max: Floats
    levels: tuple[Level, ...]
    atoms: tuple[Atoms, ...]
    parts_leaf: Integers
    slots: tuple[tuple[str, str], ...]
    leaf_slots: Integers
    points_slot: Integers
    pillar_codes: tuple[str, ...]
    pillar_members: Integers
    mains: Integers

    @property
    def shares_points(self) -> bool:
        """Whether a rule may leave its points to the siblings of its leaf."""
        return any(bool(atoms.is_shared.any()) for atoms in self.atoms)


@lru_cache(maxsize=64)
def structure_of(framework: Framework) -> Structure:
    """Translate a framework into arrays.

    Raises ValueError, naming every gap, where points or rules needed for scoring are unknown.
    """
    gaps = framework.unscorable()
    if gaps:
        raise ValueError(
            f"framework {framework.id} cannot score: " + "; ".join(gap.en for gap in gaps)
        )
    depths, parent_of = _depths(framework)
    nodes, depth_of = _numbered(framework, depths)
    number = {code: n for n, code in enumerate(nodes)}
    leaves = framework.scored_leaves
    slots, leaf_slots, points_slot = _slots(leaves)
    by_code = framework.by_code
    root = len(nodes) - 1
    return Structure(
        framework=framework,
        codes=tuple(nodes),
        node_levels=tuple(
            "index" if code == INDEX_CODE and n == root else by_code[code].level
            for n, code in enumerate(nodes)
        ),
        leaf_node=np.array([number[leaf.code] for leaf in leaves], dtype=np.int64),
        leaf_max=_floats(leaf.max_points for leaf in leaves),
        leaf_is_adjustment=np.array([leaf.is_adjustment for leaf in leaves], dtype=np.bool_),
        leaf_sign=np.array(
            [1.0 if leaf.rule is None else float(kind_of(leaf.rule).sign) for leaf in leaves]
        ),
        leaf_is_unscored=np.array([leaf.rule is None for leaf in leaves], dtype=np.bool_),
        needs_all_units=np.array(
            [looks_at_all_units(leaf.rule) for leaf in leaves], dtype=np.bool_
        ),
        weight=_floats(
            [*(by_code[code].weight or Decimal(1) for code in nodes[:root]), Decimal(1)]
        ),
        node_max=_floats([*(by_code[code].max_points for code in nodes[:root]), None]),
        levels=tuple(_levels(framework, nodes, depth_of, parent_of)),
        atoms=tuple(_atoms(leaves, {slot: n for n, slot in enumerate(slots)})),
        parts_leaf=np.array(
            [n for n, leaf in enumerate(leaves) if leaf.rule is not None and leaf.rule.parts],
            dtype=np.int64,
        ),
        slots=tuple(slots),
        leaf_slots=np.array(leaf_slots, dtype=np.int64),
        points_slot=np.array(points_slot, dtype=np.int64),
        pillar_codes=tuple(pillar.code for pillar in framework.pillars),
        pillar_members=np.array(
            [[code in pillar.mains for code in nodes] for pillar in framework.pillars],
            dtype=np.int64,
        ).reshape(len(framework.pillars), len(nodes)),
        mains=np.array(
            [n for n, code in enumerate(nodes[:root]) if by_code[code].level == "main"],
            dtype=np.int64,
        ),
    )


def _floats(
    numbers: "Iterator[Decimal | None] | list[Decimal | None] | list[Decimal]",
) -> Floats:
    return np.array([np.nan if n is None else float(n) for n in numbers], dtype=np.float64)


def _depths(framework: Framework) -> tuple[dict[str, int], dict[str, str]]:
    """The depth of each scored node (the top level is 1) and its parent, the index for the top."""
    depths: dict[str, int] = {}
    parent_of: dict[str, str] = {}
    for indicator in framework.scored:
        ancestor, depth = indicator.parent, 1
        while ancestor is not None:
            ancestor, depth = framework.by_code[ancestor].parent, depth + 1
        depths[indicator.code] = depth
        parent_of[indicator.code] = indicator.parent or INDEX_CODE
    return depths, parent_of


def _numbered(framework: Framework, depths: dict[str, int]) -> tuple[list[str], dict[str, int]]:
    """Nodes deepest level first, children of one parent side by side, the index last."""
    layers: list[list[str]] = [[INDEX_CODE]]
    above: list[str | None] = [None]
    while above:
        below = [
            child.code
            for parent in above
            for child in framework.children.get(parent, ())
            if child.code in depths
        ]
        if below:
            layers.append(below)
        above = list(below)
    nodes = [code for layer in reversed(layers) for code in layer]
    return nodes, {**depths, INDEX_CODE: 0}


def _levels(
    framework: Framework,
    nodes: list[str],
    depth_of: dict[str, int],
    parent_of: dict[str, str],
) -> Iterator[Level]:
    number = {code: n for n, code in enumerate(nodes)}
    children_of: dict[str, list[int]] = {}
    for code in nodes[:-1]:
        children_of.setdefault(parent_of[code], []).append(number[code])
    for depth in sorted({depth_of[code] for code in children_of}, reverse=True):
        by_kind: dict[str, list[str]] = {}
        for code in nodes:
            if code in children_of and depth_of[code] == depth:
                own = None if code == INDEX_CODE else framework.by_code[code].aggregation
                by_kind.setdefault(own or framework.aggregation, []).append(code)
        for aggregation, parents in by_kind.items():
            counts = [len(children_of[code]) for code in parents]
            yield Level(
                aggregation=aggregation,
                parents=np.array([number[code] for code in parents], dtype=np.int64),
                children=np.array(
                    [child for code in parents for child in children_of[code]],
                    dtype=np.int64,
                ),
                offsets=np.cumsum([0, *counts[:-1]], dtype=np.int64),
            )


def _slots(
    leaves: tuple[Indicator, ...],
) -> tuple[list[tuple[str, str]], list[int], list[int]]:
    """Every figure that can be reported, in the order of leaves; the first slot of each leaf.

    Each leaf ends with its slot for points given directly.
    """
    slots: list[tuple[str, str]] = []
    leaf_slots: list[int] = []
    points_slot: list[int] = []
    for leaf in leaves:
        leaf_slots.append(len(slots))
        slots.extend((leaf.code, code) for code in leaf.inputs if code != POINTS_INPUT)
        points_slot.append(len(slots))
        slots.append((leaf.code, POINTS_INPUT))
    return slots, leaf_slots, points_slot


def _atoms(leaves: tuple[Indicator, ...], slot_of: dict[tuple[str, str], int]) -> Iterator[Atoms]:
    together: dict[tuple[str, int], list[tuple[int, Indicator, Rule, Decimal]]] = {}

    def collect(n: int, leaf: Indicator, rule: Rule, share: Decimal) -> None:
        if rule.parts:
            for part_share, part in rule.parts:
                collect(n, leaf, part, share * part_share)
            return
        inputs = kind_of(rule).inputs_of(rule.keys)
        together.setdefault((rule.kind, len(inputs)), []).append((n, leaf, rule, share))

    for n, leaf in enumerate(leaves):
        if leaf.rule is not None:
            collect(n, leaf, leaf.rule, Decimal(1))

    for found in together.values():
        rules = [rule for _, _, rule, _ in found]
        kind, share = kind_of(rules[0]), _floats([share for *_, share in found])
        worth = _floats([leaf.max_points for _, leaf, _, _ in found]) * share
        read = [
            [slot_of[leaf.code, name] for name in kind.inputs_of(rule.keys).values()]
            for _, leaf, rule, _ in found
        ]
        divisions = [kind.division(rule.keys) for rule in rules]
        yield Atoms(
            leaf=np.array([n for n, *_ in found], dtype=np.int64),
            slots=tuple(np.array(slots, dtype=np.int64) for slots in zip(*read, strict=True)),
            share=share,
            formula=kind.formula([rule.keys for rule in rules], worth),
            is_left_out=np.array(
                [division is not None and division.leaves_out for division in divisions]
            ),
            is_shared=np.array(
                [division is not None and division.when_zero == "shared" for division in divisions]
            ),
        )


def fixed_maximum(structure: Structure) -> Integers:
    """The maximum points of each leaf in fixed point; 0 for bonus, penalty and unscored leaves."""
    counted = ~structure.leaf_is_adjustment & ~structure.leaf_is_unscored
    return np.where(counted, to_fixed(structure.leaf_max), 0)
