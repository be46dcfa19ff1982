"""The process of Great Expectations goes with whoever started it."""

import subprocess
import sys
import time
from pathlib import Path


def test_the_process_of_great_expectations_ends_with_its_parent() -> None:
    script = (
        "from checks.expectations import _process; import time;"
        "print(_process().pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()  # while the child loads, and reads no input
    parent.communicate()
    for _ in range(300):
        if not is_running(child):
            return
        time.sleep(0.1)
    raise AssertionError("the child outlives its parent")


def is_running(process: int) -> bool:
    """Whether there is such a process, one that has ended but was not waited for apart."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
