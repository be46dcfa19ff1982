"""The setup workbook and the seeds on disk: one made from the other, in both directions.

Here belongs opening and writing the files. What a workbook says is decided in `pipelines/setup/`,
whether the seeds are sound by the same readers that every command uses.
"""

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assets.installation.framework_files import unreadable_file, workbook_sheets
from assets.installation.seed_files import seed_table, seed_text
from assets.installation.seeds import load_seeds
from pipelines.annexes.sheet import Remark
from pipelines.entities import ENTITIES
from pipelines.intake.refusals import NotReadable
from pipelines.intake.reporters import REPORTERS
from pipelines.marked_yaml import Problem, SeedError, read_marked_yaml
from pipelines.names import Name
from pipelines.planning.costs import COSTS
from pipelines.planning.responsibilities import RESPONSIBILITIES
from pipelines.seed_tables import BESIDE_CELLS
from pipelines.setup.changes import changes_text
from pipelines.setup.reading import SheetRows, read_setup
from pipelines.setup.seed_rows import WrittenSeed, rows_of_entries, rows_of_table, written_seed
from pipelines.setup.sheets import SHEETS, SetupSheet
from pipelines.setup.workbook import setup_workbook

_SHAPES = {
    "entities.csv": ENTITIES,
    "reporters.csv": REPORTERS,
    "responsibilities.csv": RESPONSIBILITIES,
    "costs.csv": COSTS,
}
_PATTERNS = ("*.csv", "*.yaml", "frameworks/*.yaml")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a workbook makes of the seeds: the text of each file that changes, what changes in
    words, and what is wrong, each at its cell. With `problems` nothing is to be written."""

    files: Mapping[str, str]
    changes: str
    problems: tuple[Remark, ...]


def setup_of(folder: Path) -> bytes:
    """The setup workbook of the seeds in a folder. Raises SeedError where one cannot be read."""
    sheets = [_as_kept(sheet, folder) for sheet in SHEETS]
    return setup_workbook([(sheet, kept_rows(sheet, folder)) for sheet in sheets])


def kept_rows(sheet: SetupSheet, folder: Path) -> list[dict[str, str]]:
    """The rows of a seed as it is; none where there is no such file. Raises SeedError."""
    path = folder / sheet.file
    if sheet.is_table:
        return rows_of_table(sheet, seed_table(path, _SHAPES[sheet.file], optional=True))
    if not path.exists():
        return []
    return rows_of_entries(sheet, read_marked_yaml(_text(path), sheet.file).value)


def read_workbook(path: Path, folder: Path) -> Setup:
    """What a setup workbook changes in the seeds of a folder.

    Raises SeedError where a seed that it would change cannot be read.
    """
    try:
        sheets = workbook_sheets(path.name, path.read_bytes())
    except NotReadable as error:
        return Setup({}, "", (unreadable_file(error),))
    found = read_setup(sheets, [_as_kept(sheet, folder) for sheet in SHEETS])
    written: dict[str, tuple[SheetRows, WrittenSeed]] = {}
    changed: dict[str, str] = {}
    changes: list[str] = []
    for read in found.sheets:
        sheet = read.sheet
        text = "" if sheet.is_table else _text(folder / sheet.file)
        seed = written_seed(sheet, read.rows, text)
        written[sheet.file] = (read, seed)
        before = kept_rows(sheet, folder)
        if list(map(dict, read.rows)) != before:
            changed[sheet.file] = seed.text
            changes.append(changes_text(sheet, before, read.rows))
    problems = [*found.problems]
    wrong_rows = {_row_of(problem.cell) for problem in found.problems}
    trial = {name: seed.text for name, (_, seed) in written.items()} if changed else {}
    for problem in _new_problems(folder, trial, changed):
        remark = _at_cell(problem, written)
        if _row_of(remark.cell) not in wrong_rows:
            problems.append(remark)
    return Setup(changed, "".join(changes), tuple(dict.fromkeys(problems)))


def write_seeds(folder: Path, files: Mapping[str, str]) -> None:
    """Write seed files, each whole."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)


def seed_problems(folder: Path) -> Sequence[Problem]:
    """Everything that the readers of the seeds in a folder find wrong."""
    try:
        return load_seeds(folder).problems
    except SeedError as error:
        return error.problems


def _new_problems(
    folder: Path, trial: Mapping[str, str], changed: Collection[str]
) -> Iterator[Problem]:
    """What would be wrong with the seeds once files are written, in those that change or because of
    them."""
    if not trial:
        return
    with TemporaryDirectory() as held:
        copy = Path(held)
        for pattern in _PATTERNS:
            for path in folder.glob(pattern):
                (copy / path.relative_to(folder)).parent.mkdir(exist_ok=True)
                shutil.copyfile(path, copy / path.relative_to(folder))
        write_seeds(copy, trial)
        after = seed_problems(copy)
    # By what they say: the same entry stands on another line once its file is written anew.
    before = {(known.file, known.code, known.message) for known in seed_problems(folder)}
    for problem in after:
        if problem.file in changed or (problem.file, problem.code, problem.message) not in before:
            yield problem


def _as_kept(sheet: SetupSheet, folder: Path) -> SetupSheet:
    """A sheet with the columns that the office added to its table."""
    path = folder / sheet.file
    if not sheet.is_table or not path.exists():
        return sheet
    table = seed_table(path, _SHAPES[sheet.file])
    return sheet.with_columns([name for name in table.columns if name not in BESIDE_CELLS])


def _text(path: Path) -> str:
    return seed_text(path, path.name) if path.exists() else ""


def in_words(problem: Problem, cell: str = "") -> Remark:
    """A problem of a seed in the words of the workbook; without a cell, at the sheet it is of."""
    vi = f"{problem.message_vi}; cách sửa: {problem.remedy_vi}"
    en = f"{problem.message}; remedy: {problem.remedy}"
    place = f"{problem.file}:{problem.line}"
    for sheet in SHEETS:
        names = [(sheet.file, sheet.name)]
        if sheet.file == problem.file:
            place = sheet.title
            names += [(column.name, sheet.heading(column)) for column in sheet.columns]
        for name, words in names:
            vi, en = _worded(vi, name, words.vi), _worded(en, name, words.en)
    return Remark(cell or place, problem.code, Name(vi, en))


def _at_cell(problem: Problem, written: Mapping[str, tuple[SheetRows, WrittenSeed]]) -> Remark:
    """A problem of a seed at the cell that it came from, or at its line where it came from none."""
    if problem.file not in written:
        return in_words(problem, f"{problem.file}:{problem.line}")
    read, seed = written[problem.file]
    place = seed.place(problem.line, problem.column)
    return in_words(problem, "" if place is None else read.cell(*place))


def _worded(text: str, name: str, words: str) -> str:
    """A sentence with the words of a column in place of its name, where only the name is meant."""
    if "_" in name or "." in name:
        return re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w])", f"“{words}”", text)
    return re.sub(rf"^{re.escape(name)}(?=: | is | để trống)", f"“{words}”", text)


def _row_of(cell: str) -> str:
    return re.sub(r"![A-Z]+(?=\d+$)", "!", cell)
