"""A small framework as arrays: which nodes, leaves, figures and formulas stand where."""

import numpy as np
import pytest
from builders import child, framework, group, leaf

from pipelines.fixed_point import ONE
from pipelines.frameworks.structure import Structure, fixed_maximum, structure_of

RATIO = "kind: ratio, numerator: a, denominator: b"
PARTS = (
    "kind: parts, parts: [{share: 0.25, rule: {kind: boolean, input: x}}, "
    "{share: 0.75, rule: {kind: ratio, numerator: a, denominator: b}}]"
)
TREE = framework(
    group("A", more=", weight: 3")
    + leaf("A1", RATIO, "a: count, b: count", "10", child("A"))
    + group("A2", more=child("A") + ", aggregation: arithmetic_mean, max_points: 6")
    + leaf("A2a", "kind: boolean, input: x", "x: boolean", "4", child("A2"))
    + leaf("A2b", "kind: best_peer, input: x", "x: count", "2", child("A2"))
    + leaf("B", RATIO + ", zero_denominator: not_evaluated", "a: count, b: count", "20")
    + leaf("C", "kind: penalty, input: points", "points: points", "5")
    + '- {code: "D", name: {vi: v, en: e}, max_points: 0, rule_status: official}\n'
)


@pytest.fixture(scope="module")
def tree() -> Structure:
    return structure_of(TREE)


def test_nodes_stand_deepest_first_and_the_index_last(tree: Structure) -> None:
    assert tree.codes == ("A2a", "A2b", "A1", "A2", "A", "B", "C", "D", "DTI")
    assert tree.node_levels == (*["sub"] * 4, *["main"] * 4, "index")
    assert [tree.codes[n] for n in tree.mains] == ["A", "B", "C", "D"]


def test_leaves_have_their_nodes_signs_and_maxima(tree: Structure) -> None:
    assert [tree.codes[n] for n in tree.leaf_node] == ["A1", "A2a", "A2b", "B", "C", "D"]
    assert tree.leaf_max.tolist() == [10, 4, 2, 20, 5, 0]
    assert tree.leaf_sign.tolist() == [1, 1, 1, 1, -1, 1]
    assert tree.leaf_is_adjustment.tolist() == [False, False, False, False, True, False]
    assert tree.leaf_is_unscored.tolist() == [False, False, False, False, False, True]
    assert tree.needs_all_units.tolist() == [False, False, True, False, False, False]
    assert (fixed_maximum(tree) / ONE).tolist() == [10, 4, 2, 20, 0, 0]


def test_a_node_has_its_weight_or_one(tree: Structure) -> None:
    assert tree.weight.tolist() == [1, 1, 1, 1, 3, 1, 1, 1, 1]
    assert np.nan_to_num(tree.node_max, nan=-9).tolist() == [4, 2, 10, 6, -9, 20, 5, 0, -9]


def test_parents_are_combined_from_the_deepest_up_each_in_its_way(tree: Structure) -> None:
    told = [
        (
            level.aggregation,
            [tree.codes[n] for n in level.parents],
            [tree.codes[n] for n in level.children],
            level.offsets.tolist(),
        )
        for level in tree.levels
    ]
    assert told == [
        ("arithmetic_mean", ["A2"], ["A2a", "A2b"], [0]),
        ("points", ["A"], ["A1", "A2"], [0]),
        ("points", ["DTI"], ["A", "B", "C", "D"], [0]),
    ]


def test_parents_of_one_depth_and_kind_are_combined_together() -> None:
    two = structure_of(
        framework(
            "".join(
                group(top)
                + "".join(
                    leaf(f"{top}{n}", "kind: boolean, input: x", "x: boolean", "4", child(top))
                    for n in range(count)
                )
                for top, count in (("A", 2), ("B", 3))
            )
        )
    )
    first, last = two.levels
    assert first.offsets.tolist() == [0, 2]
    assert [two.codes[n] for n in first.children] == ["A0", "A1", "B0", "B1", "B2"]
    assert last.offsets.tolist() == [0]


def test_every_leaf_has_its_figures_and_then_its_points(tree: Structure) -> None:
    assert tree.slots == (
        *(("A1", "a"), ("A1", "b"), ("A1", "points")),
        *(("A2a", "x"), ("A2a", "points")),
        *(("A2b", "x"), ("A2b", "points")),
        *(("B", "a"), ("B", "b"), ("B", "points")),
        *(("C", "points"), ("D", "points")),
    )
    assert tree.leaf_slots.tolist() == [0, 3, 5, 7, 10, 11]
    assert tree.points_slot.tolist() == [2, 4, 6, 9, 10, 11]


def test_formulas_of_one_kind_are_together(tree: Structure) -> None:
    told = {
        tuple(atoms.leaf.tolist()): (
            [slots.tolist() for slots in atoms.slots],
            atoms.share.tolist(),
        )
        for atoms in tree.atoms
    }
    assert told == {
        (0, 3): ([[0, 7], [1, 8]], [1, 1]),
        (1,): ([[3]], [1]),
        (2,): ([[5]], [1]),
        (4,): ([[10]], [1]),
    }
    (ratios,) = (atoms for atoms in tree.atoms if len(atoms.slots) == 2)
    assert ratios.is_left_out.tolist() == [False, True]
    assert ratios.is_shared.tolist() == [False, False]
    assert not tree.shares_points
    assert tree.parts_leaf.tolist() == []


def test_parts_earn_their_share_of_the_leaf() -> None:
    of = structure_of(
        framework(
            group("1")
            + leaf("1.1", PARTS, "x: boolean, a: count, b: count", "10", child("1"))
            + leaf(
                "1.2", RATIO + ", zero_denominator: shared", "a: count, b: count", "10", child("1")
            )
        )
    )
    told = [(atoms.leaf.tolist(), atoms.share.tolist()) for atoms in of.atoms]
    assert told == [([0], [0.25]), ([0, 1], [0.75, 1])]
    assert of.parts_leaf.tolist() == [0]
    assert of.shares_points
    assert of.atoms[1].is_left_out.tolist() == of.atoms[1].is_shared.tolist() == [False, True]
