"""One run at a time, whoever starts it: command line, UI or schedule.

Here belongs the lock of an installation and what it says of who holds it. It is a lock of the
system on a file beside the warehouse, so it ends with the process that holds it, however that ends.
"""

import fcntl
import getpass
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.runs.dead_runs import process_tag
from assets.runs.leftovers import remove_leftovers
from pipelines.local_time import LOCAL_TIME
from pipelines.notation import EN, VI

_POLL: Final = 0.5
"""Seconds between two looks at a lock that another holds."""
_RANGE: Final = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
_held: Final[set[Path]] = set()
"""The locks that this process holds: its runs are within the command that took it."""


class RunInProgress(RuntimeError):
    """Another run holds the installation; the message says who, since when."""


@contextmanager
def run_lock(
    installation: Installation, rounds: Sequence[str], wait: Callable[[str], object] | None
) -> Generator[None]:
    """Hold an installation for a run, and remove what a run that was killed left behind.

    While another holds it, `wait` is told so once, and this waits; without `wait` it raises
    RunInProgress.
    """
    path = installation.published.with_name(".run.lock")
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        _take(file, wait)
        _held.add(path)
        try:
            json.dump(_holder(rounds), file, ensure_ascii=False)
            file.flush()
            remove_leftovers(installation)
            yield
        finally:
            _held.remove(path)
            file.truncate(0)


def locked_installation(installation: Installation) -> dg.ResourceDefinition:
    """The installation as a resource: a run that asks for it holds it until the run ends."""

    def held(context: dg.InitResourceContext) -> Generator[Installation]:
        run, instance = context.run, context.instance
        if run is not None and instance is not None:
            instance.add_run_tags(run.run_id, dict(process_tag(run.run_id)))
        tags = {} if run is None else run.tags
        names = [tags["dagster/partition"]] if "dagster/partition" in tags else []
        names += dict.fromkeys(tags[name] for name in _RANGE if name in tags)
        log = context.log
        with run_lock(installation, names, log.info if log is not None else print):
            yield installation

    return dg.ResourceDefinition(
        held, description="Thư mục, kho dữ liệu và khóa của chúng / Folders, warehouse, their lock"
    )


def _take(file: IO[str], wait: Callable[[str], object] | None) -> None:
    """Lock the file and empty it."""
    has_said = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if wait is None:
                raise RunInProgress(_line(file)) from None
            if not has_said:
                wait(_line(file))
                has_said = True
            time.sleep(_POLL)
        else:
            file.truncate(0)
            return


def _holder(rounds: Sequence[str]) -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "user": getpass.getuser(),
        "host": platform.node(),
        "since": datetime.now(LOCAL_TIME).isoformat(timespec="seconds"),
        "rounds": list(rounds),
    }


def _line(file: IO[str]) -> str:
    """Who holds the lock, in one line."""
    file.seek(0)
    try:
        holder = json.loads(file.read())
    except ValueError:  # taken this moment
        return "đang có lần chạy khác / another run is under way"
    rounds = f" ({', '.join(holder['rounds'])})" if holder["rounds"] else ""
    since = datetime.fromisoformat(holder["since"])
    who = f"{holder['user']}@{holder['host']}, pid {holder['pid']}{rounds}"
    return (
        f"đang có lần chạy của {who} từ {VI.moment(since)}; chờ bằng --wait / a run of {who} is "
        f"under way since {EN.moment(since)}; --wait waits for it"
    )
