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
from pipelines.forms.layout import FORM_VERSION, KEY_NAMES, KEY_SHEET
from pipelines.intake.findings import EMPTY_FINDINGS, findings
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
_NEW_FORM: Final = "dti template ROUND ENTITY -o FILE.xlsx"
ROW_SCHEMA: Final = pl.Schema(
    {
        "file_at": pl.UInt32,
        "file_sha256": pl.String,
        "file_name": pl.String,
        "sender": pl.String,
        "sheet": pl.String,
        **{
            name: kind for name, kind in FIGURE_SCHEMA.items() if name not in ("sheet_at", "layout")
        },
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

    `files`: file_at, reporter (null: not told). `rows` of `ROW_SCHEMA`, in the order of the files,
    texts as they stand. `findings` about whole files.
    """

    files: pl.DataFrame
    rows: pl.DataFrame
    findings: pl.DataFrame


def read_submissions(
    opened: Sequence[OpenedFile],
    round_id: str,
    units: pl.DataFrame,
    framework_digest: str = "",
    senders: SenderNames = NOBODY_KNOWN,
) -> Submissions:
    """Read the files of a round. `units` are the entities the round expects, `senders` those who
    are known to send files.

    Never raises for what a file holds: a file that cannot be used has findings and no rows.
    """
    names = UnitNames(units)
    grid = gather((one.at, one.tables) for one in opened if isinstance(one.tables, FileTables))
    by_at = {one.at: one for one in opened}
    unit_of = {one.at: names.of_file(one.name) for one in opened}
    told = _Told(round_id, by_at)
    for one in opened:
        if isinstance(one.tables, NotReadable):
            told.refuse(one.at, one.tables.rule, one.tables.found, one.tables.expected)
    headers = find_headers(grid)
    _tell_hidden_sheets(grid, headers, told)
    readable = [one.at for one in opened if isinstance(one.tables, FileTables)]
    _refuse_without_header(readable, grid, headers, told)
    listed = dict(grid.sheets.select("sheet_at", "file_at").iter_rows())
    for sheet_at, header in list(headers.items()):
        one = by_at[listed[sheet_at]]
        if header.layout != SCORECARD:
            continue
        if unit_of[one.at] is None:
            told.refuse(one.at, "unit_not_recognised", one.name, f"{units['entity_code'][0]}_...")
        elif not one.is_round_stated:
            told.refuse(one.at, "round_not_stated", one.name, f"{round_id}/{one.name}")
    keys = _form_keys(grid)
    _check_forms(headers, listed, keys, framework_digest, told)
    usable = {at: h for at, h in headers.items() if listed[at] not in told.refused}
    sender_of = {
        one.at: senders.of_file(one.name, keys.get(one.at, {}).get("reporter"), one.is_in_round)
        for one in opened
    }
    rows = _with_files(rows_below(grid, usable), grid, opened, round_id, unit_of, sender_of, keys)
    filled = set(rows["file_at"].unique())
    for sheet_at, header in usable.items():
        if listed[sheet_at] not in filled and header.stated:
            told.refuse(listed[sheet_at], "nothing_filled_in", header.blank, A_FILLED_ROW)
    for at in {listed[at] for at in usable} - filled:
        told.refuse(at, "file_is_empty", "a header only", A_TABLE)
    found = pl.concat([told.findings(), _errors_beside(grid, usable, by_at, round_id)])
    return Submissions(_reporters(opened, rows, unit_of, sender_of, names), rows, found)


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


class _Told:
    """Findings about whole files, and which files they keep out."""

    def __init__(self, round_id: str, opened: Mapping[int, OpenedFile]) -> None:
        self._round_id = round_id
        self._opened = opened
        self._found: dict[str, list[tuple[int, str, str, str | None]]] = {}
        self.refused: set[int] = set()

    def refuse(self, at: int, rule: str, found: str, expected: str) -> None:
        """Tell why a file is kept out; the first reason is enough."""
        if at not in self.refused:
            self.refused.add(at)
            self.warn(at, rule, found, expected)

    def warn(self, at: int, rule: str, found: str, expected: str, sheet: str | None = None) -> None:
        """Tell of something in a file that is read all the same."""
        self._found.setdefault(rule, []).append((at, found, expected, sheet))

    def findings(self) -> pl.DataFrame:
        """All of them, rule by rule."""
        parts = [EMPTY_FINDINGS]
        for rule, told in self._found.items():
            place = pl.DataFrame(
                [
                    (self._round_id, self._opened[at].sha256, self._opened[at].name, *rest)
                    for at, *rest in told
                ],
                schema=dict.fromkeys(
                    ("round", "file_sha256", "file_name", "said", "wanted", "sheet"), pl.String
                ),
                orient="row",
            )
            parts.append(findings(rule, place, pl.col("said"), pl.col("wanted")))
        return pl.concat(parts)


def _errors_beside(
    grid: Grid, headers: Mapping[int, Header], opened: Mapping[int, OpenedFile], round_id: str
) -> pl.DataFrame:
    """Error values that stand beside the figures of a table; the figures are read all the same."""
    places = {at: (header.row, dict(header.letters)) for at, header in headers.items()}
    cells = error_cells(grid, places)
    if cells.is_empty():
        return EMPTY_FINDINGS
    files = pl.DataFrame(
        [(at, one.sha256, one.name) for at, one in opened.items()],
        schema={"file_at": pl.UInt32, "file_sha256": pl.String, "file_name": pl.String},
        orient="row",
    )
    sheets = grid.sheets.select("sheet_at", "file_at", sheet="name").join(files, on="file_at")
    rows = cells.join(sheets, on="sheet_at", maintain_order="left").with_columns(
        round=pl.lit(round_id)
    )
    return findings("cell_beside_is_an_error", rows, pl.col("text"), pl.lit(""))


def _tell_hidden_sheets(grid: Grid, headers: Mapping[int, Header], told: _Told) -> None:
    """Hidden sheets are not read; one with a table in it is told."""
    used = {at for block in grid.blocks for at in block["sheet_at"].unique()}
    for sheet_at, file_at, name, state in grid.sheets.iter_rows():
        if state != "visible" and name != KEY_SHEET and sheet_at in used:
            told.warn(file_at, "sheet_is_hidden", name, "bỏ ẩn rồi gửi lại / unhide, resend", name)


def _refuse_without_header(
    readable: Sequence[int], grid: Grid, headers: Mapping[int, Header], told: _Told
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
            told.refuse(file_at, "file_is_empty", "no cell has text", A_TABLE)
            continue
        told.refuse(
            file_at, "header_not_recognised", _columns_found(first[file_at]), EXPECTED_HEADER
        )
        _tell_legacy_header(first[file_at], file_at, told)


def _columns_found(sheet: pl.DataFrame) -> str:
    """How many columns a sheet has and which of its headings are known.

    Nothing else of it: what was not taken in is nobody's to publish.
    """
    cells = top_cells(sheet)
    known = known_headings(cells["text"])
    named = f": {', '.join(known)}" if known.len() else ""
    return f"{cells['n'].n_unique()} cột / columns{named}"


def _tell_legacy_header(sheet: pl.DataFrame, file_at: int, told: _Told) -> None:
    """A heading in an old font is shown as it would be in Unicode."""
    read = (
        top_cells(sheet)
        .select("text", legacy_reading(pl.col("text")).struct.field("converted").alias("now"))
        .drop_nulls("now")
    )
    headings = read.filter(pl.col("now").is_in(known_headings(read["now"]).implode()))
    for text, now in headings.head(1).iter_rows():
        told.warn(file_at, "text_in_legacy_font", text, now)


def _form_keys(grid: Grid) -> dict[int, dict[str, str]]:
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


def _check_forms(
    headers: Mapping[int, Header],
    listed: Mapping[int, int],
    keys: Mapping[int, Mapping[str, str]],
    digest: str,
    told: _Told,
) -> None:
    forms = {listed[at] for at, header in headers.items() if header.layout == FORM}
    for at in sorted(forms):
        key = keys.get(at, {})
        absent = [name for name in KEY_NAMES if not key.get(name)]
        if absent:
            found = f"{KEY_SHEET}: {', '.join(absent)}"
            told.refuse(at, "form_is_broken", found, _NEW_FORM)
        elif key["dti-form"] != FORM_VERSION:
            version = key["dti-form"]
            known = version if re.fullmatch(r"[0-9]{1,3}", version) else "?"
            found = f"dti-form {known}"
            told.refuse(at, "form_is_broken", found, f"dti-form {FORM_VERSION}")
        elif digest and key["framework_digest"] != digest:
            told.warn(at, "form_is_outdated", key["framework_digest"], digest)
    for at in sorted(set(keys) - forms):
        told.refuse(at, "form_is_broken", "dòng tiêu đề / header", _NEW_FORM)


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
