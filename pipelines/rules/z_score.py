"""`z_score`: distance from the mean of the round in sample standard deviations.

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
from pipelines.rules.populations import highest, lowest, over_rounds, turned
from pipelines.rules.rule_kind import DIRECTION, ArrayFormula, Example, Keys, Rule, RuleKind, Schema
from pipelines.rules.spreadsheet import Choices, InCells, one_number
from pipelines.rules.wording import direction_words


class ZScore(RuleKind):
    """Nobody is evaluated where all figures are the same."""

    name = "z_score"
    key_schemas: ClassVar[Mapping[str, Schema]] = {"direction": DIRECTION}
    needs_all_units = True
    is_bounded = False
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "number"},
            figures={"x": "6"},
            others=({"x": "2"}, {"x": "4"}),
            share=Fraction(1),
            max_points=None,
            words=Name("x, điểm chuẩn z", "x, z-score"),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        falls = rows_that_fall(rules)

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            figure = turned(figures[0], falls)
            units = figure.shape[1]
            # Asked of the figures: a mean of equal floats may differ from them in the last place.
            differ = highest(figure, starts) > lowest(figure, starts)
            known = ~np.isnan(figure)
            filled = np.where(known, figure, 0.0)
            count = np.add.reduceat(known, starts, axis=1, dtype=np.int64)
            with np.errstate(divide="ignore", invalid="ignore"):
                mean = np.add.reduceat(filled, starts, axis=1) / count
                mean = over_rounds(mean, starts, units)
                squares = np.where(known, (figure - mean) ** 2, 0.0)
                deviation = np.sqrt(np.add.reduceat(squares, starts, axis=1) / (count - 1))
                deviation = np.where(differ, over_rounds(deviation, starts, units), np.nan)
                return np.where(deviation > 0, (figure - mean) / deviation, np.nan)

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
        return Name(f"{name.vi}, điểm chuẩn z{better.vi}", f"{name.en}, z-score{better.en}")


KIND: Final = ZScore()
