"""The second stage: the files of rounds, taken in, in the schema `submissions`.

Here belongs its asset. How files are received is in `assets/receiving/receive.py`.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.receiving.receive import receive_rounds
from assets.stages.lineage import table_spec
from assets.stages.reference import RULES_OF_SCORING
from assets.stages.writing import ONE_RUN, tables_in, written_by_round

SUBMISSIONS: Final = tables_in("submissions")


def submission_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of the schema `submissions`."""

    @dg.multi_asset(
        name="receive_submissions",
        specs=[
            table_spec(
                name, ("reference.round", *RULES_OF_SCORING), partitions, {"polars", "excel"}
            )
            for name in SUBMISSIONS
        ],
        backfill_policy=ONE_RUN,
    )
    def receive_submissions(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = receive_rounds(installation, rounds, warehouse)
            yield from written_by_round(warehouse, frames, rounds)

    return [receive_submissions]
