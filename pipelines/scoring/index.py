"""A whole index in one call: submitted values in, indicator values, scores and ranks out.

Here belong the two edges of scoring: laying values out as figures for each basis, and reading
results back as frames. The arithmetic between is in `score.py`.

    index = compute_index(framework, values, units)
    index.rankings()
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.fixed_point import DECIMALS, Floats, Integers, published, to_fixed
from pipelines.frameworks.framework import INDEX_CODE, Framework
from pipelines.frameworks.rule_kinds import BASES, SOURCES, STATES
from pipelines.frameworks.structure import Structure, structure_of
from pipelines.scoring.combine import Scores
from pipelines.scoring.leaves import (
    MISSING,
    NO_STATE,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    REPORTED,
    ZERO_BY_DECISION,
    Bytes,
    Figures,
    Mask,
)
from pipelines.scoring.placement import (
    CONFIRMED,
    DECLARED,
    figures_of,
    lay_out,
    left_out_of,
    lookup,
    rounds_with,
)
from pipelines.scoring.ranks import competition_ranks
from pipelines.scoring.score import score_rounds

AMOUNT: Final = pl.Decimal(18, DECIMALS)
"""The type of points and values."""


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
    silent: Mask
    """The units of which nothing is known but what was measured elsewhere."""
    unranked: Mask
    """Those of the silent units that hold no rank, in no table and no basis."""

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
        is_tied, entities_ranked, is_silent."""
        return self._score_frames(
            "code",
            lambda s: self._ranked((INDEX_CODE,), s.value[-1:], s.points[-1:], s.maximum[-1:]),
            of_index=True,
        ).drop("code")

    def _ranked(
        self, codes: tuple[str, ...], value: Floats, points: Integers, maximum: Integers
    ) -> Ranked:
        framework = self.structure.framework
        scaled = to_fixed(value * float(framework.scale))
        has_value = ~np.isnan(value)
        rank, ranked, tied = competition_ranks(
            published(scaled, framework.decimals), has_value & ~self.unranked, self.starts
        )
        return Ranked(codes, scaled, has_value, points, maximum, rank, ranked, tied)

    def _score_frames(
        self,
        code_column: str,
        rank: Callable[[Scores], Ranked],
        of_index: bool = False,
    ) -> pl.DataFrame:
        frames: list[pl.DataFrame] = []
        # Where nothing is verified, the final scores are the self scores: laid out once.
        laid_out: dict[int, pl.DataFrame] = {}
        codes = 0
        for basis, scores in self.scores.items():
            if id(scores) not in laid_out:
                table = rank(scores)
                codes = len(table.codes)
                laid_out[id(scores)] = self._laid_out(code_column, table, of_index)
            frames.append(_of_basis(laid_out[id(scores)], basis, self.shown[basis], codes))
        return pl.concat(frames)

    def _laid_out(self, code_column: str, table: Ranked, of_index: bool) -> pl.DataFrame:
        has_value = table.has_value.ravel()
        columns = {
            **_keys(self.units, code_column, table.codes),
            "value": _amount(table.value.ravel(), has_value),
            "points": _amount(table.points.ravel(), None),
            "max_points": _amount(table.maximum.ravel(), None),
            "rank": _where(table.rank.ravel().astype(np.int32), table.rank.ravel() > 0),
            "entities_ranked": pl.Series(table.ranked.ravel().astype(np.int32)),
        }
        if of_index:
            columns["is_tied"] = pl.Series(table.tied.ravel())
            columns["is_silent"] = pl.Series(self.silent)
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
        laid_out: dict[tuple[int, int], pl.DataFrame] = {}
        for basis, scores in self.scores.items():
            same = (id(scores), id(self.sources[basis]))
            if same in laid_out:
                yield _of_basis(laid_out[same], basis, self.shown[basis], len(codes))
                continue
            state = np.full((len(structure.codes), self.units.height), NO_STATE, dtype=np.int8)
            state[structure.leaf_node] = scores.leaves.state
            if grouped:
                _state_of_groups(structure, state)
            chosen = state[nodes].ravel()
            out = (chosen == NOT_APPLICABLE) | (chosen == NOT_EVALUATED)
            value = scores.value[nodes].ravel()
            laid_out[same] = pl.DataFrame(
                {
                    **_keys(self.units, "indicator_code", codes),
                    "state": _enum(chosen, STATES),
                    "value": _amount(to_fixed(value * scale), ~np.isnan(value)),
                    "points": _amount(scores.points[nodes].ravel(), ~out),
                    "max_points": _amount(scores.maximum[nodes].ravel(), None),
                    "source": self._source_column(basis, nodes, leaf_of),
                    "is_imputed": pl.Series((chosen == MISSING) & ~np.isnan(value)),
                }
            )
            yield _of_basis(laid_out[same], basis, self.shown[basis], len(codes))

    def _source_column(
        self, basis: str, nodes: Sequence[int], leaf_of: Mapping[int, int]
    ) -> pl.Series:
        found = np.full((len(nodes), self.units.height), -1, dtype=np.int8)
        rows = [row for row, n in enumerate(nodes) if n in leaf_of]
        found[rows] = self.sources[basis][[leaf_of[nodes[row]] for row in rows]]
        flat = found.ravel()
        return _enum(flat, SOURCES, flat >= 0)


