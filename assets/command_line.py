"""`dti`: the command line of the assessment officer and of the clerk.

Here belongs what people type and what they are told. Heavy libraries are imported by the command
that needs them, so that `dti check` answers at once.
"""

import hashlib
import sys
from difflib import get_close_matches
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
framework = typer.Typer(help="Frameworks: bring an annex in, compare two.", no_args_is_help=True)
app.add_typer(framework, name="framework")
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
    answers: Annotated[
        Path, typer.Option("--answers", help="Where the annotated copies go.")
    ] = Path("tra-loi"),
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Read and validate files without storing anything. Exit 1 if any problem is an error.

    What is wrong is told by cell; a copy of each file with every problem at its cell is written to
    the folder of answers.
    """
    if form not in ("text", "json"):
        _refuse(f"--format: expected text or json, found {form!r}")
    of = _installation(seeds, inbox, warehouse)
    (chosen,) = _rounds(of, [round_id], every=False)
    from assets.answers import (
        answer_text,
        answers_of,
        check_files,
        findings_as_json,
        write_answers,
    )
    from assets.reading import annotate_apart

    taken = check_files(of, files, chosen)
    told = answers_of(of.seeds.rounds[chosen], taken)
    if form == "json":
        sys.stdout.write(findings_as_json(taken.findings))
    else:
        _out.print("\n".join(answer_text(answer) for answer in told), markup=False)
    contents = {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes() for path in files}
    try:
        write_answers(answers, told, contents, annotate_apart)
    except OSError as error:
        _err.print(f"không ghi được bản trả lời / no answers written: {error}", markup=False)
    else:
        if form == "text":
            _out.print(f"bản trả lời / answers: {answers}", markup=False)
    raise typer.Exit(1 if "error" in taken.findings["severity"] else 0)


@app.command()
def template(
    round_id: Annotated[str, typer.Argument(metavar="ROUND")],
    reporter: Annotated[
        str | None, typer.Argument(metavar="ENTITY", help="Code of the unit that reports.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.xlsx")] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--all", metavar="DIR", help="A form for every unit that reports."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files.")] = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the form that a unit fills in: ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR."""
    of = _installation(seeds, inbox, warehouse)
    from rich.progress import track

    from assets.forms import RoundForms

    forms = RoundForms(of, *_rounds(of, [round_id], every=False))
    try:
        known = forms.reporters
    except SeedError as error:
        _refuse(f"the seeds in {of.seeds_folder} cannot be used:\n{error}")
    match reporter, output, folder:
        case str(), Path(), None:
            targets = {reporter: output}
        case None, None, Path():
            targets = {code: folder / forms.file_name(code) for code in known}
        case _:
            _refuse("say ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR")
    if reporter is not None and reporter not in known:
        close = forms.like(reporter)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        _refuse(f"{reporter} reports nothing in round {round_id}{hint}")
    there = [str(path) for path in targets.values() if path.exists()]
    if there and not force:
        _refuse(f"already there, --force overwrites: {', '.join(there)}")
    for code, path in track(targets.items(), "biểu mẫu / forms", console=_err, transient=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(forms.workbook(code))
    _out.print(f"{len(targets)} forms in {folder}" if folder else str(output), markup=False)


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


@app.command()
def site(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Else beside the warehouse."),
    ] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Build the pages of the published warehouse again; unchanged pages are left alone."""
    import duckdb

    from assets.site.building import build_site

    of = _installation(None, None, warehouse)
    if not of.published.exists():
        _refuse(f"nothing is published yet at {of.published}: run dti assess first")
    folder = output or of.site
    try:
        written = build_site(of.published, folder)
    except duckdb.Error as error:
        _refuse(f"{of.published} cannot be read, run dti assess again: {error}")
    _out.print(
        f"{folder}: {written.files} files, {written.made} written, {written.kept} unchanged, "
        f"{written.removed} removed",
        markup=False,
    )


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 8000,
    warehouse: WarehouseOption = None,
) -> None:
    """Serve the site on this machine only, for a look. Ctrl+C ends it."""
    from assets.site.serving import site_server

    of = _installation(None, None, warehouse)
    if not of.site.exists():
        _refuse(f"there is no site yet at {of.site}: run dti assess or dti site first")
    try:
        server = site_server(of.site, port)
    except OSError as error:
        _refuse(f"port {port} cannot be used: {error}; --port 0 takes a free one")
    _out.print(f"http://{server.server_address[0]}:{server.server_port}/", markup=False)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


@framework.command("import")
def import_framework(
    table: Annotated[Path, typer.Argument(metavar="TABLE", exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.yaml")],
    id_: Annotated[str | None, typer.Option("--id", help="Else the name of the file.")] = None,
    subject: Annotated[str | None, typer.Option(help="commune, department, province ...")] = None,
    name: Annotated[str | None, typer.Option(help="Else the title above the table.")] = None,
    legal_source: Annotated[
        str | None, typer.Option(help="Else the decision in the title.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Write despite problems.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print, write nothing.")] = False,
) -> None:
    """Read the annex of a decision (XLSX or CSV) into a framework file. Exit 1 on problems."""
    from assets.framework_files import Asked, import_annex
    from pipelines.frameworks.rule_kinds import SUBJECTS

    if subject is not None and subject not in SUBJECTS:
        _refuse(f"--subject: expected one of {', '.join(SUBJECTS)}, found {subject!r}")
    if output.exists() and not (force or dry_run):
        _refuse(f"already there, --force overwrites: {output}")
    imported = import_annex(table, Asked(id_ or output.stem, subject, name, legal_source))
    for heading, remarks in (
        ("lưu ý / note", imported.remarks),
        ("lỗi / problem", imported.problems),
    ):
        for remark in remarks:
            _err.print(f"{heading}: {remark}", markup=False)
    is_written = bool(imported.text) and (draft or not imported.problems)
    if is_written and dry_run:
        sys.stdout.write(imported.text)
    elif is_written:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(imported.text, encoding="utf-8", newline="\n")
    if imported.summary:
        _err.print(imported.summary, markup=False)
    if not is_written:
        hint = "; --draft ghi bản nháp / writes a draft" if imported.text else ""
        _err.print(f"không ghi tệp nào / nothing written{hint}", markup=False)
        raise typer.Exit(1)
    if not dry_run:
        _out.print(f"đã ghi / written: {output}", markup=False)


@framework.command("diff")
def diff_two_frameworks(
    before: Annotated[str, typer.Argument(metavar="A", help="An id of the seeds or a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="An id of the seeds or a file.")],
    form: Annotated[str, typer.Option("--format", help="text or json")] = "text",
    seeds: SeedsOption = None,
) -> None:
    """Show what a new framework changed: indicators, points, rules, pillars."""
    from assets.framework_files import named_framework
    from pipelines.frameworks.diff import diff_frameworks
    from pipelines.frameworks.diff_text import diff_json, diff_text

    if form not in ("text", "json"):
        _refuse(f"--format: expected text or json, found {form!r}")
    folder = _installation(seeds, None, None).seeds_folder
    try:
        compared = diff_frameworks(named_framework(before, folder), named_framework(after, folder))
    except SeedError as error:
        _refuse(str(error))
    sys.stdout.write(diff_json(compared) if form == "json" else diff_text(compared))


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
        close = [name for text in unknown for name in get_close_matches(text, known, cutoff=0.5)]
        hint = f"did you mean {', '.join(dict.fromkeys(close))}? " if close else ""
        _refuse(f"no round {', '.join(unknown)}; {hint}there are: {', '.join(known)}")
    if not rounds and not every:
        _refuse(f"name a round or say --all; there are: {', '.join(known)}")
    return known if every else [name for name in known if name in rounds]


def _refuse(message: str) -> NoReturn:
    _err.print(message, markup=False)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
