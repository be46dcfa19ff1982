"""Results restated after mergers: of rounds, and of what was published of the 63 provinces.

Here belong its assets, and which tables and seeds they are made from. The method is in
`pipelines/comparison/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.receiving.receive import in_columns
from assets.stages.lineage import table_spec
from assets.stages.scores import RANKINGS, SCORES
from assets.stages.writing import ONE_RUN, rows_of, written_by_round, written_whole
from pipelines.comparison.press_figures import final_scores
from pipelines.comparison.restated_results import restated_publications, restated_round
from warehouse.writer import Warehouse

_RESTATEMENT: Final = "planning.restatement"
_INDICATORS: Final = "planning.restated_indicator"
_PUBLISHED: Final = "planning.published_restatement"
_REFERENCE: Final = ("reference.entity", "reference.merger", "reference.population")


def merger_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The restated rounds with the indicators behind them, and the restated publications."""

    @dg.multi_asset(
        name="restate_rounds",
        specs=[
            table_spec(_RESTATEMENT, (RANKINGS, *SCORES[1:3], *_REFERENCE), partitions, {"polars"}),
            table_spec(
                _INDICATORS,
                (SCORES[0], "submissions.input_value", *_REFERENCE[:2]),
                partitions,
                {"polars"},
            ),
        ],
        backfill_policy=ONE_RUN,
    )
    def restate_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = restatement_frames(warehouse, installation.seeds, rounds)
            yield from written_by_round(warehouse, frames, rounds)

    @dg.multi_asset(
        name="restate_published_results",
        specs=[
            table_spec(_PUBLISHED, ("reference.published_result", *_REFERENCE), None, {"polars"})
        ],
    )
    def restate_published_results(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        with installation.build() as warehouse:
            yield from written_whole(warehouse, published_restatement_frames(installation.seeds))

    return [restate_rounds, restate_published_results]


def restatement_frames(
    warehouse: Warehouse, seeds: Seeds, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """Some rounds restated, each by itself."""
    totals, pillars, mains, values, indicators = rows_of(
        warehouse,
        RANKINGS,
        "scores.pillar",
        "scores.main_indicator",
        "submissions.input_value",
        SCORES[0],
        rounds=rounds,
    )
    scores = final_scores(totals, pillars, mains)
    final = indicators.filter(pl.col("basis") == "final")
    frames: dict[str, list[pl.DataFrame]] = {_RESTATEMENT: [], _INDICATORS: []}
    for name in rounds:
        of_round = pl.col("round") == name
        entry = seeds.rounds[name]
        restated = restated_round(
            entry.expected_on,
            seeds.framework_of(name),
            scores.filter(of_round),
            values.filter(of_round),
            final.filter(of_round),
            seeds.entities,
            seeds.mergers,
            seeds.populations,
        )
        for table, frame in zip(frames, restated, strict=True):
            frames[table].append(
                frame.with_columns(round=pl.lit(name), is_demonstration=entry.is_demonstration)
            )
    return {name: in_columns(name, parts) for name, parts in frames.items()}


def published_restatement_frames(seeds: Seeds) -> Mapping[str, pl.DataFrame]:
    """What was published of the 63 provinces, restated for the 34."""
    restated = restated_publications(
        seeds.published_results, seeds.entities, seeds.mergers, seeds.populations
    )
    return {_PUBLISHED: restated}
