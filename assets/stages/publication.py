"""The last stage: every check once more, then one whole warehouse takes the place of the last.

Here belongs its asset: a round that fails is held back, the others are published.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.publishing.issuing import release_frames
from assets.stages.lineage import asset_key, table_spec
from assets.stages.scores import SCORES
from assets.stages.writing import ONE_RUN, rows_of, tables_in, written_by_round
from checks.check_rule import check_rounds
from checks.expectations import expect_of_rounds
from checks.rules import CHECK_RULES
from pipelines.publication.round_status import publication_rows
from warehouse.contract import TABLES
from warehouse.publisher import build_path, publish
from warehouse.writer import Warehouse

PUBLICATION: Final = tables_in("publication")
_PUBLISHED: Final = tuple(table.full_name for table in TABLES if table.schema != "publication")


def publication_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of the schema `publication`, and the published warehouse."""

    @dg.multi_asset(
        name="publish_rounds",
        specs=[
            table_spec(name, _PUBLISHED, partitions, {"greatexpectations"}) for name in PUBLICATION
        ],
        backfill_policy=ONE_RUN,
    )
    def publish_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetMaterialization]:
        rounds = context.partition_keys
        docs = installation.published.with_name("data_docs")
        with installation.build() as warehouse:
            results = pl.concat(
                [
                    check_rounds(warehouse, rounds, CHECK_RULES),
                    expect_of_rounds(warehouse, rounds, docs),
                ]
            )
            frames = {
                "publication.check_result": results,
                "publication.round": round_frame(warehouse, rounds),
            }
            materialized = list(written_by_round(warehouse, frames, rounds))
            held_back = results.filter(~pl.col("passed"), pl.col("severity") == "error")
            sound = [name for name in rounds if name not in set(held_back["round"])]
            releases = release_frames(warehouse, installation, sound)
            materialized += written_by_round(warehouse, releases, sound)
        if sound:
            publish(build_path(installation.published), installation.published, sound)
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

    return [publish_rounds]


def round_frame(warehouse: Warehouse, rounds: Sequence[str]) -> pl.DataFrame:
    """What the rounds say of themselves: `publication.round`."""
    values, files, rejected = rows_of(
        warehouse, SCORES[0], "submissions.file", "submissions.rejected_value", rounds=rounds
    )
    (described,) = rows_of(warehouse, "reference.round")
    return publication_rows(described, values, files, rejected)
