"""Every rule across tables holds of a sound warehouse, and fails once its own thing is broken."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from installations import REWARD, TARGETS, Small
from publishing import filled

from assets.installation.installation import installation
from assets.installation.seeds import PROJECT
from checks.check_rule import check_rounds
from checks.expectations import SUITES, expect_of_rounds
from checks.rules import CHECK_RULES
from warehouse.writer import Warehouse

REAL = ["provinces-2020", "provinces-2022", "provinces-2024"]

BREAK = {
    "covers_every_expected_unit": "DELETE FROM scores.dti WHERE entity_code = '00001'",
    "points_within_maximum": "UPDATE indicators.indicator_value SET points = max_points + 1 "
    "WHERE indicator_code = '2' AND entity_code = '00001'",
    "mains_sum_to_total": "UPDATE scores.main_indicator SET points = points + 0.0000000001 "
    "WHERE main_code = '2' AND entity_code = '00001'",
    "ranks_match_scores": "UPDATE rankings.dti SET rank = 3 WHERE rank = 2",
    "final_is_verified_where_verified": "UPDATE indicators.indicator_value SET points = 0 "
    "WHERE basis = 'final' AND source = 'verified'",
    "every_value_has_its_file": "UPDATE submissions.file SET status = 'quarantined'",
    "demonstration_is_marked": "UPDATE rankings.dti SET is_demonstration = true",
    "points_at_risk_within_claim": "UPDATE appraisal.points_at_risk "
    "SET points_at_risk = claimed_points + 1 WHERE standing = 'not_verified'",
    "work_list_is_complete": "DELETE FROM appraisal.work_item WHERE position = 1",
    "every_appeal_is_kept": "DELETE FROM appraisal.appeal",
    "decisions_say_why": "UPDATE appraisal.decision SET reason = NULL WHERE kind = 'decision'",
    "rank_move_parts_sum_to_the_change": "UPDATE planning.rank_move "
    "SET rank_part = rank_part + 0.0000000001 WHERE factor = 'others' AND entity_code = '00001'",
    "ways_lead_from_the_rank_to_the_goal": "UPDATE planning.shortest_way SET rank_then = 2 "
    "WHERE status = 'reachable'",
    "gains_within_what_is_left": "UPDATE planning.next_gain SET full_gain = full_gain + 0.02",
    "coverage_did_not_shrink": "UPDATE indicators.indicator_value SET state = 'missing' "
    "WHERE round = 'r2'",
    "magnitude_as_in_previous_round": "UPDATE rankings.dti SET value_change = 0.3 "
    "WHERE round = 'r2'",
    "met_target_has_distance_zero": "UPDATE planning.target_progress SET status = 'met'",
    "every_agency_debt_adds_up": "UPDATE planning.agency_debt "
    "SET points_lost = points_lost + 0.0000000001 WHERE entity_code = '00002'",
    "every_unit_is_classed_or_left_out": "DELETE FROM planning.reward WHERE entity_code = '00003'",
}
BREAK_REAL = {
    "recomputes_published_results": "UPDATE rankings.dti SET rank = rank + 1 "
    "WHERE round = 'provinces-2024' AND rank = 34",
    "recomputes_published_pillars": "UPDATE scores.pillar SET value = value + 0.0002 "
    "WHERE round = 'provinces-2020' AND entity_code = '48'",
    "recomputes_published_averages": "UPDATE scores.pillar SET value = value + 0.0002 "
    "WHERE round = 'provinces-2024'",
    "restates_published_results": "UPDATE planning.published_restatement SET rank = rank + 1 "
    "WHERE entity_code = '24' AND is_official",
    "restatement_keeps_unmerged_units": "UPDATE planning.restatement SET value = value + 0.0001 "
    "WHERE entity_code = '22' AND method = 'summed_inputs'",
    "stated_baselines_are_recomputed": "UPDATE planning.baseline SET stated = 17 "
    "WHERE entity_code = '56' AND kind = 'rank' AND year = 2024",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    place = Small(tmp_path_factory.mktemp("small")).write()
    place.seed("targets.yaml", TARGETS)
    place.seed("reward.yaml", REWARD)
    place.submit_clean("r1")
    place.submit_clean("r2")
    place.submit(
        "r2/hoi-dong/tham-dinh.csv",
        "round,entity_code,indicator_code,input,value,reporter,source,decision,clause,reason,decided_on\n"
        "r2,00001,2,points,5,99,verified,12/QĐ,Điều 4,Đủ minh chứng,05/08/2025\n",
    )
    place.submit(
        "r2/00002_phuc-tra.csv",
        "round,entity_code,indicator_code,requested,appeal,reason,filed_on\n"
        "r2,00002,2,5,01/ĐN,Đủ hồ sơ,06/08/2025\n",
    )
    with filled(place.open(), ["r1", "r2"]) as run, run.warehouse() as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("real")
    of = installation(PROJECT / "seeds", PROJECT / "seeds" / "submissions", folder / "dti.duckdb")
    with filled(of, REAL) as run, run.warehouse() as warehouse:
        yield warehouse


def failing(warehouse: Warehouse, rounds: list[str]) -> set[str]:
    return set(check_rounds(warehouse, rounds, CHECK_RULES).filter(~pl.col("passed"))["check_name"])


def test_every_rule_has_a_way_to_break_it() -> None:
    assert {rule.name for rule in CHECK_RULES} == set(BREAK) | set(BREAK_REAL)


def test_all_rules_hold_of_a_sound_warehouse(small: Warehouse, real: Warehouse) -> None:
    assert failing(small, ["r1", "r2"]) == set()
    assert failing(real, REAL) == set()


@pytest.mark.parametrize("name", [*BREAK, *BREAK_REAL])
def test_a_rule_fails_when_its_own_thing_is_broken(
    small: Warehouse, real: Warehouse, name: str
) -> None:
    warehouse, rounds = (small, ["r1", "r2"]) if name in BREAK else (real, REAL)
    warehouse.connection.begin()
    try:
        warehouse.connection.execute({**BREAK, **BREAK_REAL}[name])
        results = check_rounds(warehouse, rounds, CHECK_RULES)
    finally:
        warehouse.connection.rollback()
    failed = results.filter(pl.col("check_name") == name, ~pl.col("passed"))
    assert failed.height
    assert failed.filter(pl.col("rows_failing") < 1).is_empty()
    assert all(failed["detail"])


def test_a_broken_round_does_not_fail_the_others(small: Warehouse) -> None:
    warehouse = small
    warehouse.connection.begin()
    try:
        warehouse.connection.execute("UPDATE rankings.dti SET rank = 9 WHERE round = 'r2'")
        results = check_rounds(warehouse, ["r1", "r2"], CHECK_RULES)
    finally:
        warehouse.connection.rollback()
    ranks = results.filter(pl.col("check_name") == "ranks_match_scores")
    assert dict(ranks.select("round", "passed").iter_rows()) == {"r1": True, "r2": False}


def test_expectations_hold_of_a_sound_warehouse_and_leave_data_docs(
    small: Warehouse, tmp_path: Path
) -> None:
    results = expect_of_rounds(small, ["r1", "r2"], tmp_path / "docs")
    assert results["passed"].all()
    assert set(results["check_name"]) == set(SUITES.values())
    assert list((tmp_path / "docs").rglob("index.html"))


def test_an_expectation_fails_for_the_broken_round_alone(small: Warehouse, tmp_path: Path) -> None:
    small.connection.begin()
    try:
        small.connection.execute("UPDATE rankings.dti SET rank = 0 WHERE round = 'r2' AND rank = 1")
        results = expect_of_rounds(small, ["r1", "r2"], tmp_path / "docs")
    finally:
        small.connection.rollback()
    failed = results.filter(~pl.col("passed"))
    assert failed.select("round", "check_name").rows() == [("r2", "rankings_meet_expectations")]
    assert "rank" in failed["detail"][0]
