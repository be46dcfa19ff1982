"""`capped_count`: so much for each item, up to a number of them; or so much off for each.

Here belongs all that is known of this kind. Source: local annexes: "mỗi ... 1 điểm, tối đa 5 điểm";
"thiếu mỗi ... trừ 1 điểm".
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning
from pipelines.rules.key_arrays import numbers
from pipelines.rules.rule_kind import POSITIVE, ArrayFormula, Example, Keys, Rule, RuleKind, Schema
from pipelines.rules.spreadsheet import Choices, InCells, counted_down, number, one_number
from pipelines.rules.wording import NOTHING, number_words


class CappedCount(RuleKind):
    """min(count, cap) items, each worth `each` points, added up or taken off from full.

    Without `each` the cap is worth all the points; without `cap` every item counts. What is earned
    is never below 0 or above full. In a part, points are those of the part.
    """

    name = "capped_count"
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "cap": {**POSITIVE, "description": "Items that count at most"},
        "each": {**POSITIVE, "description": "Points of one item; without it, full points / cap"},
        "from": {
            "enum": ["zero", "full"],
            "description": "zero: items earn points; full: items take points off",
        },
    }
    counts_from_zero = True
    examples = (
        Example(
            keys={"input": "x", "cap": 5},
            units={"x": "count"},
            figures={"x": "3"},
            share=Fraction(3, 5),
            words=Name("x, tính đến 5, chia cho 5", "x, counted up to 5, divided by 5"),
        ),
        Example(
            keys={"input": "x", "each": Decimal("1.5"), "cap": 4},
            units={"x": "count"},
            figures={"x": "7"},
            share=Fraction(6, 10),
            words=Name("x: mỗi đơn vị 1,5 điểm, tính đến 4", "x: 1.5 points each, counted up to 4"),
        ),
        Example(
            keys={"input": "x", "each": 1, "from": "full"},
            units={"x": "count"},
            figures={"x": "3"},
            share=Fraction(7, 10),
            words=Name(
                "x: mỗi đơn vị trừ 1 điểm, từ điểm tối đa", "x: 1 points off each, from full"
            ),
        ),
        Example(
            keys={"input": "x", "cap": 4, "from": "full"},
            units={"x": "count"},
            figures={"x": "1"},
            share=Fraction(3, 4),
            words=Name(
                "điểm tối đa trừ dần theo x, đến 4 thì 0 điểm",
                "full, less as x grows, nothing at 4",
            ),
        ),
    )

    def schema(self) -> dict[str, Any]:
        one_of_both = {"if": {"required": ["each"]}, "else": {"required": ["cap"]}}
        return {**super().schema(), **one_of_both}

    def needs_points(self, keys: Keys) -> bool:
        return "each" in keys

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        cap, each = numbers(rules, "cap"), numbers(rules, "each")
        full = np.where(np.isnan(each), cap, worth / each)
        most = np.where(np.isnan(cap), full, np.minimum(cap, full))
        is_off = np.array([rule.get("from") == "full" for rule in rules])

        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            share = np.minimum(figures[0], most[:, None]) / full[:, None]
            return np.where(is_off[:, None], 1.0 - share, share) if is_off.any() else share

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        full = Fraction(keys["cap"]) if "cap" in keys else None
        most = full
        if "each" in keys:
            if worth is None:
                return "no_highest"
            full = worth / Fraction(keys["each"])
            most = full if most is None else min(most, full)
        assert full is not None
        assert most is not None
        whole, end, is_off = full, most, keys.get("from") == "full"

        def at(figure: Fraction) -> Fraction:
            share = min(figure, end) / whole
            return 1 - share if is_off else share

        worst, best = (most, Fraction(0)) if is_off else (Fraction(0), most)
        return Earning(keys["input"], at, worst, best, tuple(sorted({worst, best})))

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        keys = rule.keys
        cell = cells[keys["input"]]
        count = cell if "cap" not in keys else f"MIN({cell},{number(keys['cap'])})"
        if "each" in keys and worth:
            share = f"MIN(1,{count}*{number(keys['each'])}/{number(worth)})"
        else:
            share = f"{count}/{number(keys['cap'])}"
        return one_number(cell, counted_down(share, keys.get("from") == "full"))

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        keys = rule.keys
        name = names(keys["input"])
        cap = number_words(keys["cap"]) if "cap" in keys else None
        is_off = keys.get("from") == "full"
        if "each" not in keys:
            assert cap is not None
            if is_off:
                return Name(
                    f"điểm tối đa trừ dần theo {name.vi}, đến {cap.vi} thì 0 điểm",
                    f"full, less as {name.en} grows, nothing at {cap.en}",
                )
            return Name(
                f"{name.vi}, tính đến {cap.vi}, chia cho {cap.vi}",
                f"{name.en}, counted up to {cap.en}, divided by {cap.en}",
            )
        each = number_words(keys["each"])
        up_to = (
            NOTHING if cap is None else Name(f", tính đến {cap.vi}", f", counted up to {cap.en}")
        )
        if is_off:
            return Name(
                f"{name.vi}: mỗi đơn vị trừ {each.vi} điểm, từ điểm tối đa{up_to.vi}",
                f"{name.en}: {each.en} points off each, from full{up_to.en}",
            )
        return Name(
            f"{name.vi}: mỗi đơn vị {each.vi} điểm{up_to.vi}",
            f"{name.en}: {each.en} points each{up_to.en}",
        )


KIND: Final = CappedCount()
