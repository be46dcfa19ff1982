"""`steps`: the share of the highest step that a figure, or a quotient of two, has reached.

Here belongs all that is known of this kind. Source: local annexes: meetings a year 4/3/2/1/else
earn 20/15/10/5/0 points; shares of bands of a ratio.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules import quotients
from pipelines.rules.earning import Earning, ladder
from pipelines.rules.rule_kind import (
    CODE,
    SHARE,
    ArrayFormula,
    Division,
    Example,
    Keys,
    Rule,
    RuleKind,
    Schema,
)
from pipelines.rules.spreadsheet import Choices, InCells, number, one_number
from pipelines.rules.wording import number_words, percent_words

_STEPS: Final = {
    "type": "array",
    "description": "The highest step reached counts; below all steps the share is 0",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"at_least": {"type": "number"}, "share": SHARE},
        "required": ["at_least", "share"],
        "additionalProperties": False,
    },
}
_PAIR: Final = ("numerator", "denominator")
_MEETINGS: Final = [
    {"at_least": 4, "share": 1},
    {"at_least": 2, "share": Decimal("0.5")},
]
_BANDS: Final = [
    {"at_least": Decimal("0.9"), "share": 1},
    {"at_least": Decimal("0.5"), "share": Decimal("0.4")},
]


class Steps(RuleKind):
    """Over one input, or over the a/b of two, which both stay known. `floor` is of the same."""

    name = "steps"
    inputs = ("input", *_PAIR)
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "steps": _STEPS,
        "floor": quotients.FLOOR,
        "zero_denominator": quotients.ZERO_DENOMINATOR,
    }
    required = ("steps",)
    examples = (
        Example(
            keys={"input": "x", "steps": _MEETINGS},
            units={"x": "count"},
            figures={"x": "3"},
            share=Fraction(1, 2),
            words=Name(
                "x: từ 4 = 100 %, từ 2 = 50 %, ít hơn = 0",
                "x: 4 or more = 100 %, 2 or more = 50 %, fewer = 0",
            ),
        ),
        Example(
            keys={
                "numerator": "a",
                "denominator": "b",
                "steps": _BANDS,
                "zero_denominator": "zero",
            },
            units={"a": "amount", "b": "amount"},
            figures={"a": "6.3", "b": "7"},
            share=Fraction(1),
            words=Name(
                "(a) / (b): từ 90 % = 100 %, từ 50 % = 40 %, ít hơn = 0; mẫu số bằng 0 thì 0 điểm",
                "(a) / (b): 90 % or more = 100 %, 50 % or more = 40 %, fewer = 0"
                "; a denominator of 0 earns nothing",
            ),
        ),
        Example(
            keys={"input": "x", "steps": _BANDS, "floor": Decimal("0.6")},
            units={"x": "share"},
            figures={"x": "0.55"},
            share=Fraction(0),
            words=Name(
                "x: từ 0,9 = 100 %, từ 0,5 = 40 %, ít hơn = 0, dưới 0,6 thì 0 điểm",
                "x: 0.9 or more = 100 %, 0.5 or more = 40 %, fewer = 0, below 0.6 nothing",
            ),
        ),
    )

    def schema(self) -> dict[str, Any]:
        alone = {key: form for key, form in self.key_schemas.items() if key != "zero_denominator"}
        return {
            "if": {"anyOf": [{"required": [key]} for key in _PAIR]},
            "then": {
                "required": [*_PAIR, *self.required],
                "properties": {"kind": True, **dict.fromkeys(_PAIR, CODE), **self.key_schemas},
                "additionalProperties": False,
            },
            "else": {
                "required": ["input", *self.required],
                "properties": {"kind": True, "input": CODE, **alone},
                "additionalProperties": False,
            },
        }

    def division(self, keys: Keys) -> Division | None:
        if "numerator" not in keys:
            return None
        return quotients.division(keys, max(Decimal(step["at_least"]) for step in keys["steps"]))

    def problems(self, rule: Rule) -> Iterator[Name]:
        steps = [Decimal(step["at_least"]) for step in rule.keys["steps"]]
        if len(set(steps)) < len(steps):
            yield Name(
                "hai bậc bắt đầu từ cùng một số: một bậc không bao giờ được tính",
                "two of its steps begin at the same figure: one of them can never count",
            )
        floor = rule.keys.get("floor")
        if floor is not None and floor > max(steps):
            yield Name(
                f"floor ({floor}) không được cao hơn bậc cao nhất ({max(steps)})",
                f"floor ({floor}) must not be above the highest step ({max(steps)})",
            )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        is_pair = "numerator" in rules[0]
        rungs = [_rungs(rule) for rule in rules]
        shape = (len(rules), max(map(len, rungs)))
        at_least, shares = np.full(shape, np.inf), np.zeros(shape)
        for row, ascending in enumerate(rungs):
            bounds = np.array([float(least) for least, _ in ascending])
            at_least[row, : len(ascending)] = quotients.reached(bounds) if is_pair else bounds
            shares[row, : len(ascending)] = [float(share) for _, share in ascending]
        at_zero = quotients.at_zero(rules)

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            if not is_pair:
                return highest_step(figures[0], at_least, shares)
            above, below = figures
            share = highest_step(quotients.quotient(above, below), at_least, shares)
            return quotients.fill_zeros(share, above, below, at_zero)

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        if "numerator" not in keys:
            return ladder(keys["input"], _rungs(keys))
        below = quotients.planned(keys, own)
        if not isinstance(below, Fraction):
            return below
        return ladder(
            keys["numerator"],
            [(Fraction(least) * below, share) for least, share in _rungs(keys)],
        )

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        keys = rule.keys
        if "numerator" not in keys:
            cell = cells[keys["input"]]
            return one_number(cell, _ladder_in_cells(keys, cell))
        figure = f"{cells[keys['numerator']]}/{cells[keys['denominator']]}"
        return quotients.share_in_cells(keys, cells, _ladder_in_cells(keys, figure))

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        keys = rule.keys
        is_pair = "numerator" in keys
        bound = percent_words if is_pair else number_words
        steps = [(bound(step["at_least"]), percent_words(step["share"])) for step in keys["steps"]]
        vi = ", ".join(f"từ {least.vi} = {share.vi}" for least, share in steps)
        en = ", ".join(f"{least.en} or more = {share.en}" for least, share in steps)
        floor = quotients.floor_words(keys, bound)
        zero = quotients.zero_words(keys)
        if is_pair:
            above, below = names(keys["numerator"]), names(keys["denominator"])
            name = Name(f"({above.vi}) / ({below.vi})", f"({above.en}) / ({below.en})")
        else:
            name = names(keys["input"])
        return Name(
            f"{name.vi}: {vi}, ít hơn = 0{floor.vi}{zero.vi}",
            f"{name.en}: {en}, fewer = 0{floor.en}{zero.en}",
        )


def highest_step(figure: Floats, at_least: Floats, shares: Floats) -> Floats:
    """The share of the highest step reached.

    `at_least` and `shares` hold one row per rule, steps ascending, padded with +inf and 0.
    """
    earned = np.where(np.isnan(figure), np.nan, 0.0)
    for step in range(at_least.shape[1]):
        reached = figure >= at_least[:, step, None]
        earned = np.where(reached, shares[:, step, None], earned)
    return earned


def _rungs(keys: Keys) -> list[tuple[Decimal, Decimal]]:
    """At least and share of each step, ascending. Below the floor there are none, and the step
    that the floor cuts begins there."""
    rungs = sorted((Decimal(step["at_least"]), Decimal(step["share"])) for step in keys["steps"])
    if "floor" not in keys:
        return rungs
    floor = Decimal(keys["floor"])
    cut = [share for least, share in rungs if least <= floor]
    return [*((floor, share) for share in cut[-1:]), *(rung for rung in rungs if rung[0] > floor)]


def _ladder_in_cells(keys: Keys, figure: str) -> str:
    """The share of the highest step reached, asked for from the highest downwards."""
    share = "0"
    for least, earned in _rungs(keys):
        share = f"IF({figure}>={number(least)},{number(earned)},{share})"
    return share


KIND: Final = Steps()
