"""`dti assess`: rounds, from their files to a publication.

Here belong its words; the run is started and told in `assets/runs/assessment.py`.
"""

from typing import Annotated

import typer

from assets.commands.options import (
    InboxOption,
    SeedsOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
)
from assets.commands.terminal import err, out


def assess(
    rounds: Annotated[list[str] | None, typer.Argument(metavar="ROUND...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every round of the seeds.")] = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Assess rounds and publish them: a real Dagster run, seen in the UI."""
    from checks.expectations import prepare

    prepare()  # loads in a process of its own while Dagster is loaded and run in this one
    installation = installation_at(seeds, inbox, warehouse)
    chosen = chosen_rounds(installation, rounds or [], every)
    from assets.runs.assessment import assess_rounds

    raise typer.Exit(assess_rounds(installation, chosen, out, err))
