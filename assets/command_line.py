"""`dti`: the command line of the assessment officer and of the clerk.

Here belongs what people type and what they are told. Heavy libraries are imported by the command
that needs them, so that `dti check` answers at once.
"""

import hashlib
import sys
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from pipelines.local_time import LOCAL_TIME
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
    _expect_one_of("--format", form, ("text", "json"))
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
) -> None:
    """Take a file of decisions: tell its effect on points and ranks, file it, assess its round.

    Exit 1 if the file has errors; nothing is filed then.
    """
    of = _installation(seeds, inbox, warehouse)
    if not dry_run:
        from checks.expectations import prepare

        prepare()  # loads in a process of its own meanwhile
    from assets.answers import answer_text
    from assets.deciding import (
        NotDecided,
        effect_lines,
        file_decisions,
        round_of,
        weigh_decisions,
    )

    try:
        (chosen,) = _rounds(of, [round_id or round_of(of, file)], every=False)
        weighed = weigh_decisions(of, file, chosen)
    except (NotDecided, SeedError) as error:
        _refuse(str(error))
    _out.print(answer_text(weighed.answer), markup=False)
    for line in effect_lines(of, weighed):
        _out.print(line, markup=False)
    if weighed.answer.errors or weighed.decisions.is_empty():
        _err.print("có lỗi hoặc không có quyết định nào, không lưu / not filed", markup=False)
        raise typer.Exit(1)
    if dry_run:
        _out.print("chạy thử, không lưu gì / dry run, nothing was stored", markup=False)
        return
    filed = file_decisions(of, file, chosen)
    from assets.assessment import assess_rounds

    status = assess_rounds(of, [chosen], _out, _err)
    later = [name for name, entry in of.seeds.rounds.items() if entry.previous == chosen]
    if later:
        told = f"các đợt so với đợt này / compared with it: dti assess {' '.join(later)}"
        _out.print(told, markup=False)
    undo = f"hoàn tác / to undo: rm {filed} && dti assess {chosen}"
    _out.print(f"đã lưu / filed: {filed}\n{undo}", markup=False)
    raise typer.Exit(status)


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
def plan(
    round_id: Annotated[str, typer.Argument(metavar="ROUND")],
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="Code of the unit.")],
    rank: Annotated[int | None, typer.Option(min=1, help="To reach this rank.")] = None,
    points: Annotated[str | None, typer.Option(help="To reach so many points.")] = None,
    value: Annotated[str | None, typer.Option(help="To reach this value.")] = None,
    mains: Annotated[int | None, typer.Option(min=1, help="So many mains, with --top.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="The rank the mains must have.")] = None,
    council: Annotated[
        bool, typer.Option("--council", help="Also plan what the council or publisher decides.")
    ] = False,
    form: Annotated[str, typer.Option("--format", help="text or json")] = "text",
    language: Annotated[str, typer.Option(help="vi or en")] = "vi",
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Tell the shortest way of a unit to a goal; without one, to the next place.

    Exit 0: there is a way, or the goal is met. Exit 1: out of reach, with the reason. Exit 2: the
    question cannot be asked.
    """
    _expect_one_of("--format", form, ("text", "json"))
    _expect_one_of("--language", language, ("vi", "en"))
    of = _published_installation(seeds, inbox, warehouse)
    (chosen,) = _rounds(of, [round_id], every=False)
    from assets.plans import plan_json, plan_of, plan_text, published_standing
    from pipelines.planning.goals import goal_asked
    from pipelines.planning.shortest_way import Way

    standing = published_standing(of, chosen)
    if standing is None:
        _refuse(f"round {chosen} is not published yet at {of.published}: run dti assess {chosen}")
    _expect_unit(entity, standing.entities, chosen)
    try:
        goal = goal_asked(rank, points, value, mains, top)
        result = plan_of(of, standing, entity, goal, council)
    except ValueError as error:
        _refuse(str(error))
    told = plan_text(of, result, "vi" if language == "vi" else "en")
    sys.stdout.write(plan_json(of, result) if form == "json" else told)
    raise typer.Exit(0 if isinstance(result, Way) else 1)


@app.command()
def why(
    round_id: Annotated[str, typer.Argument(metavar="ROUND")],
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="Code of the unit.")],
    form: Annotated[str, typer.Option("--format", help="text or json")] = "text",
    language: Annotated[str, typer.Option(help="vi or en")] = "vi",
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Tell why the rank of a unit moved since the round before, part by part.

    Exit 1 where there is nothing to compare: no round before, or the unit has no value in one.
    """
    _expect_one_of("--format", form, ("text", "json"))
    _expect_one_of("--language", language, ("vi", "en"))
    of = _published_installation(seeds, inbox, warehouse)
    (chosen,) = _rounds(of, [round_id], every=False)
    from assets.moves import move_json, move_text, published_move

    _expect_unit(entity, of.seeds.units(chosen)["entity_code"].to_list(), chosen)
    try:
        move = published_move(of, chosen, entity)
    except ValueError as error:
        _refuse(str(error))
    if move is None:
        before = of.seeds.rounds[chosen].previous
        _err.print(
            f"không có gì để so sánh / nothing to compare: {chosen} has no round before"
            if before is None
            else f"không có gì để so sánh / nothing to compare: {entity} has no published value in "
            f"{before} or in {chosen}",
            markup=False,
        )
        raise typer.Exit(1)
    told = move_text(move, "vi" if language == "vi" else "en")
    sys.stdout.write(move_json(move) if form == "json" else told)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    warehouse: WarehouseOption = None,
) -> None:
    """Write every published table as CSV and Parquet, for the office itself.

    It holds names of files, notes and what units sent: what may leave is written by open-data.
    """
    from warehouse.export import export_tables

    published = _published_installation(None, None, warehouse).published
    written = export_tables(published, folder)
    _out.print(f"{len(written)} files in {folder}")


@app.command()
def targets(
    entity: Annotated[
        str | None, typer.Argument(metavar="ENTITY", help="Code of a unit; else every unit.")
    ] = None,
    round_id: Annotated[
        str | None, typer.Option("--round", help="Else the latest round of each unit.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text or json")] = "text",
    warehouse: WarehouseOption = None,
) -> None:
    """How far targets are, at what pace, and which agency owes most, from what is published."""
    if form not in ("text", "json"):
        _refuse(f"--format: expected text or json, found {form!r}")
    from assets.target_report import NothingToReport, target_reports
    from pipelines.planning.target_text import reports_as_json, reports_as_text

    published = _installation(None, None, warehouse).published
    if not published.exists():
        _refuse(f"nothing is published yet at {published}: run dti assess first")
    try:
        reports = target_reports(published, entity, round_id)
    except NothingToReport as nothing:
        _refuse(str(nothing))
    told = reports_as_json(reports) if form == "json" else reports_as_text(reports)
    sys.stdout.write(told + "\n")


@app.command("open-data")
def open_data(
    folder: Annotated[Path, typer.Argument(help="Where the package goes.")],
    issued: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of issue; else today.")
    ] = None,
    seeds: SeedsOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write what may leave as open data: CSV, Parquet, metadata for portals, checksums."""
    of = _installation(seeds, None, warehouse)
    if not of.published.exists():
        _refuse(f"nothing is published yet at {of.published}: run dti assess first")
    try:
        terms = of.seeds.terms
    except SeedError as error:
        _refuse(f"the seeds in {of.seeds_folder} cannot be used:\n{error}")
    if terms is None:
        _refuse(f"{of.seeds_folder / 'publication.yaml'} is missing: it says who publishes")
    from assets.open_data import whole_release, write_open_data

    day = (issued or datetime.now(LOCAL_TIME)).date()
    try:
        files = write_open_data(of.published, folder, whole_release(of.published, day), terms)
    except FileExistsError as error:
        _refuse(str(error))
    _out.print(f"{len(files)} files in {folder}")


@app.command()
def explain(
    round_id: Annotated[str, typer.Argument(metavar="ROUND")],
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="Code of the unit.")],
    indicator: Annotated[str | None, typer.Argument(metavar="INDICATOR")] = None,
    form: Annotated[str, typer.Option("--format", help="text or json")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show how a unit's points and rank came about, from the cell of a file to the rank.

    With --format json: the receipt, which verify_receipt.py checks without this program.
    """
    if form not in ("text", "json"):
        _refuse(f"--format: expected text or json, found {form!r}")
    from assets import explaining

    of = _installation(None, None, warehouse)
    try:
        told = explaining.explain(of, round_id, entity, indicator, form)
    except explaining.NotPublished as error:
        _refuse(str(error))
    if output is None:
        sys.stdout.write(told)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(told, encoding="utf-8", newline="\n")
        _out.print(str(output), markup=False)


@app.command()
def releases(
    round_id: Annotated[str | None, typer.Argument(metavar="ROUND")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Look whether their folders are as issued.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """List releases with what they changed. With --verify, exit 1 if a folder was changed."""
    from assets import explaining

    of = _installation(None, None, warehouse)
    try:
        if verify:
            lines, all_hold = explaining.verify(of, round_id)
        else:
            lines, all_hold = list(explaining.releases_of(of, round_id)), True
    except explaining.NotPublished as error:
        _refuse(str(error))
    _out.print("\n".join(lines), markup=False)
    raise typer.Exit(0 if all_hold else 1)


@app.command()
def report(
    round_id: Annotated[str, typer.Argument(metavar="ROUND")],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")],
    warehouse: WarehouseOption = None,
) -> None:
    """Write the papers of a round: report, annex tables, a sheet per unit, newsletter."""
    from assets import explaining

    of = _installation(None, None, warehouse)
    try:
        written = explaining.report(of, round_id, folder)
    except explaining.NotPublished as error:
        _refuse(str(error))
    _out.print(f"{written} files in {folder}", markup=False)


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

    _expect_one_of("--format", form, ("text", "json"))
    folder = _installation(seeds, None, None).seeds_folder
    try:
        compared = diff_frameworks(named_framework(before, folder), named_framework(after, folder))
    except SeedError as error:
        _refuse(str(error))
    sys.stdout.write(diff_json(compared) if form == "json" else diff_text(compared))


def _installation(seeds: Path | None, inbox: Path | None, warehouse: Path | None) -> "Installation":
    from assets.installation import installation

    return installation(seeds, inbox, warehouse)


def _published_installation(
    seeds: Path | None, inbox: Path | None, warehouse: Path | None
) -> "Installation":
    of = _installation(seeds, inbox, warehouse)
    if not of.published.exists():
        _refuse(f"nothing is published yet at {of.published}: run dti assess first")
    return of


def _expect_one_of(option: str, found: str, expected: tuple[str, ...]) -> None:
    if found not in expected:
        _refuse(f"{option}: expected {' or '.join(expected)}, found {found!r}")


def _expect_unit(entity: str, known: Sequence[str], round_id: str) -> None:
    if entity not in known:
        close = get_close_matches(entity, known, cutoff=0.5)
        hint = f"did you mean {', '.join(close)}? " if close else ""
        _refuse(f"no unit {entity} in round {round_id}; {hint}there are: {', '.join(known)}")


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
