"""What the first page shows of many rounds, and what plans say on the page of a unit."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.publication.overview import by_subject, headline, latest_targets, movers
from pipelines.publication.planning_sections import (
    moves_by_unit,
    rewards_by_unit,
    targets_by_unit,
    ways_by_unit,
)


def entry(name: str, ends: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "ends_on": date.fromisoformat(ends),
        "units": 5,
        "ranked": 5,
        "is_demonstration": False,
        "subject": "province",
    } | more


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([], None),
        ([entry("a", "2024-12-31", ranked=0)], None),
        ([entry("a", "2024-12-31"), entry("b", "2023-12-31")], "a"),
        ([entry("a", "2024-12-31", units=1), entry("b", "2023-12-31")], "b"),
        ([entry("a", "2024-12-31", units=1), entry("b", "2023-12-31", units=2)], "b"),
        ([entry("a", "2024-12-31", units=1), entry("b", "2023-12-31", units=1)], "a"),
        ([entry("a", "2024-12-31", is_demonstration=True), entry("b", "2023-12-31")], "b"),
        ([entry("a", "2024-12-31", is_demonstration=True), entry("b", "2023-12-31", units=1)], "a"),
        ([entry("a", "2024-12-31"), entry("b", "2024-12-31", units=9)], "b"),
        ([entry("a", "2024-12-31", ranked=1), entry("b", "2025-12-31", ranked=0)], "a"),
    ],
)
def test_the_latest_real_round_of_several_units_opens_the_site(
    rounds: list[dict[str, Any]], expected: str | None
) -> None:
    found = headline(rounds)
    assert (None if found is None else found["id"]) == expected


RANKING = [
    {"code": code, "rank": rank, "rank_change": change}
    for code, rank, change in (
        ("a", 1, 2), ("b", 2, None), ("c", 3, -1), ("d", 4, 2), ("e", 5, 0), ("f", 6, -4), ("g", 7, 3),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("up", "count", "expected"),
    [(True, 5, "gad"), (True, 2, "ga"), (False, 5, "fc"), (False, 1, "f")],
)
def test_who_moved_most_comes_first_and_of_equal_moves_the_better_rank(
    up: bool, count: int, expected: str
) -> None:
    assert "".join(row["code"] for row in movers(RANKING, up, count)) == expected


def test_rounds_stand_by_whom_they_assess_the_nation_first() -> None:
    rounds = [
        entry("p2", "2024-12-31"),
        entry("c", "2024-06-30", subject="commune"),
        entry("n", "2023-12-31", subject="nation"),
        entry("p1", "2023-12-31"),
    ]
    told = [(subject, [one["id"] for one in found]) for subject, found in by_subject(rounds)]
    assert told == [("nation", ["n"]), ("province", ["p2", "p1"]), ("commune", ["c"])]


def test_a_target_is_shown_in_the_latest_round_that_measures_it_real_ones_first() -> None:
    def target(name: str, value: int | None, year: int | None, made_up: bool = False) -> Any:
        return {"target_id": name, "value_now": value, "year": year, "is_demonstration": made_up}

    rounds = [
        {"id": "r2", "targets": [target("a", None, 2026), target("d", 1, 2025, made_up=True)]},
        {"id": "r1", "targets": [target("a", 3, 2026), target("b", 2, None), target("d", 9, 2025)]},
    ]
    told = [(one["target_id"], one["value_now"], one["round"]) for one in latest_targets(rounds)]
    assert told == [("b", 2, "r1"), ("a", 3, "r1"), ("d", 1, "r2")]


# Plans on the page of a unit

FIGURE = Decimal("0.1234567891")


@pytest.mark.parametrize(
    ("kind", "decimals", "expected"),
    [
        ("points", 4, "0.12"),
        ("value", 3, "0.123"),
        ("value", None, "0.123456789"),
        ("rate", 3, "0.1235"),
        ("rank", 3, "0.1235"),
    ],
)
def test_targets_are_written_as_plans_print_them(
    kind: str, decimals: int | None, expected: str
) -> None:
    frame = pl.DataFrame({"entity_code": ["u"], "kind": [kind]}).with_columns(
        pl.lit(FIGURE).alias(name) for name in ("value_now", "target", "distance")
    )
    (row,) = targets_by_unit(frame, decimals)["u"]
    assert (row["value_now"], row["target"], row["distance"]) == (expected,) * 3


def test_a_move_has_its_parts_with_their_signs() -> None:
    totals = pl.DataFrame({"entity_code": ["u", "v"], "text_vi": ["lên", "giữ"]})
    parts = pl.DataFrame(
        {
            "entity_code": ["u", "u"],
            "factor": ["own", "others"],
            "rank_part": [Decimal("1.506"), Decimal("-0.5")],
            "value_part": [Decimal("0.01234"), Decimal("0.00004")],
        }
    )
    moves = moves_by_unit(totals, parts, 4)
    told = [
        (part["factor"], part["rank_part"], part["value_part"]) for part in moves["u"][0]["parts"]
    ]
    assert told == [("own", "+1.51", "+0.0123"), ("others", "−0.5", "0")]
    assert moves["v"][0]["parts"] == []
    assert moves_by_unit(None, parts, 4) == moves_by_unit(totals, None, 4) == {}


def test_a_way_is_its_first_line_and_the_others() -> None:
    ways = pl.DataFrame({"entity_code": ["u"], "text_vi": ["đầu\n1\n2"], "text_en": ["lead"]})
    (row,) = ways_by_unit(ways)["u"]
    assert (row["lead_vi"], row["lines_vi"]) == ("đầu", ["1", "2"])
    assert (row["lead_en"], row["lines_en"]) == ("lead", [])


def test_a_warehouse_without_plans_has_no_sections() -> None:
    assert targets_by_unit(None, 4) == ways_by_unit(None) == rewards_by_unit(None) == {}
