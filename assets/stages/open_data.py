"""After publication: the open data of what is published.

Here belongs its asset. What is in it is in `assets/open_data.py`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import dagster as dg

from assets.installation import Installation
from assets.lineage import asset_key
from pipelines.local_time import LOCAL_TIME
from warehouse.open_tables import OPEN_COLUMNS

OPEN_DATA: Final = asset_key("publication.open_data")


def open_data_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The folder of open data; of all rounds together, so it has no partitions."""

    @dg.multi_asset(
        name="write_open_data",
        specs=[
            dg.AssetSpec(
                OPEN_DATA,
                deps=[asset_key(name) for name in OPEN_COLUMNS],
                description="Dữ liệu mở của bản công bố\n\nOpen data of the release: CSV, Parquet, "
                "metadata for portals, checksums.",
                group_name="publication",
                owners=["team:digital-transformation-office"],
                kinds={"csv", "parquet"},
                skippable=True,
            )
        ],
    )
    def write_open_data(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        from assets.open_data import whole_release, write_open_data

        terms = installation.seeds.terms
        if terms is None:
            context.log.info("no publication.yaml in the seeds says who publishes: no open data")
            return
        release = whole_release(installation.published, datetime.now(LOCAL_TIME).date())
        files = write_open_data(
            installation.published, installation.open_data / release.id, release, terms
        )
        size = sum(path.stat().st_size for path in files)
        yield dg.MaterializeResult(
            asset_key=OPEN_DATA,
            metadata={
                "folder": dg.MetadataValue.path(str(installation.open_data / release.id)),
                "files": len(files),
                "bytes": size,
            },
        )

    return [write_open_data]
