"""A figure between a lower and an upper bound that a rule gives.

Here belongs what the rules with bounds share beside their formulas.
"""

from collections.abc import Iterator

from pipelines.names import Name
from pipelines.rules.key_arrays import falls
from pipelines.rules.rule_kind import Keys
from pipelines.rules.spreadsheet import counted_down, number


def bound_problems(keys: Keys) -> Iterator[Name]:
    """Whether the bounds that are given stand in order."""
    lower, upper = keys.get("lower"), keys.get("upper")
    if lower is not None and upper is not None and lower >= upper:
        yield Name(
            f"lower ({lower}) phải nhỏ hơn upper ({upper})",
            f"lower ({lower}) must be below upper ({upper})",
        )


def way_in_cells(keys: Keys, cell: str) -> str:
    """The way from the lower to the upper bound, cut at both."""
    lower, upper = number(keys["lower"]), number(keys["upper"])
    if keys.get("log"):
        way = f"(LN(MAX({cell},{lower}))-LN({lower}))/(LN({upper})-LN({lower}))"
    else:
        way = f"({cell}-{lower})/({upper}-{lower})"
    return counted_down(f"MAX(0,MIN(1,{way}))", falls(keys))
