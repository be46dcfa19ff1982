"""Intake: the files of one round in, current values, files with their status and findings out.

Here belongs the way through reading, judging and putting revisions in order, in one call. Each
step is in a module of its own: `layouts.py`, `submission_rules.py`, `revisions.py`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.findings import EMPTY_FINDINGS
from pipelines.framework import Framework
from pipelines.layouts import ROW_SCHEMA, Submission, read_submission
from pipelines.revisions import Assembled, assemble
from pipelines.rounds import Round
from pipelines.submission_rules import judge_rows
from pipelines.vietnamese import clean

LOCAL_TIME: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it came: its name, its bytes, when (None: not known).

    `is_shared` marks a file that lies outside the folder of a round: rows of it that name
    another known round are that round's business and are left to it.
    """

    name: str
    content: bytes
    received_at: datetime | None
    is_shared: bool = False


def take_in(
    received: Iterable[ReceivedFile],
    entry: Round,
    framework: Framework,
    units: pl.DataFrame,
    known_rounds: frozenset[str] = frozenset(),
) -> Assembled:
    """Take in the files of a round. Never raises for what a file holds."""
    submissions: list[Submission] = []
    files: list[dict[str, object]] = []
    seen: set[tuple[str, str | None]] = set()
    for file in _in_order(received):
        sha256 = hashlib.sha256(file.content).hexdigest()
        # With one round there is, a scorecard at the top of the inbox can only be for it.
        is_stated = not file.is_shared or known_rounds <= {entry.id}
        submission = read_submission(file.name, file.content, sha256, entry.id, units, is_stated)
        if file.is_shared:
            others = known_rounds - {entry.id}
            stated = clean(pl.col("round"))
            rows = submission.rows.filter(~stated.is_in(others).fill_null(value=False))
            if rows.is_empty() and not submission.rows.is_empty():
                continue
            submission = Submission(
                sha256, file.name, submission.reporter, rows, submission.findings
            )
        if (sha256, submission.reporter) in seen:
            no_rows = submission.rows.clear()
            submission = replace(submission, rows=no_rows)
        seen.add((sha256, submission.reporter))
        submissions.append(submission)
        files.append(
            {
                "round": entry.id,
                "file_sha256": sha256,
                "file_name": file.name,
                "reporter": submission.reporter,
                "received_at": _local(file.received_at),
                "late": _is_late(file.received_at, entry),
            }
        )
    rows = pl.concat([pl.DataFrame(schema=ROW_SCHEMA), *(s.rows for s in submissions)])
    judged = judge_rows(rows, entry.id, framework, units)
    told = pl.concat([EMPTY_FINDINGS, *(s.findings for s in submissions), judged.findings])
    table = pl.DataFrame(
        files,
        schema={
            "round": pl.String,
            "file_sha256": pl.String,
            "file_name": pl.String,
            "reporter": pl.String,
            "received_at": pl.Datetime("us"),
            "late": pl.Boolean,
        },
    )
    return assemble(table, judged.accepted, judged.rejected, told, framework)


def _in_order(received: Iterable[ReceivedFile]) -> list[ReceivedFile]:
    """By the time of receipt, then by name; one file that lies in two places comes once."""

    def came(file: ReceivedFile) -> tuple[bool, datetime | None, str]:
        return file.received_at is not None, _local(file.received_at), file.name

    ordered = sorted(received, key=came)
    once: dict[tuple[str, bytes], ReceivedFile] = {}
    for file in ordered:
        once.setdefault((file.name, file.content), file)
    return list(once.values())


def _local(moment: datetime | None) -> datetime | None:
    """A moment as the clock in Việt Nam showed it."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(LOCAL_TIME).replace(tzinfo=None)


def _is_late(moment: datetime | None, entry: Round) -> bool:
    local = _local(moment)
    return local is not None and entry.deadline is not None and local.date() > entry.deadline
