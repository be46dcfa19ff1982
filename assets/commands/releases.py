"""`dti releases`: what was published when.

Here belong its words; releases are listed and verified in `assets/commands/explaining.py`.
"""

from typing import Annotated

import typer

from assets.commands.options import WarehouseOption, installation_at
from assets.commands.terminal import out, refuse


def releases(
    round_id: Annotated[str | None, typer.Argument(metavar="ROUND")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Look whether their folders are as issued.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """List releases with what they changed. With --verify, exit 1 if a folder was changed."""
    from assets.commands import explaining

    of = installation_at(None, None, warehouse)
    try:
        if verify:
            lines, all_hold = explaining.verify(of, round_id)
        else:
            lines, all_hold = list(explaining.releases_of(of, round_id)), True
    except explaining.NotPublished as error:
        refuse(str(error))
    out.print("\n".join(lines), markup=False)
    raise typer.Exit(0 if all_hold else 1)
