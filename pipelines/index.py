"""A whole index in one call: submitted values in, indicator values, scores and ranks out.

Here belong the two edges of scoring: laying values out as figures for each basis, and reading
results back as frames. The arithmetic between is in `score.py`.

    index = compute_index(framework, values, units)
    index.rankings()
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.fixed_point import DECIMALS, Floats, Integers, published, to_fixed
from pipelines.framework import INDEX_CODE, Framework
from pipelines.ranks import competition_ranks
from pipelines.rule_kinds import SOURCES, STATES
from pipelines.score import (
    MISSING,
    NO_STATE,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    Bytes,
    Figures,
    Mask,
    Scores,
    score_rounds,
)
from pipelines.structure import STATE_INPUT, Structure, structure_of

AMOUNT: Final = pl.Decimal(18, DECIMALS)
"""The type of points and values."""
_DECLARED = SOURCES.index("declared")
_CONFIRMED = {SOURCES.index("measured"), SOURCES.index("verified")}
"""Sources that make an indicator verified."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One table of scores: published values ranked within each round."""

    codes: tuple[str, ...]
    value: Integers
    has_value: Mask
    points: Integers
    maximum: Integers
    rank: Integers
    ranked: Integers
    tied: Mask


@dataclass(frozen=True, slots=True)
class Index:
    """The result for one framework. Frames hold one row for each unit, node and basis.

    Codes, bases and states in the frames are enumerations; cast them to text where frames of
    several frameworks come together.

    `units` has the columns round and entity_code, sorted. A basis is left out of a round in
    which no value belongs to it.
    """

    structure: Structure
    units: pl.DataFrame
    starts: Integers
    scores: Mapping[str, Scores]
    sources: Mapping[str, Bytes]
    shown: Mapping[str, Mask]
    """For each basis, the units whose round has values of that basis."""

    def indicator_values(self) -> pl.DataFrame:
        """Columns: round, entity_code, indicator_code, basis, state, value, points, max_points,
        source, is_imputed. Mains that are sums of others are in `main_indicators`."""
        return pl.concat(list(self._indicator_values())) if self.scores else pl.DataFrame()

    def main_indicators(self) -> pl.DataFrame:
        """Columns: round, entity_code, main_code, basis, value, points, max_points, rank,
        entities_ranked."""
        mains = self.structure.mains
        codes = tuple(self.structure.codes[n] for n in mains)
        return self._score_frames(
            "main_code",
            lambda s: self._ranked(codes, s.value[mains], s.points[mains], s.maximum[mains]),
        )

    def pillars(self) -> pl.DataFrame:
        """Columns: round, entity_code, pillar_code, basis, value, points, max_points, rank,
        entities_ranked."""
        nodes = np.array(
            [n for n, level in enumerate(self.structure.node_levels) if level == "pillar"],
            dtype=np.int64,
        )
        codes = (
            *self.structure.pillar_codes,
            *(self.structure.codes[n] for n in nodes),
        )
        return self._score_frames(
            "pillar_code",
            lambda s: self._ranked(
                codes,
                np.concatenate([s.pillar_value, s.value[nodes]]),
                np.concatenate([s.pillar_points, s.points[nodes]]),
                np.concatenate([s.pillar_maximum, s.maximum[nodes]]),
            ),
        )

    def totals(self) -> pl.DataFrame:
        """The index itself. Columns: round, entity_code, basis, value, points, max_points, rank,
        is_tied, entities_ranked."""
        return self._score_frames(
            "code",
            lambda s: self._ranked((INDEX_CODE,), s.value[-1:], s.points[-1:], s.maximum[-1:]),
            with_ties=True,
        ).drop("code")

    def _ranked(
        self, codes: tuple[str, ...], value: Floats, points: Integers, maximum: Integers
    ) -> Ranked:
        framework = self.structure.framework
        scaled = to_fixed(value * float(framework.scale))
        has_value = ~np.isnan(value)
        rank, ranked, tied = competition_ranks(
            published(scaled, framework.decimals), has_value, self.starts
        )
        return Ranked(codes, scaled, has_value, points, maximum, rank, ranked, tied)

    def _score_frames(
        self,
        code_column: str,
        rank: Callable[[Scores], Ranked],
        with_ties: bool = False,
    ) -> pl.DataFrame:
        frames: list[pl.DataFrame] = []
        # Where nothing is verified, the final scores are the self scores: laid out once.
        laid_out: dict[int, pl.DataFrame] = {}
        codes = 0
        for basis, scores in self.scores.items():
            if id(scores) not in laid_out:
                table = rank(scores)
                codes = len(table.codes)
                laid_out[id(scores)] = self._laid_out(code_column, table, with_ties)
            frame = laid_out[id(scores)].with_columns(basis=pl.lit(basis, dtype=pl.Enum(_BASES)))
            frames.append(_only(frame, self.shown[basis], codes))
        return pl.concat(frames)

    def _laid_out(self, code_column: str, table: Ranked, with_ties: bool) -> pl.DataFrame:
        has_value = table.has_value.ravel()
        columns = {
            **_keys(self.units, code_column, table.codes),
            "value": _amount(table.value.ravel(), has_value),
            "points": _amount(table.points.ravel(), None),
            "max_points": _amount(table.maximum.ravel(), None),
            "rank": _where(table.rank.ravel().astype(np.int32), has_value),
            "entities_ranked": pl.Series(table.ranked.ravel().astype(np.int32)),
        }
        if with_ties:
            columns["is_tied"] = pl.Series(table.tied.ravel())
        return pl.DataFrame(columns)

    def _indicator_values(self) -> Iterator[pl.DataFrame]:
        structure = self.structure
        leaf_of = {int(node): leaf for leaf, node in enumerate(structure.leaf_node)}
        nodes = [
            n for n, level in enumerate(structure.node_levels) if n in leaf_of or level == "sub"
        ]
        grouped = [n for n in nodes if n not in leaf_of]
        codes = tuple(structure.codes[n] for n in nodes)
        scale = float(structure.framework.scale)
        for basis, scores in self.scores.items():
            state = np.full((len(structure.codes), self.units.height), NO_STATE, dtype=np.int8)
            state[structure.leaf_node] = scores.leaves.state
            if grouped:
                _state_of_groups(structure, state)
            chosen = state[nodes].ravel()
            out = (chosen == NOT_APPLICABLE) | (chosen == NOT_EVALUATED)
            value = scores.value[nodes].ravel()
            frame = pl.DataFrame(
                {
                    **_keys(self.units, "indicator_code", codes),
                    "basis": pl.repeat(basis, chosen.size, eager=True, dtype=pl.Enum(_BASES)),
                    "state": _enum(chosen, STATES),
                    "value": _amount(to_fixed(value * scale), ~np.isnan(value)),
                    "points": _amount(scores.points[nodes].ravel(), ~out),
                    "max_points": _amount(scores.maximum[nodes].ravel(), None),
                    "source": self._source_column(basis, nodes, leaf_of),
                    "is_imputed": pl.Series((chosen == MISSING) & ~np.isnan(value)),
                }
            )
            yield _only(frame, self.shown[basis], len(codes))

    def _source_column(
        self, basis: str, nodes: Sequence[int], leaf_of: Mapping[int, int]
    ) -> pl.Series:
        found = np.full((len(nodes), self.units.height), -1, dtype=np.int8)
        rows = [row for row, n in enumerate(nodes) if n in leaf_of]
        found[rows] = self.sources[basis][[leaf_of[nodes[row]] for row in rows]]
        flat = found.ravel()
        return _enum(flat, SOURCES, flat >= 0)


