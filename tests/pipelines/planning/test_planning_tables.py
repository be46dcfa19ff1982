"""The tables of plans of a whole round."""

from builders import Row, framework, leaf
from plan_builders import stood

from pipelines.frameworks.framework import Name
from pipelines.planning.goals import ReachRank
from pipelines.planning.tables import PLANNING_TABLES, next_places, planning_frames

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
    frames = planning_frames(standing, goals, {"c": Name("Sở C", "C")}, True)
    assert tuple(frames) == PLANNING_TABLES
    ways, steps = frames["planning.shortest_way"], frames["planning.shortest_way_step"]
    assert ways.select("entity_code", "goal", "status", "rank_now", "rank_then").rows() == [
        ("b", "rank<=1", "reachable", 2, 1),
        ("c", "rank<=2", "reachable", 3, 2),
    ]
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
