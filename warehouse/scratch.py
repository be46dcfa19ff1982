"""The scratch of a run: a database that begins as what is published and ends with the run.

Here belong its place beside the published file, its start and its end. It holds nothing that a
later run needs. What a killed run left is removed by the next one.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.reader import PublishedUnreadable
from warehouse.writer import is_of_contract


@dataclass(frozen=True, slots=True)
class Scratch:
    """An open place: the path of its database, and what it begins with.

    `rounds` were published; `is_of_contract`: their rows are in it, since the file was made by the
    contract of today. Otherwise there is nothing at `path` yet.
    """

    path: Path
    rounds: frozenset[str]
    is_of_contract: bool


@contextmanager
def scratch(published: Path, run_id: str) -> Generator[Scratch]:
    """A scratch for a run, removed whatever happens.

    Raises PublishedUnreadable where the published file is no database.
    """
    folder = _folder(published)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run_id}.{os.getpid()}.duckdb"
    try:
        yield _begun(published, path)
    finally:
        _remove(path)


def remove_scratches(published: Path) -> None:
    """Remove what killed runs left; only while no run is under way."""
    shutil.rmtree(_folder(published), ignore_errors=True)


def _folder(published: Path) -> Path:
    return published.parent / ".build"


def _begun(published: Path, path: Path) -> Scratch:
    if not published.exists():
        return Scratch(path, frozenset(), is_of_contract=False)
    shutil.copyfile(published, path)  # the file alone: a log beside it is of no publication
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise PublishedUnreadable(published, error) from error
    try:
        rounds = _rounds(connection)
        is_todays = is_of_contract(connection)
    finally:
        connection.close()
    if not is_todays:
        _remove(path)
    return Scratch(path, rounds, is_todays)


def _rounds(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The rounds published; none where an older contract knows no such table."""
    try:
        found = connection.execute("SELECT round FROM publication.round").fetchall()
    except duckdb.CatalogException:
        return frozenset()
    return frozenset(name for (name,) in found)


def _remove(path: Path) -> None:
    for part in (path, path.with_name(f"{path.name}.wal")):
        part.unlink(missing_ok=True)
    if path.parent.exists() and not any(path.parent.iterdir()):
        path.parent.rmdir()
