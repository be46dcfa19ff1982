"""Numbers, days and sizes as people read them: 0,7071 in Vietnamese, 0.7071 in English.

Here belongs everything that writes a number for people, on pages and papers, in plans, reasons,
forms and on the terminal: rounded as it is published (`fixed_point.py`, the rounding on which ranks
are taken), then with the marks of a language. Numbers are first written with a decimal point, once
for all languages; a notation then sets its marks. Nothing is computed with what is written here.
What the sentences around the numbers say is beside the method that found them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.fixed_point import DECIMALS, TRUSTED, published_value, published_values

NONE: Final = "–"
"""What stands where there is no number."""
POINTS_DECIMALS: Final = 2
MINUS: Final = "\u2212"
"""The sign of a change. An amount below zero has the hyphen that can be copied into a cell."""
_BEFORE_THREE_DIGITS: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_LONGER_THAN_THREE: Final = r"^(\D?\d+)(\d{3})"
"""A number of more than three digits up to its first mark."""
_GROUPS: Final = 9
"""As many groups of three as 28 digits before the point can have."""
_SIZES: Final = ("B", "kB", "MB", "GB")


def value_text(value: pl.Expr, decimals: int | None) -> pl.Expr:
    """A column of values with their published decimals and a decimal point; null stays null.

    Decimals, or whole numbers; `decimals` None writes the nine that hold.
    """
    places = TRUSTED if decimals is None else min(decimals, TRUSTED)
    rounded = published_values(value.cast(pl.Decimal(38, DECIMALS)), decimals)
    return rounded.cast(pl.Decimal(38, places)).cast(pl.String)


def points_text(points: pl.Expr) -> pl.Expr:
    """A column of points with two decimals and a decimal point."""
    return value_text(points, POINTS_DECIMALS)


def shortest_text(number: pl.Expr, decimals: int | None = None) -> pl.Expr:
    """A column of numbers as they would be typed: at most so many decimals, no closing zeros."""
    return _without_closing_zeros(value_text(number, decimals))


def exact_text(number: pl.Expr) -> pl.Expr:
    """Every digit of a column of decimals, without closing zeros; null stays null."""
    return _without_closing_zeros(number.cast(pl.String))


def percent_text(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A share of counts as a percentage with one decimal; nothing of nothing is null."""
    # A percentage with one decimal is a whole number of thousandths, rounded half up.
    thousandths = (part.cast(pl.Int64) * 2000 + whole) // (2 * whole.cast(pl.Int64))
    tenth = pl.lit(Decimal("0.1"), pl.Decimal(38, 1))
    text = (thousandths.cast(pl.Decimal(38, 1)) * tenth).cast(pl.Decimal(38, 1)).cast(pl.String)
    return pl.when(whole > 0).then(text)


def signed(text: pl.Expr) -> pl.Expr:
    """A written number with its sign: +0.0012, −0.0012, and 0.0000 without one."""
    is_zero = text.str.contains(r"^-?0(\.0*)?$")
    return (
        pl.when(is_zero)
        .then(text.str.strip_chars_start("-"))
        .when(text.str.starts_with("-"))
        .then(text.str.replace("-", MINUS, literal=True))
        .otherwise("+" + text)
    )


def fixed(value: Decimal, decimals: int | None) -> str:
    """A value with its published decimals and a decimal point."""
    return f"{published_value(value, decimals):f}"


def shortest(number: Decimal, decimals: int | None = None) -> str:
    """A number as it would be typed: at most so many decimals, no closing zeros."""
    return exact(published_value(number, decimals))


def exact(number: Decimal) -> str:
    """Every digit of a number, without closing zeros: what a seed says, a key, a figure in JSON."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def sign(number: Decimal | int) -> str:
    """The sign of a change, to stand before it: +, −, nothing before zero."""
    return "+" if number > 0 else MINUS if number < 0 else ""


def size_text(size: int) -> str:
    """A size in thousands of bytes, with a decimal point where it is below ten: 1.2 MB."""
    amount, unit = Decimal(size), 0
    while amount >= 1000 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{fixed(amount, 0 if unit == 0 or amount >= 10 else 1)} {_SIZES[unit]}"


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
        grouped = self.ungrouped(text)
        for _ in range(_GROUPS):
            grouped = grouped.str.replace(_LONGER_THAN_THREE, f"${{1}}{self.group_mark}${{2}}")
        return grouped

    def ungrouped(self, text: pl.Expr) -> pl.Expr:
        """A column of numbers written with a decimal point, with the decimal mark alone."""
        return text.str.replace(".", self.decimal_mark, literal=True)

    def amount(self, value: Decimal | None, decimals: int | None) -> str:
        """0,7071; 1.941,50"""
        return self.number(None if value is None else fixed(value, decimals))

    def stated(self, value: Decimal | None) -> str:
        """Every digit of a number that was laid down, such as a maximum: 1.000; 7,5."""
        return self.number(None if value is None else exact(value))

    def change(self, value: Decimal | None, decimals: int | None) -> str:
        """+0,0123; −0,0045 with a true minus; 0,0000 without a sign."""
        if value is None:
            return NONE
        shown = published_value(value, decimals)
        return sign(shown) + self.amount(abs(shown), decimals)

    def shortest(self, value: Decimal | None, decimals: int | None = None) -> str:
        """A number as it would be typed, in a sentence: 1941,5; 0,71."""
        return NONE if value is None else self._marked(shortest(value, decimals))

    def shortest_change(self, value: Decimal | None, decimals: int | None = None) -> str:
        """The same with its sign: +0,01; −0,5; 0."""
        if value is None:
            return NONE
        shown = published_value(value, decimals)
        return sign(shown) + self._marked(exact(abs(shown)))

    def exact(self, number: Decimal) -> str:
        """Every digit of a number, such as a threshold that a seed states."""
        return self._marked(exact(number))

    def count(self, count: int) -> str:
        """3.321"""
        return self.number(str(count))

    def percent(self, part: int, whole: int) -> str:
        """A share of counts with one decimal, such as 94,0 %; nothing of nothing is a dash."""
        if not whole:
            return NONE
        return self.amount(Decimal(100 * part) / whole, 1) + "\u00a0%"

    def day(self, day: date | None) -> str:
        """31/07/2025 in Vietnamese, 31 July 2025 in English."""
        if day is None:
            return NONE
        if self.code == "vi":
            return f"{day:%d/%m/%Y}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def days(self, days: pl.Expr) -> pl.Expr:
        """A column of days or moments as days; null stays null."""
        return days.dt.strftime("%d/%m/%Y" if self.code == "vi" else "%-d %B %Y")

    def moment(self, moment: datetime) -> str:
        """31/07/2025 17:05 in Vietnamese, 31 July 2025 17:05 in English."""
        return f"{self.day(moment)} {moment:%H:%M}"

    def moments(self, moments: pl.Expr) -> pl.Expr:
        """A column of moments as days with the time; null stays null."""
        return pl.concat_str(self.days(moments), moments.dt.strftime(" %H:%M"))

    def _marked(self, text: str) -> str:
        return text.replace(".", self.decimal_mark)


def _without_closing_zeros(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")


VI: Final = Notation("vi", decimal_mark=",", group_mark=".")
EN: Final = Notation("en", decimal_mark=".", group_mark=",")
NOTATIONS: Final[Mapping[str, Notation]] = {notation.code: notation for notation in (VI, EN)}
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
