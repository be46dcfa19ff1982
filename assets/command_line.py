"""`dti`: the command line of the assessment officer and of the clerk.

Here belongs what people type and what they are told. Heavy libraries are imported by the command
that needs them, so that `dti check` answers at once.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from pipelines.marked_yaml import SeedError

if TYPE_CHECKING:
    from assets.installation import Installation

app = typer.Typer(
    help="Digital Transformation Index: from submissions to ranks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

SeedsOption = Annotated[
    Path | None, typer.Option("--seeds", envvar="DTI_SEEDS", help="Folder of seeds.")
]
InboxOption = Annotated[
    Path | None,
    typer.Option("--inbox", envvar="DTI_INBOX", help="Folder of submissions."),
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option("--warehouse", envvar="DTI_WAREHOUSE", help="The published warehouse."),
]


@app.command()
def assess(
    rounds: Annotated[list[str] | None, typer.Argument(metavar="ROUND...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every round of the seeds.")] = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Assess rounds and publish them: a real Dagster run, seen in the UI."""
    of = _installation(seeds, inbox, warehouse)
    chosen = _rounds(of, rounds or [], every)
    from checks.expectations import prepare

    prepare()  # loads in a process of its own while Dagster is loaded and run in this one
    from assets.assessment import assess_rounds

    raise typer.Exit(assess_rounds(of, chosen, _out, _err))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    round_id: Annotated[str, typer.Option("--round", help="The round the files are for.")],
    form: Annotated[str, typer.Option("--format", help="text or json")] = "text",
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Read and validate files without storing anything. Exit 1 if any problem is an error."""
    if form not in ("text", "json"):
        _refuse(f"--format: expected text or json, found {form!r}")
    of = _installation(seeds, inbox, warehouse)
    (chosen,) = _rounds(of, [round_id], every=False)
    from assets.answers import check_files, findings_as_text

    findings = check_files(of, files, chosen)
    if form == "json":
        sys.stdout.write(json.dumps(findings.to_dicts(), ensure_ascii=False, indent=2) + "\n")
    else:
        _out.print(findings_as_text(findings, [path.name for path in files]), markup=False)
    raise typer.Exit(1 if "error" in findings["severity"] else 0)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    warehouse: WarehouseOption = None,
) -> None:
    """Write every published table as CSV and Parquet, the same bytes for the same rows."""
    from warehouse.export import export_tables

    published = _installation(None, None, warehouse).published
    if not published.exists():
        _refuse(f"nothing is published yet at {published}: run dti assess first")
    written = export_tables(published, folder)
    _out.print(f"{len(written)} files in {folder}")


def _installation(seeds: Path | None, inbox: Path | None, warehouse: Path | None) -> "Installation":
    from assets.installation import installation

    return installation(seeds, inbox, warehouse)


def _rounds(of: "Installation", rounds: list[str], every: bool) -> list[str]:
    try:
        known = list(of.seeds.rounds)
    except SeedError as error:
        _refuse(f"the seeds in {of.seeds_folder} cannot be used:\n{error}")
    unknown = [name for name in rounds if name not in known]
    if unknown:
        _refuse(f"no round {', '.join(unknown)}; there are: {', '.join(known)}")
    if not rounds and not every:
        _refuse(f"name a round or say --all; there are: {', '.join(known)}")
    return known if every else [name for name in known if name in rounds]


def _refuse(message: str) -> NoReturn:
    _err.print(message, markup=False)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
