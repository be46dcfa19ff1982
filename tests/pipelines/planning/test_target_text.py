"""The leader's page: what it says, in which order, and that its numbers are rounded for reading."""

import json
from decimal import Decimal

from pipelines.planning.progress import STATUSES
from pipelines.planning.target_text import (
    STATUS_WORDS,
    UnitReport,
    reports_as_json,
    reports_as_text,
)

UNIT = {
    "entity_code": "56",
    "entity_name_vi": "Khánh Hòa",
    "round": "provinces-2024",
    "round_name_vi": "DTI 2024",
    "is_demonstration": False,
    "rank": 16,
    "entities_ranked": 34,
    "value": Decimal("0.7071"),
    "decimals": 4,
}
POINTS = {
    "target_id": "p",
    "name_vi": "800 điểm trên 1000",
    "name_en": "800 points of 1000",
    "kind": "points",
    "year": 2025,
    "value_now": Decimal("707.1468085"),
    "target": Decimal(800),
    "distance": Decimal("92.8531915"),
    "pace_needed": Decimal("92.8531915"),
    "pace_so_far": Decimal("-1.5"),
    "status": "behind",
    "note_vi": "664,72 trên 940,00 điểm",
    "note_en": "664.72 of 940.00 points",
    "document": "Kế hoạch",
    "text": "as printed",
}
RATE = POINTS | {
    "name_vi": "Tỷ lệ ≥ 9,5 %",
    "kind": "rate",
    "value_now": None,
    "distance": None,
    "status": "not_measured",
    "note_vi": "chưa có số liệu",
    "note_en": "no figure",
}
DEBT = {
    "agency_code": None,
    "agency_name_vi": None,
    "agency_name_en": None,
    "indicators": 8,
    "missing": 2,
    "lacking_evidence": 0,
    "overdue": 1,
    "points_lost": Decimal("275.282"),
    "share_of_lost": Decimal(1),
    "target_id": "p",
    "gap_points": Decimal("87.282"),
    "share_of_gap": Decimal("3.1539378"),
}


def test_a_page_says_where_the_unit_stands_what_is_left_and_who_owes_it() -> None:
    assert reports_as_text([UnitReport(UNIT, [POINTS, RATE], [DEBT], None)]).splitlines() == [
        "Khánh Hòa (56), DTI 2024",
        "giá trị / value 0,7071, hạng / rank 16/34",
        "",
        "mục tiêu             năm    hiện  đích    còn    cần mỗi năm  đã đi mỗi năm  trạng thái",
        "target              year     now   aim  to go  needed a year  so far a year  status",
        "800 điểm trên 1000  2025  707,15   800  92,85          92,85           −1,5  Chậm tiến độ / behind",
        "    664,72 trên 940,00 điểm",
        "",
        "1 mục tiêu chưa có số liệu / targets not measured:",
        "  chưa có số liệu / no figure:",
        "    Tỷ lệ ≥ 9,5 % (2025)",
        "",
        "cơ quan còn nợ nhiều điểm nhất / agencies that owe most:",
        "  chưa phân công / nobody answers: 275,28 điểm chưa đạt / points lost; "
        "315 % điểm còn cần / of the points needed; 2 thiếu / missing; 1 quá hạn / overdue",
    ]


def test_demonstration_and_the_proposed_class_are_said() -> None:
    reward = {"class_vi": None, "reason_vi": "Không xét: Nộp muộn"}
    text = reports_as_text([UnitReport(UNIT | {"is_demonstration": True}, [], [], reward)])
    assert "[MINH HỌA / DEMONSTRATION]" in text.splitlines()[0]
    assert text.endswith("đề xuất xếp loại / proposed class: –. Không xét: Nộp muộn")


def test_json_holds_the_same_unrounded() -> None:
    (unit,) = json.loads(reports_as_json([UnitReport(UNIT, [POINTS], [DEBT], None)]))
    assert unit["targets"][0]["distance"] == 92.8531915
    assert unit["agencies"][0]["points_lost"] == 275.282
    assert unit["reward"] is None


def test_every_status_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(STATUSES)
