"""Receiving the files of rounds: kept by their hash, opened apart, taken in, answered.

Here belongs what happens between the inbox on disk and the tables of the schema `submissions`.
What a file means is decided in `pipelines/intake/intake.py`.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

import polars as pl

from assets.installation.installation import Installation
from assets.publishing.issuing import closing_of
from assets.receiving.answer_files import renew_answers
from assets.receiving.answers import answers_of
from assets.receiving.inbox import OnDisk, received_files
from assets.receiving.reading import annotate_apart, read_apart
from pipelines.frameworks.framework import Framework
from pipelines.intake.closing import Closing, file_key, with_later_files
from pipelines.intake.corrections import Correction
from pipelines.intake.intake import Intake, take_in
from pipelines.intake.received_files import CHANGED, ReceivedFile, not_opened
from pipelines.intake.reporters import Reporters
from pipelines.rounds import Round
from warehouse.archive import Archive, ArchiveBroken, KeptFile
from warehouse.contract import TABLE_BY_NAME

_FIGURES = "submissions.input_value"
_BROKEN_COPY = (
    "bản đã lưu bị thay đổi hoặc bị mất, hãy khôi phục từ bản sao dự phòng / "
    "the kept copy was changed or is gone, restore it from a backup"
)
_LOG = logging.getLogger(__name__)


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

    @property
    def reporters(self) -> Reporters:
        """Who may send figures besides the units."""
        ...

    def units(self, round_id: str) -> pl.DataFrame:
        """The entities that a round expects."""
        ...

    def framework_of(self, round_id: str) -> Framework:
        """The framework of a round."""
        ...


def receive_rounds(
    installation: Installation, seeds: RoundSeeds, rounds: Sequence[str], stored: pl.DataFrame
) -> Mapping[str, pl.DataFrame]:
    """Take in the files of some rounds, each on its own, and answer every file.

    `stored` are the values in use of the rounds before them, where these are not among them.
    Returns the tables of the schema `submissions`. Raises SeedError if a correction no longer fits
    what was sent.
    """
    taken: dict[str, Intake] = {}
    for name in _earlier_first(seeds, rounds):
        closing = closing_of(installation, name)
        received = _kept(installation, name)
        counted, later = _as_closed(installation, name, received, closing)
        taken[name] = take_in(
            counted,
            seeds.rounds[name] if closing else installation.as_asked(seeds.rounds[name]),
            seeds.framework_of(name),
            seeds.units(name),
            frozenset(seeds.rounds),
            previous=_previous(seeds, name, taken, stored),
            corrections=_corrections(seeds, name, closing),
            reporters=seeds.reporters,
            read=read_apart,
        )
        if closing is not None:
            ours = _of_round(later, seeds, name)
            taken[name] = with_later_files(taken[name], ours, name, closing)
        sent = {file.sha256: file for file in received}
        answers = answers_of(
            seeds.rounds[name], taken[name], seeds.units(name), seeds.framework_of(name)
        )
        for failure in renew_answers(installation.answers / name, answers, sent, annotate_apart):
            _LOG.warning("%s: %s", name, failure)
    return {name: in_columns(name, frames) for name, frames in tables_of(rounds, taken).items()}


def _as_closed(
    installation: Installation,
    round_id: str,
    received: Sequence[ReceivedFile],
    closing: Closing | None,
) -> tuple[list[ReceivedFile], list[ReceivedFile]]:
    """The files that count and those that came after closing; all count while a round is open.

    A file that counts in a closed round does so also after it was taken away: its bytes are kept.
    """
    if closing is None:
        return list(received), []
    archive = Archive(installation.archive)
    there = {file_key(file.name, file.sha256) for file in received}
    for kept in archive.ledger(round_id):
        key = file_key(kept.name, kept.sha256)
        if key in closing.files and key not in there:
            received = [*received, _kept_file(archive, kept)]
            there.add(key)
    counted = [closing.as_counted(file) for file in received if closing.counts(file)]
    return counted, [file for file in received if not closing.counts(file)]


def _of_round(later: Sequence[ReceivedFile], seeds: RoundSeeds, name: str) -> list[ReceivedFile]:
    """Files that came later, without those outside the folders of rounds that are for others."""
    shared = [file for file in later if file.is_shared]
    units, framework = seeds.units(name), seeds.framework_of(name)
    known = frozenset(seeds.rounds)
    opened = take_in(shared, seeds.rounds[name], framework, units, known, read=read_apart).files
    ours = set(opened.select("file_name", "file_sha256").iter_rows())
    return [file for file in later if not file.is_shared or (file.name, file.sha256) in ours]


def _corrections(seeds: RoundSeeds, name: str, closing: Closing | None) -> Sequence[Correction]:
    """The corrections that count: in a closed round those that counted when it was closed."""
    if closing is None:
        return seeds.corrections
    later = [c for c in seeds.corrections if c.round == name and not closing.corrects(c)]
    for correction in later:
        _LOG.warning(
            "%s:%s: %s đã đóng bởi %s nên hiệu đính này không được tính. / %s was closed by %s, so "
            "this correction is not counted.",
            *(correction.file, correction.line, name, closing.release, name, closing.release),
        )
    return [correction for correction in seeds.corrections if correction not in later]


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


def files_of_round(installation: Installation, round_id: str) -> list[ReceivedFile]:
    """The files of a round with earlier versions of files that were overwritten in place."""
    received = list(received_files(installation.inbox, round_id, installation.seeds.rounds))
    return [*_earlier(Archive(installation.archive), round_id, received), *received]


def _kept(installation: Installation, round_id: str) -> list[ReceivedFile]:
    """The same, their bytes kept; a file that cannot be kept as it was listed is refused."""
    archive = Archive(installation.archive)
    listed = list(received_files(installation.inbox, round_id, installation.seeds.rounds))
    lost = archive.keep_all(round_id, [file for file in listed if file.refusal is None])
    received = [
        file.refused(not_opened(CHANGED)) if file.sha256 in lost else file for file in listed
    ]
    return [*_earlier(archive, round_id, received), *received]


def _earlier(
    archive: Archive, round_id: str, received: Sequence[ReceivedFile]
) -> Iterator[ReceivedFile]:
    """Earlier versions; one whose kept bytes are not what they were is refused."""
    for kept in archive.overwritten(round_id, received):
        yield _kept_file(archive, kept)


def _kept_file(archive: Archive, kept: KeptFile) -> ReceivedFile:
    path = archive.path(kept.sha256)
    try:
        content = OnDisk(path, archive.size_of(kept.sha256), kept.sha256)
        return ReceivedFile(kept.name, content, kept.received_at)
    except ArchiveBroken:
        content = OnDisk(path, 0, kept.sha256)
        return ReceivedFile(kept.name, content, kept.received_at, refusal=not_opened(_BROKEN_COPY))


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
