"""Official wordings of scoring rules, recognised with how sure that is.

Here belongs deciding which rule the statements of a wording make together. A rule is sure only if
every clause was read and nothing in them can be meant in another way; what is not recognised has
no rule. Conditions and what they earn are in `outcome_rules.py`; reading the clauses is in
`wording_statements.py`.
"""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from pipelines.annexes.outcome_rules import (
    outcome_rule,
    step_rule,
)
from pipelines.annexes.rule_doubts import (
    ADJUSTMENT_BY_NAME,
    BOTH_WAYS,
    BOUNDS,
    IN_WORDS,
    JUMP,
    MIXED,
    NO_CAP,
    NO_MAXIMUM,
    NO_WORDING,
    NOT_READ,
    NOT_RECOGNISED,
    NUMBER_TWO_WAYS,
    OTHER_MAXIMUM,
    PER_CASE,
    PUBLISHED,
    RATIO_AS_FIGURE,
    RATIO_NOT_SAID,
    ROUNDED,
    SCORE_NOT_SAID,
    SEVERAL_RATIOS,
    TARGET_TWO_WAYS,
    doubt,
)
from pipelines.annexes.rule_draft import (
    Figure,
    Found,
    RuleDraft,
    figure_named,
    not_said,
    percent_name,
    written_share,
)
from pipelines.annexes.wording_clauses import (
    FULL,
    NUMBER,
    TWO_READINGS,
    Clause,
    amount,
    band,
    is_otherwise,
)
from pipelines.annexes.wording_statements import (
    FORMULA,
    LETTER,
    RATE,
    Division,
    Said,
    division,
    read_statements,
)
from pipelines.frameworks.framework import (
    Name,
)


def recognise_rule(
    wording: str, name: str, max_points: Decimal | None, group: str = ""
) -> RuleDraft:
    """The rule that a wording says.

    `name` is that of the indicator and `group` those above it, where a bonus is called one.
    """
    said = read_statements(wording, name, max_points)
    found = next(
        (draft for kind in _KINDS if (draft := kind(said, group)) is not None),
        not_said(NOT_RECOGNISED if wording.strip() else NO_WORDING),
    )
    if any(FORMULA.search(clause.key) for clause in found.left):
        found = not_said(SEVERAL_RATIOS)
    if found.rule is None:
        return RuleDraft("unknown", None, {}, found.doubts)
    doubts = list(found.doubts)
    doubts += [doubt(NOT_READ, clause.text) for clause in found.left]
    if found.rule["kind"] != "capped_count":
        doubts += [doubt(OTHER_MAXIMUM, cap) for cap, _ in said.caps if cap != max_points]
    doubts += [doubt(NUMBER_TWO_WAYS, text) for text in TWO_READINGS.findall(wording)]
    status = "inferred" if doubts else "official"
    return RuleDraft(status, found.rule, found.figures, tuple(dict.fromkeys(doubts)))


def _letter_figure(side: Clause, said: Said, unknown: Name) -> Figure:
    """The figure on one side of a division: by its letter, or by the words themselves."""
    if not re.fullmatch(r"[a-z]\d?", side.key):
        return figure_named(side.text)
    named = said.names.get(side.key)
    return figure_named(named.text) if named else Figure(unknown, "count", is_named=False)


def _codes(division: Division) -> tuple[str, str]:
    keys = division.top.key, division.bottom.key
    return keys if all(re.fullmatch(LETTER, key) for key in keys) else ("a", "b")


_HIGHEST: Final = re.compile(r"(?:\b(?:cao|lon|nhieu) nhat|max)\b")
_LOWEST: Final = re.compile(r"(?:\b(?:thap|nho|it) nhat|min)\b")


