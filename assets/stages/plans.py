"""Plans: what one more step brings, and the shortest way of every unit to its goals.

Here belongs its asset, and which goals a round has. The method is in `pipelines/planning/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.receiving.receive import in_columns
from assets.stages.lineage import table_spec
from assets.stages.reference import RULES_OF_SCORING
from assets.stages.scores import RANKINGS
from assets.stages.writing import ONE_RUN, rows_of, written_by_round
from pipelines.frameworks.framework import Name
from pipelines.planning.standing import Standing, stand
from pipelines.planning.tables import PLANNING_TABLES, next_places, planning_frames
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
        frames = planning_frames(
            standing,
            [*next_places(standing), *targeted],
            names,
            entry.is_demonstration,
            seeds.costs.get(entry.framework),
        )
        for table, frame in frames.items():
            parts[table].append(frame)
    return {name: in_columns(name, frames) for name, frames in parts.items()}


def standing_of(seeds: Seeds, values: pl.DataFrame, round_id: str) -> Standing:
    """A round as it stands on the values in use."""
    return stand(
        seeds.framework_of(round_id),
        values,
        seeds.units(round_id).select(pl.lit(round_id).alias("round"), "entity_code"),
        round_id,
        seeds.rounds[round_id].not_evaluated,
    )


def unit_names(seeds: Seeds, round_id: str) -> Mapping[str, Name]:
    """The names of the units of a round."""
    units = seeds.units(round_id).select("entity_code", "name_vi", "name_en")
    return {code: Name(vi, en) for code, vi, en in units.iter_rows()}
