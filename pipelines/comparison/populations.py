"""Populations: how many people live in a unit, by a count with its day and source.

Here belongs reading `population.csv`. A count speaks of the unit that had the code on its day.
"""

from typing import Final

import polars as pl

from pipelines.marked_yaml import ensure_sound
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
)

POPULATIONS: Final = TableShape(
    "Dân số của đơn vị theo một lần thống kê",
    "Population of a unit by a count",
    (
        Column("entity_code", "code", is_required=True),
        Column("counted_on", "day", is_required=True),
        Column("population", "whole", is_required=True),
        Column("source", is_required=True),
    ),
)


def read_populations(table: pl.DataFrame, entities: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `population.csv`.

    Returns entity_code and valid_from (the unit counted), counted_on, population (people) and
    source, sorted. Raises SeedError for a date that is none, a population that is not a whole
    number above zero, a count without its source, a unit that did not exist on the day, or one
    counted twice on a day.
    """
    counts = numbered(table)
    problems = cell_problems(counts, file, "entity_code", POPULATIONS)
    counts = counts.with_columns(
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
    problems += row_problems(
        counts,
        file,
        "entity_code",
        [
            RowRule(
                pl.col("day").is_not_null() & ~pl.col("line").is_in(of_units["line"].implode()),
                "entity_code",
                "no unit has this code on the day of the count",
                "không đơn vị nào có mã này vào ngày thống kê",
                "correct the code or the day; Excel drops zeros at the front of codes",
                "sửa mã hoặc ngày; Excel bỏ số 0 ở đầu mã",
            ),
            RowRule(
                pl.col("people") == 0,
                "population",
                "population: expected a whole number above 0",
                "population: cần số nguyên lớn hơn 0",
                "correct the cell",
                "sửa lại ô này",
            ),
            RowRule(
                pl.struct("entity_code", "counted_on").is_duplicated(),
                "counted_on",
                "counted twice on one day",
                "thống kê hai lần trong một ngày",
                "keep one of the two rows",
                "giữ lại một trong hai dòng",
            ),
        ],
    )
    ensure_sound(problems)
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
