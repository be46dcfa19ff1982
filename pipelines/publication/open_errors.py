"""Errors that stand open: nobody has sent since what would settle them.

Here belongs which error a later file settles. What is an error is decided in intake
(`pipelines/intake/findings.py`); that open errors stand against an issue in `life_cycle.py`.
"""

from typing import Final

import polars as pl

from pipelines.intake.closing import AFTER_CLOSING

_FILE: Final = ["file_sha256", "file_name"]
_FIGURE: Final = ["entity_code", "indicator_code"]
_NAMES_NO_FIGURE: Final = (
    *("round_is_another", "entity_not_in_round", "indicator_unknown", "indicator_is_a_group"),
    *("input_unknown", "code_is_ambiguous", "row_has_extra_cells"),
)
"""Rules of rows of which nobody can tell what figure they were meant for."""


def open_errors(
    files: pl.DataFrame, findings: pl.DataFrame, rejected: pl.DataFrame, values: pl.DataFrame
) -> pl.DataFrame:
    """Errors that no later file settled, by file: file_sha256, file_name, errors (how many).

    The tables are rows of `submissions.file`, `finding`, `rejected_value` and `input_value` of one
    round. An error on a figure is settled by a later file whose value of that figure is in use,
    whoever may give it. An error on no figure that can be told is settled once nothing of its file
    is in use and its sender sent a later file of which something is.
    """
    arrived = files.sort("received_at", "file_name", nulls_last=False).with_row_index("arrival")
    sent = arrived.filter(pl.col("status") != AFTER_CLOSING).select(
        *_FILE, "arrival", "values_current", sender=pl.coalesce("reporter", "file_name")
    )
    errors = (
        findings.filter(pl.col("severity") == "error")
        .join(sent, on=_FILE)
        .with_row_index("error")
        .with_columns(
            names_figure=pl.col("indicator_code").is_not_null()
            & ~pl.col("rule").is_in(_NAMES_NO_FIGURE)
        )
    )
    settled = pl.concat([_given_since(errors, sent, rejected, values), _sent_since(errors, sent)])
    return (
        errors.join(settled, on="error", how="anti")
        .group_by(_FILE)
        .agg(errors=pl.len())
        .sort("file_name", "file_sha256")
    )


def _given_since(
    errors: pl.DataFrame, sent: pl.DataFrame, rejected: pl.DataFrame, values: pl.DataFrame
) -> pl.DataFrame:
    """Errors on a figure that a later file gives: error.

    Where the row that was kept out names an input of its indicator, that input is the figure; else
    any input is.
    """
    given = values.join(sent, on=_FILE).select(*_FIGURE, "input", since="arrival")
    inputs = given.select("indicator_code", "input").unique()
    named = rejected.select(*_FILE, "sheet", "cell", "rule", "indicator_code", "input").join(
        inputs, on=["indicator_code", "input"], how="semi"
    )
    by_input = errors.filter("names_figure").join(
        named.drop("indicator_code").unique(),
        on=[*_FILE, "sheet", "cell", "rule"],
        how="left",
        nulls_equal=True,
    )
    of_input = by_input.filter(pl.col("input").is_not_null()).join(given, on=[*_FIGURE, "input"])
    of_any = by_input.filter(pl.col("input").is_null()).join(given.drop("input"), on=_FIGURE)
    both = pl.concat([of_input, of_any], how="diagonal")
    return both.filter(pl.col("since") > pl.col("arrival")).select("error").unique()


def _sent_since(errors: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """Errors on no figure, of files of which nothing is in use, whose sender sent again: error."""
    last = (
        sent.filter(pl.col("values_current") > 0)
        .group_by("sender")
        .agg(since=pl.col("arrival").max())
    )
    return (
        errors.filter(~pl.col("names_figure"), pl.col("values_current") == 0)
        .join(last, on="sender")
        .filter(pl.col("since") > pl.col("arrival"))
        .select("error")
    )
