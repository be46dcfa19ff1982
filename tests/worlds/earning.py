"""What every indicator of a unit earns: its state, its share, the source that speaks.

Here belong rules and states, as the evaluator has them. The way up is in `upward.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from worlds.standing import SOURCES, Figure, Figures, rules_of, strongest
from worlds.world import Framework, Node, Round


@dataclass(frozen=True)
class Leaf:
    """A scored indicator of one unit: its state, what it earns, the source that speaks."""

    state: str
    share: Fraction | None
    source: str | None
    is_shared: bool = False
    """Its points go to its siblings."""


def leaves_of(
    framework: Framework, entry: Round, figures: Figures
) -> Mapping[tuple[str, str], Leaf]:
    left_out = _left_out(framework, entry)
    found: dict[tuple[str, str], Leaf] = {}
    for node in framework.nodes:
        parents = {other.parent for other in framework.nodes}
        if node.rule is None and node.code in parents:
            continue
        if node.rule is None or node.code in left_out:
            told = {unit: _strongest_source(figures, unit, node.code) for unit in entry.units}
            found |= {
                (unit, node.code): Leaf("not_evaluated", None, told[unit]) for unit in entry.units
            }
            continue
        for unit, leaf in _leaf_of_round(node, entry.units, figures).items():
            found[unit, node.code] = leaf
    return found


def _strongest_source(figures: Figures, unit: str, code: str) -> str | None:
    told = [one for key, all_of in figures.items() if key[:2] == (unit, code) for one in all_of]
    return strongest(told)[0] if told else None


def _left_out(framework: Framework, entry: Round) -> set[str]:
    parent_of = {node.code: node.parent for node in framework.nodes}

    def lies_below(code: str | None) -> bool:
        return code is not None and (code in entry.not_evaluated or lies_below(parent_of[code]))

    return {code for code in parent_of if lies_below(code)}


def _leaf_of_round(node: Node, units: Sequence[str], figures: Figures) -> dict[str, Leaf]:
    assert node.rule is not None
    says: dict[str, dict[str, Figure]] = {unit: {} for unit in units}
    for (unit, code, name), told in figures.items():
        if code == node.code and unit in says:
            says[unit][name] = strongest(told)
    numbers = {
        unit: {name: Fraction(value) for name, (_, value) in told.items() if name != "state"}
        for unit, told in says.items()
    }
    share = {unit: _share(node, unit, numbers) for unit in units}
    for unit in units:
        told = {name: one for name, one in says[unit].items() if name != "state"}
        if "points" in told and _strength(told.values()) == SOURCES.index(told["points"][0]):
            unit_of_share = 1 if is_adjustment(node) else Fraction(node.max_points or 1)
            share[unit] = numbers[unit]["points"] / unit_of_share
    if is_adjustment(node) and node.max_points is not None:
        for unit, earned in share.items():
            if earned is not None:
                share[unit] = min(earned, Fraction(node.max_points))
    state = {unit: "missing" if share[unit] is None else "reported" for unit in units}
    if any(rule["kind"] in _OF_ROUND for rule in rules_of(node)):
        # A figure without a yardstick.
        lacking = [unit for unit in units if state[unit] == "missing" and numbers[unit]]
        everybody = node.rule["kind"] != "parts" and bool(lacking)
        for unit in units:
            if unit in lacking or (everybody and state[unit] == "missing"):
                state[unit] = "not_evaluated"
    policy = node.rule.get("zero_denominator")
    shared: set[str] = set()
    if policy in ("not_evaluated", "shared"):
        above, below = node.rule["numerator"], node.rule["denominator"]
        for unit in units:
            is_zero = numbers[unit].get(below) == 0 and above in numbers[unit]
            if is_zero and state[unit] == "missing":
                state[unit] = "not_evaluated"
                shared |= {unit} if policy == "shared" else set()
    leaves: dict[str, Leaf] = {}
    for unit in units:
        told = says[unit]
        source = SOURCES[_strength(told.values())] if told else None
        now, earned = state[unit], share[unit]
        if "state" in told and told["state"][1] != "reported":
            claim = SOURCES.index(told["state"][0])
            figured = _strength(one for name, one in told.items() if name != "state")
            if claim >= figured or now == "missing":
                now = str(told["state"][1])
                shared.discard(unit)
                earned = Fraction(0) if now == "zero_by_decision" else None
        leaves[unit] = Leaf(now, earned, source, unit in shared)
    return leaves


def _strength(told: Iterable[Figure]) -> int:
    return max((SOURCES.index(source) for source, _ in told), default=-1)


def is_adjustment(node: Node) -> bool:
    return node.rule is not None and node.rule["kind"] in ("bonus", "penalty")


def _share(node: Node, unit: str, numbers: Mapping[str, Mapping[str, Fraction]]) -> Fraction | None:
    assert node.rule is not None
    if node.rule["kind"] != "parts":
        return _earned(node, node.rule, unit, numbers)
    parts = [
        (Fraction(part["share"]), _earned(node, part["rule"], unit, numbers))
        for part in node.rule["parts"]
    ]
    known = [share * earned for share, earned in parts if earned is not None]
    return sum(known, Fraction(0)) if known else None


def _earned(
    node: Node, rule: Mapping[str, Any], unit: str, numbers: Mapping[str, Mapping[str, Fraction]]
) -> Fraction | None:
    if "numerator" in rule:
        above = numbers[unit].get(rule["numerator"])
        below = numbers[unit].get(rule["denominator"])
        if above is None or below is None:
            return None
        if below == 0:
            at_zero = {"zero": Fraction(0), "full": Fraction(1)}
            return at_zero.get(rule.get("zero_denominator", ""))
        figure = above / below
    else:
        figure = numbers[unit].get(rule["input"])
    if figure is None:
        return None
    if "floor" in rule and figure < Fraction(rule["floor"]):
        return Fraction(0)
    if rule["kind"] in _OF_ROUND:
        everyone = [told[rule["input"]] for told in numbers.values() if rule["input"] in told]
        return _OF_ROUND[rule["kind"]](rule, figure, everyone)
    match rule["kind"]:
        case "ratio":
            return min(Fraction(1), figure / Fraction(rule.get("target", 1)))
        case "steps":
            ladder = sorted((step["at_least"], step["share"]) for step in rule["steps"])
            reached = [Fraction(share) for least, share in ladder if figure >= Fraction(least)]
            return reached[-1] if reached else Fraction(0)
        case "capped_count":
            return _counted(rule, figure, Fraction(node.max_points or 1))
        case "goalposts":
            return _between(rule, figure, Fraction(rule["lower"]), Fraction(rule["upper"]))
        case "points":
            return figure / Fraction(node.max_points or 1)
        case "boolean" | "levels" | "value" | "bonus" | "penalty":
            return figure
        case kind:
            raise ValueError(kind)


def _counted(rule: Mapping[str, Any], figure: Fraction, worth: Fraction) -> Fraction:
    """Items up to the cap: each worth so many points, or all of them worth everything."""
    items = min(figure, Fraction(rule["cap"]))
    each = Fraction(rule["each"]) / worth if "each" in rule else 1 / Fraction(rule["cap"])
    earned = min(Fraction(1), items * each)
    return 1 - earned if rule.get("from") == "full" else earned


def _between(
    rule: Mapping[str, Any], figure: Fraction, lower: Fraction, upper: Fraction
) -> Fraction:
    inside = min(max(figure, lower), upper)
    if rule.get("log"):
        low, at, high = (decimal_of(n).ln() for n in (lower, inside, upper))
        way = Fraction((at - low) / (high - low))
    else:
        way = (inside - lower) / (upper - lower)
    return 1 - way if _is_turned(rule) else way


def _is_turned(rule: Mapping[str, Any]) -> bool:
    return rule.get("direction") == "lower_is_better"


def _best_peer(
    _: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    best = max(everyone)
    return figure / best if best > 0 else None


def _min_max(
    rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    lower = Fraction(rule["lower"]) if "lower" in rule else min(everyone)
    upper = Fraction(rule["upper"]) if "upper" in rule else max(everyone)
    return _between(rule, figure, lower, upper) if lower < upper else None


def _z_score(
    rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    if min(everyone) == max(everyone):
        return None
    mean = sum(everyone, Fraction(0)) / len(everyone)
    variance = sum(((one - mean) ** 2 for one in everyone), Fraction(0)) / (len(everyone) - 1)
    distance = (figure - mean) / Fraction(decimal_of(variance).sqrt())
    return -distance if _is_turned(rule) else distance


def _percentile(
    rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    if len(everyone) < 2:
        return None
    worse = sum(one > figure if _is_turned(rule) else one < figure for one in everyone)
    equal = sum(one == figure for one in everyone) - 1
    return (worse + Fraction(equal, 2)) / (len(everyone) - 1)


def _rank(rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]) -> Fraction:
    worse = sum(one > figure if _is_turned(rule) else one < figure for one in everyone)
    return Fraction(1 + worse)


_OF_ROUND: Final[
    Mapping[str, Callable[[Mapping[str, Any], Fraction, Sequence[Fraction]], Fraction | None]]
] = {
    "best_peer": _best_peer,
    "min_max": _min_max,
    "z_score": _z_score,
    "percentile": _percentile,
    "rank": _rank,
}


def decimal_of(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
