"""The public part of a warehouse: public columns only, by round, as files and as a database.

Here belong taking it out of a warehouse and putting it together again. What is public is listed in
`public_columns.py`. A database of public rows has every table and view of the contract, so what
reads a warehouse reads it too; what is private is empty in it.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from warehouse.columns import Table
from warehouse.content import COUNTED
from warehouse.contract import TABLES
from warehouse.definition import quoted
from warehouse.public_columns import GUARDS, PUBLIC
from warehouse.writer import Warehouse

FOLDER: Final = "tables"
_ROUND: Final = "publication.round"
_RELEASES: Final = frozenset(
    table.full_name
    for table in TABLES
    if table.schema == "publication" and table.name.startswith(("release", "log"))
)
"""About releases of all times: they are no part of one release."""


def public_columns(table: Table) -> list[str]:
    """The public columns of a table, in the order of the contract."""
    public = PUBLIC.get(table.full_name, "").split()
    return [column.name for column in table.columns if column.name in public]


def tables_of_rounds() -> list[Table]:
    """The tables that a release carries: those with public columns, by round or by framework."""
    return [
        table
        for table in TABLES
        if {"round", "framework"} & set(public_columns(table)) and table.full_name not in _RELEASES
    ]


def public_rows(warehouse: Warehouse, table: Table, round_id: str) -> pl.DataFrame:
    """The rows of a round, or of its framework, in the order of the key; private columns empty.

    What came after the round was closed is not among them.
    """
    name = _literal(round_id)
    if "round" in table.polars_schema.names():
        where = f"t.round = {name}"
    else:
        where = f"t.framework = (SELECT framework FROM reference.round WHERE round = {name})"
    counted = f"{where} AND {COUNTED.get(table.full_name, 'true')}"
    return warehouse.read(_public_query(table, counted)).select(table.casts)


def public_tables(warehouse: Warehouse, round_id: str) -> Mapping[str, pl.DataFrame]:
    """The public rows of a round in every table that a release carries, each read once."""
    return {
        table.full_name: public_rows(warehouse, table, round_id) for table in tables_of_rounds()
    }


def write_public_tables(tables: Mapping[str, pl.DataFrame], stage: str, folder: Path) -> None:
    """Write the public tables of a round as `<schema>.<table>.parquet`; the same bytes for them.

    `stage`: that of the release, at which the round is issued in these files for good, and which is
    its status there.
    """
    folder.mkdir(parents=True)
    for table in tables_of_rounds():
        rows = tables[table.full_name].select(public_columns(table))
        if table.full_name == _ROUND:
            rows = rows.with_columns(stage=pl.lit(stage), status=pl.lit(stage))
        rows.write_parquet(folder / f"{table.full_name}.parquet")


@contextmanager
def public_database(published: Path, tables: Mapping[str, Path]) -> Generator[Warehouse]:
    """A database in memory of the rounds of some releases, closed whatever happens.

    `tables`: by round, the folder of its public tables, the round that counts first for its
    framework first. What belongs to no round comes from the published warehouse. Raises
    duckdb.Error if a file cannot be read.
    """
    connection = duckdb.connect()
    try:
        _empty_tables(connection, published)
        _copy_of_releases(connection, tables)
        _copy_of_no_round(connection)
        yield Warehouse(connection)
    finally:
        connection.close()


def _empty_tables(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Tables, comments and views as published, where a private column may be empty."""
    connection.execute(f"ATTACH {_literal(str(published))} AS published (READ_ONLY)")
    connection.execute("COPY FROM DATABASE published TO memory (SCHEMA)")
    for table in TABLES:
        public = set(public_columns(table))
        for column in table.columns:
            guarded = _guarded(table, column.name) != f"t.{quoted(column.name)}"
            if public and not column.nullable and (guarded or column.name not in public):
                name = quoted(column.name)
                connection.execute(f"ALTER TABLE {_name(table)} ALTER {name} DROP NOT NULL")


def _copy_of_releases(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Path]) -> None:
    used: set[str] = set()
    first: list[str] = []
    for name, folder in tables.items():
        path = _literal(str(folder / "reference.round.parquet"))
        found = connection.execute(f"SELECT framework FROM read_parquet({path})").fetchall()
        if not used.issuperset(framework for (framework,) in found):
            first.append(name)
            used.update(framework for (framework,) in found)
    for table in tables_of_rounds():
        rounds = list(tables) if "round" in public_columns(table) else first
        paths = [tables[name] / f"{table.full_name}.parquet" for name in rounds]
        there = ", ".join(_literal(str(path)) for path in paths if path.exists())
        if not there:
            continue
        source = f"read_parquet([{there}], union_by_name = true)"
        known = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        kept = {column.name for column in table.columns}
        names = ", ".join(quoted(row[0]) for row in known if row[0] in kept)
        connection.execute(f"INSERT INTO {_name(table)} BY NAME SELECT {names} FROM {source}")


def _copy_of_no_round(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables that are not by round, frameworks of no released round, releases of all times."""
    used = connection.execute("SELECT framework FROM memory.reference.framework").fetchall()
    listed = ", ".join(_literal(name) for (name,) in used) or "NULL"
    copied = {table.full_name for table in tables_of_rounds()}
    connection.execute("USE published")
    for table in TABLES:
        names = table.polars_schema.names()
        by_framework = "framework" in names and "round" not in names
        if public_columns(table) and (by_framework or table.full_name not in copied):
            where = f"(t.framework IN ({listed})) IS NOT TRUE" if by_framework else "true"
            rows = _public_query(table, where)
            connection.execute(f"INSERT INTO memory.{_name(table)} BY NAME {rows}")
    connection.execute("USE memory")
    connection.execute("DETACH published")


def _public_query(table: Table, where: str) -> str:
    public = set(public_columns(table))
    columns = ", ".join(
        f"({_guarded(table, column.name)})::{column.type} AS {quoted(column.name)}"
        if column.name in public
        else f"NULL::{column.type} AS {quoted(column.name)}"
        for column in table.columns
    )
    keys = ", ".join(f"t.{quoted(column)} NULLS FIRST" for column in table.key)
    return f"SELECT {columns} FROM {_name(table)} AS t WHERE {where} ORDER BY {keys}"


def _guarded(table: Table, column: str) -> str:
    own = GUARDS.get(f"{table.full_name}.{column}")
    return own or GUARDS.get(f"{table.schema}.*.{column}") or f"t.{quoted(column)}"


def _name(table: Table) -> str:
    return f"{table.schema}.{quoted(table.name)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
