"""After publication: the files of every release in force, in a folder of its own.

Here belongs its asset. What is in the folder is written by `assets/publishing/release_folders.py`.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.publishing.release_folders import write_release
from assets.stages.lineage import asset_key
from assets.stages.publication import WAREHOUSE
from warehouse.reader import open_published

RELEASE_FILES: Final = asset_key("publication.release_files")
_IN_FORCE: Final = """
    SELECT round, release FROM analyst.release WHERE is_current ORDER BY round
"""


def release_asset() -> dg.AssetsDefinition:
    """The folders of releases, of all rounds: it has no partitions."""

    @dg.multi_asset(
        name="write_releases",
        specs=[
            dg.AssetSpec(
                RELEASE_FILES,
                deps=[WAREHOUSE],
                description=(
                    "Báo cáo, phụ lục, phiếu từng đơn vị, phiếu chứng nhận điểm của mỗi bản công "
                    "bố\n\nReport, annex tables, unit sheets and receipts of each release"
                ),
                group_name="publication",
                owners=["team:digital-transformation-office"],
                kinds={"pdf", "excel", "json"},
            )
        ],
    )
    def write_releases(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        """Also the folders that an earlier run left out, because it failed or was killed."""
        with open_published(installation.published) as warehouse:
            in_force = warehouse.read(_IN_FORCE)["release"].to_list()
            written = [
                name for name in in_force if write_release(warehouse, name, installation.releases)
            ]
        yield dg.MaterializeResult(
            asset_key=RELEASE_FILES,
            metadata={
                "written": ", ".join(written) or "none: all were there",
                "folder": dg.MetadataValue.path(str(installation.releases)),
            },
        )

    return write_releases
