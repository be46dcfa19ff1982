"""Intake: the files of one round in, current values, files with their status and findings out.

Here belongs the way through reading, judging and putting revisions in order, in one call. Each
step is in a module of its own: `layouts.py`, `submission_rules.py`, `revisions.py`, and for what
is asked once all files lie side by side `evidence_rules.py`, `unit_rules.py`,
`decision_rules.py`, `forensic_rules.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, groupby
from typing import Final

import polars as pl

from pipelines.forms.printed import printed_texts
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.intake.authority import Authority
from pipelines.intake.corrections import Correction
from pipelines.intake.decision_rules import appeal_findings
from pipelines.intake.evidence_files import evidence_rows, is_evidence
from pipelines.intake.evidence_rules import evidence_findings
from pipelines.intake.findings import EMPTY_FINDINGS, findings
from pipelines.intake.forensic_rules import forensic_findings
from pipelines.intake.received_files import ReceivedFile
from pipelines.intake.refusals import NotReadable
from pipelines.intake.reporters import COUNCIL_FOLDER, NO_REPORTERS, Reporters
from pipelines.intake.revisions import Assembled, assemble, settled
from pipelines.intake.submission_files import OpenedFile, Submissions, read_submissions
from pipelines.intake.submission_rules import judge_rows
from pipelines.intake.tabular import FileTables, read_files
from pipelines.intake.unit_rules import unit_findings, unreported
from pipelines.local_time import local
from pipelines.notation import VI
from pipelines.rounds import Round
from pipelines.vietnamese import clean

Reader = Callable[[Sequence[tuple[str, bytes]]], list[FileTables | NotReadable]]
"""Opens files, given by name and content: for each, what it holds or why it cannot be read."""
_BYTES_AT_ONCE: Final = 32_000_000
"""Bytes of files that are held while they are read, and those of one file more."""
_FIGURE: Final = ("entity_code", "indicator_code", "input")
_FILE_SCHEMA: Final = {
    "file_at": pl.UInt32,
    "round": pl.String,
    "file_sha256": pl.String,
    "file_name": pl.String,
    "received_at": pl.Datetime("us"),
    "late": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of the files of a round: tables of the schema `submissions`, and what units left
    out (`unit_rules.unreported`)."""

    files: pl.DataFrame
    current: pl.DataFrame
    appeals: pl.DataFrame
    superseded: pl.DataFrame
    rejected: pl.DataFrame
    findings: pl.DataFrame
    evidence_files: pl.DataFrame
    corrections: pl.DataFrame
    unreported: pl.DataFrame


def take_in(
    received: Iterable[ReceivedFile],
    entry: Round,
    framework: Framework,
    units: pl.DataFrame,
    known_rounds: frozenset[str] = frozenset(),
    *,
    previous: pl.DataFrame | None = None,
    corrections: Sequence[Correction] = (),
    reporters: Reporters = NO_REPORTERS,
    read: Reader = read_files,
) -> Intake:
    """Take in the files of a round. Never raises for what a file holds.

    `previous`: the values in use of the round it is compared with. `reporters`: who may
    send figures besides its units. Raises SeedError for a correction whose figure is no longer what
    it expects.
    """
    ordered = _in_order(received)
    evidence, unread = evidence_rows(
        [file for file in ordered if is_evidence(file.name)], entry.id, units
    )
    sent = [file for file in ordered if not is_evidence(file.name)]
    # With one round there is, a scorecard at the top of the inbox can only be for it.
    is_alone = known_rounds <= {entry.id}
    opened = [
        OpenedFile(
            at,
            file.name,
            file.sha256,
            tables,
            is_round_stated=is_alone or not file.is_shared,
            is_in_round=not file.is_shared,
        )
        for at, (file, tables) in enumerate(zip(sent, _read(sent, read), strict=True))
    ]
    authority = Authority(entry, framework, units, reporters)
    printed = printed_texts(entry, framework, units)
    submissions = read_submissions(opened, entry.id, units, printed, authority.senders)
    files = _files(sent, entry).join(submissions.files, on="file_at", maintain_order="left")
    files, rows = _of_this_round(files, submissions, sent, known_rounds - {entry.id})
    files, mended = _held_to_the_deadline(files, rows)
    judged = judge_rows(_once(rows, files).drop("file_at"), authority, printed, corrections)
    in_files = pl.col("file_name").is_in(files["file_name"].implode())
    found = pl.concat([submissions.findings.filter(in_files), judged.findings])
    taken = assemble(
        files.drop("file_at"),
        judged.accepted,
        judged.rejected,
        found,
        framework,
        submissions.blanks.join(files.select("file_at", "file_sha256", "file_name"), on="file_at"),
        reporters,
    )
    missing = unreported(taken.current, taken.rejected, authority)
    taken = settled(
        taken,
        pl.concat(
            [
                EMPTY_FINDINGS,
                unread,
                _late(taken, entry),
                _after_deadline("mended_after_deadline", mended, entry),
                evidence_findings(taken.current, framework, evidence),
                unit_findings(missing),
                appeal_findings(
                    taken.current, taken.superseded, taken.appeals, entry.appeals_until
                ),
                forensic_findings(taken.current, previous, framework, units),
            ]
        ),
    )
    return Intake(
        taken.files,
        _dated(taken.current),
        _dated(taken.appeals),
        _dated(taken.superseded),
        taken.rejected,
        taken.findings,
        evidence,
        judged.corrections,
        missing,
    )


