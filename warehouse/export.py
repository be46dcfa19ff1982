"""Export: tables of a published warehouse as files, the same bytes for the same rows.

Here belongs writing CSV and Parquet in the order of the keys. Open-data packaging is not here.
"""

from pathlib import Path

import duckdb

from warehouse.contract import TABLES
from warehouse.definition import quoted


def export_tables(published: Path, folder: Path) -> list[Path]:
    """Write every table as `<schema>.<table>.csv` and `.parquet`. Returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    connection = duckdb.connect(str(published), read_only=True)
    try:
        connection.execute("SET threads = 1")  # row groups in one order
        for table in TABLES:
            order = ", ".join(f"{quoted(column)} NULLS FIRST" for column in table.key)
            rows = f"SELECT * FROM {table.schema}.{quoted(table.name)} ORDER BY {order}"
            for ending, options in (
                ("csv", "FORMAT csv, HEADER"),
                ("parquet", "FORMAT parquet"),
            ):
                path = folder / f"{table.full_name}.{ending}"
                target = str(path).replace("'", "''")
                connection.execute(f"COPY ({rows}) TO '{target}' ({options})")
                written.append(path)
    finally:
        connection.close()
    return written