def _min_max(said: Said, _: str) -> Found | None:
    """(x - min) / (max - min), or turned round."""
    for clause in (*(score.left for score in said.scores), *said.left):
        body = clause.key.rpartition("=")[2].replace("(", "").replace(")", "")
        sides = [side.strip() for side in re.split(r"[-/]", body)]
        if len(sides) != 4 or body.find("/") < body.find("-"):
            continue
        first, second, above, below = sides
        if not (_HIGHEST.search(above) and _LOWEST.search(below)):
            continue
        rule: dict[str, Any] = {"kind": "min_max", "input": "figure"}
        if _HIGHEST.search(first) and not _LOWEST.search(second):
            rule["direction"] = "lower_is_better"
        elif not _LOWEST.search(second) or _HIGHEST.search(first):
            continue
        if said.outcomes or said.each or said.ratios or len(said.scores) > 1:
            return not_said(SEVERAL_RATIOS)
        letter = next((one for one in (first, second) if one in said.names), "")
        named = said.names.get(letter)
        figure = figure_named(named.text if named else said.name, "number")
        spare = [name for one, name in said.names.items() if one != letter]
        left = (*(one for one in said.left if one is not clause), *spare)
        return Found(rule, {"figure": figure}, (), left)
    if re.search(r"\bmin ?- ?max\b", said.wording.key) and not said.ratios:
        rule = {"kind": "min_max", "input": "figure"}
        return Found(rule, {"figure": figure_named(said.name, "number")}, (BOUNDS,))
    return None


def _best_peer(said: Said, _: str) -> Found | None:
    """A value over the highest among the units."""
    divisions = [*said.ratios, *(d for s in said.scores if (d := division(s.left)))]
    for one in divisions:
        named = said.names.get(one.bottom.key, one.bottom)
        if not _HIGHEST.search(named.key):
            continue
        top = said.names.get(one.top.key, one.top)
        is_named = len(top.key) > 2
        is_general = re.match(r"(?:gia tri|ket qua|so lieu)\b", top.key) is not None
        figure = figure_named(said.name, "number") if is_general else figure_named(top.text)
        rule = {"kind": "best_peer", "input": "figure"}
        doubts = () if said.scores else (SCORE_NOT_SAID,)
        doubts = doubts if is_named else (*doubts, RATIO_NOT_SAID)
        shown = figure if is_named else replace(figure_named(said.name, "number"), is_named=False)
        if said.outcomes or said.each or len(said.scores) > 1:
            return not_said(SEVERAL_RATIOS)
        return Found(rule, {"figure": shown}, doubts, tuple(said.left))
    best = [o for o in said.outcomes if _HIGHEST.search(o.condition.key) and o.amount.share == 1]
    rest = [
        c
        for c in said.left
        if re.search(r"\b(?:con lai|khac)\b.*\b(?:t[yi] le|so voi|theo)\b", c.key)
    ]
    if len(best) == 1 and len(said.outcomes) == 1 and rest:
        left = tuple(clause for clause in said.left if clause not in rest)
        rule = {"kind": "best_peer", "input": "figure"}
        return Found(rule, {"figure": figure_named(said.name, "number")}, (IN_WORDS,), left)
    return None


def _ratio(said: Said, _: str) -> Found | None:
    """a/b of the maximum, all of it from a target on."""
    if not said.ratios and not said.scores:
        return None
    divisions = [*said.ratios, *(d for s in said.scores if (d := division(s.left)))]
    distinct = {(d.top.key, d.bottom.key) for d in divisions}
    if len(distinct) > 1 or said.each:
        return not_said(SEVERAL_RATIOS)
    if any(not _is_rate(score.left) for score in said.scores):
        return None
    if not said.scores and said.outcomes:
        return _steps_of_ratio(said)
    target, doubts = _target(said)
    if target is None:
        return not_said(JUMP)
    fulls = {score.full for score in said.scores}
    doubts += tuple(
        doubt(OTHER_MAXIMUM, full.points)
        for full in fulls
        if full.share is None and full.points != said.max_points
    )
    if not said.scores:
        doubts += (SCORE_NOT_SAID,)
    numerator, denominator = _codes(divisions[0]) if divisions else ("a", "b")
    if divisions:
        top, bottom = divisions[0]
    else:
        top, bottom = Clause("a", "a"), Clause("b", "b")
        doubts += (RATIO_NOT_SAID,)
    figures = {
        numerator: _letter_figure(
            top,
            said,
            Name(
                f"[Chưa rõ: tử số {numerator} của tỷ lệ]",
                f"[Unknown: numerator {numerator} of the ratio]",
            ),
        ),
        denominator: _letter_figure(
            bottom,
            said,
            Name(
                f"[Chưa rõ: mẫu số {denominator} của tỷ lệ]",
                f"[Unknown: denominator {denominator} of the ratio]",
            ),
        ),
    }
    rule: dict[str, Any] = {"kind": "ratio", "numerator": numerator, "denominator": denominator}
    if target != 100:
        rule["target"] = target / 100
    spare = (said.names[n] for n in said.names if n not in figures)
    return Found(rule, figures, doubts, (*said.left, *spare))


