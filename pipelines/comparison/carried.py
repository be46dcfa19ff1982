"""Figures of one round under the framework of another, where they can be read there.

Here belongs which figure of one framework is which of another, and why figures cannot be carried.
Which indicator is which is found in `frameworks/diff.py`.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.frameworks.diff import same_indicators
from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """What a round is scored by: its framework and the indicators it left out for everybody."""

    framework: Framework
    not_evaluated: tuple[str, ...]

    def same_as(self, other: "Rules") -> bool:
        """Whether the same is evaluated in the same way."""
        return self.framework is other.framework and set(self.not_evaluated) == set(
            other.not_evaluated
        )

    def evaluated(self) -> list[Indicator]:
        """The indicators on which units report and that the round evaluates."""
        by_code, out = self.framework.by_code, set(self.not_evaluated)

        def is_out(indicator: Indicator) -> bool:
            code: str | None = indicator.code
            while code is not None:
                if code in out:
                    return True
                code = by_code[code].parent
            return False

        leaves = self.framework.scored_leaves
        return [leaf for leaf in leaves if leaf.rule is not None and not is_out(leaf)]


def not_carried(before: Rules, after: Rules) -> list[str]:
    """The codes of what `after` evaluates and figures of `before` cannot tell; empty if all can.

    An indicator can be told if it was evaluated before and had the same inputs in the same units
    and, where its figure stands for a level, the same levels.
    """
    same = {new.code: old for old, new in same_indicators(before.framework, after.framework)}
    evaluated = {leaf.code for leaf in before.evaluated()}
    return [
        new.code
        for new in after.evaluated()
        if new.code not in same
        or same[new.code].code not in evaluated
        or not _tells(same[new.code], new)
    ]


def carried(values: pl.DataFrame, before: Rules, after: Rules) -> pl.DataFrame:
    """Values of a round as values of the framework of another; ask `not_carried` first.

    Figures keep what they are. Points given directly keep their share of the maximum; those of a
    bonus or penalty stay as they are. What the other framework does not ask for is left out.
    """
    if before.framework is after.framework:
        return values
    evaluated = {leaf.code for leaf in after.evaluated()}
    pairs = [
        (old.code, new.code, name, _scale(old, new, name))
        for old, new in same_indicators(before.framework, after.framework)
        if new.code in evaluated
        for name in dict.fromkeys((*new.inputs, POINTS_INPUT, STATE_INPUT))
    ]
    renamed = pl.DataFrame(
        pairs, schema=["indicator_code", "new_code", "input", "scale"], orient="row"
    )
    return (
        values.join(renamed, on=["indicator_code", "input"])
        .with_columns(
            pl.col("new_code").alias("indicator_code"),
            value=pl.col("value").cast(pl.Float64) * pl.col("scale"),
        )
        .select(values.columns)
    )


def _tells(old: Indicator, new: Indicator) -> bool:
    if old.is_adjustment != new.is_adjustment:
        return False
    if any(old.units.get(name) != unit for name, unit in new.units.items()):
        return False
    return all(old.levels.get(name) == levels for name, levels in new.levels.items())


def _scale(old: Indicator, new: Indicator, name: str) -> float:
    is_in_points = name == POINTS_INPUT or new.units.get(name) == "points"
    if not is_in_points or new.is_adjustment or not old.max_points or not new.max_points:
        return 1.0
    return float(new.max_points / old.max_points)
