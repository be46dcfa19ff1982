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
)
from pipelines.annexes.ratio_rules import ratio_rule
from pipelines.annexes.rule_doubts import (
    ABOVE_MAXIMUM,
    ADJUSTMENT_BY_NAME,
    BOTH_WAYS,
    BOUNDS,
    FULL_OR_TOTAL,
    IN_WORDS,
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
    RATIO_NOT_SAID,
    ROUNDED,
    SCORE_NOT_SAID,
    SEVERAL_RATIOS,
    doubt,
)
from pipelines.annexes.rule_draft import (
    Found,
    RuleDraft,
    figure_named,
    not_recognised,
    percent_name,
    written_share,
)
from pipelines.annexes.wording_clauses import (
    FULL,
    NUMBER,
    TWO_READINGS,
    amount,
    band,
)
from pipelines.annexes.wording_statements import (
    FORMULA,
    Statements,
    division,
    read_statements,
)
from pipelines.frameworks.framework import (
    Name,
)


def recognise_rule(
    wording: str,
    name: str,
    max_points: Decimal | None,
    group: str = "",
    *,
    is_taken_away: bool = False,
) -> RuleDraft:
    """The rule that a wording says.

    `name` is that of the indicator and `group` those above it, where a bonus is called one;
    `is_taken_away` where its points have a minus sign: they come off the total.
    """
    statements = read_statements(wording, name, max_points)
    statements.is_taken_away = is_taken_away
    found = next(
        (draft for kind in _KINDS if (draft := kind(statements, group)) is not None),
        not_recognised(NOT_RECOGNISED if wording.strip() else NO_WORDING),
    )
    if any(FORMULA.search(clause.key) for clause in found.left):
        found = not_recognised(SEVERAL_RATIOS)
    if found.rule is None:
        return RuleDraft("unknown", None, {}, found.doubts)
    doubts = list(found.doubts)
    doubts += [doubt(NOT_READ, clause.text) for clause in found.left]
    if found.rule["kind"] != "capped_count":
        doubts += [doubt(OTHER_MAXIMUM, cap) for cap, _ in statements.caps if cap != max_points]
    doubts += [doubt(NUMBER_TWO_WAYS, text) for text in TWO_READINGS.findall(wording)]
    status = "inferred" if doubts else "official"
    return RuleDraft(
        status, found.rule, found.figures, tuple(dict.fromkeys(doubts)), found.reported_by
    )


_HIGHEST: Final = re.compile(r"(?:\b(?:cao|lon|nhieu) nhat|max)\b")
_LOWEST: Final = re.compile(r"(?:\b(?:thap|nho|it) nhat|min)\b")


def _min_max(statements: Statements, _: str) -> Found | None:
    """(x - min) / (max - min), or turned round."""
    for clause in (*(score.left for score in statements.scores), *statements.left):
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
        if (
            statements.outcomes
            or statements.each
            or statements.ratios
            or len(statements.scores) > 1
        ):
            return not_recognised(SEVERAL_RATIOS)
        letter = next((one for one in (first, second) if one in statements.names), "")
        named = statements.names.get(letter)
        figure = figure_named(named.text if named else statements.name, "number")
        spare = [name for one, name in statements.names.items() if one != letter]
        left = (*(one for one in statements.left if one is not clause), *spare)
        return Found(rule, {"figure": figure}, (), left)
    if re.search(r"\bmin ?- ?max\b", statements.wording.key) and not statements.ratios:
        rule = {"kind": "min_max", "input": "figure"}
        return Found(rule, {"figure": figure_named(statements.name, "number")}, (BOUNDS,))
    return None


def _best_peer(statements: Statements, _: str) -> Found | None:
    """A value over the highest among the units."""
    divisions = [*statements.ratios, *(d for s in statements.scores if (d := division(s.left)))]
    for one in divisions:
        named = statements.names.get(one.bottom.key, one.bottom)
        if not _HIGHEST.search(named.key) or re.search(r"\bmax ?\(", named.key):
            continue  # the greater of two figures is no other unit's
        top = statements.names.get(one.top.key, one.top)
        is_named = len(top.key) > 2
        is_general = re.match(r"(?:gia tri|ket qua|so lieu)\b", top.key) is not None
        figure = figure_named(statements.name, "number") if is_general else figure_named(top.text)
        rule = {"kind": "best_peer", "input": "figure"}
        doubts = () if statements.scores else (SCORE_NOT_SAID,)
        doubts = doubts if is_named else (*doubts, RATIO_NOT_SAID)
        shown = (
            figure if is_named else replace(figure_named(statements.name, "number"), is_named=False)
        )
        if statements.outcomes or statements.each or len(statements.scores) > 1:
            return not_recognised(SEVERAL_RATIOS)
        return Found(rule, {"figure": shown}, doubts, tuple(statements.left))
    best = [
        o for o in statements.outcomes if _HIGHEST.search(o.condition.key) and o.amount.share == 1
    ]
    rest = [
        c
        for c in statements.left
        if re.search(r"\b(?:con lai|khac)\b.*\b(?:t[yi] le|so voi|theo)\b", c.key)
    ]
    if len(best) == 1 and len(statements.outcomes) == 1 and rest:
        left = tuple(clause for clause in statements.left if clause not in rest)
        rule = {"kind": "best_peer", "input": "figure"}
        return Found(rule, {"figure": figure_named(statements.name, "number")}, (IN_WORDS,), left)
    return None