def _is_rate(left: Clause) -> bool:
    return re.fullmatch(RATE, left.key) is not None or division(left) is not None


def _target(said: Said) -> tuple[Decimal | None, tuple[Name, ...]]:
    """The percentage from which a ratio earns all; None where the rule jumps at it."""
    free = [score for score in said.scores if score.condition is None]
    bound = [score for score in said.scores if score.condition is not None]
    targets = {score.target or Decimal(100) for score in said.scores}
    if not said.outcomes and not bound:
        return (targets or {Decimal(100)}).pop() if len(targets) <= 1 else None, ()
    bands = [band(o.condition.key) for o in said.outcomes]
    full = [
        found.low
        for one, found in zip(said.outcomes, bands, strict=True)
        if found and one.amount.of(said.max_points) == 1 and found.low is not None
    ]
    if len(full) != 1 or len(said.outcomes) != 1 or len(targets) != 1:
        return None, ()
    (at,), (target,) = full, targets
    if at == 0:
        return None, ()
    below = [b for s in bound if s.condition is not None and (b := band(s.condition.key))]
    if any(found.low is not None or found.high != at for found in below):
        return None, ()
    if any(
        s.condition and not band(s.condition.key) and not is_otherwise(s.condition) for s in bound
    ):
        return None, ()
    if target == at:
        return at, ()
    if target == 100 and free and not bound:
        return at, (doubt(TARGET_TWO_WAYS, at, at),)
    return None, ()


def _steps_of_ratio(said: Said) -> Found:
    found = step_rule(said)
    if found is None or found.rule is None:
        return found or not_said(MIXED)
    return replace(found, doubts=(*found.doubts, RATIO_AS_FIGURE))


def _capped_count(said: Said, _: str) -> Found | None:
    """So many points for each, up to a number."""
    if len(said.each) != 1 or said.outcomes or said.scores or said.ratios or len(said.caps) > 1:
        return None
    what, earned = said.each[0]
    share = earned.of(said.max_points)
    doubts: list[Name] = []
    cap: Fraction | None = None
    for greatest, is_points in said.caps:
        if not is_points:
            cap = Fraction(greatest)
        elif earned.points:
            cap = Fraction(greatest) / Fraction(earned.points)
        if is_points and said.max_points is not None and greatest != said.max_points:
            doubts.append(doubt(OTHER_MAXIMUM, greatest))
    if cap is None and share:
        cap = 1 / share
        if earned.share is None:
            doubts.append(NO_CAP)
    elif cap is not None and share is not None and cap * share != 1 and not doubts:
        doubts.append(doubt(OTHER_MAXIMUM, percent_name(cap * share)))
    if not cap:
        return not_said(NO_MAXIMUM)
    written = written_share(cap)
    if Fraction(written) != cap:
        doubts.append(doubt(ROUNDED, cap))
    rule = {"kind": "capped_count", "input": "count", "cap": written}
    figure = figure_named(
        what.text if re.match("so |tong ", what.key) else f"Số {what.text}", "count"
    )
    return Found(rule, {"count": figure}, tuple(doubts), (*said.left, *said.names.values()))


