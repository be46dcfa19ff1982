"""Issuing releases: which release the content of each round is, set beside those before it.

Here belongs gathering what is published and what is about to be. What makes a release new is
decided in `pipelines/publication/releases.py`; its files are written in
`assets/publishing/release_folders.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Final

import polars as pl

from assets.installation.installation import Installation
from assets.publishing.release_folders import ABOUT, releases_in_folders
from pipelines.local_time import LOCAL_TIME
from pipelines.publication.releases import Issue, next_release
from warehouse.content import content_hash, table_hashes
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import open_published, rows_as_published
from warehouse.writer import Warehouse

_RELEASES: Final = (
    "publication.release",
    "publication.release_rank",
    "publication.release_reason",
)
_FIGURES: Final = TABLE_BY_NAME["submissions.input_value"]


def release_frames(
    warehouse: Warehouse, of: Installation, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """Every release of some rounds: those already issued, and one more where content is new."""
    before = _issued(of, rounds)
    figures_before = _figures_before(of, rounds)
    hashes = table_hashes(warehouse, rounds)
    described = warehouse.rows(TABLE_BY_NAME["publication.round"], rounds)
    figures = warehouse.rows(_FIGURES, rounds)
    ranks = _final_ranks(warehouse, rounds)
    today = datetime.combine(datetime.now(LOCAL_TIME).date(), time())
    parts = {name: [frame] for name, frame in before.items()}
    for name, status, is_demonstration in described.select(
        "round", "status", "is_demonstration"
    ).iter_rows():
        issued = before["publication.release"].filter(pl.col("round") == name).sort("number")
        last = issued.row(-1, named=True) if issued.height else None
        of_last = pl.col("release") == (last["release"] if last else "")
        known = figures_before.get(name) if last else None
        issue = Issue(
            name,
            status,
            is_demonstration,
            content_hash(hashes[name]),
            hashes[name],
            ranks.filter(pl.col("round") == name).drop("round"),
            figures.filter(pl.col("round") == name),
            known,
        )
        last_ranks = before["publication.release_rank"].filter(of_last)
        release = next_release(issue, last, last_ranks, today)
        if release is not None:
            row = pl.DataFrame(
                [release.row], schema=TABLE_BY_NAME["publication.release"].polars_schema
            )
            new = zip(_RELEASES, (row, release.ranks, release.reasons), strict=True)
            for table, frame in new:
                parts[table].append(frame.select(TABLE_BY_NAME[table].casts))
    return {name: pl.concat(frames) for name, frames in parts.items()}


def releases_kept(folder: Path) -> frozenset[str]:
    """The ids of the releases whose folders are there."""
    names = (path.parent.name for path in folder.glob(f"*/{ABOUT}"))
    return frozenset(name for name in names if not name.startswith("."))


def rounds_released(folder: Path) -> frozenset[str]:
    """The rounds of which there is the folder of a release: they were assessed."""
    return frozenset(name.rpartition(".")[0] for name in releases_kept(folder))


def _issued(of: Installation, rounds: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    """The releases so far: of the published warehouse, and those of which only a folder is left."""
    found = {name: pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema) for name in _RELEASES}
    if of.published.exists():
        with open_published(of.published) as published:
            found = {
                name: rows_as_published(published, TABLE_BY_NAME[name], rounds)
                for name in _RELEASES
            }
    known = set(found[_RELEASES[0]]["release"])
    kept = releases_in_folders(of.releases, rounds, known)
    return {name: pl.concat([found[name], kept[name]]) for name in _RELEASES}


def _figures_before(of: Installation, rounds: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    """The figures of each round that has a published release."""
    if not of.published.exists():
        return {}
    with open_published(of.published) as published:
        figures = rows_as_published(published, _FIGURES, rounds)
        released = rows_as_published(published, TABLE_BY_NAME[_RELEASES[0]], rounds)
    names = released["round"].unique().to_list()
    return {name: figures.filter(pl.col("round") == name) for name in names}


def _final_ranks(warehouse: Warehouse, rounds: Sequence[str]) -> pl.DataFrame:
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in rounds) or "NULL"
    return warehouse.read(
        f"""
        SELECT r.round, r.entity_code, r.entity_name_vi, r.entity_name_en, r.value,
            analyst.published_value(r.value, f.decimals) AS published_value,
            r.rank, r.entities_ranked
        FROM rankings.dti r
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        WHERE r.basis = 'final' AND r.round IN ({listed})
        """
    )
