"""Writing what a stage made: every frame through its gate, into its table, told to Dagster.

Here belongs what all stages share. What a stage makes is in its own file.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.receiving.receive import in_columns
from assets.stages.lineage import asset_key, column_lineage
from checks.schemas import through_gate
from warehouse.contract import TABLE_BY_NAME, TABLES
from warehouse.writer import Warehouse

ONE_RUN: Final = dg.BackfillPolicy.single_run()


def tables_in(*schemas: str) -> tuple[str, ...]:
    """The full names of the tables of some schemas."""
    return tuple(table.full_name for table in TABLES if table.schema in schemas)


def rows_of(
    warehouse: Warehouse, *names: str, rounds: Sequence[str] | None = None
) -> list[pl.DataFrame]:
    """The rows of some tables, of some rounds only where `rounds` are named."""
    return [warehouse.rows(TABLE_BY_NAME[name], rounds) for name in names]


def written_by_round(
    warehouse: Warehouse, frames: Mapping[str, pl.DataFrame], rounds: Sequence[str]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Replace the rows of these rounds in each table."""
    for name, frame in frames.items():
        table = TABLE_BY_NAME[name]
        rows = warehouse.replace_rounds(table, through_gate(table, frame), rounds)
        yield _materialized(name, rows)


def written_whole(
    warehouse: Warehouse, frames: Mapping[str, pl.DataFrame]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Replace all rows of each table."""
    for name, frame in frames.items():
        table = TABLE_BY_NAME[name]
        whole = in_columns(name, [frame])
        yield _materialized(name, warehouse.replace_all(table, through_gate(table, whole)))


def _materialized(name: str, rows: int) -> dg.MaterializeResult[Any]:
    # The UI reads the lineage of columns from the latest materialization.
    metadata = {"dagster/row_count": rows, "dagster/column_lineage": column_lineage(name)}
    return dg.MaterializeResult(asset_key=asset_key(name), metadata=metadata)
