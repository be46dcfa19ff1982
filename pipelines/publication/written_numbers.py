"""Numbers as papers write them: rounded as published, with the marks of the language.

Here belong decimal commas, points between thousands, signs of change. What is rounded to how many
decimals is said by the framework.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_TRUSTED: Final = Decimal("1e-9")
"""Beyond the ninth decimal a sum of ratios is not exact."""
NONE: Final = "–"
"""What stands where there is no number."""


def rounded(value: Decimal, decimals: int | None) -> Decimal:
    """A value rounded half up as it is published; None keeps the nine decimals that hold."""
    trusted = value.quantize(_TRUSTED, ROUND_HALF_UP)
    if decimals is None or decimals >= 9:
        return trusted
    return trusted.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def amount_vi(value: Decimal | None, decimals: int | None) -> str:
    """0,7071; 1.941,5; a dash where there is none."""
    return NONE if value is None else _vi(f"{rounded(value, decimals):,f}")


def amount_en(value: Decimal | None, decimals: int | None) -> str:
    """0.7071; 1,941.5; a dash where there is none."""
    return NONE if value is None else f"{rounded(value, decimals):,f}"


def change_vi(value: Decimal | None, decimals: int | None) -> str:
    """+0,0123; −0,0045 with a true minus; a dash where there is none."""
    return NONE if value is None else _signed(_vi(f"{abs(rounded(value, decimals)):,f}"), value)


def change_en(value: Decimal | None, decimals: int | None) -> str:
    """+0.0123; −0.0045 with a true minus; a dash where there is none."""
    return NONE if value is None else _signed(f"{abs(rounded(value, decimals)):,f}", value)


def count_vi(count: int) -> str:
    """3.321"""
    return _vi(f"{count:,d}")


def day_vi(day: date | None) -> str:
    """31/12/2025"""
    return NONE if day is None else f"{day:%d/%m/%Y}"


def _vi(text: str) -> str:
    return text.translate({ord(","): ".", ord("."): ","})


def _signed(text: str, value: Decimal) -> str:
    return ("−" if value < 0 else "+") + text
