"""`parts`: shares of the maximum, each earned by a rule of its own; a part not sent earns nothing.

Here belongs all that is known of this kind. Scoring and planning take its parts one by one, so it
has no formula itself. Source: local annexes: half for one condition, half for another.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

import pipelines.rules
from pipelines.names import Name
from pipelines.rules.rule_kind import SHARE, Example, Rule, RuleKind, Schema
from pipelines.rules.spreadsheet import Choices, InCells, number
from pipelines.rules.wording import percent_words


class Parts(RuleKind):
    """The shares of the parts sum to 1; an indicator is reported as soon as one of them is."""

    name = "parts"
    inputs = ()
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "parts": {
            "type": "array",
            "description": "Shares that add up to 1, each earned by a rule of its own",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"share": SHARE, "rule": {"$ref": "#/$defs/rule"}},
                "required": ["share", "rule"],
                "additionalProperties": False,
            },
        }
    }
    required = ("parts",)
    may_be_part = False
    examples = (
        Example(
            keys={
                "parts": [
                    {"share": Decimal("0.3"), "rule": {"kind": "boolean", "input": "x"}},
                    {
                        "share": Decimal("0.7"),
                        "rule": {"kind": "ratio", "numerator": "a", "denominator": "b"},
                    },
                ]
            },
            units={"x": "boolean", "a": "count", "b": "count"},
            figures={"x": "Có", "a": "1", "b": "4"},
            share=Fraction("0.475"),
            words=Name(
                "30 % điểm: x: có = điểm tối đa, không = 0; 70 % điểm: (a) / (b) x điểm tối đa",
                "30 % of the points: x: yes = full, no = 0; "
                "70 % of the points: (a) / (b) x maximum points",
            ),
        ),
    )

    def problems(self, rule: Rule) -> Iterator[Name]:
        total = sum(share for share, _ in rule.parts)
        if total != 1:
            yield Name(
                f"tỷ trọng các phần cộng lại là {total}, không phải 1",
                f"the shares of its parts sum to {total}, not 1",
            )
        for _, part in rule.parts:
            kind = pipelines.rules.kind_of(part)
            if not kind.may_be_part:
                yield Name(
                    f"một phần không thể là quy tắc loại {part.kind!r}",
                    f"a part cannot be a rule of kind {part.kind!r}",
                )
            division = kind.division(part.keys)
            if division is not None and division.leaves_out:
                yield Name(
                    f"zero_denominator của một phần là zero hoặc full, không phải "
                    f"{division.when_zero}: không thể bỏ riêng một phần",
                    f"zero_denominator of a part is zero or full, not {division.when_zero}: "
                    "a part alone cannot be left out",
                )

    def is_computable_alone(self, rule: Rule) -> bool:
        return all(
            pipelines.rules.kind_of(part).is_computable_alone(part) for _, part in rule.parts
        )

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        parts = [
            (
                share,
                pipelines.rules.kind_of(part).in_cells(
                    part, cells, choices, None if worth is None else worth * share
                ),
            )
            for share, part in rule.parts
        ]
        known = ",".join(part.known for _, part in parts)
        share = "+".join(f"{number(n)}*IF({part.known},{part.share},0)" for n, part in parts)
        return InCells(f"OR({known})", f"({share})")

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        parts = [
            (percent_words(share), pipelines.rules.kind_of(part).words(part, names))
            for share, part in rule.parts
        ]
        return Name(
            "; ".join(f"{share.vi} điểm: {part.vi}" for share, part in parts),
            "; ".join(f"{share.en} of the points: {part.en}" for share, part in parts),
        )


KIND: Final = Parts()
