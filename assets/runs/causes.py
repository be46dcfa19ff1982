"""What went wrong in a step, in one line of its own words.

Here belongs choosing among an error and its causes. The UI shows all of them with their traces.
"""

from collections.abc import Iterator

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from assets.installation.release_log import LogBroken
from assets.publishing.release_folders import ReleaseChanged
from assets.runs.run_lock import RunInProgress
from checks.schemas import GateClosed
from pipelines.intake.refusals import NotReadable
from pipelines.marked_yaml import SeedError
from warehouse.archive import ArchiveBroken
from warehouse.reader import PublishedUnreadable
from warehouse.writer import WriteRefused

_OURS = frozenset(
    family.__name__
    for family in (
        *(SeedError, WriteRefused, GateClosed, NotReadable, ReleaseChanged, ArchiveBroken),
        *(LogBroken, RunInProgress, PublishedUnreadable, dg.Failure),
    )
)
"""Errors that name the file and say what to do."""


def cause(event: dg.DagsterEvent) -> str:
    """What a failed step says: the first error of ours, else the first of the system that names a
    file, else the first that a library raised. What lies below it is how that came about."""
    error = event.step_failure_data.error
    chain = [] if error is None else list(_chain(error))
    if not chain:
        return f"{event.step_key}: {event.message}"
    ours = [info for info in chain if info.cls_name in _OURS]
    of_files = [info for info in chain if "[Errno " in info.message and ": '" in info.message]
    # Dagster wraps what a step raised; that comes first.
    (chosen, *_) = [*ours, *of_files, *chain[1:], *chain]
    text = chosen.message.strip()
    return f"{event.step_key}: {text.partition(': ')[2].strip() or text}"


def _chain(error: SerializableErrorInfo | None) -> Iterator[SerializableErrorInfo]:
    while error is not None:
        yield error
        error = error.cause
