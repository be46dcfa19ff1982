"""The files of a round as read: their rows, who sent them, and what is wrong with whole files.

Here belongs what concerns a file rather than a figure: whether it can be used, whose it is, the
key of a form. What its columns mean is in `layouts.py`; what its figures are worth in
`submission_rules.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import polars as pl

from pipelines.entities import name_keys
from pipelines.forms.layout import KEY_SHEET
from pipelines.forms.printed import Printed
from pipelines.intake.file_findings import FileFindings
from pipelines.intake.form_cells import unread_cells
from pipelines.intake.form_files import blank_figures, check_forms, form_keys, tell_unread_sheets
from pipelines.intake.headers import (
    EXPECTED_HEADER,
    FORM,
    SCORECARD,
    Header,
    find_headers,
    known_headings,
    top_cells,
)
from pipelines.intake.layouts import FIGURE_SCHEMA, rows_below
from pipelines.intake.legacy_text import legacy_reading
from pipelines.intake.refusals import NotReadable
from pipelines.intake.reporters import NOBODY_KNOWN, SenderNames
from pipelines.intake.stray_rows import error_cells
from pipelines.intake.tabular import A_TABLE, FileTables, Grid, gather
from pipelines.vietnamese import clean, name_key

A_FILLED_ROW: Final = "ít nhất một dòng / one row at least"
_BESIDE_FIGURES: Final = ("evidence", "note", "name", "status", "due_on")
"""Columns of what is written beside figures."""
ROW_SCHEMA: Final = pl.Schema(
    {
        "file_at": pl.UInt32,
        "file_sha256": pl.String,
        "file_name": pl.String,
        "sender": pl.String,
        "sheet": pl.String,
        **{name: kind for name, kind in FIGURE_SCHEMA.items() if name != "sheet_at"},
    }
)
"""A figure as it was written, with its file; `file_at` is the number of the file."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to be read: its number among those of the round, and what it holds or why not.

    `is_round_stated` is False for a file that lies where several rounds look: a scorecard, which
    names no round itself, is then refused. `is_in_round`: it lies in the folder of the round.
    """

    at: int
    name: str
    sha256: str
    tables: FileTables | NotReadable
    is_round_stated: bool = True
    is_in_round: bool = True


@dataclass(frozen=True, slots=True)
class Submissions:
    """Files as read.

    `files`: file_at, reporter (null: not known). `rows` of `ROW_SCHEMA`, in the order of the files,
    texts as they stand. `blanks` of `form_files.BLANK_SCHEMA`. `findings` about whole files, and
    about cells of forms that hold no figure.
    """

    files: pl.DataFrame
    rows: pl.DataFrame
    blanks: pl.DataFrame
    findings: pl.DataFrame


def read_submissions(
    opened: Sequence[OpenedFile],
    round_id: str,
    units: pl.DataFrame,
    printed: Printed | None = None,
    senders: SenderNames = NOBODY_KNOWN,
) -> Submissions:
    """Read the files of a round. `units` are the entities the round expects, `printed` is what its
    forms print, `senders` are those who are known to send files.

    Never raises for what a file holds: a file that cannot be used has findings and no rows.
    """
    names = UnitNames(units)
    grid = gather((one.at, one.tables) for one in opened if isinstance(one.tables, FileTables))
    by_at = {one.at: one for one in opened}
    unit_of = {one.at: names.of_file(one.name) for one in opened}
    found = FileFindings(round_id, {one.at: (one.sha256, one.name) for one in opened})
    for one in opened:
        if isinstance(one.tables, NotReadable):
            found.refuse(one.at, one.tables.rule, one.tables.found, one.tables.expected)
    headers = find_headers(grid)
    keys = form_keys(grid)
    _tell_hidden_sheets(grid, found)
    check_forms(grid, headers, keys, round_id, printed, found)
    readable = [one.at for one in opened if isinstance(one.tables, FileTables)]
    _refuse_without_header(readable, grid, headers, found)
    listed = dict(grid.sheets.select("sheet_at", "file_at").iter_rows())
    for sheet_at, header in list(headers.items()):
        one = by_at[listed[sheet_at]]
        if header.layout != SCORECARD:
            continue
        if unit_of[one.at] is None:
            found.refuse(one.at, "unit_not_recognised", one.name, f"{units['entity_code'][0]}_...")
        elif not one.is_round_stated:
            found.refuse(one.at, "round_not_stated", one.name, f"{round_id}/{one.name}")
    _refuse_repeated_headings(grid, headers, listed, found)
    tell_unread_sheets(grid, headers, keys, found)
    usable = {at: h for at, h in headers.items() if listed[at] not in found.refused}
    sender_of = {
        one.at: senders.of_file(one.name, keys.get(one.at, {}).get("reporter"), one.is_in_round)
        for one in opened
    }
    rows = _with_files(rows_below(grid, usable), grid, opened, round_id, unit_of, sender_of, keys)
    filled = set(rows["file_at"].unique())
    for sheet_at, header in usable.items():
        if listed[sheet_at] not in filled and header.stated:
            found.refuse(listed[sheet_at], "nothing_filled_in", header.blank, A_FILLED_ROW)
    for at in {listed[at] for at in usable} - filled:
        found.refuse(at, "file_is_empty", "a header only", A_TABLE)
    if printed is not None:
        found.add_cells(unread_cells(grid, usable, printed), grid.sheets)
    found.add_cells(_errors_beside(grid, usable), grid.sheets)
    return Submissions(
        _reporters(opened, rows, unit_of, sender_of, names),
        rows,
        blank_figures(grid, usable),
        found.collected(),
    )


class UnitNames:
    """The units of a round by code and by every spelling of their names."""

    def __init__(self, units: pl.DataFrame) -> None:
        self.codes = frozenset(units["entity_code"])
        self._by_key = dict(name_keys(units).select("key", "entity_code").iter_rows())

    def of_file(self, file_name: str) -> str | None:
        """The unit that a file name begins with or names as a whole, by code or by name."""
        stem = PurePath(file_name).stem
        for token in (stem, *re.split(r"[_\s]", stem)):
            if token in self.codes:
                return token
        return self.of_texts(pl.Series([stem.replace("_", " ")])).item()

    def of_texts(self, texts: pl.Series) -> pl.Series:
        """The code of each name; null where no unit or several are meant."""
        keys = texts.alias("text").to_frame().select(name_key(clean(pl.col("text")))).to_series()
        return keys.replace_strict(self._by_key, default=None, return_dtype=pl.String)


def _errors_beside(grid: Grid, headers: Mapping[int, Header]) -> pl.DataFrame:
    """Error values that stand beside the figures of a table; the figures are read all the same."""
    places = {at: (header.row, dict(header.letters)) for at, header in headers.items()}
    return error_cells(grid, places).with_columns(
        rule=pl.lit("cell_beside_is_an_error"), what_found=pl.col("text"), wanted=pl.lit("")
    )


def _tell_hidden_sheets(grid: Grid, found: FileFindings) -> None:
    """Hidden sheets are not read; one with a table in it is a finding."""
    used = {at for block in grid.blocks for at in block["sheet_at"].unique()}
    for sheet_at, file_at, name, state in grid.sheets.iter_rows():
        if state != "visible" and name != KEY_SHEET and sheet_at in used:
            remedy = "bỏ ẩn rồi gửi lại / unhide, resend"
            found.warn(file_at, "sheet_is_hidden", name, remedy, (name, None))


def _refuse_without_header(
    readable: Sequence[int], grid: Grid, headers: Mapping[int, Header], found: FileFindings
) -> None:
    """A file none of whose sheets has a known header is refused, with what was found instead."""
    files = dict(grid.sheets.select("sheet_at", "file_at").iter_rows())
    with_header = {files[at] for at in headers}
    lacking = set(readable) - with_header
    if not lacking:
        return
    first: dict[int, pl.DataFrame] = {}
    for block in grid.blocks:
        for sheet_at in block["sheet_at"].unique(maintain_order=True):
            if files[sheet_at] in lacking:
                first.setdefault(files[sheet_at], block.filter(pl.col("sheet_at") == sheet_at))
    for file_at in sorted(lacking):
        if file_at not in first:
            found.refuse(file_at, "file_is_empty", "no cell has text", A_TABLE)
            continue
        found.refuse(
            file_at, "header_not_recognised", _columns_found(first[file_at]), EXPECTED_HEADER
        )
        _tell_legacy_header(first[file_at], file_at, found)


def _columns_found(sheet: pl.DataFrame) -> str:
    """How many columns a sheet has and which of its headings are known.

    Nothing else of it: what was not taken in is nobody's to publish.
    """
    cells = top_cells(sheet)
    known = known_headings(cells["text"])
    named = f": {', '.join(known)}" if known.len() else ""
    return f"{cells['n'].n_unique()} cột / columns{named}"


def _tell_legacy_header(sheet: pl.DataFrame, file_at: int, found: FileFindings) -> None:
    """A heading in an old font is shown as it would be in Unicode."""
    read = (
        top_cells(sheet)
        .select("text", legacy_reading(pl.col("text")).struct.field("converted").alias("now"))
        .drop_nulls("now")
    )
    headings = read.filter(pl.col("now").is_in(known_headings(read["now"]).implode()))
    for text, now in headings.head(1).iter_rows():
        found.warn(file_at, "text_in_legacy_font", text, now)


def _refuse_repeated_headings(
    grid: Grid, headers: Mapping[int, Header], listed: Mapping[int, int], found: FileFindings
) -> None:
    """Two columns of one heading are asked about, unless the second adds nothing.

    Which figures are meant is not ours to guess; of what is written beside them the first column
    is read.
    """
    names = dict(grid.sheets.select("sheet_at", "name").iter_rows())
    for sheet_at, header in headers.items():
        first = dict(header.letters)
        for name, letter, text in header.repeated:
            if not _adds_something(grid, sheet_at, header.row, first[name], letter):
                continue
            place = (names[sheet_at] or None, f"{letter}{header.row}")
            heading = " ".join(text.split())
            if name in _BESIDE_FIGURES:
                found.warn(listed[sheet_at], "column_not_read", heading, first[name], place)
            else:
                both = f"{first[name]}, {letter}"
                found.refuse(listed[sheet_at], "heading_repeated", heading, both, place)


def _adds_something(grid: Grid, sheet_at: int, row: int, first: str, second: str) -> bool:
    """Whether a column holds below a row anything but what another one holds."""
    return any(
        block.filter(
            pl.col("sheet_at") == sheet_at,
            pl.col("row") > row,
            pl.col(second).is_not_null() & pl.col(second).ne_missing(pl.col(first)),
        ).height
        > 0
        for block in grid.blocks
        if second in block.columns
    )


def _with_files(
    rows: pl.DataFrame,
    grid: Grid,
    opened: Sequence[OpenedFile],
    round_id: str,
    unit_of: Mapping[int, str | None],
    sender_of: Mapping[int, str | None],
    keys: Mapping[int, Mapping[str, str]],
) -> pl.DataFrame:
    """Rows with their file. A scorecard is of the unit its file is named for; a form says its
    round and who reports."""
    files = pl.DataFrame(
        [
            (
                one.at,
                one.sha256,
                one.name,
                keys.get(one.at, {}).get("round"),
                keys.get(one.at, {}).get("reporter"),
                unit_of[one.at],
                sender_of[one.at],
            )
            for one in opened
        ],
        schema={
            "file_at": pl.UInt32,
            **dict.fromkeys(
                ("file_sha256", "file_name", "form_round", "form_reporter", "unit", "sender"),
                pl.String,
            ),
        },
        orient="row",
    )
    sheets = grid.sheets.select(
        "sheet_at", "file_at", pl.when(pl.col("name") != "").then("name").alias("sheet")
    )
    of_card, of_form = pl.col("layout") == SCORECARD, pl.col("layout") == FORM
    return (
        rows.join(sheets, on="sheet_at", maintain_order="left")
        .join(files, on="file_at", maintain_order="left")
        .with_columns(
            pl.when(of_card)
            .then(pl.lit(round_id))
            .when(of_form)
            .then("form_round")
            .otherwise("round")
            .alias("round"),
            pl.when(of_card).then("unit").otherwise("entity_code").alias("entity_code"),
            pl.when(of_form).then("form_reporter").otherwise("reporter").alias("reporter"),
        )
        .select(ROW_SCHEMA.names())
    )


def _reporters(
    opened: Sequence[OpenedFile],
    rows: pl.DataFrame,
    unit_of: Mapping[int, str | None],
    sender_of: Mapping[int, str | None],
    names: UnitNames,
) -> pl.DataFrame:
    """Who sent each file: its sender, else the one reporter it names, else the one unit its
    figures are of. A file without rows was sent by the unit that it is named for.
    """
    reporters, entities = (
        _sole(rows.select("file_at", pl.col(name).alias("text")), names).rename({"text": name})
        for name in ("reporter", "entity_code")
    )
    named = pl.DataFrame(
        [(one.at, unit_of[one.at], sender_of[one.at]) for one in opened],
        schema={"file_at": pl.UInt32, "unit": pl.String, "sender": pl.String},
        orient="row",
    )
    with_rows = pl.col("file_at").is_in(rows["file_at"].unique().implode())
    return (
        named.join(reporters, on="file_at", how="left", maintain_order="left")
        .join(entities, on="file_at", how="left", maintain_order="left")
        .select(
            "file_at",
            reporter=pl.when(pl.col("sender").is_not_null())
            .then("sender")
            .when(with_rows)
            .then(pl.coalesce("reporter", "entity_code"))
            .otherwise("unit"),
        )
    )


def _sole(texts: pl.DataFrame, names: UnitNames) -> pl.DataFrame:
    """The one unit that the texts of each file name, by its code where the round knows it."""
    distinct = texts.drop_nulls().unique(maintain_order=True).with_columns(clean(pl.col("text")))
    known = distinct["text"].is_in(list(names.codes))
    named = names.of_texts(distinct["text"].set(known, None))
    resolved = distinct.with_columns(
        pl.coalesce(named.alias("named"), pl.col("text")).alias("text")
    ).unique()
    return (
        resolved.group_by("file_at")
        .agg(pl.col("text").first(), pl.len().alias("units"))
        .filter(pl.col("units") == 1)
        .select("file_at", "text")
    )
