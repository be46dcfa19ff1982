"""`dti check`: what is wrong with files, told to whoever sends them.

Here belong its words; files are judged and answered in `assets/receiving/answers.py`.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    FormatOption,
    InboxOption,
    NumbersOption,
    SeedsOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
)
from assets.commands.terminal import err, out


def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    round_id: Annotated[str, typer.Option("--round", help="The round the files are for.")],
    form: FormatOption = "text",
    answers: Annotated[
        Path, typer.Option("--answers", help="Where the annotated copies go.")
    ] = Path("tra-loi"),
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    numbers: NumbersOption = None,
) -> None:
    """Read and validate files without storing anything. Exit 1 if any problem is an error.

    What is wrong is told by cell; a copy of each file with every problem at its cell is written to
    the folder of answers.
    """
    installation = installation_at(seeds, inbox, warehouse, numbers)
    (chosen,) = chosen_rounds(installation, [round_id], every=False)
    from assets.receiving.answer_files import write_answers
    from assets.receiving.answers import (
        answer_text,
        answers_of,
        check_files,
        findings_as_json,
    )
    from assets.receiving.inbox import received_file
    from assets.receiving.reading import annotate_apart
    from pipelines.intake.received_files import is_no_submission

    received = [
        received_file(path, path.name, None) for path in files if not is_no_submission(path.name)
    ]
    taken = check_files(installation, received, chosen)
    seeds_of = installation.seeds
    answered = answers_of(
        seeds_of.rounds[chosen], taken, seeds_of.units(chosen), seeds_of.framework_of(chosen)
    )
    if form == "json":
        sys.stdout.write(findings_as_json(taken.findings))
    else:
        out.print("\n".join(answer_text(answer) for answer in answered), markup=False)
    sent = {file.sha256: file for file in received}
    failures = write_answers(answers, answered, sent, annotate_apart)
    for failure in failures:
        err.print(failure, markup=False)
    if form == "text" and len(failures) < len(answered):
        out.print(f"bản trả lời / answers: {answers}", markup=False)
    raise typer.Exit(1 if "error" in taken.findings["severity"] else 0)
