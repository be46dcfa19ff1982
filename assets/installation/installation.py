"""Where an installation keeps its seeds, its inbox and its warehouse.

Here belongs the one object through which assets and commands find their way on the disk. It opens
nothing but the seeds, and knows nothing of Dagster, so that `dti check` need not wait for it.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from assets.installation.seeds import PROJECT, ROUNDS, Seeds, load_seeds
from pipelines.rounds import Round

SEEDS, INBOX, WAREHOUSE = "DTI_SEEDS", "DTI_INBOX", "DTI_WAREHOUSE"


@dataclass(frozen=True, slots=True)
class Installation:
    """The paths of one installation: seeds, where submissions arrive, the published warehouse.

    `number_format` is how whoever runs a command says that the files write numbers; it goes before
    what a round says.
    """

    seeds_folder: Path
    inbox: Path
    published: Path
    number_format: str | None = None

    @property
    def seeds(self) -> Seeds:
        """The seeds, read once for as long as they do not change. Raises SeedError."""
        return load_seeds(self.seeds_folder)

    def as_asked(self, entry: Round) -> Round:
        """A round with what was said on the command line about its files."""
        if self.number_format is None:
            return entry
        return replace(entry, number_format=self.number_format)

    @property
    def archive(self) -> Path:
        """Where the bytes of every file received are kept, by their hash."""
        return self.published.with_name("received")

    @property
    def answers(self) -> Path:
        """Where the answers to the senders of files are written, round by round."""
        return self.published.with_name("answers")

    @property
    def open_data(self) -> Path:
        """Where the open data of releases is written, a folder for each."""
        return self.published.with_name("open_data")

    @property
    def releases(self) -> Path:
        """Where the files of releases are, one folder each, never changed once written."""
        return self.published.with_name("releases")

    @property
    def site(self) -> Path:
        """Where the pages of the site are written."""
        return self.published.with_name("site")

    @property
    def draft(self) -> Path:
        """Where the pages of what is not released are written, for the office."""
        return self.published.with_name("draft")


def installation(
    seeds: Path | None = None, inbox: Path | None = None, warehouse: Path | None = None
) -> Installation:
    """An installation: what is given here, else in the environment, else the one that the current
    folder is, else this project's own.

    An installation with its own seeds and no inbox has its inbox under its seeds.
    """
    home = Path.cwd() if (Path.cwd() / "seeds" / ROUNDS).is_file() else PROJECT
    seeds = seeds or _from_environment(SEEDS) or home / "seeds"
    inbox = inbox or _from_environment(INBOX) or seeds / "submissions"
    warehouse = warehouse or _from_environment(WAREHOUSE) or home / "warehouse" / "dti.duckdb"
    return Installation(seeds.absolute(), inbox.absolute(), warehouse.absolute())


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
