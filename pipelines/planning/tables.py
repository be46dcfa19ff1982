"""The tables of plans: what a round holds of ways, steps, next gains and limits.

Here belongs which plans a round has, and putting them together as frames. The plans themselves
are made in `shortest_way.py` and `levers.py`, their rows in `plan_rows.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import numpy as np
import polars as pl

from pipelines.frameworks.framework import Name
from pipelines.planning.costs import Costs
from pipelines.planning.goals import Goal, next_place
from pipelines.planning.levers import levers
from pipelines.planning.plan_rows import limit_rows, next_gains, step_rows, way_row
from pipelines.planning.shortest_way import adds_up, way_by_levers
from pipelines.planning.standing import Standing, outcome_now
from pipelines.planning.way_text import way_as_text
from pipelines.rules import kind_of

PLANNING_TABLES: Final = (
    "planning.planned_round",
    "planning.shortest_way",
    "planning.shortest_way_step",
    "planning.next_gain",
    "planning.limit",
)
PlansWith = Literal["figures", "decisions", "nothing"]
"""What a round is planned with: figures of its units, decisions of the council or the publisher
where no unit sent figures of its own, or nothing at all."""

_WHY: Final = {
    "figures": Name(
        "Đơn vị có số liệu của mình: kế hoạch thay đổi các số liệu đó",
        "Units have figures of their own: plans change those",
    ),
    "decisions": Name(
        "Chỉ có điểm được giao hoặc giá trị công bố, không có số liệu của đơn vị: kế hoạch cho "
        "biết điểm, giá trị nào phải đạt, do hội đồng hoặc cơ quan công bố quyết định",
        "Only points given or values published are known, no figures of units: plans tell which "
        "points or values are needed, for the council or the publisher to decide",
    ),
    "nothing": Name(
        "Giá trị không cộng được với nhau (trung bình nhân hoặc điều hòa): không lập kế hoạch",
        "Values do not add up (a geometric or harmonic mean): nothing is planned",
    ),
}


def plans_with(standing: Standing) -> PlansWith:
    """What a round can be planned with."""
    if not adds_up(standing.framework):
        return "nothing"
    structure = standing.structure
    known = np.logical_or.reduce(~np.isnan(standing.figures.values), axis=1)
    ends = structure.points_slot
    has_figures = any(
        known[first:last].any()
        for leaf, first, last in zip(
            standing.framework.scored_leaves, structure.leaf_slots, ends, strict=True
        )
        if leaf.rule is not None and kind_of(leaf.rule).decided_by is None
    )
    return "figures" if has_figures else "decisions"


def plan_tables(
    standing: Standing,
    goals: Iterable[tuple[str, Goal]],
    names: Mapping[str, Name],
    is_demonstration: bool,
    costs: Costs | None = None,
) -> Mapping[str, pl.DataFrame]:
    """The tables of one round, each with is_demonstration as its last column.

    `goals` are pairs of a unit and what it aims at, each pair counted once; next gains and limits
    are those of all units. Columns of `planned_round`: round, plans_with, why_vi, why_en; of the
    others those of `plan_rows.py`, ways with text_vi and text_en. A round that cannot be planned
    has only its row of `planned_round`, and a unit without a rank for having sent nothing has no
    ways. Raises as `shortest_way` does.
    """
    kind = plans_with(standing)
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in PLANNING_TABLES}
    parts["planning.planned_round"].append(
        pl.DataFrame(
            {
                "round": standing.round,
                "plans_with": kind,
                "why_vi": _WHY[kind].vi,
                "why_en": _WHY[kind].en,
            }
        )
    )
    aims: dict[str, list[Goal]] = {}
    for entity, goal in dict.fromkeys(goals):
        if standing.holds_rank(entity):
            aims.setdefault(entity, []).append(goal)
    for entity in () if kind == "nothing" else standing.entities:
        found, limits = levers(standing, entity, council=kind == "decisions")
        for goal in aims.get(entity, ()):
            result = way_by_levers(standing, entity, goal, found, limits, costs)
            way = way_row(result).with_columns(
                text_vi=pl.lit(way_as_text(result, "vi", names)),
                text_en=pl.lit(way_as_text(result, "en", names)),
            )
            parts["planning.shortest_way"].append(way)
            parts["planning.shortest_way_step"].append(step_rows(result))
        parts["planning.next_gain"].append(next_gains(standing, entity, found))
        parts["planning.limit"].append(limit_rows(standing, entity, limits))
    return {
        name: pl.concat(frames).with_columns(is_demonstration=pl.lit(is_demonstration))
        for name, frames in parts.items()
        if frames
    }


def next_places(standing: Standing) -> list[tuple[str, Goal]]:
    """For every unit that has one ahead of it, the goal of standing level with the next."""
    found = ((entity, next_place(outcome_now(standing, entity))) for entity in standing.entities)
    return [(entity, goal) for entity, goal in found if goal is not None]
