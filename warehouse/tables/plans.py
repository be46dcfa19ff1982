"""Tables of plans: what one more step brings, the shortest way to a goal, what cannot be planned.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    AMOUNT,
    ENTITY,
    FIGURE,
    FLAG,
    INDICATOR,
    IS_DEMONSTRATION,
    ROUND,
    WHOLE,
    Column,
    Table,
    text,
)

_GOAL = text(
    "goal",
    "Mục tiêu: value>=, points>=, rank<=, mains>=..,rank<=..",
    "The goal: value>=, points>=, rank<=, mains>=..,rank<=..",
)
_INPUT = text(
    "input",
    "Tên số liệu của chỉ tiêu; points: điểm",
    "Input of the indicator; points: points given directly",
)
_UNIT = text("unit", "Đơn vị tính của số liệu", "What the figure is measured in")
_IS_DECISION = Column(
    "is_decision",
    FLAG,
    "Do hội đồng hoặc cơ quan công bố quyết định",
    "For the council or the publisher to decide",
)


def _value(name: str, vi: str, en: str) -> Column:
    return Column(name, AMOUNT, vi, en, nullable=True, unit="0..1 x scale")


def _rank(name: str, vi: str, en: str) -> Column:
    return Column(name, WHOLE, vi, en, nullable=True, unit="rank")


def _points(name: str, vi: str, en: str, nullable: bool = False) -> Column:
    return Column(name, AMOUNT, vi, en, nullable, "points")


def _figure(name: str, vi: str, en: str, nullable: bool = False) -> Column:
    return Column(name, FIGURE, vi, en, nullable)


PLANS: Final[tuple[Table, ...]] = (
    Table("planning", "planned_round", "Đợt nào lập được kế hoạch, bằng gì, vì sao", "Which rounds are planned, with what, and why", ("round",), (
        ROUND,
        text("plans_with", "Bằng số liệu của đơn vị, bằng điểm do hội đồng/cơ quan công bố quyết định, hay không lập", "With figures of units, with decisions of the council or the publisher, or nothing", allowed=("figures", "decisions", "nothing")),
        text("why_vi", "Vì sao", "Why, in Vietnamese"),
        text("why_en", "Vì sao (tiếng Anh)", "Why"),
        IS_DEMONSTRATION,
    )),
    Table("planning", "shortest_way", "Con đường ngắn nhất tới mục tiêu của từng đơn vị", "The shortest way of a unit to a goal", ("round", "entity_code", "goal"), (
        ROUND, ENTITY, _GOAL,
        text("goal_kind", "Loại mục tiêu: giá trị, điểm, hạng, số chỉ số chính trong nhóm đầu", "Kind of goal: a value, points, a rank, mains among the best", allowed=("value", "points", "rank", "mains")),
        Column("goal_amount", AMOUNT, "Giá trị, điểm, hạng hoặc số chỉ số chính cần đạt", "The value, points, rank or number of mains to reach"),
        _rank("goal_rank", "Hạng mà các chỉ số chính phải đạt", "The rank that the mains must have"),
        text("status", "Đã đạt, đạt được, ngoài tầm", "Met already, reachable, out of reach", allowed=("met", "reachable", "out_of_reach")),
        Column("cost", FIGURE, "Chi phí theo reference.cost; không có thì công sức: 1 là đưa một chỉ tiêu lên tối đa", "Cost by reference.cost; without it effort: 1 is to bring one indicator to its maximum", nullable=True),
        Column("figures_changed", WHOLE, "Số số liệu thay đổi", "Figures that change", nullable=True, unit="figures"),
        Column("indicators_changed", WHOLE, "Số chỉ tiêu thay đổi", "Indicators that change", nullable=True, unit="indicators"),
        _value("value_now", "Giá trị hiện tại", "Value now"),
        _points("points_now", "Điểm hiện tại", "Points now"),
        _rank("rank_now", "Hạng hiện tại", "Rank now"),
        _value("value_then", "Giá trị khi hoàn thành; ngoài tầm: cao nhất có thể", "Value when all is done; out of reach: the most there can be"),
        _points("points_then", "Điểm khi hoàn thành", "Points when all is done"),
        _rank("rank_then", "Hạng khi hoàn thành, các đơn vị khác giữ nguyên", "Rank when all is done, the other units standing still"),
        Column("gap", AMOUNT, "Còn thiếu: giá trị, điểm, bậc hoặc số chỉ số chính", "What is still missing: value, points, places or mains", nullable=True),
        text("text_vi", "Kế hoạch bằng lời", "The plan in words, in Vietnamese"),
        text("text_en", "Kế hoạch bằng lời (tiếng Anh)", "The plan in words"),
        IS_DEMONSTRATION,
    )),
    Table("planning", "shortest_way_step", "Từng bước của con đường ngắn nhất", "The steps of a shortest way", ("round", "entity_code", "goal", "step"), (
        ROUND, ENTITY, _GOAL,
        Column("step", WHOLE, "Bước thứ, theo lợi ích trên chi phí", "Which step, by gain for cost"),
        INDICATOR, _INPUT, _UNIT,
        _figure("figure_now", "Số liệu hiện tại (trống: chưa gửi)", "The figure now (empty: not sent)", True),
        _figure("figure", "Số liệu cần đạt", "The figure to reach"),
        _figure("change", "Thay đổi", "How far it moves"),
        text("level_now", "Mức hiện tại", "Level now", nullable=True),
        text("level", "Mức cần đạt", "Level to reach", nullable=True),
        Column("cost", FIGURE, "Chi phí của bước", "Cost of the step"),
        Column("is_cost_given", FLAG, "Chi phí có trong reference.cost", "The cost stands in reference.cost"),
        _IS_DECISION,
        _points("points_before", "Điểm của chỉ tiêu trước bước này", "Points of the indicator before the step"),
        _points("points_after", "Điểm của chỉ tiêu sau bước này", "Points of the indicator after the step"),
        _points("gain", "Điểm tăng thêm", "Points gained"),
        _value("value_then", "Giá trị của đơn vị sau bước này", "Value of the unit once the step is done"),
        _points("points_then", "Điểm của đơn vị sau bước này", "Points of the unit once the step is done"),
        _rank("rank_then", "Hạng của đơn vị sau bước này", "Rank of the unit once the step is done"),
        text("overtaken", "Mã các đơn vị bị vượt", "Codes of the units overtaken", nullable=True),
        text("caught_up", "Mã các đơn vị được bắt kịp", "Codes of the units caught up with", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("planning", "next_gain", "Thêm một đơn vị số liệu thì thêm bao nhiêu điểm", "What one more of each figure brings", ("round", "entity_code", "indicator_code", "input"), (
        ROUND, ENTITY, INDICATOR, _INPUT, _UNIT,
        _figure("figure", "Số liệu hiện tại (trống: chưa gửi)", "The figure now (empty: not sent)", True),
        _figure("next_figure", "Số liệu thêm một bước", "The figure one step on"),
        _points("next_gain", "Điểm thêm khi thêm một bước", "Points that one step brings", True),
        _figure("earning_figure", "Số liệu đầu tiên được thêm điểm", "The first figure that brings anything"),
        _points("earning_gain", "Điểm thêm khi đó", "Points it brings", True),
        _figure("full_figure", "Số liệu đạt điểm tối đa", "The figure that earns all"),
        _points("full_gain", "Điểm thêm khi đó", "Points it brings", True),
        _IS_DECISION,
        Column("moves_others", FLAG, "Thay đổi làm dịch mốc chung của các đơn vị khác", "A change moves the yardstick of the other units"),
        text("text_vi", "Bằng lời: thay đổi đầu tiên được từ 0,1 điểm", "In words, in Vietnamese: the first change that brings 0.1 points"),
        text("text_en", "Bằng lời (tiếng Anh)", "In words"),
        IS_DEMONSTRATION,
    )),
    Table("planning", "limit", "Chỉ tiêu, số liệu không lập kế hoạch được, vì sao", "What cannot be planned, and why", ("round", "entity_code", "indicator_code", "input", "reason"), (
        ROUND, ENTITY, INDICATOR,
        text("input", "Tên số liệu (trống: cả chỉ tiêu)", "Input (empty: the whole indicator)", nullable=True),
        text("reason", "Lý do (mã)", "Reason (code)"),
        text("reason_vi", "Lý do", "Reason, in Vietnamese"),
        text("reason_en", "Lý do (tiếng Anh)", "Reason"),
        _points("points_left", "Điểm còn thiếu so với tối đa", "Points missing from the maximum", True),
        IS_DEMONSTRATION,
    )),
)  # fmt: skip
