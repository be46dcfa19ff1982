"""Mergers: which old units became which new one, and when.

Here belong reading `mergers.csv` and following units through mergers. A code is a key on one day
only (24 was Bắc Giang until 30 June 2025 and is Bắc Ninh since): whoever follows a unit names the
day. What results of old units are worth for a new one is in `restatement.py`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from pipelines.entities import valid_on
from pipelines.marked_yaml import Problem, SeedError

MERGER_COLUMNS: Final = ("new_code", "old_code", "effective_on")
_PARTS: Final = {
    "effective_on": pl.Date,
    "entity_code": pl.String,
    "old_code": pl.String,
    "old_valid_from": pl.Date,
    "old_name_vi": pl.String,
}


def read_mergers(table: pl.DataFrame, entities: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `mergers.csv`.

    Returns new_code, old_code, effective_on (a date), in the order of the file. Raises SeedError
    for a date that is none, an old unit that is not valid on the day before, a new unit that is
    not valid on the day, or an old unit that goes into two new ones.
    """
    lines = table.with_row_index("line", offset=2).with_columns(
        day=pl.col("effective_on").str.to_date("%Y-%m-%d", strict=False)
    )
    problems = [
        Problem(file, line, f"{new} <- {old}", "effective_on: expected a date as 2025-07-01")
        for line, new, old in lines.filter(pl.col("day").is_null())
        .select("line", "new_code", "old_code")
        .iter_rows()
    ]
    for day in lines["day"].drop_nulls().unique().sort():
        before = day - timedelta(days=1)
        olds, news = (set(valid_on(entities, at)["entity_code"]) for at in (before, day))
        of_day = lines.filter(pl.col("day") == day)
        is_twice = of_day["old_code"].is_duplicated()
        for wrong, message in (
            (~pl.col("old_code").is_in(olds), f"no unit has the old code on {before}"),
            (~pl.col("new_code").is_in(news), f"no unit has the new code on {day}"),
            (is_twice, f"the old unit goes into more than one new one on {day}"),
        ):
            problems += [
                Problem(file, line, f"{new} <- {old}", message)
                for line, new, old in of_day.filter(wrong)
                .select("line", "new_code", "old_code")
                .iter_rows()
            ]
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line))
    return lines.select("new_code", "old_code", effective_on="day")


def predecessors(
    assessed: Sequence[str], assessed_on: date, entities: pl.DataFrame, mergers: pl.DataFrame
) -> pl.DataFrame:
    """The old units of every unit that stands, after a merger, where assessed ones stood.

    `assessed`: codes as of the day `assessed_on`. Returns effective_on, entity_code (the code from
    that day on), old_code, old_valid_from and old_name_vi (the old unit as of `assessed_on`), for
    each day after `assessed_on` on which assessed units merged or changed their
    code; none if nothing happened to them. A unit that goes on is its own old unit. Old units of a
    merger that were not assessed are among the rows: without them it is half a merger.
    """
    units = valid_on(entities, assessed_on).select(
        old_code="entity_code", old_valid_from="valid_from", old_name_vi="name_vi"
    )
    later = mergers.filter(pl.col("effective_on") > assessed_on)
    concerned = units.filter(pl.col("old_code").is_in([*assessed, *later["old_code"]]))
    days = list(_followed(concerned, later))
    new_unit = ("effective_on", "entity_code")
    is_merged = pl.len().over(new_unit) > 1
    is_renamed = pl.col("entity_code") != pl.col("old_code")
    followed = pl.concat([pl.DataFrame(schema=_PARTS), *days]).with_columns(
        is_ours=pl.col("old_code").is_in(list(assessed)).any().over(new_unit),
        is_new=is_merged | is_renamed,
    )
    ours = followed.filter("is_ours").filter(pl.col("is_new").any().over("effective_on"))
    return ours.select(list(_PARTS)).sort("effective_on", "entity_code", "old_code")


def _followed(units: pl.DataFrame, mergers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The units under the codes that they have from each day of a merger on."""
    now = units.with_columns(pl.col("old_code").alias("entity_code"))
    for day in mergers["effective_on"].unique().sort():
        of_day = mergers.filter(pl.col("effective_on") == day).select(
            "new_code", pl.col("old_code").alias("entity_code")
        )
        now = (
            now.join(of_day, on="entity_code", how="left")
            .with_columns(pl.coalesce("new_code", "entity_code").alias("entity_code"))
            .drop("new_code")
        )
        yield now.select(pl.lit(day, pl.Date).alias("effective_on"), *list(_PARTS)[1:])
