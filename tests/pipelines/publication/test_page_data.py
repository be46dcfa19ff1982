"""Order of indicators, tiles of provinces, what the first page chooses, plans for readers."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.publication.indicator_tree import code_order, indicator_tree
from pipelines.publication.overview import headline, latest_targets, movers
from pipelines.publication.planning_sections import moves_by_unit, targets_by_unit, ways_by_unit
from pipelines.publication.tile_map import CLASSES, TILES, map_tiles


def test_codes_sort_as_people_count() -> None:
    codes = ["4.22.1", "4.10", "4.9", "4", "10", "CQS"]
    assert sorted(codes, key=code_order) == ["4", "4.9", "4.10", "4.22.1", "10", "CQS"]


def test_a_tree_knows_the_main_and_the_depth_of_each_indicator() -> None:
    parents = {"DTI": None, "3": "DTI", "3.4": "3", "3.4.1": "3.4", "3.10": "3"}
    levels = {"DTI": "index", "3": "main"}
    rows = [
        {"code": code, "parent_code": parent, "level": levels.get(code, "sub")}
        for code, parent in parents.items()
    ]
    tree = indicator_tree(rows, {"3.10", "3.4", "3.4.1"})
    assert [(node["code"], node["main"], node["depth"], node["has_children"]) for node in tree] == [
        ("3.4", "3", 0, True),
        ("3.4.1", "3", 1, False),
        ("3.10", "3", 0, False),
    ]


def test_every_province_has_a_tile_of_its_own() -> None:
    assert len(TILES) == 34
    assert len(set(TILES.values())) == 34


def test_provinces_with_equal_values_are_in_one_class() -> None:
    ranking = [
        {"code": code, "name_vi": code, "name_en": code, "rank": 1, "is_silent": False,
         "value": "0.7000" if n < 24 else "0.5000"}
        for n, code in enumerate(TILES)
    ]  # fmt: skip
    told = map_tiles(ranking)
    classes = {tile["value"]: tile["class"] for tile in told["tiles"]}
    assert classes == {"0.7000": 0, "0.5000": 24 * CLASSES // 34}
    assert told["classes"] == [("0.7000", "0.7000"), ("0.5000", "0.5000")]


def a_round(name: str, **changes: Any) -> dict[str, Any]:
    facts = {
        "id": name,
        "units": 34,
        "ranked": 34,
        "is_demonstration": False,
        "ends_on": date(2024, 12, 31),
    }
    return {**facts, **changes}


def test_the_headline_is_the_latest_real_round_of_several_units() -> None:
    rounds = [
        a_round("demo", is_demonstration=True, ends_on=date(2025, 12, 31)),
        a_round("nation", units=1, ends_on=date(2025, 12, 31)),
        a_round("provinces"),
        a_round("before", ends_on=date(2022, 12, 31)),
    ]
    assert (headline(rounds) or {})["id"] == "provinces"
    assert (headline(rounds[:2]) or {})["id"] == "demo"
    assert headline([a_round("empty", ranked=0)]) is None


def test_movers_come_by_places_and_then_by_rank() -> None:
    ranking = [
        {"code": code, "rank": rank, "rank_change": change}
        for code, rank, change in (("a", 1, 2), ("b", 2, -1), ("c", 3, 2), ("d", 4, None), ("e", 5, 5))
    ]  # fmt: skip
    assert [row["code"] for row in movers(ranking, up=True)] == ["e", "a", "c"]
    assert [row["code"] for row in movers(ranking, up=False)] == ["b"]


def test_a_target_is_told_once_in_the_latest_round_that_measures_it() -> None:
    target = {"target_id": "t", "value_now": "16", "is_demonstration": False, "year": 2025}
    rounds = [
        a_round("new", targets=[{**target, "value_now": None}]),
        a_round("old", targets=[target]),
        a_round("older", targets=[target]),
    ]
    assert [(row["target_id"], row["round"]) for row in latest_targets(rounds)] == [("t", "old")]


def test_a_plan_is_its_first_sentence_and_its_lines() -> None:
    ways = pl.DataFrame(
        {
            "entity_code": ["a"],
            "goal": ["rank<=3"],
            "status": ["reachable"],
            "text_vi": ["Để đạt hạng 3:\n1. thêm\n2. nữa"],
            "text_en": ["To reach rank 3:\n1. more\n2. again"],
        }
    )
    (way,) = ways_by_unit(ways)["a"]
    assert (way["lead_vi"], way["lines_en"]) == ("Để đạt hạng 3:", ["1. more", "2. again"])


def test_the_parts_of_a_move_stand_beside_it() -> None:
    totals = pl.DataFrame({"entity_code": ["a"], "text_vi": ["lên"], "text_en": ["up"]})
    parts = pl.DataFrame(
        {
            "entity_code": ["a", "a"],
            "factor": ["own", "others"],
            "rank_part": [Decimal("5"), Decimal("-6.5")],
            "value_part": [Decimal("0.0399"), Decimal("0")],
        }
    )
    (move,) = moves_by_unit(totals, parts, 4)["a"]
    assert [(part["factor"], part["rank_part"]) for part in move["parts"]] == [
        ("own", "+5"),
        ("others", "\u22126.5"),
    ]


def test_without_plans_there_is_nothing_to_tell() -> None:
    assert moves_by_unit(None, None, 4) == ways_by_unit(None) == {}


def test_targets_in_points_have_two_decimals_at_most() -> None:
    amounts = [Decimal("707.1468085000"), Decimal("0.7583806397")]
    targets = pl.DataFrame(
        {
            "entity_code": ["a", "a"],
            "kind": ["points", "value"],
            "value_now": amounts,
            "target": [Decimal("800.0000000000"), Decimal("0.7200000000")],
            "distance": [Decimal("92.8531915000"), Decimal("0E-10")],
        }
    )
    told = [
        (row["value_now"], row["target"], row["distance"])
        for row in targets_by_unit(targets, 4)["a"]
    ]
    assert told == [("707.15", "800", "92.85"), ("0.7584", "0.72", "0")]
