"""Placing values: which slot, unit and source each submitted value belongs to.

Here belongs the way from a long table of values, with codes as text, to the arrays that are
scored. What is done with them is in `score.py`; the call that does both is in `index.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.fixed_point import Floats, Integers
from pipelines.frameworks.rule_kinds import SOURCES, STATES
from pipelines.frameworks.structure import STATE_INPUT, Structure
from pipelines.scoring.leaves import NO_STATE, Figures, Mask

DECLARED = SOURCES.index("declared")


CONFIRMED = {SOURCES.index("measured"), SOURCES.index("verified")}
"""Sources that make an indicator verified."""


@dataclass(frozen=True, slots=True)
class Places:
    """Values laid out: slot (or leaf), unit, round and source of each, and the value itself."""

    slot: NDArray[np.int32]
    unit: NDArray[np.int32]
    round: NDArray[np.uint8] | NDArray[np.uint32]
    source: NDArray[np.uint8]
    value: Floats

    def sources_present(self) -> set[int]:
        return {int(n) for n in np.flatnonzero(np.bincount(self.source, minlength=1))}


def lay_out(
    structure: Structure, units: pl.DataFrame, values: pl.DataFrame
) -> tuple[Places, Places]:
    """Find the place of every value; values proper first, states given outright second."""
    rounds = units["round"].unique().sort().to_list()
    entities = units["entity_code"].unique().sort().to_list()
    indicators = sorted({code for code, _ in structure.slots})
    inputs = sorted({name for _, name in structure.slots} | {STATE_INPUT})
    # Codes become numbers column by column, in one query, so that they are read side by side.
    numbers = values.select(
        _number("round", rounds),
        _number("entity_code", entities),
        _number("indicator_code", indicators),
        _number("input", inputs),
        _number("source", SOURCES),
        pl.col("value").cast(pl.Float64),
    )
    unit_table = np.full((len(rounds) + 1, len(entities) + 1), -1, dtype=np.int32)
    unit_table[lookup(units["round"], rounds), lookup(units["entity_code"], entities)] = np.arange(
        units.height
    )
    slot_table = np.full((len(indicators) + 1, len(inputs) + 1), -1, dtype=np.int32)
    indicator_at = {code: n for n, code in enumerate(indicators)}
    input_at = {name: n for n, name in enumerate(inputs)}
    for slot, (code, name) in enumerate(structure.slots):
        slot_table[indicator_at[code], input_at[name]] = slot
    for leaf, node in enumerate(structure.leaf_node):
        slot_table[indicator_at[structure.codes[node]], input_at[STATE_INPUT]] = leaf

    number = {name: numbers[name].to_numpy() for name in numbers.columns}
    unit = unit_table[number["round"], number["entity_code"]]
    slot = slot_table[number["indicator_code"], number["input"]]
    source, round_ = number["source"], number["round"]
    _expect(values, unit, 0, ("round", "entity_code"))
    _expect(values, slot, 0, ("indicator_code", "input"))
    _expect(values, len(SOURCES) - 1 - source.astype(np.int8), 0, ("source",))
    is_state = number["input"] == input_at[STATE_INPUT]
    plain = slice(None) if not is_state.any() else ~is_state
    given = values.filter(pl.Series(is_state))
    states = given.select(_number("raw_text", STATES)) if given.height else _NO_STATES
    state = states["raw_text"].to_numpy()
    _expect(given, len(STATES) - 1 - state.astype(np.int8), 0, ("raw_text",))
    return (
        Places(slot[plain], unit[plain], round_[plain], source[plain], number["value"][plain]),
        Places(
            slot[is_state],
            unit[is_state],
            round_[is_state],
            source[is_state],
            state.astype(np.float64),
        ),
    )


_NO_STATES: Final = pl.DataFrame(schema={"raw_text": pl.UInt8})


def _number(column: str, known: Sequence[str]) -> pl.Expr:
    """The place of each text in a list of known texts; the length of the list if not in it."""
    kind = pl.UInt8 if len(known) < 255 else pl.UInt32
    return (
        pl.col(column)
        .cast(pl.Enum(known), strict=False)
        .to_physical()
        .cast(kind)
        .fill_null(len(known))
    )


def lookup(column: pl.Series, known: Sequence[str]) -> NDArray[np.uint32]:
    return column.to_frame("text").select(_number("text", known)).to_series().to_numpy()


def _expect(
    values: pl.DataFrame, numbers: NDArray[np.signedinteger], least: int, columns: tuple[str, ...]
) -> None:
    """Raise ValueError with the first row whose number is too low: not found among the known."""
    if numbers.size and numbers.min() < least:
        row = values.row(int(np.argmin(numbers)), named=True)
        found = ", ".join(f"{column} {row[column]!r}" for column in columns)
        raise ValueError(f"not expected in this round and framework: {found}")


def rounds_with(sources: set[int], all_places: tuple[Places, ...], round_of: Integers) -> Mask:
    """The units of the rounds in which some value has one of these sources."""
    found = np.zeros(int(round_of.max(initial=0)) + 1, dtype=np.bool_)
    for places in all_places:
        present = places.sources_present()
        for source in sources & present:
            rounds = places.round if present == {source} else places.round[places.source == source]
            found |= np.bincount(rounds, minlength=found.size) > 0
    return found[round_of]


def figures_of(
    structure: Structure, units: int, places: Places, stated: Places, wanted: set[int]
) -> Figures:
    values = np.full((len(structure.slots), units), np.nan)
    strength = np.full(values.shape, -1, dtype=np.int8) if len(wanted) > 1 else None
    present = places.sources_present()
    for source in sorted(wanted & present):  # the strongest last, so that it stands
        chosen = slice(None) if present == {source} else places.source == source
        slot, unit = places.slot[chosen], places.unit[chosen]
        values[slot, unit] = places.value[chosen]
        if strength is not None:
            strength[slot, unit] = source
    sole_source = max(wanted, default=DECLARED)
    if not stated.unit.size:
        return Figures(values, strength, sole_source, None, None)
    states = np.full((structure.leaf_node.size, units), NO_STATE, dtype=np.int8)
    state_strength = np.full(states.shape, -1, dtype=np.int8)
    for source in sorted(wanted):
        of_source = stated.source == source
        at = (stated.slot[of_source], stated.unit[of_source])
        states[at] = stated.value[of_source].astype(np.int8)
        state_strength[at] = source
    return Figures(values, strength, sole_source, states, state_strength)


def figures_in_use(structure: Structure, units: pl.DataFrame, values: pl.DataFrame) -> Figures:
    """The figures of the final basis: of every slot the one of the strongest source.

    `units` are those of `compute_index`, sorted by round and code. Raises ValueError as
    `compute_index` does.
    """
    places, stated = lay_out(structure, units, values)
    present = places.sources_present() | stated.sources_present()
    return figures_of(structure, units.height, places, stated, present)


def left_out_of(
    structure: Structure,
    rounds: pl.Series,
    round_of: Integers,
    not_evaluated: Mapping[str, Sequence[str]],
) -> Mask | None:
    """Leaves x units: what a round does not evaluate, with all that lies below it."""
    if not any(not_evaluated.get(name) for name in rounds):
        return None
    by_code = structure.framework.by_code
    out = np.zeros((structure.leaf_node.size, rounds.len()), dtype=np.bool_)
    for at, name in enumerate(rounds):
        codes = set(not_evaluated.get(name, ()))
        for leaf, node in enumerate(structure.leaf_node):
            ancestor: str | None = structure.codes[node]
            while ancestor is not None:
                if ancestor in codes:
                    out[leaf, at] = True
                ancestor = by_code[ancestor].parent
    return out[:, round_of]
