"""Runs killed at random moments: `python tests/kill_runs.py [N] [SEED]`, `make kills N=200`.

Here belongs what must hold after each: no process of the run goes on, the published file opens, the
site is whole, old or new. After some kills the next run comes to its end, leaves nothing behind and
no run open, has a whole log, and has made to the byte what an installation that was never killed
has. Kills between the steps of publication are in `end_to_end/test_killed_publication.py`.
"""

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))  # before this folder, whose tests stand in rooms of the same names

import dagster as dg  # noqa: E402
from installations import PUBLICATION, Small, contents_of, dti  # noqa: E402

from warehouse.contract import TABLES  # noqa: E402
from warehouse.reader import open_published  # noqa: E402
from warehouse.whole_folder import LEDGER, ledger_of  # noqa: E402

_KEPT = {".run.lock"}
"""Beside the warehouse between runs, and no result: the lock."""
_MADE = ("site", "draft", "releases", "open_data", "answers")
"""The folders that a run makes."""
_IN_A_ROW = 4
"""So many kills at most before a run may come to its end."""
_TIME = 1_751_335_200
"""When every file came, in seconds: what is published speaks of it."""


class Run:
    """`dti assess` of all rounds in a process of its own, and when it wrote each of its lines."""

    def __init__(self, place: Small) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assets.commands", "assess", "--all", *place.options()],
            cwd=PROJECT,
            env={**os.environ, "COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        self.lines = {"": 0.0}

    def come_to(self, wanted: str | None) -> None:
        """Follow it to a line, or to its end if it does not write that; None: to its end."""
        while wanted not in self.lines and (line := self.output.readline()):
            self.lines[line.strip()] = time.monotonic() - self.began

    def end(self) -> list[tuple[str, float]]:
        """Let it come to its end. Returns its lines, each with the seconds until the next."""
        self.come_to(None)
        assert self.process.wait() == 0, "\n".join(self.lines)
        times = [*self.lines.values(), time.monotonic() - self.began]
        spans = [after - before for before, after in pairwise(times)]
        return list(zip(self.lines, spans, strict=True))

    def kill(self, line: str, seconds: float) -> bool:
        """Kill it so long after a line. Returns whether it was killed before its end.

        Raises AssertionError if one of its processes goes on.
        """
        self.come_to(line)
        time.sleep(seconds)
        children = descendants(self.process.pid)
        self.process.kill()
        self.come_to(None)
        status = self.process.wait()
        until = time.monotonic() + 20  # on a machine with much to do
        while (alive := [pid for pid in children if is_alive(pid)]) and time.monotonic() < until:
            time.sleep(0.02)
        assert not alive, f"killed after {line!r}: processes go on: {alive}"
        assert status in (0, -9), "\n".join(self.lines)
        return status != 0


def descendants(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    children = Path(f"/proc/{process}/task").glob("*/children")
    found = [int(pid) for path in children for pid in path.read_text().split()]
    return found + [pid for child in found for pid in descendants(child)]


def is_alive(process: int) -> bool:
    """Whether there is a process of this number, other than one that nobody has waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def contents(place: Small) -> Mapping[str, str]:
    """The rows of every table in order, and every file that a run makes, by their hashes."""
    found: dict[str, str] = {}
    with open_published(place.published) as warehouse:
        for table in TABLES:
            rows = warehouse.read(f'SELECT * FROM {table.schema}."{table.name}" ORDER BY ALL')
            found[table.full_name] = hashlib.sha256(rows.write_json().encode()).hexdigest()
    for folder in _MADE:
        files = contents_of(place.folder / folder)
        found |= {f"{folder}/{name}": sha256 for name, sha256 in files.items()}
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
        if path.name not in {*_KEPT, LEDGER}
        and "data_docs" not in path.parts  # Great Expectations has hidden files of its own
        and (path.name.startswith(".") or path.suffix in {".new", ".old", ".part", ".wal"})
    ]
    assert not left, f"left behind: {left}"


def ensure_no_run_open() -> None:
    """Every run of the home has ended, one way or the other."""
    with dg.DagsterInstance.get() as instance:
        open_runs = [run.run_id for run in instance.get_runs() if not run.is_finished]
    assert not open_runs, f"runs under way for ever: {open_runs}"


def ensure_log_whole(place: Small) -> None:
    """The log of publication, the folders of releases and the warehouse agree."""
    done = dti("log", "--verify", *place.options()[4:])
    assert done.exit_code == 0, done.output


def submit(place: Small, points: str) -> Small:
    """Files of three units, the same wherever and whenever they are written."""
    place.submit_clean("r1", p=points)
    names = [f"0000{n}_so-lieu.csv" for n in (1, 2, 3)]
    lines = "".join(f"{name},2025-07-01T09:00:00+07:00\n" for name in names)
    place.submit("r1/received.csv", f"file_name,received_at\n{lines}")
    for path in (place.folder / "inbox").rglob("*"):
        os.utime(path, (_TIME, _TIME))
    return place


class Hunt:
    """Kills of the first run of an installation, and of one that has published before."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.moments = folder, random.Random(seed)
        new = Small(folder / "new", {"r1": None}).write()
        new.seed("publication.yaml", PUBLICATION)
        submit(new, "3")
        published = new.copied(folder / "published")
        Run(published).end()
        submit(published, "5")
        self.worlds = {"nothing published": new, "published before": published}
        self.stages: Sequence[tuple[str, float]] = []
        self.unkilled = {name: self._unkilled(place) for name, place in self.worlds.items()}

    def _unkilled(self, place: Small) -> Mapping[str, str]:
        whole = place.copied(place.folder.with_name(f"{place.folder.name} unkilled"))
        self.stages = Run(whole).end()
        return contents(whole)

    def some(self, most: int) -> int:
        """Kill some runs of a copy of a world, then see what a run makes. Returns how many."""
        name = self.moments.choice(list(self.worlds))
        place = self.worlds[name].copied(self.folder / "killed")
        killed = 0
        while killed < most:
            line, span = self._moment()
            if not Run(place).kill(line, seconds := self.moments.uniform(0, span)):
                break
            killed += 1
            print(f"  {name}: killed {seconds:.2f} s after {line or 'start'}", flush=True)
            ensure_whole(place)
        Run(place).end()
        ensure_whole(place)
        ensure_nothing_left(place)
        ensure_no_run_open()
        ensure_log_whole(place)
        found, wanted = contents(place), self.unkilled[name]
        differing = sorted(n for n in found.keys() | wanted if found.get(n) != wanted.get(n))
        assert not differing, f"not what a run that was never killed makes: {differing}"
        shutil.rmtree(place.folder)
        return killed

    def _moment(self) -> tuple[str, float]:
        """A stage and how long it takes: half of the time by chance, half by its length."""
        spans = [span for _, span in self.stages]
        (stage,) = self.moments.choices(self.stages, self.moments.choice((spans, None)))
        return stage


def main(number: int, seed: int) -> None:
    """Kill so many runs."""
    with TemporaryDirectory() as made:
        home = Path(made, "home")
        home.mkdir()
        shutil.copy(PROJECT / ".dagster" / "dagster.yaml", home)
        os.environ["DAGSTER_HOME"] = str(home)
        hunt, killed = Hunt(Path(made), seed), 0
        while killed < number:
            killed += hunt.some(min(_IN_A_ROW, number - killed))
            print(f"{killed} of {number} killed; all held", flush=True)


if __name__ == "__main__":
    count, start = (int(word) for word in (*sys.argv[1:], *("20", "1")[len(sys.argv) - 1 :]))
    main(count, start)
