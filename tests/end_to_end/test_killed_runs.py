"""A run that is killed, whenever that is, leaves the published warehouse as it was."""

import os
import subprocess
import sys
import time
from pathlib import Path

from installations import Small, dti

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
    place = Small(tmp_path).write()
    place.submit_clean("r1")
    assess(place)
    before = place.published.read_bytes()
    place.submit_clean("r1", p="5")
    for stage in ("receiving files", "scoring", "publishing"):
        kill_at(stage, place)
        assert place.published.read_bytes() == before
    assess(place)  # what the killed runs left behind is in nobody's way
    assert place.query("SELECT max(points) FROM scores.dti") == [(25,)]
