"""`min_max`: the way from the lowest to the highest of the round.

Here belongs all that is known of this kind. Source: the innovation index PII; OECD/JRC Handbook on
Constructing Composite Indicators (2008), section 5.
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
from pipelines.rules.populations import highest, lowest
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
from pipelines.rules.wording import direction_words, number_words


class MinMax(RuleKind):
    """Bounds given take the place of those of the round, and values are cut at them. Nobody is
    evaluated where both bounds are the same."""

    name = "min_max"
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "lower": NUMBER,
        "upper": NUMBER,
        "direction": DIRECTION,
    }
    needs_all_units = True
    examples = (
        Example(
            keys={"input": "x"},
            units={"x": "number"},
            figures={"x": "15"},
            others=({"x": "10"}, {"x": "30"}),
            share=Fraction(1, 4),
            words=Name(
                "x, theo vị trí giữa đơn vị thấp nhất và đơn vị cao nhất",
                "x, by its place between the lowest unit and the highest unit",
            ),
        ),
        Example(
            keys={"input": "x", "lower": 0, "upper": 40, "direction": "lower_is_better"},
            units={"x": "number"},
            figures={"x": "10"},
            others=({"x": "20"}, {"x": "99"}),
            share=Fraction(3, 4),
            words=Name(
                "x, theo vị trí giữa 0 và 40; càng thấp càng tốt",
                "x, by its place between 0 and 40; lower is better",
            ),
        ),
    )

    def problems(self, rule: Rule) -> Iterator[Name]:
        yield from bound_problems(rule.keys)

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        lower, upper = numbers(rules, "lower")[:, None], numbers(rules, "upper")[:, None]
        down = rows_that_fall(rules)[:, None]

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            figure = figures[0]
            low = np.where(np.isnan(lower), lowest(figure, starts), lower)
            high = np.where(np.isnan(upper), highest(figure, starts), upper)
            with np.errstate(divide="ignore", invalid="ignore"):
                way = np.where(high > low, (figure - low) / (high - low), np.nan)
            way = np.clip(way, 0.0, 1.0)
            return np.where(down, 1.0 - way, way)

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        """Up to the best of the others; the unit that sets the worst bound moves the others."""
        name = keys["input"]
        figure, others = own.get(name), peers[name]
        given_lower, given_upper = keys.get("lower"), keys.get("upper")
        if not others and (given_lower is None or given_upper is None):
            return "no_yardstick"
        lower = min(others) if given_lower is None else Fraction(given_lower)
        upper = max(others) if given_upper is None else Fraction(given_upper)
        if lower >= upper:
            return "no_yardstick"
        sets_the_worst = figure is not None and (
            (given_upper is None and figure > upper)
            if falls(keys)
            else (given_lower is None and figure < lower)
        )
        return between(name, lower, upper, falls(keys), moves_others=sets_the_worst)

    def is_computable_alone(self, rule: Rule) -> bool:
        return {"lower", "upper"} <= rule.keys.keys()

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
        low, high = (
            Name(f"đơn vị {vi} nhất", f"the {en} unit")
            if keys.get(key) is None
            else number_words(keys[key])
            for key, vi, en in (("lower", "thấp", "lowest"), ("upper", "cao", "highest"))
        )
        return Name(
            f"{name.vi}, theo vị trí giữa {low.vi} và {high.vi}{better.vi}",
            f"{name.en}, by its place between {low.en} and {high.en}{better.en}",
        )


KIND: Final = MinMax()
