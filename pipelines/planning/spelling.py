"""Figures and shares as they are written in reasons, in Vietnamese and English.

Here belong these spellings. What the reasons say is in `reward.py` and its neighbours.
"""

import polars as pl


def written(number: pl.Expr, decimals: int | None) -> pl.Expr:
    """A value with its published decimals; nine where it is not rounded."""
    places = 9 if decimals is None else decimals
    return number.cast(pl.Decimal(38, places)).cast(pl.String)


def comma(number: pl.Expr) -> pl.Expr:
    """A number in text, with the decimal comma of Vietnamese."""
    return number.str.replace(".", ",", literal=True)


def percent(share: pl.Expr) -> pl.Expr:
    """A share as a percentage with one decimal."""
    return (share * 100).round(1).cast(pl.Decimal(38, 1)).cast(pl.String)
