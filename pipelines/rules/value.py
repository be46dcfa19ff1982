"""`value`: a value 0..1 that somebody else publishes.

Here belongs all that is known of this kind. Source: main values that the ministry published without
their parts.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning, as_it_is
from pipelines.rules.rule_kind import ArrayFormula, Example, Keys, Rule, RuleKind
from pipelines.rules.spreadsheet import Choices, InCells, one_number


class Value(RuleKind):
    """The figure is the share itself."""

    name = "value"
    unit = "share"
    decided_by = "published_value"
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "share"},
            figures={"x": "0.7857"},
            share=Fraction("0.7857"),
            words=Name(
                "Giá trị 0..1 do cơ quan có thẩm quyền công bố x điểm tối đa",
                "The value 0..1 as published by the authority x maximum points",
            ),
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
        return as_it_is(keys["input"], (Fraction(0), Fraction(1)))

    def given(self, name: str, own: Fraction | None, maximum: Fraction | None) -> Earning | str:
        return as_it_is(name, (Fraction(0), Fraction(1)))

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
            "Giá trị 0..1 do cơ quan có thẩm quyền công bố x điểm tối đa",
            "The value 0..1 as published by the authority x maximum points",
        )


KIND: Final = Value()
