"""Whether rounds stand as published: nothing that they follow from has changed since.

Here belongs comparing inputs with those noted at the last publication. What inputs are is in
`assets/installation/inputs.py`.
"""

from collections.abc import Sequence
from typing import Final

import duckdb
import polars as pl

from assets.installation.inputs import input_hashes
from assets.installation.installation import Installation
from assets.installation.release_log import LogBroken, read_log
from assets.publishing.issuing import LOG_TABLE, releases_kept, rounds_released
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import PublishedUnreadable, open_published
from warehouse.writer import is_of_contract

_NOTED: Final = "publication.round_input"


def is_unchanged(installation: Installation, rounds: Sequence[str]) -> bool:
    """Whether a run for these rounds would publish what is published already.

    Every round released must be there too, and so must the answers to senders.
    """
    if not installation.published.exists():
        return False
    try:
        lines = len(read_log(installation.releases))
        inputs = input_hashes(installation, rounds)
        with open_published(installation.published) as warehouse:
            if not is_of_contract(warehouse.connection):
                return False
            noted, described, releases, logged = (
                warehouse.rows(TABLE_BY_NAME[name])
                for name in (_NOTED, "publication.round", "publication.release", LOG_TABLE)
            )
    except (LogBroken, duckdb.IOException, PublishedUnreadable):
        return False
    answered = described.filter(pl.col("files_received") > 0)["round"]
    names = frozenset(described["round"])
    return (
        rounds_released(installation.releases) & installation.seeds.rounds.keys() <= names
        and releases_kept(installation.releases) <= frozenset(releases["release"])
        and lines == logged.height
        and all((installation.answers / name).is_dir() for name in rounds if name in answered)
        and dict(noted.filter(pl.col("round").is_in(list(rounds))).iter_rows()) == inputs
    )
