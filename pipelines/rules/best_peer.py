"""`best_peer`: a figure over the highest among the units assessed.

Here belongs all that is known of this kind. Source: local annexes: "giá trị / giá trị cao nhất".
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning, up_to
from pipelines.rules.populations import highest
from pipelines.rules.rule_kind import ArrayFormula, Example, Keys, Rule, RuleKind
from pipelines.rules.spreadsheet import Choices, InCells, one_number


class BestPeer(RuleKind):
    """Nobody is evaluated where the highest is not above 0."""

    name = "best_peer"
    needs_all_units = True
    counts_from_zero = True
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "count"},
            figures={"x": "2"},
            others=({"x": "8"}, {"x": "4"}),
            share=Fraction(1, 4),
            words=Name(
                "x / giá trị cao nhất trong các đơn vị được đánh giá",
                "x / the highest value among the units assessed",
            ),
        ),
    )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            best = highest(figures[0], starts)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(best > 0, figures[0] / best, np.nan)

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        best = max(peers[keys["input"]], default=Fraction(0))
        return up_to(keys["input"], best) if best > 0 else "no_yardstick"

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
        name = names(rule.keys["input"])
        return Name(
            f"{name.vi} / giá trị cao nhất trong các đơn vị được đánh giá",
            f"{name.en} / the highest value among the units assessed",
        )


KIND: Final = BestPeer()
