"""Forms as files: their keys, their columns, their sheets, and what was left blank in them.

Here belongs what concerns a form as a whole. Its cells are looked at in `form_cells.py`; its rows
are read in `layouts.py` like those of every other layout.
"""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.forms.layout import (
    FORM_HEADINGS,
    FORM_SHEET,
    FORM_VERSION,
    INSTRUCTIONS_SHEET,
    KEY_NAMES,
    KEY_SHEET,
)
from pipelines.forms.printed import Printed
from pipelines.intake.file_findings import FileFindings
from pipelines.intake.headers import FORM, Header, missing_of_form, top_cells
from pipelines.intake.layouts import is_figure_row
from pipelines.intake.tabular import Grid
from pipelines.vietnamese import clean

_NEW_FORM: Final = "dti template ROUND ENTITY -o FILE.xlsx"
_RESEND_ON_FORM: Final = f"«{FORM_SHEET}»"
BLANK_SCHEMA: Final = pl.Schema(
    {
        "file_at": pl.UInt32,
        "sheet": pl.String,
        **dict.fromkeys(("entity_code", "indicator_code", "input", "blank_cell"), pl.String),
    }
)
"""A figure that a form asks for and whose cell is blank."""

FormKeys = Mapping[int, Mapping[str, str]]
"""The keys of each form by the number of its file."""


def form_keys(grid: Grid) -> dict[int, dict[str, str]]:
    """The keys of each form by file_at."""
    of_sheet = dict(
        grid.sheets.filter(pl.col("name") == KEY_SHEET).select("sheet_at", "file_at").iter_rows()
    )
    keys: dict[int, dict[str, str]] = {}
    for block in grid.blocks:
        if not of_sheet or "B" not in block.columns:
            continue
        rows = block.filter(pl.col("sheet_at").is_in(list(of_sheet))).select("sheet_at", "A", "B")
        for sheet_at, name, value in rows.iter_rows():
            keys.setdefault(of_sheet[sheet_at], {})[name or ""] = value or ""
    return keys


def check_forms(
    grid: Grid,
    headers: Mapping[int, Header],
    keys: FormKeys,
    round_id: str,
    printed: Printed | None,
    found: FileFindings,
) -> None:
    """Refuse forms whose key or columns are gone; tell of those made for another edition."""
    listed = dict(grid.sheets.select("sheet_at", "file_at").iter_rows())
    forms = {listed[at] for at, header in headers.items() if header.layout == FORM}
    for at in sorted(forms):
        key = keys.get(at, {})
        absent = [name for name in KEY_NAMES if not key.get(name)]
        if absent:
            found.refuse(at, "form_is_broken", f"{KEY_SHEET}: {', '.join(absent)}", _NEW_FORM)
        elif key["dti-form"] != FORM_VERSION:
            version = key["dti-form"]
            known = version if re.fullmatch(r"[0-9]{1,3}", version) else "?"
            found.refuse(at, "form_is_broken", f"dti-form {known}", f"dti-form {FORM_VERSION}")
        elif printed and key["round"] == round_id and key["framework_digest"] != printed.digest:
            found.warn(at, "form_is_outdated", key["framework_digest"], printed.digest)
    for at in sorted(set(keys) - forms):
        found.refuse(at, "form_columns_missing", *_columns_missing(grid, at))


def _columns_missing(grid: Grid, file_at: int) -> tuple[str, str]:
    """Which columns of a form a workbook with its key has not, and how many it needs."""
    sheets = grid.sheets.filter(
        pl.col("file_at") == file_at, ~pl.col("name").is_in([KEY_SHEET, INSTRUCTIONS_SHEET])
    )["sheet_at"]
    texts = [
        top_cells(block.filter(pl.col("sheet_at").is_in(sheets.implode())))["text"]
        for block in grid.blocks
    ]
    missing = missing_of_form(pl.concat([pl.Series(dtype=pl.String), *texts]))
    return ", ".join(missing), str(len(FORM_HEADINGS))


def tell_unread_sheets(
    grid: Grid, headers: Mapping[int, Header], keys: FormKeys, found: FileFindings
) -> None:
    """Tell of visible sheets of forms that somebody added and that hold no table we know."""
    used = {at for block in grid.blocks for at in block["sheet_at"].unique()}
    own = (FORM_SHEET, INSTRUCTIONS_SHEET, KEY_SHEET)
    for sheet_at, file_at, name, state in grid.sheets.iter_rows():
        is_added = file_at in keys and name not in own and state == "visible"
        if is_added and sheet_at in used and sheet_at not in headers:
            found.warn(file_at, "sheet_not_read", name, _RESEND_ON_FORM, (name, None))


def blank_figures(grid: Grid, headers: Mapping[int, Header]) -> pl.DataFrame:
    """The figures that forms ask for and that were left blank. Columns `BLANK_SCHEMA`."""
    parts = [pl.DataFrame(schema=BLANK_SCHEMA)]
    for block in grid.blocks:
        for sheet_at in set(block["sheet_at"].unique()) & headers.keys():
            header = headers[sheet_at]
            letters = dict(header.letters)
            if header.layout != FORM:
                continue
            codes = ("entity_code", "indicator_code", "input")
            parts.append(
                block.filter(pl.col("sheet_at") == sheet_at, pl.col("row") > header.row)
                .select(
                    "sheet_at",
                    *(clean(pl.col(letters[name])).alias(name) for name in codes),
                    value=pl.col(letters["value"]),
                    blank_cell=pl.concat_str(pl.lit(letters["value"]), "row"),
                )
                .filter(pl.col("value").is_null() & is_figure_row())
                .join(grid.sheets.select("sheet_at", "file_at", sheet="name"), on="sheet_at")
                .select(BLANK_SCHEMA.names())
            )
    return pl.concat(parts)
