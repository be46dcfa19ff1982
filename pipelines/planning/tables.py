"""The tables of plans: what lands in the warehouse of ways, steps, next gains and limits.

Here belongs putting the plans of a round together as frames. The plans themselves are made in
`shortest_way.py` and `levers.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Name
from pipelines.planning.costs import Costs
from pipelines.planning.goals import Goal, next_place
from pipelines.planning.levers import levers
from pipelines.planning.plan_rows import limit_rows, next_gains, step_rows, way_row
from pipelines.planning.shortest_way import shortest_way
from pipelines.planning.standing import Standing, outcome_now
from pipelines.planning.way_text import way_as_text

PLANNING_TABLES: Final = (
    "planning.shortest_way",
    "planning.shortest_way_step",
    "planning.next_gain",
    "planning.limit",
)


def planning_frames(
    standing: Standing,
    goals: Iterable[tuple[str, Goal]],
    names: Mapping[str, Name],
    is_demonstration: bool,
    costs: Costs | None = None,
    council: bool = False,
) -> Mapping[str, pl.DataFrame]:
    """The four tables of one round, each with is_demonstration as its last column.

    `goals` are pairs of a unit and what it aims at; next gains and limits are those of all units.
    Columns are those of `shortest_way.way_row` (with text_vi and text_en),
    `shortest_way.step_rows`, `levers.next_gains` and `levers.limit_rows`. Raises as
    `shortest_way` does.
    """
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in PLANNING_TABLES}
    for entity, goal in goals:
        result = shortest_way(standing, entity, goal, costs, council)
        told = way_row(result).with_columns(
            text_vi=pl.lit(way_as_text(result, "vi", names)),
            text_en=pl.lit(way_as_text(result, "en", names)),
        )
        parts["planning.shortest_way"].append(told)
        parts["planning.shortest_way_step"].append(step_rows(result))
    for entity in standing.entities:
        found, limits = levers(standing, entity, council)
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
