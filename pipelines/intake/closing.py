"""Closed rounds: what counts in them, and what is answered to whoever sends after closing.

Here belong the keys by which a release names the files and corrections that count in it, and the
rows of what came later: kept, answered, counted nowhere. When a round is closed is decided in
`pipelines/publication/life_cycle.py`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from pipelines.intake.corrections import Correction
from pipelines.intake.findings import findings
from pipelines.intake.intake import Intake
from pipelines.intake.received_files import ReceivedFile
from pipelines.local_time import local
from pipelines.notation import VI

AFTER_CLOSING = "after_closing"


@dataclass(frozen=True, slots=True)
class Closing:
    """A final release that closes a round: when, and what counts in it.

    `files`: times of receipt by `file_key`; `corrections`: keys.
    """

    release: str
    at: datetime
    files: Mapping[str, datetime | None]
    corrections: frozenset[str]

    def counts(self, file: ReceivedFile) -> bool:
        """Whether a file was there when the round was closed."""
        return file_key(file.name, file.sha256) in self.files

    def as_counted(self, file: ReceivedFile) -> ReceivedFile:
        """A file that counts, received when it was then."""
        return replace(file, received_at=self.files[file_key(file.name, file.sha256)])

    def corrects(self, correction: Correction) -> bool:
        """Whether a correction was there when the round was closed."""
        key = correction_key(
            correction.entity_code,
            correction.indicator_code,
            correction.input,
            correction.source,
            correction.expect,
            correction.value,
        )
        return key in self.corrections


def file_key(name: str, sha256: str) -> str:
    """A file by its name and its bytes, telling neither."""
    return hashlib.sha256(f"{name}\n{sha256}".encode()).hexdigest()


def correction_key(*fields: str) -> str:
    """A correction by unit, indicator, input, source, the text found and the text read instead."""
    return hashlib.sha256("\n".join(fields).encode()).hexdigest()


def with_later_files(
    taken: Intake, later: Sequence[ReceivedFile], round_id: str, closing: Closing
) -> Intake:
    """What was taken in, and beside it the files that came after closing, with a finding each."""
    files = pl.DataFrame(
        [
            (round_id, file.sha256, file.name, local(file.received_at), 1, AFTER_CLOSING, False, 0)
            for file in later
        ],
        schema={
            "round": pl.String,
            "file_sha256": pl.String,
            "file_name": pl.String,
            "received_at": pl.Datetime("us"),
            "revision": pl.Int32,
            "status": pl.String,
            "late": pl.Boolean,
            "values_current": pl.Int32,
        },
        orient="row",
    )
    answered = findings(
        "received_after_closing",
        files,
        pl.lit(f"{closing.release}, {VI.moment(closing.at)}"),
        pl.lit("dti reopen"),
    )
    files = files.with_columns(reporter=pl.lit(None, pl.String)).select(taken.files.columns)
    return replace(
        taken,
        files=pl.concat([taken.files, files]),
        findings=pl.concat([taken.findings, answered.select(taken.findings.columns)]),
    )
