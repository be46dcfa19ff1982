"""Rules said as conditions and what each earns: steps, levels, yes or no, additive parts.

Here belongs telling these apart and the doubts about each. Other kinds of rule are recognised in
`rule_wordings.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipelines.annexes.rule_doubts import (
    ABOVE_MAXIMUM,
    GAP,
    MIXED,
    NO_MAXIMUM,
    NO_OTHERWISE,
    NOT_MONOTONE,
    NUMBER_IN_LEVEL,
    OTHER_MAXIMUM,
    STRICT,
    SUBJECT,
    doubt,
)
from pipelines.annexes.rule_draft import (
    Found,
    capital,
    figure_named,
    not_recognised,
    percent_name,
    rounded,
    written_share,
)
from pipelines.annexes.wording_clauses import (
    Band,
    Outcome,
    band,
    is_otherwise,
)
from pipelines.annexes.wording_statements import (
    Statements,
)
from pipelines.frameworks.framework import (
    Name,
)


def shares_of(statements: Statements) -> list[Fraction] | Name:
    """What each outcome earns of the maximum, or why that cannot be told."""
    found = [one.amount.of(statements.max_points) for one in statements.outcomes]
    known = [share for share in found if share is not None]
    if len(known) < len(found):
        return NO_MAXIMUM
    return ABOVE_MAXIMUM if max(known) > 1 else known


def outcome_rule(statements: Statements, _: str) -> Found | None:
    """Steps, levels, yes or no, additive parts: conditions and what each earns."""
    if not statements.outcomes or statements.each or statements.off:
        return None
    shares = shares_of(statements)
    if isinstance(shares, Name):
        return not_recognised(shares)
    earning = [o for o, share in zip(statements.outcomes, shares, strict=True) if share > 0]
    numeric = [o for o in statements.outcomes if band(o.condition.key)]
    found = _named_outcomes(statements, shares) if not numeric else step_rule(statements)
    if found is None or (numeric and any(not band(o.condition.key) for o in earning)):
        return not_recognised(MIXED)
    left = (*statements.left, *statements.names.values())
    return replace(found, left=left)


_NONE_AT_ALL: Final = re.compile(r"(?:khong|chua)\b(?! dat)")
"""Nothing at all, which leaves open what fewer than the least number named earns."""
_QUANTITY: Final = re.compile(
    r"(?:t[yi] le|so|tong|gia tri|ket qua)\b.*|\(?[a-d] ?/ ?[a-d]\)?"
    r"|(?:(?:co|dat|duoc|to chuc|hop|thuc hien|ban hanh)(?: |$))+"
)


def step_rule(statements: Statements) -> Found | None:
    """Steps of a number: `4 cuộc: 20 điểm; 3 cuộc: 15 điểm; còn lại: 0`."""
    shares = shares_of(statements)
    if isinstance(shares, Name):
        return not_recognised(shares)
    doubts: list[Name] = []
    rows: list[tuple[Band, Fraction]] = []
    otherwise: Fraction | None = None
    says_none = False
    for one, share in zip(statements.outcomes, shares, strict=True):
        found = band(one.condition.key)
        if found is not None:
            rows.append((found, share))
            if found.about and not _QUANTITY.fullmatch(found.about):
                doubts.append(doubt(SUBJECT, one.condition.text))
        elif is_otherwise(one.condition) and otherwise is None:
            otherwise = share
            says_none = _NONE_AT_ALL.match(one.condition.key) is not None
        else:
            return not_recognised(MIXED)
    if not any(share > 0 for _, share in rows):
        return not_recognised(doubt(OTHER_MAXIMUM, percent_name(Fraction(0))))
    if len({found.is_percent for found, _ in rows}) > 1:
        return not_recognised(MIXED)
    rows.sort(key=lambda row: (_threshold(row[0]), row[0].low is not None), reverse=True)
    starts = [_threshold(found) for found, _ in rows]
    if len(set(starts)) < len(starts):
        return not_recognised(doubt(GAP, starts[0]))
    doubts += _range_doubts([found for found, _ in rows], starts)
    rising = [share for _, share in rows]
    if rising not in (sorted(rising), sorted(rising, reverse=True)):
        doubts.append(NOT_MONOTONE)
    if max(rising) != 1:
        doubts.append(doubt(OTHER_MAXIMUM, percent_name(max(rising))))
    is_percent = rows[0][0].is_percent
    if starts[-1] > (0 if is_percent else 1) and (
        otherwise is None or (says_none and not is_percent)
    ):
        doubts.append(NO_OTHERWISE)
    if otherwise and starts[-1] > 0:
        starts.append(Decimal(0))
        rising.append(otherwise)
    doubts += rounded(rising)
    steps = [
        {"at_least": start, "share": written_share(share)}
        for start, share in zip(starts, rising, strict=True)
        if not (start == 0 and share == 0)
    ]
    whole = all(start == start.to_integral_value() for start in starts)
    unit = "percent" if is_percent else "count" if whole else "number"
    rule = {"kind": "steps", "input": "figure", "steps": steps}
    left = (
        (*statements.left, *statements.names.values())
        if not statements.ratios
        else tuple(statements.left)
    )
    return Found(rule, {"figure": figure_named(statements.name, unit)}, tuple(doubts), left)


def _threshold(found: Band) -> Decimal:
    """Where a band begins; above a whole number is from the next one on."""
    if found.low is None:
        return Decimal(0)
    return found.low if found.low_is_in or found.is_percent else found.low + 1


def _range_doubts(bands: Sequence[Band], starts: Sequence[Decimal]) -> list[Name]:
    """Doubts about ranges, from the highest down: strict bounds, gaps, overlaps."""
    doubts: list[Name] = []
    for n, found in enumerate(bands):
        if found.is_percent and not found.low_is_in:
            doubts.append(doubt(STRICT, found.low, found.low))
        is_exact = found.low == found.high and found.low is not None
        if found.is_percent and is_exact and found.low != 100:
            doubts.append(doubt(GAP, found.low))
        if n == 0:
            continue  # more than the highest number named counts as that number
        above = bands[n - 1]
        if found.is_percent:
            meets = found.high is None or (
                found.high == starts[n - 1] and found.high_is_in != above.low_is_in
            )
        else:
            ends = found.high if found.high is None or found.high_is_in else found.high - 1
            meets = ends is None or ends + 1 == starts[n - 1]
        if not meets and not (found.is_percent and is_exact):
            doubts.append(doubt(GAP, starts[n - 1]))
    return doubts


def _named_outcomes(statements: Statements, shares: Sequence[Fraction]) -> Found | None:
    """Outcomes whose conditions are words."""
    pairs = list(zip(statements.outcomes, shares, strict=True))
    earning = [(o, share) for o, share in pairs if share > 0]
    nothing = [o for o, share in pairs if share == 0]
    doubts = [
        doubt(NUMBER_IN_LEVEL, o.condition.text)
        for o, _ in pairs
        if re.search(r"\d ?%|[<>≥≤]", o.condition.key)
    ]
    if not earning:
        return None
    amounts = [share for _, share in earning]
    if len(earning) > 1 and sum(amounts) == 1:
        return _parts(earning, doubts)
    if max(amounts) != 1:
        return not_recognised(doubt(OTHER_MAXIMUM, percent_name(max(amounts))))
    if len(earning) == 1 and all(is_otherwise(o.condition) for o in nothing):
        if not nothing:
            doubts.append(NO_OTHERWISE)
        (only, _), *_rest = earning
        if only.condition.key in ("co", "dat", "co thuc hien", "hoan thanh"):
            figure = figure_named(statements.name, "boolean")
        else:
            figure = figure_named(only.condition.text, "boolean")
        return Found({"kind": "boolean", "input": "done"}, {"done": figure}, tuple(doubts))
    if not nothing:
        doubts.append(NO_OTHERWISE)
    names = [capital(o.condition.text) for o, _ in pairs]
    if len(set(names)) < len(names):
        return None
    doubts += rounded(shares)
    levels = {n: written_share(share) for n, share in zip(names, shares, strict=True)}
    rule = {"kind": "levels", "input": "level", "levels": levels}
    return Found(rule, {"level": figure_named(statements.name, "level")}, tuple(doubts))


def _parts(earning: Sequence[tuple[Outcome, Fraction]], doubts: Sequence[Name]) -> Found:
    """Additive parts, each yes or no."""
    shares = [written_share(share) for _, share in earning]
    shares[-1] = 1 - sum(shares[:-1], Decimal(0))
    inputs = [f"part_{n}" for n in range(1, len(shares) + 1)]
    rule = {
        "kind": "parts",
        "parts": [
            {"share": share, "rule": {"kind": "boolean", "input": code}}
            for share, code in zip(shares, inputs, strict=True)
        ],
    }
    figures = {
        code: figure_named(one.condition.text, "boolean")
        for code, (one, _) in zip(inputs, earning, strict=True)
    }
    return Found(rule, figures, (*doubts, *rounded([share for _, share in earning])))
