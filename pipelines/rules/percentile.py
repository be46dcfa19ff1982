"""`percentile`: the share of the other units that lie below, ties counting half.

Here belongs all that is known of this kind. Source: OECD/JRC Handbook on Constructing Composite
Indicators (2008), section 5.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

import numpy as np

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning
from pipelines.rules.key_arrays import rows_that_fall
from pipelines.rules.populations import standing, turned
from pipelines.rules.rule_kind import DIRECTION, ArrayFormula, Example, Keys, Rule, RuleKind, Schema
from pipelines.rules.spreadsheet import Choices, InCells, one_number
from pipelines.rules.wording import direction_words


class Percentile(RuleKind):
    """A lone unit is not evaluated."""

    name = "percentile"
    key_schemas: ClassVar[Mapping[str, Schema]] = {"direction": DIRECTION}
    needs_all_units = True
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "number"},
            figures={"x": "6"},
            others=({"x": "2"}, {"x": "6"}),
            share=Fraction(3, 4),
            words=Name("x, phân vị", "x, percentile"),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        falls = rows_that_fall(rules)

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            below, ties, count = standing(turned(figures[0], falls), starts)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(count > 1, (below + (ties - 1) / 2) / (count - 1), np.nan)

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        return "depends_on_others"

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
        name, better = names(rule.keys["input"]), direction_words(rule.keys)
        return Name(f"{name.vi}, phân vị{better.vi}", f"{name.en}, percentile{better.en}")


KIND: Final = Percentile()
