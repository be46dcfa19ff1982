"""Receiving the files of rounds: kept by their hash, opened apart, taken in, answered.

Here belongs what happens between the inbox on disk and the tables of the schema `submissions`.
What a file means is decided in `pipelines/intake/intake.py`.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Protocol

import polars as pl

from assets.installation.installation import Installation
from assets.receiving.answers import answers_of, write_answers
from assets.receiving.inbox import received_files
from assets.receiving.reading import annotate_apart, read_apart
from pipelines.frameworks.framework import Framework
from pipelines.intake.corrections import Correction
from pipelines.intake.intake import Intake, ReceivedFile, take_in
from pipelines.rounds import Round
from warehouse.archive import Archive
from warehouse.contract import TABLE_BY_NAME

_FIGURES = "submissions.input_value"


class RoundSeeds(Protocol):
    """The seeds that files are taken in by."""

    @property
    def rounds(self) -> Mapping[str, Round]:
        """Rounds by id."""
        ...

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of what was sent."""
        ...

    def units(self, round_id: str) -> pl.DataFrame:
        """The entities that a round expects."""
        ...

    def framework_of(self, round_id: str) -> Framework:
        """The framework of a round."""
        ...


def receive_rounds(
    of: Installation, seeds: RoundSeeds, rounds: Sequence[str], stored: pl.DataFrame
) -> Mapping[str, pl.DataFrame]:
    """Take in the files of some rounds, each on its own, and answer every file.

    `stored` are the values in use of the rounds before them, where these are not among them.
    Returns the tables of the schema `submissions`. Raises SeedError if a correction no longer fits
    what was sent.
    """
    taken: dict[str, Intake] = {}
    for name in _earlier_first(seeds, rounds):
        received = _kept(of, name)
        taken[name] = take_in(
            received,
            seeds.rounds[name],
            seeds.framework_of(name),
            seeds.units(name),
            frozenset(seeds.rounds),
            previous=_previous(seeds, name, taken, stored),
            corrections=seeds.corrections,
            read=read_apart,
        )
        contents = {file.sha256: file.content for file in received}
        answers = answers_of(seeds.rounds[name], taken[name])
        write_answers(of.answers / name, answers, contents, annotate_apart)
    return {name: in_columns(name, frames) for name, frames in tables_of(rounds, taken).items()}


def _earlier_first(seeds: RoundSeeds, rounds: Sequence[str]) -> list[str]:
    """A round after the one it is compared with."""
    ordered: list[str] = []
    for name in rounds:
        chain_back: list[str] = []
        at: str | None = name
        while at is not None and at in rounds and at not in (*ordered, *chain_back):
            chain_back.append(at)
            at = seeds.rounds[at].previous
        ordered += reversed(chain_back)
    return ordered


def files_of_round(of: Installation, round_id: str) -> list[ReceivedFile]:
    """The files of a round with earlier versions of files that were overwritten in place."""
    return _with_earlier(of, round_id, list(received_files(of.inbox, round_id, of.seeds.rounds)))


def _kept(of: Installation, round_id: str) -> list[ReceivedFile]:
    """The same, their bytes kept."""
    received = list(received_files(of.inbox, round_id, of.seeds.rounds))
    Archive(of.archive).keep_all(round_id, received)
    return _with_earlier(of, round_id, received)


def _with_earlier(
    of: Installation, round_id: str, received: Sequence[ReceivedFile]
) -> list[ReceivedFile]:
    archive = Archive(of.archive)
    earlier = [
        ReceivedFile(one.name, archive.read(one.sha256), one.received_at)
        for one in archive.overwritten(round_id, received)
    ]
    return [*earlier, *received]


def _previous(
    seeds: RoundSeeds, name: str, taken: Mapping[str, Intake], stored: pl.DataFrame
) -> pl.DataFrame | None:
    """The values in use of the round before: of this run, else as they were stored."""
    before = seeds.rounds[name].previous
    if before is None:
        return None
    if before in taken:
        return taken[before].current
    return stored.filter(pl.col("round") == before)


def tables_of(
    rounds: Sequence[str], taken: Mapping[str, Intake]
) -> Mapping[str, list[pl.DataFrame]]:
    """The frames of each table of the schema `submissions`, round by round."""

    def each(part: str) -> list[pl.DataFrame]:
        return [getattr(taken[name], part) for name in rounds]

    rejected = [
        taken[name].rejected.rename({"round": "stated_round"}).with_columns(round=pl.lit(name))
        for name in rounds
    ]
    corrections = [
        frame.rename({"by": "corrected_by", "on": "corrected_on"}) for frame in each("corrections")
    ]
    return {
        "submissions.file": each("files"),
        _FIGURES: each("current"),
        "submissions.appeal": each("appeals"),
        "submissions.superseded_value": each("superseded"),
        "submissions.rejected_value": rejected,
        "submissions.correction": corrections,
        "submissions.evidence_file": each("evidence_files"),
        "submissions.finding": each("findings"),
    }


def in_columns(name: str, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames one below the other, in the columns of their table."""
    table = TABLE_BY_NAME[name]
    empty = pl.DataFrame(schema=table.polars_schema)
    return pl.concat(chain([empty], (frame.select(table.casts) for frame in frames)))
