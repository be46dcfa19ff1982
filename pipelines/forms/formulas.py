"""Scoring rules as spreadsheet formulas, for the live self-score of a form.

Here belongs the formula of a whole cell: when it shows something, and what its points are. The
expression of a rule stands in `pipelines/rules/`, the cells stand where `forms/figures.py` puts
them.
"""

from collections.abc import Iterable, Mapping

from pipelines.frameworks.framework import Indicator
from pipelines.rules import kind_of
from pipelines.rules.spreadsheet import Choices


def self_score(
    leaf: Indicator, cells: Mapping[str, str], choices: Mapping[str, Choices]
) -> str | None:
    """The formula of an indicator's points (its value, where it has no points); None if it needs
    the other units.

    `cells` holds the cell of each input, `choices` the levels of inputs that have some. The result
    is empty text for as long as the figures are not there, and where the indicator does not count
    for the unit. Points that siblings leave to an indicator are added at assessment.
    """
    rule = leaf.rule
    if rule is None or not kind_of(rule).is_computable_alone(rule):
        return None
    earned = kind_of(rule).in_cells(rule, cells, choices, leaf.max_points)
    points = kind_of(rule).points_in_cells(earned.share, leaf.max_points)
    return f'=IF({earned.known},{points},"")'


def sum_of(cells: Iterable[str]) -> str:
    """The formula of the sum of self scores; empty text for as long as all of them are."""
    listed = ",".join(cells)
    return f'=IF(COUNT({listed})=0,"",SUM({listed}))'
