"""Keys of several rules as arrays, one entry for each rule.

Here belongs only the way from keys as written to numbers that formulas take.
"""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pipelines.fixed_point import Floats
from pipelines.rules.rule_kind import Keys


def numbers(rules: Sequence[Keys], key: str, default: Decimal | int | None = None) -> Floats:
    """A number of each rule; NaN where neither the rule nor a default has one."""
    found = (rule.get(key, default) for rule in rules)
    return np.array([np.nan if n is None else float(n) for n in found], dtype=np.float64)


def rows_that_fall(rules: Sequence[Keys]) -> NDArray[np.bool_]:
    """Of each rule, whether lower figures are better."""
    return np.array([falls(rule) for rule in rules], dtype=np.bool_)


def falls(keys: Keys) -> bool:
    """Whether lower figures are better by one rule."""
    return keys.get("direction") == "lower_is_better"
