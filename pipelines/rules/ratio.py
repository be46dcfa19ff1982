"""`ratio`: a/b of the maximum, all of it from a target on.

Here belongs all that is known of this kind. Source: Decisions 922/QĐ-BTTTT and 405/QĐ-BKHCN:
"Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

import numpy as np

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules import quotients
from pipelines.rules.earning import Earning
from pipelines.rules.key_arrays import numbers
from pipelines.rules.rule_kind import (
    POSITIVE,
    ArrayFormula,
    Division,
    Example,
    Keys,
    Rule,
    RuleKind,
    Schema,
)
from pipelines.rules.spreadsheet import Choices, InCells, number
from pipelines.rules.wording import NOTHING, percent_words


class Ratio(RuleKind):
    """`floor` and `target` are a/b; between them min(1, a/b/target) is earned."""

    name = "ratio"
    inputs = ("numerator", "denominator")
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "target": {**POSITIVE, "description": "a/b that is full"},
        "floor": quotients.FLOOR,
        "zero_denominator": quotients.ZERO_DENOMINATOR,
    }
    counts_from_zero = True
    examples = (
        Example(
            keys={"numerator": "a", "denominator": "b", "target": Decimal("0.8")},
            units={"a": "count", "b": "count"},
            figures={"a": "3", "b": "5"},
            share=Fraction(3, 4),
            words=Name(
                "(a) / (b) x điểm tối đa, đạt 80 % là đủ",
                "(a) / (b) x maximum points, 80 % is full",
            ),
        ),
        Example(
            keys={"numerator": "a", "denominator": "b", "floor": Decimal("0.8")},
            units={"a": "count", "b": "count"},
            figures={"a": "79", "b": "100"},
            share=Fraction(0),
            words=Name(
                "(a) / (b) x điểm tối đa, dưới 80 % thì 0 điểm",
                "(a) / (b) x maximum points, below 80 % nothing",
            ),
        ),
        Example(
            keys={"numerator": "a", "denominator": "b", "floor": Decimal("0.8")},
            units={"a": "count", "b": "count"},
            figures={"a": "80", "b": "100"},
            share=Fraction(4, 5),
            words=Name(
                "(a) / (b) x điểm tối đa, dưới 80 % thì 0 điểm",
                "(a) / (b) x maximum points, below 80 % nothing",
            ),
        ),
        Example(
            keys={"numerator": "a", "denominator": "b", "zero_denominator": "full"},
            units={"a": "count", "b": "count"},
            figures={"a": "0", "b": "0"},
            share=Fraction(1),
            words=Name(
                "(a) / (b) x điểm tối đa; mẫu số bằng 0 thì đủ điểm",
                "(a) / (b) x maximum points; a denominator of 0 is full",
            ),
        ),
    )

    def division(self, keys: Keys) -> Division:
        return quotients.division(keys, keys.get("target", 1))

    def problems(self, rule: Rule) -> Iterator[Name]:
        floor, target = rule.keys.get("floor"), rule.keys.get("target", 1)
        if floor is not None and not 0 < floor <= target:
            yield Name(
                f"floor ({floor}) phải lớn hơn 0 và không quá target ({target})",
                f"floor ({floor}) must be above 0 and at most the target ({target})",
            )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        target = numbers(rules, "target", 1)
        floor = quotients.reached(numbers(rules, "floor"))
        has_floor = not np.isnan(floor).all()
        at_zero = quotients.at_zero(rules)

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            above, below = figures
            share = quotients.quotient(above, below)
            low = share < floor[:, None] if has_floor else None
            share /= target[:, None]
            np.minimum(share, 1.0, out=share)
            if low is not None:
                share[low] = 0.0
            return quotients.fill_zeros(share, above, below, at_zero)

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        below = quotients.planned(keys, own)
        if not isinstance(below, Fraction):
            return below
        full = below * Fraction(keys.get("target", 1))
        floor = below * Fraction(keys.get("floor", 0))

        def at(figure: Fraction) -> Fraction:
            return Fraction(0) if figure < floor else min(figure / full, Fraction(1))

        bends = (floor, full) if floor else (full,)
        return Earning(keys["numerator"], at, Fraction(0), full, bends)

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        keys = rule.keys
        above, below = cells[keys["numerator"]], cells[keys["denominator"]]
        target = f"/{number(keys['target'])}" if "target" in keys else ""
        share = f"MIN(1,{above}/{below}{target})"
        if "floor" in keys:
            share = f"IF({above}/{below}<{number(keys['floor'])},0,{share})"
        return quotients.share_in_cells(keys, cells, share)

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        keys = rule.keys
        above, below = names(keys["numerator"]), names(keys["denominator"])
        target = Decimal(keys.get("target", 1))
        goal = percent_words(target)
        full = Name(f", đạt {goal.vi} là đủ", f", {goal.en} is full") if target != 1 else NOTHING
        floor, zero = quotients.floor_words(keys, percent_words), quotients.zero_words(keys)
        return Name(
            f"({above.vi}) / ({below.vi}) x điểm tối đa{full.vi}{floor.vi}{zero.vi}",
            f"({above.en}) / ({below.en}) x maximum points{full.en}{floor.en}{zero.en}",
        )


KIND: Final = Ratio()
