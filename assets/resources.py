"""Where an installation keeps its seeds, its inbox and its warehouse.

Here belongs the one resource that assets use to reach disk and database. Nothing is opened until
an asset asks, and what is opened is closed.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from assets.seeds import PROJECT, Seeds, load_seeds
from warehouse.publisher import build_path
from warehouse.writer import Warehouse, open_warehouse

SEEDS, INBOX, WAREHOUSE = "DTI_SEEDS", "DTI_INBOX", "DTI_WAREHOUSE"


class Installation(dg.ConfigurableResource[None]):
    """The paths of one installation."""

    seeds_folder: str
    inbox_folder: str
    warehouse_file: str

    @property
    def seeds(self) -> Seeds:
        """The seeds, read once for as long as they do not change."""
        return load_seeds(Path(self.seeds_folder))

    @property
    def inbox(self) -> Path:
        """Where submissions arrive."""
        return Path(self.inbox_folder)

    @property
    def published(self) -> Path:
        """The published warehouse."""
        return Path(self.warehouse_file)

    @contextmanager
    def build(self) -> Generator[Warehouse]:
        """The build database, open for as long as the block lasts."""
        with open_warehouse(build_path(self.published)) as warehouse:
            yield warehouse


def installation(
    seeds: Path | None = None, inbox: Path | None = None, warehouse: Path | None = None
) -> Installation:
    """An installation: what is given here, else in the environment, else this project's own.

    An installation with its own seeds and no inbox has its inbox under its seeds.
    """
    seeds = seeds or _from_environment(SEEDS) or PROJECT / "seeds"
    inbox = inbox or _from_environment(INBOX) or seeds / "submissions"
    warehouse = warehouse or _from_environment(WAREHOUSE) or PROJECT / "warehouse" / "dti.duckdb"
    return Installation(
        seeds_folder=str(seeds.absolute()),
        inbox_folder=str(inbox.absolute()),
        warehouse_file=str(warehouse.absolute()),
    )


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
