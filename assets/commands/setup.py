"""`dti setup`: rounds, units and plans of an office as one workbook, read into its seeds.

Here belongs what is printed; workbooks are made and read in `assets/installation/setup_files.py`.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.files import ForceOption, OutputOption, write_file
from assets.commands.options import SeedsOption, installation_at
from assets.commands.terminal import err, out, refuse
from pipelines.marked_yaml import SeedError


def setup(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE.xlsx", exists=True, dir_okay=False, help="To be read."),
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Write the workbook of the seeds as they are.")
    ] = False,
    output: OutputOption = None,
    force: ForceOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show changes, write none.")] = False,
    seeds: SeedsOption = None,
) -> None:
    """Keep rounds, units, reporters, responsibilities, targets and costs in one workbook.

    What changes is shown first; problems are told at their cells, and nothing is written then.
    """
    if template == (file is not None) or template != (output is not None):
        refuse(
            "ghi --template -o TEP.xlsx để lập sổ thiết lập, hoặc TEP.xlsx để đọc lại\n"
            "say --template -o FILE.xlsx to write the workbook, or FILE.xlsx to read it"
        )
    folder = installation_at(seeds, None, None).seeds_folder
    from assets.installation.setup_files import read_workbook, setup_of, write_seeds

    try:
        if output is not None:
            write_file(output, setup_of(folder), force)
            out.print(f"đã ghi / written: {output}", markup=False)
            return
        assert file is not None
        found = read_workbook(file, folder)
    except SeedError as error:
        refuse(str(error))
    sys.stdout.write(found.changes)
    for problem in found.problems:
        err.print(f"lỗi / problem: {problem}", markup=False)
    if found.problems:
        err.print("không ghi tệp nào / nothing written", markup=False)
        raise typer.Exit(1)
    if not found.files:
        out.print("không có gì thay đổi / nothing changes", markup=False)
    elif not dry_run:
        write_seeds(folder, found.files)
        for name in found.files:
            out.print(f"đã ghi / written: {folder / name}", markup=False)
