"""What Dagster loads: the graph as committed, lineage to the submission, schedule, workspace."""

import subprocess
import sys
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
import yaml
from installations import Small

from assets.definitions import build_definitions
from assets.installation.installation import installation
from assets.installation.seeds import PROJECT, load_seeds
from assets.stages import STAGES
from checks.asset_checks import GATE
from checks.expectations import SUITES
from checks.rules import CHECK_RULES
from pipelines.frameworks.framework import Framework, Indicator, Pillar
from pipelines.planning.costs import COSTS
from pipelines.planning.targets import Target
from pipelines.rounds import Round
from warehouse.contract import TABLE_BY_NAME, TABLES
from warehouse.made_from import MADE_FROM

GRAPH = Path(__file__).parent / "graph_keys.txt"
FILES = {
    "publication/warehouse",
    "publication/open_data",
    "publication/release_files",
    "publication/site",
}
"""Assets that are no table: the published file, and folders of files made from it."""


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_definitions(
        installation(PROJECT / "seeds", PROJECT / "seeds" / "submissions", Path("unused.duckdb"))
    )


def graph_lines(defs: dg.Definitions) -> list[str]:
    """Assets, checks, jobs and schedules, a line each, sorted."""
    graph = defs.resolve_asset_graph()
    return sorted(
        [
            *(f"asset {key.to_user_string()}" for key in graph.get_all_asset_keys()),
            *(f"check {c.asset_key.to_user_string()} {c.name}" for c in graph.asset_check_keys),
            *(
                f"job {job.name}"
                for job in defs.resolve_all_job_defs()
                if not job.name.startswith("__")
            ),
            *(f"schedule {schedule.name}" for schedule in defs.schedules or []),
        ]
    )


def test_the_graph_is_the_committed_one(defs: dg.Definitions) -> None:
    assert graph_lines(defs) == GRAPH.read_text(encoding="utf-8").splitlines()


def test_every_table_and_the_files_of_releases_are_assets_and_every_rule_a_check(
    defs: dg.Definitions,
) -> None:
    graph = defs.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.get_all_asset_keys()} - FILES
    tables = {table.full_name.replace(".", "/") for table in TABLES}
    seeds = {read.name.replace(".", "/") for s in STAGES for read in s.all_reads if read.is_seed}
    assert keys == tables | seeds
    names = {check.name for check in graph.asset_check_keys}
    assert names == {rule.name for rule in CHECK_RULES} | set(SUITES.values()) | {GATE}


def test_every_table_has_its_gate_as_a_check(defs: dg.Definitions) -> None:
    gated = {
        check.asset_key.to_user_string()
        for check in defs.resolve_asset_graph().asset_check_keys
        if check.name == GATE
    }
    assert gated == {table.full_name.replace(".", "/") for table in TABLES}


def test_what_a_stage_reads_of_the_round_before_is_declared(tmp_path: Path) -> None:
    graph = build_definitions(Small(tmp_path).write().open()).resolve_asset_graph()
    ranks, scores = (dg.AssetKey(["rankings", "dti"]), dg.AssetKey(["scores", "dti"]))
    mapping = graph.get(ranks).partition_mappings[scores]
    assert isinstance(mapping, dg.StaticPartitionMapping)
    followers = mapping.downstream_partition_keys_by_upstream_partition_key
    assert {name: list(after) for name, after in followers.items()} == {
        "r1": ["r1", "r2"],
        "r2": ["r2"],
    }
    progress = graph.get(dg.AssetKey(["planning", "target_progress"]))
    assert isinstance(progress.partition_mappings[scores], dg.AllPartitionMapping)


def test_assets_say_whose_they_are_and_what_they_hold(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    for table in TABLES:
        node = graph.get(dg.AssetKey([table.schema, table.name]))
        assert node.group_name == table.schema
        assert node.owners
        assert "duckdb" in node.kinds
        assert table.en in (node.description or "")
        columns = node.metadata["dagster/column_schema"].columns
        assert [column.name for column in columns] == [column.name for column in table.columns]
        assert node.is_partitioned == table.by_round


def test_a_rank_leads_back_to_the_submission() -> None:
    seen: set[str] = set()
    open_columns = ["rankings.dti.rank"]
    while open_columns:
        column = open_columns.pop()
        if column not in seen:
            seen.add(column)
            table, _, name = column.rpartition(".")
            open_columns += MADE_FROM.get(table, {}).get(name, ())
    assert {"submissions.input_value.value", "indicators.indicator_value.points"} <= seen


def test_lineage_names_columns_that_exist() -> None:
    for table, columns in MADE_FROM.items():
        assert set(columns) <= set(TABLE_BY_NAME[table].polars_schema.names())
        for sources in columns.values():
            for source in sources:
                origin, _, name = source.rpartition(".")
                assert name in columns_of(origin), source


def columns_of(origin: str) -> set[str]:
    """The columns of a table, or what a seed says of each of its entries."""
    if not origin.startswith("seeds."):
        return set(TABLE_BY_NAME[origin].polars_schema.names())
    described = {
        "seeds.frameworks": (Framework, Indicator, Pillar),
        "seeds.rounds": (Round,),
        "seeds.targets": (Target,),
    }
    if origin in described:
        return {field.name for kind in described[origin] for field in fields(kind)}
    if origin == "seeds.costs":
        return set(COSTS.names)
    seeds = load_seeds(PROJECT / "seeds")
    name = origin.removeprefix("seeds.")
    frame = seeds.planning.measurements if name == "measurements" else getattr(seeds, name)
    return set(frame.columns)


def test_open_rounds_are_assessed_twice_a_year_on_local_time(tmp_path: Path) -> None:
    definitions = build_definitions(Small(tmp_path, status="open").write().open())
    (schedule,) = definitions.schedules or []
    assert isinstance(schedule, dg.ScheduleDefinition)
    assert (schedule.cron_schedule, schedule.execution_timezone) == (
        "0 6 1 2,8 *",
        "Asia/Ho_Chi_Minh",
    )
    day = datetime(2026, 2, 1, 6, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with dg.build_schedule_context(
        scheduled_execution_time=day, repository_def=definitions.get_repository_def()
    ) as context:
        requests = schedule.evaluate_tick(context).run_requests
    assert [request.partition_key for request in requests or []] == ["r1", "r2"]


def test_a_schedule_without_open_rounds_says_so(tmp_path: Path) -> None:
    (schedule,) = build_definitions(Small(tmp_path).write().open()).schedules or []
    assert isinstance(schedule, dg.ScheduleDefinition)
    day = datetime(2026, 2, 1, 6, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with dg.build_schedule_context(scheduled_execution_time=day) as context:
        data = schedule.evaluate_tick(context)
    assert not data.run_requests
    assert "open" in (data.skip_message or "")


def test_the_workspace_loads() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "dagster",
            "definitions",
            "validate",
            "-w",
            "workspace.yaml",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_telemetry_is_off() -> None:
    settings = yaml.safe_load((PROJECT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
