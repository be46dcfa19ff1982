"""A round without what was changed after its deadline, from what is known now.

Here belongs undoing what came in since: files received late, figures sent again late, corrections
made late. What the store keeps decides what can be undone: every replaced figure with its file and
the time of each file, and the text that was written before a correction.
"""

from datetime import date
from typing import Final

import polars as pl

from pipelines.vietnamese import number_readings

_FIGURE: Final = ("round", "entity_code", "indicator_code", "input", "source")
_FILE: Final = ("round", "file_sha256", "file_name")
_KEPT: Final = (*_FIGURE, "raw_text", "value", "is_corrected", *_FILE[1:])


def without_late_changes(
    current: pl.DataFrame,
    superseded: pl.DataFrame,
    files: pl.DataFrame,
    corrections: pl.DataFrame,
    deadline: date,
) -> pl.DataFrame | None:
    """The values of a round without what was changed after its deadline; None where nothing was.

    Arguments and columns are those of `values_known_by`. A figure of a source that had none by the
    deadline is as it is: it came late, or was decided since, but took nobody's place.
    """
    known = values_known_by(current, superseded, files, corrections, deadline)
    in_use = current.select(known.columns).sort(_FIGURE)
    unrevised = pl.concat([known, in_use.join(known, on=list(_FIGURE), how="anti")]).sort(_FIGURE)
    return None if unrevised.equals(in_use) else unrevised


def values_known_by(
    current: pl.DataFrame,
    superseded: pl.DataFrame,
    files: pl.DataFrame,
    corrections: pl.DataFrame,
    deadline: date,
) -> pl.DataFrame:
    """The values of a round that were in use at its deadline, in the columns of `current`.

    `current` and `superseded` are rows of the tables of values in use and replaced, `files` and
    `corrections` those of the files and corrections. Of each figure the newest row counts that did
    not come late. A figure corrected after the deadline has what was written, where that reads as
    one number; otherwise it was not known.
    """
    arrival = files.filter(~pl.col("late")).select(*_FILE, "received_at", "revision")
    sent = pl.concat([frame.select(_KEPT) for frame in (current, superseded)]).join(
        arrival, on=list(_FILE)
    )
    newest = (
        sent.sort("received_at", "revision", "file_name", nulls_last=False)
        .group_by(_FIGURE, maintain_order=True)
        .last()
    )
    read = number_readings(pl.col("found_text"))
    vietnamese, plain = read.struct.field("vietnamese"), read.struct.field("plain")
    is_one = pl.coalesce(vietnamese, plain) == pl.coalesce(plain, vietnamese)
    later = corrections.filter(pl.col("corrected_on") > deadline).select(
        *_FIGURE,
        pl.when(is_one & ~read.struct.field("is_percent"))
        .then(pl.coalesce(vietnamese, plain))
        .cast(current.schema["value"])
        .alias("value_written"),
        is_late_correction=True,
    )
    known = newest.join(later, on=list(_FIGURE), how="left").with_columns(
        is_undone=pl.col("is_corrected") & pl.col("is_late_correction").fill_null(False)
    )
    return (
        known.filter(~pl.col("is_undone") | pl.col("value_written").is_not_null())
        .with_columns(value=pl.when("is_undone").then("value_written").otherwise("value"))
        .select(*_FIGURE, "raw_text", "value")
        .sort(_FIGURE)
    )
