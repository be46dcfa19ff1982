"""What a kind of scoring rule tells of itself: to readers, scoring, forms, plans and people.

Here belong a rule as read, the frame that each kind fills in, and the worked example that its test
computes in every way. What is true of one kind alone stands in the file of that kind.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning, up_to
from pipelines.rules.spreadsheet import Choices, InCells, number

Keys = Mapping[str, Any]
"""The keys of a rule as written; numbers among them are `int` or `Decimal`, exactly as printed."""
Schema = Mapping[str, Any]
ArrayFormula = Callable[[Sequence[Floats], Integers], Floats]
"""Figures in (for each input of the rule one array, rules x units), shares out (rules x units).

NaN means no figure, or one to which the rule does not apply. The second argument is the first
column of each round, for formulas that look at all units of a round."""

CODE: Schema = {"type": "string", "minLength": 1}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER: Schema = {"type": "number"}
POSITIVE: Schema = {"type": "number", "exclusiveMinimum": 0}
DIRECTION: Schema = {"enum": ["higher_is_better", "lower_is_better"]}


@dataclass(frozen=True, slots=True)
class Rule:
    """A scoring rule: its kind and keys as written, with the rules of its parts, if any."""

    kind: str
    keys: Keys
    parts: tuple[tuple[Decimal, "Rule"], ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """Two figures of a rule of which one is divided by the other.

    `goal` is the a/b from which nothing more is earned; `when_zero` what a denominator of 0 means,
    None where it is an error of the sender.
    """

    numerator: str
    denominator: str
    goal: Decimal
    when_zero: str | None

    @property
    def leaves_out(self) -> bool:
        """Whether a denominator of 0 leaves the indicator out for that unit."""
        return self.when_zero in ("not_evaluated", "shared")


@dataclass(frozen=True, slots=True)
class Example:
    """A rule with the figures of a unit, and what they earn by hand.

    `keys` are those of a file without `kind`; `figures` those of the unit by input, as numbers or
    as what is typed in a form (a level, Có); `others` those of two more units. `units` are the
    units of measure of the inputs, `max_points` those of the indicator, `share` the part of them
    that is earned (of a bonus or penalty: points).
    """

    keys: Keys
    units: Mapping[str, str]
    figures: Mapping[str, str]
    share: Fraction
    words: Name
    max_points: Decimal | None = Decimal(10)
    others: Sequence[Mapping[str, str]] = field(default=())


class RuleKind(ABC):
    """A kind of rule. Each is one object of a class of its own, in a file of its own."""

    name: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]] = ("input",)
    """Keys that name inputs."""
    key_schemas: ClassVar[Mapping[str, Schema]] = {}
    """All other keys with their JSON Schema."""
    required: ClassVar[tuple[str, ...]] = ()
    """Keys it needs beside its inputs."""
    unit: ClassVar[str | None] = None
    """How its input is read, where the rule leaves no choice, whatever its unit is called."""
    needs_all_units: ClassVar[bool] = False
    """The value depends on the other units assessed in the same round."""
    is_bounded: ClassVar[bool] = True
    """What it earns lies in 0..1, so that it can carry points."""
    counts_from_zero: ClassVar[bool] = False
    """A figure below 0 would earn less than nothing: it is no figure for this rule."""
    is_adjustment: ClassVar[bool] = False
    """It adds to or takes from the total and stands outside the denominator."""
    sign: ClassVar[int] = 1
    may_be_part: ClassVar[bool] = True
    reported_by: ClassVar[str | None] = None
    """The kind of reporter whose figures alone count, where a framework names none."""
    decided_by: ClassVar[str | None] = None
    """Why its figure is not planned unless asked for (a reason of `planning/lever.py`)."""
    examples: ClassVar[tuple[Example, ...]]

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a rule of this kind."""
        return {
            "required": [*self.inputs, *self.required],
            "properties": {"kind": True, **dict.fromkeys(self.inputs, CODE), **self.key_schemas},
            "additionalProperties": False,
        }

    def inputs_of(self, keys: Keys) -> dict[str, str]:
        """The inputs that a rule reads, by the key that names each, in a fixed order."""
        return {key: keys[key] for key in self.inputs if key in keys}

    def division(self, keys: Keys) -> Division | None:
        """The two figures that a rule divides, if it does."""
        del keys

    def levels(self, keys: Keys) -> Mapping[str, Decimal]:
        """The names that may stand for a figure, with their shares; empty for most kinds."""
        del keys
        return {}

    def needs_points(self, keys: Keys) -> bool:
        """Whether a rule speaks of points, so that its indicator must have some."""
        del keys
        return False

    def problems(self, rule: Rule) -> Iterator[Name]:
        """What is wrong with the keys of a rule beyond their shape: sentences in both languages."""
        yield from ()

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        """The formula of several rules at once. `worth` is the points that each is about, NaN
        where it has none.

        Raises ValueError for a kind that reads no figures of its own.
        """
        raise ValueError(f"a rule of kind {self.name} reads no figure by itself")

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        """What one figure of a unit earns exactly, or why it cannot be planned.

        `own` are the unit's figures, `peers` the lowest and highest of the other units of the
        round, by input; what was not sent is absent. Raises ValueError as `formula` does.
        """
        raise ValueError(f"a rule of kind {self.name} reads no figure by itself")

    def given(self, name: str, own: Fraction | None, maximum: Fraction | None) -> Earning | str:
        """What a result given as it is earns under the input `name`, for rules that are decided."""
        del own
        return "no_highest" if maximum is None else up_to(name, maximum)

    def is_computable_alone(self, rule: Rule) -> bool:
        """Whether the figures of one unit are enough."""
        del rule
        return not self.needs_all_units

    @abstractmethod
    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        """The rule as expressions that Excel and LibreOffice have.

        `cells` holds the cell of each input, `choices` the levels of those that have some.
        """

    def points_in_cells(self, share: str, maximum: Decimal | None) -> str:
        """Points from a share, as an expression; the share where there are no points."""
        return share if maximum is None else f"{number(maximum)}*{share}"

    @abstractmethod
    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        """The rule as a sentence without its full stop; `names` names an input."""
