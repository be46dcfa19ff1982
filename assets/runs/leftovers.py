"""What a run that was killed left behind, removed by the next.

Here belongs knowing where that can be. Nothing here is ever part of a result.
"""

from assets.installation.installation import Installation
from assets.publishing.issuing import finish_releases
from warehouse.publisher import clear_unpublished
from warehouse.scratch import remove_scratches
from warehouse.whole_folder import remove_unfinished


def remove_leftovers(installation: Installation) -> None:
    """Remove unfinished files and folders; only while no run is under way. Raises LogBroken."""
    clear_unpublished(installation.published)
    remove_scratches(installation.published)
    folders = [
        installation.published.parent,
        installation.releases,
        installation.open_data,
        installation.answers,
    ]
    for folder in folders:
        remove_unfinished(folder)
    finish_releases(installation)
    for folder in (installation.answers, installation.archive):
        for path in folder.rglob("*.part"):
            path.unlink(missing_ok=True)
