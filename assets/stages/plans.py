"""Plans: what one more step brings, and the shortest way of every unit to its goals.

Here belongs its asset, and which goals a round has. The method is in `pipelines/planning/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.installation.standings import standing_of, unit_names
from assets.receiving.receive import in_columns
from assets.stages.lineage import table_spec
from assets.stages.reference import RULES_OF_SCORING
from assets.stages.scores import RANKINGS
from assets.stages.writing import ONE_RUN, rows_of, written_by_round
from pipelines.planning.tables import PLANNING_TABLES, next_places, plan_tables
from pipelines.planning.targets import goals_in_round

_PLANNED_BY: Final = (
    "submissions.input_value",
    RANKINGS,
    *RULES_OF_SCORING,
    "reference.framework",
    "reference.cost",
    "planning.target",
)


def plan_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of plans in the schema `planning`."""

    @dg.multi_asset(
        name="plan_rounds",
        specs=[table_spec(name, _PLANNED_BY, partitions, {"polars"}) for name in PLANNING_TABLES],
        backfill_policy=ONE_RUN,
    )
    def plan_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            (values,) = rows_of(warehouse, "submissions.input_value", rounds=rounds)
            frames = plan_frames(installation.seeds, values, rounds)
            yield from written_by_round(warehouse, frames, rounds)

    return [plan_rounds]


def plan_frames(
    seeds: Seeds, values: pl.DataFrame, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """The tables of plans of some rounds, from the values in use.

    Every unit aims at the next place; those with targets (`seeds/targets.yaml`) at these too.
    """
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in PLANNING_TABLES}
    for name in rounds:
        standing = standing_of(seeds, values, name)
        entry, names = seeds.rounds[name], unit_names(seeds, name)
        targeted = goals_in_round(
            seeds.planning.targets,
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
            seeds.costs.get(entry.framework),
        )
        for table, frame in frames.items():
            parts[table].append(frame)
    return {name: in_columns(name, frames) for name, frames in parts.items()}
