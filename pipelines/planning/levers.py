"""Levers: what one indicator of one unit can gain by which change of its figures, exactly.

Here belong the figures that a unit can change, how far, and what each change earns by the rule of
its indicator; and, for what cannot be planned, why. What changes cost and which are worth making
is in `shortest_way.py`.

What may be planned, and how finely:

- A numerator, a count, a step, a level, a yes, a figure between two bounds: upward to full marks.
- A figure not sent counts from nothing, where the rule is then sure; a ratio without its
  denominator is not. A missing indicator that is left out of a mean is not planned: sending it
  would change what is counted.
- Points given directly are the council's decision, a published value is somebody else's: both
  are planned only when asked for. Points that agree with the figures sent confirm them, and the
  figures are planned.
- Best peer and minimum-maximum are planned up to the best of the other units. Where the unit
  itself sets the worst bound, its change moves the others too, and the lever says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from pipelines.fixed_point import DECIMALS
from pipelines.frameworks.framework import Indicator
from pipelines.frameworks.structure import POINTS_INPUT
from pipelines.planning.lever import (
    Lever,
    Limit,
    decided_by,
    earned,
    exact,
    parts_of,
    points_of,
)
from pipelines.planning.lever_steps import lay_steps
from pipelines.planning.standing import Standing
from pipelines.rules import kind_of
from pipelines.rules.earning import Earning, up_to
from pipelines.rules.rule_kind import Rule
from pipelines.scoring.leaves import MISSING, NOT_APPLICABLE, NOT_EVALUATED, ZERO_BY_DECISION

AGREES: Final = Fraction(1, 100)
"""Points given by hand are rounded to two decimals: up to this they agree with the figures."""


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
        worth = _as_raised(standing, leaf, indicator, me)
        for option in _of_leaf(standing, leaf, worth, indicator.rule, me, council):
            if isinstance(option, Lever):
                found.append(option)
            else:
                limits.append(option)
    return tuple(found), tuple(limits)


def _of_leaf(
    standing: Standing, leaf: int, indicator: Indicator, rule: Rule, me: int, council: bool
) -> Iterator[Lever | Limit]:
    state = int(standing.scores.leaves.state[leaf, me])
    share = exact(standing.scores.leaves.share[leaf, me])

    def limit(reason: str) -> Limit:
        return Limit(indicator.code, None, reason, points_of(indicator, _left(indicator, share)))

    if state in (NOT_APPLICABLE, NOT_EVALUATED):
        yield Limit(indicator.code, None, "not_counted", Decimal(0))
    elif state == ZERO_BY_DECISION:
        yield limit("zero_by_decision")
    elif state == MISSING and standing.framework.missing == "exclude":
        yield limit("left_out")
    elif kind_of(rule).decided_by is not None and not council:
        is_unknown = indicator.rule_status == "unknown"
        if _left(indicator, share) <= 0 and not _has_no_cap(indicator, rule):
            yield Limit(indicator.code, None, "full", points_of(indicator, Fraction(0)))
        else:
            yield limit("rule_unknown" if is_unknown else kind_of(rule).decided_by or "")
    else:
        slots = _slots(standing, leaf)
        own, peers = _own(standing, slots, me), _peers(standing, rule, slots, me)
        given = _points_speak(standing, leaf, me)
        reason = None
        is_decided = kind_of(rule).decided_by is not None
        if given and not is_decided:
            reason = _not_confirmed(indicator, rule, own, peers, share)
        if (is_decided or reason) and council:
            yield _direct(standing, indicator, rule, given, slots, own)
        elif reason is not None:
            is_full = _left(indicator, share) <= 0
            yield limit("full" if is_full else reason)
        else:
            offset = Fraction(0)
            if given or state == MISSING:
                offset = (_rule_share(indicator, rule, own, peers) or Fraction(0)) - (share or 0)
            yield from _worth_it(
                _by_rule(standing, indicator, rule, slots, own, peers, council), indicator, offset
            )


def _worth_it(
    found: Iterable[Lever | Limit], indicator: Indicator, offset: Fraction
) -> Iterator[Lever | Limit]:
    """The levers of an indicator, unless points rounded up by hand stand above all they earn."""
    found = list(found)
    gain = sum(
        (option.gain(option.most) for option in found if isinstance(option, Lever)), Fraction(0)
    )
    for option in found:
        if isinstance(option, Limit):
            yield option
        elif gain + offset > 0:
            yield replace(option, offset=offset)
        else:
            yield Limit(option.code, option.input, "full", points_of(indicator, Fraction(0)))


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
    if any((half.numerator in own) != (half.denominator in own) for half in indicator.divisions):
        return "half_known"
    earned = _rule_share(indicator, rule, own, peers)
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
    council: bool,
) -> Iterator[Lever | Limit]:
    """The levers of a rule, one for each figure that it reads, however many parts read it."""
    denominators = {division.denominator for division in indicator.divisions}
    by_input: dict[str, list[tuple[Fraction, Earning]]] = {}
    for share, part in parts_of(rule):
        name = _moved(part)
        earning = _earning(indicator, share, part, own, peers)
        if not council and (reason := decided_by(indicator, name)) is not None:
            earning = reason
        if isinstance(earning, str):
            yield Limit(indicator.code, name, earning, points_of(indicator, share))
        else:
            by_input.setdefault(name, []).append((share, earning))
    for name, earnings in by_input.items():
        rising = {earning.best > earning.worst for _, earning in earnings}
        if len(rising) > 1 or name in denominators:
            whole = sum((share for share, _ in earnings), Fraction(0))
            left = whole - earned(earnings, own.get(name, earnings[0][1].worst))
            yield Limit(indicator.code, name, "read_twice", points_of(indicator, left))
            continue
        yield lay_steps(standing, indicator, name, earnings, own.get(name), slots[name])


def _moved(part: Rule) -> str:
    """The input that a plan changes: the numerator of a division, else the only one there is."""
    return next(iter(kind_of(part).inputs_of(part.keys).values()))


def _earning(
    indicator: Indicator,
    share: Fraction,
    part: Rule,
    own: Mapping[str, Fraction],
    peers: Mapping[str, Sequence[Fraction]],
) -> Earning | str:
    """What the moved figure of a part earns, or why it cannot be planned."""
    maximum = indicator.max_points
    worth = None if maximum is None else Fraction(maximum) * share
    return kind_of(part).earning(part.keys, own, peers, worth)


def _direct(
    standing: Standing,
    indicator: Indicator,
    rule: Rule,
    given: bool,
    slots: Mapping[str, int],
    own: Mapping[str, Fraction],
) -> Lever | Limit:
    """The lever of points given directly, or of a result that others set."""
    kind = kind_of(rule)
    as_points = given or kind.decided_by is None
    name = POINTS_INPUT if as_points else _moved(rule)
    maximum = None if indicator.max_points is None else Fraction(indicator.max_points)
    if as_points and not kind.is_adjustment:
        earning = "no_highest" if maximum is None else up_to(name, maximum)
    else:
        earning = kind.given(name, own.get(name), maximum)
    if isinstance(earning, str):
        left = Decimal(0) if earning == "full" else None
        return Limit(indicator.code, None, earning, left)
    return lay_steps(
        standing, indicator, name, [(Fraction(1), earning)], own.get(name), slots[name]
    )


def _as_raised(standing: Standing, leaf: int, indicator: Indicator, me: int) -> Indicator:
    """An indicator with the maximum that it has for a unit, to which siblings may have added."""
    if not standing.structure.shares_points or indicator.is_adjustment:
        return indicator
    node = standing.structure.leaf_node[leaf]
    maximum = Decimal(int(standing.scores.maximum[node, me])).scaleb(-DECIMALS)
    return replace(indicator, max_points=maximum) if maximum else indicator


def _slots(standing: Standing, leaf: int) -> dict[str, int]:
    """The inputs of a leaf and the slots in which their figures lie."""
    structure = standing.structure
    first, last = int(structure.leaf_slots[leaf]), int(structure.points_slot[leaf])
    return {structure.slots[slot][1]: slot for slot in range(first, last + 1)}


def _own(standing: Standing, slots: Mapping[str, int], me: int) -> dict[str, Fraction]:
    figures = {name: exact(standing.figures.values[slot, me]) for name, slot in slots.items()}
    return {name: figure for name, figure in figures.items() if figure is not None}


def _peers(
    standing: Standing, rule: Rule, slots: Mapping[str, int], me: int
) -> dict[str, list[Fraction]]:
    """The lowest and the highest figure of the other units, where the rule is bounded by them."""
    found: dict[str, list[Fraction]] = {}
    for _, part in parts_of(rule):
        if not kind_of(part).needs_all_units:
            continue
        name = str(part.keys["input"])
        others = np.delete(standing.figures.values[slots[name]], me)
        known = others[~np.isnan(others)]
        ends = (known.min(), known.max()) if known.size else ()
        found[name] = [figure for end in ends if (figure := exact(end)) is not None]
    return found


def _points_speak(standing: Standing, leaf: int, me: int) -> bool:
    """Whether points given directly stand in place of the rule (see `score.py`)."""
    structure, strength = standing.structure, standing.figures.strength
    first, points = int(structure.leaf_slots[leaf]), int(structure.points_slot[leaf])
    if np.isnan(standing.figures.values[points, me]):
        return False
    return strength is None or bool(strength[points, me] == strength[first : points + 1, me].max())


def _rule_share(
    indicator: Indicator,
    rule: Rule,
    own: Mapping[str, Fraction],
    peers: Mapping[str, Sequence[Fraction]],
) -> Fraction | None:
    """What the rule earns on the unit's figures; None where one of them cannot be told."""
    total = Fraction(0)
    for share, part in parts_of(rule):
        name = _moved(part)
        if name not in own:
            continue
        earning = _earning(indicator, share, part, own, peers)
        if isinstance(earning, str):
            if earning in ("denominator_unknown", "denominator_zero"):
                continue
            return None
        total += share * earning.at(own[name])
    return total


def _left(indicator: Indicator, share: Fraction | None) -> Fraction:
    """What is missing from a share: from all of it, from the cap of a bonus, from no penalty."""
    earned = share or Fraction(0)
    if not indicator.is_adjustment:
        return 1 - earned
    takes_off = indicator.rule is not None and kind_of(indicator.rule).sign < 0
    return earned if takes_off else max(Fraction(indicator.max_points or 0) - earned, Fraction(0))


def _has_no_cap(indicator: Indicator, rule: Rule) -> bool:
    kind = kind_of(rule)
    return kind.is_adjustment and kind.sign > 0 and indicator.max_points is None
