"""The assets, stage by stage: reference, submissions, scores, rankings, publication.

Here belongs what is read, which function is called and where its result goes. A stage works on
all rounds of its run at once; frames pass through the gate of their table before they are written.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from assets import planning
from assets.installation import Installation
from assets.lineage import asset_key, column_lineage, table_spec
from assets.receiving import in_columns, receive_rounds
from assets.reference_tables import reference_frames
from assets.seeds import Seeds
from checks.expectations import expect_of_rounds
from checks.rules import check_rounds
from checks.schemas import through_gate
from pipelines.index import compute_index
from pipelines.publication import publication_rows
from pipelines.ranking import with_previous
from warehouse.contract import TABLE_BY_NAME, TABLES
from warehouse.publisher import publish
from warehouse.writer import Warehouse

REFERENCE = tuple(table.full_name for table in TABLES if table.schema == "reference")
SUBMISSIONS = tuple(table.full_name for table in TABLES if table.schema == "submissions")
SCORES = (
    "indicators.indicator_value",
    "scores.main_indicator",
    "scores.pillar",
    "scores.dti",
)
RANKINGS = "rankings.dti"
PUBLICATION = ("publication.round", "publication.check_result")
_RULES_OF_SCORING = (
    "reference.indicator",
    "reference.pillar_main",
    "reference.expected_unit",
)


def build_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """All assets, the tables by round partitioned by `partitions`."""
    one_run = dg.BackfillPolicy.single_run()

    @dg.multi_asset(
        name="load_reference",
        specs=[table_spec(name, (), None, {"polars"}) for name in REFERENCE],
    )
    def load_reference(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        frames = reference_frames(installation.seeds)
        with installation.build() as warehouse:
            for name in REFERENCE:
                table = TABLE_BY_NAME[name]
                rows = warehouse.replace_all(table, through_gate(table, frames[name]))
                yield _materialized(name, rows)

    @dg.multi_asset(
        name="receive_submissions",
        specs=[
            table_spec(
                name,
                ("reference.round", *_RULES_OF_SCORING),
                partitions,
                {"polars", "excel"},
            )
            for name in SUBMISSIONS
        ],
        backfill_policy=one_run,
    )
    def receive_submissions(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = receive_rounds(installation, rounds, warehouse)
            yield from _written(warehouse, frames, rounds)

    @dg.multi_asset(
        name="score_rounds",
        specs=[
            table_spec(
                name,
                ("submissions.input_value", *_RULES_OF_SCORING, "reference.framework")
                if name == SCORES[0]
                else (SCORES[0], *_RULES_OF_SCORING[:2]),
                partitions,
                {"polars", "numpy"},
            )
            for name in SCORES
        ],
        can_subset=False,
        backfill_policy=one_run,
    )
    def score_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            values = warehouse.rows(TABLE_BY_NAME["submissions.input_value"], rounds)
            yield from _written(warehouse, score_frames(installation.seeds, values, rounds), rounds)

    @dg.multi_asset(
        name="rank_rounds",
        specs=[
            table_spec(
                RANKINGS,
                (
                    "scores.dti",
                    "reference.round",
                    "reference.framework",
                    "reference.expected_unit",
                ),
                partitions,
                {"polars"},
            )
        ],
        backfill_policy=one_run,
    )
    def rank_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            yield from _written(warehouse, ranking_frames(warehouse, rounds), rounds)

    @dg.multi_asset(
        name="relate_rounds",
        specs=[
            table_spec(name, (RANKINGS, *SCORES[1:3], *REFERENCE[:1]), partitions, {"polars"})
            for name in planning.BY_ROUND
        ],
        backfill_policy=one_run,
    )
    def relate_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = planning.planning_frames(warehouse, rounds)
            yield from _written(warehouse, frames, rounds)

    @dg.multi_asset(
        name="compare_with_published",
        specs=[
            table_spec(name, (RANKINGS, *SCORES, "reference.published_result"), None, {"polars"})
            for name in planning.WHOLE
        ],
    )
    def compare_with_published(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        with installation.build() as warehouse:
            frames = planning.comparison_frames(warehouse, installation.seeds)
            for name, frame in frames.items():
                table = TABLE_BY_NAME[name]
                whole = in_columns(name, [frame])
                yield _materialized(name, warehouse.replace_all(table, through_gate(table, whole)))

    @dg.multi_asset(
        name="publish_rounds",
        specs=[
            table_spec(
                name,
                (
                    RANKINGS,
                    *SCORES,
                    *SUBMISSIONS,
                    *planning.BY_ROUND,
                    *planning.WHOLE,
                    "reference.published_result",
                    *REFERENCE[-1:],
                ),
                partitions,
                {"greatexpectations"},
            )
            for name in PUBLICATION
        ],
        backfill_policy=one_run,
    )
    def publish_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetMaterialization]:
        rounds = context.partition_keys
        docs = installation.published.with_name("data_docs")
        with installation.build() as warehouse:
            results = pl.concat(
                [
                    check_rounds(warehouse, rounds),
                    expect_of_rounds(warehouse, rounds, docs),
                ]
            )
            frames = {
                "publication.check_result": results,
                "publication.round": _publication_frame(warehouse, rounds),
            }
            materialized = list(_written(warehouse, frames, rounds))
        held_back = results.filter(~pl.col("passed"), pl.col("severity") == "error")
        sound = [name for name in rounds if name not in set(held_back["round"])]
        if sound:
            publish(installation.published, sound)
        if not held_back.is_empty():
            for name in PUBLICATION:
                for one in sound:
                    yield dg.AssetMaterialization(asset_key(name), partition=one)
            raise dg.Failure(
                "held back: "
                + "; ".join(
                    f"{row['round']} ({row['check_name']}: {row['detail']})"
                    for row in held_back.iter_rows(named=True)
                ),
                allow_retries=False,
            )
        yield from materialized

    return [
        load_reference,
        receive_submissions,
        score_rounds,
        rank_rounds,
        relate_rounds,
        compare_with_published,
        publish_rounds,
    ]


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
    scores, rounds_table, frameworks, units = (
        warehouse.rows(TABLE_BY_NAME[name])
        for name in (
            "scores.dti",
            "reference.round",
            "reference.framework",
            "reference.expected_unit",
        )
    )
    frame = with_previous(scores, rounds_table, frameworks, units, rounds)
    return {RANKINGS: frame}


def _publication_frame(warehouse: Warehouse, rounds: Sequence[str]) -> pl.DataFrame:
    values, files, rejected = (
        warehouse.rows(TABLE_BY_NAME[name], rounds)
        for name in (SCORES[0], "submissions.file", "submissions.rejected_value")
    )
    return publication_rows(
        warehouse.rows(TABLE_BY_NAME["reference.round"]), values, files, rejected
    )


def _written(
    warehouse: Warehouse, frames: Mapping[str, pl.DataFrame], rounds: Sequence[str]
) -> Iterator[dg.MaterializeResult[Any]]:
    for name, frame in frames.items():
        table = TABLE_BY_NAME[name]
        rows = warehouse.replace_rounds(table, through_gate(table, frame), rounds)
        yield _materialized(name, rows)


def _materialized(name: str, rows: int) -> dg.MaterializeResult[Any]:
    # The UI reads the lineage of columns from the latest materialization.
    metadata = {"dagster/row_count": rows, "dagster/column_lineage": column_lineage(name)}
    return dg.MaterializeResult(asset_key=asset_key(name), metadata=metadata)
