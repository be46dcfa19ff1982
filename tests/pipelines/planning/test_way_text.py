"""Changes, gains and whole plans in words: every kind of figure, goal and ending of a plan."""

from decimal import Decimal

import pytest
from builders import Row, framework, leaf
from plan_builders import THREE, THREE_ROWS, stood

from pipelines.frameworks.framework import Name
from pipelines.planning.costs import Costs
from pipelines.planning.goals import Goal, MainsInTop, ReachPoints, ReachRank, ReachValue
from pipelines.planning.lever_text import (
    change_in_words,
    first_gain,
    gain_in_words,
    points_in_words,
)
from pipelines.planning.levers import levers
from pipelines.planning.shortest_way import shortest_way
from pipelines.planning.way_text import way_as_text
from pipelines.speech import SPEECHES

RATIO = "kind: ratio, numerator: a, denominator: b"
LEVELS = "kind: levels, input: x, levels: {no: 0, half: 0.5, all: 1}"
LOWER = "kind: goalposts, input: x, lower: 2, upper: 10, direction: lower_is_better"


def lines(
    goal: Goal, language: str = "vi", costs: Costs | None = None, council: bool = False
) -> list[str]:
    found = shortest_way(stood(THREE, THREE_ROWS), "me", goal, costs, council)
    return way_as_text(found, "vi" if language == "vi" else "en").split("\n")


@pytest.mark.parametrize(
    ("rule", "inputs", "figures", "vi", "en"),
    [
        (RATIO, "a: count, b: count", {"a": 3, "b": 8}, "v từ 3 lên 8 (thêm 5)", "e from 3 up to 8 (5 more) = +6.25 points"),
        (RATIO, "a: amount, b: amount", {"a": 3.25, "b": 8}, "v từ 3,25 lên 8 (thêm 4,75)", "e from 3.25 up to 8 (4.75 more) = +5.94 points"),
        ("kind: goalposts, input: x, lower: 0.5, upper: 0.9", "x: share", {"x": 0.625}, "v từ 62,5% lên 90% (thêm 27,5 điểm phần trăm)", "e from 62.5% up to 90% (27.5 percentage points more) = +6.88 points"),
        ("kind: goalposts, input: x, lower: 50, upper: 90", "x: percent", {"x": 62.5}, "v từ 62,5% lên 90% (thêm 27,5 điểm phần trăm)", "e from 62.5% up to 90% (27.5 percentage points more) = +6.88 points"),
        (LOWER, "x: số ngày", {"x": 6.5}, "v từ 6,5 xuống 2 (bớt 4,5)", "e from 6.5 down to 2 (4.5 less) = +5.63 points"),
        ("kind: boolean, input: x", "x: boolean", {"x": 0}, "v: có", "e: yes = +10 points"),
        (LEVELS, "x: level", {"x": 0.5}, "v từ “half” thành “all”", "e from “half” to “all” = +5 points"),
        ("kind: capped_count, input: x, cap: 5", "x: count", {"state": "missing"}, "v đạt 5 (hiện chưa có số liệu)", "e: 5 (none sent so far) = +10 points"),
        ("kind: value, input: x", "x: share", {"x": 0.5}, "v từ 0,5 lên 1 (thêm 0,5)", "e from 0.5 up to 1 (0.5 more) = +5 points"),
        ("kind: points, input: points", "points: points", {"points": 4.125}, "v từ 4,125 lên 10 (thêm 5,875)", "e from 4.125 up to 10 (5.875 more) = +5.88 points"),
        (RATIO, "a: count, b: count", {"points": 4}, "Điểm từ 4 lên 10 (thêm 6)", "Points from 4 up to 10 (6 more) = +6 points"),
    ],
)  # fmt: skip
def test_a_change_is_told_by_the_unit_of_its_figure(
    rule: str, inputs: str, figures: dict[str, object], vi: str, en: str
) -> None:
    rows: list[Row] = [("me", "1", name, figure) for name, figure in figures.items()]
    (lever,) = levers(stood(framework(leaf("1", rule, inputs)), rows), "me", council=True)[0]
    assert change_in_words(SPEECHES["vi"], lever, lever.most) == vi
    assert gain_in_words(SPEECHES["en"], lever, lever.most) == en


