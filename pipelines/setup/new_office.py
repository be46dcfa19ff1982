"""The first seeds of an office: itself, its units, one round of its own.

Here belongs what an installation begins with. Its framework is one that ships or an annex; no
points are made up.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from pipelines.frameworks.framework import Framework
from pipelines.notation import EN, VI
from pipelines.rounds import BY_HAND
from pipelines.setup.headings import WORDS
from pipelines.setup.seed_rows import written_seed
from pipelines.setup.sheets import ROUNDS_SHEET, UNITS_SHEET, SetupSheet

_ABOVE: Final = {
    "commune": "province",
    "department": "province",
    "province": "nation",
    "ministry": "nation",
}
"""What an office is that assesses units of a kind."""
_STATED: Final = "do cơ quan khai khi lập / stated by the office"
UNIT_LIST: Final[SetupSheet] = replace(
    UNITS_SHEET,
    columns=tuple(
        replace(column, is_required=column.name in ("entity_code", "name_vi"))
        for column in UNITS_SHEET.columns
    ),
)
"""The columns of a list of units: a code and a name for each, and more where it is known."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a round: its data, and the last day for sending them."""

    starts_on: date
    ends_on: date
    deadline: date


@dataclass(frozen=True, slots=True)
class Office:
    """Who assesses: code and name; its units as rows of a list of units; its round."""

    code: str
    name: str
    units: Sequence[Mapping[str, str]]
    round_id: str
    period: Period


def is_assessable(framework: Framework) -> bool:
    """Whether a round of an office can be scored with a framework as it is."""
    return framework.subject in _ABOVE and not any(framework.unscorable())


def half_year(today: date) -> Period:
    """The half of the year in which a day lies; figures are due a month after it."""
    first, last = (1, 6) if today.month <= 6 else (7, 12)
    ends_on = date(today.year, last, calendar.monthrange(today.year, last)[1])
    return Period(date(today.year, first, 1), ends_on, ends_on + timedelta(days=31))


def round_code(subject: str, period: Period) -> str:
    """A code for a round: communes-2026H2 for half a year, communes-2026 for others."""
    plural = "ministries" if subject == "ministry" else f"{subject}s"
    is_half = half_year(period.ends_on).starts_on == period.starts_on
    half = f"H{1 if period.ends_on.month <= 6 else 2}" if is_half else ""
    return f"{plural}-{period.ends_on.year}{half}"


def first_seeds(office: Office, framework: Framework) -> Mapping[str, str]:
    """The text of `rounds.yaml` and `entities.csv` by file."""
    head = (
        f"# Đợt đánh giá của {office.name}, không phải dữ liệu minh họa.\n"
        f"# A round of {office.name}'s own; not demonstration data.\n"
    )
    rounds = [_row(ROUNDS_SHEET, _round(office, framework))]
    units = [_row(UNITS_SHEET, entry) for entry in _entities(office, framework.subject)]
    return {
        ROUNDS_SHEET.file: written_seed(ROUNDS_SHEET, rounds, head).text,
        UNITS_SHEET.file: written_seed(UNITS_SHEET, units, "").text,
    }


def _row(sheet: SetupSheet, given: Mapping[str, str]) -> Mapping[str, str]:
    return {column.name: given.get(column.name, "") for column in sheet.columns}


def _round(office: Office, framework: Framework) -> Mapping[str, str]:
    words = WORDS["rounds", "entities"][framework.subject]
    days = office.period
    first, last = days.starts_on, days.ends_on
    return {
        "id": office.round_id,
        "name_vi": f"Đánh giá {words.vi}, {office.name}, từ {VI.day(first)} đến {VI.day(last)}",
        "name_en": f"Assessment ({words.en}), {office.name}, {EN.day(first)} to {EN.day(last)}",
        "framework": framework.id,
        "entities": framework.subject,
        "parent": office.code,
        "starts_on": days.starts_on.isoformat(),
        "ends_on": days.ends_on.isoformat(),
        "deadline": days.deadline.isoformat(),
        "status": "open",
        "release": BY_HAND,
    }


def _entities(office: Office, subject: str) -> Iterator[Mapping[str, str]]:
    yield {
        "entity_code": office.code,
        "kind": _ABOVE[subject],
        "name_vi": office.name,
        "source": _STATED,
    }
    for unit in office.units:
        given = {name: text for name, text in unit.items() if text}
        yield {"kind": subject, "parent_code": office.code, "source": _STATED, **given}
