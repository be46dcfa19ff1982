"""A new installation on disk: a folder with the seeds of one office.

Here belongs finding its framework and its list of units, and writing the folder once all is sound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assets.installation.framework_files import (
    Asked,
    framework_path,
    import_annex,
    named_framework,
    unreadable_file,
    workbook_sheets,
)
from assets.installation.seeds import PROJECT
from assets.installation.setup_files import in_words, seed_problems, write_seeds
from pipelines.annexes.sheet import Remark
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.refusals import NotReadable
from pipelines.names import Name
from pipelines.setup.new_office import UNIT_LIST, Office, first_seeds, is_assessable
from pipelines.setup.reading import read_rows
from pipelines.vietnamese import plain

ANNEXES = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class FoundFramework:
    """A framework and the text of its file; of an annex, the rows of which it is not sure."""

    framework: Framework
    text: str
    unsure: tuple[Remark, ...] = ()


class NotUsable(ValueError):
    """What an installation cannot begin with, each problem at its place."""

    def __init__(self, problems: Sequence[Remark]) -> None:
        super().__init__("\n".join(map(str, problems)))


def shipped_frameworks() -> list[Framework]:
    """The frameworks that ship and that can score a round of an office."""
    paths = sorted((PROJECT / "seeds" / "frameworks").glob("*.yaml"))
    found = (named_framework(path.stem, PROJECT / "seeds") for path in paths)
    return [framework for framework in found if is_assessable(framework)]


def find_framework(given: str, subject: str | None) -> FoundFramework:
    """A framework that ships, by its id, one in a file, or the annex in a workbook or CSV file.

    Raises NotUsable, SeedError.
    """
    path = Path(given)
    if path.suffix.lower() in ANNEXES:
        return _from_annex(path, subject)
    framework = named_framework(given, PROJECT / "seeds")
    if not is_assessable(framework):
        raise NotUsable(
            [
                _remark(
                    f"chưa chấm điểm được bằng bộ chỉ số {framework.id}; chọn bộ khác hoặc nhập "
                    "phụ lục",
                    f"the framework {framework.id} cannot score a round yet; choose another, or "
                    "give an annex",
                )
            ]
        )
    source = framework_path(given, PROJECT / "seeds")
    return FoundFramework(framework, source.read_text(encoding="utf-8-sig"))


def _from_annex(path: Path, subject: str | None) -> FoundFramework:
    if not path.is_file():
        raise NotUsable([_remark(f"không có tệp {path}", f"there is no file {path}")])
    name = re.sub(r"[^a-z0-9]+", "-", plain(path.stem)).strip("-") or "bo-chi-so"
    imported = import_annex(path, Asked(name, subject))
    if imported.problems or not imported.text:
        raise NotUsable(imported.problems)
    framework = read_framework(imported.text, f"frameworks/{name}.yaml")
    return FoundFramework(framework, imported.text, imported.unsure)


def read_units(path: Path) -> list[Mapping[str, str]]:
    """The list of units in a workbook or CSV file with a code and a name for each.

    Raises NotUsable.
    """
    try:
        sheets = workbook_sheets(path.name, path.read_bytes())
    except OSError as error:
        raise NotUsable(
            [_remark(f"không mở được tệp {path}", f"{path} cannot be opened: {error.strerror}")]
        ) from error
    except NotReadable as error:
        raise NotUsable([unreadable_file(error)]) from error
    problems: list[Remark] = []
    rows = [
        row
        for sheet in sheets
        if any(map(any, sheet.rows))
        for row in read_rows(sheet, UNIT_LIST, problems).rows
    ]
    if problems:
        raise NotUsable(problems)
    return rows


def write_installation(folder: Path, office: Office, found: FoundFramework) -> None:
    """Write the seeds of an office into a folder; rows of its framework may still be open.

    Raises NotUsable, and has then written nothing; OSError where the folder cannot be written.
    """
    files = {
        **first_seeds(office, found.framework),
        f"frameworks/{found.framework.id}.yaml": found.text,
    }
    with TemporaryDirectory() as held:
        trial = Path(held)
        write_seeds(trial, files)
        name = found.framework.file
        problems = [problem for problem in seed_problems(trial) if problem.file != name]
    if problems:
        raise NotUsable([in_words(problem) for problem in problems])
    seeds = folder / "seeds"
    (seeds / "submissions" / office.round_id).mkdir(parents=True)
    write_seeds(seeds, files)


def is_free(folder: Path) -> bool:
    """Whether nothing is at a path, or an empty folder."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _remark(vi: str, en: str) -> Remark:
    return Remark("", "", Name(vi, en))
