"""`dti assess --all` as a newcomer runs it: the shipped rounds, real and demonstration."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.installation.seeds import PROJECT
from checks.expectations import SUITES
from checks.rules import CHECK_RULES


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The warehouse that the command publishes, and what it printed."""
    path = tmp_path_factory.mktemp("shipped") / "dti.duckdb"
    done = subprocess.run(
        [sys.executable, "-m", "assets.commands", "assess", "--all"],
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
    assert told.splitlines()[-1] == f"published 16 rounds to {path}; 4 files quarantined"
    for line in told.splitlines():
        assert line.startswith("demo-") == ("MINH HỌA" in line)


def test_2024_has_the_published_values_and_ranks_of_all_34_provinces(
    published: tuple[Path, str],
) -> None:
    rows = query(
        published[0],
        "SELECT difference <= 1e-4, rank = published_rank FROM analyst.published_comparison "
        "WHERE round = 'provinces-2024'",
    )
    assert rows == [(True, True)] * 34


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
    checks = len(SUITES) + sum(rule.severity == "error" for rule in CHECK_RULES)
    assert rows == [(16, checks, True)]


def test_34_provinces_of_2024_are_restated_from_the_63(published: tuple[Path, str]) -> None:
    rows = query(
        published[0],
        "SELECT count(*), bool_and(rank = published_rank), max(abs(published_difference)) "
        "FROM analyst.restatement WHERE round IS NULL AND year = 2024 AND level = 'index'",
    )
    assert rows == [(34, True, Decimal("0.0000666667"))]


def test_a_merger_is_told_by_three_methods_side_by_side(published: tuple[Path, str]) -> None:
    """Three invented communes that became one, and one that did not: 31 of 62 are ratios."""
    rows = query(
        published[0],
        "SELECT entity_code, predecessor_units, value IS NOT NULL, value_by_population IS NOT NULL, "
        "value_of_summed_inputs IS NOT NULL, indicators_summed, indicators, is_demonstration "
        "FROM analyst.restatement WHERE round = 'demo-merging-communes-2025H1' "
        "AND level = 'index' ORDER BY entity_code",
    )
    assert rows == [
        (
            "demo-xa-1",
            "demo-xa-1 [MINH HỌA] Xã 1, demo-xa-2 [MINH HỌA] Xã 2, demo-xa-3 [MINH HỌA] Xã 3",
            *(True, True, True, 31, 62, True),
        ),
        ("demo-xa-4", "demo-xa-4 [MINH HỌA] Xã 4", True, True, True, None, None, True),
    ]


def test_a_value_leads_back_to_its_cell(published: tuple[Path, str]) -> None:
    rows = query(
        published[0],
        "SELECT count(*), count(cell), count(DISTINCT file_sha256) FROM submissions.input_value "
        "WHERE round = 'demo-communes-2025H1'",
    )
    (count, cells, files) = rows[0]
    assert count == cells
    assert int(str(files)) > 60


@pytest.mark.usefixtures("published")
def test_the_run_is_in_the_ui() -> None:
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs(filters=dg.RunsFilter(job_name="assess_round"))
        assert runs
        partitions = instance.get_materialized_partitions(dg.AssetKey(["rankings", "dti"]))
        assert {"provinces-2024", "demo-communes-2025H2"} <= partitions
