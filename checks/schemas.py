"""The gate of every table: types, required values, allowed values and keys, by pandera.

Here belongs turning the contract into schemas and a failure into a message that names table,
column and an example. Rules that look at more than one table are in `rules.py`.
"""

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from warehouse.columns import Table
from warehouse.contract import TABLE_BY_NAME

if TYPE_CHECKING:
    import pandera.polars as pa


class GateClosed(ValueError):
    """A frame that may not enter its table: every failure, with an example of each."""

    def __init__(self, table: Table, failure: str) -> None:
        super().__init__(f"{table.full_name}: {failure}")
        self.table = table.full_name


@cache
def schema_of(full_name: str) -> "pa.DataFrameSchema":
    """The pandera schema of a table of the contract."""
    import pandera.polars as pa  # takes as long as Dagster; a run that changes nothing needs none

    table = TABLE_BY_NAME[full_name]
    columns = {
        column.name: pa.Column(
            table.polars_schema[column.name],
            nullable=column.nullable,
            checks=[pa.Check.isin(column.allowed)] if column.allowed else None,
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.key), name=full_name)


def through_gate(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns and types of its table, in order, once it is found sound.

    Casts that would lose or change a value are failures, as are missing and unknown columns,
    empty required values, values that are not allowed, and two rows with one key. Raises
    GateClosed.
    """
    wrong = set(frame.columns) ^ set(table.polars_schema.names())
    if wrong:
        raise GateClosed(table, f"missing or unknown columns: {sorted(wrong)}")
    try:
        cast = frame.select(table.casts)
    except pl.exceptions.PolarsError as error:
        raise GateClosed(table, str(error)) from error
    if cast.is_empty():
        return cast  # columns and types are all there is to it
    from pandera.errors import SchemaErrors

    try:
        return schema_of(table.full_name).validate(cast, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        failures = [
            f"{row['column'] or ', '.join(table.key)}: {row['check']} "
            f"(such as {row['failure_case']!r})"
            for row in cases.unique(["column", "check"], keep="first").iter_rows(named=True)
        ]
        raise GateClosed(table, "; ".join(failures)) from error
