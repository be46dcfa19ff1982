"""Goals that a plan can aim at: a value, points, a rank, a number of mains among the best.

Here belong the four kinds, when each is met, and what the unit's value or its mains' values must
come to. Targets as plans state them, with years and documents, are in `targets.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import numpy as np

from pipelines.fixed_point import LIMIT, ONE, TRUSTED, published, to_fixed
from pipelines.frameworks.framework import Name
from pipelines.notation import EN, VI, exact
from pipelines.planning.standing import Outcome, Standing, published_row


@dataclass(frozen=True, slots=True)
class ReachValue:
    """A published value of at least so much, in the scale of the framework."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class ReachPoints:
    """At least so many points of those evaluated, unrounded."""

    points: Decimal


@dataclass(frozen=True, slots=True)
class ReachRank:
    """A rank of at most so much; a shared rank counts."""

    rank: int


@dataclass(frozen=True, slots=True)
class MainsInTop:
    """At least so many main indicators with a rank of at most so much."""

    mains: int
    rank: int


Goal = ReachValue | ReachPoints | ReachRank | MainsInTop

_LENIENT: Final = 4e-10
"""Points that a sum may lack: its parts are cut at the tenth decimal, it is read on the ninth."""


def goal_asked(
    rank: int | None, points: str | None, value: str | None, mains: int | None, top: int | None
) -> Goal | None:
    """The one goal that somebody asks for, numbers as typed; None where nothing is asked.

    Raises ValueError where several are asked at once, a number cannot be read, or mains are asked
    without their rank.
    """
    asked = [
        *([ReachRank(rank)] if rank is not None else []),
        *([ReachPoints(_typed("points", points))] if points is not None else []),
        *([ReachValue(_typed("value", value))] if value is not None else []),
        *([MainsInTop(mains, top)] if mains is not None and top is not None else []),
    ]
    if (mains is None) != (top is None):
        raise ValueError("mains and their rank go together, such as --mains 4 --top 10")
    if len(asked) > 1:
        raise ValueError("ask for one goal at a time: a rank, points, a value, or mains")
    return asked[0] if asked else None


def _typed(name: str, text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(f"{name}: expected a number such as 0.75, found {text!r}") from error
    if not number.is_finite() or not 0 <= number <= LIMIT:
        raise ValueError(f"{name}: expected a number from 0 to {LIMIT}, found {text!r}")
    return number


def goal_code(goal: Goal) -> str:
    """A short stable name of a goal, for keys: `value>=0.8`, `rank<=10`, `mains>=4,rank<=10`."""
    match goal:
        case ReachValue(value):
            return f"value>={exact(value)}"
        case ReachPoints(points):
            return f"points>={exact(points)}"
        case ReachRank(rank):
            return f"rank<={rank}"
        case MainsInTop(mains, rank):
            return f"mains>={mains},rank<={rank}"


def next_place(outcome: Outcome) -> ReachRank | None:
    """To stand level with the next unit ahead; None for the first and for a unit without a rank."""
    return ReachRank(outcome.rank - 1) if outcome.rank is not None and outcome.rank > 1 else None


def is_met(standing: Standing, goal: Goal, outcome: Outcome) -> bool:
    """Whether a scoring meets a goal, on the decimals that are published."""
    return outcome.value is not None and distance(standing, goal, outcome) == 0


def distance(standing: Standing, goal: Goal, outcome: Outcome) -> Decimal | None:
    """How far a scoring is from a goal: in value, points, places or mains; 0 where it is met.

    None where the unit has no value.
    """
    if outcome.value is None or outcome.rank is None:
        return None
    match goal:
        case ReachValue(value):
            decimals = standing.framework.decimals
            is_there = _shown(outcome.value, decimals) >= _shown(value, decimals)
            return Decimal(0) if is_there else value - outcome.value
        case ReachPoints(points):
            is_there = _shown(outcome.total_points, None) >= _shown(points, None)
            return Decimal(0) if is_there else points - outcome.total_points
        case ReachRank(rank):
            return Decimal(max(0, outcome.rank - rank))
        case MainsInTop(mains, rank):
            return Decimal(max(0, mains - _mains_within(outcome, rank)))


def _mains_within(outcome: Outcome, rank: int) -> int:
    return sum(1 for of_main in outcome.main_ranks.values() if of_main and of_main <= rank)


def value_needed(standing: Standing, entity: str, goal: Goal) -> float:
    """The value 0..1 of the index that meets a goal, the other units standing still.

    Points are taken over the evaluated maximum. Raises ValueError for a goal about mains.
    """
    me = standing.column(entity)
    match goal:
        case ReachValue(value):
            return _least_value(standing, _shown(value, standing.framework.decimals))
        case ReachPoints(points):
            return (float(points) - _LENIENT) * ONE / int(standing.scores.maximum[-1, me])
        case ReachRank(rank):
            return _rank_needs(standing, me, -1, rank)
        case MainsInTop():
            raise ValueError("mains among the best need no single value of the index")


def mains_needed(standing: Standing, entity: str, goal: MainsInTop) -> Mapping[int, float]:
    """The value 0..1 that brings each main (by its node) to the rank of a goal."""
    me = standing.column(entity)
    return {
        int(node): _rank_needs(standing, me, int(node), goal.rank)
        for node in standing.structure.mains
        if not np.isnan(standing.scores.value[node, me])
    }


def goal_in_words(goal: Goal, decimals: int | None = None) -> Name:
    """What a goal asks for, to follow "to reach" and "để đạt"; `decimals` are those of values."""
    match goal:
        case ReachValue(value):
            vi, en = (notation.shortest(value, decimals) for notation in (VI, EN))
            return Name(f"giá trị {vi}", f"a value of {en}")
        case ReachPoints(points):
            return Name(f"{VI.shortest(points)} điểm", f"{EN.shortest(points)} points")
        case ReachRank(rank):
            return Name(f"hạng {rank}", f"rank {rank}")
        case MainsInTop(mains, rank):
            return Name(
                f"{mains} chỉ số chính trong nhóm {rank} hạng đầu",
                f"{mains} main indicator{'s' * (mains != 1)} within the first {rank} ranks",
            )


def _rank_needs(standing: Standing, me: int, node: int, rank: int) -> float:
    """The value that is at least that of the unit now at a rank, this one aside; ties share it."""
    row = standing.scores.value[node]
    known = ~np.isnan(row) & ~standing.index.unranked
    others = np.delete(published_row(standing.structure, row), me)[np.delete(known, me)]
    if others.size < rank:
        return -np.inf
    return _least_value(standing, int(np.sort(others)[-rank]))


def _least_value(standing: Standing, shown: int) -> float:
    """The lowest value 0..1 that is published as so many of the last decimal, or more."""
    decimals = standing.framework.decimals
    places = TRUSTED if decimals is None else decimals
    lowest = (2 * shown - 1) * ONE // (2 * 10**places) - 10
    while int(published(np.array([lowest]), decimals)[0]) < shown:
        lowest += 1
    return lowest / ONE / float(standing.framework.scale)


def _shown(number: Decimal, decimals: int | None) -> int:
    return int(published(to_fixed(np.array([float(number)])), decimals)[0])
