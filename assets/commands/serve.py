"""`dti serve`: the pages on this machine only, for a look.

Here belong its words; pages are served by `assets/publishing/site/serving.py`.
"""

from typing import Annotated

import typer

from assets.commands.options import WarehouseOption, installation_at
from assets.commands.terminal import out, refuse


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 8000,
    draft: Annotated[
        bool, typer.Option("--draft", help="The draft, of what is not released yet.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the site on this machine only, for a look. Ctrl+C ends it."""
    from assets.publishing.site.serving import site_server

    installation = installation_at(None, None, warehouse)
    folder = installation.draft if draft else installation.site
    if not folder.exists():
        refuse(
            f"không có bản nháp: mọi đợt đã phát hành đúng như đã đánh giá / there is no draft at "
            f"{folder}: every round is released as it was assessed"
            if draft
            else f"there is no site yet at {folder}: run dti assess or dti site first"
        )
    try:
        server = site_server(folder, port)
    except OSError as error:
        refuse(f"port {port} cannot be used: {error}; --port 0 takes a free one")
    out.print(f"http://{server.server_address[0]}:{server.server_port}/", markup=False)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
