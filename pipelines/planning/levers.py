"""Levers: what one indicator of one unit can gain by which change of its figures, exactly.

Here belong the figures that a unit can change, how far, and what each change earns by the rule of
its indicator; and, for what cannot be planned, why. What changes cost and which are worth making
is in `shortest_way.py`.

What may be planned, and how finely:

- A numerator, a count, a step, a level, a yes, a figure between two bounds: upward to full marks.
- A count moves by one, a share or percentage by one percentage point, points by 0.01, a value
  by its last published decimal, any other figure by the last decimal that the round's figures of
  this input have; never in more than a hundred thousand
  steps.
- A figure not sent counts from nothing, where the rule is then sure; a ratio without its
  denominator is not. A missing indicator that is left out of a mean is not planned: sending it
  would change what is counted.
- Points given directly are the council's decision, a published value is somebody else's: both
  are planned only when asked for. Points that agree with the figures sent confirm them, and the
  figures are planned.
- Best peer and minimum-maximum are planned up to the best of the other units. Where the unit
  itself sets the worst bound, its change moves the others too, and the lever says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np
import polars as pl

from pipelines.fixed_point import DECIMALS, ONE
from pipelines.frameworks.framework import Indicator, Name, Rule
from pipelines.frameworks.structure import POINTS_INPUT
from pipelines.planning.earnings import Earning, earning_of
from pipelines.planning.standing import Standing
from pipelines.scoring.score import MISSING, NOT_APPLICABLE, NOT_EVALUATED, ZERO_BY_DECISION

REASONS: Final = {
    "full": Name("đã đạt điểm tối đa", "already at its maximum"),
    "not_counted": Name("không tính cho đơn vị trong đợt này", "not counted in this round"),
    "zero_by_decision": Name("hội đồng đã quyết định 0 điểm", "the council decided on zero points"),
    "council": Name("điểm do hội đồng chấm", "its points are given by the council"),
    "rule_unknown": Name("chưa rõ cách tính điểm", "its rule is not known"),
    "published_value": Name(
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
    "denominator_unknown": Name("chưa có mẫu số", "its denominator is not known"),
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

AGREES: Final = Fraction(1, 100)
"""Points given by hand are rounded to two decimals: up to this they agree with the figures."""

_MOST_STEPS: Final = 100_000
"""Beyond this a solver cannot tell one step from none."""
_FINEST: Final = 4
"""Decimals of a free figure that a plan uses at most."""
_GRAINS: Final = {
    "count": Decimal(1),
    "boolean": Decimal(1),
    "percent": Decimal(1),
    "share": Decimal("0.01"),
    "points": Decimal("0.01"),
}
_DIRECT: Final = {
    "points": "council",
    "bonus": "council",
    "penalty": "council",
    "value": "published_value",
}
"""Rules whose figure is the result itself, and who sets it."""


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
        return _earned(self.earnings, Fraction(self.figure(step))) - self.earned_now

    def points(self, share: Fraction) -> Decimal | None:
        """A share of the indicator as points; None where it has no maximum points."""
        return _points(self.indicator, share)

    def level(self, figure: Decimal | None) -> str | None:
        """The name of the level that a figure stands for; None where it has none."""
        return _level(self.indicator, self.input, figure)


@dataclass(frozen=True, slots=True)
class Limit:
    """An indicator, or one input of it, from which nothing more can be planned, and why.

    `points_left` is what is still missing from its maximum (None where it has no points).
    """

    code: str
    input: str | None
    reason: str
    points_left: Decimal | None


def levers(
    standing: Standing, entity: str, council: bool = False
) -> tuple[tuple[Lever, ...], tuple[Limit, ...]]:
    """What a unit can change, and what it cannot, in the order of the framework.

    With `council`, points given directly and published values are levers too. Raises ValueError
    for a unit that the round does not expect.
    """
    me = standing.column(entity)
    found: list[Lever] = []
    limits: list[Limit] = []
    for leaf, indicator in enumerate(standing.framework.scored_leaves):
        if indicator.rule is None:
            continue
        for one in _of_leaf(standing, leaf, indicator, indicator.rule, me, council):
            if isinstance(one, Lever):
                found.append(one)
            else:
                limits.append(one)
    return tuple(found), tuple(limits)


def next_gains(standing: Standing, entity: str, found: Sequence[Lever]) -> pl.DataFrame:
    """What one more step of each figure earns by its rule, and the first change that earns at all.

    Columns: round, entity_code, indicator_code, input, unit, figure, next_figure, next_gain,
    earning_figure, earning_gain, full_figure, full_gain (gains in points of the indicator, null
    where it has none), is_decision, moves_others.
    """
    rows = [_next_gain(standing, entity, lever) for lever in found]
    return pl.DataFrame(rows, schema=_NEXT_GAIN, orient="row")


def limit_rows(standing: Standing, entity: str, limits: Sequence[Limit]) -> pl.DataFrame:
    """Limits as rows: round, entity_code, indicator_code, input, reason, reason_vi, reason_en,
    points_left."""
    return pl.DataFrame(
        [
            (
                standing.round,
                entity,
                limit.code,
                limit.input,
                limit.reason,
                REASONS[limit.reason].vi,
                REASONS[limit.reason].en,
                limit.points_left,
            )
            for limit in limits
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "indicator_code": pl.String,
            "input": pl.String,
            "reason": pl.String,
            "reason_vi": pl.String,
            "reason_en": pl.String,
            "points_left": _AMOUNT,
        },
        orient="row",
    )


_AMOUNT: Final = pl.Decimal(18, DECIMALS)
_FIGURE: Final = pl.Decimal(38, DECIMALS)
_NEXT_GAIN: Final = {
    "round": pl.String,
    "entity_code": pl.String,
    "indicator_code": pl.String,
    "input": pl.String,
    "unit": pl.String,
    "figure": _FIGURE,
    "next_figure": _FIGURE,
    "next_gain": _AMOUNT,
    "earning_figure": _FIGURE,
    "earning_gain": _AMOUNT,
    "full_figure": _FIGURE,
    "full_gain": _AMOUNT,
    "is_decision": pl.Boolean,
    "moves_others": pl.Boolean,
}


def _next_gain(standing: Standing, entity: str, lever: Lever) -> tuple[object, ...]:
    # With a zero gain first the earning step lies within the first piece that gains.
    earning = next(
        step
        for piece in lever.pieces
        for step in (piece.first, piece.first + 1)
        if step <= piece.last and lever.gain(step) > 0
    )
    told = [
        part
        for step in (1, earning, lever.most)
        for part in (lever.figure(step), lever.points(lever.gain(step)))
    ]
    return (
        standing.round,
        entity,
        lever.code,
        lever.input,
        lever.unit,
        lever.figure_now,
        *told,
        lever.is_decision,
        lever.moves_others,
    )


def _of_leaf(
    standing: Standing, leaf: int, indicator: Indicator, rule: Rule, me: int, council: bool
) -> Iterator[Lever | Limit]:
    state = int(standing.scores.leaves.state[leaf, me])
    share = _exact(standing.scores.leaves.share[leaf, me])

    def limit(reason: str) -> Limit:
        return Limit(indicator.code, None, reason, _points(indicator, _left(indicator, share)))

    if state in (NOT_APPLICABLE, NOT_EVALUATED):
        yield Limit(indicator.code, None, "not_counted", Decimal(0))
        return
    if state == ZERO_BY_DECISION:
        yield limit("zero_by_decision")
        return
    if state == MISSING and standing.framework.missing == "exclude":
        yield limit("left_out")
        return
    slots = _slots(standing, leaf)
    own, peers = _own(standing, slots, me), _peers(standing, rule, slots, me)
    given = _points_speak(standing, leaf, me)
    reason = _DIRECT.get(rule.kind)
    if reason is None and given:
        reason = _not_confirmed(indicator, rule, own, peers, share)
    if reason is None:
        offset = Fraction(0)
        if given or state == MISSING:
            offset = (_rule_share(rule, own, peers) or Fraction(0)) - (share or 0)
        found = list(_by_rule(standing, indicator, rule, slots, own, peers))
        gain = sum((one.gain(one.most) for one in found if isinstance(one, Lever)), Fraction(0))
        # Points rounded up by hand may stand above all that the figures can still earn.
        is_worth_it = gain + offset > 0
        for one in found:
            if isinstance(one, Limit):
                yield one
            elif is_worth_it:
                yield replace(one, offset=offset)
            else:
                yield Limit(one.code, one.input, "full", _points(indicator, Fraction(0)))
    elif council:
        yield _direct(standing, indicator, rule, given, slots, own)
    elif _left(indicator, share) <= 0 and not _has_no_cap(indicator, rule):
        yield Limit(indicator.code, None, "full", _points(indicator, Fraction(0)))
    elif indicator.rule_status == "unknown" and rule.kind in _DIRECT:
        yield limit("rule_unknown")
    else:
        yield limit(reason)


def _not_confirmed(
    indicator: Indicator,
    rule: Rule,
    own: Mapping[str, Fraction],
    peers: Mapping[str, Sequence[Fraction]],
    share: Fraction | None,
) -> str | None:
    """Why points given directly stand in the way of the figures; None if they agree."""
    if not any(name in own for name in indicator.inputs):
        return "only_points_known"
    earned = _rule_share(rule, own, peers)
    if earned is None or abs(earned - (share or 0)) * Fraction(indicator.max_points or 1) > AGREES:
        return "points_differ"
    return None


def _by_rule(
    standing: Standing,
    indicator: Indicator,
    rule: Rule,
    slots: Mapping[str, int],
    own: Mapping[str, Fraction],
    peers: Mapping[str, Sequence[Fraction]],
) -> Iterator[Lever | Limit]:
    """The levers of a rule, one for each figure that it reads, however many parts read it."""
    parts = _parts(rule)
    denominators = {part.keys["denominator"] for _, part in parts if part.kind == "ratio"}
    by_input: dict[str, list[tuple[Fraction, Earning]]] = {}
    for share, part in parts:
        name = str(part.keys.get("numerator") or part.keys["input"])
        earning = earning_of(part, own, peers)
        if isinstance(earning, str):
            yield Limit(indicator.code, name, earning, _points(indicator, share))
        else:
            by_input.setdefault(name, []).append((share, earning))
    for name, earnings in by_input.items():
        rising = {one.best > one.worst for _, one in earnings}
        if len(rising) > 1 or name in denominators:
            whole = sum((share for share, _ in earnings), Fraction(0))
            left = whole - _earned(earnings, own.get(name, earnings[0][1].worst))
            yield Limit(indicator.code, name, "read_twice", _points(indicator, left))
            continue
        yield _lever(standing, indicator, name, earnings, own.get(name), slots[name])


def _direct(
    standing: Standing,
    indicator: Indicator,
    rule: Rule,
    given: bool,
    slots: Mapping[str, int],
    own: Mapping[str, Fraction],
) -> Lever | Limit:
    """The lever of points given directly, or of a published value."""
    name = POINTS_INPUT if given or rule.kind not in _DIRECT else str(rule.keys["input"])
    maximum = None if indicator.max_points is None else Fraction(indicator.max_points)
    if name != POINTS_INPUT and rule.kind == "value":
        earning = Earning(name, lambda figure: figure, Fraction(0), Fraction(1), (Fraction(1),))
    elif rule.kind == "penalty":
        worst = max(own.get(name, Fraction(0)), maximum or Fraction(0))
        cap = worst if maximum is None else maximum
        earning = Earning(name, lambda figure: -min(figure, cap), worst, Fraction(0), (cap,))
        if name not in own:
            return Limit(indicator.code, None, "full", Decimal(0))
    elif maximum is None:
        return Limit(indicator.code, None, "no_highest", None)
    else:
        unit = Fraction(1) if rule.kind == "bonus" else maximum
        earning = Earning(
            name, lambda figure: min(figure, maximum) / unit, Fraction(0), maximum, (maximum,)
        )
    return _lever(standing, indicator, name, [(Fraction(1), earning)], own.get(name), slots[name])


def _lever(
    standing: Standing,
    indicator: Indicator,
    name: str,
    earnings: Sequence[tuple[Fraction, Earning]],
    now: Fraction | None,
    slot: int,
) -> Lever | Limit:
    """Lay a grid of steps from the figure as it is to the one that earns most."""
    first = earnings[0][1]
    direction = 1 if first.best > first.worst else -1
    furthest = max if direction > 0 else min
    best = furthest(one.best for _, one in earnings)
    worst = furthest(one.worst for _, one in earnings)
    base = worst if now is None else now
    unit = POINTS_INPUT if name == POINTS_INPUT else indicator.units[name]
    options: tuple[Fraction, ...] = ()
    if unit == "level":
        options = tuple(figure for figure in first.bends if figure > base)
        most, grain, last = len(options), Fraction(1), best
        bends = set(range(1, most + 1))
    else:
        grain = Fraction(_grain(standing, indicator, name, slot, unit))
        most = ceil((best - base) * direction / grain)
        while most > _MOST_STEPS:
            grain *= 10
            most = ceil((best - base) * direction / grain)
        whole = grain >= 1 and unit not in ("percent", "points")
        last = base + direction * ceil(abs(best - base)) if whole else best
        bends = {
            ceil((bend - base) * direction / grain) for _, one in earnings for bend in one.bends
        }
    earned_now = Fraction(0) if now is None else _earned(earnings, now)
    lever = Lever(
        indicator,
        name,
        unit,
        None if now is None else _decimal(now),
        _decimal(base),
        direction,
        _decimal(grain),
        most,
        _decimal(last),
        tuple(_decimal(figure) for figure in options),
        tuple(earnings),
        earned_now,
        Fraction(0),
        (),
        is_decision=name == POINTS_INPUT
        or (indicator.rule is not None and indicator.rule.kind in _DIRECT),
        moves_others=any(one.moves_others for _, one in earnings),
    )
    pieces = tuple(_pieces(lever, bends)) if most > 0 else ()
    if not pieces:
        return Limit(indicator.code, name, "full", _points(indicator, Fraction(0)))
    return replace(lever, pieces=pieces)


def _pieces(lever: Lever, bends: set[int]) -> Iterator[Piece]:
    """The steps between two bends as one piece each, as far as they gain anything."""
    starts = sorted({1, lever.most} | {step for step in bends if 1 <= step <= lever.most})
    curved = any(one.is_curved for _, one in lever.earnings)
    open_: Piece | None = None
    for first, after in zip(starts, [*starts[1:], lever.most + 1], strict=True):
        last = first if curved else after - 1
        gain, final = lever.gain(first), lever.gain(last)
        slope = (final - gain) / (last - first) if last > first else Fraction(0)
        if slope <= 0:
            last, final, slope = first, gain, Fraction(0)
        if final <= 0:
            continue
        piece = Piece(first, last, gain, slope)
        if open_ is not None and _goes_on(lever, open_, piece):
            open_ = replace(open_, last=piece.last)
            continue
        if open_ is not None:
            yield open_
        open_ = piece
    if open_ is not None:
        yield open_


def _goes_on(lever: Lever, before: Piece, after: Piece) -> bool:
    """Whether a piece goes on straight from the one before, its last figure a whole step away."""
    return (
        before.slope > 0
        and after.first == before.last + 1
        and after.gain == before.gain + before.slope * (after.first - before.first)
        and (after.last == after.first or after.slope == before.slope)
        and lever.change(after.last)
        == lever.change(before.first) + (after.last - before.first) * lever.grain
    )


def _grain(standing: Standing, indicator: Indicator, name: str, slot: int, unit: str) -> Decimal:
    """The smallest change of a figure that a plan uses."""
    if unit in _GRAINS and (indicator.rule is None or indicator.rule.kind != "value"):
        return _GRAINS[unit]
    if indicator.rule is not None and indicator.rule.kind == "value" and name != POINTS_INPUT:
        decimals = standing.framework.decimals
        last = Decimal(1).scaleb(-(_FINEST if decimals is None else decimals))
        return last / standing.framework.scale
    known = standing.figures.values[slot]
    decimals = [
        -int(_decimal(_exact(figure) or Fraction(0)).normalize().as_tuple().exponent)
        for figure in np.unique(known[~np.isnan(known)])
    ]
    return Decimal(1).scaleb(-min(max([0, *decimals]), _FINEST))


def _slots(standing: Standing, leaf: int) -> dict[str, int]:
    """The inputs of a leaf and the slots in which their figures lie."""
    structure = standing.structure
    first, last = int(structure.leaf_slots[leaf]), int(structure.points_slot[leaf])
    return {structure.slots[slot][1]: slot for slot in range(first, last + 1)}


def _own(standing: Standing, slots: Mapping[str, int], me: int) -> dict[str, Fraction]:
    figures = {name: _exact(standing.figures.values[slot, me]) for name, slot in slots.items()}
    return {name: figure for name, figure in figures.items() if figure is not None}


def _peers(
    standing: Standing, rule: Rule, slots: Mapping[str, int], me: int
) -> dict[str, list[Fraction]]:
    """The lowest and the highest figure of the other units, where the rule is bounded by them."""
    found: dict[str, list[Fraction]] = {}
    for _, part in _parts(rule):
        if part.kind not in ("best_peer", "min_max"):
            continue
        name = str(part.keys["input"])
        others = np.delete(standing.figures.values[slots[name]], me)
        known = others[~np.isnan(others)]
        ends = (known.min(), known.max()) if known.size else ()
        found[name] = [figure for end in ends if (figure := _exact(end)) is not None]
    return found


def _points_speak(standing: Standing, leaf: int, me: int) -> bool:
    """Whether points given directly stand in place of the rule (see `score.py`)."""
    structure, strength = standing.structure, standing.figures.strength
    first, points = int(structure.leaf_slots[leaf]), int(structure.points_slot[leaf])
    if np.isnan(standing.figures.values[points, me]):
        return False
    return strength is None or bool(strength[points, me] == strength[first : points + 1, me].max())


def _parts(rule: Rule) -> list[tuple[Fraction, Rule]]:
    if not rule.parts:
        return [(Fraction(1), rule)]
    return [(Fraction(share), part) for share, part in rule.parts]


def _rule_share(
    rule: Rule, own: Mapping[str, Fraction], peers: Mapping[str, Sequence[Fraction]]
) -> Fraction | None:
    """What the rule earns on the unit's figures; None where one of them cannot be told."""
    total = Fraction(0)
    for share, part in _parts(rule):
        name = str(part.keys.get("numerator") or part.keys["input"])
        if name not in own:
            continue
        earning = earning_of(part, own, peers)
        if isinstance(earning, str):
            if earning == "denominator_unknown":
                continue
            return None
        total += share * earning.at(own[name])
    return total


