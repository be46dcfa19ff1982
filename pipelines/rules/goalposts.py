"""`goalposts`: the way from a lower to an upper goalpost, cut at both.

Here belongs all that is known of this kind. Source: the Human Development Index (distances between
natural logarithms with `log`); OECD/JRC Handbook on Constructing Composite Indicators (2008), 5.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

import numpy as np

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.bounds import bound_problems, way_in_cells
from pipelines.rules.earning import Earning, between
from pipelines.rules.key_arrays import falls, numbers, rows_that_fall
from pipelines.rules.rule_kind import (
    DIRECTION,
    NUMBER,
    ArrayFormula,
    Example,
    Keys,
    Rule,
    RuleKind,
    Schema,
)
from pipelines.rules.spreadsheet import Choices, InCells, one_number
from pipelines.rules.wording import NOTHING, direction_words, number_words


class Goalposts(RuleKind):
    """0 at the lower, 1 at the upper; the other way round where lower figures are better."""

    name = "goalposts"
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "lower": NUMBER,
        "upper": NUMBER,
        "log": {"type": "boolean"},
        "direction": DIRECTION,
    }
    required = ("lower", "upper")
    examples = (
        Example(
            keys={"input": "x", "lower": 60, "upper": 100, "direction": "lower_is_better"},
            units={"x": "percent"},
            figures={"x": "70"},
            share=Fraction(3, 4),
            words=Name(
                "x, theo vị trí giữa 60 (0 điểm) và 100 (điểm tối đa); càng thấp càng tốt",
                "x, by its place between 60 (zero) and 100 (full); lower is better",
            ),
        ),
        Example(
            keys={"input": "x", "lower": 100, "upper": 10000, "log": True},
            units={"x": "amount"},
            figures={"x": "1000"},
            share=Fraction(1, 2),
            words=Name(
                "x, theo vị trí giữa 100 (0 điểm) và 10000 (điểm tối đa), thang logarit",
                "x, by its place between 100 (zero) and 10000 (full), on a logarithmic scale",
            ),
        ),
    )

    def problems(self, rule: Rule) -> Iterator[Name]:
        yield from bound_problems(rule.keys)
        if rule.keys.get("log") and rule.keys["lower"] <= 0:
            yield Name(
                f"lôgarit cần lower lớn hơn 0, không phải {rule.keys['lower']}",
                f"a logarithm needs lower > 0, not {rule.keys['lower']}",
            )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        low, high = numbers(rules, "lower")[:, None], numbers(rules, "upper")[:, None]
        is_log = np.array([bool(rule.get("log")) for rule in rules])
        start, end = low.copy(), high.copy()
        start[is_log], end[is_log] = np.log(low[is_log]), np.log(high[is_log])
        down = rows_that_fall(rules)[:, None]

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            figure = figures[0]
            if is_log.any():
                figure = figure.copy()
                figure[is_log] = np.log(np.maximum(figure[is_log], low[is_log]))
            way = np.clip((figure - start) / (end - start), 0.0, 1.0)
            return np.where(down, 1.0 - way, way)

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        return between(
            keys["input"],
            Fraction(keys["lower"]),
            Fraction(keys["upper"]),
            falls(keys),
            curved=bool(keys.get("log")),
        )

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        cell = cells[rule.keys["input"]]
        return one_number(cell, way_in_cells(rule.keys, cell))

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        keys = rule.keys
        name, better = names(keys["input"]), direction_words(keys)
        low, high = number_words(keys["lower"]), number_words(keys["upper"])
        scale = Name(", thang logarit", ", on a logarithmic scale") if keys.get("log") else NOTHING
        return Name(
            f"{name.vi}, theo vị trí giữa {low.vi} (0 điểm) và {high.vi} (điểm tối đa)"
            f"{scale.vi}{better.vi}",
            f"{name.en}, by its place between {low.en} (zero) and {high.en} (full)"
            f"{scale.en}{better.en}",
        )


KIND: Final = Goalposts()
