"""After publication: the open data of what is published.

Here belongs its asset. What is in it is in `assets/publishing/open_data.py`.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.stages.lineage import asset_key
from assets.stages.publication import WAREHOUSE
from assets.stages.releases import RELEASE_FILES

OPEN_DATA: Final = asset_key("publication.open_data")


def open_data_asset() -> dg.AssetsDefinition:
    """The folders of open data, one for each release; of all rounds, so it has no partitions."""

    @dg.multi_asset(
        name="write_open_data",
        specs=[
            dg.AssetSpec(
                OPEN_DATA,
                deps=[WAREHOUSE, RELEASE_FILES],
                description="Dữ liệu mở của từng bản công bố\n\nOpen data of each release: CSV, "
                "Parquet, metadata for portals, checksums.",
                group_name="publication",
                owners=["team:digital-transformation-office"],
                kinds={"csv", "parquet"},
            )
        ],
    )
    def write_open_data(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        from assets.publishing.open_data import write_open_data_in_force

        if installation.seeds.terms is None:
            # The site comes after this asset: it is told that there is none, and says so itself.
            reason = "none: no publication.yaml in the seeds says who publishes"
            context.log.info(reason)
            yield dg.MaterializeResult(asset_key=OPEN_DATA, metadata={"written": reason})
            return
        fresh = write_open_data_in_force(installation)
        yield dg.MaterializeResult(
            asset_key=OPEN_DATA,
            metadata={
                "written": ", ".join(fresh) or "none: all were there",
                "folder": dg.MetadataValue.path(str(installation.open_data)),
            },
        )

    return write_open_data
