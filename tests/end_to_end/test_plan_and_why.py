"""A leader's questions through the command line: how far, by which way, and why the rank moved."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from installations import HEADER, Small, dti, rows

COSTS = (
    "framework,indicator_code,input,cost,unit_vi,unit_en,status,note\n"
    "small,1.1,a,3,ngày công,person-days,estimated,\n"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Two rounds: the second unit draws level with the first, the third is late in the first."""
    small = Small(tmp_path_factory.mktemp("small")).write()
    small.seed("costs.csv", COSTS)
    small.submit_clean("r1")
    days = {"00001": "2025-07-20", "00002": "2025-07-21", "00003": "2025-08-02"}
    received = [f"{unit}_so-lieu.csv,{day}T09:00:00+07:00\n" for unit, day in days.items()]
    small.submit("r1/received.csv", "file_name,received_at\n" + "".join(received))
    small.submit_clean("r2", p="5")
    small.submit("r2/00002_so-lieu.csv", HEADER + rows("r2", "00002", a="2", p="5"))
    done = dti("assess", "--all", *small.options())
    assert done.exit_code == 0, done.output
    return small


def test_the_way_to_the_next_place_is_told(place: Small) -> None:
    done = dti("plan", "r2", "00003", *place.options())
    assert done.exit_code == 0, done.output
    assert done.output == (
        "[MINH HỌA] Để đạt hạng 2, Suối Cát (hiện 20 điểm, giá trị 0,8, hạng 3) cần 1 thay đổi, "
        "chi phí 3 ngày công:\n"
        "1. 1.1 Tỷ lệ: a từ 1 lên 2 (thêm 1); thêm 5 điểm; khi đó 25 điểm, giá trị 1, hạng 1; "
        "bắt kịp Hòa Bình, Đông Hải\n"
        "Khi hoàn thành: 25 điểm, giá trị 1, hạng 1.\n"
    )


def test_the_warehouse_holds_the_same_way(place: Small) -> None:
    assert place.query(
        "SELECT entity_code, goal, status, rank_now, rank_then, cost FROM analyst.shortest_way "
        "WHERE round = 'r2'",
    ) == [("00003", "rank<=2", "reachable", 3, 1, 3)]
    assert place.query(
        "SELECT text_en, full_gain FROM analyst.next_gain WHERE round = 'r2'",
    ) == [("a from 1 up to 2 (1 more) = +5 points", 5)]
    assert place.query("SELECT count(*) FROM reference.cost") == [(1,)]


def test_a_goal_out_of_reach_says_why(place: Small) -> None:
    done = dti("plan", "r1", "00001", "--points", "25", "--language", "en", *place.options())
    assert done.exit_code == 1
    assert "cannot reach 25 points" in done.output
    assert "its points are given by the council (1 points left)" in done.output
    asked = dti("plan", "r1", "00001", "--points", "25", "--council", *place.options())
    assert asked.exit_code == 0
    assert "do hội đồng hoặc cơ quan công bố quyết định" in asked.output


def test_a_plan_is_told_to_programs(place: Small) -> None:
    done = dti("plan", "r2", "00003", "--value", "0,9", "--format", "json", *place.options())
    told = json.loads(done.output)
    assert (told["goal"], told["status"], told["cost"]) == ("value>=0.9", "reachable", "3")
    assert [(step["indicator_code"], step["gain"]) for step in told["steps"]] == [("1.1", "5")]
    assert {limit["reason"] for limit in told["limits"]} == {"full"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["r2", "00009"], "no unit 00009 in round r2"),
        (["r9", "00001"], "no round r9"),
        (["r2", "00001", "--rank", "1", "--points", "5"], "one goal at a time"),
        (["r2", "00001", "--mains", "2"], "--mains 4 --top 10"),
        (["r2", "00001", "--points", "nhiều"], "expected a number"),
        (["r2", "00001", "--format", "xml"], "expected text or json"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    place: Small, words: list[str], message: str
) -> None:
    done = dti("plan", *words, *place.options())
    assert done.exit_code == 2
    assert message in done.output


def test_nothing_is_planned_before_it_is_published(tmp_path: Path) -> None:
    small = Small(tmp_path).write()
    done = dti("plan", "r1", "00001", *small.options())
    assert done.exit_code == 2
    assert "run dti assess first" in done.output


def test_why_a_rank_moved_is_told(place: Small) -> None:
    done = dti("why", "r2", "00002", *place.options())
    assert done.exit_code == 0, done.output
    assert done.output == (
        "Đông Hải lên 1 hạng (2 → 1): +1,5 do kết quả của đơn vị, −0,5 do kết quả của các đơn vị "
        "khác. "
        "Giá trị +0,24: +0,24 do kết quả của đơn vị.\n"
    )
    told = json.loads(dti("why", "r2", "00003", "--format", "json", *place.options()).output)
    assert told["parts"] == {
        "own": {"value": "0.04", "places": "0"},
        "others": {"value": "0", "places": "-1"},
    }


def test_the_warehouse_holds_the_same_parts(place: Small) -> None:
    assert place.query(
        "SELECT entity_code, rank_change, rank_by_own, rank_by_others, rank_by_data_revision "
        "FROM analyst.rank_move ORDER BY entity_code",
    ) == [
        ("00001", 0, Decimal("0.5"), Decimal("-0.5"), None),
        ("00002", 1, Decimal("1.5"), Decimal("-0.5"), None),
        ("00003", -1, 0, -1, None),
    ]


def test_a_round_without_one_before_has_nothing_to_explain(place: Small) -> None:
    done = dti("why", "r1", "00001", *place.options())
    assert done.exit_code == 1
    assert "r1 has no round before" in done.output
