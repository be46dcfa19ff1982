"""Frameworks as files: an annex in, a framework out, and two of them side by side.

Here belongs opening and finding the files, and what an officer is told about them. What a table or
a difference means is decided in `pipelines/`.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.annexes.draft import (
    FrameworkDraft,
    Heading,
    count,
    draft_framework,
    title_facts,
)
from pipelines.annexes.sheet import AnnexSheet, Area, Remark
from pipelines.annexes.table import read_annex
from pipelines.annexes.writer import Source, framework_text
from pipelines.frameworks.framework import Framework, Name
from pipelines.frameworks.reader import read_framework
from pipelines.frameworks.rule_kinds import SUBJECTS
from pipelines.intake.findings import FINDING_RULES
from pipelines.intake.refusals import NotReadable
from pipelines.intake.tabular import gather, read_file
from pipelines.marked_yaml import Problem, SeedError
from pipelines.notation import VI

UNKNOWN_SOURCE: Final = "chưa rõ / unknown"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an annex became: the text of its framework (empty where there is none), and all that is
    told about it. A framework with problems is a draft; `unsure` are the rows that are not sure or
    not understood, with the cell of their wording."""

    text: str
    problems: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    summary: str
    unsure: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the officer says of the framework; None: taken from the titles above the table."""

    id: str
    subject: str | None = None
    name: str | None = None
    legal_source: str | None = None


def import_annex(path: Path, asked: Asked) -> Imported:
    """Read the annex in a workbook or CSV file. Raises OSError if there is no such file."""
    content = path.read_bytes()
    try:
        sheets = workbook_sheets(path.name, content)
    except NotReadable as error:
        return Imported("", (unreadable_file(error),), (), "")
    table = read_annex(sheets)
    if not table.rows:
        return Imported("", table.problems, table.remarks, "")
    facts = title_facts(table.titles)
    subject = asked.subject or facts.get("subject")
    if subject is None:
        return Imported("", (*table.problems, _no_subject()), table.remarks, "")
    heading = Heading(
        asked.id,
        asked.name or facts.get("name", asked.id),
        subject,
        asked.legal_source or facts.get("legal_source", UNKNOWN_SOURCE),
        facts.get("date"),
    )
    draft, sums = draft_framework(table, heading)
    source = Source(path.name, hashlib.sha256(content).hexdigest())
    found = (*table.problems, *sums)
    text = framework_text(draft, source, found)
    problems = (*found, *_unreadable(text, draft))
    return Imported(text, problems, table.remarks, _summary(draft), tuple(_unsure(draft)))


def unreadable_file(error: NotReadable) -> Remark:
    """What is told of a file that cannot be read."""
    rule = FINDING_RULES[error.rule]
    about = {"found": error.found, "expected": error.expected}
    return Remark("", "", Name(rule.vi.format(**about), rule.en.format(**about)))


def workbook_sheets(file_name: str, content: bytes) -> list[AnnexSheet]:
    """The visible sheets of a workbook or CSV file, rows at the numbers they have there.

    Raises NotReadable.
    """
    tables = read_file(file_name, content)
    merged = {} if tables.cells is not None else _merged_areas(content)
    grid = gather([(0, tables)])
    names = dict(
        grid.sheets.filter(pl.col("state") == "visible").select("sheet_at", "name").iter_rows()
    )
    return [
        _sheet(names[at], cells, merged.get(names[at], ()))
        for block in grid.blocks
        for (at,), cells in block.group_by("sheet_at", maintain_order=True)
        if at in names
    ]


def _merged_areas(content: bytes) -> dict[str, tuple[Area, ...]]:
    """The merged areas of the sheets of a workbook that was read, and so is safe to open."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_object(io.BytesIO(content))
    found: dict[str, tuple[Area, ...]] = {}
    for sheet_name in book.sheet_names:
        ranges = book.get_sheet_by_name(sheet_name).merged_cell_ranges or []
        found[sheet_name] = tuple(Area(*first, *last) for first, last in ranges)
    return found


