"""The cells of a form that came back which hold no figure: printed by the form, or typed elsewhere.

Here belongs telling what stands on the sheet of a form and is not read, cell by cell, so that
nothing typed is lost without a word. Rows that hold figures are read in `layouts.py` and judged in
`submission_rules.py`; what a form prints is in `pipelines/forms/printed.py`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.forms.layout import FORM_HEADINGS, KEY_SHEET, LAST_COLUMN
from pipelines.forms.printed import BEGINNINGS, Printed
from pipelines.intake.headers import FORM, NUMBER_FORMAT, Header
from pipelines.intake.layouts import is_figure_row
from pipelines.intake.tabular import Grid, kind_of
from pipelines.intake.workbooks import FORMULA, TEXT
from pipelines.vietnamese import clean

_CODES: Final = ("indicator_code", "entity_code", "input")
_FILLED_IN: Final = ("value", "evidence", "note")
_PLACE: Final = ["sheet_at", "row"]
_MARK: Final = r"[\s\u{a0}]\*"
"""Of an indicator that needs evidence."""
_MOST_LABELS: Final = 20
"""Changed labels that are told one by one: beyond that the form is of another edition."""
_SCHEMA: Final = pl.Schema(
    {
        "sheet_at": pl.UInt32,
        "cell": pl.String,
        "rule": pl.String,
        "what_found": pl.String,
        "wanted": pl.String,
    }
)


def unread_cells(grid: Grid, headers: Mapping[int, Header], printed: Printed) -> pl.DataFrame:
    """The cells of forms that hold no figure and are not what the form printed.

    `headers` by sheet_at. Returns sheet_at, cell, rule (`cell_not_read` or `label_was_changed`),
    what_found, wanted.
    """
    alike: dict[tuple[tuple[str, str], ...], list[tuple[int, int]]] = {}
    for sheet_at, header in headers.items():
        if header.layout == FORM:
            alike.setdefault(header.letters, []).append((sheet_at, header.row))
    parts = [pl.DataFrame(schema=_SCHEMA)]
    last = _printed_of_last_round(grid)
    for block in grid.blocks:
        mine = set(block["sheet_at"].unique())
        for letters, places in alike.items():
            chosen = [(at, row) for at, row in places if at in mine]
            if chosen:
                starts = pl.DataFrame(
                    chosen, schema={"sheet_at": pl.UInt32, "header_row": pl.UInt32}, orient="row"
                )
                rows = block.join(starts, on="sheet_at", maintain_order="left")
                parts.append(_unread(rows, dict(letters), printed, grid.formulas, last))
    return _labels_of_another_edition(pl.concat(parts))


def _unread(
    rows: pl.DataFrame,
    letters: Mapping[str, str],
    printed: Printed,
    formulas: pl.DataFrame,
    last: pl.DataFrame,
) -> pl.DataFrame:
    named = {letter: name for name, letter in letters.items()}
    every = [name for name in rows.columns if name.isupper()]
    codes = rows.select(
        *_PLACE,
        "header_row",
        *(_code_in(letters.get(name)).alias(name) for name in _CODES),
        is_named=_code_in(letters.get("indicator_name")).is_not_null(),
    ).with_columns(is_figure=is_figure_row())
    cells = pl.concat(
        rows.select(
            *_PLACE,
            cell=pl.concat_str(pl.lit(letter), "row"),
            column=pl.lit(named.get(letter)),
            text=pl.col(letter),
            kind=kind_of(letter),
        ).filter(pl.col("text").is_not_null())
        for letter in every
    ).with_columns(words=clean(pl.col("text").str.replace(_MARK, "")))
    known = (
        codes.join(printed.figures, on=["indicator_code", "input"], how="left")
        .join(printed.indicators, on="indicator_code", how="left")
        .join(printed.units, on="entity_code", how="left")
        .join(
            printed.units.select(pl.col("entity_code"), is_unit=pl.lit(value=True)),
            on="entity_code",
            how="left",
        )
        .join(last, on=["sheet_at", *_CODES], how="left")
        .join(last.select("sheet_at", has_last=True).unique(), on="sheet_at", how="left")
    )
    beside = cells.join(known, on=_PLACE, how="left").join(
        formulas.with_columns(is_formula=pl.lit(value=True)), on=["sheet_at", "cell"], how="left"
    )
    told = beside.with_columns(rule=_rule(printed.total)).filter(pl.col("rule").is_not_null())
    return told.sort(*_PLACE, "cell").select(
        "sheet_at",
        "cell",
        "rule",
        pl.col("words").fill_null("").alias("what_found"),
        pl.when(pl.col("rule") == "cell_not_read")
        .then(pl.lit(", ".join(FORM_HEADINGS[name].split("\n")[0] for name in _FILLED_IN)))
        .otherwise(_printed_label().list.first())
        .alias("wanted"),
    )


def _printed_of_last_round(grid: Grid) -> pl.DataFrame:
    """What forms printed of the last round, as their key tells: sheet_at, the codes, last.

    `sheet_at` is every sheet of the file of the form.
    """
    keys = grid.sheets.filter(pl.col("name") == KEY_SHEET).select("sheet_at", "file_at")
    lines = [
        block.join(keys, on="sheet_at").select(
            "file_at", pl.col(LAST_COLUMN).str.split("\n").alias("line")
        )
        for block in grid.blocks
        if LAST_COLUMN in block.columns
    ]
    schema = {"file_at": pl.UInt32, "line": pl.List(pl.String)}
    parts = pl.col("line").str.split("\t")
    names = ("entity_code", "indicator_code", "input", "last")
    return (
        pl.concat([pl.DataFrame(schema=schema), *lines])
        .explode("line")
        .filter(pl.col("line").is_not_null())
        .select(
            "file_at",
            *(
                clean(parts.list.get(n, null_on_oob=True)).alias(name)
                for n, name in enumerate(names)
            ),
        )
        .filter(pl.all_horizontal(pl.col(names).is_not_null()))
        .unique(["file_at", *names[:-1]], keep="first", maintain_order=True)
        .join(grid.sheets.select("sheet_at", "file_at"), on="file_at")
        .drop("file_at")
    )


def _code_in(letter: str | None) -> pl.Expr:
    return pl.lit(None, pl.String) if letter is None else clean(pl.col(letter))


def _rule(total: str) -> pl.Expr:
    """Which rule a cell breaks; null for what was read and what the form printed."""
    column, is_figure = pl.col("column"), pl.col("is_figure")
    title = pl.col("row") < pl.col("header_row")
    begins = pl.any_horizontal(pl.col("words").str.starts_with(text) for text in BEGINNINGS)
    is_said = (pl.col("kind") == TEXT) & begins
    states_format = pl.col("words").str.to_lowercase().str.starts_with(NUMBER_FORMAT)
    is_computed = pl.col("is_formula").fill_null(value=False) | (pl.col("kind") == FORMULA)
    is_heading = pl.col("row") == pl.col("header_row")
    is_known_code = pl.col("name_texts").is_not_null()
    is_label = pl.col("words").is_in(_printed_label())
    in_figure = (
        pl.when(column.is_in(["value", "evidence", "note", NUMBER_FORMAT]))
        .then(pl.lit(value=True))
        .when(column == "indicator_code")
        .then(pl.col("figure_texts").is_not_null())
        .when(column == "entity_code")
        .then(pl.col("is_unit").fill_null(value=False))
        .when(column == "input")
        .then(pl.col("figure_texts").is_not_null())
        .when(column == "previous")
        .then(
            (pl.col("kind") == TEXT)
            & ((pl.col("words") == pl.col("last")) | pl.col("has_last").is_null())
        )
        .when(column == "max_points")
        .then(pl.col("text") == pl.col("maximum"))
        .when(column == "self_points")
        .then(is_computed | is_said)
        .otherwise(is_label)
    )
    elsewhere = (
        pl.when(column == "value")
        .then(pl.lit(value=True))  # a row of its own, refused where it stands
        .when(column == "indicator_code")
        .then((is_known_code & pl.col("is_named")) | is_said)
        .when(column.is_in(["indicator_name", "input_name"]))
        .then(is_label | is_said)
        .when(column == "max_points")
        .then((pl.col("text") == pl.col("maximum")) | (pl.col("text") == total) | is_said)
        .when(column == "self_points")
        .then(is_computed | is_said)
        .otherwise(pl.lit(value=False))
    )
    is_own = (
        pl.when(is_heading)
        .then(column.is_not_null() | states_format)
        .when(title)
        .then(is_said | is_computed | states_format)
        .when(is_figure)
        .then(in_figure)
        .otherwise(elsewhere)
    )
    is_printed_text = (
        is_figure
        & ~is_heading
        & ~title
        & column.is_in(["indicator_name", "input_name", "unit"])
        & (pl.col("kind") == TEXT)
    )
    return pl.when(~is_own.fill_null(value=False)).then(
        pl.when(is_printed_text.fill_null(value=False))
        .then(pl.lit("label_was_changed"))
        .otherwise(pl.lit("cell_not_read"))
    )


def _printed_label() -> pl.Expr:
    """The texts that may stand in a cell of a label, as a list."""
    column = pl.col("column")
    return (
        pl.when((column == "indicator_name") & pl.col("is_figure"))
        .then(pl.col("name_texts").list.concat(pl.col("unit_texts").fill_null([])))
        .when(column == "indicator_name")
        .then("name_texts")
        .when(column == "input_name")
        .then("figure_texts")
        .when(column == "unit")
        .then("measure_texts")
    )


def _labels_of_another_edition(found: pl.DataFrame) -> pl.DataFrame:
    """Many labels that differ were printed so, or the rows were moved: they are told as one."""
    is_label = pl.col("rule") == "label_was_changed"
    labels = found.filter(is_label).with_columns(pl.len().over("sheet_at").alias("count"))
    many = (
        labels.filter(pl.col("count") > _MOST_LABELS)
        .group_by("sheet_at", maintain_order=True)
        .agg(
            pl.col("cell", "rule").first(),
            pl.concat_str(
                pl.len(), pl.lit(" ("), pl.col("cell").head(10).str.join(", "), pl.lit(", ...)")
            )
            .first()
            .alias("what_found"),
            pl.col("wanted").first(),
        )
    )
    few = labels.filter(pl.col("count") <= _MOST_LABELS).drop("count")
    return pl.concat([found.filter(~is_label), few, many.select(found.columns)])
