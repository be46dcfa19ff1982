"""Mergers: which old units became which new one, and when, as it stands in `mergers.csv`.

Here belongs reading that file. Units are followed through mergers in `succession.py`.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from pipelines.entities import valid_on
from pipelines.marked_yaml import Problem, SeedError

MERGER_COLUMNS: Final = ("new_code", "old_code", "effective_on")


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
