"""A framework (bộ chỉ số) as a value: its tree of indicators, points, rules and pillars.

Here belong the shape of a framework and what follows from it alone. Reading one from YAML and
finding what is wrong with it is in `frameworks/reader.py`; turning it into arrays for scoring is
in `structure.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from pipelines.names import Name
from pipelines.rules import kind_of, rules_within
from pipelines.rules.rule_kind import Division, Rule

UNNAMED = "[Chưa rõ"
"""How the name of a figure begins that no text has named."""
INDEX_CODE = "DTI"
"""The code of the index itself, the root above every top-level indicator."""


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a unit reports for an indicator, and what it is measured in."""

    code: str
    name: Name
    unit: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One node of the tree. `max_points` is None where the official text is not at hand."""

    code: str
    parent: str | None
    level: str
    name: Name
    max_points: Decimal | None
    weight: Decimal | None
    aggregation: str | None
    inputs: Mapping[str, Input]
    rule: Rule | None
    rule_status: str
    evidence: str
    responsible: str | None
    reported_by: str | None
    children_known: bool
    note: str | None
    line: int
    doubts: tuple[Name, ...] = ()
    """Why it is not sure what the official text means; nothing is asked of units until then."""

    @property
    def units(self) -> Mapping[str, str]:
        """The unit of each input, as its rule reads it."""
        units = {code: given.unit for code, given in self.inputs.items()}
        for rule in rules_within(self.rule):
            unit = kind_of(rule).unit
            if unit is not None:
                units[rule.keys["input"]] = unit
        return units

    @property
    def is_adjustment(self) -> bool:
        """A bonus or a penalty: outside the denominator."""
        return self.rule is not None and kind_of(self.rule).is_adjustment

    @property
    def given_by(self) -> str | None:
        """The kind of reporter whose figures alone count: as stated, else by the kind of its rule.

        None: every unit for itself, and the responsible agency where there is one.
        """
        if self.reported_by is None and self.rule is not None:
            return kind_of(self.rule).reported_by
        return self.reported_by

    @property
    def divisions(self) -> list[Division]:
        """The pairs of figures of which its rule, or a part of it, divides one by the other."""
        found = (kind_of(rule).division(rule.keys) for rule in rules_within(self.rule))
        return [division for division in found if division is not None]

    def is_part_of_whole(self, division: Division) -> bool:
        """Counts of one kind, the first a part of the second: a may not exceed b."""
        units = {self.units[name] for name in (division.numerator, division.denominator)}
        return units <= {"count", "amount"} and division.goal <= 1

    @property
    def levels(self) -> dict[str, Mapping[str, Decimal]]:
        """The names that may stand for an input, with their shares, by input."""
        return {
            rule.keys["input"]: levels
            for rule in rules_within(self.rule)
            if (levels := kind_of(rule).levels(rule.keys))
        }

    @property
    def counted_from_zero(self) -> frozenset[str]:
        """The inputs of which a figure below 0 would earn less than nothing."""
        return frozenset(
            name
            for rule in rules_within(self.rule)
            if kind_of(rule).counts_from_zero
            for name in kind_of(rule).inputs_of(rule.keys).values()
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not known of an indicator, as a sentence, and the line where it stands."""

    code: str
    line: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Pillar:
    """A set of main indicators with its own denominator; pillars may share mains."""

    code: str
    name: Name
    mains: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Framework:
    """A framework as read: the tree in the order of the file, pillars, and how values combine.

    Two frameworks are the same only if they are the same object.
    """

    id: str
    name: Name
    subject: str
    legal_source: str
    aggregation: str
    missing: str
    min_coverage: Decimal
    scale: Decimal
    decimals: int | None
    pillars: tuple[Pillar, ...]
    indicators: tuple[Indicator, ...]
    file: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Other keys of the file: dates, what is official, what is inferred, sources."""

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def children(self) -> Mapping[str | None, tuple[Indicator, ...]]:
        """Children of each code, in the order of the file; the top level is under None."""
        found: dict[str | None, list[Indicator]] = {}
        for indicator in self.indicators:
            found.setdefault(indicator.parent, []).append(indicator)
        return {parent: tuple(below) for parent, below in found.items()}

    @property
    def is_demonstration(self) -> bool:
        """Made up, in whole or in part, for demonstration."""
        return any(i.rule_status == "demonstration" for i in self.indicators)

    def is_scored_leaf(self, indicator: Indicator) -> bool:
        """Whether values are taken here: it has a rule, or it is an unscored main (0 points)."""
        return indicator.rule is not None or (
            indicator.max_points == 0 and indicator.code not in self.children
        )

    @cached_property
    def scored(self) -> tuple[Indicator, ...]:
        """The indicators that take part in scoring, in the order of the file.

        Indicators listed below one that is scored as a whole are known by name only and left out.
        """
        kept: list[Indicator] = []
        open_parents = list(self.children.get(None, ()))
        while open_parents:
            indicator = open_parents.pop(0)
            kept.append(indicator)
            if not self.is_scored_leaf(indicator):
                open_parents.extend(self.children.get(indicator.code, ()))
        order = {indicator.code: n for n, indicator in enumerate(self.indicators)}
        return tuple(sorted(kept, key=lambda indicator: order[indicator.code]))

    @cached_property
    def scored_leaves(self) -> tuple[Indicator, ...]:
        """The indicators on which units report."""
        return tuple(i for i in self.scored if self.is_scored_leaf(i))

    def _aggregation_above(self, indicator: Indicator) -> str:
        """How the parent of an indicator combines its children."""
        own = None if indicator.parent is None else self.by_code[indicator.parent].aggregation
        return own or self.aggregation

    def carries_points(self, indicator: Indicator) -> bool:
        """Whether what an indicator earns comes into points, here or anywhere above it."""
        above: str | None = indicator.parent
        while above is not None and above in self.by_code:
            if self.by_code[above].aggregation == "points":
                return True
            above = self.by_code[above].parent
        return self.aggregation == "points"

    def _needs_points(self, indicator: Indicator) -> bool:
        """Whether an indicator counts by its maximum points; a group of points sums its own."""
        if indicator.is_adjustment:
            return False
        rule = indicator.rule
        if rule is not None and kind_of(rule).needs_points(rule.keys):
            return True
        sums_up = (indicator.aggregation or self.aggregation) == "points"
        if not self.is_scored_leaf(indicator) and sums_up:
            return False
        return self._aggregation_above(indicator) == "points"

    def unscorable(self) -> list[Gap]:
        """Why this framework cannot score a round yet: a sentence for each gap."""
        gaps: list[Gap] = []
        if not self.indicators:
            gaps.append(Gap(self.id, 1, "bộ chỉ số không có chỉ số nào", "it names no indicator"))
        for indicator in self.scored:
            code, line = indicator.code, indicator.line
            if indicator.max_points is None and self._needs_points(indicator):
                gaps.append(
                    Gap(
                        code,
                        line,
                        f"chưa biết điểm của chỉ số {code}",
                        f"the points of indicator {code} are unknown",
                    )
                )
            if self.is_scored_leaf(indicator):
                continue
            if code not in self.children:
                gaps.append(
                    Gap(
                        code,
                        line,
                        f"chỉ số {code} không có quy tắc, cũng không có chỉ số con",
                        f"indicator {code} has neither a rule nor children",
                    )
                )
            elif not indicator.children_known:
                gaps.append(
                    Gap(
                        code,
                        line,
                        f"chưa biết hết các chỉ số con của chỉ số {code}",
                        f"not all children of indicator {code} are known",
                    )
                )
        return gaps

    def unsure(self) -> list[Gap]:
        """What is not sure of what units report: a sentence for each doubt about a scored leaf, and
        for each figure that nobody has named."""
        gaps: list[Gap] = []
        for leaf in self.scored_leaves:
            gaps += [Gap(leaf.code, leaf.line, doubt.vi, doubt.en) for doubt in leaf.doubts]
            gaps += [
                Gap(
                    leaf.code,
                    leaf.line,
                    f"số liệu {figure.code} chưa có tên",
                    f"the figure {figure.code} has no name",
                )
                for figure in leaf.inputs.values()
                if figure.name.vi.startswith(UNNAMED) and not leaf.doubts
            ]
        return gaps
