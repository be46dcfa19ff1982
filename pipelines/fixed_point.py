"""Exact decimals as whole numbers: points and values carry ten decimals in 64-bit integers.

Here belong the scale and the one rounding on which ranks are taken and numbers are printed, for
whole numbers, columns and single decimals alike: half away from zero, after the ninth decimal. Sums
of such numbers are exact and do not depend on order, which sums of floats are and do. Eighteen
digits, ten of them decimals, leave room for 100 million points.
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

DECIMALS: Final = 10
ONE: Final = 10**DECIMALS
LIMIT: Final = 10**8 - 1
"""The largest amount of points or value that can be held."""
TRUSTED: Final = 9
"""Decimals that hold after a sum of ratios, each cut at the tenth: a third three times is
0.9999999999, and means one."""
_HALF_UP: Final = Context(prec=60, rounding=ROUND_HALF_UP)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def to_fixed(numbers: Floats) -> Integers:
    """Round to ten decimals. NaN becomes 0; callers keep their own mask.

    Raises OverflowError beyond `LIMIT`.
    """
    finite = np.nan_to_num(numbers, nan=0.0)
    if finite.size and np.abs(finite).max() > LIMIT:
        raise OverflowError(f"an amount above {LIMIT} cannot be held with {DECIMALS} decimals")
    return np.rint(finite * ONE).astype(np.int64)


def left_over(numbers: Floats, fixed: Integers) -> Floats:
    """What rounding to ten decimals left over, in units of the tenth; 0 for NaN.

    Beside the whole numbers it keeps sums unrounded, for whoever divides one by another: of a
    maximum of 0.01 the tenth decimal is one part in a hundred million.
    """
    return np.nan_to_num(numbers, nan=0.0) * ONE - fixed


def published(fixed: Integers, decimals: int | None) -> Integers:
    """Round half up to the published decimals, in units of the last of them.

    `decimals` None keeps every trusted decimal.
    """
    trusted = _divide_half_up(fixed, 10 ** (DECIMALS - TRUSTED))
    if decimals is None or decimals >= TRUSTED:
        return trusted
    return _divide_half_up(trusted, 10 ** (TRUSTED - decimals))


def published_value(value: Decimal, decimals: int | None) -> Decimal:
    """The same of a single decimal: rounded half up, with so many decimals. Zero has no sign."""
    places = TRUSTED if decimals is None else min(decimals, TRUSTED)
    trusted = value.quantize(Decimal(1).scaleb(-TRUSTED), context=_HALF_UP)
    rounded = trusted.quantize(Decimal(1).scaleb(-places), context=_HALF_UP)
    return rounded or rounded.copy_abs()


def published_values(values: pl.Expr, decimals: int | None) -> pl.Expr:
    """The same of a column of decimals."""
    trusted = values.round(TRUSTED, mode="half_away_from_zero")
    if decimals is not None and decimals < TRUSTED:
        trusted = trusted.round(decimals, mode="half_away_from_zero")
    return trusted.cast(pl.Decimal(38, DECIMALS))


def _divide_half_up(numbers: Integers, by: int) -> Integers:
    """Divide and round half away from zero, as the official tables do."""
    return np.sign(numbers) * ((np.abs(numbers) + by // 2) // by)