def _sheet(name: str, cells: pl.DataFrame, merged: Sequence[Area]) -> AnnexSheet:
    letters = [column for column in cells.columns if column.isupper()]
    rows: list[tuple[str, ...]] = []
    kinds: list[str] = []
    for number, kinds_of_row, *texts in cells.select("row", "kinds", *letters).iter_rows():
        rows += [()] * (number - 1 - len(rows))
        kinds += [""] * (number - 1 - len(kinds))
        rows.append(tuple(text or "" for text in texts))
        kinds.append(kinds_of_row or "")
    return AnnexSheet(name, rows, kinds, merged)


def _no_subject() -> Remark:
    known = ", ".join(SUBJECTS)
    return Remark(
        "",
        "",
        Name(
            f"tiêu đề bảng không nói rõ bộ chỉ số dành cho ai; thêm --subject ({known})",
            f"the titles do not tell whom the framework is for; add --subject ({known})",
        ),
    )


def _unreadable(text: str, draft: FrameworkDraft) -> list[Remark]:
    """What the reader of frameworks says of the text; nothing, as a rule."""
    try:
        read_framework(text, f"{draft.heading.id}.yaml")
    except SeedError as error:
        cells = {drafted.row.code: drafted.row.cells["code"] for drafted in draft.indicators}
        return [
            Remark(
                cells.get(problem.code, ""), problem.code, Name(problem.message, problem.message)
            )
            for problem in error.problems
        ]
    return []


def _unsure(draft: FrameworkDraft) -> Iterator[Remark]:
    """The rows whose rule is not sure or not understood, each with its reasons."""
    for indicator in draft.indicators:
        row, rule = indicator.row, indicator.rule
        if rule is None or rule.status == "official":
            continue
        vi = "; ".join(doubt.vi for doubt in rule.doubts)
        en = "; ".join(doubt.en for doubt in rule.doubts)
        cell = row.cells.get("wording", row.cells["code"])
        yield Remark(cell, row.code, Name(f"{row.name}: {vi}", en))


def _summary(draft: FrameworkDraft) -> str:
    counted = count(draft)
    points = "chưa rõ / unknown" if counted.points is None else VI.exact(counted.points)
    return "\n".join(
        (
            f"chỉ số chính / mains: {counted.mains}; chỉ số thành phần / subs: {counted.subs}; "
            f"tổng điểm / points: {points}",
            f"quy tắc / rules: {counted.sure} chắc / sure, {counted.unsure} chưa chắc / unsure, "
            f"{counted.unknown} chưa nhận ra / unknown; "
            f"{counted.unnamed_figures} số liệu chưa rõ tên / figures without a name",
        )
    )


def framework_path(text: str, seeds_folder: Path) -> Path:
    """The file of a framework by its id among the seeds or by its path. Raises SeedError."""
    folder = seeds_folder / "frameworks"
    paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    is_path = text.endswith((".yaml", ".yml"))
    path = Path(text) if is_path else paths.get(text)
    if path is None or not path.is_file():
        close = get_close_matches(text, paths, cutoff=0.5)
        there, near = ", ".join(paths), ", ".join(close)
        raise SeedError(
            [
                Problem(
                    text,
                    1,
                    "",
                    "no such framework" if not is_path else "there is no such file",
                    "không có bộ chỉ số này" if not is_path else "không có tệp này",
                    f"did you mean {near}?" if close else f"name one of these: {there}",
                    f"có phải {near} không?" if close else f"ghi một trong: {there}",
                )
            ]
        )
    return path


def named_framework(text: str, seeds_folder: Path) -> Framework:
    """A framework by its id among the seeds or by the path of its file. Raises SeedError."""
    path = framework_path(text, seeds_folder)
    try:
        return read_framework(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise SeedError(
            [
                Problem(
                    path.name,
                    1,
                    "",
                    f"not UTF-8: {error.reason}",
                    "không phải UTF-8",
                    "save it as UTF-8",
                    "lưu lại bằng UTF-8",
                )
            ]
        ) from error