_BASES = ("self", "verified", "final")


def compute_index(
    framework: Framework,
    values: pl.DataFrame,
    units: pl.DataFrame,
    not_evaluated: Mapping[str, Sequence[str]] | None = None,
) -> Index:
    """Score every unit of every round of one framework.

    `values`: round, entity_code, indicator_code, input, value (a number), source, and, where
    states are among them, raw_text (the state, under the input `state`). At most one row for
    each of these keys. `units`: round, entity_code, the units expected; all of them are scored,
    with or without values. `not_evaluated`: for each round, indicators left out for everybody.

    Raises ValueError if the framework cannot score, or if a value names a round, unit, indicator,
    input or source that is not expected: intake must have dealt with it before.
    """
    structure = structure_of(framework)
    units = units.select("round", "entity_code").unique().sort("round", "entity_code")
    rounds = units["round"].unique().sort()
    round_of = np.searchsorted(rounds.to_numpy(), units["round"].to_numpy()).astype(np.int64)
    starts = np.searchsorted(round_of, np.arange(rounds.len()))
    left_out = _left_out(structure, rounds, round_of, not_evaluated or {})

    places, said = _lay_out(structure, units, values)
    present = places.sources_present() | said.sources_present()
    everybody = np.ones(units.height, dtype=np.bool_)
    scores: dict[str, Scores] = {}
    sources: dict[str, Bytes] = {}
    shown: dict[str, Mask] = {}
    if _DECLARED in present:
        figures = _figures(structure, units.height, places, said, {_DECLARED})
        scores["self"], _ = score_rounds(structure, figures, starts, left_out)
        sources["self"] = np.where(
            figures.strongest(structure) >= 0, np.int8(_DECLARED), np.int8(-1)
        )
        shown["self"] = _rounds_with({_DECLARED}, (places, said), round_of)
    if present == {_DECLARED}:
        scores["final"], sources["final"] = scores["self"], sources["self"]
    else:
        figures = _figures(structure, units.height, places, said, present)
        confirmed = _CONFIRMED & present

        def is_confirmed(part: Figures) -> Mask:
            return np.isin(part.strongest(structure), list(confirmed))

        scores["final"], verified = score_rounds(
            structure, figures, starts, left_out, is_confirmed if confirmed else None
        )
        sources["final"] = figures.strongest(structure)
        if verified is not None:
            scores["verified"] = verified
            kept = np.isin(sources["final"], list(confirmed))
            sources["verified"] = np.where(kept, sources["final"], np.int8(-1))
            shown["verified"] = _rounds_with(confirmed, (places, said), round_of)
    shown["final"] = everybody
    return Index(structure, units, starts, scores, sources, shown)


