"""The site: pages made from the published warehouse, with the files of releases beside them.

Here belongs its asset. How pages are made is in `assets/publishing/site/`.
"""

from typing import Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.stages.lineage import asset_key
from assets.stages.open_data import OPEN_DATA
from assets.stages.publication import WAREHOUSE
from assets.stages.releases import RELEASE_FILES

SITE: Final = asset_key("publication.site")


def site_asset() -> dg.AssetsDefinition:
    """The folder of pages."""

    @dg.asset(
        key=SITE,
        deps=[WAREHOUSE, OPEN_DATA, RELEASE_FILES],
        group_name="publication",
        owners=["team:digital-transformation-office"],
        kinds={"jinja", "html"},
        description="Trang thông tin: các trang tĩnh từ kho dữ liệu đã công bố, kèm báo cáo "
        "và dữ liệu mở\n\n"
        "The site: static pages from the published warehouse, with reports and open data. A page "
        "whose data did not change is not made again.",
    )
    def build_pages(
        installation: dg.ResourceParam[Installation],
    ) -> dg.MaterializeResult[Any]:
        from assets.publishing.site.building import build_draft, build_site

        written = build_site(installation.published, installation.site)
        drafted = build_draft(installation.published, installation.draft)
        return dg.MaterializeResult(
            metadata={
                "folder": dg.MetadataValue.path(str(installation.site)),
                "files": written.files,
                "made": written.made,
                "unchanged": written.kept,
                "removed": written.removed,
                "files of the draft": drafted.files,
            }
        )

    return build_pages
