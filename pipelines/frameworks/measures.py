"""Units of measure: which numbers each may hold, and how a number is written in a message.

Here belong ranges and types of figures. The units themselves are listed in `rule_kinds.py`; the
expressions read the columns `unit` and `maximum` of the rows they are applied to.
"""

from typing import Final

import polars as pl

from pipelines.both_languages import both
from pipelines.fixed_point import DECIMALS
from pipelines.notation import VI, exact_text

VALUE: Final = pl.Decimal(38, DECIMALS)
"""The type of submitted figures: amounts in đồng fit with room to spare."""


NUMBER: Final = pl.Decimal(38, 18)
"""The type in which a number is judged, before it is stored."""


def typed(number: pl.Expr) -> pl.Expr:
    """A number as a clerk may type it with one reading: a decimal comma, never three decimals."""
    text = VI.ungrouped(exact_text(number))
    return text.str.replace(r"(,[0-9]{3})$", "${1}0")


def fits(number: pl.Expr) -> pl.Expr:
    """Whether a number lies in the range of its unit."""
    unit = pl.col("unit")
    zero, one, hundred = (pl.lit(n, NUMBER) for n in (0, 1, 100))
    whole = number.cast(pl.Decimal(38, 0), strict=False).cast(NUMBER, strict=False) == number
    return (
        pl.when(unit == "count")
        .then((number >= zero) & whole)
        .when(unit == "share")
        .then(number.is_between(zero, one))
        .when(unit == "percent")
        .then(number.is_between(zero, hundred))
        .when(unit == "points")
        .then((number >= zero) & (pl.col("maximum").is_null() | (number <= pl.col("maximum"))))
        .when(unit == "amount")
        .then(number >= zero)
        .otherwise(number.is_not_null())
    )


def wanted() -> pl.Expr:
    """What a unit of measure expects, for a message."""
    unit = pl.col("unit")
    return (
        pl.when(unit == "count")
        .then(pl.lit(both("số nguyên từ 0 trở lên", "a whole number, 0 or more")))
        .when(unit == "share")
        .then(
            pl.lit(
                both(
                    "số từ 0 đến 1, ví dụ 0,7857 hoặc 78,57%",
                    "a number from 0 to 1, such as 0.7857 or 78.57%",
                )
            )
        )
        .when(unit == "percent")
        .then(pl.lit(both("số từ 0 đến 100", "a number from 0 to 100")))
        .when((unit == "points") & pl.col("maximum").is_not_null())
        .then(_up_to(exact_text(pl.col("maximum"))))
        .when(unit.is_in(["points", "amount"]))
        .then(pl.lit(both("số từ 0 trở lên", "a number, 0 or more")))
        .when(unit == "boolean")
        .then(pl.lit(both("Có hoặc Không", "Có (yes) or Không (no)")))
        .otherwise(pl.lit(both("một số, ví dụ 1941,5", "a number, such as 1941.5")))
    )


def _up_to(most: pl.Expr) -> pl.Expr:
    """Points from nothing to so many, with the decimal mark of each language."""
    written = (VI.ungrouped(most), most)
    before, between, after = both("số điểm từ 0 đến {}", "points from 0 to {}").split("{}")
    return pl.concat_str(pl.lit(before), written[0], pl.lit(between), written[1], pl.lit(after))