@pytest.mark.parametrize(
    ("points", "expected"),
    [("0.0999", "0,0999"), ("0.1", "0,1"), ("0.12345", "0,12"), ("12.345", "12,35")],
)
def test_points_have_two_decimals_and_below_a_tenth_four(points: str, expected: str) -> None:
    assert points_in_words(SPEECHES["vi"], Decimal(points)) == expected


@pytest.mark.parametrize(("below", "expected"), [(100, 1), (101, 2), (1000, 10), (3000, 30)])
def test_the_first_gain_that_is_told_is_a_tenth_of_a_point(below: int, expected: int) -> None:
    """One of a hundred brings exactly a tenth of ten points."""
    of = framework(leaf("1", RATIO, "a: count, b: count"))
    (lever,) = levers(stood(of, [("me", "1", "a", 0), ("me", "1", "b", below)]), "me")[0]
    assert first_gain(lever) == expected


def test_where_nothing_earns_a_tenth_the_whole_way_is_told() -> None:
    of = framework(leaf("1", RATIO, "a: count, b: count", "0.05"))
    (lever,) = levers(stood(of, [("me", "1", "a", 2), ("me", "1", "b", 9)]), "me")[0]
    assert first_gain(lever) == lever.most == 7


def test_without_points_a_change_is_told_by_itself() -> None:
    of = framework(
        leaf("1", "kind: boolean, input: x", "x: boolean", ""), "aggregation: arithmetic_mean\n"
    )
    (lever,) = levers(stood(of, [("me", "1", "x", 0)]), "me")[0]
    assert gain_in_words(SPEECHES["vi"], lever, 1) == "v: có"
    assert first_gain(lever) == 1


def test_a_plan_tells_each_step_and_where_it_leads() -> None:
    assert lines(ReachRank(2)) == [
        "[MINH HỌA] Để đạt hạng 2, me (hiện 31,26 điểm, giá trị 0,2605, hạng 3) cần 2 thay đổi, "
        "công sức 0,83 (1 là đưa một chỉ số từ mức hiện tại lên tối đa):",
        "1. 2 v: v từ “no” thành “half”; thêm 20 điểm; khi đó 51,26 điểm, giá trị 0,4271, hạng 3",
        "2. 1 v: v từ 4 lên 6 (thêm 2); thêm 12 điểm; khi đó 63,26 điểm, giá trị 0,5271, hạng 2; "
        "vượt mid",
        "Khi hoàn thành: 63,26 điểm, giá trị 0,5271, hạng 2.",
    ]


def test_a_plan_beyond_everybody_says_how_far_the_best_is() -> None:
    *_, vi = lines(ReachRank(1))
    assert vi == "Lưu ý: chưa đơn vị nào trong đợt đạt 0,7938; cao nhất là best với 0,75."
    *_, en = lines(ReachValue(Decimal("0.76")), "en")
    assert en.startswith("Note: no unit of the round has reached 0.")
    assert en.endswith("; the highest is best with 0.75.")


def test_what_is_printed_as_the_best_value_is_not_called_beyond_it() -> None:
    """0.50003 against 0.5: both are printed 0.5."""
    of = framework(leaf("1", RATIO, "a: count, b: count", "100"))
    rows: list[Row] = [
        (unit, "1", name, figure)
        for unit, done in (("best", 50_000), ("me", 40_000))
        for name, figure in (("a", done), ("b", 100_000))
    ]
    found = shortest_way(stood(of, rows), "me", ReachPoints(Decimal("50.003")))
    assert "Lưu ý" not in way_as_text(found, "vi")
    further = shortest_way(stood(of, rows), "me", ReachPoints(Decimal("50.006")))
    assert "chưa đơn vị nào trong đợt đạt 0,5001; cao nhất là best với 0,5" in way_as_text(
        further, "vi"
    )


