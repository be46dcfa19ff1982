"""What is released, as a warehouse: the rounds of the releases in force, public columns only.

Here belongs finding their folders. How a database is put together from them is in
`warehouse/public_tables.py`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from warehouse.public_tables import FOLDER, public_database, write_public_tables
from warehouse.reader import open_published
from warehouse.writer import Warehouse

_IN_FORCE: Final = """
    SELECT r.round, r.release FROM analyst.release AS r JOIN reference.round AS d USING (round)
    WHERE r.is_current ORDER BY d.ends_on DESC, r.round
"""


@contextmanager
def released_warehouse(published: Path, releases: Path) -> Generator[Warehouse]:
    """A database in memory of what is released; `releases` is the folder of all releases.

    A release whose folder has no tables, because it was issued before releases carried them, has
    those of the published warehouse. Raises duckdb.Error if something cannot be opened.
    """
    with TemporaryDirectory() as made:
        with open_published(published) as warehouse:
            tables = {
                name: releases / release / FOLDER
                for name, release in warehouse.read(_IN_FORCE).iter_rows()
            }
            for number, (name, folder) in enumerate(tables.items()):
                if not folder.is_dir():
                    tables[name] = Path(made) / str(number)
                    write_public_tables(warehouse, name, tables[name])
        with public_database(published, tables) as public:
            yield public
