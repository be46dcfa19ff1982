"""Populations: how many people live in a unit, by a count with its day and source.

Here belongs reading `population.csv`. A count speaks of the unit that had the code on its day.
"""

from typing import Final

import polars as pl

from pipelines.marked_yaml import Problem, SeedError

POPULATION_COLUMNS: Final = ("entity_code", "counted_on", "population", "source")


def read_populations(table: pl.DataFrame, entities: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `population.csv`.

    Returns entity_code and valid_from (the unit counted), counted_on, population (people) and
    source, sorted. Raises SeedError for a date that is none, a population that is not a whole
    number above zero, a count without its source, a unit that did not exist on the day, or one
    counted twice on a day.
    """
    counts = table.with_row_index("line", offset=2).with_columns(
        day=pl.col("counted_on").str.to_date("%Y-%m-%d", strict=False),
        people=pl.col("population").str.to_integer(strict=False),
    )
    of_units = (
        counts.join(entities.select("entity_code", "valid_from", "valid_to"), on="entity_code")
        .filter(
            (pl.col("valid_from") <= pl.col("day")) | pl.col("valid_from").is_null(),
            (pl.col("valid_to") >= pl.col("day")) | pl.col("valid_to").is_null(),
        )
        .select("line", "valid_from")
    )
    is_dated = pl.col("day").is_not_null()
    problems = [
        Problem(file, line, code or "", message)
        for wrong, message in (
            (~is_dated, "counted_on: expected a date as 2024-04-01"),
            (
                is_dated & ~pl.col("line").is_in(of_units["line"].implode()),
                "no unit has this code on the day of the count",
            ),
            (
                ~(pl.col("people") > 0).fill_null(value=False),
                "population: expected a whole number above 0",
            ),
            (pl.col("source").is_null(), "source is empty"),
            (pl.struct("entity_code", "counted_on").is_duplicated(), "counted twice on one day"),
        )
        for line, code in counts.filter(wrong).select("line", "entity_code").iter_rows()
    ]
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line))
    return (
        counts.join(of_units, on="line")
        .select("entity_code", "valid_from", counted_on="day", population="people", source="source")
        .sort("entity_code", "counted_on")
    )


def latest_populations(populations: pl.DataFrame) -> pl.DataFrame:
    """The latest count of each unit: entity_code, valid_from, population."""
    return (
        populations.sort("counted_on")
        .group_by("entity_code", "valid_from", maintain_order=True)
        .agg(pl.col("population").last())
    )
