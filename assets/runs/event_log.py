"""Dagster's events of all runs in one SQLite file, kept open.

Here belongs how that file is opened; `dagster.yaml` names the class. The one it stands on opens and
closes the file for each of some three hundred events of a run, and each time SQLite moves its log
into the file and waits for the disk.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine, event, inspect


class OpenEventLog(ConsolidatedSqliteEventLogStorage):
    """The event log of a Dagster home; its connections are used again until `dispose`."""

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(
            self._conn_string, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
        )
        event.listen(engine, "connect", _wait_less)
        return engine

    @contextmanager
    def _connect(self) -> Generator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    def has_table(self, table_name: str) -> bool:
        """Whether the file has a table; asked for each event of an asset."""
        return inspect(self._engine).has_table(table_name)

    def dispose(self) -> None:
        """Close the file."""
        super().dispose()
        self._engine.dispose()


def _wait_less(connection: sqlite3.Connection, _record: object) -> None:
    """With a write-ahead log the file stays whole; a power cut may lose the last events."""
    connection.execute("PRAGMA synchronous = NORMAL")
