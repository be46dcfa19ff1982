"""The model: a latent quality of each unit, what it claims, what an appraisal would find.

Here belongs every invented figure. Which claims are wrong on purpose is in `errors.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, cast

from demonstration.draws import chance
from demonstration.errors import planted_in
from demonstration.faults import MEASURED_CENTRALLY
from demonstration.rounds import Indicator, Round, read_round


class Size(NamedTuple):
    """A denominator: drawn once per unit and `key`, so indicators with one key share it."""

    key: str
    low: int
    high: int
    share: float = 1.0


SIZES: Final[dict[str, dict[str, Size]]] = {
    "commune": {
        "1.1": Size("people", 7000, 46000, 0.55),
        "1.2": Size("people", 7000, 46000),
        "1.3": Size("people", 7000, 46000, 0.27),
        "2.2": Size("staff", 35, 80),
        "2.3": Size("staff", 35, 80),
        "2.5": Size("team", 40, 160),
        "3.1": Size("systems", 2, 6),
        "3.2": Size("systems", 2, 6),
        "3.3": Size("systems", 2, 6),
        "3.4": Size("computers", 30, 75),
        "4.3": Size("dossiers", 1200, 7500),
        "4.4": Size("dossiers", 1200, 7500),
        "4.5": Size("ratings", 150, 900),
        "4.6": Size("dossiers", 1200, 7500, 0.95),
        "4.10": Size("dossiers", 1200, 7500, 1.1),
        "4.11": Size("work files", 300, 1800),
        "4.12": Size("reports", 12, 30),
        "4.13": Size("places", 4, 20),
        "4.17": Size("fields", 8, 16),
        "4.18": Size("staff", 35, 80),
        "4.19": Size("documents", 900, 4200),
        "4.20": Size("work files", 300, 1800),
        "4.21": Size("work files", 300, 1800),
        "5.4": Size("firms", 15, 320),
        "6.1": Size("people", 7000, 46000, 0.78),
        "6.2": Size("people", 7000, 46000, 0.76),
        "6.3": Size("people", 7000, 46000, 0.71),
        "6.4": Size("people", 7000, 46000),
        "6.5": Size("people", 7000, 46000),
        "6.6": Size("petitions", 40, 420),
        "6.7": Size("petition ratings", 30, 300),
    },
    "department": {
        "1.3": Size("meetings", 4, 12),
        "1.4": Size("months", 6, 6),
        "2.2": Size("staff", 45, 160),
        "3.2": Size("dossiers", 900, 9000, 1.1),
        "3.3": Size("computers", 50, 170),
        "3.4.1": Size("databases", 2, 9),
        "4.1": Size("dossiers", 900, 9000),
        "4.4": Size("dossiers", 900, 9000, 0.95),
    },
}
OTHER_SIZE: Final = Size("other", 10, 60)


def quality(entity_code: str, is_second: bool) -> float:
    level = chance("quality", entity_code).uniform(0.45, 0.84)
    if is_second:
        level += chance("progress", entity_code).uniform(-0.015, 0.06)
    return min(level, 0.9)


def found_share(one: Round, entity_code: str, code: str) -> float:
    """What an appraisal would find, 0..1."""
    share = (
        quality(entity_code, one.is_second)
        + chance("ease", one.kind, code).uniform(-0.12, 0.14)
        + chance("own", entity_code, code).uniform(-0.22, 0.22)
        + chance("now", one.id, entity_code, code).uniform(-0.04, 0.04)
    )
    return min(max(share, 0.0), 1.0)


def claimed_share(one: Round, entity_code: str, code: str) -> float:
    """What the unit says of itself: often a little too much, unless it does not know the figure, or
    wrong as `errors.py` plans it."""
    found = found_share(one, entity_code, code)
    match planted_in(one).get((entity_code, code)):
        case "everything_at_maximum":
            return 1.0
        case "digit_lost":
            return found / 10
        case "inflated_without_evidence" | "far_from_own_past":
            return min(found + 0.45, 1.0)
        case "slightly_inflated":
            return min(found + 0.2, 1.0)
        case _:
            pass
    draw = chance("claim", one.id, entity_code, code)
    error = draw.uniform(0.02, 0.18) if draw.random() < 0.42 else 0.0
    if one.kind == "commune" and code in MEASURED_CENTRALLY:
        error = -error
    return min(max(found + error, 0.0), 1.0)


class Answer(NamedTuple):
    inputs: dict[str, Decimal | str]
    share: Fraction | None  # of the maximum points; None where it depends on the other units


def denominator(one: Round, entity_code: str, code: str) -> int:
    size = SIZES[one.kind].get(code, OTHER_SIZE)
    base = chance("size", entity_code, size.key).randint(size.low, size.high) * size.share
    if one.is_second:
        base *= chance("growth", entity_code, size.key).uniform(0.98, 1.05)
    return round(base)


def answer(
    one: Round, entity_code: str, code: str, rule: Mapping[str, Any], share: float
) -> Answer:
    """Inputs that give about this share of the points under the rule."""
    kind = str(rule["kind"])
    name = str(rule.get("input", ""))
    if kind == "ratio":
        target = Fraction(str(rule.get("target", 1)))
        b = denominator(one, entity_code, code)
        a = min(b, round(share * b * float(target)))
        inputs: dict[str, Decimal | str] = {
            str(rule["numerator"]): Decimal(a),
            str(rule["denominator"]): Decimal(b),
        }
        return Answer(inputs, min(Fraction(1), Fraction(a, b) / target))
    if kind == "parts":
        parts = cast(list[dict[str, Any]], rule["parts"])
        answers = [answer(one, entity_code, code, part["rule"], share) for part in parts]
        inputs = {key: value for part in answers for key, value in part.inputs.items()}
        shares = [
            Fraction(str(part["share"])) * (got.share or 0)
            for part, got in zip(parts, answers, strict=True)
        ]
        return Answer(inputs, sum(shares, Fraction(0)))
    if kind == "levels":
        levels = {key: Fraction(str(value)) for key, value in rule["levels"].items()}
        level = min(levels, key=lambda key: abs(float(levels[key]) - share))
        return Answer({name: level}, levels[level])
    if kind == "steps":
        steps = [(int(step["at_least"]), Fraction(str(step["share"]))) for step in rule["steps"]]
        at_least, got = min([*steps, (0, Fraction(0))], key=lambda s: abs(float(s[1]) - share))
        return Answer({name: Decimal(at_least)}, got)
    if kind == "boolean":
        is_yes = share >= 0.5
        return Answer({name: "có" if is_yes else "không"}, Fraction(is_yes))
    if kind == "capped_count":
        cap = int(rule["cap"])
        count = round(share * 1.25 * cap)
        return Answer({name: Decimal(count)}, min(Fraction(1), Fraction(count, cap)))
    if kind == "goalposts":
        lower, upper = Fraction(str(rule["lower"])), Fraction(str(rule["upper"]))
        reached = float(lower) - 0.05 + share * (float(upper - lower) + 0.1)
        percent = round(100 * min(1.0, reached))
        got = (Fraction(percent, 100) - lower) / (upper - lower)
        return Answer({name: Decimal(percent) / 100}, min(max(got, Fraction(0)), Fraction(1)))
    if kind == "points":
        quarters = round(share * 4)
        return Answer({name: Decimal(quarters) / 4}, Fraction(quarters, 4))  # times the maximum
    if kind == "best_peer":
        return Answer({name: Decimal(1 + round(share * 24))}, None)
    if kind == "min_max" and rule.get("direction") == "lower_is_better":
        return Answer({name: (Decimal(120 - round(share * 95)) / 10).normalize()}, None)
    if kind == "min_max":
        return Answer({name: Decimal(round(share * 12))}, None)
    if kind == "bonus":
        return Answer({name: Decimal(max(0, round((share - 0.55) * 16)))}, None)
    if kind == "penalty":
        return Answer({name: Decimal(max(0, round((0.55 - share) * 12)))}, None)
    raise ValueError(f"{code}: no demonstration value for rule kind {kind!r}")


def claim(one: Round, entity_code: str, indicator: Indicator) -> Answer:
    if planted_in(one).get((entity_code, indicator.code)) == "copied_from_last_round":
        one = read_round(one.previous)
    share = claimed_share(one, entity_code, indicator.code)
    return answer(one, entity_code, indicator.code, indicator.rule, share)


def finding(one: Round, entity_code: str, indicator: Indicator) -> Answer:
    share = found_share(one, entity_code, indicator.code)
    return answer(one, entity_code, indicator.code, indicator.rule, share)


def points(indicator: Indicator, share: Fraction) -> Decimal:
    exact = indicator.max_points * share
    hundredths = Decimal(exact.numerator) / Decimal(exact.denominator)
    return hundredths.quantize(Decimal("0.01"), ROUND_HALF_UP)
