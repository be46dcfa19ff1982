"""Reading one round from the published warehouse.

Here belongs fetching the tables that receipts and papers are made from.
"""

import polars as pl

from pipelines.publication.round_tables import TABLES, RoundTables
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import rows_as_published
from warehouse.writer import Warehouse


def round_tables(warehouse: Warehouse, round_id: str) -> RoundTables:
    """The tables of a round as they were published."""
    rounds = rows_as_published(warehouse, TABLE_BY_NAME["reference.round"])
    framework = rounds.filter(pl.col("round") == round_id)["framework"].item()
    return RoundTables({name: _rows(warehouse, name, round_id, framework) for name in TABLES})


def _rows(warehouse: Warehouse, name: str, round_id: str, framework: str) -> pl.DataFrame:
    table = TABLE_BY_NAME[name]
    columns = table.polars_schema.names()
    if "round" in columns:
        return rows_as_published(warehouse, table, [round_id])
    return rows_as_published(warehouse, table).filter(pl.col("framework") == framework)
