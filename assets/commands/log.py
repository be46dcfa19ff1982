"""`dti log`: who published, withdrew and reopened what, when and why; whether the log is whole.

Here belongs telling it. The log is read in `assets/installation/release_log.py`.
"""

from typing import Annotated

import typer

from assets.commands.options import SeedsOption, WarehouseOption, installation_at
from assets.commands.terminal import out, refuse


def log(
    round_id: Annotated[str | None, typer.Argument(metavar="ROUND")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Look for lines changed, removed or added.")
    ] = False,
    seeds: SeedsOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """List the log of publication. With --verify, exit 1 if it is not as it was written."""
    installation = installation_at(seeds, None, warehouse)
    from assets.installation.release_log import LogBroken, log_faults, read_log
    from assets.publishing.published_log import log_as_published
    from assets.publishing.release_folders import release_places, sums_hash

    try:
        entries = read_log(installation.releases)
        if verify:
            sums = {
                place.name: sums_hash(place) or ""
                for place in release_places(installation.releases)
            }
            faults = log_faults(installation.releases, log_as_published(installation), sums)
            for vi, en in faults:
                out.print(f"{vi}. / {en}.", markup=False)
            if not faults:
                out.print(
                    f"nhật ký nguyên vẹn / the log is whole: {len(entries)} dòng / lines",
                    markup=False,
                )
            raise typer.Exit(1 if faults else 0)
    except LogBroken as error:
        refuse(str(error))
    for entry in entries:
        if round_id not in (None, entry.round):
            continue
        decision = f", {entry.decision} ({entry.decided_on})" if entry.decision else ""
        stage = f" {entry.stage}" if entry.stage else ""
        out.print(
            f"{entry.number}  {entry.at}  {entry.action} {entry.release}{stage}  "
            f"{entry.by}{decision}: {entry.reason}",
            markup=False,
        )
        if entry.despite:
            out.print(f"    dù còn vướng mắc / despite: {entry.despite}", markup=False)
        out.print(f"    {entry.sha256}", markup=False)
