"""What rules share that divide one figure by another: the quotient, its floor, a zero below.

Here belongs the key `zero_denominator` in every form that it takes. What a kind makes of the
quotient stands in its file.

A denominator of 0 means by the rule: nothing is earned (zero), all of it (full), or the indicator
does not count for that unit (not_evaluated, shared). Where it is `shared` the maximum points of
the siblings that are evaluated are raised in proportion to their own, so that the maximum of the
parent stays; without any such sibling it is as not_evaluated. Both figures must be there: a
quotient without its numerator is missing whatever is below.

Source: Decision 766/QĐ-TTg, metrics 5.2 and 5.3 and the group of digitisation.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from pipelines.fixed_point import Floats
from pipelines.names import Name
from pipelines.rules.earning import Earning
from pipelines.rules.rule_kind import Division, Keys, Schema
from pipelines.rules.spreadsheet import InCells
from pipelines.rules.wording import NOTHING

ZERO_DENOMINATOR: Final[Schema] = {
    "enum": ["zero", "full", "not_evaluated", "shared"],
    "description": "What a denominator of 0 means; without it, it is an error of the sender",
}
FLOOR: Final[Schema] = {"type": "number", "description": "Below it nothing is earned"}
_EARNED: Final = {"zero": 0.0, "full": 1.0}
_IN_CELLS: Final = {"zero": "0", "full": "1"}
_WORDS: Final = {
    "zero": Name("; mẫu số bằng 0 thì 0 điểm", "; a denominator of 0 earns nothing"),
    "full": Name("; mẫu số bằng 0 thì đủ điểm", "; a denominator of 0 is full"),
    "not_evaluated": Name(
        "; mẫu số bằng 0 thì không đánh giá", "; with a denominator of 0 it is not evaluated"
    ),
    "shared": Name(
        "; mẫu số bằng 0 thì điểm chia cho các chỉ tiêu cùng nhóm",
        "; with a denominator of 0 its points are shared by its siblings",
    ),
}
_LAST_BITS: Final = 2.0**-50
"""A quotient of decimals may fall short of its true value by so much of itself."""


def division(keys: Keys, goal: Decimal | int) -> Division:
    """The division of a rule that is full from `goal` on."""
    return Division(
        keys["numerator"], keys["denominator"], Decimal(goal), keys.get("zero_denominator")
    )


def quotient(above: Floats, below: Floats) -> Floats:
    """a/b; NaN where a figure is not there or b = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = above / below
    found[below == 0] = np.nan
    return found


def reached(least: Floats) -> Floats:
    """Bounds for quotients: lower by what a division of decimals may lose."""
    return least - np.abs(least) * _LAST_BITS


def at_zero(rules: Sequence[Keys]) -> Floats | None:
    """What each rule earns over a denominator of 0; None where it is nothing known for all."""
    earned = np.array([_EARNED.get(rule.get("zero_denominator", ""), np.nan) for rule in rules])
    return None if np.isnan(earned).all() else earned


def fill_zeros(share: Floats, above: Floats, below: Floats, earned: Floats | None) -> Floats:
    """Put what is earned over 0 in the place of what has no quotient."""
    if earned is None:
        return share
    return np.where((below == 0) & ~np.isnan(above), earned[:, None], share)


def planned(keys: Keys, own: Mapping[str, Fraction]) -> Fraction | Earning | str:
    """The denominator over which a numerator can be planned, else why not."""
    below = own.get(keys["denominator"])
    if below is None or below < 0:
        return "denominator_unknown"
    if below > 0:
        return below
    match keys.get("zero_denominator"):
        case None:
            return "denominator_unknown"
        case "full":
            full = Fraction(1)
            return Earning(keys["numerator"], lambda _: full, Fraction(0), Fraction(0), ())
        case _:
            return "denominator_zero"


def share_in_cells(keys: Keys, cells: Mapping[str, str], share: str) -> InCells:
    """The share of a quotient whose expression is given, and what is earned with a zero below."""
    above, below = cells[keys["numerator"]], cells[keys["denominator"]]
    known = f"ISNUMBER({above}),ISNUMBER({below})"
    earned = _IN_CELLS.get(keys.get("zero_denominator", ""))
    if earned is None:
        return InCells(f"AND({known},{below}<>0)", share)
    return InCells(f"AND({known})", f"IF({below}=0,{earned},{share})")


def floor_words(keys: Keys, written: Callable[[Decimal], Name]) -> Name:
    """What is said of a floor, which is written as the figure is."""
    if "floor" not in keys:
        return NOTHING
    floor = written(keys["floor"])
    return Name(f", dưới {floor.vi} thì 0 điểm", f", below {floor.en} nothing")


def zero_words(keys: Keys) -> Name:
    """What is said of a denominator of 0."""
    return _WORDS.get(keys.get("zero_denominator", ""), NOTHING)
