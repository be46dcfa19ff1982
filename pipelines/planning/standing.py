"""A round as it stands, and what it would come to if one unit's figures were others.

Here belong the figures in use of every unit of one round and the scoring of changes to them.
Which changes are possible is in `levers.py`; which are worth making is in `shortest_way.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl

from pipelines.fixed_point import DECIMALS, Floats, Integers, published, to_fixed
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.structure import Structure
from pipelines.scoring.combine import Scores
from pipelines.scoring.index import Index, compute_index
from pipelines.scoring.leaves import NO_STATE, Figures, Mask
from pipelines.scoring.placement import figures_in_use, left_out_of
from pipelines.scoring.score import score_rounds

_BASIS = "final"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of one unit that becomes another."""

    indicator_code: str
    input: str
    figure: Decimal


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """One round as it stands: its values, its scores, and the figures that speak in them.

    `figures` hold, for every slot and unit, the figure of the strongest source. Units stand in
    the order of `entities`.
    """

    framework: Framework
    round: str
    values: pl.DataFrame
    units: pl.DataFrame
    not_evaluated: tuple[str, ...]
    index: Index
    figures: Figures
    entities: tuple[str, ...]

    @property
    def structure(self) -> Structure:
        """The framework as it is scored."""
        return self.index.structure

    @property
    def scores(self) -> Scores:
        """The final scores of the round."""
        return self.index.scores[_BASIS]

    def column(self, entity: str) -> int:
        """The place of a unit. Raises ValueError for one that the round does not expect."""
        if entity not in self.entities:
            raise ValueError(f"{entity} is not a unit of the round {self.round}")
        return self.entities.index(entity)

    def holds_rank(self, entity: str) -> bool:
        """Whether a unit is not left out of the ranks for having sent nothing.

        Raises as `column`.
        """
        return not self.index.unranked[self.column(entity)]

    def best(self) -> tuple[Decimal, str] | None:
        """The highest value of a unit ranked, and whose it is; None where nobody has one."""
        value = np.where(self.index.unranked, np.nan, self.scores.value[-1])
        if np.isnan(value).all():
            return None
        first = int(np.nanargmax(value))
        fixed = to_fixed(value[[first]] * float(self.framework.scale))
        return _decimal(fixed[0]), self.entities[first]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one unit comes to in one scoring, beside the others.

    `value` (in the scale of the framework) is None, and `rank` too, where the unit has no value.
    `points` holds the points of every indicator by its code. `ahead` and `level` are the units
    with a higher and with the same published value.
    """

    value: Decimal | None
    total_points: Decimal
    max_points: Decimal
    rank: int | None
    main_ranks: Mapping[str, int | None]
    points: Mapping[str, Decimal]
    ahead: frozenset[str]
    level: frozenset[str]


def stand(
    framework: Framework,
    values: pl.DataFrame,
    units: pl.DataFrame,
    round_id: str,
    not_evaluated: Sequence[str] = (),
    silent_unranked: Collection[str] = (),
) -> Standing:
    """Score one round and keep what its units stand on.

    `values`, `units`, `not_evaluated` and `silent_unranked` are those of `compute_index`; rows of
    other rounds are left aside. Raises ValueError as `compute_index` does.
    """
    units = units.filter(pl.col("round") == round_id).select("round", "entity_code").unique()
    values = values.filter(pl.col("round") == round_id)
    index = compute_index(framework, values, units, {round_id: not_evaluated}, silent_unranked)
    return stand_on(index, values, round_id, not_evaluated)


def stand_on(
    index: Index, values: pl.DataFrame, round_id: str, not_evaluated: Sequence[str] = ()
) -> Standing:
    """The same of a round that is scored already, and what its units stand on.

    `index` is that of `compute_index` over `values`, whose rows of other rounds are left aside.
    """
    values = values.filter(pl.col("round") == round_id)
    return Standing(
        index.structure.framework,
        round_id,
        values,
        index.units,
        tuple(not_evaluated),
        index,
        figures_in_use(index.structure, index.units, values),
        tuple(index.units["entity_code"]),
    )


def outcomes_of(
    standing: Standing, entity: str, stages: Sequence[Sequence[Change]]
) -> list[Outcome]:
    """Score the round anew for each stage, with all changes of that stage in the unit's figures.

    A changed figure has the strongest source that its indicator has now, so that it speaks. With
    it go points given directly for the indicator, unless they are what is changed, and the word
    that the indicator is missing. The stages are scored as rounds side by side.
    """
    if not stages:
        return []
    structure, units = standing.structure, len(standing.entities)
    figures = standing.figures.side_by_side(len(stages))
    for stage, changes in enumerate(stages):
        _change(standing, figures, entity, stage * units + standing.column(entity), changes)
    starts = np.arange(len(stages), dtype=np.int64) * units
    left_out = left_out_of(
        structure,
        pl.Series([standing.round]),
        np.zeros(starts.size * units, dtype=np.int64),
        {standing.round: standing.not_evaluated},
    )
    scores, _ = score_rounds(structure, figures, starts, left_out)
    return [_outcome(standing, scores, entity, stage) for stage in range(len(stages))]


def outcome_now(standing: Standing, entity: str) -> Outcome:
    """What a unit comes to as the round stands."""
    return _outcome(standing, standing.scores, entity, 0)


def published_row(structure: Structure, row: Floats) -> Integers:
    """Values 0..1 as they are published: whole numbers of the last published decimal."""
    framework = structure.framework
    return published(to_fixed(row * float(framework.scale)), framework.decimals)


def _change(
    standing: Standing, figures: Figures, entity: str, at: int, changes: Sequence[Change]
) -> None:
    """Put changes in the place of what is there, in one column."""
    structure = standing.structure
    strongest = standing.index.sources[_BASIS][:, standing.column(entity)]
    slot_of = {slot: n for n, slot in enumerate(structure.slots)}
    leaf_of = {structure.codes[node]: leaf for leaf, node in enumerate(structure.leaf_node)}
    assert figures.strength is not None
    for leaf in {leaf_of[change.indicator_code] for change in changes}:
        figures.values[structure.points_slot[leaf], at] = np.nan
        figures.strength[structure.points_slot[leaf], at] = -1
        if figures.states is not None and figures.state_strength is not None:
            figures.states[leaf, at] = NO_STATE
            figures.state_strength[leaf, at] = -1
    for change in changes:
        slot = slot_of[change.indicator_code, change.input]
        figures.values[slot, at] = float(change.figure)
        figures.strength[slot, at] = max(int(strongest[leaf_of[change.indicator_code]]), 0)


def _outcome(standing: Standing, scores: Scores, entity: str, stage: int) -> Outcome:
    structure, entities = standing.structure, standing.entities
    at = slice(stage * len(entities), (stage + 1) * len(entities))
    me = standing.column(entity)
    value = scores.value[:, at]
    shown = published_row(structure, value)
    ranked = ~standing.index.unranked
    ranked[me] = True  # a unit that plans sends figures, and is ranked by them
    known = ~np.isnan(value) & ranked
    above = (shown > shown[:, [me]]) & known
    rank = [int(n) + 1 if known[node, me] else None for node, n in enumerate(above.sum(axis=1))]
    level = (shown[-1] == shown[-1, me]) & known[-1] & known[-1, me]
    fixed = to_fixed(value[-1:, me] * float(structure.framework.scale))
    return Outcome(
        _decimal(fixed[0]) if known[-1, me] else None,
        _decimal(scores.points[-1, at][me]),
        _decimal(scores.maximum[-1, at][me]),
        rank[-1],
        {structure.codes[node]: rank[node] for node in structure.mains},
        {
            code: _decimal(points)
            for code, points in zip(
                structure.codes[:-1], scores.points[:-1, at][:, me], strict=True
            )
        },
        _named(entities, above[-1] if known[-1, me] else known[-1]),
        _named(entities, level) - {entity},
    )


def _named(entities: Sequence[str], chosen: Mask) -> frozenset[str]:
    return frozenset(entities[int(n)] for n in np.flatnonzero(chosen))


def _decimal(fixed: "np.int64 | int") -> Decimal:
    return Decimal(int(fixed)).scaleb(-DECIMALS)
