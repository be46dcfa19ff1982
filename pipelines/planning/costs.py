"""Costs: what one unit of change of a figure costs, where somebody has said so.

Here belong reading the table of costs and the effort that stands for a cost where none is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from statistics import median
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework, Name
from pipelines.marked_yaml import Problem, SeedError
from pipelines.planning.lever import Lever

COST_COLUMNS: Final = (
    "framework",
    "indicator_code",
    "input",
    "cost",
    "unit_vi",
    "unit_en",
    "status",
    "note",
)
COST_STATUSES: Final = ("stated", "estimated", "demonstration")


@dataclass(frozen=True, slots=True)
class Costs:
    """What one unit of change of a figure costs, by indicator code and input, all in one unit."""

    unit: Name
    of: Mapping[tuple[str, str], Decimal]
    is_demonstration: bool = False


def read_costs(
    table: pl.DataFrame, file: str, frameworks: Mapping[str, Framework]
) -> Mapping[str, Costs]:
    """Check a table of text as it stands in `costs.csv`; costs by framework.

    `cost` is for one unit of the figure (one dossier, one percentage point of a percentage, the
    whole way from 0 to 1 of a share, a yes or a level), in one unit throughout a framework;
    `status` says where it comes from. Raises SeedError with all problems.
    """
    problems: list[Problem] = []
    found: dict[str, dict[tuple[str, str], Decimal]] = {}
    units: dict[str, Name] = {}
    made_up: set[str] = set()
    for line, row in enumerate(table.select(COST_COLUMNS).iter_rows(named=True), start=2):
        for message in _wrong(row, frameworks, found, units):
            problems.append(Problem(file, line, row["indicator_code"] or "", message))
        framework = str(row["framework"])
        cost = _number(row["cost"])
        if cost is not None:
            found.setdefault(framework, {})[row["indicator_code"], row["input"]] = cost
        units.setdefault(framework, Name(row["unit_vi"] or "", row["unit_en"] or ""))
        if row["status"] == "demonstration":
            made_up.add(framework)
    if problems:
        raise SeedError(problems)
    return {name: Costs(units[name], of, name in made_up) for name, of in found.items()}


def _wrong(
    row: Mapping[str, str | None],
    frameworks: Mapping[str, Framework],
    found: Mapping[str, Mapping[tuple[str, str], Decimal]],
    units: Mapping[str, Name],
) -> list[str]:
    name, code, figure = row["framework"] or "", row["indicator_code"] or "", row["input"] or ""
    cost = _number(row["cost"])
    framework = frameworks.get(name)
    messages: list[str] = []
    if framework is None:
        messages.append(f"{name!r} is not a framework")
    elif code not in framework.by_code:
        messages.append(f"{code!r} is not an indicator of {name}")
    elif figure not in framework.by_code[code].inputs:
        messages.append(f"{figure!r} is not an input of {code}")
    if (code, figure) in found.get(name, {}):
        messages.append(f"the input {figure!r} already has a cost")
    if cost is None or cost <= 0:
        messages.append(f"a cost is a number above 0, not {row['cost']!r}")
    if row["status"] not in COST_STATUSES:
        messages.append(f"status is one of {', '.join(COST_STATUSES)}, not {row['status']!r}")
    unit = Name(row["unit_vi"] or "", row["unit_en"] or "")
    if not (unit.vi and unit.en):
        messages.append("unit_vi or unit_en is empty")
    elif units.get(name, unit) != unit:
        messages.append(f"costs of {name} are in {units[name].en}, not in {unit.en}")
    return messages


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def prices(levers: Sequence[Lever], costs: Costs | None) -> list[Fraction]:
    """What one unit of change of each lever costs.

    Without a cost of its own a lever costs effort: the share of the remaining gap of its
    indicator, so that any indicator brought from where it stands to full marks costs one. Beside
    costs that are given, such a whole gap costs the median of what the levers with a cost do.
    """
    given = {
        n: Fraction(costs.of[lever.code, lever.input])
        for n, lever in enumerate(levers)
        if costs is not None and (lever.code, lever.input) in costs.of
    }
    whole = median([price * _way(levers[n]) for n, price in given.items()] or [Fraction(1)])
    gaps: dict[str, Fraction] = {}
    for lever in levers:
        gaps[lever.code] = gaps.get(lever.code, Fraction(0)) + lever.gain(lever.most)
    return [
        given[n] if n in given else whole * lever.gain(lever.most) / gaps[lever.code] / _way(lever)
        for n, lever in enumerate(levers)
    ]


def _way(lever: Lever) -> Fraction:
    return Fraction(lever.change(lever.most))
