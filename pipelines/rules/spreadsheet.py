"""Expressions that both Excel and LibreOffice have.

Here belongs what the formulas of all kinds of rule share. The expression of a kind stands in its
file; which cell holds what is decided by `forms/figures.py`.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the names of the levels of an input stand, and beside them their shares."""

    names: str
    shares: str


@dataclass(frozen=True, slots=True)
class InCells:
    """Two expressions: whether the figures of a rule are there, and the share they then earn."""

    known: str
    share: str


def number(amount: Decimal | int) -> str:
    """A number as formulas write it, in brackets if negative."""
    text = format(Decimal(amount), "f")
    return f"({text})" if text.startswith("-") else text


def one_number(cell: str, share: str) -> InCells:
    """The share that the number of one cell earns."""
    return InCells(f"ISNUMBER({cell})", share)


def counted_down(share: str, is_falling: bool) -> str:
    """A share turned round where lower figures are better."""
    return f"(1-{share})" if is_falling else share
