"""Whose word counts on a leaf: claims of sources and states side by side, and who sent nothing."""

import numpy as np
import pytest
from builders import framework, indicator, leaf, score, values

from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.frameworks.structure import structure_of
from pipelines.scoring.index import silent_units
from pipelines.scoring.leaves import (
    MISSING,
    NO_STATE,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    REPORTED,
    ZERO_BY_DECISION,
    Figures,
)

OF = framework(leaf("1", "kind: boolean, input: x", "x: boolean"))


@pytest.mark.parametrize(
    ("of_state", "of_figure", "state"),
    [
        ("declared", "declared", "not_applicable"),
        ("verified", "declared", "not_applicable"),
        ("declared", "verified", "reported"),
        ("declared", "measured", "reported"),
        ("verified", "verified", "not_applicable"),
    ],
)
def test_a_state_stands_against_a_figure_that_is_no_stronger(
    of_state: str, of_figure: str, state: str
) -> None:
    index = score(
        OF,
        values([("u", "1", "x", 1)], source=of_figure),
        values([("u", "1", "state", "not_applicable")], source=of_state),
    )
    assert indicator(index, "u", "1")["state"] == state


def test_figures_side_by_side_keep_states_and_claims() -> None:
    int8 = np.int8
    figures = Figures(
        np.array([[1.0, np.nan]]),
        None,
        2,
        np.array([[NO_STATE, MISSING]], dtype=int8),
        np.array([[-1, 3]], dtype=int8),
    )
    twice = figures.side_by_side(2)
    assert twice.strength is not None
    assert twice.states is not None
    assert twice.state_strength is not None
    assert twice.strength.tolist() == [[2, -1, 2, -1]]
    assert twice.states.tolist() == [[NO_STATE, MISSING] * 2]
    assert twice.state_strength.tolist() == [[-1, 3] * 2]
    assert np.nan_to_num(twice.values, nan=-9).tolist() == [[1, -9, 1, -9]]
    alone = Figures(np.array([[1.0]]), np.array([[4]], dtype=int8), 2, None, None).side_by_side(2)
    assert alone.states is alone.state_strength is None
    assert alone.strength is not None
    assert alone.strength.tolist() == [[4, 4]]


@pytest.mark.parametrize(
    ("strength", "states", "expected"),
    [
        (None, None, [[2, -1]]),
        ([[1, -1], [3, -1]], None, [[3, -1]]),
        ([[1, -1], [3, -1]], [[0, 4]], [[3, 4]]),
        ([[1, -1], [3, -1]], [[5, -1]], [[5, -1]]),
        (None, [[-1, 3]], [[2, 3]]),
    ],
)
def test_the_strongest_claim_on_a_leaf_is_of_a_figure_or_a_state(
    strength: list[list[int]] | None, states: list[list[int]] | None, expected: list[list[int]]
) -> None:
    """Two units; one leaf with a figure and its points."""
    figures = Figures(
        np.array([[1.0, np.nan], [np.nan, np.nan]]),
        None if strength is None else np.array(strength, dtype=np.int8),
        2,
        None if states is None else np.zeros((1, 2), dtype=np.int8),
        None if states is None else np.array(states, dtype=np.int8),
    )
    assert figures.strongest(structure_of(OF)).tolist() == expected


@pytest.mark.parametrize(
    ("state", "source", "is_silent"),
    [
        (REPORTED, "declared", False),
        (REPORTED, "verified", False),
        (REPORTED, "measured", True),
        (ZERO_BY_DECISION, "verified", False),
        (MISSING, "declared", True),
        (NOT_APPLICABLE, "declared", True),
        (NOT_EVALUATED, "declared", True),
    ],
)
def test_a_unit_is_silent_of_which_nothing_is_known_but_by_a_measure(
    state: int, source: str, is_silent: bool
) -> None:
    states = np.array([[MISSING, state], [MISSING, MISSING]], dtype=np.int8)
    sources = np.array([[-1, SOURCES.index(source)], [-1, -1]], dtype=np.int8)
    assert silent_units(states, sources).tolist() == [True, is_silent]
