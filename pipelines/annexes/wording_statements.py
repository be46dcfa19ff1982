"""What the clauses of a wording state: names of figures, ratios, formulas, outcomes, caps.

Here belongs sorting clauses by what they state. Single clauses are cut and read in
`wording_clauses.py`; which rule the statements make is decided in `rule_wordings.py`.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from pipelines.annexes.wording_clauses import (
    FULL,
    NUMBER,
    Amount,
    Clause,
    Outcome,
    amount,
    bare,
    clauses,
    number,
    outcome,
    tidy,
)


class Division(NamedTuple):
    top: Clause
    bottom: Clause


class Score(NamedTuple):
    """`Điểm = left * full`; `target` where left is a ratio over a number."""

    condition: Clause | None
    left: Clause
    target: Decimal | None
    full: Amount


class Each(NamedTuple):
    what: Clause
    amount: Amount


@dataclass(slots=True)
class Statements:
    """The clauses of a wording by what they are."""

    name: str
    max_points: Decimal | None
    wording: Clause
    is_taken_away: bool = False
    """Whether its points have a minus sign: they come off the total."""
    names: dict[str, Clause] = field(default_factory=dict[str, Clause])
    ratios: list[Division] = field(default_factory=list[Division])
    scores: list[Score] = field(default_factory=list[Score])
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    each: list[Each] = field(default_factory=list[Each])
    off: list[Each] = field(default_factory=list[Each])
    """What is taken off, and how much for each."""
    caps: list[tuple[Decimal, bool]] = field(default_factory=list[tuple[Decimal, bool]])
    """Greatest number, and whether it is one of points."""
    left: list[Clause] = field(default_factory=list[Clause])


FORMULA: Final = re.compile(r"=.*[/*+]|\b[a-d]\d? ?[/*+\-] ?[a-d]\d?\b|\* ?diem")
"""A formula that was not read: what else was read may be no more than a part of it."""
LETTER: Final = r"[a-d][12]?"
_NAMED: Final = re.compile(rf"(?:va )?(?P<letter>{LETTER}) ?(?:[:=]|la ) ?(?P<name>.{{2,}})")
_ARITHMETIC: Final = re.compile(r"[a-z]\d? ?[/*+\-] ?[a-z]\d?\b.{0,8}")
_ARITHMETIC_WITHIN: Final = re.compile(r"[*=<>≥≤+%]| - |(?<![a-d])\d|^\W*$|^[^(]*\)|\([^)]*$")
_MAXIMUM_SAID: Final = re.compile(
    rf"(?:so )?diem toi da ?(?:[:=]|la) ?(?P<points>{NUMBER})(?: ?diem)?"
    r"|(?:nhung )?(?:khong (?:vuot )?qua|toi da (?:bang|la)) (?:so )?diem toi da"
)
_SCORE_HEAD: Final = (
    r"(?:so )?diem(?: [^=:*/\d]*?)? ?(?:=|:|\bbang\b|(?:duoc )?(?:tinh|xac dinh) (?:bang|theo)) ?"
)
_SCORE: Final = re.compile(
    r"(?:(?P<condition>.+?)(?: ?(?::|,|=>|->|→|-) ?(?:thi )?| thi ))??"
    rf"{_SCORE_HEAD}(?P<body>.+)"
)
_TWO_LETTERS: Final = r"\(?[a-d][12]? ?/ ?[a-d][12]?\)?"
_OF_LETTERS: Final = rf"(?:t[yi] le ?)?{_TWO_LETTERS}"
RATE: Final = r"\(?(?:t[yi] le(?: [^\d*/=<>:()]*?)?(?: ?\(%\))?|[a-z]{1,2})\)?"
_PRODUCT: Final = (
    re.compile(
        rf"(?P<left>.+?) ?(?:\*|\bx\b) ?(?P<full>{FULL}|{NUMBER}(?: ?diem)?)"
        rf"(?: ?/ ?(?P<target>{NUMBER}) ?%)?"
    ),
    re.compile(rf"(?P<full>{FULL}|{NUMBER}(?: ?diem)?) ?(?:\*|\bx\b) ?(?P<left>.+)"),
)
_OVER_TARGET: Final = re.compile(
    rf"(?P<rate>{RATE}|{_TWO_LETTERS}) ?/ ?(?P<target>{NUMBER}) ?(?P<percent>%?)"
)
_IF_AFTER: Final = re.compile(r"(?P<body>.+?) ?,? (?:neu|khi|voi dieu kien) (?P<condition>.+)")
_RATE_TIMES: Final = re.compile(
    rf"(?P<condition>.+? ?(?::|=>|->|→) ?)?(?P<body>(?:{_OF_LETTERS}|{RATE}) ?(?:\*|x) ?{FULL})"
)
_RATIO: Final = re.compile(
    r"(?:(?:t[yi] le|ket qua|gia tri|muc do|[a-z]{1,2})[^=:]*? ?"
    r"(?:=|:|\bbang\b|(?:duoc )?(?:tinh|xac dinh) (?:bang|theo)) ?)(?P<division>.+)"
)
_TIMES_100: Final = re.compile(r"(?P<inner>.+?)(?: ?(?:\*|\bx\b) ?100 ?%?| ?%)")
_CAP: Final = (
    r"(?:(?:nhung|va|tong|tong diem|so diem|tru|diem tru) )*"
    r"(?:toi da khong (?:vuot )?qua|toi da(?: tru)?|khong (?:tru |vuot )?qua)"
    rf"(?: la| bang)? ?(?P<cap>{NUMBER}) ?(?P<of>[^\d]*)"
)
_EACH: Final = (
    re.compile(
        r"(?:cu )?(?P<each>moi) (?P<what>.+?) ?(?:[:,=\-]|->|=>|→)? ?"
        r"(?:(?:thi|duoc|dat|tinh|cong|cham|cho|them) )*"
        rf"(?P<amount>\d+ ?/ ?\d+ ?\*? ?{FULL}|{NUMBER} ?(?:diem|d)\b)(?P<tail>.*)"
    ),
    re.compile(
        rf"(?P<amount>{NUMBER} ?diem) ?(?:(?:cho|voi|tren) )?(?P<each>moi|/ ?1?) ?"
        r"(?P<what>[^\d(,]+)(?P<tail>.*)"
    ),
)
_ONE: Final = r"(?P<each>moi|1|01|mot)"
_TAKEN: Final = (
    rf"(?P<amount>\d+ ?/ ?\d+ ?\*? ?{FULL}|{NUMBER} ?% ?{FULL}|{NUMBER}(?: ?(?:diem|d)\b)?)"
)
_OFF: Final = r"(?:(?:thi|se|bi|phai) )*(?P<off>tru)(?: di| bot)?"
_TAKES_OFF: Final = (
    re.compile(
        rf"(?:cu )?{_ONE} (?P<what>[^\d]+?) ?[,:\-]? ?(?:->|=>|→)? ?{_OFF} {_TAKEN}(?P<tail>.*)"
    ),
    re.compile(
        rf"(?:cu |neu )?(?P<how>[^\d]+?) {_ONE} (?P<what>[^\d]+?) ?[,:\-]? ?(?:->|=>|→)? ?"
        rf"{_OFF} {_TAKEN}(?P<tail>.*)"
    ),
    re.compile(
        rf"{_OFF} {_TAKEN} ?(?:(?:cho|voi|doi voi|tren) )?(?P<each>moi|/ ?1?|1|01|mot) ?"
        r"(?P<what>[^\d(,]+)(?P<tail>.*)"
    ),
)
_TO_NOTHING: Final = re.compile(
    r"(?:va |nhung )?(?:(?:tru|cho) )*(?:(?:den|toi) (?:khi )?(?:het|0)(?: so)?(?: diem.*)?"
    r"|(?:diem )?(?:thap nhat|toi thieu|khong (?:duoi|am|nho hon|thap hon))(?: la| bang)? ?"
    r"0?(?: ?diem)?)"
)
_SEQUENCE: Final = re.compile(
    r"(?P<what>[^\d]*?)(?P<steps>\d+(?: ?/ ?\d+)+)(?: ?/ ?(?P<otherwise>con lai|khac|khong))?"
    r"(?P<unit>[^\d:=>→\-/]*)(?::|=>|=|->|→|-| tuong ung(?: voi)?| duoc| dat)+ ?"
    rf"(?P<points>{NUMBER}(?: ?/ ?{NUMBER})+) ?(?:diem)?"
)

# Marks matter: lưu trữ keeps, trừ takes away.
_TAKEN_AWAY: Final = re.compile(
    r"(?:\b(?:trừ|tru|cộng thêm)|điểm (?:thưởng|cộng)|diem (?:thuong|cong))(?: tối đa| toi da)?$"
)


def read_statements(wording: str, name: str, max_points: Decimal | None) -> Statements:
    text = tidy(wording)
    statements = Statements(tidy(name), max_points, Clause(text, bare(text)))
    for clause in clauses(wording):
        if not any(read(clause, statements) for read in _READERS):
            statements.left.append(clause)
    if not statements.ratios:
        statements.ratios += _ratios_in_conditions(statements)
    return statements


_CONDITION_ON_LETTERS: Final = re.compile(
    r"\(?(?P<top>[a-d]) ?/ ?(?P<bottom>[a-d])\)?(?= ?[<>≥≤=])"
)


def _ratios_in_conditions(statements: Statements) -> list[Division]:
    """A ratio that only the conditions write out: `a/b >= 80 %: ...`."""
    for stated in statements.outcomes:
        if match := _CONDITION_ON_LETTERS.match(stated.condition.key):
            return [Division(*(Clause(match[side], match[side]) for side in ("top", "bottom")))]
    return []


def _read_maximum(clause: Clause, statements: Statements) -> bool:
    match = _MAXIMUM_SAID.fullmatch(clause.key)
    points = number(match["points"]) if match and match["points"] else None
    return match is not None and points in (None, statements.max_points)


def _read_name(clause: Clause, statements: Statements) -> bool:
    match = _NAMED.fullmatch(clause.key)
    if match is None or _ARITHMETIC.fullmatch(match["name"]) or match["letter"] in statements.names:
        return False
    statements.names[match["letter"]] = clause.piece(*match.span("name"))
    return True


def _read_sequence(clause: Clause, statements: Statements) -> bool:
    match = _SEQUENCE.fullmatch(clause.key)
    if match is None:
        return False
    steps = [number(step.strip()) for step in match["steps"].split("/")]
    points = [number(one.strip()) for one in match["points"].split("/")]
    if None in steps or None in points or len(points) not in (len(steps), len(steps) + 1):
        return False
    if len(points) > len(steps) and points[-1] != 0:
        return False
    for step, earned in zip(steps, points, strict=False):
        statements.outcomes.append(Outcome(Clause(str(step), str(step)), Amount(None, earned)))
    if len(points) > len(steps) or match["otherwise"]:
        nothing = Amount(Fraction(0), None)
        statements.outcomes.append(Outcome(Clause("còn lại", "con lai"), nothing))
    return True


def _read_score(clause: Clause, statements: Statements) -> bool:
    match = _RATE_TIMES.fullmatch(clause.key) or _SCORE.fullmatch(clause.key)
    if match is None:
        return False
    condition = clause.piece(*match.span("condition")) if match["condition"] else None
    body = clause.piece(*match.span("body"))
    if condition is None and (after := _IF_AFTER.fullmatch(body.key)):
        condition, body = body.piece(*after.span("condition")), body.piece(*after.span("body"))
    score = _product(body, condition)
    if score is None:
        return False
    statements.scores.append(score)
    return True


def _product(body: Clause, condition: Clause | None) -> Score | None:
    for pattern in _PRODUCT:
        match = pattern.fullmatch(body.key)
        full = amount(match["full"]) if match else None
        if match is None or full is None:
            continue
        left = _unwrapped(body.piece(*match.span("left")))
        if re.fullmatch(_OF_LETTERS, left.key):
            left = _unwrapped(
                left.piece(len(left.key) - len(_without_rate(left.key)), len(left.key))
            )
        written, percent = match.groupdict().get("target"), "%"
        if over := _OVER_TARGET.fullmatch(left.key):
            written, percent = over["target"], over["percent"]
            left = left.piece(*over.span("rate"))
        target = number(written) if written else None
        if target == 0:
            return None
        if target is not None and not percent:
            # "Tỷ lệ/100" turns a percentage into a share; any other bare number is a target.
            target = None if target == 100 else target * 100 if target <= 1 else target
        return Score(condition, left, target, full)
    return None


def _without_rate(key: str) -> str:
    return re.sub(r"^t[yi] le ?", "", key)


def _unwrapped(clause: Clause) -> Clause:
    while clause.key.startswith("(") and clause.key.endswith(")") and _is_one_pair(clause.key):
        clause = Clause(clause.text[1:-1].strip(), clause.key[1:-1].strip())
    return clause


def _is_one_pair(key: str) -> bool:
    depth = 0
    for n, letter in enumerate(key):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and n < len(key) - 1:
            return False
    return depth == 0


def _read_ratio(clause: Clause, statements: Statements) -> bool:
    match = _RATIO.fullmatch(clause.key)
    whole = clause.piece(*match.span("division")) if match else clause
    found = division(whole)
    if found is None or (match is None and not re.fullmatch(LETTER, found.top.key)):
        return False
    statements.ratios.append(found)
    return True


def division(clause: Clause) -> Division | None:
    """Two things with a sign of division between them; None where it is not clear which."""
    clause = _unwrapped(clause)
    if match := _TIMES_100.fullmatch(clause.key):
        clause = _unwrapped(clause.piece(*match.span("inner")))
    for sign in (r" chia (?:cho )?", r" / ", r" ?/ ?"):
        places = list(re.finditer(sign, clause.key))
        if len(places) == 1:
            top = _unwrapped(clause.piece(0, places[0].start()))
            bottom = _unwrapped(clause.piece(places[0].end(), len(clause.key)))
            sides = (top.key, bottom.key)
            return (
                None if any(_ARITHMETIC_WITHIN.search(s) for s in sides) else Division(top, bottom)
            )
    return None


def _read_each(clause: Clause, statements: Statements) -> bool:
    for pattern in _EACH:
        match = pattern.fullmatch(clause.key)
        earned = amount(match["amount"]) if match else None
        if match is None or earned is None:
            continue
        written = clause.text[match.start("each") : match.end("each")].lower()
        if written not in ("mỗi", "moi") and not written.startswith("/"):
            return False  # mới and mọi are other words
        if _TAKEN_AWAY.search(clause.text[: match.end("what")].lower()):
            return False
        tail = match["tail"].strip(" ,().")
        if tail and not _read_cap_key(tail, statements):
            return False
        statements.each.append(Each(clause.piece(*match.span("what")), earned))
        return True
    return False


def _read_off(clause: Clause, statements: Statements) -> bool:
    for pattern in _TAKES_OFF:
        match = pattern.fullmatch(clause.key)
        taken = amount(match["amount"]) if match else None
        if match is None or taken is None:
            continue
        if clause.text[slice(*match.span("off"))].lower() not in ("trừ", "tru"):
            return False  # trụ and trữ are other words
        if clause.text[slice(*match.span("each"))].lower() in ("mới", "mọi"):
            return False
        tail = match["tail"].strip(" ,().")
        if tail and not (_TO_NOTHING.fullmatch(tail) or _read_cap_key(tail, statements)):
            return False
        what = clause.piece(*match.span("what"))
        if "%" in what.key:
            return False  # so much for each percent is no count of things
        how = match.groupdict().get("how")
        if how and not re.fullmatch(r"(?:(?:neu|khi|de|co|xay ra|phat sinh) ?)+", how):
            done = clause.piece(*match.span("how"))
            what = Clause(
                f"{what.text} {done.text[:1].lower()}{done.text[1:]}", f"{what.key} {how}"
            )
        statements.off.append(Each(what, taken))
        return True
    return False


def _read_cap(clause: Clause, statements: Statements) -> bool:
    key = clause.key.strip("()")
    return _TO_NOTHING.fullmatch(key) is not None or _read_cap_key(key, statements)


def _read_cap_key(key: str, statements: Statements) -> bool:
    if re.fullmatch(
        rf"(?:(?:nhung|va|tong) )*(?:toi da|khong (?:vuot )?qua) (?:bang )?{FULL}", key
    ):
        return True
    match = re.fullmatch(_CAP, key)
    cap = number(match["cap"]) if match else None
    if match is None or cap is None:
        return False
    statements.caps.append((cap, re.match(r"d(?:iem)?\b", match["of"]) is not None))
    return True


def _read_outcome(clause: Clause, statements: Statements) -> bool:
    found = outcome(clause)
    if found is None or _TAKEN_AWAY.search(found.condition.text.lower()):
        return False
    statements.outcomes.append(found)
    return True


_READERS: Final = (
    _read_maximum,
    _read_name,
    _read_sequence,
    _read_score,
    _read_ratio,
    _read_off,
    _read_each,
    _read_cap,
    _read_outcome,
)
