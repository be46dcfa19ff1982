"""Plans as rows: ways, steps, next gains and limits, each with its columns.

Here belongs laying out what `shortest_way.py` and `levers.py` found, for tables. Which plans a
round has is in `tables.py`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.fixed_point import DECIMALS
from pipelines.planning.goals import Goal, MainsInTop, ReachPoints, ReachRank, ReachValue, goal_code
from pipelines.planning.lever import REASONS, Lever, Limit
from pipelines.planning.lever_text import first_gain, gain_in_words
from pipelines.planning.shortest_way import OutOfReach, Way
from pipelines.planning.standing import Standing
from pipelines.speech import SPEECHES


def way_row(result: Way | OutOfReach) -> pl.DataFrame:
    """One row. Columns: round, entity_code, goal, goal_kind, goal_amount, goal_rank (of mains
    among the best: how many, and the rank), status (met, reachable, out_of_reach), cost,
    figures_changed, indicators_changed, value_now, points_now, rank_now, value_then, points_then,
    rank_then, gap. Out of reach, `then` is the most that can be reached and `gap` what is missing.
    """
    if isinstance(result, Way):
        status = "reachable" if result.steps else "met"
        then, cost, gap = result.then, result.cost, Decimal(0)
        figures = len(result.steps)
        indicators = len({step.lever.code for step in result.steps})
    else:
        status, then, cost, gap = "out_of_reach", result.most, None, result.gap
        figures = indicators = None
    now = result.now
    return pl.DataFrame(
        [
            (
                result.standing.round,
                result.entity,
                goal_code(result.goal),
                *_goal_parts(result.goal),
                status,
                cost,
                figures,
                indicators,
                *(now.value, now.total_points, now.rank),
                *(then.value, then.total_points, then.rank),
                gap,
            )
        ],
        schema=_WAY,
        orient="row",
    )


def _goal_parts(goal: Goal) -> tuple[str, Decimal, int | None]:
    match goal:
        case ReachValue(value):
            return ("value", value, None)
        case ReachPoints(points):
            return ("points", points, None)
        case ReachRank(rank):
            return ("rank", Decimal(rank), None)
        case MainsInTop(mains, rank):
            return ("mains", Decimal(mains), rank)


def step_rows(result: Way | OutOfReach) -> pl.DataFrame:
    """One row for each step. Columns: round, entity_code, goal, step (from 1), indicator_code,
    input, unit, figure_now (null where nothing was sent), figure, change, level_now, level, cost,
    is_cost_given, is_decision, points_before, points_after, gain (of the indicator, in points),
    value_then, points_then, rank_then (of the unit once this step is done), overtaken, caught_up
    (codes of units, comma-separated; null for none)."""
    steps = result.steps if isinstance(result, Way) else ()
    return pl.DataFrame(
        [
            (
                result.standing.round,
                result.entity,
                goal_code(result.goal),
                n,
                step.lever.code,
                step.lever.input,
                step.lever.unit,
                step.lever.figure_now,
                step.figure,
                step.change,
                step.lever.level(step.lever.figure_now),
                step.lever.level(step.figure),
                step.cost,
                step.is_cost_given,
                step.lever.is_decision,
                step.points_before,
                step.points_after,
                step.points_after - step.points_before,
                step.outcome.value,
                step.outcome.total_points,
                step.outcome.rank,
                ", ".join(step.overtaken) or None,
                ", ".join(step.caught_up) or None,
            )
            for n, step in enumerate(steps, start=1)
        ],
        schema=_STEP,
        orient="row",
    )


def next_gains(standing: Standing, entity: str, found: Sequence[Lever]) -> pl.DataFrame:
    """What one more step of each figure earns by its rule, and the first change that earns at all.

    Columns: round, entity_code, indicator_code, input, unit, figure, next_figure, next_gain,
    earning_figure, earning_gain, full_figure, full_gain (gains in points of the indicator, null
    where it has none), is_decision, moves_others, text_vi, text_en (the first change that brings a
    tenth of a point).
    """
    rows = [_next_gain(standing, entity, lever) for lever in found]
    return pl.DataFrame(rows, schema=_NEXT_GAIN, orient="row")


def limit_rows(standing: Standing, entity: str, limits: Sequence[Limit]) -> pl.DataFrame:
    """Limits as rows: round, entity_code, indicator_code, input, reason, reason_vi, reason_en,
    points_left."""
    return pl.DataFrame(
        [
            (
                standing.round,
                entity,
                limit.code,
                limit.input,
                limit.reason,
                REASONS[limit.reason].vi,
                REASONS[limit.reason].en,
                limit.points_left,
            )
            for limit in limits
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "indicator_code": pl.String,
            "input": pl.String,
            "reason": pl.String,
            "reason_vi": pl.String,
            "reason_en": pl.String,
            "points_left": _AMOUNT,
        },
        orient="row",
    )


_AMOUNT: Final = pl.Decimal(18, DECIMALS)
_FIGURE: Final = pl.Decimal(38, DECIMALS)
_WAY: Final = {
    "round": pl.String,
    "entity_code": pl.String,
    "goal": pl.String,
    "goal_kind": pl.String,
    "goal_amount": _AMOUNT,
    "goal_rank": pl.Int32,
    "status": pl.String,
    "cost": _FIGURE,
    "figures_changed": pl.Int32,
    "indicators_changed": pl.Int32,
    "value_now": _AMOUNT,
    "points_now": _AMOUNT,
    "rank_now": pl.Int32,
    "value_then": _AMOUNT,
    "points_then": _AMOUNT,
    "rank_then": pl.Int32,
    "gap": _AMOUNT,
}
_STEP: Final = {
    "round": pl.String,
    "entity_code": pl.String,
    "goal": pl.String,
    "step": pl.Int32,
    "indicator_code": pl.String,
    "input": pl.String,
    "unit": pl.String,
    "figure_now": _FIGURE,
    "figure": _FIGURE,
    "change": _FIGURE,
    "level_now": pl.String,
    "level": pl.String,
    "cost": _FIGURE,
    "is_cost_given": pl.Boolean,
    "is_decision": pl.Boolean,
    "points_before": _AMOUNT,
    "points_after": _AMOUNT,
    "gain": _AMOUNT,
    "value_then": _AMOUNT,
    "points_then": _AMOUNT,
    "rank_then": pl.Int32,
    "overtaken": pl.String,
    "caught_up": pl.String,
}


_NEXT_GAIN: Final = {
    "round": pl.String,
    "entity_code": pl.String,
    "indicator_code": pl.String,
    "input": pl.String,
    "unit": pl.String,
    "figure": _FIGURE,
    "next_figure": _FIGURE,
    "next_gain": _AMOUNT,
    "earning_figure": _FIGURE,
    "earning_gain": _AMOUNT,
    "full_figure": _FIGURE,
    "full_gain": _AMOUNT,
    "is_decision": pl.Boolean,
    "moves_others": pl.Boolean,
    "text_vi": pl.String,
    "text_en": pl.String,
}


def _next_gain(standing: Standing, entity: str, lever: Lever) -> tuple[object, ...]:
    # With a zero gain first the earning step lies within the first piece that gains.
    earning = next(
        step
        for piece in lever.pieces
        for step in (piece.first, piece.first + 1)
        if step <= piece.last and lever.gain(step) > 0
    )
    first = first_gain(lever)
    figures = [
        part
        for step in (1, earning, lever.most)
        for part in (lever.figure(step), lever.points(lever.gain(step)))
    ]
    return (
        standing.round,
        entity,
        lever.code,
        lever.input,
        lever.unit,
        lever.figure_now,
        *figures,
        lever.is_decision,
        lever.moves_others,
        gain_in_words(SPEECHES["vi"], lever, first),
        gain_in_words(SPEECHES["en"], lever, first),
    )