def _capped_count(statements: Statements, _: str) -> Found | None:
    """So many points for each, up to a number."""
    if (
        len(statements.each) != 1
        or statements.outcomes
        or statements.scores
        or statements.ratios
        or len(statements.caps) > 1
    ):
        return None
    what, earned = statements.each[0]
    share = earned.of(statements.max_points)
    doubts: list[Name] = []
    cap: Fraction | None = None
    for greatest, is_points in statements.caps:
        if not is_points:
            cap = Fraction(greatest)
        elif earned.points:
            cap = Fraction(greatest) / Fraction(earned.points)
        if is_points and statements.max_points is not None and greatest != statements.max_points:
            doubts.append(doubt(OTHER_MAXIMUM, greatest))
    if cap is None and share:
        cap = 1 / share
        if earned.share is None:
            doubts.append(NO_CAP)
    elif cap is not None and share is not None and cap * share != 1 and not doubts:
        doubts.append(doubt(OTHER_MAXIMUM, percent_name(cap * share)))
    if not cap:
        return not_recognised(NO_MAXIMUM)
    written = written_share(cap)
    if Fraction(written) != cap:
        doubts.append(doubt(ROUNDED, cap))
    rule = {"kind": "capped_count", "input": "count", "cap": written}
    figure = figure_named(
        what.text if re.match("so |tong ", what.key) else f"Số {what.text}", "count"
    )
    return Found(
        rule, {"count": figure}, tuple(doubts), (*statements.left, *statements.names.values())
    )


_COMPLETE: Final = re.compile(
    r"(?:khong|chua) (?:co|de|xay ra|de xay ra|phat sinh|bi|thieu|cham|sai|vi pham)\b.*"
    r"|0 \D+|(?:(?:thuc hien|bao dam|dam bao|cap nhat|cung cap|cong khai|dat|co|hoan thanh|nop"
    r"|gui|bao cao|giai quyet|xu ly) )*"
    r"(?:day du|du|dung(?: han)?|kip thoi|hoan thanh|chap hanh)\b.*"
)
"""What holds of a unit from which nothing is taken off."""


def _taken_off(statements: Statements, group: str) -> Found | None:
    """So many points off for each, from full: `Mỗi mục thiếu trừ 1 điểm`."""
    if len(statements.off) != 1:
        return None
    if _is_outside_total(statements, group):
        return None
    if statements.each or statements.scores or statements.ratios or len(statements.caps) > 1:
        return not_recognised(MIXED)
    what, taken = statements.off[0]
    maximum = statements.max_points
    if taken.share is not None and maximum:
        each = written_share(taken.share * Fraction(maximum))
    elif taken.points:
        each = taken.points
    else:
        return not_recognised(NO_MAXIMUM)
    if maximum is not None and each > maximum:
        return not_recognised(ABOVE_MAXIMUM)
    doubts: list[Name] = []
    for outcome in statements.outcomes:
        earned, counted = outcome.amount.of(maximum), band(outcome.condition.key)
        is_nothing_left = (
            earned == 0
            and counted is not None
            and counted.high is None
            and counted.low is not None
            and maximum is not None
            and counted.low * each >= maximum
        )
        if not is_nothing_left and not (earned == 1 and _COMPLETE.fullmatch(outcome.condition.key)):
            return not_recognised(MIXED)
    rule: dict[str, Any] = {"kind": "capped_count", "input": "count", "each": each, "from": "full"}
    for greatest, is_points in statements.caps:
        if is_points and maximum is not None and greatest > maximum:
            doubts.append(doubt(OTHER_MAXIMUM, greatest))
        elif is_points and greatest == maximum and not statements.outcomes:
            return None
        elif not is_points or greatest != maximum:
            cap = Fraction(greatest) / Fraction(each) if is_points else Fraction(greatest)
            rule["cap"] = written_share(cap)
            doubts += [doubt(ROUNDED, cap)] if Fraction(rule["cap"]) != cap else []
    figure = figure_named(what.text if what.key.startswith("so ") else f"Số {what.text}", "count")
    left = (*statements.left, *statements.names.values())
    return Found(rule, {"count": figure}, tuple(doubts), left)


