"""Drafts of rules: what a wording was read as, its figures, its shares as written.

Here belongs what every recognised kind of rule is put together from. Which kind a wording is, is
decided in `rule_wordings.py` and `outcome_rules.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from pipelines.annexes.figure_units import unit_of
from pipelines.annexes.rule_doubts import ROUNDED, doubt
from pipelines.annexes.wording_clauses import Clause
from pipelines.frameworks.framework import Name
from pipelines.notation import EN, VI


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure a rule reads. `is_named` is False where the wording does not say what it is."""

    name: Name
    unit: str
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a wording was read as. `rule` has the keys of a framework file; None: not recognised.

    `status` is official (sure), inferred (read, with doubts) or unknown; `reported_by` the kind of
    reporter whose figures alone count, where the wording says so.
    """

    status: str
    rule: Mapping[str, Any] | None
    figures: Mapping[str, Figure]
    doubts: tuple[Name, ...]
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A rule before its left-over clauses are counted as doubts."""

    rule: Mapping[str, Any] | None
    figures: Mapping[str, Figure] = field(default_factory=dict[str, Figure])
    doubts: tuple[Name, ...] = ()
    left: tuple[Clause, ...] = ()
    reported_by: str | None = None


def not_recognised(*doubts: Name) -> Found:
    return Found(None, doubts=doubts)


def figure_named(name: str, unit: str | None = None) -> Figure:
    return Figure(Name(capital(name), capital(name)), unit or unit_of(name))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_TEN_PLACES: Final = Decimal("1e-10")


def written_share(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(_TEN_PLACES).normalize()


def rounded(shares: Sequence[Fraction]) -> tuple[Name, ...]:
    return tuple(doubt(ROUNDED, s) for s in shares if Fraction(written_share(s)) != s)


def percent_name(share: Fraction) -> Name:
    percent = Decimal(share.numerator * 100) / share.denominator
    return Name(f"{VI.shortest(percent, 2)} %", f"{EN.shortest(percent, 2)} %")
