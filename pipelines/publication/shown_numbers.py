"""Numbers and dates as a page writes them: 0,7071 in Vietnamese, 0.7071 in English.

Here belongs rounding for display, on whole columns, and the marks of each language. Rounding is
half away from zero after the ninth decimal, as ranks and official tables have it. Nothing is
computed with what is written here.
"""

from datetime import date
from typing import Final

import polars as pl

from pipelines.comparison.press_figures import rounded

LANGUAGES: Final = ("vi", "en")
POINTS_DECIMALS: Final = 2
UNROUNDED_DECIMALS: Final = 9
"""Decimals shown where a framework publishes unrounded values."""
_MINUS: Final = "\u2212"


def value_text(value: pl.Expr, decimals: int | None) -> pl.Expr:
    """A value with its published decimals and a decimal point; null stays null."""
    places = UNROUNDED_DECIMALS if decimals is None else decimals
    exact = rounded(value.cast(pl.Decimal(38, 10)), places)
    return exact.cast(pl.Decimal(38, places)).cast(pl.String)


def points_text(points: pl.Expr) -> pl.Expr:
    """Points with two decimals and a decimal point."""
    return value_text(points, POINTS_DECIMALS)


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


def in_language(text: str | None, language: str) -> str:
    """A number written with a decimal point, with the mark of a language; nothing is a dash."""
    if text is None:
        return "–"
    return text.replace(".", ",") if language == "vi" else text


def count_text(count: int, language: str) -> str:
    """A whole number with groups of three digits: 3.321 in Vietnamese, 3,321 in English."""
    grouped = f"{count:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def percent_text(part: float, whole: float, language: str) -> str:
    """A share with one decimal, such as 94,0 %; nothing of nothing is a dash."""
    if not whole:
        return "–"
    return in_language(f"{100 * part / whole:.1f}", language) + "\u00a0%"


def day_text(day: date | None, language: str) -> str:
    """A date as it is written: 31/07/2025 in Vietnamese, 31 July 2025 in English."""
    if day is None:
        return "–"
    return (
        f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    )


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
