"""A scoring rule in words, in Vietnamese and English, for people who are scored by it.

Here belongs one sentence for each kind of rule. The formulas are in `scoring/formulas.py`; whether
a rule is official or inferred is its `rule_status` and is not said here.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pipelines.frameworks.framework import Indicator, Name, Rule


def rule_in_words(indicator: Indicator) -> Name | None:
    """How an indicator is scored; None where it has no rule of its own."""
    if indicator.rule is None:
        return None
    told = _told(indicator, indicator.rule)
    return Name(f"{told.vi}.", f"{told.en}.")


def _told(indicator: Indicator, rule: Rule) -> Name:
    keys = rule.keys
    match rule.kind:
        case "ratio":
            return _ratio(indicator, keys)
        case "parts":
            parts = [(_share(share), _told(indicator, part)) for share, part in rule.parts]
            return Name(
                "; ".join(f"{share.vi} điểm: {part.vi}" for share, part in parts),
                "; ".join(f"{share.en} of the points: {part.en}" for share, part in parts),
            )
        case _:
            return _of_one_input(rule.kind, keys, _input(indicator, keys["input"]))


def _ratio(indicator: Indicator, keys: Any) -> Name:
    above, below = _input(indicator, keys["numerator"]), _input(indicator, keys["denominator"])
    target = Decimal(keys.get("target", 1))
    goal = _share(target)
    full = Name("", "") if target == 1 else Name(f", đạt {goal.vi} là đủ", f", {goal.en} is full")
    return Name(
        f"({above.vi}) / ({below.vi}) x điểm tối đa{full.vi}",
        f"({above.en}) / ({below.en}) x maximum points{full.en}",
    )


def _of_one_input(kind: str, keys: Any, of: Name) -> Name:
    lower_is_better = keys.get("direction") == "lower_is_better"
    better = Name("; càng thấp càng tốt", "; lower is better") if lower_is_better else Name("", "")
    match kind:
        case "levels":
            levels = [(name, _share(Decimal(share))) for name, share in keys["levels"].items()]
            return Name(
                f"{of.vi}: " + ", ".join(f"{name} = {share.vi}" for name, share in levels),
                f"{of.en}: " + ", ".join(f"{name} = {share.en}" for name, share in levels),
            )
        case "steps":
            steps = list(_steps(keys["steps"]))
            return Name(
                f"{of.vi}: " + ", ".join(step.vi for step in steps) + ", ít hơn = 0",
                f"{of.en}: " + ", ".join(step.en for step in steps) + ", fewer = 0",
            )
        case "boolean":
            return Name(f"{of.vi}: có = điểm tối đa, không = 0", f"{of.en}: yes = full, no = 0")
        case "capped_count":
            cap = _number(keys["cap"])
            return Name(
                f"{of.vi}, tính đến {cap.vi}, chia cho {cap.vi}",
                f"{of.en}, counted up to {cap.en}, divided by {cap.en}",
            )
        case "best_peer":
            return Name(
                f"{of.vi} / giá trị cao nhất trong các đơn vị được đánh giá",
                f"{of.en} / the highest value among the units assessed",
            )
        case "min_max":
            low, high = _bound(keys.get("lower"), False), _bound(keys.get("upper"), True)
            return Name(
                f"{of.vi}, theo vị trí giữa {low.vi} và {high.vi}{better.vi}",
                f"{of.en}, by its place between {low.en} and {high.en}{better.en}",
            )
        case "goalposts":
            low, high = _number(keys["lower"]), _number(keys["upper"])
            scale = Name(", thang logarit", ", on a logarithmic scale")
            log = scale if keys.get("log") else Name("", "")
            return Name(
                f"{of.vi}, theo vị trí giữa {low.vi} (0 điểm) và {high.vi} (điểm tối đa)"
                f"{log.vi}{better.vi}",
                f"{of.en}, by its place between {low.en} (zero) and {high.en} (full)"
                f"{log.en}{better.en}",
            )
        case "z_score":
            return Name(f"{of.vi}, điểm chuẩn z{better.vi}", f"{of.en}, z-score{better.en}")
        case "percentile":
            return Name(f"{of.vi}, phân vị{better.vi}", f"{of.en}, percentile{better.en}")
        case "rank":
            return Name(f"{of.vi}, theo thứ hạng{better.vi}", f"{of.en}, by rank{better.en}")
        case "points":
            return Name("Điểm cho trực tiếp", "Points given directly")
        case "value":
            return Name(
                "Giá trị 0..1 do cơ quan có thẩm quyền công bố x điểm tối đa",
                "The value 0..1 as published by the authority x maximum points",
            )
        case "bonus":
            return Name(
                "Điểm thưởng, cộng vào tổng, không vượt điểm tối đa",
                "Bonus points, added to the total up to the maximum",
            )
        case "penalty":
            return Name(
                "Điểm trừ, trừ khỏi tổng, không vượt điểm tối đa",
                "Penalty points, taken from the total up to the maximum",
            )
        case _:
            raise ValueError(f"no words for a rule of kind {kind}")


def _steps(steps: Any) -> Iterator[Name]:
    for step in steps:
        least, share = _number(step["at_least"]), _share(Decimal(step["share"]))
        yield Name(f"từ {least.vi} = {share.vi}", f"{least.en} or more = {share.en}")


def _input(indicator: Indicator, code: str) -> Name:
    given = indicator.inputs.get(code)
    return Name(code, code) if given is None else given.name


def _bound(bound: Any, is_upper: bool) -> Name:
    if bound is not None:
        return _number(bound)
    if is_upper:
        return Name("đơn vị cao nhất", "the highest unit")
    return Name("đơn vị thấp nhất", "the lowest unit")


def _share(share: Decimal) -> Name:
    percent = _number(share * 100)
    return Name(f"{percent.vi} %", f"{percent.en} %")


def _number(number: Decimal | int) -> Name:
    text = f"{Decimal(number):f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return Name(plain.replace(".", ","), plain)
