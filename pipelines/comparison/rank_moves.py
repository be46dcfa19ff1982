"""Why a rank moved: the change of value and rank since the round before, split exactly.

Here belongs splitting the change of every unit among the factors of `round_worlds.py` by their
Shapley values, over the orders in which every world on the way can be scored; so the order makes
no difference. What cannot be told apart, such as a new framework whose indicators the old figures
do not cover, is one part that says so. The parts sum to the whole to the last decimal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import polars as pl

from pipelines.comparison.move_text import Move, move_as_text
from pipelines.comparison.round_worlds import FRAMEWORK, OTHERS, OWN, RoundWorlds
from pipelines.comparison.shapley import Factor, World, feasible_orders, shapley_parts
from pipelines.fixed_point import DECIMALS, ONE
from pipelines.frameworks.framework import Name
from pipelines.speech import several

NOT_SEPARABLE: Final = "not_separable"
_JOINED: Final = ((), (OWN, OTHERS), (FRAMEWORK, OWN, OTHERS))
"""Factors that are switched as one, tried in this order until an order of switches exists."""
_LISTED: Final = 5
"""Indicators that a reason names."""


@dataclass(frozen=True, slots=True)
class RankMoves:
    """The moves of one round as rows, without its name.

    `parts`: entity_code, factor, value_part, rank_part (places gained). `totals`: entity_code,
    previous_entity_code, value_before, value_after, value_change, rank_before, rank_after,
    rank_change, why_not_separable_vi, why_not_separable_en, text_vi, text_en. Both rounds are as
    they are known now: the change is that of the ranking.
    """

    parts: pl.DataFrame
    totals: pl.DataFrame


def rank_moves(worlds: RoundWorlds, names: Mapping[str, Name], decimals: int | None) -> RankMoves:
    """Split the move of every unit that has a value and a rank in both rounds.

    `names` are those of the units, `decimals` those of the round for the text.
    """
    blocks, orders = _orders(worlds)
    on_the_way = {frozenset(order[:n]) for order in orders for n in range(len(order) + 1)}
    outcomes = {done: worlds.outcomes(_joined(blocks, done)) for done in on_the_way}
    value = shapley_parts({done: outcome.value for done, outcome in outcomes.items()}, orders)
    # Places gained, as whole numbers of the last decimal, so that halves and sixths can be held.
    rank = shapley_parts({done: -outcome.rank * ONE for done, outcome in outcomes.items()}, orders)
    start, end = outcomes[frozenset()], outcomes[frozenset(blocks)]
    is_known = np.logical_and.reduce([outcome.known for outcome in outcomes.values()])
    moves: dict[str, Move] = {}
    for n, entity in enumerate(worlds.entities):
        if not (start.known[n] and end.known[n]):
            continue
        of_unit = {
            factor: (_amount(value[factor][n]), _amount(rank[factor][n])) for factor in value
        }
        values = _amount(start.value[n]), _amount(end.value[n])
        ranks = int(start.rank[n]), int(end.rank[n])
        if not is_known[n]:
            of_unit = {NOT_SEPARABLE: (values[1] - values[0], Decimal(ranks[0] - ranks[1]))}
        why = _why_not_separable(worlds, bool(is_known[n])) if NOT_SEPARABLE in of_unit else None
        name = names.get(entity, Name(entity, entity))
        moves[entity] = Move(name, *values, *ranks, of_unit, why)
    return RankMoves(
        pl.DataFrame(
            [
                (entity, factor, *part)
                for entity, move in moves.items()
                for factor, part in move.parts.items()
            ],
            schema=_PART,
            orient="row",
        ),
        pl.DataFrame(
            [
                _total(entity, worlds.previous[entity], move, decimals)
                for entity, move in moves.items()
            ],
            schema=_TOTAL,
            orient="row",
        ),
    )


def _total(entity: str, previous: str, move: Move, decimals: int | None) -> tuple[object, ...]:
    why = move.why_not_separable
    return (
        entity,
        previous,
        move.value_before,
        move.value_after,
        move.value_after - move.value_before,
        move.rank_before,
        move.rank_after,
        move.rank_before - move.rank_after,
        None if why is None else why.vi,
        None if why is None else why.en,
        move_as_text(move, "vi", decimals),
        move_as_text(move, "en", decimals),
    )


_AMOUNT: Final = pl.Decimal(18, DECIMALS)
_PART: Final = {
    "entity_code": pl.String,
    "factor": pl.String,
    "value_part": _AMOUNT,
    "rank_part": _AMOUNT,
}
_TOTAL: Final = {
    "entity_code": pl.String,
    "previous_entity_code": pl.String,
    "value_before": _AMOUNT,
    "value_after": _AMOUNT,
    "value_change": _AMOUNT,
    "rank_before": pl.Int32,
    "rank_after": pl.Int32,
    "rank_change": pl.Int32,
    "why_not_separable_vi": pl.String,
    "why_not_separable_en": pl.String,
    "text_vi": pl.String,
    "text_en": pl.String,
}


def _orders(
    worlds: RoundWorlds,
) -> tuple[Mapping[Factor, Sequence[Factor]], list[tuple[Factor, ...]]]:
    """The factors as blocks that are switched as one, and the orders of those; the last joining
    of `_JOINED` always has one."""
    for joined in _JOINED:
        together = [factor for factor in worlds.factors if factor in joined]
        blocks: dict[Factor, Sequence[Factor]] = {
            factor: [factor] for factor in worlds.factors if factor not in joined
        }
        if together:
            blocks[NOT_SEPARABLE] = together

        def is_world(done: World, blocks: Mapping[Factor, Sequence[Factor]] = blocks) -> bool:
            return worlds.is_world(_joined(blocks, done))

        orders = feasible_orders(list(blocks), is_world)
        if orders:
            return blocks, orders
    raise AssertionError("the last world follows from the first in one step")


def _joined(blocks: Mapping[Factor, Sequence[Factor]], done: World) -> World:
    return frozenset(factor for block in done for factor in blocks[block])


def _why_not_separable(worlds: RoundWorlds, has_values: bool) -> Name:
    """Why some causes are told as one."""
    if not has_values:
        return Name(
            "Không tách được: với một phần thay đổi, đơn vị không có giá trị",
            "They cannot be told apart: with only some of them changed the unit has no value",
        )
    unread, _ = worlds.unread
    if FRAMEWORK in worlds.factors and unread:
        codes = ", ".join(unread[:_LISTED]) + (", ..." if len(unread) > _LISTED else "")
        return Name(
            f"Không tách được: số liệu đợt trước không cho biết {len(unread)} chỉ tiêu của bộ chỉ "
            f"số mới ({codes})",
            "They cannot be told apart: the figures of the round before do not tell "
            f"{several(len(unread), 'indicator')} of the new framework ({codes})",
        )
    return Name(
        "Không tách được: điểm phụ thuộc số liệu của mọi đơn vị, mà đơn vị đã sáp nhập",
        "They cannot be told apart: points depend on the figures of all units, and units merged",
    )


def _amount(fixed: np.int64) -> Decimal:
    return Decimal(int(fixed)).scaleb(-DECIMALS)
