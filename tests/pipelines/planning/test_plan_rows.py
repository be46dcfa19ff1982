"""Plans as rows, column by column: ways, steps, next gains, limits; what is left at each edge."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from builders import Row, framework, leaf, values
from plan_builders import THREE, THREE_ROWS, stood

from pipelines.frameworks.framework import Framework
from pipelines.planning.agency_debts import target_gaps
from pipelines.planning.goals import Goal, MainsInTop, ReachPoints, ReachRank, ReachValue
from pipelines.planning.levers import levers
from pipelines.planning.plan_rows import limit_rows, next_gains, step_rows, way_row
from pipelines.planning.shortest_way import shortest_way
from pipelines.planning.standing import outcome_now

RATIO = "kind: ratio, numerator: a, denominator: b"
POINTS = "kind: points, input: points"


def numbers(row: tuple[object, ...]) -> tuple[object, ...]:
    """Decimals without the zeros behind them, as text."""
    return tuple(f"{cell.normalize():f}" if isinstance(cell, Decimal) else cell for cell in row)


def table(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return [numbers(row) for row in frame.rows()]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (ReachRank(2), ("rank<=2", "rank", "2", None, "reachable", "0.8333333333", 2, 2, "0.5271250000", "63.255", 2, "0")),
        (ReachValue(Decimal("0.5")), ("value>=0.5", "value", "0.5", None, "reachable", "0.8333333333", 1, 1, "0.5104583333", "61.255", 3, "0")),
        (MainsInTop(2, 1), ("mains>=2,rank<=1", "mains", "2", 1, "reachable", "1.5", 2, 2, "0.7271250000", "87.255", 2, "0")),
        (ReachRank(3), ("rank<=3", "rank", "3", None, "met", "0", 0, 0, "0.2604583333", "31.255", 3, "0")),
        (ReachPoints(Decimal("119.5")), ("points>=119.5", "points", "119.5", None, "out_of_reach", None, None, None, "0.8937916667", "107.255", 1, "12.245")),
        (MainsInTop(3, 1), ("mains>=3,rank<=1", "mains", "3", 1, "out_of_reach", None, None, None, "0.8937916667", "107.255", 1, "1")),
    ],
)  # fmt: skip
def test_a_way_is_a_row(goal: Goal, expected: tuple[object, ...]) -> None:
    code, kind, amount, rank, status, cost, figures, indicators, value, *then = expected
    now = ("0.2604583333", "31.255", 3)
    assert table(way_row(shortest_way(stood(THREE, THREE_ROWS), "me", goal))) == [
        (
            *("r", "me", code, kind, amount, rank, status, cost, figures, indicators),
            *now,
            f"{Decimal(str(value)).normalize():f}",
            *then,
        )
    ]


def test_each_step_is_a_row() -> None:
    assert table(step_rows(shortest_way(stood(THREE, THREE_ROWS), "me", ReachRank(1)))) == [
        (
            *("r", "me", "rank<=1", 1, "2", "x", "level", "0", "1", "1", "no", "all"),
            *("1", False, False, "0", "40", "40", "0.5937916667", "71.255", 2, "mid", None),
        ),
        (
            *("r", "me", "rank<=1", 2, "1", "a", "count", "4", "8", "4", None, None),
            *("0.6666666667", False, False, "24", "48", "24"),
            *("0.7937916667", "95.255", 1, "best", None),
        ),
    ]


def test_units_overtaken_and_caught_up_are_listed_by_code() -> None:
    of = framework(leaf("1", "kind: capped_count, input: x, cap: 9", "x: count"))
    units = {"d": 5, "c": 5, "b": 6, "a": 6, "me": 1}
    rows: list[Row] = [(unit, "1", "x", count) for unit, count in units.items()]
    (row,) = step_rows(shortest_way(stood(of, rows), "me", ReachRank(1))).rows(named=True)
    assert (row["figure"], row["overtaken"], row["caught_up"]) == (6, "c, d", "a, b")


def test_out_of_reach_has_no_steps() -> None:
    out = shortest_way(stood(THREE, THREE_ROWS), "me", ReachPoints(Decimal("119.5")))
    assert step_rows(out).is_empty()


def test_next_gains_say_the_next_the_first_that_earns_and_the_last() -> None:
    standing = stood(THREE, THREE_ROWS)
    assert table(next_gains(standing, "me", levers(standing, "me", council=True)[0])) == [
        (
            *("r", "me", "1", "a", "count", "4", "5", "6", "5", "6", "10", "36", False, False),
            *("v từ 4 lên 5 (thêm 1) = +6 điểm", "e from 4 up to 5 (1 more) = +6 points"),
        ),
        (
            *("r", "me", "2", "x", "level", "0", "0.5", "20", "0.5", "20", "1", "40", False, False),
            *("v từ “no” thành “half” = +20 điểm", "e from “no” to “half” = +20 points"),
        ),
        (
            *("r", "me", "3", "points", "points", "7.255", "7.265", "0.01", "7.265", "0.01"),
            *("20", "12.745", True, False, "v từ 7,255 lên 7,355 (thêm 0,1) = +0,1 điểm"),
            "e from 7.255 up to 7.355 (0.1 more) = +0.1 points",
        ),
    ]


def test_limits_are_rows_with_what_is_left() -> None:
    standing = stood(THREE, THREE_ROWS)
    assert table(limit_rows(standing, "me", levers(standing, "me")[1])) == [
        (
            *("r", "me", "3", None, "council", "điểm do hội đồng chấm"),
            *("its points are given by the council", "12.745"),
        )
    ]


# What is left of an indicator


def single(rule: str, inputs: str, points: str = "10") -> Framework:
    return framework(leaf("1", rule, inputs, points))


def limit(of: Framework, *figures: tuple[str, object], council: bool = False) -> tuple[object, ...]:
    rows: list[Row] = [("me", "1", name, figure) for name, figure in figures]
    found, (only,) = levers(stood(of, rows), "me", council)
    assert found == ()
    return only.reason, None if only.points_left is None else float(only.points_left)


@pytest.mark.parametrize(
    ("of", "figures", "expected"),
    [
        (single(POINTS, "points: points"), [("points", 10)], ("full", 0.0)),
        (single(POINTS, "points: points"), [("points", 9.99)], ("council", 0.01)),
        (single("kind: bonus, input: points", "points: points", "5"), [("points", 5)], ("full", 0.0)),
        (single("kind: bonus, input: points", "points: points", "5"), [("points", 4)], ("council", 1.0)),
        (single("kind: bonus, input: points", "points: points", ""), [("points", 7)], ("council", 0.0)),
        (single("kind: penalty, input: points", "points: points", "4"), [("points", 0)], ("full", 0.0)),
        (single("kind: penalty, input: points", "points: points", "4"), [("points", 3)], ("council", 3.0)),
        (single("kind: value, input: x", "x: share"), [("x", 1)], ("full", 0.0)),
        (single("kind: value, input: x", "x: share"), [("x", 0.75)], ("published_value", 2.5)),
        (single(RATIO, "a: count, b: count"), [("points", 10)], ("full", 0.0)),
        (single(RATIO, "a: count, b: count"), [("points", 4)], ("only_points_known", 6.0)),
        (single(RATIO, "a: count, b: count"), [("state", "not_applicable")], ("not_counted", 0.0)),
        (single(RATIO, "a: count, b: count"), [("state", "zero_by_decision")], ("zero_by_decision", 10.0)),
        (single(RATIO, "a: count, b: count"), [("a", 8), ("b", 8)], ("full", 0.0)),
    ],
)  # fmt: skip
def test_a_limit_says_what_is_left_of_its_indicator(
    of: Framework, figures: list[tuple[str, object]], expected: tuple[object, ...]
) -> None:
    assert limit(of, *figures) == expected


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ("8.33", None),
        ("8.3234", None),
        ("8.3232", "points_differ"),
        ("8.3433", None),
        ("8.3434", "points_differ"),
    ],
)
def test_points_agree_with_figures_up_to_a_hundredth(points: str, reason: str | None) -> None:
    """5 of 6 earn 8.3333 of 10 points."""
    standing = stood(
        single(RATIO, "a: count, b: count"),
        [("me", "1", "a", 5), ("me", "1", "b", 6)],
        values([("me", "1", "points", points)], source="verified"),
    )
    limits = levers(standing, "me")[1]
    assert [found.reason for found in limits] == ([] if reason is None else [reason])


def test_points_that_differ_can_be_moved_when_asked_for() -> None:
    standing = stood(
        single(RATIO, "a: count, b: count"),
        [("me", "1", "a", 5), ("me", "1", "b", 6)],
        values([("me", "1", "points", 4)], source="verified"),
    )
    (lever,) = levers(standing, "me", council=True)[0]
    assert (lever.input, lever.figure_now, lever.figure(lever.most)) == ("points", 4, 10)
    assert lever.is_decision


# Where a unit stands


def test_an_outcome_names_who_is_ahead_and_who_is_level() -> None:
    of = framework(leaf("1", "kind: capped_count, input: x, cap: 9", "x: count"))
    rows: list[Row] = [
        ("a", "1", "x", 6),
        ("b", "1", "x", 4),
        ("me", "1", "x", 4),
        ("d", "1", "x", 1),
    ]
    now = outcome_now(stood(of, rows), "me")
    assert (now.rank, now.ahead, now.level) == (2, {"a"}, {"b"})
    assert (float(now.total_points), now.max_points, now.main_ranks) == (
        pytest.approx(40 / 9),
        10,
        {"1": 2},
    )


def test_a_unit_without_a_value_has_neither_value_nor_rank_and_everybody_is_ahead() -> None:
    """Two mains of which one has a value: too little of the whole to have one of its own."""
    of = framework(
        leaf("1", "kind: boolean, input: x", "x: boolean", "")
        + leaf("2", "kind: boolean, input: x", "x: boolean", ""),
        "aggregation: arithmetic_mean\nmin_coverage: 0.9\n",
    )
    rows: list[Row] = [
        ("me", "1", "x", 1),
        ("a", "1", "x", 1),
        ("a", "2", "x", 0),
        ("b", "1", "x", 0),
        ("b", "2", "x", 0),
    ]
    now = outcome_now(stood(of, rows), "me")
    assert (now.value, now.rank, now.ahead, now.level) == (None, None, {"a", "b"}, set())
    assert now.main_ranks == {"1": 1, "2": None}


def test_the_best_unit_is_the_first_of_the_highest_value() -> None:
    of = framework(leaf("1", "kind: capped_count, input: x, cap: 8", "x: count"))
    assert stood(of, [("a", "1", "x", 2), ("b", "1", "x", 6), ("c", "1", "x", 6)]).best() == (
        Decimal("0.75"),
        "b",
    )


# What a target still needs


@pytest.mark.parametrize(
    ("points", "expected"), [(799, [1]), ("799.5", [Decimal("0.5")]), (800, []), (801, [])]
)
def test_a_gap_is_what_is_left_however_small(points: object, expected: list[object]) -> None:
    progress = pl.DataFrame(
        {
            "round": ["r"],
            "entity_code": ["me"],
            "target_id": ["t"],
            "kind": ["points"],
            "year": [2026],
        }
    ).with_columns(
        target=pl.lit(800, pl.Decimal(38, 10)),
        distance=pl.lit(1, pl.Decimal(38, 10)),
        points_of=pl.lit(1000, pl.Decimal(38, 10)),
    )
    totals = pl.DataFrame({"round": ["r"], "entity_code": ["me"]}).with_columns(
        points=pl.lit(str(points)).cast(pl.Decimal(18, 10)),
        max_points=pl.lit(1000, pl.Decimal(18, 10)),
    )
    scales = pl.DataFrame({"round": ["r"]}).with_columns(scale=pl.lit(1, pl.Decimal(18, 10)))
    assert target_gaps(progress, totals, scales)["gap_points"].to_list() == expected


def test_a_share_of_a_rule_without_points_is_a_share() -> None:
    of = framework(
        leaf("1", "kind: capped_count, input: x, cap: 4", "x: count", ""),
        "aggregation: arithmetic_mean\n",
    )
    standing = stood(of, [("me", "1", "x", 1)])
    (lever,) = levers(standing, "me")[0]
    assert lever.gain(lever.most) == Fraction(3, 4)
    (row,) = next_gains(standing, "me", [lever]).rows(named=True)
    assert (row["next_figure"], row["next_gain"], row["full_gain"]) == (2, None, None)
