"""A run that is killed, whenever that is, leaves the published warehouse as it was."""

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
from installations import Small

from assets.seeds import PROJECT


def assess(place: Small) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "assets.commands", "assess", "r1", *place.options()],
        cwd=PROJECT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_run_killed_at_any_stage_leaves_the_published_warehouse(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.submit_clean("r1")
    done = assess(place)
    _, told = done.communicate()
    assert done.returncode == 0, told
    before = place.published.read_bytes()
    place.submit_clean("r1", p="5")
    for stage in ("receiving files", "scoring", "publishing"):
        run = assess(place)
        assert run.stderr is not None
        for line in run.stderr:
            if stage in line:
                break
        time.sleep(0.05)
        run.kill()
        run.communicate()
        assert place.published.read_bytes() == before
    run = assess(place)  # what the killed runs left behind is in nobody's way
    _, told = run.communicate()
    assert run.returncode == 0, told
    with duckdb.connect(str(place.published), read_only=True) as connection:
        assert connection.sql("SELECT max(points) FROM scores.dti").fetchall() == [(25,)]
