"""`dti explain`: where points and a rank come from.

Here belong its words; the way from cell to rank is told in `assets/commands/explaining.py`.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    FormatOption,
    RoundArgument,
    UnitArgument,
    WarehouseOption,
    installation_at,
)
from assets.commands.terminal import out, refuse


def explain(
    round_id: RoundArgument,
    entity: UnitArgument,
    indicator: Annotated[str | None, typer.Argument(metavar="INDICATOR")] = None,
    form: FormatOption = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show how a unit's points and rank came about, from the cell of a file to the rank.

    With --format json: the receipt, which verify_receipt.py checks without this program.
    """
    from assets.commands import explaining

    of = installation_at(None, None, warehouse)
    try:
        told = explaining.explain(of, round_id, entity, indicator, form)
    except explaining.NotPublished as error:
        refuse(str(error))
    if output is None:
        sys.stdout.write(told)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(told, encoding="utf-8", newline="\n")
        out.print(str(output), markup=False)
