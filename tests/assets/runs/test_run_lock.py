"""One run at a time: who comes second is told who is first, or waits."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from installations import Small

from assets.installation.installation import Installation
from assets.installation.seeds import PROJECT
from assets.runs.dead_runs import PROCESS
from assets.runs.run_lock import RunInProgress, locked_installation, run_lock

HOLD = """
import sys
from pathlib import Path
from assets.installation.installation import installation
from assets.runs.run_lock import run_lock
with run_lock(installation(warehouse=Path(sys.argv[1])), ["r1", "r2"], None):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_by_another(published: Path) -> Generator[subprocess.Popen[str]]:
    """Another process holds the lock of a warehouse until the block ends."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(published)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    yield other
    other.kill()
    other.communicate()


@pytest.fixture
def place(tmp_path: Path) -> Small:
    return Small(tmp_path).write()


def test_who_comes_second_is_told_who_is_first_or_waits(place: Small) -> None:
    of = place.open()
    with held_by_another(place.published) as other:
        with pytest.raises(RunInProgress) as refused, run_lock(of, ["r1"], None):
            pass
        line = str(refused.value)
        assert f"pid {other.pid} (r1, r2) từ " in line
        assert "is under way since" in line
        assert "\n" not in line
        waited: list[str] = []

        def wait(holder: str) -> None:
            waited.append(holder)
            assert other.stdin is not None
            other.stdin.write("\n")  # the other ends
            other.stdin.flush()

        with run_lock(of, ["r1"], wait):
            assert waited == [line]


def test_a_lock_ends_with_the_process_that_held_it(place: Small) -> None:
    with held_by_another(place.published) as other:
        other.kill()
        other.wait()
        with run_lock(place.open(), ["r1"], None):
            pass


def test_a_run_within_a_command_that_holds_the_lock_goes_on(place: Small) -> None:
    of = place.open()
    with run_lock(of, ["r1"], None), run_lock(of, ["r1"], None):
        pass
    with run_lock(of, ["r1"], None):
        pass


def test_a_run_of_the_ui_holds_the_lock_and_notes_its_process(place: Small) -> None:
    of = place.open()

    @dg.asset
    def looked_at(installation: dg.ResourceParam[Installation]) -> str:
        lock = installation.published.with_name(".run.lock")
        return lock.read_text(encoding="utf-8")

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [looked_at], resources={"installation": locked_installation(of)}, instance=instance
        )
        run = instance.get_run_by_id(result.run_id)
    assert '"pid": ' in result.output_for_node("looked_at")
    assert run is not None
    assert run.tags[PROCESS].startswith(result.run_id)
    assert of.published.with_name(".run.lock").read_text() == ""


def test_what_a_killed_run_left_is_gone_when_the_next_begins(place: Small) -> None:
    of = place.open()
    for left in (
        *("dti.duckdb.new", "dti.duckdb.new.wal", "dti.duckdb.4711.new", ".site.new/vi/a.html"),
        *(".data_docs.new/a", "releases/.r1.1.new/release.json", "open_data/.r1.1.new/a"),
        *("answers/r1/a.csv.ket-qua.txt.4711.part", "received/ab.part"),
    ):
        path = place.folder / left
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"cut off")
    with run_lock(of, ["r1"], None):
        pass
    files = {path.name for path in place.folder.rglob("*") if path.is_file()}
    assert files == {"small.yaml", "entities.csv", "rounds.yaml", ".run.lock"}
