"""`penalty`: points taken from the total, outside its denominator.

Here belongs all that is known of this kind. Source: Đà Nẵng and other local frameworks: "Điểm trừ".
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning
from pipelines.rules.rule_kind import ArrayFormula, Example, Keys, Rule, RuleKind
from pipelines.rules.spreadsheet import Choices, InCells, number, one_number


class Penalty(RuleKind):
    """Up to the maximum points, where it has some; reported as a number above 0."""

    name = "penalty"
    unit = "points"
    may_be_part = False
    is_adjustment = True
    reported_by = "council"
    decided_by = "council"
    sign = -1
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "points"},
            figures={"x": "2"},
            share=Fraction(-2),
            max_points=Decimal(5),
            words=Name(
                "Điểm trừ, trừ khỏi tổng, không vượt điểm tối đa",
                "Penalty points, taken from the total up to the maximum",
            ),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            return figures[0]

        return earned

    def given(self, name: str, own: Fraction | None, maximum: Fraction | None) -> Earning | str:
        if own is None:
            return "full"
        worst = max(own, maximum or Fraction(0))
        cap = worst if maximum is None else maximum
        return Earning(name, lambda figure: -min(figure, cap), worst, Fraction(0), (cap,))

    def points_in_cells(self, share: str, maximum: Decimal | None) -> str:
        return f"-{share}" if maximum is None else f"-MIN({share},{number(maximum)})"

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
            "Điểm trừ, trừ khỏi tổng, không vượt điểm tối đa",
            "Penalty points, taken from the total up to the maximum",
        )


KIND: Final = Penalty()
