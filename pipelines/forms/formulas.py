"""Scoring rules as spreadsheet formulas, for the live self-score of a form.

Here belongs the translation of a rule into functions that both Excel and LibreOffice have. The
rules themselves are in `formulas.py`; the cells stand where `forms/form.py` puts them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pipelines.frameworks.framework import Indicator, Rule
from pipelines.frameworks.rule_kinds import RULE_KINDS

YES: Final = "Có"
NO: Final = "Không"
"""What a yes/no cell of a form holds."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the names of the levels of an input stand, and beside them their shares."""

    names: str
    shares: str


@dataclass(frozen=True, slots=True)
class _Earned:
    """Two expressions: whether the figures of a rule are there, and the share they then earn."""

    known: str
    share: str


def is_computable_alone(rule: Rule) -> bool:
    """Whether the figures of one unit are enough: no other unit of the round is looked at."""
    if rule.parts:
        return all(is_computable_alone(part) for _, part in rule.parts)
    has_own_bounds = rule.kind == "min_max" and {"lower", "upper"} <= rule.keys.keys()
    return has_own_bounds or not RULE_KINDS[rule.kind].needs_all_units


def self_score(
    leaf: Indicator, cells: Mapping[str, str], choices: Mapping[str, Choices]
) -> str | None:
    """The formula of an indicator's points (its value, where it has no points); None if it needs
    the other units.

    `cells` holds the cell of each input, `choices` the levels of inputs that have some. The result
    is empty text for as long as the figures are not there.
    """
    rule = leaf.rule
    if rule is None or not is_computable_alone(rule):
        return None
    if rule.parts:
        parts = [(share, _earned(part, cells, choices)) for share, part in rule.parts]
        known = ",".join(part.known for _, part in parts)
        share = "+".join(f"{_number(n)}*IF({part.known},{part.share},0)" for n, part in parts)
        return f'=IF(OR({known}),{_times(leaf.max_points)}({share}),"")'
    whole = _earned(rule, cells, choices)
    return f'=IF({whole.known},{_points(leaf, rule, whole.share)},"")'


def sum_of(cells: Iterable[str]) -> str:
    """The formula of the sum of self scores; empty text for as long as all of them are."""
    listed = ",".join(cells)
    return f'=IF(COUNT({listed})=0,"",SUM({listed}))'


def _points(leaf: Indicator, rule: Rule, share: str) -> str:
    """Points from a share, or as they were given; a bonus or penalty up to its cap, if any."""
    match rule.kind:
        case "points":
            return share
        case "bonus" | "penalty":
            sign = "-" if rule.kind == "penalty" else ""
            capped = leaf.max_points is not None
            return sign + (f"MIN({share},{_number(leaf.max_points)})" if capped else share)
        case _:
            return _times(leaf.max_points) + share


def _earned(rule: Rule, cells: Mapping[str, str], choices: Mapping[str, Choices]) -> _Earned:
    if rule.kind == "ratio":
        return _ratio(rule.keys, cells)
    name = rule.keys["input"]
    cell = cells[name]
    match rule.kind:
        case "boolean":
            return _Earned(f'OR({cell}="{YES}",{cell}="{NO}")', f'IF({cell}="{YES}",1,0)')
        case "levels":
            is_it = f"({choices[name].names}={cell})"
            return _Earned(
                f"SUMPRODUCT(--{is_it})>0", f"SUMPRODUCT({is_it}*{choices[name].shares})"
            )
        case _:
            formula = _OF_ONE_FIGURE.get(rule.kind, _as_it_is)
            return _Earned(f"ISNUMBER({cell})", formula(rule.keys, cell))


def _ratio(keys: Mapping[str, Any], cells: Mapping[str, str]) -> _Earned:
    a, b = cells[keys["numerator"]], cells[keys["denominator"]]
    target = f"/{_number(keys['target'])}" if "target" in keys else ""
    return _Earned(f"AND(ISNUMBER({a}),ISNUMBER({b}),{b}<>0)", f"MIN(1,{a}/{b}{target})")


def _steps(keys: Mapping[str, Any], cell: str) -> str:
    """The share of the highest step reached, asked for from the highest downwards."""
    ladder = sorted(keys["steps"], key=lambda step: Decimal(step["at_least"]))
    share = "0"
    for step in ladder:
        share = f"IF({cell}>={_number(step['at_least'])},{_number(step['share'])},{share})"
    return share


def _capped_count(keys: Mapping[str, Any], cell: str) -> str:
    cap = _number(keys["cap"])
    return f"MIN({cell},{cap})/{cap}"


def _between_bounds(keys: Mapping[str, Any], cell: str) -> str:
    """The way from the lower to the upper bound, cut at both: goalposts, and fixed min-max."""
    lower, upper = _number(keys["lower"]), _number(keys["upper"])
    if keys.get("log"):
        way = f"(LN(MAX({cell},{lower}))-LN({lower}))/(LN({upper})-LN({lower}))"
    else:
        way = f"({cell}-{lower})/({upper}-{lower})"
    share = f"MAX(0,MIN(1,{way}))"
    return f"(1-{share})" if keys.get("direction") == "lower_is_better" else share


def _as_it_is(_keys: Mapping[str, Any], cell: str) -> str:
    return cell


_OF_ONE_FIGURE: Final[Mapping[str, Callable[[Mapping[str, Any], str], str]]] = {
    "steps": _steps,
    "capped_count": _capped_count,
    "goalposts": _between_bounds,
    "min_max": _between_bounds,
}


def _times(maximum: Decimal | None) -> str:
    return "" if maximum is None else f"{_number(maximum)}*"


def _number(number: Decimal | int | None) -> str:
    """A number as formulas write it, in brackets if negative."""
    text = format(Decimal(number or 0), "f")
    return f"({text})" if text.startswith("-") else text