def compute_index(
    framework: Framework,
    values: pl.DataFrame,
    units: pl.DataFrame,
    not_evaluated: Mapping[str, Sequence[str]] | None = None,
    silent_unranked: Collection[str] = (),
) -> Index:
    """Score every unit of every round of one framework.

    `values`: round, entity_code, indicator_code, input, value (a number), source, and, where
    states are among them, raw_text (the state, under the input `state`). At most one row for
    each of these keys. `units`: round, entity_code, the units expected; all of them are scored,
    with or without values. `not_evaluated`: for each round, indicators left out for everybody.
    `silent_unranked`: the rounds in which a silent unit holds no rank.

    Raises ValueError if the framework cannot score, or if a value names a round, unit, indicator,
    input or source that is not expected: intake must have dealt with it before.
    """
    structure = structure_of(framework)
    units = units.select("round", "entity_code").unique().sort("round", "entity_code")
    rounds = units["round"].unique().sort()
    round_of = np.searchsorted(rounds.to_numpy(), units["round"].to_numpy()).astype(np.int64)
    starts = np.searchsorted(round_of, np.arange(rounds.len()))
    left_out = left_out_of(structure, rounds, round_of, not_evaluated or {})

    places, stated = lay_out(structure, units, values)
    present = places.sources_present() | stated.sources_present()
    everybody = np.ones(units.height, dtype=np.bool_)
    scores: dict[str, Scores] = {}
    sources: dict[str, Bytes] = {}
    shown: dict[str, Mask] = {}
    if DECLARED in present:
        figures = figures_of(structure, units.height, places, stated, {DECLARED})
        scores["self"], _ = score_rounds(structure, figures, starts, left_out)
        sources["self"] = np.where(
            figures.strongest(structure) >= 0, np.int8(DECLARED), np.int8(-1)
        )
        shown["self"] = rounds_with({DECLARED}, (places, stated), round_of)
    if present == {DECLARED}:
        scores["final"], sources["final"] = scores["self"], sources["self"]
    else:
        figures = figures_of(structure, units.height, places, stated, present)
        confirmed = CONFIRMED & present

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
            shown["verified"] = rounds_with(confirmed, (places, stated), round_of)
    shown["final"] = everybody
    silent = silent_units(scores["final"].leaves.state, sources["final"])
    unranked = silent & units["round"].is_in(list(silent_unranked)).to_numpy()
    return Index(structure, units, starts, scores, sources, shown, silent, unranked)


def silent_units(state: Bytes, source: Bytes) -> Mask:
    """The units of which nothing was sent: no indicator is reported, or zero by decision, but by a
    measure. `state` and `source`: leaves x units, of the final basis."""
    is_known = (state == REPORTED) | (state == ZERO_BY_DECISION)
    return ~(is_known & (source != SOURCES.index("measured"))).any(axis=0)


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
    places = np.tile(lookup(column, known.to_list()), times)
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


def _of_basis(frame: pl.DataFrame, basis: str, shown: Mask, times: int) -> pl.DataFrame:
    """The rows of one basis, for the units whose round has it."""
    marked = frame.with_columns(basis=pl.lit(basis, dtype=pl.Enum(BASES)))
    return marked if shown.all() else marked.filter(pl.Series(np.tile(shown, times)))
