"""A run whose process is gone is closed; one that is under way is left alone."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from assets.runs import dead_runs
from assets.runs.dead_runs import PROCESS, close_dead_runs, dead_run_sensor, process_tag
from assets.runs.home import open_home


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def a_run(instance: dg.DagsterInstance, noted: str | None) -> str:
    """A run that has begun, with what it noted of its process; `RUN` stands for its id."""
    run_id = str(uuid4())
    tags = {} if noted is None else {PROCESS: noted.replace("RUN", run_id)}
    run = dg.DagsterRun("assess_round", run_id=run_id, tags=tags)
    instance.add_run(run)
    instance.report_dagster_event(
        dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, run.job_name), run_id
    )
    return run_id


def note_of(process: int) -> str:
    """What a process notes of itself."""
    here = process_tag("RUN")[PROCESS].split(" ")
    return " ".join([*here[:3], str(process), dead_runs._started(process)])  # pyright: ignore[reportPrivateUsage]


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_run_whose_process_was_killed_is_reported_as_failed(instance: dg.DagsterInstance) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    run_id = a_run(instance, note_of(child.pid))
    assert close_dead_runs(instance) == []
    child.kill()
    child.communicate()
    assert close_dead_runs(instance) == [run_id]
    assert status(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert close_dead_runs(instance) == []


def test_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it(
    instance: dg.DagsterInstance,
) -> None:
    *before, _ = process_tag("RUN")[PROCESS].split(" ")
    run_id = a_run(instance, " ".join([*before, "1"]))
    assert close_dead_runs(instance) == [run_id]


def test_a_run_from_before_the_machine_restarted_is_dead(instance: dg.DagsterInstance) -> None:
    run, node, _, *process = process_tag("RUN")[PROCESS].split(" ")
    run_id = a_run(instance, " ".join([run, node, "another-boot", *process]))
    assert close_dead_runs(instance) == [run_id]


def test_runs_of_other_machines_and_of_this_process_are_left_alone(
    instance: dg.DagsterInstance,
) -> None:
    here = process_tag("RUN")[PROCESS]
    _, node, *_ = here.split(" ")
    for noted in (here, here.replace(node, "elsewhere")):
        a_run(instance, noted)
    assert close_dead_runs(instance) == []


def test_a_run_made_again_from_a_dead_one_is_not_dead(instance: dg.DagsterInstance) -> None:
    *before, _ = process_tag(str(uuid4()))[PROCESS].split(" ")
    a_run(instance, " ".join([*before, "gone"]))  # its tags are those of the run before
    assert close_dead_runs(instance) == []


def test_a_run_that_never_noted_a_process_is_closed_after_a_while(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = a_run(instance, None)
    assert close_dead_runs(instance) == []
    monkeypatch.setattr(dead_runs, "_PATIENCE", timedelta(0))
    assert close_dead_runs(instance) == [run_id]


def test_the_sensor_closes_them_while_the_ui_runs(instance: dg.DagsterInstance) -> None:
    *before, _ = process_tag("RUN")[PROCESS].split(" ")
    run_id = a_run(instance, " ".join([*before, "1"]))
    answer = dead_run_sensor(dg.build_sensor_context(instance))
    assert isinstance(answer, dg.SkipReason)
    assert answer.skip_message == f"closed: {run_id}"


def test_opening_the_home_closes_them_before_anything_is_queued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    *before, _ = process_tag("RUN")[PROCESS].split(" ")
    with open_home() as instance:
        run_id = a_run(instance, " ".join([*before, "1"]))
    with open_home() as instance:
        assert status(instance, run_id) == dg.DagsterRunStatus.FAILURE
