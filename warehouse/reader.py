"""Reading the published warehouse, also one that an earlier version of the contract made.

Here belongs opening it without writing. Readers never wait for a run: publication puts a new file
in its place.
"""

import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from warehouse.columns import Table
from warehouse.definition import quoted
from warehouse.writer import Warehouse


class PublishedUnreadable(RuntimeError):
    """The published file is there and cannot be opened; the message says what to do."""

    def __init__(self, path: Path, error: duckdb.Error) -> None:
        what = str(error).splitlines()[0]
        if "lock" in what.lower():
            text = (
                "tệp đang được một chương trình khác mở để ghi; hãy đóng chương trình đó rồi chạy "
                "lại / this file is open for writing in another program; close it and run again"
            )
        else:
            text = (
                "tệp không mở được như một cơ sở dữ liệu DuckDB. Hãy chuyển tệp đi nơi khác rồi "
                "chạy lại dti assess: kho được lập lại từ các tệp đã nhận. / this file cannot be "
                "opened as a DuckDB database. Move it away and run dti assess again: it is made "
                "again from what was received."
            )
        super().__init__(f"{path}: {text} ({what})")


def log_path(database: Path) -> Path:
    """Where DuckDB keeps what it has not yet written into the file of a database."""
    return database.with_name(f"{database.name}.wal")


@contextmanager
def open_published(path: Path) -> Generator[Warehouse]:
    """The published warehouse, open for reading only and closed whatever happens.

    A log beside it, left by a session that meant to write, is not replayed: DuckDB would do so,
    and show figures that were never published. Raises duckdb.IOException if it is not there,
    PublishedUnreadable if it is there and is no database.
    """
    if log_path(path).exists():
        with TemporaryDirectory() as folder:
            apart = Path(folder) / path.name
            shutil.copyfile(path, apart)
            with _open(apart) as warehouse:
                yield warehouse
    else:
        with _open(path) as warehouse:
            yield warehouse


@contextmanager
def _open(path: Path) -> Generator[Warehouse]:
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        if not path.exists():
            raise
        raise PublishedUnreadable(path, error) from error
    try:
        yield Warehouse(connection)
    finally:
        connection.close()


def rows_as_published(
    warehouse: Warehouse, table: Table, rounds: Sequence[str] | None = None
) -> pl.DataFrame:
    """Rows of a table in the columns of today's contract.

    Columns that it did not have when it was published are empty; so is a table that was not there.
    """
    name = f"{table.schema}.{quoted(table.name)}"
    try:  # thirty times as fast as looking the table up in duckdb_columns()
        known = set(warehouse.read(f"DESCRIBE {name}")["column_name"])
    except duckdb.CatalogException:
        return pl.DataFrame(schema=table.polars_schema)
    listed = ", ".join(
        f"{quoted(c.name)}::{c.type} AS {quoted(c.name)}"
        if c.name in known
        else f"NULL::{c.type} AS {quoted(c.name)}"
        for c in table.columns
    )
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in rounds or ()) or "NULL"
    where = "true" if rounds is None else f"round IN ({names})"
    return warehouse.read(f"SELECT {listed} FROM {name} WHERE {where}").select(table.casts)
