"""A lever: one figure of a unit that can change, step by step, and what each step earns, exactly.

Here belong the lever itself, its straight pieces, and the limit that stands where there is none.
Which figures of a unit are levers is in `levers.py`, how fine their steps are in `lever_steps.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from pipelines.fixed_point import DECIMALS, ONE
from pipelines.frameworks.framework import Indicator
from pipelines.names import Name
from pipelines.rules import kind_of
from pipelines.rules.earning import Earning
from pipelines.rules.rule_kind import Rule

PUBLISHED: Final = "published_value"
REASONS: Final = {
    "full": Name("đã đạt điểm tối đa", "already at its maximum"),
    "not_counted": Name("không tính cho đơn vị trong đợt này", "not counted in this round"),
    "zero_by_decision": Name("hội đồng đã quyết định 0 điểm", "the council decided on zero points"),
    "council": Name("điểm do hội đồng chấm", "its points are given by the council"),
    "rule_unknown": Name("chưa rõ cách tính điểm", "its rule is not known"),
    PUBLISHED: Name(
        "giá trị do cơ quan công bố kết quả xác định",
        "its value is set by the authority that publishes it",
    ),
    "only_points_known": Name(
        "chỉ có điểm, chưa có số liệu để tính", "only points are known, not the figures behind them"
    ),
    "points_differ": Name(
        "điểm được giao khác điểm tính theo số liệu đã gửi",
        "the points given differ from those of the figures sent",
    ),
    "half_known": Name(
        "mới có một nửa số liệu của tỷ lệ", "only half of the figures of its ratio is known"
    ),
    "denominator_unknown": Name("chưa có mẫu số", "its denominator is not known"),
    "denominator_zero": Name("mẫu số trong đợt này bằng 0", "its denominator is 0 in this round"),
    "no_yardstick": Name(
        "đợt này chưa có mốc so sánh", "this round has no yardstick to measure against"
    ),
    "depends_on_others": Name(
        "phụ thuộc số liệu của mọi đơn vị", "it depends on the figures of all units"
    ),
    "moves_others": Name(
        "thay đổi sẽ làm dịch mốc chung của các đơn vị khác",
        "a change would move the yardstick of the other units",
    ),
    "left_out": Name(
        "chưa có số liệu và đang để ngoài giá trị trung bình",
        "not reported and left out of the mean",
    ),
    "read_twice": Name(
        "một số liệu vừa nâng vừa hạ điểm của chỉ số",
        "one figure both raises and lowers the indicator",
    ),
    "no_highest": Name("điểm thưởng không có mức trần", "a bonus without a cap has no highest"),
}
"""Why a figure gives nothing more, or cannot be planned."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Changes from the `first` to the `last` step, over which the gain is straight.

    `gain` is that of the first step, in shares of the indicator's maximum (of a bonus or penalty:
    in points); each further step adds `slope`.
    """

    first: int
    last: int
    gain: Fraction
    slope: Fraction


@dataclass(frozen=True, eq=False, slots=True)
class Lever:
    """A figure that a unit can change, step by step, and what each step earns.

    `figure_now` is None where nothing was sent; steps then count from `base`. `offset` is what
    the indicator gains or loses as soon as its figures speak in place of points given directly.
    """

    indicator: Indicator
    input: str
    unit: str
    figure_now: Decimal | None
    base: Decimal
    direction: int
    grain: Decimal
    most: int
    last_figure: Decimal
    options: tuple[Decimal, ...]
    earnings: tuple[tuple[Fraction, Earning], ...]
    earned_now: Fraction
    offset: Fraction
    pieces: tuple[Piece, ...]
    is_decision: bool
    moves_others: bool

    @property
    def code(self) -> str:
        """The code of the indicator."""
        return self.indicator.code

    def figure(self, step: int) -> Decimal:
        """The figure after so many steps; the last one is where nothing more is earned."""
        if step == 0:
            return self.base
        if self.options:
            return self.options[step - 1]
        if step == self.most:
            return self.last_figure
        return self.base + self.direction * step * self.grain

    def change(self, step: int) -> Decimal:
        """How far the figure moves."""
        return abs(self.figure(step) - self.base)

    def gain(self, step: int) -> Fraction:
        """What so many steps earn, in shares of the indicator's maximum."""
        return earned(self.earnings, Fraction(self.figure(step))) - self.earned_now

    def points(self, share: Fraction) -> Decimal | None:
        """A share of the indicator as points; None where it has no maximum points."""
        return points_of(self.indicator, share)

    def level(self, figure: Decimal | None) -> str | None:
        """The name of the level that a figure stands for; None where it has none."""
        return level_of(self.indicator, self.input, figure)


@dataclass(frozen=True, slots=True)
class Limit:
    """An indicator, or one input of it, from which nothing more can be planned, and why.

    `points_left` is what is still missing from its maximum (None where it has no points).
    """

    code: str
    input: str | None
    reason: str
    points_left: Decimal | None


def parts_of(rule: Rule) -> list[tuple[Fraction, Rule]]:
    """The parts of a rule with their shares; a rule without parts is its own only one."""
    if not rule.parts:
        return [(Fraction(1), rule)]
    return [(Fraction(share), part) for share, part in rule.parts]


def decided_by(indicator: Indicator, name: str) -> str | None:
    """Why a figure is not planned unless asked for; None for one that the unit itself changes."""
    if indicator.rule is None:
        return None
    reasons = (
        kind_of(part).decided_by
        for _, part in parts_of(indicator.rule)
        if name in kind_of(part).inputs_of(part.keys).values()
    )
    return next((reason for reason in reasons if reason is not None), None)


def earned(earnings: Sequence[tuple[Fraction, Earning]], figure: Fraction) -> Fraction:
    """What a figure earns over all parts that read it, in shares of the indicator."""
    return sum((share * earning.at(figure) for share, earning in earnings), Fraction(0))


def points_of(indicator: Indicator, share: Fraction) -> Decimal | None:
    """A share of an indicator as points; None where it has no maximum points."""
    if indicator.is_adjustment:
        return as_decimal(share)
    if indicator.max_points is None:
        return None
    return as_decimal(share * Fraction(indicator.max_points))


def level_of(indicator: Indicator, name: str, figure: Decimal | None) -> str | None:
    """The name of the level that a figure stands for; None where it has none."""
    levels = indicator.levels.get(name, {})
    return next((level for level, share in levels.items() if share == figure), None)


def exact(figure: float) -> Fraction | None:
    """A figure as it was written: floats hold up to 15 digits of it."""
    return None if np.isnan(figure) else Fraction(Decimal(repr(float(figure))))


def as_decimal(number: Fraction) -> Decimal:
    """Rounded to ten decimals, halves to even, as scores are."""
    return Decimal(round(number * ONE)).scaleb(-DECIMALS).normalize() + 0
