"""Plans: what one more step brings, and the shortest way of every unit to its goals.

Here belongs the stage, and which goals a round has. The method is in `pipelines/planning/`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.installation.standings import unit_names
from assets.receiving.receive import in_columns
from assets.stages.stage import Given, Rounds, Stage, seeds, tables
from pipelines.planning.standing import stand_on
from pipelines.planning.tables import PLANNING_TABLES, next_places, plan_tables
from pipelines.planning.targets import goals_in_round


def plan_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """The tables of plans of some rounds, from the values in use.

    Every unit aims at the next place; those with targets (`seeds/targets.yaml`) at these too.
    """
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in PLANNING_TABLES}
    values = given.table("submissions.input_value")
    for name in given.wanted:
        entry, names = given.rounds[name], unit_names(given, name)
        standing = stand_on(given.index(name), values, name, entry.not_evaluated)
        targeted = goals_in_round(
            given.targets,
            {code: unit.vi for code, unit in names.items()},
            entry.ends_on.year,
            standing.framework.scale,
            entry.is_demonstration,
        )
        frames = plan_tables(
            standing,
            [*next_places(standing), *targeted],
            names,
            entry.is_demonstration,
            given.costs.get(entry.framework),
        )
        for table, frame in frames.items():
            parts[table].append(frame)
    return {name: in_columns(name, frames) for name, frames in parts.items()}


PLAN: Final = Stage(
    name="plan_rounds",
    vi="lập kế hoạch",
    en="planning",
    reads=(
        *tables("submissions.input_value"),
        *seeds("rounds", "entities", "targets", "costs"),
    ),
    index=Rounds.OWN,
    writes=PLANNING_TABLES,
    work=plan_frames,
)
"""Next steps, and the shortest way of every unit to its goals."""
