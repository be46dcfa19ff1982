"""`dti template`: the forms that units fill in.

Here belongs where they are written; forms are made in `assets/publishing/forms.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    InboxOption,
    RoundArgument,
    SeedsOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
)
from assets.commands.terminal import err, out, refuse
from pipelines.marked_yaml import SeedError


def template(
    round_id: RoundArgument,
    reporter: Annotated[
        str | None, typer.Argument(metavar="ENTITY", help="Code of the unit that reports.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.xlsx")] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--all", metavar="DIR", help="A form for every unit that reports."),
    ] = None,
    vietnamese: Annotated[
        bool, typer.Option("--vietnamese", help="Vietnamese only, without English beside it.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files.")] = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the form that a unit fills in: ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR."""
    installation = installation_at(seeds, inbox, warehouse)
    from rich.progress import track

    from assets.publishing.forms import RoundForms

    (chosen,) = chosen_rounds(installation, [round_id], every=False)
    forms = RoundForms(installation, chosen, vietnamese)
    try:
        known = forms.reporters
    except SeedError as error:
        refuse(f"the seeds in {installation.seeds_folder} cannot be used:\n{error}")
    match reporter, output, folder:
        case str(), Path(), None:
            targets = {reporter: output}
        case None, None, Path():
            targets = {code: folder / forms.file_name(code) for code in known}
        case _:
            refuse("say ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR")
    if reporter is not None and reporter not in known:
        close = forms.like(reporter)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        refuse(f"{reporter} reports nothing in round {round_id}{hint}")
    there = [str(path) for path in targets.values() if path.exists()]
    if there and not force:
        refuse(f"already there, --force overwrites: {', '.join(there)}")
    for code, path in track(targets.items(), "biểu mẫu / forms", console=err, transient=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(forms.workbook(code))
    out.print(f"{len(targets)} forms in {folder}" if folder else str(output), markup=False)
