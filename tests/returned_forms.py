"""Forms as they come back: made as they are handed out, typed into, saved by another program."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO

from intake_builders import (
    SEEDS,
    framework,
    rounds,
    shipped_entities,
    shipped_reporters,
    shipped_rounds,
    units,
)
from openpyxl import Workbook, load_workbook

from pipelines.forms.facts import Form
from pipelines.forms.form import make_form
from pipelines.forms.layout import FORM_SHEET
from pipelines.frameworks.framework import Framework, Name
from pipelines.frameworks.reader import read_framework
from pipelines.intake.authority import Authority
from pipelines.intake.reporters import NO_REPORTERS, Reporters
from pipelines.rounds import expected_units

FIRST = 5
"""The row of the first figure, 1.1 a; 1.1 b, 1.2, 1.3 ... follow."""


def form_for(
    reporter: str = "00001", of: Framework | None = None, listed: Reporters = NO_REPORTERS
) -> Form:
    """The form of a unit for round r1."""
    assessed, entry = units(), rounds()["r1"]
    names = {
        code: Name(vi, en)
        for code, vi, en in assessed.select("entity_code", "name_vi", "name_en").iter_rows()
    }
    asked = Authority(entry, of or framework(), assessed, listed).asked
    return Form(entry, of or framework(), reporter, assessed, asked, names, {})


@cache
def handed_out(reporter: str = "00001") -> bytes:
    return make_form(form_for(reporter))


@cache
def shipped_form() -> Form:
    """The form of a commune for a round that ships."""
    entry = shipped_rounds()["demo-communes-2025H2"]
    path = SEEDS / "frameworks" / f"{entry.framework}.yaml"
    of = read_framework(path.read_text(encoding="utf-8"), path.name)
    assessed = expected_units(entry, shipped_entities())
    asked = Authority(entry, of, assessed, shipped_reporters()).asked
    return Form(entry, of, "22366", assessed, asked, {"22366": Name("Nha Trang", "Nha Trang")}, {})


def book_of(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def saved(book: Workbook) -> bytes:
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def typed(cells: Mapping[str, object], content: bytes | None = None) -> bytes:
    """A form with cells of its sheet typed over, merged ones taken apart."""
    book = book_of(content or handed_out())
    sheet = book[FORM_SHEET]
    for address, value in cells.items():
        for area in [one for one in sheet.merged_cells.ranges if address in one]:
            sheet.unmerge_cells(str(area))
        sheet[address].value = value
    return saved(book)


def moved(content: bytes, rows: Sequence[int], columns: str) -> bytes:
    """A form whose rows stand in another order in some columns: the first of `rows` gets what
    stood in the second, and so on."""
    book = book_of(content)
    sheet = book[FORM_SHEET]
    for area in list(sheet.merged_cells.ranges):
        if area.min_row >= rows[0]:
            sheet.unmerge_cells(str(area))
    before = {(row, letter): sheet[f"{letter}{row}"].value for row in rows for letter in columns}
    for row, source in zip(rows, (*rows[1:], rows[0]), strict=True):
        for letter in columns:
            sheet[f"{letter}{row}"].value = before[source, letter]
    return saved(book)
