"""`points`: points given directly, by the council.

Here belongs all that is known of this kind. Source: local annexes: "Hội đồng chấm".
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.rule_kind import ArrayFormula, Example, Keys, Rule, RuleKind
from pipelines.rules.spreadsheet import Choices, InCells, one_number


class Points(RuleKind):
    """The figure is in points of the maximum."""

    name = "points"
    unit = "points"
    may_be_part = False
    decided_by = "council"
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "points"},
            figures={"x": "7.5"},
            share=Fraction(3, 4),
            words=Name("Điểm cho trực tiếp", "Points given directly"),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            return figures[0] / worth[:, None]

        return earned

    def needs_points(self, keys: Keys) -> bool:
        return True

    def points_in_cells(self, share: str, maximum: Decimal | None) -> str:
        return share

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        cell = cells[rule.keys["input"]]
        return one_number(cell, cell)

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        return Name(
            "Điểm cho trực tiếp",
            "Points given directly",
        )


KIND: Final = Points()
