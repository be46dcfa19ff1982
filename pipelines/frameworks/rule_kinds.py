"""The words of a framework beside its rules: units, statuses, aggregations, states, sources, bases.

Here belong closed lists of words that frameworks, rounds and values use. The kinds of scoring rule
are in `pipelines/rules/`.
"""

from typing import Final

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

RULE_STATUSES: Final = ("official", "inferred", "demonstration", "unknown")
EVIDENCE: Final = ("required", "optional", "none")
REPORTED_BY: Final = ("unit", "agency", "council", "ministry")
"""Whose figures of an indicator count where a framework says so."""
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
