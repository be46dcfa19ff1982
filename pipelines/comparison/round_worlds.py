"""Worlds between two rounds: what each unit would come to if only some of the factors had changed.

Here belong the factors, which worlds can be scored, and scoring them for all units at once. How a
change is split among the factors is in `shapley.py`, what is told of it in `rank_moves.py`.

The state of a world is (framework, data revision, own figures, others' figures, boundary), each as
it was before or as it is after. Both rounds are as they are known now, as the ranking has them:

- data_revision: figures of the round that were changed after its deadline, sent again or corrected.
  It corrects the end, so it comes after the figures of the round. A figure that came late and that
  nobody had sent before is none: it is the unit's own.
- framework: what is evaluated after, on the figures of before where they tell all of it. Where
  only the new figures can be read both ways (an indicator was added), it is what they come to by
  the new framework beside the old one.
- merger: the units assessed after. Values of units that merged are restated by the mean, as the
  ministry did (`restatement.py`): of the index, which is the mean of the mains carried up, since
  mains weigh the same for every unit. Before it, figures of after belong to no unit.
- own: the figures of the unit itself. others: those of all others; a unit that is assessed for the
  first time has none before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from pipelines.comparison.carried import Rules, carried, not_carried
from pipelines.comparison.shapley import Factor, World
from pipelines.comparison.succession import Succession
from pipelines.fixed_point import Integers, published, to_fixed
from pipelines.frameworks.structure import Structure, structure_of
from pipelines.scoring.leaves import NO_STATE, Figures, Mask
from pipelines.scoring.placement import figures_in_use, left_out_of
from pipelines.scoring.score import score_rounds

FRAMEWORK: Final = "framework"
DATA_REVISION: Final = "data_revision"
MERGER: Final = "merger"
OWN: Final = "own"
OTHERS: Final = "others"
_FIGURES: Final = frozenset({OWN, OTHERS})
FACTORS: Final = (FRAMEWORK, DATA_REVISION, MERGER, OWN, OTHERS)

_ROUND: Final = "round"
_BATCH: Final = 64
"""Units whose own worlds are scored in one call, where units depend on each other."""


@dataclass(frozen=True, eq=False, slots=True)
class Assessed:
    """One round: what it is scored by, its values in use, and the codes of its units, sorted.

    `unranked` are those that hold no rank.
    """

    rules: Rules
    values: pl.DataFrame
    entities: tuple[str, ...]
    unranked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Value (fixed point, in the scale of the framework) and rank of each unit compared.

    Where a unit has no value, or holds no rank, `known` is false.
    """

    value: Integers
    rank: Integers
    known: Mask


