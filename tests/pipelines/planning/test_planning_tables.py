"""The tables of plans of a whole round."""

from decimal import Decimal

from builders import Row, framework, leaf
from plan_builders import stood

from pipelines.frameworks.framework import Name
from pipelines.planning.goals import ReachRank
from pipelines.planning.tables import PLANNING_TABLES, next_places, plan_tables

OF = framework(
    leaf("1", "kind: capped_count, input: x, cap: 4", "x: count")
    + leaf("2", "kind: points, input: points", "points: points")
)
ROWS: list[Row] = [
    (unit, code, name, figure)
    for unit, count in (("a", 4), ("b", 2), ("c", 1))
    for code, name, figure in (("1", "x", count), ("2", "points", 5))
]


def test_a_round_has_a_plan_for_every_unit_with_one_ahead() -> None:
    standing = stood(OF, ROWS)
    goals = next_places(standing)
    assert goals == [("b", ReachRank(1)), ("c", ReachRank(2))]
    frames = plan_tables(standing, goals, {"c": Name("Sở C", "C")}, True)
    assert tuple(frames) == PLANNING_TABLES
    ways, steps = frames["planning.shortest_way"], frames["planning.shortest_way_step"]
    assert ways.select("entity_code", "goal", "status", "rank_now", "rank_then").rows() == [
        ("b", "rank<=1", "reachable", 2, 1),
        ("c", "rank<=2", "reachable", 3, 2),
    ]
    assert ways["gap"].to_list() == [0, 0]
    assert "Sở C" in ways["text_vi"][1]
    assert steps.select("entity_code", "step", "figure", "caught_up").rows() == [
        ("b", 1, 4, "a"),
        ("c", 1, 2, "b"),
    ]
    assert frames["planning.next_gain"]["entity_code"].to_list() == ["b", "c"]
    assert frames["planning.limit"].select("entity_code", "indicator_code", "reason").rows() == [
        ("a", "1", "full"),
        ("a", "2", "council"),
        ("b", "2", "council"),
        ("c", "2", "council"),
    ]
    assert all(frame["is_demonstration"].all() for frame in frames.values())
    assert frames["planning.planned_round"]["plans_with"].to_list() == ["figures"]


def test_a_goal_asked_twice_is_planned_once() -> None:
    standing = stood(OF, ROWS)
    goals = [*next_places(standing), ("c", ReachRank(1)), ("c", ReachRank(2))]
    ways = plan_tables(standing, goals, {}, True)["planning.shortest_way"]
    assert ways.select("entity_code", "goal").rows() == [
        ("b", "rank<=1"),
        ("c", "rank<=2"),
        ("c", "rank<=1"),
    ]


def test_where_only_points_are_given_plans_are_made_of_decisions() -> None:
    of = framework(leaf("1", "kind: points, input: points", "points: points"))
    standing = stood(of, [("a", "1", "points", 5), ("b", "1", "points", 3)])
    frames = plan_tables(standing, next_places(standing), {}, True)
    assert frames["planning.planned_round"]["plans_with"].to_list() == ["decisions"]
    steps = frames["planning.shortest_way_step"]
    assert steps.select("entity_code", "figure", "is_decision").rows() == [("b", 5, True)]


def test_values_that_do_not_add_up_are_not_planned_and_say_so() -> None:
    of = framework(
        leaf("1", "kind: boolean, input: x", "x: boolean", ""), "aggregation: geometric_mean\n"
    )
    standing = stood(of, [("a", "1", "x", 1), ("b", "1", "x", 0)])
    frames = plan_tables(standing, next_places(standing), {}, True)
    assert list(frames) == ["planning.planned_round"]
    assert "do not add up" in frames["planning.planned_round"]["why_en"][0]


def test_a_gain_is_told_from_a_tenth_of_a_point_on() -> None:
    """One of a thousand dossiers brings 0.04 points, three bring 0.12."""
    of = framework(
        leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count", "40")
    )
    standing = stood(of, [("a", "1", "a", 500), ("a", "1", "b", 1000)])
    gains = plan_tables(standing, (), {}, True)["planning.next_gain"]
    assert gains["next_gain"].to_list() == [Decimal("0.04")]
    assert gains["text_en"].to_list() == ["e from 500 up to 503 (3 more) = +0.12 points"]
    assert gains["text_vi"].to_list() == ["v từ 500 lên 503 (thêm 3) = +0,12 điểm"]
