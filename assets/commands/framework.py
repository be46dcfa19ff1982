"""`dti framework`: bring an annex in, review what was understood of it, compare two frameworks.

Here belongs what is printed and written; annexes and framework files are read in
`assets/installation/framework_files.py`, reviews in `framework_review.py` there.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import FormatOption, SeedsOption, installation_at
from assets.commands.terminal import err, out, refuse
from pipelines.marked_yaml import SeedError

framework = typer.Typer(
    help="Frameworks: bring an annex in, review it, compare two.", no_args_is_help=True
)


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
    from assets.installation.framework_files import Asked, import_annex
    from pipelines.frameworks.rule_kinds import SUBJECTS

    if subject is not None and subject not in SUBJECTS:
        refuse(f"--subject: expected one of {', '.join(SUBJECTS)}, found {subject!r}")
    if output.exists() and not (force or dry_run):
        refuse(f"already there, --force overwrites: {output}")
    imported = import_annex(table, Asked(id_ or output.stem, subject, name, legal_source))
    for heading, remarks in (
        ("lưu ý / note", imported.remarks),
        ("chưa chắc / unsure", imported.unsure),
        ("lỗi / problem", imported.problems),
    ):
        for remark in remarks:
            err.print(f"{heading}: {remark}", markup=False)
    is_written = bool(imported.text) and (draft or not imported.problems)
    if is_written and dry_run:
        sys.stdout.write(imported.text)
    elif is_written:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(imported.text, encoding="utf-8", newline="\n")
    if imported.summary:
        err.print(imported.summary, markup=False)
    if not is_written:
        hint = "; --draft ghi bản nháp / writes a draft" if imported.text else ""
        err.print(f"không ghi tệp nào / nothing written{hint}", markup=False)
        raise typer.Exit(1)
    if not dry_run:
        out.print(f"đã ghi / written: {output}", markup=False)
    if imported.unsure:
        err.print(
            f"{len(imported.unsure)} dòng chưa chắc: rà soát bằng dti framework review {output} "
            "-o TEP.xlsx\n"
            f"{len(imported.unsure)} rows are not sure: review them by dti framework review "
            f"{output} -o FILE.xlsx",
            markup=False,
        )


@framework.command("review")
def review_framework(
    named: Annotated[str, typer.Argument(metavar="ID", help="An id of the seeds or a file.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.xlsx")] = None,
    corrected: Annotated[
        Path | None,
        typer.Option(
            "--read", metavar="FILE.xlsx", exists=True, dir_okay=False, help="Read a review back."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the workbook.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show changes, write none.")] = False,
    seeds: SeedsOption = None,
) -> None:
    """Write what was understood of a framework as a workbook (-o), or read it back (--read)."""
    from assets.installation.framework_files import framework_path
    from assets.installation.framework_review import read_back, review_of

    if (output is None) == (corrected is None):
        refuse(
            "ghi -o TEP.xlsx để lập bảng rà soát, hoặc --read TEP.xlsx để đọc lại bảng đã sửa\n"
            "say -o FILE.xlsx to write a review, or --read FILE.xlsx to read one back"
        )
    if output is not None and output.exists() and not force:
        refuse(f"đã có tệp này, --force để ghi đè / already there, --force overwrites: {output}")
    folder = installation_at(seeds, None, None).seeds_folder
    try:
        if output is not None:
            workbook = review_of(named, folder)
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(workbook)
            out.print(f"đã ghi / written: {output}", markup=False)
            return
        assert corrected is not None
        review = read_back(named, folder, corrected)
    except SeedError as error:
        refuse(str(error))
    for problem in review.problems:
        err.print(f"lỗi / problem: {problem}", markup=False)
    if not review.text:
        err.print("không ghi tệp nào / nothing written", markup=False)
        raise typer.Exit(1)
    sys.stdout.write(review.changes)
    for row in review.unsure:
        err.print(f"còn chưa rõ / still open: {row}", markup=False)
    if not dry_run:
        path = framework_path(named, folder)
        path.write_text(review.text, encoding="utf-8", newline="\n")
        out.print(f"đã ghi / written: {path}", markup=False)


@framework.command("diff")
def diff_two_frameworks(
    before: Annotated[str, typer.Argument(metavar="A", help="An id of the seeds or a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="An id of the seeds or a file.")],
    form: FormatOption = "text",
    seeds: SeedsOption = None,
) -> None:
    """Show what a new framework changed: indicators, points, rules, pillars."""
    from assets.installation.framework_files import named_framework
    from pipelines.frameworks.diff import diff_frameworks
    from pipelines.frameworks.diff_text import diff_json, diff_text

    folder = installation_at(seeds, None, None).seeds_folder
    try:
        compared = diff_frameworks(named_framework(before, folder), named_framework(after, folder))
    except SeedError as error:
        refuse(str(error))
    sys.stdout.write(diff_json(compared) if form == "json" else diff_text(compared))
