"""`boolean`: yes is full, no is nothing.

Here belongs all that is known of this kind. Source: local annexes: "Đã ban hành: điểm tối đa; chưa
ban hành: 0".
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning, up_to
from pipelines.rules.rule_kind import ArrayFormula, Example, Keys, Rule, RuleKind
from pipelines.rules.spreadsheet import Choices, InCells

YES: Final = "Có"
NO: Final = "Không"
"""What a yes/no cell of a form holds."""


class Boolean(RuleKind):
    """Yes is read as 1, no as 0: the figure is what is earned."""

    name = "boolean"
    unit = "boolean"
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "boolean"},
            figures={"x": YES},
            share=Fraction(1),
            words=Name("x: có = điểm tối đa, không = 0", "x: yes = full, no = 0"),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            return figures[0]

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        return up_to(keys["input"], Fraction(1))

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        cell = cells[rule.keys["input"]]
        return InCells(f'OR({cell}="{YES}",{cell}="{NO}")', f'IF({cell}="{YES}",1,0)')

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        name = names(rule.keys["input"])
        return Name(f"{name.vi}: có = điểm tối đa, không = 0", f"{name.en}: yes = full, no = 0")


KIND: Final = Boolean()