def test_mains_among_the_best_are_counted_at_every_step() -> None:
    first, *_, last = lines(MainsInTop(2, 1), "en")
    assert "rank 3, 0 main indicators within the first 1 ranks) needs 2 changes" in first
    assert last == (
        "When all is done: 87.26 points, value 0.7271, rank 2, "
        "2 main indicators within the first 1 ranks."
    )


@pytest.mark.parametrize(
    ("goal", "vi", "en"),
    [
        (ReachPoints(Decimal("119.5")), "còn thiếu 12,25 điểm.", "12.25 points short."),
        (ReachValue(Decimal("0.99")), "còn thiếu 0,0962.", "0.0962 short."),
        (MainsInTop(3, 1), "còn thiếu 1 chỉ số chính.", "1 main indicator short."),
    ],
)
def test_out_of_reach_says_what_is_missing_in_the_measure_of_the_goal(
    goal: Goal, vi: str, en: str
) -> None:
    first, *rest = lines(goal)
    assert "làm hết mức (thêm 76 điểm) thì 107,26 điểm, giá trị 0,8938, hạng 1" in first
    assert first.endswith(vi)
    assert lines(goal, "en")[0].endswith(en)
    assert rest == [
        "Không lập kế hoạch được, điểm còn lại không do đơn vị tự đạt:",
        "- 3 v: điểm do hội đồng chấm (còn 12,75 điểm)",
    ]


def test_places_that_are_missing_and_indicators_at_their_maximum_are_told() -> None:
    of = framework(leaf("1", RATIO, "a: count, b: count") + leaf("2", RATIO, "a: count, b: count"))
    rows: list[Row] = [
        (unit, code, name, figure)
        for unit, ahead in (("top", 11), ("next", 11), ("me", 10))
        for code, name, figure in (
            ("1", "a", 10),
            ("1", "b", 10),
            ("2", "a", ahead),
            ("2", "b", 11),
        )
    ]
    alone = [*rows[:8], ("me", "1", "a", 10), ("me", "1", "b", 10)]
    told = way_as_text(shortest_way(stood(of, alone), "me", ReachRank(1)), "vi").split("\n")
    assert told[0].endswith("còn thiếu 2 bậc.")
    assert "(thêm" not in told[0]
    assert told[1:] == [
        "Không lập kế hoạch được, điểm còn lại không do đơn vị tự đạt:",
        "- 2 v: chưa có mẫu số (còn 10 điểm)",
        "Đã đạt điểm tối đa: 1",
    ]


def test_a_goal_that_is_met_asks_for_nothing() -> None:
    assert lines(ReachRank(3)) == [
        "[MINH HỌA] me đã đạt hạng 3 (31,26 điểm, giá trị 0,2605, hạng 3): không cần thay đổi gì."
    ]


def test_costs_that_are_given_are_told_in_their_unit() -> None:
    costs = Costs(
        Name("ngày công", "person-days"), {("1", "a"): Decimal("2.555")}, is_demonstration=False
    )
    assert "cần 2 thay đổi, chi phí 12,78 ngày công:" in lines(ReachRank(2), costs=costs)[0]
    other = Costs(Name("đồng", "dong"), {("9", "a"): Decimal(3)}, is_demonstration=False)
    assert "công sức 0,83" in lines(ReachRank(2), costs=other)[0]


def test_a_step_that_others_decide_says_so() -> None:
    third = lines(ReachPoints(Decimal("119.5")), council=True)[3]
    assert third == (
        "3. 3 v: v từ 7,255 lên 19,505 (thêm 12,25) (do hội đồng hoặc cơ quan công bố quyết định); "
        "thêm 12,25 điểm; khi đó 119,51 điểm, giá trị 0,9959, hạng 1"
    )
