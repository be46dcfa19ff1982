"""A run that is killed, whenever that is, leaves what is public whole, and nothing behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

from installations import Small, dti
from kill_runs import ensure_nothing_left, ensure_whole

from assets.installation.seeds import PROJECT


def assess(place: Small) -> None:
    done = dti("assess", "r1", *place.options())
    assert done.exit_code == 0, done.output


def kill_at(stage: str, place: Small) -> None:
    """Begin a run in a process of its own and kill it just after a stage has begun."""
    run = subprocess.Popen(
        [sys.executable, "-m", "assets.commands", "assess", "r1", *place.options()],
        cwd=PROJECT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr is not None
    assert any(stage in line for line in run.stderr), f"the run did not come to {stage}"
    time.sleep(0.05)
    run.kill()
    run.communicate()


def test_a_run_killed_at_any_stage_leaves_the_published_warehouse(tmp_path: Path) -> None:
    place = Small(tmp_path, status="provisional").write()
    place.submit_clean("r1")
    assess(place)
    before = place.published.read_bytes()
    place.submit_clean("r1", p="5")
    for stage in ("receiving files", "publishing"):
        kill_at(stage, place)
        assert place.published.read_bytes() == before
    kill_at("trang web / site", place)  # the new warehouse is public by then
    ensure_whole(place)
    assess(place)  # what the killed runs left behind is in nobody's way
    ensure_whole(place)
    ensure_nothing_left(place)
    assert place.query("SELECT max(points) FROM scores.dti") == [(25,)]


def test_of_two_runs_at_once_one_is_refused_and_one_waits(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.submit_clean("r1")
    command = [sys.executable, "-m", "assets.commands", "assess", "r1", *place.options()]
    first = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    assert any("frameworks" in line for line in first.stderr)
    second = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    third = subprocess.Popen([*command, "--wait"], cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    first.communicate()
    line = f"pid {first.pid} (r1)"
    refused, waited = (process.communicate()[1] for process in (second, third))
    assert (first.returncode, second.returncode, third.returncode) == (0, 2, 0)
    assert line in refused
    assert len(refused.splitlines()) == 1
    assert "is under way since" in waited
