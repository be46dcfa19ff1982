"""Errors that look right: claims wrong on purpose that pass intake, for the council to find.

Here belongs which claims they are; what each of them claims is in `model.py`. They are written down
in `planted_errors.csv` beside this file, which nothing reads as a submission. Only figures that no
appraisal has settled are wrong, in units without any other fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from demonstration.draws import chance
from demonstration.faults import FAULTS
from demonstration.rounds import Round, is_verified

ErrorKind = Literal[
    "copied_from_last_round",
    "everything_at_maximum",
    "digit_lost",
    "inflated_without_evidence",
    "far_from_own_past",
    "slightly_inflated",
]
WHOLE_UNITS: Final[tuple[ErrorKind, ...]] = ("copied_from_last_round", "everything_at_maximum")
"""Kinds of which all claims of one unit are; in a round of departments there are none."""
SINGLE_FIGURES: Final[Mapping[ErrorKind, int]] = {
    "digit_lost": 6,
    "inflated_without_evidence": 12,
    "far_from_own_past": 8,
    "slightly_inflated": 14,
}
"""How many claims of each other kind a round of communes has; one of departments has a third. The
last kind is no further off than honest units are now and then: nothing gives it away."""


@cache
def planted_in(one: Round) -> Mapping[tuple[str, str], ErrorKind]:
    """The wrong claims of a round, by unit and indicator; a settled first round has none."""
    if not one.is_second:
        return {}
    faulty = {code for fault in FAULTS if fault.round_id == one.id for code in fault.entity_codes}
    draw = chance("errors", one.id)
    units = [code for code in one.units if code not in faulty and not is_verified(one, code)]
    draw.shuffle(units)
    planted: dict[tuple[str, str], ErrorKind] = {}
    is_large = one.kind == "commune"
    for kind in WHOLE_UNITS if is_large else ():
        unit = units.pop()
        planted |= {(unit, item.code): kind for item in one.indicators}
    asked_for_evidence = [item.code for item in one.indicators if item.evidence == "required"]
    every_code = [item.code for item in one.indicators if item.rule["kind"] not in _RELATIVE]
    for kind, count in SINGLE_FIGURES.items():
        codes = asked_for_evidence if kind == "inflated_without_evidence" else every_code
        free = [(unit, code) for unit in units for code in codes if (unit, code) not in planted]
        planted |= dict.fromkeys(draw.sample(free, count if is_large else count // 3), kind)
    return planted


_RELATIVE: Final = ("best_peer", "min_max", "bonus", "penalty")
"""Rules by which a claim has no share of its own."""