# Marks matter here: công and thường are everyday words, trụ is a pillar.
_BONUS: Final = re.compile(r"điểm (?:thưởng|cộng)|diem (?:thuong|cong)\b|^(?:cộng|thưởng)\b")
_PENALTY: Final = re.compile(r"điểm trừ|trừ điểm|diem tru\b|tru diem\b|^trừ\b|\btrừ (?:tối đa )?\d")
_WHOLE_ADJUSTMENT: Final = re.compile(
    r"(?:diem (?:thuong|cong|tru)|cong|thuong|tru)(?: diem| them)* ?[,:]? ?"
    rf"(?:toi da|khong qua|khong vuot qua) (?:la )?(?P<points>{NUMBER} diem|{FULL})"
    r"(?:,? ?(?:do )?hoi dong(?: tham dinh)? (?:xem xet|quyet dinh|cham)(?:,? quyet dinh)?)?"
)


def _is_outside_total(statements: Statements, group: str) -> bool:
    """Whether sign, name or group say that points are added to or taken from the total."""
    texts = (statements.name.lower(), group.lower())
    return statements.is_taken_away or any(
        kind.search(text) for kind in (_BONUS, _PENALTY) for text in texts
    )


def _adjustment(statements: Statements, group: str) -> Found | None:
    """A bonus or a penalty: points added to or taken from the total."""
    if not statements.wording.key:
        return None
    whole = _WHOLE_ADJUSTMENT.fullmatch(statements.wording.key.strip(" .-+"))
    is_earned = whole is None and bool(
        statements.outcomes or statements.scores or statements.ratios
    )
    for text in (*(() if is_earned else (statements.wording.text,)), statements.name, group):
        small = text.lower()
        kinds = [
            kind
            for kind, pattern in (("bonus", _BONUS), ("penalty", _PENALTY))
            if pattern.search(small)
        ]
        if len(kinds) == 2:
            return not_recognised(BOTH_WAYS)
        if not kinds:
            continue
        earned = amount(whole["points"]) if whole else None
        doubts: tuple[Name, ...] = ()
        if text is not statements.wording.text:
            doubts = (ADJUSTMENT_BY_NAME,)
        if earned is None:
            doubts += (PER_CASE,)
            if statements.off and not _is_outside_total(statements, group):
                doubts += (FULL_OR_TOTAL,)
        elif earned.of(statements.max_points) != 1:
            doubts += (doubt(OTHER_MAXIMUM, earned.points),)
        label = "Điểm thưởng" if kinds[0] == "bonus" else "Điểm trừ"
        figures = {"points": figure_named(label, "points")}
        return Found({"kind": kinds[0], "input": "points"}, figures, doubts)
    return None


_BODY: Final = r"hoi dong(?: tham dinh| danh gia)?(?: (?:dti|cap tinh|cua tinh|tinh|thanh pho))*"
_COUNCIL: Final = re.compile(
    rf"(?:(?:diem )?(?:do )?{_BODY} (?:xem xet,? )?(?:truc tiep )?"
    r"(?:cham|cho|quyet dinh|danh gia|tham dinh)(?:,? (?:va )?(?:cham|cho|quyet dinh))?"
    r"(?: diem)?(?: truc tiep)?"
    rf"|cham diem truc tiep|diem truc tiep do {_BODY} (?:cham|cho)"
    r"|(?:(?:tinh|cham|xac dinh|danh gia)(?: diem)? )?(?:theo|can cu|tren co so|dua tren) "
    r"(?:vao )?(?:(?:ket qua|diem|y kien|bien ban) )*"
    r"(?:cham(?: diem)?|tham dinh|danh gia|xem xet|phe duyet|cong nhan|quyet dinh"
    r"|ket luan)(?:,? (?:cham|danh gia))? "
    rf"(?:cua |do |boi )?{_BODY}"
    rf"|{_BODY})"
    r"(?: (?:tren co so|can cu(?: vao)?|dua tren|theo) (?:cac )?"
    r"(?:tai lieu|ho so|bao cao|minh chung|ket qua|thuc te)[^\d;]*)?"
    rf"(?:,? ?(?:toi da|khong qua) (?:{NUMBER} diem|{FULL}))?"
)
_ELSEWHERE: Final = re.compile(
    r"(?:theo|lay|su dung) .*\b(?:bo|chinh phu|quoc gia|trung uong)\b.* cong bo\b.*"
)


def _direct(statements: Statements, _: str) -> Found | None:
    """Points given by a council, or a value published elsewhere."""
    whole = statements.wording.key.strip(" .-")
    if _COUNCIL.fullmatch(whole.replace("(", "").replace(")", "")):
        figures = {"points": figure_named("Điểm hội đồng chấm", "points")}
        rule = {"kind": "points", "input": "points"}
        return Found(rule, figures, reported_by="council")
    if _ELSEWHERE.fullmatch(whole):
        figures = {"value": figure_named("Giá trị công bố", "share")}
        return Found({"kind": "value", "input": "value"}, figures, (PUBLISHED,))
    return None


_KINDS: Final = (
    _taken_off,
    _adjustment,
    _direct,
    _min_max,
    _best_peer,
    _capped_count,
    ratio_rule,
    outcome_rule,
)
