"""Forms (biểu mẫu): the workbook that one unit fills in for one round.

Here belong its bytes, its instructions and its key. The sheet that is filled in is drawn in
`forms/figures.py`, from the facts in `forms/facts.py`.
"""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from pipelines.forms import instructions as words
from pipelines.forms.facts import Form, reporters
from pipelines.forms.figures import FigureSheet, placed_levels
from pipelines.forms.layout import (
    FORM_SHEET,
    FORM_VERSION,
    INSTRUCTIONS_SHEET,
    KEY_NAMES,
    KEY_SHEET,
    LAST_ROWS_A_CELL,
    framework_digest,
)
from pipelines.forms.sheet import FONT, Area, Sheet, height, text_height
from pipelines.frameworks.framework import Name

_WIDTHS: Final = (27, 66, 60)
"""Of headings, Vietnamese and English."""


def make_form(form: Form) -> bytes:
    """The workbook of a form: the same inputs give the same bytes.

    Raises ValueError for a reporter who has nothing to report in the round.
    """
    if form.reporter not in reporters(form.entry, form.framework, form.units, form.asked):
        raise ValueError(f"{form.reporter} has nothing to report in round {form.entry.id}")
    packed = BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(FONT)}
    book: Any = _LockedWorkbook(packed, options)
    book.set_properties(
        {
            "title": f"{words.TITLE.vi}: {form.entry.name.vi}",
            "subject": form.name(form.reporter).vi,
            "created": datetime.combine(form.entry.starts_on, time()),
        }
    )
    _draw_instructions(Sheet(book, INSTRUCTIONS_SHEET), form)
    figures = FigureSheet(Sheet(book, FORM_SHEET), form)
    figures.draw()
    _draw_key(book.add_worksheet(KEY_SHEET), form, figures.last)
    book.close()
    return packed.getvalue()


class _LockedWorkbook(xlsxwriter.Workbook):
    """A workbook whose sheets cannot be added, moved, renamed or deleted."""

    def _write_book_views(self) -> None:
        # The library locks sheets only; this element stands right before the views.
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def _draw_instructions(sheet: Sheet, form: Form) -> None:
    """The first sheet: what the form is about and how to fill it in."""
    for column, width in enumerate(_WIDTHS):
        sheet.raw.set_column(column, column, width)
    row = 0
    if form.is_demonstration:
        sheet.banner(row, last_column=2)
        row += 1
    sheet.name(Area(row, 0, row, 2), words.TITLE, "title")
    sheet.high(row, 40)
    row += 1
    sections = [(label, [told]) for label, told in words.facts(form)] + words.instructions(form)
    for heading, paragraphs in sections:
        for n, paragraph in enumerate(paragraphs):
            _paragraph(sheet, row, paragraph, heading if n == 0 else None)
            row += 1
    sheet.raw.hide_gridlines(2)
    sheet.raw.protect()
    sheet.print_on_a4(row - 1, 2, form.footer)


def _paragraph(sheet: Sheet, row: int, told: Name, heading: Name | None) -> None:
    """A paragraph in both languages, below a line where a section begins with it."""
    label, vietnamese, english = _WIDTHS
    look = "section" if heading else "paragraph"
    if heading:
        sheet.name(Area(row, 0), heading, f"{look} bold")
    sheet.text(Area(row, 1), told.vi, look)
    sheet.text(Area(row, 2), told.en if told.en != told.vi else "", f"{look} grey")
    needed = max(text_height(told.vi, vietnamese), text_height(told.en, english))
    sheet.high(row, max(needed, height(heading, label) if heading else 0) + 5)


def _draw_key(sheet: Any, form: Form, last: Sequence[str]) -> None:
    """What a reader must know of the form, out of sight; levels to choose from beside it, and what
    was printed of the last round, so that what is typed there is told from it."""
    framework = form.framework
    keys = (
        FORM_VERSION,
        form.entry.id,
        form.reporter,
        framework.id,
        framework_digest(framework),
    )
    for row, (name, key) in enumerate(zip(KEY_NAMES, keys, strict=True)):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, key)
    for placed in placed_levels(framework).values():
        for n, (name, share) in enumerate(placed.levels.items()):
            sheet.write_string(placed.row + n, 3, name)
            sheet.write_number(placed.row + n, 4, float(share))
    for row, start in enumerate(range(0, len(last), LAST_ROWS_A_CELL)):
        sheet.write_string(row, 5, "\n".join(last[start : start + LAST_ROWS_A_CELL]))
    sheet.protect()
    sheet.very_hidden()
