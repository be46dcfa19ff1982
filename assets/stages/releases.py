"""After publication: what is new of automatic rounds is issued, and every release has its folder.

Here belongs its asset. Issuing is in `assets/publishing/issuing.py`. A round that is issued by hand
is never issued here.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.publishing.issuing import issue_due, rebuild_lost, write_life_cycle
from assets.publishing.unit_receipts import renew_unit_receipts
from assets.stages.lineage import asset_key
from assets.stages.publication import WAREHOUSE

RELEASE_FILES: Final = asset_key("publication.release_files")


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
        written = [*rebuild_lost(installation), *issue_due(installation)]
        write_life_cycle(installation)
        renew_unit_receipts(installation)
        yield dg.MaterializeResult(
            asset_key=RELEASE_FILES,
            metadata={
                "written": ", ".join(written) or "none: all were there",
                "folder": dg.MetadataValue.path(str(installation.releases)),
            },
        )

    return write_releases
