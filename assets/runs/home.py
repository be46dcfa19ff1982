"""The Dagster home: where it is, and opening it.

Here belongs what the command line and `make ui` share: a new home is made by one process at a time,
as Dagster's own first start is not made for two, and runs whose process is gone are closed.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from assets.installation.seeds import PROJECT
from assets.runs.dead_runs import close_dead_runs

_HOME = "DAGSTER_HOME"


@contextmanager
def open_home() -> Generator[dg.DagsterInstance]:
    """The project's Dagster home unless another is set, so that the UI shows the run."""
    os.environ.setdefault(_HOME, str(PROJECT / ".dagster"))
    folder = Path(os.environ[_HOME])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".home.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        instance = dg.DagsterInstance.get()  # makes its databases, if there are none
    with instance:
        close_dead_runs(instance)
        yield instance


if __name__ == "__main__":
    with open_home():
        pass
