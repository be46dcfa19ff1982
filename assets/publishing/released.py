"""What is released, as a warehouse, and what is not: the rounds of which there is a draft.

Here belongs finding the folders of the releases in force, of which only public columns are read.
How a database is put together from them is in `warehouse/public_tables.py`.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from warehouse.content import round_contents
from warehouse.public_tables import FOLDER, public_database, public_tables, write_public_tables
from warehouse.reader import open_published
from warehouse.writer import Warehouse

_IN_FORCE: Final = """
    SELECT r.round, r.release, r.stage
    FROM analyst.release AS r JOIN reference.round AS d USING (round)
    WHERE r.is_current ORDER BY d.ends_on DESC, r.round
"""
_CONTENTS: Final = """
    SELECT l.round, l.content_sha256 FROM publication.release AS l
    JOIN analyst.release AS r USING (release) WHERE r.is_current
"""


@contextmanager
def released_warehouse(published: Path, releases: Path) -> Generator[Warehouse]:
    """A database in memory of what is released; `releases` is the folder of all releases.

    A release whose folder has no tables, because it was issued before releases carried them, has
    those of the published warehouse. Raises duckdb.Error if something cannot be opened.
    """
    with TemporaryDirectory() as made:
        with open_published(published) as warehouse:
            tables: dict[str, Path] = {}
            for number, (name, release, stage) in enumerate(warehouse.read(_IN_FORCE).iter_rows()):
                tables[name] = releases / release / FOLDER
                if not tables[name].is_dir():
                    tables[name] = Path(made) / str(number)
                    write_public_tables(public_tables(warehouse, name), stage, tables[name])
        with public_database(published, tables) as public:
            yield public


def drafted_rounds(published: Path) -> Sequence[str]:
    """The rounds whose content in the warehouse is not that of a release in force."""
    state = published.stat()
    return _drafted(published, state.st_ino, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _drafted(published: Path, *_state: int) -> Sequence[str]:
    """Every row of the warehouse is read for it: once for what the file is, which publishing
    replaces."""
    with open_published(published) as warehouse:
        rounds = warehouse.read("SELECT round FROM publication.round ORDER BY round")["round"]
        released = dict(warehouse.read(_CONTENTS).iter_rows())
        contents = round_contents(warehouse, rounds.to_list())
    return tuple(name for name, content in contents.items() if content != released.get(name))
