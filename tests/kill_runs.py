"""Runs killed at random moments: `python tests/kill_runs.py [N] [SEED]`, `make kills N=200`.

Here belongs what must hold after each: the published file opens, the site is whole, old or new, and
the next run succeeds, leaves nothing behind and makes what it makes when nothing was killed.
"""

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))  # before this folder, whose rooms have the names of the project's

from installations import Small  # noqa: E402

from warehouse.contract import TABLES  # noqa: E402
from warehouse.reader import open_published  # noqa: E402
from warehouse.whole_folder import LEDGER, ledger_of  # noqa: E402

_KEPT = {".run.lock"}
"""Beside the warehouse between runs, and no result: the lock."""


def run_of(place: Small, *words: str) -> "subprocess.Popen[str]":
    """`dti assess` of both rounds in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "assets.commands", "assess", "--all", *place.options(), *words],
        cwd=PROJECT,
        env={**os.environ, "DAGSTER_HOME": str(home_of(place))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def home_of(place: Small) -> Path:
    """The Dagster home of an installation that is killed."""
    home = place.folder / "home"
    if not home.exists():
        home.mkdir(parents=True)
        shutil.copy(PROJECT / ".dagster" / "dagster.yaml", home)
    return home


def assess(place: Small) -> None:
    """Run to the end."""
    run = run_of(place)
    told, _ = run.communicate()
    assert run.returncode == 0, told


def kill_after(place: Small, seconds: float) -> bool:
    """Kill a run after so long. Returns whether it was killed before its end."""
    run = run_of(place)
    time.sleep(seconds)
    run.kill()
    run.communicate()
    return run.returncode < 0


def contents(place: Small) -> Mapping[str, str]:
    """The rows of every table in order, and the hash of every file of site, releases, open data."""
    found: dict[str, str] = {}
    with open_published(place.published) as warehouse:
        for table in TABLES:
            rows = warehouse.read(f'SELECT * FROM {table.schema}."{table.name}" ORDER BY ALL')
            found[table.full_name] = hashlib.sha256(rows.write_json().encode()).hexdigest()
    for folder in ("site", "releases", "open_data"):
        for path in sorted((place.folder / folder).rglob("*")):
            if path.is_file():
                name = path.relative_to(place.folder).as_posix()
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def ensure_whole(place: Small) -> None:
    """The published file can be read, and the site is what its ledger lists, nothing else."""
    if place.published.exists():
        with open_published(place.published) as warehouse:
            assert warehouse.read("SELECT * FROM analyst.ranking").height > 0
        log = place.published.with_name("dti.duckdb.wal")
        assert not log.exists(), "a log beside the published file"
    site = place.folder / "site"
    if site.exists():
        listed = {name: sha256 for name, (_, sha256) in ledger_of(site).items()}
        found = {
            path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in site.rglob("*")
            if path.is_file() and path.name != LEDGER
        }
        assert found == listed, "the site is not what its ledger lists"


def ensure_nothing_left(place: Small) -> None:
    """Nothing unfinished lies anywhere."""
    left = [
        path
        for path in place.folder.rglob("*")
        if home_of(place) not in (path, *path.parents)
        and path.name not in {*_KEPT, LEDGER}
        and "data_docs" not in path.parts  # Great Expectations has hidden files of its own
        and (path.name.startswith(".") or path.suffix in {".new", ".old", ".part", ".wal"})
    ]
    assert not left, f"left behind: {left}"


def kill_runs(folder: Path, number: int, seed: int) -> int:
    """Kill as many runs. Returns how many were killed before their end."""
    moments, killed = random.Random(seed), 0
    place = Small(folder / "killed", status="provisional").write()
    for name in place.rounds:
        place.submit_clean(name)
    assess(place)
    began = time.monotonic()
    place.submit_clean("r1", p="3")
    assess(place)
    duration = time.monotonic() - began
    for turn in range(number):
        place.submit_clean("r1", p=str(1 + turn % 5))
        # Half of them late, where what is public is written.
        share = moments.choice((moments.uniform(0.05, 1), moments.uniform(0.7, 1)))
        killed += kill_after(place, duration * share)
        ensure_whole(place)
        print(f"{turn + 1}/{number}: killed after {share:.0%} of {duration:.0f} s", flush=True)
        if turn % 10 == 9 or turn == number - 1:
            assess(place)
            ensure_whole(place)
            ensure_nothing_left(place)
            before = contents(place)
            assess(place)
            assert contents(place) == before, "the run after a killed one is not what a run makes"
    return killed


if __name__ == "__main__":
    count, start = (int(word) for word in (*sys.argv[1:], *("20", "1")[len(sys.argv) - 1 :]))
    with TemporaryDirectory() as made:
        print(f"{kill_runs(Path(made), count, start)} of {count} killed before their end; all held")