# Marks matter here: công and thường are everyday words, trụ is a pillar.
_BONUS: Final = re.compile(r"điểm (?:thưởng|cộng)|diem (?:thuong|cong)\b|^(?:cộng|thưởng)\b")
_PENALTY: Final = re.compile(r"điểm trừ|trừ điểm|diem tru\b|tru diem\b|^trừ\b|\btrừ (?:tối đa )?\d")
_WHOLE_ADJUSTMENT: Final = re.compile(
    r"(?:diem (?:thuong|cong|tru)|cong|thuong|tru)(?: diem| them)* ?[,:]? ?"
    rf"(?:toi da|khong qua|khong vuot qua) (?:la )?(?P<points>{NUMBER} diem|{FULL})"
    r"(?:,? ?(?:do )?hoi dong(?: tham dinh)? (?:xem xet|quyet dinh|cham)(?:,? quyet dinh)?)?"
)


def _adjustment(said: Said, group: str) -> Found | None:
    """A bonus or a penalty: points added to or taken from the total."""
    if not said.wording.key:
        return None
    whole = _WHOLE_ADJUSTMENT.fullmatch(said.wording.key.strip(" .-+"))
    is_earned = whole is None and bool(said.outcomes or said.scores or said.ratios)
    for text in (*(() if is_earned else (said.wording.text,)), said.name, group):
        small = text.lower()
        kinds = [
            kind
            for kind, pattern in (("bonus", _BONUS), ("penalty", _PENALTY))
            if pattern.search(small)
        ]
        if len(kinds) == 2:
            return not_said(BOTH_WAYS)
        if not kinds:
            continue
        earned = amount(whole["points"]) if whole else None
        doubts: tuple[Name, ...] = ()
        if text is not said.wording.text:
            doubts = (ADJUSTMENT_BY_NAME,)
        if earned is None:
            doubts += (PER_CASE,)
        elif earned.of(said.max_points) != 1:
            doubts += (doubt(OTHER_MAXIMUM, earned.points),)
        label = "Điểm thưởng" if kinds[0] == "bonus" else "Điểm trừ"
        figures = {"points": figure_named(label, "points")}
        return Found({"kind": kinds[0], "input": "points"}, figures, doubts)
    return None


_COUNCIL: Final = re.compile(
    r"(?:(?:diem )?(?:do )?hoi dong(?: tham dinh| danh gia)? (?:xem xet,? )?(?:truc tiep )?"
    r"(?:cham|cho|quyet dinh)(?: diem)?(?: truc tiep)?"
    r"|cham diem truc tiep|diem truc tiep do hoi dong(?: tham dinh)? (?:cham|cho)"
    r"|theo (?:ket qua |diem )?cham(?: diem)? cua hoi dong(?: tham dinh)?)"
    rf"(?:,? ?(?:toi da|khong qua) (?:{NUMBER} diem|{FULL}))?"
)
_ELSEWHERE: Final = re.compile(
    r"(?:theo|lay|su dung) .*\b(?:bo|chinh phu|quoc gia|trung uong)\b.* cong bo\b.*"
)


def _direct(said: Said, _: str) -> Found | None:
    """Points given by a council, or a value published elsewhere."""
    whole = said.wording.key.strip(" .-")
    if _COUNCIL.fullmatch(whole):
        figures = {"points": figure_named("Điểm hội đồng chấm", "points")}
        return Found({"kind": "points", "input": "points"}, figures)
    if _ELSEWHERE.fullmatch(whole):
        figures = {"value": figure_named("Giá trị công bố", "share")}
        return Found({"kind": "value", "input": "value"}, figures, (PUBLISHED,))
    return None


_KINDS: Final = (
    _adjustment,
    _direct,
    _min_max,
    _best_peer,
    _capped_count,
    _ratio,
    outcome_rule,
)
