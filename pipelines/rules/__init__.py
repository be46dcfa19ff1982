"""The kinds of scoring rule, one file each: everything that is known of a kind stands in its file.

Here belongs the list of kinds and looking one up. What a kind must tell is in `rule_kind.py`. A new
kind is a file with a `KIND` and its name in this list; the stand-alone check of receipts, which
imports nothing of ours, has to learn it too.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from pipelines.rules.rule_kind import Rule, RuleKind

_KINDS: Final = (
    "ratio",
    "levels",
    "steps",
    "parts",
    "boolean",
    "capped_count",
    "best_peer",
    "min_max",
    "goalposts",
    "z_score",
    "percentile",
    "rank",
    "points",
    "value",
    "bonus",
    "penalty",
)

RULE_KINDS: Final[Mapping[str, RuleKind]] = {
    name: import_module(f"{__name__}.{name}").KIND for name in _KINDS
}
"""The kinds by name, in the order in which people are told of them."""


def kind_of(rule: Rule) -> RuleKind:
    """What is known of the kind of a rule. Raises KeyError for a kind that is none."""
    return RULE_KINDS[rule.kind]


def rules_within(rule: Rule | None) -> Iterator[Rule]:
    """The rules that read figures: a rule without parts itself, else each of its parts."""
    if rule is None:
        return
    if not rule.parts:
        yield rule
    for _, part in rule.parts:
        yield from rules_within(part)


def looks_at_all_units(rule: Rule | None) -> bool:
    """Whether a rule, or a part of it, depends on the other units of the round."""
    return any(kind_of(part).needs_all_units for part in rules_within(rule))
