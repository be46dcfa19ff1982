"""The work list as text, JSON and CSV: which units come first, what each item says, what is guarded."""

import json
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.appraisal.work_list_text import (
    WORK_LIST_COLUMNS,
    described,
    work_list_as_csv,
    work_list_as_json,
    work_list_as_text,
)
from pipelines.names import Name

NAME = Name("Đợt", "Round")


def item(position: int, unit: str, places: float, **more: Any) -> dict[str, Any]:
    return {
        "round": "r",
        "position": position,
        "entity_code": unit,
        "indicator_code": "1.1",
        "probability": 0.25,
        "claimed_points": Decimal("8.5000000000"),
        "supported_points": Decimal("4.1250000000"),
        "rank": 1,
        "rank_if_supported": 3,
        "places_at_stake": Decimal("2.3500000000"),
        "expected_places": places,
        "reason_vi": f"lời {position}",
        "reason_en": f"words {position}",
        "is_demonstration": False,
    } | more


def listed(*items: dict[str, Any]) -> pl.DataFrame:
    units = pl.DataFrame({"entity_code": ["u", "v"], "name_vi": ["Xã Một", "=Xã Hai"]})
    indicators = pl.DataFrame({"indicator_code": ["1.1"], "name_vi": ["Chỉ tiêu"]})
    return described(pl.DataFrame(list(items)), units, indicators)


def test_items_have_names_or_codes_and_stand_in_their_order() -> None:
    frame = listed(item(2, "w", 0.5, indicator_code="9"), item(1, "u", 1.0))
    assert tuple(frame.columns) == WORK_LIST_COLUMNS
    assert frame.select("position", "entity_name_vi", "indicator_name_vi").rows() == [
        (1, "Xã Một", "Chỉ tiêu"),
        (2, "w", "9"),
    ]


def test_the_text_has_the_units_first_and_then_each_item() -> None:
    frame = listed(item(1, "u", 0.96), item(2, "v", 0.88), item(3, "v", 0.09))
    first, second, heading, *others = work_list_as_text(
        frame, "r", NAME, is_demonstration=True
    ).split("\n")
    assert heading.startswith("  đơn vị nên xem trước / units to look at first")
    assert [first, second, *others] == [
        "r: Đợt / Round  [MINH HỌA / DEMONSTRATION]",
        "  số tự khai chưa ai kiểm tra / claims not checked: 3",
        "    =Xã Hai (v): 2 việc / items, 1,0 bậc x xác suất / 1.0 places x probability",
        "    Xã Một (u): 1 việc / items, 1,0 bậc x xác suất / 1.0 places x probability",
        *(
            line
            for n, unit in ((1, "Xã Một (u)"), (2, "=Xã Hai (v)"), (3, "=Xã Hai (v)"))
            for line in (
                f"  {n}. {unit}  1.1 Chỉ tiêu",
                f"      lời {n}",
                f"      words {n}",
                "      có thể đổi 2,4 bậc / 2.4 places at stake",
            )
        ),
    ]


def test_units_of_equal_weight_stand_by_items_and_code() -> None:
    frame = listed(item(1, "w", 1.0), item(2, "v", 0.5), item(3, "v", 0.5), item(4, "u", 1.0))
    lines = work_list_as_text(frame, "r", NAME, is_demonstration=False).split("\n")
    assert [line.split(" (")[1][0] for line in lines[3:6]] == ["v", "u", "w"]


@pytest.mark.parametrize(("count", "more"), [(50, 0), (51, 1), (63, 13)])
def test_beyond_fifty_items_the_text_says_how_many_there_are(count: int, more: int) -> None:
    frame = listed(*(item(n, f"u{n:02}", 1.0) for n in range(1, count + 1)))
    lines = work_list_as_text(frame, "r", NAME, is_demonstration=False).split("\n")
    assert len(lines) == 3 + 10 + 4 * 50 + (more > 0)
    assert lines[3].startswith("    u01 (u01)")
    last = f"  và {more} việc khác / and {more} more: --format csv -o FILE"
    assert (lines[-1] == last) is (more > 0)


def test_without_items_there_is_nothing_to_check() -> None:
    frame = listed(item(1, "u", 1.0)).clear()
    assert work_list_as_text(frame, "r", NAME, is_demonstration=False).split("\n") == [
        "r: Đợt / Round",
        "  không có số tự khai nào chưa kiểm tra / no claim is left to check",
    ]


def test_json_and_csv_have_exact_numbers_and_csv_guards_formulas() -> None:
    frame = listed(item(1, "v", 1.0))
    (row,) = json.loads(work_list_as_json(frame))
    assert (row["claimed_points"], row["supported_points"], row["places_at_stake"]) == (
        "8.5",
        "4.125",
        "2.35",
    )
    assert row["entity_name_vi"] == "=Xã Hai"
    heading, line, *_ = work_list_as_csv(frame).split("\n")
    cells = dict(zip(heading.split(","), line.split(","), strict=True))
    assert (cells["entity_name_vi"], cells["supported_points"]) == ("'=Xã Hai", "4.125")
