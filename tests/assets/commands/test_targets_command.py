"""`dti targets`: from seeds and files through a real run to the page of the leader."""

import json
from pathlib import Path

import duckdb
import pytest
from installations import RESPONSIBILITIES, REWARD, ROUND, TARGETS, Small, dti
from typer.testing import Result


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("targets")).write()
    small.seed("targets.yaml", TARGETS)
    small.seed("reward.yaml", REWARD)
    small.seed("responsibilities.csv", RESPONSIBILITIES)
    first, second = (
        ROUND.format(id=name, previous=before, status="final", release="automatic")
        for name, before in (("r1", "null"), ("r2", "r1"))
    )
    small.seed(
        "rounds.yaml",
        first
        + second.replace("01-01", "07-01")
        .replace("06-30", "12-31")
        .replace("2025-07-31", "2026-01-31"),
    )
    small.submit_clean("r1")
    small.submit_clean("r2", p="5")
    for name, day in (("r1", "2025-07-30"), ("r2", "2026-01-30")):
        in_time = [
            f"{unit}_so-lieu.csv,{day}T09:00:00+07:00" for unit in ("00001", "00002", "00003")
        ]
        small.submit(f"{name}/received.csv", "\n".join(["file_name,received_at", *in_time]))
    done = dti("assess", "--all", *small.options())
    assert done.exit_code == 0, done.output
    return small


def targets(place: Small, *words: str) -> Result:
    return dti("targets", *words, "--warehouse", str(place.published))


def test_the_page_says_how_far_the_unit_is(place: Small) -> None:
    # a of b is 2 of 2, done, and 5 points: 25 of 25, in r2; 4 points, 24 of 25, in r1.
    page = targets(place, "00001").output
    assert page.startswith("Hòa Bình (00001), Đợt\n")
    assert "24,5 điểm trên 25" in page
    assert "Đạt / met" in page
    assert "đề xuất xếp loại / proposed class: Tốt. Giá trị 1,0000, từ 0,8000 trở lên" in page


def test_a_round_can_be_named_and_the_answer_be_data(place: Small) -> None:
    (unit,) = json.loads(targets(place, "00001", "--round", "r1", "--format", "json").output)
    (target,) = unit["targets"]
    assert (unit["round"], unit["rank"]) == ("r1", 1)
    assert (target["value_now"], target["distance"], target["status"]) == (24, 0.5, "not_yet")
    assert target["pace_needed"] == 1
    (agency,) = unit["agencies"]
    assert (agency["agency_code"], agency["points_lost"]) == (None, 1)
    assert agency["share_of_gap"] == 2


def test_what_is_not_there_is_told_with_what_is(place: Small) -> None:
    for words in (("00009",), ("00001", "--round", "r9")):
        told = targets(place, *words)
        assert told.exit_code == 2
        assert "units with targets, and their rounds: 00001 Hòa Bình (r1, r2)" in told.output
    assert targets(place, "--format", "xml").exit_code == 2


def test_before_anything_is_published_it_says_so(tmp_path: Path) -> None:
    told = dti("targets", "--warehouse", str(tmp_path / "dti.duckdb"))
    assert told.exit_code == 2
    assert "nothing is published yet" in told.output


def test_the_tables_and_views_hold_the_same(place: Small) -> None:
    with duckdb.connect(str(place.published), read_only=True) as connection:
        debts = connection.sql(
            "SELECT entity_code, agency_code, points_lost::DOUBLE, share_of_gap::DOUBLE "
            "FROM planning.agency_debt WHERE round = 'r2' ORDER BY ALL"
        ).fetchall()
        progress = connection.sql(
            "SELECT round, target_vi, distance::DOUBLE, status FROM analyst.target_progress"
        ).fetchall()
        classes = connection.sql(
            "SELECT entity_code, class_vi FROM analyst.reward WHERE round = 'r2' ORDER BY 1"
        ).fetchall()
        owing = connection.sql(
            "SELECT agency_vi, units, points_lost::DOUBLE FROM analyst.agency_debt "
            "WHERE round = 'r2'"
        ).fetchall()
    assert debts == [
        ("00001", "00002", 0, None),
        ("00001", None, 0, None),
        ("00002", "00002", 5, None),
        ("00002", None, 0, None),
        ("00003", "00002", 5, None),
        ("00003", None, 0, None),
    ]
    assert sorted(progress) == [
        ("r1", "24,5 điểm trên 25", 0.5, "Chưa đến lúc đánh giá | too early to judge"),
        ("r2", "24,5 điểm trên 25", 0, "Đạt | met"),
    ]
    assert classes == [("00001", "Tốt"), ("00002", "Tốt"), ("00003", "Tốt")]
    assert owing == [("Đông Hải", 3, 10), ("chưa phân công", 3, 0)]
