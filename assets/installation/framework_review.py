"""The review of a framework as files: a workbook out, and the framework file written again.

Here belongs opening and finding the files. What a review holds and what it changes is decided in
`pipelines/annexes/`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assets.installation.framework_files import (
    framework_path,
    unreadable_file,
    workbook_sheets,
)
from pipelines.annexes.review import review_figures, review_rows
from pipelines.annexes.review_reading import digest_of, read_review
from pipelines.annexes.review_workbook import review_workbook
from pipelines.annexes.sheet import Remark
from pipelines.annexes.writer import origin_of, value_text
from pipelines.frameworks.diff import diff_frameworks
from pipelines.frameworks.diff_text import diff_text
from pipelines.frameworks.framework import Framework, Name
from pipelines.frameworks.reader import read_framework
from pipelines.intake.refusals import NotReadable
from pipelines.marked_yaml import SeedError, read_marked_yaml


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A framework after its review: the text of its file (blank where nothing is to be written),
    what is wrong with the review, what it changed, and what is still not sure."""

    text: str
    problems: tuple[Remark, ...]
    changes: str
    unsure: tuple[Remark, ...]


def review_of(named: str, seeds_folder: Path) -> bytes:
    """The review workbook of a framework by id or file. Raises SeedError."""
    path = framework_path(named, seeds_folder)
    text = path.read_text(encoding="utf-8-sig")
    framework = read_framework(text, path.name)
    value = read_marked_yaml(text, path.name).value
    rows = [*review_rows(framework, value)]
    return review_workbook(framework, _digest(text), rows, [*review_figures(framework)])


def read_back(named: str, seeds_folder: Path, review: Path) -> ReadBack:
    """What a corrected review makes of its framework.

    Raises SeedError where the framework cannot be read.
    """
    path = framework_path(named, seeds_folder)
    text = path.read_text(encoding="utf-8-sig")
    before = read_framework(text, path.name)
    try:
        sheets = workbook_sheets(review.name, review.read_bytes())
    except NotReadable as error:
        return ReadBack("", (unreadable_file(error),), "", ())
    if digest_of(sheets) != _digest(text):
        return ReadBack("", (_another_file(path.name),), "", ())
    reviewed = read_review(read_marked_yaml(text, path.name).value, sheets)
    written = value_text(reviewed.value, origin_of(text))
    problems = list(reviewed.problems)
    try:
        after = read_framework(written, path.name)
    except SeedError as error:
        problems += [
            Remark(
                reviewed.cells.get(problem.code, ""),
                problem.code,
                Name(problem.message_vi, problem.message),
            )
            for problem in error.problems
        ]
        return ReadBack("", tuple(problems), "", ())
    changes = diff_text(diff_frameworks(before, after))
    unsure = tuple(_unsure(after, reviewed.cells))
    return ReadBack("" if problems else written, tuple(problems), changes, unsure)


def _unsure(framework: Framework, cells: Mapping[str, str]) -> list[Remark]:
    return [
        Remark(cells.get(gap.code, ""), gap.code, Name(gap.vi, gap.en))
        for gap in (*framework.unscorable(), *framework.unsure())
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _another_file(name: str) -> Remark:
    return Remark(
        "",
        "",
        Name(
            f"bảng rà soát không được lập từ {name} như hiện nay; lập bảng mới và chép phần đã sửa",
            f"the review was not made from {name} as it is now; make a new one and copy what was "
            "corrected",
        ),
    )