def _earned(earnings: Sequence[tuple[Fraction, Earning]], figure: Fraction) -> Fraction:
    return sum((share * one.at(figure) for share, one in earnings), Fraction(0))


def _points(indicator: Indicator, share: Fraction) -> Decimal | None:
    if indicator.is_adjustment:
        return _decimal(share)
    if indicator.max_points is None:
        return None
    return _decimal(share * Fraction(indicator.max_points))


def _left(indicator: Indicator, share: Fraction | None) -> Fraction:
    """What is missing from a share: from all of it, from the cap of a bonus, from no penalty."""
    earned = share or Fraction(0)
    if not indicator.is_adjustment:
        return 1 - earned
    is_penalty = indicator.rule is not None and indicator.rule.kind == "penalty"
    return earned if is_penalty else Fraction(indicator.max_points or 0) - earned


def _has_no_cap(indicator: Indicator, rule: Rule) -> bool:
    return rule.kind == "bonus" and indicator.max_points is None


def _level(indicator: Indicator, name: str, figure: Decimal | None) -> str | None:
    if indicator.rule is None or figure is None:
        return None
    for _, part in _parts(indicator.rule):
        if part.kind == "levels" and part.keys["input"] == name:
            return next(
                (level for level, share in part.keys["levels"].items() if Decimal(share) == figure),
                None,
            )
    return None


def _exact(figure: float) -> Fraction | None:
    """A figure as it was written: floats hold up to 15 digits of it."""
    return None if np.isnan(figure) else Fraction(repr(float(figure)))


def _decimal(number: Fraction) -> Decimal:
    """Rounded to ten decimals, halves to even, as scores are."""
    return Decimal(round(number * ONE)).scaleb(-DECIMALS).normalize() + 0
