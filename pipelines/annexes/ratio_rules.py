"""Rules said as a ratio: a/b of the maximum, with a target, with a floor, or in steps.

Here belongs what a ratio and the thresholds around it make together. Other kinds of rule are
recognised in `rule_wordings.py`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pipelines.annexes.outcome_rules import step_rule
from pipelines.annexes.rule_doubts import (
    AT_MOST,
    JUMP,
    MIXED,
    NO_OTHERWISE,
    OTHER_MAXIMUM,
    RATIO_NOT_SAID,
    SCORE_NOT_SAID,
    SEVERAL_RATIOS,
    STRICT,
    TARGET_TWO_WAYS,
    UNIT_NOT_SAID,
    doubt,
)
from pipelines.annexes.rule_draft import Figure, Found, figure_named, not_recognised
from pipelines.annexes.wording_clauses import Band, Clause, Outcome, band, is_otherwise
from pipelines.annexes.wording_statements import (
    LETTER,
    RATE,
    Division,
    Score,
    Statements,
    division,
)
from pipelines.frameworks.framework import Name

_ALL: Final = Decimal(100)


def ratio_rule(statements: Statements, _: str) -> Found | None:
    """a/b of the maximum, all of it from a target on, nothing below a floor; or steps of a/b."""
    if not statements.ratios and not statements.scores:
        return None
    divisions = [*statements.ratios, *(d for s in statements.scores if (d := division(s.left)))]
    distinct = {(d.top.key, d.bottom.key) for d in divisions}
    if len(distinct) > 1 or statements.each or statements.off:
        return not_recognised(SEVERAL_RATIOS)
    if any(not _is_rate(score.left) for score in statements.scores):
        return None
    if not statements.scores and statements.outcomes:
        return _steps_of_ratio(statements, divisions[0])
    thresholds = _thresholds(statements)
    if thresholds is None:
        return not_recognised(JUMP)
    fulls = {score.full for score in statements.scores}
    doubts = thresholds.doubts + tuple(
        doubt(OTHER_MAXIMUM, full.points)
        for full in fulls
        if full.share is None and full.points != statements.max_points
    )
    if not statements.scores:
        doubts += (SCORE_NOT_SAID,)
    if not divisions:
        doubts += (RATIO_NOT_SAID,)
    pair, figures, unclear = _pair(statements, divisions[0] if divisions else _UNSPECIFIED)
    rule: dict[str, Any] = {"kind": "ratio", **pair}
    if thresholds.target != _ALL:
        rule["target"] = thresholds.target / 100
    if thresholds.floor is not None:
        rule["floor"] = thresholds.floor / 100
    spare = (statements.names[n] for n in statements.names if n not in figures)
    return Found(rule, figures, (*doubts, *unclear), (*statements.left, *spare))


_UNSPECIFIED: Final = Division(Clause("a", "a"), Clause("b", "b"))


def _pair(
    statements: Statements, divided: Division
) -> tuple[dict[str, str], dict[str, Figure], tuple[Name, ...]]:
    """The keys of a rule that name both figures, the figures, and what is not clear of them."""
    top, bottom = divided
    are_letters = all(re.fullmatch(LETTER, side.key) for side in divided)
    numerator, denominator = (top.key, bottom.key) if are_letters else ("a", "b")
    figures = {
        numerator: _figure(
            top,
            statements,
            Name(
                f"[Chưa rõ: tử số {numerator} của tỷ lệ]",
                f"[Unknown: numerator {numerator} of the ratio]",
            ),
        ),
        denominator: _figure(
            bottom,
            statements,
            Name(
                f"[Chưa rõ: mẫu số {denominator} của tỷ lệ]",
                f"[Unknown: denominator {denominator} of the ratio]",
            ),
        ),
    }
    pair = {"numerator": numerator, "denominator": denominator}
    return pair, figures, tuple(_unclear_units(figures.values()))


def _figure(side: Clause, statements: Statements, unknown: Name) -> Figure:
    """The figure on one side of a division: by its letter, or by the words themselves."""
    if not re.fullmatch(r"[a-z]\d?", side.key):
        return figure_named(side.text)
    named = statements.names.get(side.key)
    return figure_named(named.text) if named else Figure(unknown, "count", is_named=False)


def _unclear_units(figures: Iterable[Figure]) -> Iterator[Name]:
    """Each figure whose name tells no unit."""
    for figure in figures:
        if figure.is_named and figure.unit == "number":
            yield doubt(UNIT_NOT_SAID, figure.name)


def _is_rate(left: Clause) -> bool:
    return re.fullmatch(RATE, left.key) is not None or division(left) is not None


class _Thresholds(NamedTuple):
    """Percentages: from `target` on all is earned, below `floor` nothing."""

    target: Decimal
    floor: Decimal | None
    doubts: tuple[Name, ...]


_ABOUT_RATIO: Final = re.compile(
    r"(?:(?:neu|khi|dat|co|muc|ket qua|gia tri) ?)*(?:t[yi] le[^/]*|\(?[a-d] ?/ ?[a-d]\)?|)"
)


def _ratio_band(condition: Clause) -> Band | None:
    """The percentages that a condition on the ratio admits; None where it is on something else."""
    found = band(condition.key)
    if found is None or not _ABOUT_RATIO.fullmatch(found.about):
        return None
    if found.is_percent or any(end is not None and end > 1 for end in (found.low, found.high)):
        return found
    low, high = (None if end is None else end * 100 for end in (found.low, found.high))
    return found._replace(low=low, high=high)


def _thresholds(statements: Statements) -> _Thresholds | None:
    """Where a ratio begins to earn and where it earns all; None where no rule kind says it."""
    targets = {score.target or _ALL for score in statements.scores} or {_ALL}
    bound = [score for score in statements.scores if score.condition is not None]
    ends = _ends(statements.outcomes)
    if len(targets) > 1 or len(bound) > 1 or ends is None:
        return None
    (target,) = targets
    full, nothing, doubts = ends
    between = _between(bound)
    if between is None:
        return None
    low, high, bound_doubts = between
    doubts += bound_doubts
    if full is not None and high not in (None, full):
        return None
    if full is None and high not in (None, target):
        return None
    if full is not None and full != target:
        if target != _ALL or bound or nothing is not None:
            return None  # the points jump at the threshold
        doubts += (doubt(TARGET_TWO_WAYS, full, full),)
        target = full
    if low:
        rest = any(is_otherwise(outcome.condition) for outcome in statements.outcomes)
        if nothing not in (None, low):
            return None
        doubts += () if rest or nothing is not None else (NO_OTHERWISE,)
        nothing = low
    elif any(is_otherwise(outcome.condition) for outcome in statements.outcomes):
        return None
    if nothing is not None and not 0 < nothing <= target:
        return None
    return _Thresholds(target, nothing, doubts)


def _ends(
    outcomes: Sequence[Outcome],
) -> tuple[Decimal | None, Decimal | None, tuple[Name, ...]] | None:
    """From where all is earned and below what nothing, as the outcomes say."""
    full = nothing = None
    doubts: tuple[Name, ...] = ()
    for outcome in outcomes:
        found, earned = _ratio_band(outcome.condition), outcome.amount
        is_nothing = earned.share == 0 or earned.points == 0
        if is_nothing and found is None and is_otherwise(outcome.condition):
            continue
        if found is None:
            return None
        if earned.share == 1 and full is None and found.low and found.high in (None, _ALL):
            full = found.low
            doubts += () if found.low_is_in else (doubt(STRICT, full, full),)
        elif is_nothing and nothing is None and found.high and not found.low:
            nothing = found.high
            doubts += (doubt(AT_MOST, nothing, nothing),) if found.high_is_in else ()
        else:
            return None
    return full, nothing, doubts


def _between(
    bound: Sequence[Score],
) -> tuple[Decimal | None, Decimal | None, tuple[Name, ...]] | None:
    """The range in which the ratio itself is earned, where the wording gives one."""
    for score in bound:
        assert score.condition is not None
        found = _ratio_band(score.condition)
        if found is None:
            return (None, None, ()) if is_otherwise(score.condition) else None
        high = found.high if found.high is None or not found.high_is_in else None
        if found.high is not None and found.high_is_in and found.high != _ALL:
            return None
        strict = found.low and not found.low_is_in
        return found.low, high, (doubt(STRICT, found.low, found.low),) if strict else ()
    return None, None, ()


def _steps_of_ratio(statements: Statements, divided: Division) -> Found:
    """Steps of a/b, both of which stay figures that are reported."""
    found = step_rule(statements)
    if found is None or found.rule is None:
        return found or not_recognised(MIXED)
    if {figure.unit for figure in found.figures.values()} != {"percent"}:
        return not_recognised(MIXED)
    pair, figures, unclear = _pair(statements, divided)
    steps = [{**step, "at_least": step["at_least"] / 100} for step in found.rule["steps"]]
    spare = (statements.names[n] for n in statements.names if n not in figures)
    left = (*statements.left, *spare)
    rule = {"kind": "steps", **pair, "steps": steps}
    return replace(found, rule=rule, figures=figures, doubts=(*found.doubts, *unclear), left=left)
