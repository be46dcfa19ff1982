"""The site: pages made from the published warehouse, once it is there.

Here belongs its asset. How pages are made is in `assets/site/`.
"""

from typing import Any, Final

import dagster as dg

from assets.installation import Installation
from assets.lineage import asset_key
from assets.stages.publication import PUBLICATION

SITE: Final = asset_key("publication.site")


def site_assets(_partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The folder of pages."""

    @dg.asset(
        key=SITE,
        deps=[asset_key(name) for name in PUBLICATION],
        group_name="publication",
        owners=["team:digital-transformation-office"],
        kinds={"jinja", "html"},
        description="Trang thông tin: các trang tĩnh từ kho dữ liệu đã công bố\n\n"
        "The site: static pages from the published warehouse. A page whose data did not change "
        "is not made again.",
    )
    def build_pages(
        installation: dg.ResourceParam[Installation],
    ) -> dg.MaterializeResult[Any]:
        from assets.site.building import build_site

        written = build_site(installation.published, installation.site)
        return dg.MaterializeResult(
            metadata={
                "folder": dg.MetadataValue.path(str(installation.site)),
                "files": written.files,
                "made": written.made,
                "unchanged": written.kept,
                "removed": written.removed,
            }
        )

    return [build_pages]
