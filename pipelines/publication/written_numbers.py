"""Numbers and days as people read them: 0,7071 in Vietnamese, 0.7071 in English.

Here belong rounding for display and the marks of each language, for pages and papers alike.
Rounding is half away from zero after the ninth decimal, as ranks and official tables have it. Whole
columns are first written with a decimal point, once for all languages; a notation then sets its
marks. Nothing is computed with what is written here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import polars as pl

from pipelines.comparison import press_figures

NONE: Final = "–"
"""What stands where there is no number."""
POINTS_DECIMALS: Final = 2
UNROUNDED_DECIMALS: Final = 9
"""Decimals shown where a framework publishes unrounded values: beyond them a sum of ratios is not
exact."""
_MINUS: Final = "\u2212"
_BEFORE_THREE_DIGITS: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_LONGER_THAN_THREE: Final = r"^(\D?\d+)(\d{3})"
"""A number of more than three digits up to its first mark."""
_GROUPS: Final = 9
"""As many groups of three as 28 digits before the point can have."""


def value_text(value: pl.Expr, decimals: int | None) -> pl.Expr:
    """A value with its published decimals and a decimal point; null stays null."""
    places = UNROUNDED_DECIMALS if decimals is None else decimals
    exact = press_figures.rounded(value.cast(pl.Decimal(38, 10)), places)
    return exact.cast(pl.Decimal(38, places)).cast(pl.String)


def points_text(points: pl.Expr) -> pl.Expr:
    """Points with two decimals and a decimal point."""
    return value_text(points, POINTS_DECIMALS)


def shortest_text(number: pl.Expr, decimals: int = UNROUNDED_DECIMALS) -> pl.Expr:
    """A number as it would be typed: at most so many decimals, no closing zeros."""
    return value_text(number, decimals).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")


def signed(text: pl.Expr) -> pl.Expr:
    """A written number with its sign: +0.0012, −0.0012, and 0.0000 without one."""
    is_zero = text.str.contains(r"^-?0(\.0*)?$")
    return (
        pl.when(is_zero)
        .then(text.str.strip_chars_start("-"))
        .when(text.str.starts_with("-"))
        .then(text.str.replace("-", _MINUS, literal=True))
        .otherwise("+" + text)
    )


def rounded(value: Decimal, decimals: int | None) -> Decimal:
    """A value rounded as it is published; None keeps the nine decimals that hold."""
    trusted = value.quantize(Decimal(1).scaleb(-UNROUNDED_DECIMALS), ROUND_HALF_UP)
    if decimals is None or decimals >= UNROUNDED_DECIMALS:
        return trusted
    return trusted.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a language writes numbers and days."""

    code: str
    decimal_mark: str
    group_mark: str

    def number(self, text: str | None) -> str:
        """A number written with a decimal point, in this notation: 1.941,5; nothing is a dash."""
        if text is None:
            return NONE
        whole, point, decimals = text.partition(".")
        if len(whole) > 3:
            whole = _BEFORE_THREE_DIGITS.sub(self.group_mark, whole)
        return f"{whole}{self.decimal_mark}{decimals}" if point else whole

    def numbers(self, text: pl.Expr) -> pl.Expr:
        """A column of numbers written with a decimal point, in this notation; null stays null."""
        grouped = text.str.replace(".", self.decimal_mark, literal=True)
        for _ in range(_GROUPS):
            grouped = grouped.str.replace(_LONGER_THAN_THREE, f"${{1}}{self.group_mark}${{2}}")
        return grouped

    def days(self, days: pl.Expr) -> pl.Expr:
        """A column of days or moments as days; null stays null."""
        return days.dt.strftime("%d/%m/%Y" if self.code == "vi" else "%-d %B %Y")

    def amount(self, value: Decimal | None, decimals: int | None) -> str:
        """0,7071; 1.941,50"""
        return self.number(None if value is None else f"{rounded(value, decimals):f}")

    def change(self, value: Decimal | None, decimals: int | None) -> str:
        """+0,0123; −0,0045 with a true minus; 0,0000 without a sign."""
        if value is None:
            return NONE
        shown = rounded(value, decimals)
        sign = "" if shown == 0 else "+" if shown > 0 else _MINUS
        return sign + self.amount(abs(shown), decimals)

    def count(self, count: int) -> str:
        """3.321"""
        return self.number(str(count))

    def percent(self, part: float, whole: float) -> str:
        """A share with one decimal, such as 94,0 %; nothing of nothing is a dash."""
        if not whole:
            return NONE
        return self.number(f"{100 * part / whole:.1f}") + "\u00a0%"

    def day(self, day: date | None) -> str:
        """31/07/2025 in Vietnamese, 31 July 2025 in English."""
        if day is None:
            return NONE
        if self.code == "vi":
            return f"{day:%d/%m/%Y}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


VI: Final = Notation("vi", decimal_mark=",", group_mark=".")
EN: Final = Notation("en", decimal_mark=".", group_mark=",")
NOTATIONS: Final[Mapping[str, Notation]] = {one.code: one for one in (VI, EN)}
LANGUAGES: Final = tuple(NOTATIONS)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
