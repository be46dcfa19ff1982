"""`dti site`: the public pages, of what is released.

Here belong its words; pages are made in `assets/publishing/site/`.
"""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    WaitOption,
    WarehouseOption,
    published_installation,
)
from assets.commands.terminal import err, out, refuse


def site(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Else beside the warehouse."),
    ] = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Build the pages of what is released again; the folder is replaced whole."""
    import duckdb

    from assets.publishing.site.building import build_site
    from assets.runs.run_lock import RunInProgress, run_lock
    from warehouse.whole_folder import LEDGER
    from warehouse.writer import WriteRefused

    installation = published_installation(None, None, warehouse)
    folder = (output or installation.site).absolute()
    if output and folder.is_dir() and any(folder.iterdir()) and not (folder / LEDGER).exists():
        refuse(f"{folder} holds something else than a site, which is replaced whole; name another")
    try:
        with run_lock(installation, [], partial(err.print, markup=False) if wait else None):
            written = build_site(installation.published, folder)
    except RunInProgress as error:
        refuse(str(error))
    except duckdb.Error as error:
        refuse(f"{installation.published} cannot be read, run dti assess again: {error}")
    except (WriteRefused, OSError) as error:
        refuse(f"the site stays as it was: {error}")
    out.print(
        f"{folder}: {written.files} files, {written.made} written, {written.kept} unchanged, "
        f"{written.removed} removed",
        markup=False,
    )
