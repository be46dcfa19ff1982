"""Publication: a complete, consistent copy takes the place of the last one, or nothing does.

Here belongs making `dti.duckdb`. It is written under another name and moved into place in one
step, so whoever opens it finds a whole warehouse, readers of the old one keep it, and a run that
is killed leaves it as it was.
"""

import os
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

import duckdb

from warehouse.columns import Table
from warehouse.contract import TABLES
from warehouse.definition import quoted, view_statements
from warehouse.writer import open_warehouse


def build_path(published: Path) -> Path:
    """Where the build database of a published warehouse lies."""
    return published.with_name(published.name + ".build")


def publish(build: Path, published: Path, rounds: Sequence[str]) -> None:
    """Publish these rounds from the build database; other published rounds stay as they are.

    Reference tables come whole from the build. Rows are stored in the order of their keys. The
    build database must be closed. Raises duckdb.Error if a database cannot be opened.
    """
    fresh = published.with_name(f"{published.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    with open_warehouse(build):
        pass  # an older build gains the tables that are new
    connection = duckdb.connect(str(fresh))
    try:
        connection.execute(f"ATTACH {_literal(build)} AS build (READ_ONLY)")
        if published.exists():
            connection.execute(f"ATTACH {_literal(published)} AS published (READ_ONLY)")
        kept = _columns_of(connection, "published")
        connection.begin()
        # Tables as in the build, comments included; to state them again takes five times as long.
        ((here,),) = connection.execute("SELECT current_database()").fetchall()
        connection.execute(f"COPY FROM DATABASE build TO {quoted(here)} (SCHEMA)")
        connection.execute(view_statements())
        for table in TABLES:
            connection.execute(_copy(table, rounds, kept.get(table.full_name, set())))
        connection.commit()
        connection.execute("DETACH build")
        if published.exists():
            connection.execute("DETACH published")
        connection.execute("CHECKPOINT")
        connection.close()
        _flush(fresh)
        fresh.replace(published)
    finally:
        connection.close()
        fresh.unlink(missing_ok=True)


def _columns_of(connection: duckdb.DuckDBPyConnection, database: str) -> Mapping[str, set[str]]:
    """The columns of each table of an attached database; nothing if it is not attached."""
    rows = connection.execute(
        "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = ?",
        [database],
    ).fetchall()
    columns: dict[str, set[str]] = {}
    for table, column in rows:
        columns.setdefault(table, set()).add(column)
    return columns


def _copy(table: Table, rounds: Sequence[str], kept: Set[str]) -> str:
    """The statement that fills a table; `kept` are its columns in the last publication."""
    name = f"{table.schema}.{quoted(table.name)}"
    columns = [column.name for column in table.columns]
    listed = ", ".join(quoted(column) for column in columns)
    order = ", ".join(f"{quoted(column)} NULLS FIRST" for column in table.key)
    if not table.by_round:
        return f"INSERT INTO {name} ({listed}) SELECT {listed} FROM build.{name} ORDER BY {order}"
    chosen = ", ".join("'" + one.replace("'", "''") + "'" for one in rounds) or "NULL"
    parts = [f"SELECT {listed} FROM build.{name} WHERE round IN ({chosen})"]
    if kept:  # a warehouse published before a column was added has it empty
        old = ", ".join(
            quoted(column) if column in kept else f"NULL AS {quoted(column)}" for column in columns
        )
        parts.append(f"SELECT {old} FROM published.{name} WHERE round NOT IN ({chosen})")
    rows = " UNION ALL BY NAME ".join(parts)
    return f"INSERT INTO {name} ({listed}) SELECT {listed} FROM ({rows}) ORDER BY {order}"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _flush(path: Path) -> None:
    """Have the bytes on the disk before the name points to them."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
