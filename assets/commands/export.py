"""`dti export`: every table in files, for the office itself.

Here belong its words; files are written in `warehouse/export.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import WarehouseOption, published_installation
from assets.commands.terminal import out


def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    warehouse: WarehouseOption = None,
) -> None:
    """Write every published table as CSV and Parquet, for the office itself.

    It holds names of files, notes and what units sent: what may leave is written by open-data.
    """
    from warehouse.export import export_tables
    from warehouse.reader import open_published

    published = published_installation(None, None, warehouse).published
    with open_published(published) as opened:
        written = export_tables(opened, folder)
    out.print(f"{len(written)} files in {folder}")
