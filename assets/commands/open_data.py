"""`dti open-data`: what may leave, in files for portals.

Here belong its words; the package is written in `assets/publishing/open_data.py`.
"""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    SeedsOption,
    WaitOption,
    WarehouseOption,
    published_installation,
)
from assets.commands.terminal import err, out, refuse
from pipelines.local_time import LOCAL_TIME
from pipelines.marked_yaml import SeedError


def open_data(
    folder: Annotated[Path, typer.Argument(help="Where the package goes.")],
    issued: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of issue; else today.")
    ] = None,
    seeds: SeedsOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Write what is released as open data: CSV, Parquet, metadata for portals, checksums."""
    installation = published_installation(seeds, None, warehouse)
    try:
        terms = installation.seeds.terms
    except SeedError as error:
        refuse(f"the seeds in {installation.seeds_folder} cannot be used:\n{error}")
    if terms is None:
        refuse(
            f"{installation.seeds_folder / 'publication.yaml'} is missing: it says who publishes"
        )
    from assets.publishing.open_data import whole_release, write_open_data
    from assets.runs.run_lock import RunInProgress, run_lock

    day = (issued or datetime.now(LOCAL_TIME)).date()
    try:
        with run_lock(installation, [], partial(err.print, markup=False) if wait else None):
            release = whole_release(installation.published, day)
            if not release.rounds:
                refuse(
                    "không có bản công bố nào đang có hiệu lực; xem dti publish / no release is in "
                    "force; see dti publish"
                )
            files = write_open_data(installation.published, folder, release, terms)
    except (FileExistsError, RunInProgress) as error:
        refuse(str(error))
    out.print(f"{len(files)} files in {folder}")
