"""Exact decimals as whole numbers: points and values carry ten decimals in 64-bit integers.

Here belong the scale and the roundings. Sums of such numbers are exact and do not depend on
order, which sums of floats are and do. Eighteen digits, ten of them decimals, leave room for
100 million points.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

DECIMALS: Final = 10
ONE: Final = 10**DECIMALS
LIMIT: Final = 10**8 - 1
"""The largest amount of points or value that can be held."""
_TRUSTED: Final = 9
"""Decimals that hold after a sum of ratios, each cut at the tenth: a third three times is
0.9999999999, and means one."""

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


def published(fixed: Integers, decimals: int | None) -> Integers:
    """Round half up to the published decimals, in units of the last of them.

    `decimals` None keeps every trusted decimal.
    """
    trusted = _divide_half_up(fixed, 10 ** (DECIMALS - _TRUSTED))
    if decimals is None or decimals >= _TRUSTED:
        return trusted
    return _divide_half_up(trusted, 10 ** (_TRUSTED - decimals))


def _divide_half_up(numbers: Integers, by: int) -> Integers:
    """Divide and round half away from zero, as the official tables do."""
    return np.sign(numbers) * ((np.abs(numbers) + by // 2) // by)