class RoundWorlds:
    """All worlds between a round and the one before it.

    `unrevised` are the values of the round without what was changed after its deadline, None where
    nothing was.
    `succession` tells which unit was which. Units compared are those of `after` that were
    assessed before, in the order of their codes (`entities`), each with the unit that it was
    (`previous`).
    """

    def __init__(
        self,
        before: Assessed,
        after: Assessed,
        unrevised: pl.DataFrame | None,
        succession: Succession,
    ) -> None:
        self._before, self._after = before, after
        self._unrevised = after.values if unrevised is None else unrevised
        self._succession = succession
        self.entities = tuple(code for code in after.entities if code in succession.same)
        self.previous = succession.same
        self._before_at = [before.entities.index(succession.same[code]) for code in self.entities]
        self._after_at = [after.entities.index(code) for code in self.entities]
        self._outcomes: dict[World, Outcomes] = {}
        self._scored: dict[tuple[object, ...], tuple[Integers, Mask]] = {}

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors that differ between the two rounds, in the order of `FACTORS`."""
        is_there = {
            FRAMEWORK: not self._before.rules.same_as(self._after.rules),
            DATA_REVISION: self._unrevised is not self._after.values,
            MERGER: self._before.entities != self._after.entities or self._is_restated,
            OWN: True,
            OTHERS: True,
        }
        return tuple(factor for factor in FACTORS if is_there[factor])

    @cached_property
    def unread(self) -> tuple[Sequence[str], Sequence[str]]:
        """Indicators for which figures are lacking: of before under the framework of after, and
        of after under that of before."""
        before, after = self._before.rules, self._after.rules
        return not_carried(before, after), not_carried(after, before)

    def is_world(self, world: World) -> bool:
        """Whether a world can be scored, and revises only figures that are there."""
        if DATA_REVISION in world and not world >= _FIGURES:
            return False
        has_old, has_new = not world >= _FIGURES, bool(world & _FIGURES)
        if FRAMEWORK in self.factors:
            unread_before, unread_after = self.unread
            if has_old and FRAMEWORK in world and unread_before:
                return False
            if has_new and FRAMEWORK not in world and unread_after:
                return False
        if has_new and MERGER in self.factors and MERGER not in world:
            return False
        return not (
            has_old and has_new and self._is_restated and _depend_on_others(self._rules(world))
        )

    def outcomes(self, world: World) -> Outcomes:
        """Value and rank of every unit compared in a world."""
        if world not in self._outcomes:
            self._outcomes[world] = self._measured(world)
        return self._outcomes[world]

    @property
    def _is_restated(self) -> bool:
        return not self._succession.predecessors.is_empty()

    def _rules(self, world: World) -> Rules:
        is_after = FRAMEWORK in world or FRAMEWORK not in self.factors
        return self._after.rules if is_after else self._before.rules

    def _measured(self, world: World) -> Outcomes:
        rules = self._rules(world)
        own, others = OWN in world, OTHERS in world
        if own != others and _depend_on_others(rules):
            return self._each_in_its_world(rules, world)
        value, known = self._values(rules, world, is_new=others)
        mine, is_mine = (value, known) if own == others else self._values(rules, world, is_new=own)
        at = self._before_at if self._is_before(world) else self._after_at
        return Outcomes(
            mine[at],
            _ranks(rules, value, known, mine, is_mine, at),
            is_mine[at],
        )

    def _is_before(self, world: World) -> bool:
        """Whether the units are those of the round before."""
        return MERGER in self.factors and MERGER not in world

    def _values(self, rules: Rules, world: World, is_new: bool) -> tuple[Integers, Mask]:
        """The values of all units on the figures of one round."""
        is_revised = DATA_REVISION in world or DATA_REVISION not in self.factors
        is_before = self._is_before(world)
        key = (id(rules), is_new, is_revised or not is_new, is_before)
        if key not in self._scored:
            if is_new or is_before or not self._is_restated:
                entities = self._before.entities if is_before else self._after.entities
                figures = self._figures(rules, entities, is_new, is_revised)
                value, known = _score(rules, figures, len(entities))
                if not is_new and not is_before:
                    known &= np.isin(entities, self._before.entities)
                known &= ~self._unranked(entities, is_new)
            else:
                figures = self._figures(rules, self._before.entities, is_new, is_revised)
                value, known = self._restated(*_score(rules, figures, len(self._before.entities)))
            self._scored[key] = value, known
        return self._scored[key]

    def _figures(
        self, rules: Rules, entities: Sequence[str], is_new: bool, is_revised: bool
    ) -> Figures:
        """The figures of one round under the rules of either, of some units."""
        if is_new:
            values = self._after.values if is_revised else self._unrevised
            values = carried(values, self._after.rules, rules)
        else:
            values = carried(self._before.values, self._before.rules, rules)
        units = pl.DataFrame({"round": [_ROUND] * len(entities), "entity_code": entities})
        of_units = values.filter(pl.col("entity_code").is_in(list(entities)))
        return figures_in_use(
            structure_of(rules.framework), units, of_units.with_columns(round=pl.lit(_ROUND))
        )

    def _unranked(self, entities: Sequence[str], is_new: bool) -> Mask:
        """The units that hold no rank on the figures of one round."""
        of_round = self._after if is_new else self._before
        return np.isin(entities, sorted(of_round.unranked))

    def _restated(self, value: Integers, known: Mask) -> tuple[Integers, Mask]:
        """The mean over the old units of each new one; of half a merger there is none."""
        old = pl.DataFrame(
            {"old_code": self._before.entities, "value": value, "is_known": known},
            schema={"old_code": pl.String, "value": pl.Int64, "is_known": pl.Boolean},
        )
        new = (
            self._succession.predecessors.join(old, on="old_code", how="left")
            .group_by("new_code")
            .agg(
                # In whole numbers of the fixed point, half a last digit upward.
                ((2 * pl.col("value").sum() + pl.len()) // (2 * pl.len())).alias("value"),
                pl.col("is_known").fill_null(value=False).all(),
            )
        )
        restated = pl.DataFrame({"new_code": self._after.entities}).join(
            new, on="new_code", how="left", maintain_order="left"
        )
        return (
            restated["value"].fill_null(0).cast(pl.Int64).to_numpy(),
            restated["is_known"].fill_null(value=False).to_numpy(),
        )

    def _each_in_its_world(self, rules: Rules, world: World) -> Outcomes:
        """Score the whole round once for each unit, with its own figures of the other round."""
        entities, units = self._after.entities, len(self._after.entities)
        is_revised = DATA_REVISION in world or DATA_REVISION not in self.factors
        own, others = (
            self._figures(rules, entities, is_new, is_revised).side_by_side(1)
            for is_new in (OWN in world, OTHERS in world)
        )
        was_assessed = np.isin(entities, self._before.entities)
        value = np.zeros(len(self._after_at), dtype=np.int64)
        rank, known = np.zeros_like(value), np.zeros(value.size, dtype=np.bool_)
        for chunk in _chunks(len(self._after_at)):
            at = [self._after_at[n] for n in chunk]
            columns = np.arange(len(at)) * units + at
            scored, has_value = _score(rules, _mixed(others, own, at, columns), units, len(at))
            if OTHERS not in world:
                has_value &= np.tile(was_assessed, len(at))
            holds_rank = np.tile(~self._unranked(entities, OTHERS in world), len(at))
            holds_rank[columns] = ~self._unranked(entities, OWN in world)[at]
            has_value &= holds_rank
            for n, unit in zip(chunk, at, strict=True):
                of_round = slice((n - chunk[0]) * units, (n - chunk[0] + 1) * units)
                mine, is_mine = scored[of_round], has_value[of_round]
                value[n], known[n] = mine[unit], is_mine[unit]
                rank[n] = _ranks(rules, mine, is_mine, mine, is_mine, [unit])[0]
        return Outcomes(value, rank, known)


def _depend_on_others(rules: Rules) -> bool:
    """Whether a unit's value depends on the figures of the others."""
    return bool(structure_of(rules.framework).needs_all_units.any())


