"""The terminal: what was asked for goes to standard output, everything else to standard error.

Here belong the two streams, and ending a command that cannot be carried out.
"""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def refuse(message: str) -> NoReturn:
    """Say why the command cannot be carried out as it was typed, and end with status 2."""
    err.print(message, markup=False)
    raise typer.Exit(2)
