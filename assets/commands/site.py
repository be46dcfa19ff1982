"""`dti site` and `dti serve`: the pages of the published warehouse.

Here belong their words; pages are made and served in `assets/publishing/site/`.
"""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    WaitOption,
    WarehouseOption,
    installation_at,
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
    """Build the pages of the published warehouse again; the folder is replaced whole."""
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


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 8000,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the site on this machine only, for a look. Ctrl+C ends it."""
    from assets.publishing.site.serving import site_server

    installation = installation_at(None, None, warehouse)
    if not installation.site.exists():
        refuse(f"there is no site yet at {installation.site}: run dti assess or dti site first")
    try:
        server = site_server(installation.site, port)
    except OSError as error:
        refuse(f"port {port} cannot be used: {error}; --port 0 takes a free one")
    out.print(f"http://{server.server_address[0]}:{server.server_port}/", markup=False)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
