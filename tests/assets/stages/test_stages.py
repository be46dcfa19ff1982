"""Stages read what they declare, all of it and nothing else; what follows from it is true."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from installations import RESPONSIBILITIES, REWARD, TARGETS, Small

from assets.installation.seeds import PROJECT
from assets.stages import STAGES
from assets.stages.run_state import RunState, begin_run
from assets.stages.stage import Given, Stage, seeds
from warehouse.contract import TABLES
from warehouse.made_from import MADE_FROM

Frames = Mapping[str, pl.DataFrame]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunState]:
    """Two rounds made by every stage, each of what it was handed kept."""
    small = Small(tmp_path_factory.mktemp("stages")).write()
    small.seed("targets.yaml", TARGETS)
    small.seed("responsibilities.csv", RESPONSIBILITIES)
    small.seed("reward.yaml", REWARD)
    small.submit_clean("r1", p="3")
    small.submit_clean("r2")
    with begin_run(small.open(), "test", ["r1", "r2"]) as state:
        yield state


@pytest.fixture(scope="module")
def used(run: RunState) -> dict[str, set[str]]:
    """For each stage, what its function asked for."""
    asked: dict[str, set[str]] = {}

    def watched(stage: Stage) -> Stage:
        def work(given: Given) -> Frames:
            frames = stage.work(given)
            asked.setdefault(stage.name, set()).update(given.used)
            return frames

        return replace(stage, work=work)

    for stage in STAGES:
        run.perform(watched(stage))
    return asked


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_reads_all_that_it_declares(stage: Stage, used: dict[str, set[str]]) -> None:
    declared = {read.name for read in stage.reads} | ({"index"} if stage.index else set())
    assert used[stage.name] == declared


def test_a_stage_that_reaches_for_more_fails(run: RunState) -> None:
    def greedy(given: Given) -> Frames:
        return {"planning.press_figure": given.table("rankings.dti")}

    def costly(given: Given) -> Frames:
        return {"": given.cost_table}

    def scored(given: Given) -> Frames:
        return {"": given.index("r1").totals()}

    stage = Stage("greedy", "tham", "greedy", (), ("planning.press_figure",), greedy)
    with pytest.raises(KeyError, match=r"greedy does not read rankings\.dti"):
        run.perform(stage)
    with pytest.raises(KeyError, match=r"greedy does not read seeds\.costs"):
        run.perform(replace(stage, reads=seeds("rounds"), work=costly))
    with pytest.raises(KeyError, match="greedy does not read the index"):
        run.perform(replace(stage, work=scored))


def test_every_table_before_publication_is_written_by_one_stage() -> None:
    written = [name for stage in STAGES for name in stage.writes]
    made = [table.full_name for table in TABLES if table.schema != "publication"]
    assert sorted(written) == sorted(made)


def test_every_stage_comes_after_those_that_make_what_it_reads() -> None:
    done: set[str] = set()
    for stage in STAGES:
        names = {read.name for read in stage.all_reads if not read.is_seed}
        assert names <= done | set(stage.writes)
        done.update(stage.writes)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_what_columns_are_made_from_is_read_by_their_stage(stage: Stage) -> None:
    read = {read.name for read in stage.all_reads} | set(stage.writes)
    for table in stage.writes:
        for column, sources in MADE_FROM.get(table, {}).items():
            for source in sources:
                assert source.rpartition(".")[0] in read, f"{table}.{column}"


def test_no_stage_opens_a_database_or_the_seeds_itself() -> None:
    folder = Path(PROJECT, "assets", "stages")
    wiring = {"run_state.py", "steps.py", "publication.py", "releases.py"}
    for path in sorted(folder.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name not in wiring:
            assert "warehouse.writer" not in text, path.name
            assert "load_seeds" not in text, path.name
