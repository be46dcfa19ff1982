"""`rank`: rank from the bottom of the round.

Here belongs all that is known of this kind. Source: OECD/JRC Handbook on Constructing Composite
Indicators (2008), section 5.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning
from pipelines.rules.key_arrays import rows_that_fall
from pipelines.rules.populations import standing, turned
from pipelines.rules.rule_kind import DIRECTION, ArrayFormula, Example, Keys, Rule, RuleKind, Schema
from pipelines.rules.spreadsheet import Choices, InCells, one_number
from pipelines.rules.wording import direction_words


class Rank(RuleKind):
    """1 for the lowest unit; ties share the lower rank."""

    name = "rank"
    key_schemas: ClassVar[Mapping[str, Schema]] = {"direction": DIRECTION}
    needs_all_units = True
    is_bounded = False
    examples = (
        Example(
            keys={"input": "x", "direction": "lower_is_better"},
            units={"x": "number"},
            figures={"x": "5"},
            others=({"x": "5"}, {"x": "7"}),
            share=Fraction(2),
            max_points=None,
            words=Name("x, theo thứ hạng; càng thấp càng tốt", "x, by rank; lower is better"),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        falls = rows_that_fall(rules)

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            below, _, _ = standing(turned(figures[0], falls), starts)
            return below + 1

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
        return Name(f"{name.vi}, theo thứ hạng{better.vi}", f"{name.en}, by rank{better.en}")


KIND: Final = Rank()