def _chunks(count: int) -> Iterator[range]:
    for first in range(0, count, _BATCH):
        yield range(first, min(first + _BATCH, count))


def _mixed(others: Figures, own: Figures, at: Sequence[int], columns: Integers) -> Figures:
    """The round of the others once for each unit, in its column the unit's own figures."""
    mixed = others.side_by_side(len(at))
    assert mixed.strength is not None
    assert own.strength is not None
    mixed.values[:, columns] = own.values[:, at]
    mixed.strength[:, columns] = own.strength[:, at]
    if mixed.states is None and own.states is None:
        return mixed
    leaves = mixed.states if mixed.states is not None else own.states
    assert leaves is not None
    shape = (leaves.shape[0], mixed.values.shape[1])
    states = np.full(shape, NO_STATE, np.int8) if mixed.states is None else mixed.states
    claims = np.full(shape, -1, np.int8) if mixed.state_strength is None else mixed.state_strength
    states[:, columns] = NO_STATE if own.states is None else own.states[:, at]
    claims[:, columns] = -1 if own.state_strength is None else own.state_strength[:, at]
    return Figures(mixed.values, mixed.strength, mixed.sole_source, states, claims)


def _score(rules: Rules, figures: Figures, units: int, rounds: int = 1) -> tuple[Integers, Mask]:
    """The value of the index of every unit, of rounds side by side, and where there is one."""
    structure: Structure = structure_of(rules.framework)
    left_out = left_out_of(
        structure,
        pl.Series([_ROUND]),
        np.zeros(units * rounds, dtype=np.int64),
        {_ROUND: rules.not_evaluated},
    )
    starts = np.arange(rounds, dtype=np.int64) * units
    scores, _ = score_rounds(structure, figures, starts, left_out)
    value = scores.value[-1]
    return to_fixed(value * float(rules.framework.scale)), ~np.isnan(value)


def _ranks(
    rules: Rules, value: Integers, known: Mask, mine: Integers, is_mine: Mask, at: Sequence[int]
) -> Integers:
    """The ranks of some units with a value of their own among the values of the others."""
    decimals = rules.framework.decimals
    shown, my_shown = published(value, decimals), published(mine[at], decimals)
    ordered = np.sort(shown[known])
    above = ordered.size - np.searchsorted(ordered, my_shown, side="right")
    # The unit stands where it stands, not also where it would with the figures of the others.
    above = above - (known[at] & (shown[at] > my_shown))
    return np.where(is_mine[at], above + 1, 0)
