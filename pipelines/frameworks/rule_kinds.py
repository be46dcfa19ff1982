"""The kinds of scoring rule: their names, their keys, and which keys name an input.

Here belongs the catalogue that the schema of a framework, its reader and the scoring structure
share. The formulas are in `formulas.py`; how a rule is written in a file is in
`frameworks/reader.py`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RuleKind:
    """A kind of rule: the keys that name inputs, the other keys it needs, those it may have."""

    name: str
    inputs: tuple[str, ...]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    needs_all_units: bool = False
    """The value depends on the other units assessed in the same round."""


RULE_KINDS: Final[dict[str, RuleKind]] = {
    kind.name: kind
    for kind in (
        RuleKind("ratio", ("numerator", "denominator"), (), ("target",)),
        RuleKind("levels", ("input",), ("levels",)),
        RuleKind("steps", ("input",), ("steps",)),
        RuleKind("parts", (), ("parts",)),
        RuleKind("boolean", ("input",)),
        RuleKind("capped_count", ("input",), ("cap",)),
        RuleKind("best_peer", ("input",), needs_all_units=True),
        RuleKind(
            "min_max",
            ("input",),
            (),
            ("lower", "upper", "direction"),
            needs_all_units=True,
        ),
        RuleKind("goalposts", ("input",), ("lower", "upper"), ("log", "direction")),
        RuleKind("z_score", ("input",), (), ("direction",), needs_all_units=True),
        RuleKind("percentile", ("input",), (), ("direction",), needs_all_units=True),
        RuleKind("rank", ("input",), (), ("direction",), needs_all_units=True),
        RuleKind("points", ("input",)),
        RuleKind("value", ("input",)),
        RuleKind("bonus", ("input",)),
        RuleKind("penalty", ("input",)),
    )
}

ADJUSTMENTS: Final = frozenset({"bonus", "penalty"})
"""Kinds that add to or take from the total and stand outside the denominator."""

UNITS: Final = (
    "count",
    "share",
    "percent",
    "points",
    "amount",
    "number",
    "boolean",
    "level",
)
"""What an input is measured in; it decides how its text is read and which range it may have.

share 0..1 · percent 0..100 · count a whole number >= 0 · points 0..max_points · amount money,
>= 0 · number anything · boolean có/không · level one of the names of a `levels` rule. A unit that
is none of these (cuộc họp, thủ tục) is a number of any size.
"""
UNITS_BY_RULE: Final = {
    "boolean": "boolean",
    "levels": "level",
    "points": "points",
    "bonus": "points",
    "penalty": "points",
    "value": "share",
}
"""Rules that leave no choice of how their input is read, whatever its unit is called."""

RULE_STATUSES: Final = ("official", "inferred", "demonstration", "unknown")
EVIDENCE: Final = ("required", "optional", "none")
AGGREGATIONS: Final = (
    "points",
    "arithmetic_mean",
    "geometric_mean",
    "harmonic_mean",
    "weighted_sum",
)
SUBJECTS: Final = (
    "nation",
    "ministry",
    "province",
    "department",
    "district",
    "commune",
)
STATES: Final = (
    "reported",
    "missing",
    "not_applicable",
    "not_evaluated",
    "zero_by_decision",
)
SOURCES: Final = ("declared", "measured", "published", "verified")
"""Sources of a value, from the weakest to the strongest claim on the final score."""
REQUESTED: Final = "requested"
"""Marks a figure that an appeal asks for. It is no source: nothing is scored from it."""
BASES: Final = ("self", "verified", "final")
