"""`dti assess`: rounds, from their files to a publication.

Here belong its words; the run is started and told in `assets/runs/assessment.py`.
"""

from typing import Annotated

import typer

from assets.commands.options import (
    InboxOption,
    NumbersOption,
    SeedsOption,
    WaitOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
    unusable_rounds,
)
from assets.commands.terminal import err, out


def assess(
    rounds: Annotated[list[str] | None, typer.Argument(metavar="ROUND...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every round of the seeds.")] = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
    numbers: NumbersOption = None,
) -> None:
    """Assess rounds and publish them: a real Dagster run, seen in the UI."""
    installation = installation_at(seeds, inbox, warehouse, numbers)
    chosen = chosen_rounds(installation, rounds or [], every)
    from assets.publishing.unchanged import is_unchanged

    if not is_unchanged(installation, chosen):
        from checks.expectations import prepare

        prepare()  # loads in a process of its own while Dagster is loaded and run in this one
    from assets.runs.assessment import assess_rounds

    seeds_read = installation.seeds
    unusable = unusable_rounds(seeds_read.unusable, seeds_read.problems)
    if seeds_read.problems:
        err.print(unusable, markup=False)
    status = assess_rounds(installation, chosen, out, err, wait=wait)
    if every and seeds_read.problems:
        err.print(unusable, markup=False)
        status = status or 1
    raise typer.Exit(status)
