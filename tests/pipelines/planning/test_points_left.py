"""What is left of an indicator, and by whom it can be had; notes on figures of progress."""

from decimal import Decimal

import polars as pl
import pytest

from pipelines.planning.points_left import points_left

AMOUNT = pl.Decimal(18, 10)


def left(
    state: str = "reported",
    points: str | None = "4",
    maximum: str = "10",
    gains: tuple[tuple[str, bool], ...] = (),
) -> list[tuple[object, ...]]:
    values = pl.DataFrame(
        [("u", "1", state, None if points is None else Decimal(points), Decimal(maximum))],
        schema={
            "entity_code": pl.String,
            "code": pl.String,
            "state": pl.String,
            "points": AMOUNT,
            "max_points": AMOUNT,
        },
        orient="row",
    )
    gained = pl.DataFrame(
        [("u", "1", Decimal(gain), is_decision) for gain, is_decision in gains],
        schema={
            "entity_code": pl.String,
            "indicator_code": pl.String,
            "full_gain": AMOUNT,
            "is_decision": pl.Boolean,
        },
        orient="row",
    )
    return points_left(values, gained).select("points_left", "by_unit", "by_others").rows()


@pytest.mark.parametrize(
    ("gains", "by_unit"),
    [
        ((), 0),
        ((("2.5", False),), Decimal("2.5")),
        ((("2", False), ("3", False)), 5),
        ((("2", False), ("3", True)), 2),
        ((("9", False),), 6),
        ((("-1", False),), 0),
    ],
)
def test_what_a_unit_cannot_bring_is_for_others(
    gains: tuple[tuple[str, bool], ...], by_unit: object
) -> None:
    ((whole, own, others),) = left(gains=gains)
    assert (whole, own) == (6, by_unit)
    assert Decimal(str(own)) + Decimal(str(others)) == whole


@pytest.mark.parametrize(
    ("state", "points", "maximum", "expected"),
    [
        ("missing", None, "10", [10]),
        ("missing", "0", "10", [10]),
        ("zero_by_decision", "0", "10", [10]),
        ("not_applicable", None, "10", []),
        ("not_evaluated", None, "10", []),
        ("reported", "10", "10", []),
        ("reported", "9.99", "10", [Decimal("0.01")]),
        ("reported", "0", "0", []),
        ("reported", "-1", "0.5", [Decimal("1.5")]),
    ],
)
def test_only_what_counts_and_lacks_something_is_listed(
    state: str, points: str | None, maximum: str, expected: list[object]
) -> None:
    assert [row[0] for row in left(state, points, maximum)] == expected