def _read(sent: Sequence[ReceivedFile], read: Reader) -> list[FileTables | NotReadable]:
    """What each file holds, or why it cannot be read; the bytes of some of them at a time."""
    came = zip(sent, accumulate(file.size for file in sent), strict=True)
    tables: list[FileTables | NotReadable] = []
    for _, some in groupby(came, key=lambda pair: pair[1] // _BYTES_AT_ONCE):
        contents = [(file.name, _content(file)) for file, _ in some]
        given = [(name, known) for name, known in contents if isinstance(known, bytes)]
        opened = iter(read(given))
        tables += [next(opened) if isinstance(known, bytes) else known for _, known in contents]
    return tables


def _content(file: ReceivedFile) -> bytes | NotReadable:
    try:
        return file.read()
    except NotReadable as refusal:
        return refusal


def _files(sent: Sequence[ReceivedFile], entry: Round) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                at,
                entry.id,
                file.sha256,
                file.name,
                local(file.received_at),
                _is_late(file.received_at, entry),
            )
            for at, file in enumerate(sent)
        ],
        schema=_FILE_SCHEMA,
        orient="row",
    )


def _of_this_round(
    files: pl.DataFrame,
    submissions: Submissions,
    sent: Sequence[ReceivedFile],
    others: frozenset[str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of shared files that name another round, and files of nothing else, are left to it."""
    shared = [at for at, file in enumerate(sent) if file.is_shared]
    if not shared or not others:
        return files, submissions.rows
    is_shared = pl.col("file_at").is_in(shared)
    is_other = clean(pl.col("round")).is_in(others).fill_null(value=False)
    rows = submissions.rows.filter(~(is_shared & is_other))
    emptied = set(submissions.rows["file_at"].unique()) - set(rows["file_at"].unique())
    return files.filter(~pl.col("file_at").is_in(list(emptied))), rows


def _held_to_the_deadline(
    files: pl.DataFrame, rows: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Files with what makes them late, and those that came after the deadline and are not.

    A figure is held to the time at which its sender first sent it, so a file that only mends or
    repeats what came in time is not late; nor are decisions and appeals, which come after the
    deadline by their nature, nor any file of the council. Returns all files, and those that mend.
    """
    is_after = clean(pl.col("source")).is_in(["verified", REQUESTED]).fill_null(value=False)
    given = (
        rows.filter(pl.col("raw_text").is_not_null())
        .select("file_at", *(clean(pl.col(name)) for name in _FIGURE), is_after=is_after)
        .join(files.select("file_at", "reporter", "late"), on="file_at", maintain_order="left")
    )
    first = given.filter(~pl.col("late"), pl.col("reporter").is_not_null())
    late = given.filter("late", ~pl.col("is_after"))
    new = late.join(first, on=["reporter", *_FIGURE], how="anti")["file_at"].unique()
    with_figures = given["file_at"].unique()
    is_of_council = pl.col("file_name").str.starts_with(f"{COUNCIL_FOLDER}/")
    is_late = (
        ~is_of_council
        & pl.col("late")
        & (
            ~pl.col("file_at").is_in(with_figures.implode())
            | pl.col("file_at").is_in(new.implode())
        )
    )
    mending = late["file_at"].unique()
    mended = files.filter(
        "late", ~is_of_council, pl.col("file_at").is_in(mending.implode()), ~is_late
    )
    return files.with_columns(late=is_late), mended


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("dated_on").str.to_date("%Y-%m-%d"))


def _once(rows: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """A file that came twice from one reporter gives its rows once."""
    first = files.unique(["file_sha256", "reporter"], keep="first", maintain_order=True)
    return rows.join(first.select("file_at"), on="file_at", how="semi", maintain_order="left")


def _late(taken: Assembled, entry: Round) -> pl.DataFrame:
    return _after_deadline("file_is_late", taken.files.filter("late"), entry)


def _after_deadline(rule: str, files: pl.DataFrame, entry: Round) -> pl.DataFrame:
    deadline = VI.day(entry.deadline) if entry.deadline else ""
    return findings(rule, files, VI.moments(pl.col("received_at")), pl.lit(deadline))


def _in_order(received: Iterable[ReceivedFile]) -> list[ReceivedFile]:
    """By the time of receipt, then by name; one file that lies in two places comes once."""

    def came(file: ReceivedFile) -> tuple[bool, datetime | None, str]:
        return file.received_at is not None, local(file.received_at), file.name

    ordered = sorted(received, key=came)
    once: dict[tuple[str, str], ReceivedFile] = {}
    for file in ordered:
        once.setdefault((file.name, file.sha256), file)
    return list(once.values())


def _is_late(moment: datetime | None, entry: Round) -> bool:
    at = local(moment)
    return at is not None and entry.deadline is not None and at.date() > entry.deadline
