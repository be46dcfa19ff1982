"""Stages as assets of Dagster: dependencies, partitions, lineage and progress follow from them.

Here belongs what Dagster is told of a stage. What a stage is stands in `stage.py`, what it does in
`run_state.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, Final

import dagster as dg

from assets.installation.seeds import Seeds
from assets.stages.lineage import asset_key, column_lineage, table_spec
from assets.stages.run_state import RunState, Written
from assets.stages.stage import Read, Rounds, Stage
from checks.asset_checks import gate_result, gate_spec
from checks.schemas import GateClosed
from warehouse.contract import TABLE_BY_NAME
from warehouse.made_from import MADE_FROM

ONE_RUN: Final = dg.BackfillPolicy.single_run()

Partitions = dg.PartitionsDefinition[str]


def previous_mapping(seeds: Seeds) -> dg.StaticPartitionMapping:
    """A round is made from itself and the round before it."""
    followers: dict[str, list[str]] = {name: [name] for name in seeds.rounds}
    for name, entry in seeds.rounds.items():
        if entry.previous in followers:
            followers[entry.previous].append(name)
    return dg.StaticPartitionMapping(followers)


def stage_asset(
    stage: Stage, partitions: Partitions, previous: dg.StaticPartitionMapping
) -> dg.AssetsDefinition:
    """The assets of a stage's tables, made in one step."""
    made_with = {name: _siblings(stage, name) for name in stage.writes}
    in_order = list(TopologicalSorter(made_with).static_order())  # as Dagster asks for them

    @dg.multi_asset(
        name=stage.name,
        specs=[
            table_spec(
                name,
                [*_deps(stage, previous), *(dg.AssetDep(asset_key(s)) for s in made_with[name])],
                partitions if stage.by_round else None,
                stage.kinds,
                stage.work,
            )
            for name in stage.writes
        ],
        check_specs=[gate_spec(TABLE_BY_NAME[name]) for name in stage.writes],
        can_subset=False,
        backfill_policy=ONE_RUN if stage.by_round else None,
    )
    def step(
        context: dg.AssetExecutionContext, run_state: dg.ResourceParam[RunState]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetMaterialization | dg.AssetCheckResult]:
        try:
            written = run_state.perform(stage)
        except GateClosed as error:
            yield gate_result(TABLE_BY_NAME[error.table], str(error))
            raise
        written = sorted(written, key=lambda part: in_order.index(part.table))
        yield from materialized(written, run_state)

    return step


def materialized(
    written: Sequence[Written], run: RunState
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetMaterialization]:
    """The tables of the rounds asked for, and of other rounds that came out different."""
    for part in written:
        key = asset_key(part.table)
        for name in sorted(part.changed - set(run.chosen)):
            yield dg.AssetMaterialization(key, partition=name)
        # The UI reads the lineage of columns from the latest materialization.
        metadata: Mapping[str, Any] = {
            "dagster/row_count": part.rows,
            "dagster/column_lineage": column_lineage(part.table),
        }
        passed = [gate_result(TABLE_BY_NAME[part.table])]
        yield dg.MaterializeResult(asset_key=key, metadata=metadata, check_results=passed)


def _deps(stage: Stage, previous: dg.StaticPartitionMapping) -> Iterator[dg.AssetDep]:
    for read in stage.all_reads:
        # What a stage reads of its own tables in the round before, Dagster cannot be told of:
        # it allows this for partitions in time alone.
        if read.name not in stage.writes:
            yield dg.AssetDep(
                asset_key(read.name), partition_mapping=_mapping(stage, read, previous)
            )


def _mapping(
    stage: Stage, read: Read, previous: dg.StaticPartitionMapping
) -> dg.PartitionMapping | None:
    if read.is_seed or not stage.by_round or not TABLE_BY_NAME[read.name].by_round:
        return None
    match read.rounds:
        case Rounds.OWN:
            return None
        case Rounds.PREVIOUS:
            return previous
        case Rounds.ALL:
            return dg.AllPartitionMapping()


def _siblings(stage: Stage, name: str) -> list[str]:
    """Tables of the same stage from which this one is made."""
    sources = {
        source.rpartition(".")[0]
        for sources in MADE_FROM.get(name, {}).values()
        for source in sources
    }
    return [other for other in stage.writes if other in sources and other != name]


def seed_assets(stages: Sequence[Stage]) -> list[dg.AssetSpec]:
    """What people wrote and stages read: assets that nothing here makes."""
    names = {read.name for stage in stages for read in stage.all_reads if read.is_seed}
    return [
        dg.AssetSpec(
            asset_key(name),
            group_name="seeds",
            owners=["team:digital-transformation-office"],
            kinds={"file"},
            description=_SEEDS[name.removeprefix("seeds.")],
        )
        for name in sorted(names)
    ]


_SEEDS: Final = {
    "frameworks": "Bộ chỉ số\n\nFrameworks: seeds/frameworks/*.yaml",
    "rounds": "Các đợt đánh giá\n\nRounds: rounds.yaml",
    "entities": "Đơn vị\n\nEntities with their validity: entities.csv",
    "mergers": "Sáp nhập\n\nMergers: mergers.csv",
    "populations": "Dân số\n\nPopulations: population.csv",
    "published_results": "Kết quả đã công bố\n\nPublished results: published_results.csv",
    "published_averages": "Trung bình đã công bố\n\nPublished averages: published_averages.csv",
    "published_pii": "Chỉ số PII đã công bố\n\nPublished innovation index: published_pii.csv",
    "corrections": "Hiệu đính\n\nCorrections of what was sent: corrections.yaml",
    "reporters": "Bên được khai số liệu\n\nWho may send figures besides the units: reporters.csv",
    "targets": "Mục tiêu\n\nTargets: targets.yaml",
    "baselines": "Mốc so sánh\n\nBaselines of targets: targets.yaml",
    "measurements": "Số đo của mục tiêu\n\nMeasured figures of targets: measurements.csv",
    "responsibilities": "Phân công\n\nWho answers for what: responsibilities.csv",
    "reward": "Thi đua, khen thưởng\n\nRules of reward: reward.yaml",
    "costs": "Chi phí\n\nWhat a step costs: costs.csv",
    "inbox": "Tệp các đơn vị gửi\n\nFiles that units sent",
}
