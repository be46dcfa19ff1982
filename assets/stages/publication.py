"""The last stage: what passed every check becomes one whole warehouse in place of the last.

Here belongs its step. Which rounds are held back is found out in `run_state.py`.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.publishing.issuing import life_cycle_frames, with_stages
from assets.stages.lineage import asset_key, table_spec
from assets.stages.run_state import RunState
from assets.stages.scores import SCORES
from assets.stages.stage import tables_in
from assets.stages.steps import ONE_RUN, Partitions, materialized
from checks.asset_checks import gate_spec
from pipelines.publication.round_status import publication_rows
from warehouse.contract import TABLE_BY_NAME, TABLES
from warehouse.publisher import publish
from warehouse.writer import Warehouse

PUBLICATION: Final = tables_in("publication")
WAREHOUSE: Final = asset_key("publication.warehouse")
"""The published file itself: what is made after publication is made from it."""
PUBLISH: Final = "publish_rounds"
_INPUTS: Final = TABLE_BY_NAME["publication.round_input"]
_PUBLISHED: Final = tuple(table.full_name for table in TABLES if table.schema != "publication")


def publication_asset(partitions: Partitions) -> dg.AssetsDefinition:
    """The tables of the schema `publication`, and the published warehouse."""

    @dg.multi_asset(
        name=PUBLISH,
        specs=[
            *(
                table_spec(
                    name,
                    [dg.AssetDep(asset_key(read)) for read in _PUBLISHED],
                    partitions,
                    {"greatexpectations"},
                    publish_run,
                    skippable=True,
                )
                for name in PUBLICATION
            ),
            dg.AssetSpec(
                WAREHOUSE,
                deps=[asset_key(read) for read in _PUBLISHED],
                group_name="publication",
                owners=["team:digital-transformation-office"],
                kinds={"duckdb", "file"},
                description="Kho dữ liệu đã công bố, thay một lần\n\n"
                "The published warehouse, replaced in one step.",
                skippable=True,
            ),
        ],
        check_specs=[gate_spec(TABLE_BY_NAME[name]) for name in PUBLICATION],
        can_subset=True,
        backfill_policy=ONE_RUN,
    )
    def publish_rounds(
        run_state: dg.ResourceParam[RunState],
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetMaterialization]:
        sound = publish_run(run_state, run_state.check_results())
        if not sound:
            return
        chosen = [name for name in run_state.chosen if name in sound]
        if chosen == list(run_state.chosen):
            parts = run_state.written(PUBLICATION)
            yield from materialized(parts, run_state)
        else:  # a result would speak of every partition of the run, those held back too
            for name in PUBLICATION:
                for of_round in sound:
                    yield dg.AssetMaterialization(asset_key(name), partition=of_round)
        path = dg.MetadataValue.path(str(run_state.installation.published))
        yield dg.MaterializeResult(
            asset_key=WAREHOUSE, metadata={"rounds": ", ".join(sound), "file": path}
        )

    return publish_rounds


def publish_run(run: RunState, results: pl.DataFrame) -> tuple[str, ...]:
    """Publish what a run made, but for what is held back. Returns the rounds published.

    `results`: those of the checks, for the table `publication.check_result`.
    """
    sound = run.touched
    if sound:
        with run.warehouse() as warehouse:
            frames = {
                "publication.check_result": results.filter(pl.col("round").is_in(list(sound))),
                "publication.round": with_stages(run.installation, round_frame(warehouse, sound)),
            }
            inputs = [(name, digest) for name, digest in run.inputs.items() if name in sound]
            made = pl.DataFrame(inputs, schema=_INPUTS.polars_schema, orient="row")
            for name, frame in frames.items():
                run.write(warehouse, name, frame, sound)
            run.write(warehouse, _INPUTS.full_name, made, made["round"].to_list())
            issued = life_cycle_frames(run.installation, warehouse, sound)
            for name, frame in issued.items():
                run.write(warehouse, name, frame, sound)
        publish(run.begun.path, run.installation.published, sound)
    return sound


def round_frame(warehouse: Warehouse, rounds: tuple[str, ...]) -> pl.DataFrame:
    """What the rounds say of themselves: `publication.round`."""
    values, files, rejected = (
        warehouse.rows(TABLE_BY_NAME[name], rounds)
        for name in (SCORES[0], "submissions.file", "submissions.rejected_value")
    )
    described = warehouse.rows(TABLE_BY_NAME["reference.round"])
    return publication_rows(described, values, files, rejected)