@dataclass(frozen=True, slots=True)
class _Places:
    """Values laid out: slot (or leaf), unit, round and source of each, and the value itself."""

    slot: NDArray[np.int32]
    unit: NDArray[np.int32]
    round: NDArray[np.uint8] | NDArray[np.uint32]
    source: NDArray[np.uint8]
    value: Floats

    def sources_present(self) -> set[int]:
        return {int(n) for n in np.flatnonzero(np.bincount(self.source, minlength=1))}


def _lay_out(
    structure: Structure, units: pl.DataFrame, values: pl.DataFrame
) -> tuple[_Places, _Places]:
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
    unit_table[_lookup(units["round"], rounds), _lookup(units["entity_code"], entities)] = (
        np.arange(units.height)
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
        _Places(slot[plain], unit[plain], round_[plain], source[plain], number["value"][plain]),
        _Places(
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


def _lookup(column: pl.Series, known: Sequence[str]) -> NDArray[np.uint32]:
    return column.to_frame("text").select(_number("text", known)).to_series().to_numpy()


def _expect(
    values: pl.DataFrame, numbers: NDArray[np.signedinteger], least: int, columns: tuple[str, ...]
) -> None:
    """Raise ValueError with the first row whose number is too low: not found among the known."""
    if numbers.size and numbers.min() < least:
        row = values.row(int(np.argmin(numbers)), named=True)
        found = ", ".join(f"{column} {row[column]!r}" for column in columns)
        raise ValueError(f"not expected in this round and framework: {found}")


def _rounds_with(sources: set[int], all_places: tuple[_Places, ...], round_of: Integers) -> Mask:
    """The units of the rounds in which some value has one of these sources."""
    found = np.zeros(int(round_of.max(initial=0)) + 1, dtype=np.bool_)
    for places in all_places:
        present = places.sources_present()
        for source in sources & present:
            rounds = places.round if present == {source} else places.round[places.source == source]
            found |= np.bincount(rounds, minlength=found.size) > 0
    return found[round_of]


def _figures(
    structure: Structure, units: int, places: _Places, said: _Places, wanted: set[int]
) -> Figures:
    values = np.full((len(structure.slots), units), np.nan)
    strength = np.full(values.shape, -1, dtype=np.int8) if len(wanted) > 1 else None
    present = places.sources_present()
    for source in sorted(wanted):  # the strongest last, so that it stands
        chosen = slice(None) if len(present) == 1 else places.source == source
        slot, unit = places.slot[chosen], places.unit[chosen]
        values[slot, unit] = places.value[chosen]
        if strength is not None:
            strength[slot, unit] = source
    sole_source = max(wanted, default=_DECLARED)
    if not said.unit.size:
        return Figures(values, strength, sole_source, None, None)
    states = np.full((structure.leaf_node.size, units), NO_STATE, dtype=np.int8)
    state_strength = np.full(states.shape, -1, dtype=np.int8)
    for source in sorted(wanted):
        of_source = said.source == source
        at = (said.slot[of_source], said.unit[of_source])
        states[at] = said.value[of_source].astype(np.int8)
        state_strength[at] = source
    return Figures(values, strength, sole_source, states, state_strength)


def _left_out(
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


def _state_of_groups(structure: Structure, state: Bytes) -> None:
    """A group is reported where a child is; otherwise it has the first state its children have."""
    order = (
        0,
        4,
        MISSING,
        NOT_APPLICABLE,
        NOT_EVALUATED,
    )  # reported, zero by decision, ...
    place = np.full(len(STATES), 0, dtype=np.int8)
    for n, code in enumerate(order):
        place[code] = n
    back = np.array(order, dtype=np.int8)
    for level in structure.levels:
        children = place[state[level.children]]
        state[level.parents] = back[np.minimum.reduceat(children, level.offsets, axis=0)]


def _keys(units: pl.DataFrame, code_column: str, codes: tuple[str, ...]) -> dict[str, pl.Series]:
    """Round, unit and code of each row: all units for the first code, then for the second, ..."""
    rows = len(codes)
    code = pl.Series(np.repeat(np.arange(rows, dtype=np.uint32), units.height))
    return {
        "round": _repeated(units["round"], rows),
        "entity_code": _repeated(units["entity_code"], rows),
        code_column: code.cat.to(pl.Enum(codes)) if codes else pl.Series([], dtype=pl.String),
    }


def _repeated(column: pl.Series, times: int) -> pl.Series:
    known = column.unique().sort()
    places = np.tile(_lookup(column, known.to_list()), times)
    return pl.Series(places).cat.to(pl.Enum(known))


def _enum(numbers: Bytes, names: Sequence[str], known: Mask | None = None) -> pl.Series:
    series = pl.Series(np.maximum(numbers, 0).astype(np.uint8)).cat.to(pl.Enum(names))
    return series if known is None else _where(series, known)


def _amount(fixed: Integers, known: Mask | None) -> pl.Series:
    """Fixed point as exact decimals; null where not known."""
    # A decimal is a 128-bit whole number: the same bits with the sign carried on, no arithmetic.
    wide = np.stack([fixed, fixed >> 63], axis=1)
    decimals = pa.Array.from_buffers(
        pa.decimal128(18, DECIMALS),
        fixed.size,
        [None, pa.py_buffer(np.ascontiguousarray(wide))],
    )
    series = pl.Series(pl.from_arrow(decimals))
    return series if known is None else _where(series, known)


def _where(values: "pl.Series | Integers | NDArray[np.int32]", known: Mask) -> pl.Series:
    series = values if isinstance(values, pl.Series) else pl.Series(values)
    return series.to_frame("n").select(pl.when(pl.Series(known)).then(pl.col("n")).otherwise(None))[
        "n"
    ]


def _only(frame: pl.DataFrame, shown: Mask, times: int) -> pl.DataFrame:
    return frame if shown.all() else frame.filter(pl.Series(np.tile(shown, times)))
