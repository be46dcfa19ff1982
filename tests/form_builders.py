"""Short ways to a form, to its rows as a reader finds them, and to what LibreOffice makes of it."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.forms.documents import DECISION_SHEET, FREE_ROWS
from pipelines.forms.facts import Form, LastFigures
from pipelines.forms.form import make_form
from pipelines.forms.layout import (
    APPEAL_HEADINGS,
    DECISION_HEADINGS,
    FORM_HEADINGS,
    FORM_SHEET,
)
from pipelines.forms.printed import printed_texts
from pipelines.frameworks.framework import Framework, Name
from pipelines.intake.authority import Authority
from pipelines.intake.reporters import NO_REPORTERS, Reporters
from pipelines.intake.submission_files import OpenedFile, read_submissions
from pipelines.intake.tabular import read_files
from pipelines.rounds import read_rounds

PROJECT = Path(__file__).parents[1]
SOFFICE = shutil.which("soffice")
COLUMN = {name: at for at, name in enumerate(FORM_HEADINGS, 1)}
Key = tuple[str, str, str]
"""Unit, indicator, figure."""


def form_of(
    framework: Framework,
    reporter: str,
    units: Sequence[str],
    *,
    round_id: str = "r",
    not_evaluated: Sequence[str] = (),
    names: Mapping[str, Name] | None = None,
    last: LastFigures | None = None,
    listed: Reporters = NO_REPORTERS,
) -> Form:
    """A form for a round of these units."""
    (entry,) = read_rounds(
        f"""- id: {round_id}
  name: {{vi: Đợt, en: Round}}
  framework: {framework.id}
  entities: [{", ".join(f'"{unit}"' for unit in units)}]
  starts_on: 2025-07-01
  ends_on: 2025-12-31
  deadline: 2026-01-31
  previous: null
  status: open
  not_evaluated: [{", ".join(f'"{code}"' for code in not_evaluated)}]
""",
        "rounds.yaml",
    )
    assessed = pl.DataFrame({"entity_code": list(units)})
    asked = Authority(entry, framework, assessed, listed).asked
    return Form(entry, framework, reporter, assessed, asked, names or {}, last or {})


def opened(form: Form) -> Workbook:
    """The workbook of a form, as openpyxl sees it."""
    return load_workbook(BytesIO(make_form(form)))


def header_row(sheet: Worksheet) -> int:
    """The row of the header."""
    wanted = list(FORM_HEADINGS.values())
    for row in range(1, 10):
        if [sheet.cell(row, column).value for column in COLUMN.values()] == wanted:
            return row
    raise AssertionError("no header")


def figure_rows(sheet: Worksheet) -> dict[Key, int]:
    """The row of each figure, found by the hidden columns and the code."""
    names = ("entity_code", "indicator_code", "input")
    found: dict[Key, int] = {}
    for row in range(header_row(sheet) + 1, sheet.max_row + 1):
        entity, code, figure = (sheet.cell(row, COLUMN[name]).value for name in names)
        if entity is not None:
            assert isinstance(entity, str)
            assert isinstance(code, str)
            assert isinstance(figure, str)
            found[entity, code, figure] = row
    return found


def filled(form: Form, figures: Mapping[Key, str | float]) -> Workbook:
    """A form with figures typed into it."""
    book = opened(form)
    sheet = book[FORM_SHEET]
    rows = figure_rows(sheet)
    for key, figure in figures.items():
        cell = sheet.cell(rows[key], COLUMN["value"])
        assert isinstance(cell, Cell)
        cell.value = figure
        cell.data_type = "s" if isinstance(figure, str) else "n"
    return book


def recalculated(books: Mapping[str, Workbook], folder: Path) -> dict[str, Path]:
    """The files that LibreOffice makes of workbooks when it opens, recalculates and saves them."""
    assert SOFFICE is not None
    sent, came_back = folder / "sent", folder / "came_back"
    sent.mkdir()
    for name, book in books.items():
        book.save(sent / f"{name}.xlsx")
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            *("--convert-to", "xlsx", "--outdir", str(came_back)),
            *(str(path) for path in sorted(sent.iterdir())),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: came_back / f"{name}.xlsx" for name in books}


def read_back(content: bytes, form: Form) -> tuple[dict[Key, str], list[str]]:
    """What a reader finds in a form that came back: the text of each figure, and rules broken."""
    named = [
        (code, form.name(code).vi, form.name(code).en, []) for code in form.units["entity_code"]
    ]
    schema = {"entity_code": pl.String, "name_vi": pl.String, "name_en": pl.String}
    units = pl.DataFrame(named, {**schema, "aliases": pl.List(pl.String)}, orient="row")
    (tables,) = read_files([("form.xlsx", content)])
    found = read_submissions(
        [OpenedFile(0, "form.xlsx", "0" * 64, tables)],
        form.entry.id,
        units,
        printed_texts(form.entry, form.framework, units),
    )
    assert set(found.files["reporter"]) == {form.reporter}
    rows = found.rows.select("entity_code", "indicator_code", "input", "raw_text")
    texts = {(entity, code, name): text for entity, code, name, text in rows.iter_rows()}
    return texts, found.findings["rule"].to_list()


def row_of_code(sheet: Worksheet, code: str) -> int:
    """The first row with a code: that of an indicator, or of a group."""
    for row in range(header_row(sheet) + 1, sheet.max_row + 1):
        if sheet.cell(row, COLUMN["indicator_code"]).value == code:
            return row
    raise AssertionError(f"no row of {code}")


class FilledDocument:
    """A workbook of decisions or appeals that is filled in by the names of its columns."""

    def __init__(self, content: bytes, sheet: str) -> None:
        self.book = load_workbook(BytesIO(content))
        self.sheet: Worksheet = self.book[sheet]
        (header,) = (
            ([str(text) for text in texts if text], number)
            for number, texts in enumerate(self.sheet.iter_rows(values_only=True), 1)
            if texts[1] == "Mã đơn vị"
        )
        self.columns = {heading: column for column, heading in enumerate(header[0], 1)}
        self.first, self.last = header[1] + 1, self.sheet.max_row
        self.names = DECISION_HEADINGS if sheet == DECISION_SHEET else APPEAL_HEADINGS

    def texts(self, *headings: str) -> list[tuple[object, ...]]:
        """What the listed rows show; free rows are left out."""
        return [
            tuple(self.sheet.cell(row, self.columns[heading]).value for heading in headings)
            for row in range(self.first, self.last + 1 - FREE_ROWS)
        ]

    def fill(self, unit: str, code: str, **typed: Any) -> None:
        """Fill in the row of a figure, or the first free one."""
        about = {self.names["entity_code"]: unit, self.names["indicator_code"]: code}
        rows_of_sheet = range(self.first, self.last + 1)
        shown = {
            row: tuple(self.sheet.cell(row, self.columns[heading]).value for heading in about)
            for row in rows_of_sheet
        }
        row = next(
            (row for row, texts in shown.items() if texts == (unit, code)),
            self.last + 1 - FREE_ROWS,
        )
        for heading, value in about.items():
            self.sheet.cell(row, self.columns[heading], value)
        for name, value in typed.items():
            self.sheet.cell(row, self.columns[self.names[name]], value)

    def saved(self) -> bytes:
        packed = BytesIO()
        self.book.save(packed)
        return packed.getvalue()
