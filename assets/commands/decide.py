"""`dti decide`: what decisions of the council change, and filing them.

Here belong its words; decisions are weighed and filed in `assets/commands/deciding.py`.
"""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    InboxOption,
    SeedsOption,
    WaitOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
)
from assets.commands.terminal import err, out, refuse
from pipelines.marked_yaml import SeedError


def decide(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    round_id: Annotated[
        str | None, typer.Option("--round", help="Else the round that the file names.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell the effect, store nothing.")
    ] = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Take a file of decisions: tell its effect on points and ranks, file it, assess its round.

    Exit 1 if the file has errors; nothing is filed then.
    """
    if not dry_run:
        from checks.expectations import prepare

        prepare()  # loads in a process of its own meanwhile
    of = installation_at(seeds, inbox, warehouse)
    from assets.commands.deciding import (
        NotDecided,
        effect_lines,
        file_decisions,
        round_of,
        weigh_decisions,
    )
    from assets.receiving.answers import answer_text

    try:
        (chosen,) = chosen_rounds(of, [round_id or round_of(of, file)], every=False)
        weighed = weigh_decisions(of, file, chosen)
    except (NotDecided, SeedError) as error:
        refuse(str(error))
    out.print(answer_text(weighed.answer), markup=False)
    for line in effect_lines(of, weighed):
        out.print(line, markup=False)
    if weighed.answer.errors or weighed.decisions.is_empty():
        err.print("có lỗi hoặc không có quyết định nào, không lưu / not filed", markup=False)
        raise typer.Exit(1)
    if dry_run:
        out.print("chạy thử, không lưu gì / dry run, nothing was stored", markup=False)
        return
    from assets.runs.assessment import assess_rounds
    from assets.runs.run_lock import RunInProgress, run_lock

    try:  # taken before anything is filed
        with run_lock(of, [chosen], partial(err.print, markup=False) if wait else None):
            filed = file_decisions(of, file, chosen)
            status = assess_rounds(of, [chosen], out, err, wait=wait)
    except RunInProgress as error:
        refuse(str(error))
    later = [name for name, entry in of.seeds.rounds.items() if entry.previous == chosen]
    if later:
        listed = f"các đợt so với đợt này / compared with it: dti assess {' '.join(later)}"
        out.print(listed, markup=False)
    undo = f"hoàn tác / to undo: rm {filed} && dti assess {chosen}"
    out.print(f"đã lưu / filed: {filed}\n{undo}", markup=False)
    raise typer.Exit(status)
