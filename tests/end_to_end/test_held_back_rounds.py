"""A round that fails a check is held back, however its run was started; the others go on."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from installations import Small, dti

from assets import stages
from assets.definitions import ASSESS_ROUND, build_definitions
from assets.stages.scores import RANK, RANKINGS, ranking_frames
from assets.stages.stage import Given


@pytest.fixture
def place(tmp_path: Path) -> Small:
    small = Small(tmp_path, status="provisional").write()
    small.submit_clean("r1")
    small.submit_clean("r2")
    return small


def test_a_failing_check_holds_its_round_back_and_publishes_the_others(
    place: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dti("assess", "--all", *place.options()).exit_code == 0
    before = place.query("SELECT * FROM rankings.dti WHERE round = 'r2'")
    place.submit_clean("r1", p="5")
    place.submit_clean("r2", p="5")
    _break_ranks_of("r2", monkeypatch)
    done = dti("assess", "--all", *place.options())
    assert done.exit_code == 1
    assert "ranks_match_scores" in done.output
    assert "NOT published, as before: r2" in done.output.splitlines()[-1]
    assert place.query("SELECT * FROM rankings.dti WHERE round = 'r2'") == before
    assert place.query("SELECT max(points) FROM scores.dti WHERE round = 'r1'") == [(25,)]


def test_a_round_held_back_is_as_before_for_the_round_after_it_too(
    place: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dti("assess", "--all", *place.options()).exit_code == 0
    before = place.query("SELECT entity_code, basis, value FROM rankings.dti WHERE round = 'r1'")
    place.submit_clean("r1", p="5")
    _break_ranks_of("r1", monkeypatch)
    done = dti("assess", "--all", *place.options())
    assert done.exit_code == 1
    assert "giữ lại, như trước / held back, as before: r1" in done.output
    after = "SELECT entity_code, basis, previous_value FROM rankings.dti WHERE round = 'r2'"
    assert sorted(place.query(after)) == sorted(before)
    assert place.query("SELECT max(number) FROM publication.release GROUP BY round") == [(1,), (1,)]


def test_a_failing_check_stops_a_run_started_in_dagster_too(
    place: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break_ranks_of("r1", monkeypatch)
    job = build_definitions(place.open()).resolve_job_def(ASSESS_ROUND)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(instance=instance, partition_key="r1", raise_on_error=False)
        run = instance.get_run_by_id(result.run_id)
    assert not result.success
    assert not place.published.exists()
    assert run is not None
    assert run.job_name == ASSESS_ROUND


def _break_ranks_of(round_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the stage of ranking make a mistake."""

    def mistaken(given: Given) -> Mapping[str, pl.DataFrame]:
        (frame,) = ranking_frames(given).values()
        wrong = pl.when(pl.col("round") == round_id).then(7).otherwise("rank").cast(pl.Int32)
        return {RANKINGS: frame.with_columns(rank=wrong)}

    broken = [replace(s, work=mistaken) if s is RANK else s for s in stages.STAGES]
    monkeypatch.setattr(stages, "STAGES", tuple(broken))
