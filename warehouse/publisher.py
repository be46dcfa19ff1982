"""Publication: a complete, consistent copy takes the place of the last one, or nothing does.

Here belongs making `dti.duckdb`. It is written under another name, compared with what went into it
and moved into place in one step, so whoever opens it finds a whole warehouse, readers of the old
one keep it, and a run that is killed leaves it as it was.

DuckDB replays a log `dti.duckdb.wal` into whatever file bears the name, also when it opens it for
reading only. So no log of the old file may ever lie beside the new one: while the names change,
nobody can have the old file open for writing, and a log that somebody left is removed before.
"""

import fcntl
import os
from collections.abc import Generator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from warehouse.columns import Table
from warehouse.contract import TABLES
from warehouse.definition import quoted, view_statements
from warehouse.reader import log_path, open_published
from warehouse.writer import WriteRefused, open_warehouse


def publish(build: Path, published: Path, rounds: Sequence[str]) -> None:
    """Publish these rounds from the build database; other published rounds stay as they are.

    Reference tables come whole from the build. Rows are stored in the order of their keys. The
    build database must be closed. The published file cannot be written to. Raises duckdb.Error if
    a database cannot be opened, WriteRefused if somebody has the published one open for writing or
    if what was written is not what is read back; the old file is left then.
    """
    fresh = published.with_name(f"{published.name}.new")
    published.parent.mkdir(parents=True, exist_ok=True)
    clear_unpublished(published)
    with open_warehouse(build):
        pass  # an older build gains the tables that are new
    with _nobody_writes(published):
        pass  # said now, not after the work
    try:
        contents = _write(fresh, build, published, rounds)
        fresh.chmod(fresh.stat().st_mode & 0o444)
        _flush(fresh)
        _compare(fresh, contents)
        with _nobody_writes(published):
            fresh.replace(published)
        _flush(published.parent)
    finally:
        clear_unpublished(published)
    _compare(published, contents)


def clear_unpublished(published: Path) -> None:
    """Remove what a publication that was killed left behind, its log included."""
    for path in published.parent.glob(f"{published.name}.*"):
        rest = path.name.removeprefix(published.name).removesuffix(".wal")
        if rest.endswith(".new"):
            path.unlink(missing_ok=True)


def _write(fresh: Path, build: Path, published: Path, rounds: Sequence[str]) -> "_Contents":
    """Make the new file. Returns what is in it."""
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
        contents = _contents(connection)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    return contents


_Contents = Mapping[str, tuple[int, int]]
"""Of each table: how many rows, and the sum of their hashes."""


def _contents(connection: duckdb.DuckDBPyConnection) -> _Contents:
    query = " UNION ALL ".join(
        f"SELECT '{table.full_name}', count(*), coalesce(sum(hash(t)::HUGEINT), 0)::HUGEINT "
        f"FROM {table.schema}.{quoted(table.name)} AS t"
        for table in TABLES
    )
    return {name: (rows, digest) for name, rows, digest in connection.execute(query).fetchall()}


def _compare(path: Path, contents: _Contents) -> None:
    """Open a file as analysts do. Raises WriteRefused if it is not what was written."""
    with open_published(path) as warehouse:
        found = _contents(warehouse.connection)
    differing = [name for name in contents if contents[name] != found[name]]
    if differing:
        raise WriteRefused(
            f"{path}: {', '.join(differing)}: what is read is not what was written; the disk or "
            f"its file system is not to be trusted: run again, or publish to another disk"
        )


@contextmanager
def _nobody_writes(published: Path) -> Generator[None]:
    """Keep writers of the published file out, and see that it has no log.

    A log that is there was left by a session that died: what it holds was never in the file.
    DuckDB locks what it opens in the same way, so a shared lock keeps writers out and lets readers
    in. Raises WriteRefused if a session has the file open for writing.
    """
    with ExitStack() as opened:
        if published.exists():
            file = opened.enter_context(published.open("rb"))
            try:
                fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError as error:
                raise WriteRefused(
                    f"{published}: đang có phiên mở để ghi nên chưa thể công bố; hãy đóng phiên đó "
                    f"rồi chạy lại / a session has it open for writing, so nothing can be "
                    f"published; close it and run again (fuser {published.name} names it)"
                ) from error
        log_path(published).unlink(missing_ok=True)
        _flush(published.parent)
        yield


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
    chosen = ", ".join(_literal(name) for name in rounds) or "NULL"
    parts = [f"SELECT {listed} FROM build.{name} WHERE round IN ({chosen})"]
    if kept:  # a warehouse published before a column was added has it empty
        old = ", ".join(
            quoted(column) if column in kept else f"NULL AS {quoted(column)}" for column in columns
        )
        parts.append(f"SELECT {old} FROM published.{name} WHERE round NOT IN ({chosen})")
    rows = " UNION ALL BY NAME ".join(parts)
    return f"INSERT INTO {name} ({listed}) SELECT {listed} FROM ({rows}) ORDER BY {order}"


def _literal(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _flush(path: Path) -> None:
    """Have the bytes of a file, or the names of a folder, on the disk before what follows."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
