"""Decisions of the council: what a file of them does to scores and ranks, and filing it.

Here belongs weighing a file beside those of its round, and putting it into the inbox. What a
decision means is in `pipelines/appraisal/`; the words in which the effect is told are in
`assets/commands/decide.py`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from assets.installation.installation import Installation
from assets.publishing.issuing import closing_of
from assets.receiving.answers import Answer, answers_of
from assets.receiving.inbox import received_file
from assets.receiving.reading import read_apart
from assets.receiving.receive import files_of_round
from pipelines.appraisal.decision_effect import DecisionEffect, decision_effect
from pipelines.intake.intake import Intake, Reader, ReceivedFile, take_in
from pipelines.intake.refusals import NotReadable
from pipelines.intake.reporters import COUNCIL_FOLDER
from pipelines.intake.submission_files import OpenedFile, read_submissions
from pipelines.intake.tabular import FileTables
from pipelines.local_time import LOCAL_TIME
from pipelines.scoring.index import Index, compute_index
from pipelines.vietnamese import clean


class NotDecided(ValueError):
    """A file that cannot be taken as decisions; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A file of decisions as it counts in its round: what is said of it, its rows in force, its
    effect.

    `overruled`: its decisions for which another of a later day stands: entity_code, indicator_code,
    dated_on, and document, dated_on and file_name of the one that stands, named `standing_…`.
    """

    round: str
    answer: Answer
    decisions: pl.DataFrame
    overruled: pl.DataFrame
    effect: DecisionEffect


def round_of(installation: Installation, file: Path) -> str:
    """The one known round that the rows of a file name. Raises NotDecided for none or several, and
    for a file without rows, with what is wrong with it."""
    given = received_file(file, file.name, None)
    try:
        (tables,) = read_apart([(given.name, given.read())])
    except NotReadable as error:
        raise NotDecided(f"{file.name}: {error}") from error
    opened = OpenedFile(0, given.name, "", tables)
    sent = read_submissions([opened], "", installation.seeds.entities)
    if sent.rows.is_empty() and not sent.findings.is_empty():
        first = sent.findings.row(0, named=True)
        raise NotDecided(f"{file.name}: {first['message_vi']} / {first['message_en']}")
    named = sent.rows.select(clean(pl.col("round")).unique())["round"].drop_nulls()
    known = sorted(set(named) & set(installation.seeds.rounds))
    if len(known) != 1:
        found = ", ".join(sorted(named)) or "-"
        raise NotDecided(f"{file.name}: cannot tell the round (found {found}); say --round")
    return known[0]


def weigh_decisions(installation: Installation, file: Path, round_id: str) -> Weighed:
    """What a round comes to with a file of decisions that is not in its inbox yet.

    Nothing is stored; rows that are no decisions are not the council's to give, and are told as
    such. Raises NotDecided if the round is closed or if the inbox has a file of that name;
    SeedError if the round cannot be scored.
    """
    _ensure_new(installation, file, round_id)
    installation.seeds.ensure_scorable(round_id)
    closing = closing_of(installation, round_id)
    if closing is not None:
        raise NotDecided(
            f"{round_id}: {closing.release} đã đóng đợt nên quyết định không được tính; trước hết "
            f"dti reopen {round_id} / {closing.release} closed the round, so no decision counts; "
            f"first dti reopen {round_id}"
        )
    received = files_of_round(installation, round_id)
    new = received_file(file, f"{COUNCIL_FOLDER}/{file.name}", datetime.now(LOCAL_TIME))
    read = _reading_once()
    without = _taken(installation, round_id, received, read)
    taken = _taken(installation, round_id, [*received, new], read)
    answer = next(
        answer
        for answer in _answers(installation, round_id, taken)
        if (answer.sha256, answer.file_name) == (new.sha256, new.name)
    )
    mine = pl.col("file_sha256") == new.sha256
    effect = decision_effect(
        _scored(installation, round_id, without.current),
        _scored(installation, round_id, taken.current),
    )
    overruled = _overruled(taken.superseded.filter(mine), taken.current)
    return Weighed(round_id, answer, taken.current.filter(mine), overruled, effect)


def _overruled(replaced: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    figure, about = ["entity_code", "indicator_code"], ("document", "dated_on", "file_name")
    standing = (
        current.filter("is_decision")
        .select(*figure, *(pl.col(name).alias(f"standing_{name}") for name in about))
        .unique(figure, maintain_order=True)
    )
    return (
        replaced.filter("is_decision")
        .select(*figure, "dated_on")
        .unique(maintain_order=True)
        .join(standing, on=figure, maintain_order="left")
    )


def _answers(of: Installation, round_id: str, taken: Intake) -> list[Answer]:
    seeds = of.seeds
    return answers_of(
        seeds.rounds[round_id], taken, seeds.units(round_id), seeds.framework_of(round_id)
    )


def file_decisions(installation: Installation, file: Path, round_id: str) -> Path:
    """Put a file into the council's folder of a round. Raises NotDecided for a name taken."""
    _ensure_new(installation, file, round_id)
    target = _place(installation, file, round_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as inbox:
        inbox.write(file.read_bytes())
    return target


def _place(installation: Installation, file: Path, round_id: str) -> Path:
    return installation.inbox / round_id / COUNCIL_FOLDER / file.name


def _ensure_new(installation: Installation, file: Path, round_id: str) -> None:
    there = _place(installation, file, round_id)
    if there.exists():
        same = there.read_bytes() == file.read_bytes()
        hint = "it was filed already" if same else "it is another file; give yours another name"
        raise NotDecided(f"{there} is there: {hint}")


def _reading_once() -> Reader:
    """Opens every content once, however often it is asked for."""
    known: dict[tuple[str, str], FileTables | NotReadable] = {}

    def read(files: Sequence[tuple[str, bytes]]) -> list[FileTables | NotReadable]:
        keys = [(name, hashlib.sha256(content).hexdigest()) for name, content in files]
        new = {key: file for key, file in zip(keys, files, strict=True) if key not in known}
        known.update(zip(new, read_apart(list(new.values())), strict=True))
        return [known[key] for key in keys]

    return read


def _taken(
    installation: Installation, round_id: str, received: Sequence[ReceivedFile], read: Reader
) -> Intake:
    seeds = installation.seeds
    return take_in(
        received,
        seeds.rounds[round_id],
        seeds.framework_of(round_id),
        seeds.units(round_id),
        frozenset(seeds.rounds),
        corrections=seeds.corrections,
        reporters=seeds.reporters,
        read=read,
    )


def _scored(installation: Installation, round_id: str, values: pl.DataFrame) -> Index:
    units = installation.seeds.units(round_id).select(
        pl.lit(round_id).alias("round"), "entity_code"
    )
    entry = installation.seeds.rounds[round_id]
    return compute_index(
        installation.seeds.framework_of(round_id),
        values,
        units,
        {round_id: entry.not_evaluated},
        entry.silent_unranked,
    )
