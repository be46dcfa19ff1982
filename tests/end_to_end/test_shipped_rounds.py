"""`dti assess --all` as a newcomer runs it: the shipped rounds, real and demonstration."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.seeds import PROJECT


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The warehouse that the command publishes, and what it printed."""
    path = tmp_path_factory.mktemp("shipped") / "dti.duckdb"
    done = subprocess.run(
        [sys.executable, "-m", "assets.command_line", "assess", "--all"],
        cwd=PROJECT,
        env={**os.environ, "DTI_WAREHOUSE": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return path, done.stdout


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def test_it_says_what_was_published_and_what_was_quarantined(published: tuple[Path, str]) -> None:
    path, told = published
    assert told.splitlines()[-1] == f"published 15 rounds to {path}; 4 files quarantined"
    for line in told.splitlines():
        assert line.startswith("demo-") == ("MINH HỌA" in line)


def test_2024_has_the_published_values_and_ranks_of_all_34_provinces(
    published: tuple[Path, str],
) -> None:
    rows = query(
        published[0],
        "SELECT difference, rank, published_rank FROM analyst.published_comparison "
        "WHERE round = 'provinces-2024'",
    )
    assert len(rows) == 34
    assert all(difference <= 1e-4 and rank == official for difference, rank, official in rows)


def test_khanh_hoa_is_sixteenth_with_707(published: tuple[Path, str]) -> None:
    assert query(
        published[0],
        "SELECT value, rank FROM analyst.ranking WHERE round = 'provinces-2024' "
        "AND entity_code = '56'",
    ) == [(Decimal("0.7071"), 16)]


def test_only_the_demonstration_is_marked_as_such(published: tuple[Path, str]) -> None:
    for table in (
        "rankings.dti",
        "scores.dti",
        "scores.pillar",
        "scores.main_indicator",
        "indicators.indicator_value",
        "publication.round",
        "analyst.ranking",
        "analyst.coverage",
        "appraisal.points_at_risk",
        "appraisal.work_item",
        "analyst.work_list",
    ):
        assert query(
            published[0],
            f"SELECT DISTINCT is_demonstration = starts_with(round, 'demo-') FROM {table}",
        ) == [(True,)]


def test_every_check_passed_and_is_kept(published: tuple[Path, str]) -> None:
    rows = query(
        published[0],
        "SELECT count(DISTINCT round), count(DISTINCT check_name), bool_and(passed) "
        "FROM publication.check_result WHERE severity = 'error'",
    )
    assert rows == [(15, 16, True)]


def test_a_value_leads_back_to_its_cell(published: tuple[Path, str]) -> None:
    rows = query(
        published[0],
        "SELECT count(*), count(cell), count(DISTINCT file_sha256) FROM submissions.input_value "
        "WHERE round = 'demo-communes-2025H1'",
    )
    (count, cells, files) = rows[0]
    assert count == cells
    assert int(str(files)) > 60


def test_the_run_is_in_the_ui(published: tuple[Path, str]) -> None:
    assert published
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs(filters=dg.RunsFilter(job_name="assess_round"))
        assert runs
        partitions = instance.get_materialized_partitions(dg.AssetKey(["rankings", "dti"]))
        assert {"provinces-2024", "demo-communes-2025H2"} <= partitions
