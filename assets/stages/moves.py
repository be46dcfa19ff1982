"""Why ranks moved: every round beside the round before it.

Here belongs its asset, and what a round and the one before it are made of. The method is in
`pipelines/comparison/rank_moves.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.installation.standings import unit_names
from assets.receiving.receive import in_columns
from assets.stages.lineage import table_spec
from assets.stages.reference import RULES_OF_SCORING
from assets.stages.scores import RANKINGS
from assets.stages.writing import ONE_RUN, rows_of, written_by_round
from pipelines.comparison.carried import Rules
from pipelines.comparison.known_by import values_known_by
from pipelines.comparison.rank_moves import rank_moves
from pipelines.comparison.round_worlds import Assessed, RoundWorlds
from pipelines.comparison.succession import succession
from warehouse.writer import Warehouse

MOVES: Final = ("planning.rank_move", "planning.rank_move_total")
_SUBMITTED: Final = (
    "submissions.input_value",
    "submissions.superseded_value",
    "submissions.file",
    "submissions.correction",
)
_MADE_BY: Final = (
    *_SUBMITTED,
    RANKINGS,
    *RULES_OF_SCORING,
    "reference.round",
    "reference.framework",
    "reference.merger",
)


def move_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of rank moves in the schema `planning`."""

    @dg.multi_asset(
        name="explain_ranks",
        specs=[table_spec(name, _MADE_BY, partitions, {"polars"}) for name in MOVES],
        backfill_policy=ONE_RUN,
    )
    def explain_ranks(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = move_frames(installation.seeds, warehouse, rounds)
            yield from written_by_round(warehouse, frames, rounds)

    return [explain_ranks]


def move_frames(
    seeds: Seeds, warehouse: Warehouse, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """Explain the ranks of some rounds; one without a round before, or with none of its values
    there, has no moves."""
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in MOVES}
    for name in rounds:
        worlds = _worlds(seeds, warehouse, name)
        if worlds is None:
            continue
        entry = seeds.rounds[name]
        moves = rank_moves(worlds, unit_names(seeds, name), seeds.framework_of(name).decimals)
        for table, frame in zip(MOVES, (moves.parts, moves.totals), strict=True):
            parts[table].append(
                frame.with_columns(
                    round=pl.lit(name),
                    previous=pl.lit(entry.previous),
                    is_demonstration=pl.lit(entry.is_demonstration),
                )
            )
    return {name: in_columns(name, frames) for name, frames in parts.items()}


def _worlds(seeds: Seeds, warehouse: Warehouse, round_id: str) -> RoundWorlds | None:
    previous = seeds.rounds[round_id].previous
    if previous is None:
        return None
    before_values, superseded, files, corrections = rows_of(
        warehouse, *_SUBMITTED, rounds=[previous]
    )
    (values,) = rows_of(warehouse, _SUBMITTED[0], rounds=[round_id])
    if before_values.is_empty():
        return None
    before, after = seeds.rounds[previous], seeds.rounds[round_id]
    known = None
    if before.deadline is not None:
        known = values_known_by(before_values, superseded, files, corrections, before.deadline)
        in_use = before_values.select(known.columns).sort(known.columns)
        known = None if known.sort(known.columns).equals(in_use) else known
    return RoundWorlds(
        _assessed(seeds, previous, before_values),
        known,
        _assessed(seeds, round_id, values),
        succession(
            seeds.units(previous),
            seeds.units(round_id),
            seeds.mergers,
            before.expected_on,
            after.expected_on,
        ),
    )


def _assessed(seeds: Seeds, round_id: str, values: pl.DataFrame) -> Assessed:
    return Assessed(
        Rules(seeds.framework_of(round_id), seeds.rounds[round_id].not_evaluated),
        values,
        tuple(seeds.units(round_id)["entity_code"]),
    )
