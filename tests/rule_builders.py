"""The worked examples of the kinds of rule, as frameworks with their figures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from builders import framework, leaf

from pipelines.frameworks.framework import Framework, Indicator
from pipelines.rules import RULE_KINDS
from pipelines.rules.boolean import NO, YES
from pipelines.rules.rule_kind import Example, Rule, RuleKind

UNIT = "u"
MEAN = "aggregation: arithmetic_mean\n"


@dataclass(frozen=True)
class Worked:
    """One example of a kind: the framework of its rule alone, and the indicator in it."""

    kind: RuleKind
    example: Example
    number: int

    @property
    def name(self) -> str:
        """The kind, and which of its examples."""
        return f"{self.kind.name}-{self.number}"

    @property
    def line(self) -> str:
        """The indicator as it stands in a file, its code the number of the example."""
        keys = json.dumps(self.example.keys, default=float, ensure_ascii=False)[1:-1]
        inputs = ", ".join(f"{name}: {unit}" for name, unit in self.example.units.items())
        points = "" if self.example.max_points is None else str(self.example.max_points)
        return leaf(self.name, f"kind: {self.kind.name}, {keys}", inputs, points)

    @property
    def framework(self) -> Framework:
        """The framework of this rule alone."""
        has_points = self.example.max_points is not None
        return framework(self.line, "aggregation: points\n" if has_points else MEAN)

    @property
    def indicator(self) -> Indicator:
        """The indicator with the rule as it was read."""
        return self.framework.by_code[self.name]

    @property
    def rule(self) -> Rule:
        """The rule as it was read."""
        rule = self.indicator.rule
        assert rule is not None
        return rule

    def figure(self, name: str, text: str) -> Decimal:
        """The number that a text is read as."""
        levels = self.indicator.levels.get(name, {})
        return {YES: Decimal(1), NO: Decimal(0), **levels}.get(text) or Decimal(text)

    def figures(self) -> list[tuple[str, Mapping[str, Decimal]]]:
        """The figures of each unit, the one of the example first."""
        units = (self.example.figures, *self.example.others)
        return [
            (
                f"{UNIT}{n}" if n else UNIT,
                {name: self.figure(name, text) for name, text in one.items()},
            )
            for n, one in enumerate(units)
        ]


WORKED = {
    worked.name: worked
    for kind in RULE_KINDS.values()
    for number, example in enumerate(kind.examples, 1)
    for worked in [Worked(kind, example, number)]
}
