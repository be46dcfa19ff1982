"""The third stage: indicator values, scores and ranks.

Here belong its assets and which rounds are scored together. The method is in `pipelines/scoring/`.
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
from assets.stages.writing import ONE_RUN, rows_of, written_by_round
from pipelines.scoring.index import compute_index
from pipelines.scoring.ranking import with_previous
from warehouse.writer import Warehouse

SCORES: Final = (
    "indicators.indicator_value",
    "scores.main_indicator",
    "scores.pillar",
    "scores.dti",
)
RANKINGS: Final = "rankings.dti"
_RANKED_BY: Final = (
    "scores.dti",
    "reference.round",
    "reference.framework",
    "reference.expected_unit",
)


def score_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of the schemas `indicators`, `scores` and `rankings`."""

    @dg.multi_asset(
        name="score_rounds",
        specs=[
            table_spec(
                name,
                ("submissions.input_value", *RULES_OF_SCORING, "reference.framework")
                if name == SCORES[0]
                else (SCORES[0], *RULES_OF_SCORING[:2]),
                partitions,
                {"polars", "numpy"},
            )
            for name in SCORES
        ],
        can_subset=False,
        backfill_policy=ONE_RUN,
    )
    def score_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            (values,) = rows_of(warehouse, "submissions.input_value", rounds=rounds)
            frames = score_frames(installation.seeds, values, rounds)
            yield from written_by_round(warehouse, frames, rounds)

    @dg.multi_asset(
        name="rank_rounds",
        specs=[table_spec(RANKINGS, _RANKED_BY, partitions, {"polars"})],
        backfill_policy=ONE_RUN,
    )
    def rank_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            yield from written_by_round(warehouse, ranking_frames(warehouse, rounds), rounds)

    return [score_rounds, rank_rounds]


def score_frames(
    seeds: Seeds, values: pl.DataFrame, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """Score some rounds, all those of one framework together."""
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in SCORES}
    by_framework: dict[str, list[str]] = {}
    for name in rounds:
        by_framework.setdefault(seeds.rounds[name].framework, []).append(name)
    for framework, names in by_framework.items():
        units = pl.concat(
            [seeds.units(name).select(pl.lit(name).alias("round"), "entity_code") for name in names]
        )
        index = compute_index(
            seeds.frameworks[framework],
            values.filter(pl.col("round").is_in(names)),
            units,
            {name: seeds.rounds[name].not_evaluated for name in names},
        )
        for table, frame in zip(
            SCORES,
            (
                index.indicator_values(),
                index.main_indicators(),
                index.pillars(),
                index.totals(),
            ),
            strict=True,
        ):
            parts[table].append(frame)
    demonstration = [name for name in rounds if seeds.rounds[name].is_demonstration]
    return {
        name: in_columns(
            name,
            [
                frame.with_columns(is_demonstration=pl.col("round").is_in(demonstration))
                for frame in frames
            ],
        )
        for name, frames in parts.items()
    }


def ranking_frames(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    """Rank some rounds and set them beside the rounds before them."""
    scores, described, frameworks, units = rows_of(warehouse, *_RANKED_BY)
    return {RANKINGS: with_previous(scores, described, frameworks, units, rounds)}
