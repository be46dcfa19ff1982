"""The one writer: frames into the tables of a scratch database, and back.

Here belongs every INSERT. A table is written for whole rounds, or as a whole, in one transaction:
a frame that is refused leaves the old rows. What analysts read is a published copy, made in
`publisher.py`.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from warehouse.columns import Table
from warehouse.definition import (
    all_statements,
    fingerprint,
    fingerprint_statement,
    quoted,
)


class WriteRefused(ValueError):
    """A frame that does not fit its table; nothing was written."""


class Warehouse:
    """An open database. Use `open_warehouse`, which closes it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def read(self, sql: str) -> pl.DataFrame:
        """The result of a query."""
        return self.connection.sql(sql).pl()

    def rows(self, table: Table, rounds: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of a table, of some rounds only where it is written by round."""
        where = f" WHERE {_of_rounds(rounds)}" if rounds is not None else ""
        return self.read(f"SELECT * FROM {_name(table)}{where}")

    def replace_rounds(self, table: Table, frame: pl.DataFrame, rounds: Sequence[str]) -> int:
        """Replace all rows of these rounds.

        Raises WriteRefused for other columns than the contract's or a row of another round.
        """
        _check_columns(table, frame)
        outside = frame.filter(~pl.col("round").is_in(list(rounds)))
        if outside.height:
            raise WriteRefused(
                f"{table.full_name}: {outside.height} rows of round {outside['round'][0]!r}; "
                f"this write is for {', '.join(rounds)}"
            )
        return self._replace(table, frame, _of_rounds(rounds))

    def replace_all(self, table: Table, frame: pl.DataFrame) -> int:
        """Replace all rows. Raises WriteRefused for other columns than the contract's."""
        _check_columns(table, frame)
        return self._replace(table, frame, "true")

    def _replace(self, table: Table, frame: pl.DataFrame, where: str) -> int:
        name = _name(table)
        columns = ", ".join(f"{quoted(c.name)}" for c in table.columns)
        self.connection.register("incoming", frame.to_arrow())
        self.connection.begin()
        try:
            self.connection.execute(f"DELETE FROM {name} WHERE {where}")
            self.connection.execute(f"INSERT INTO {name} BY NAME SELECT {columns} FROM incoming")
            self.connection.commit()
        except duckdb.Error as error:
            self.connection.rollback()
            raise WriteRefused(f"{table.full_name}: {error}") from error
        finally:
            self.connection.unregister("incoming")
        return frame.height


def _name(table: Table) -> str:
    return f"{table.schema}.{quoted(table.name)}"


def _of_rounds(rounds: Sequence[str]) -> str:
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in rounds)
    return f"round IN ({names})" if names else "false"


def _check_columns(table: Table, frame: pl.DataFrame) -> None:
    expected = {column.name for column in table.columns}
    found = set(frame.columns)
    if expected != found:
        raise WriteRefused(
            f"{table.full_name}: missing columns {sorted(expected - found)}, "
            f"unknown columns {sorted(found - expected)}"
        )


@contextmanager
def open_warehouse(path: Path) -> Generator[Warehouse]:
    """Open a database to be filled, making its tables if need be, and close it whatever happens.

    Raises duckdb.IOException if another process has it open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path))
    try:
        connection.execute("SET TimeZone = 'Asia/Ho_Chi_Minh'")
        _ensure_tables(connection)
        yield Warehouse(connection)
    finally:
        connection.close()


def is_of_contract(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a database was made by the contract of today."""
    try:
        found = connection.execute("SELECT analyst.contract_fingerprint()").fetchone()
    except duckdb.CatalogException:
        return False
    return found == (fingerprint(),)


def _ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what is missing; say nothing to a database that these statements made."""
    if not is_of_contract(connection):
        # Nine hundred statements: one transaction waits for the disk once, and is whole or nothing.
        connection.begin()
        connection.execute(all_statements())
        connection.execute(fingerprint_statement())
        connection.commit()
