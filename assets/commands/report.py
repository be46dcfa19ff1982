"""`dti report`: the papers of a round.

Here belong its words; papers are set in `assets/publishing/papers/`.
"""

from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import RoundArgument, WarehouseOption, installation_at
from assets.commands.terminal import out, refuse


def report(
    round_id: RoundArgument,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")],
    warehouse: WarehouseOption = None,
) -> None:
    """Write the papers of a round: report, annex tables, a sheet per unit, newsletter."""
    from assets.commands import explaining

    of = installation_at(None, None, warehouse)
    try:
        written = explaining.report(of, round_id, folder)
    except explaining.NotPublished as error:
        refuse(str(error))
    out.print(f"{written} files in {folder}", markup=False)
