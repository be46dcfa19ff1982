"""The council of the demonstration: decisions with their reasons, appeals, and answers to them.

Here belong the files of a round of communes that come after the appraisal: decisions in a workbook
with Vietnamese headings, appeals of three units, and a second file of decisions that answers two of
them. The third is pending.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from demonstration.draws import chance
from demonstration.faults import COUNCIL_ZERO, FAULTS, SECRETARY
from demonstration.model import finding, points
from demonstration.rounds import Indicator, Round, is_verified
from demonstration.texts import DEMO, csv_bytes, plain_zip, vietnamese

DECISION_HEADINGS: Final = (
    "Đợt", "Mã đơn vị", "Mã chỉ tiêu", "Số liệu", "Giá trị", "Đơn vị gửi", "Số quyết định",
    "Điều khoản", "Lý do", "Ngày quyết định", "Số đơn phúc tra",
)  # fmt: skip
DECISION_COLUMNS: Final = (
    "round", "entity_code", "indicator_code", "input", "value", "reporter", "decision", "clause",
    "reason", "decided_on", "appeal",
)  # fmt: skip
APPEAL_COLUMNS: Final = (
    "round", "entity_code", "indicator_code", "requested", "appeal", "reason", "filed_on", "note",
)  # fmt: skip
CLAUSE: Final = f"Điều 5 khoản 2 Quy chế thẩm định {DEMO}"
COUNCIL_FOLDER: Final = "hoi-dong"
APPRAISED, DECIDED, FILED, ANSWERED = 10, 12, 20, 32
"""Days after the deadline."""


class Case(NamedTuple):
    """An indicator of a unit on which the council decides: points decided, and full points."""

    entity_code: str
    item: Indicator
    decided: Decimal
    found: Decimal


def cases(one: Round) -> list[Case]:
    """Six indicators, each of another unit, by a quarter of the points less than was found."""
    faulty = {code for fault in FAULTS if fault.round_id == one.id for code in fault.entity_codes}
    draw = chance("council", one.id)
    units = [code for code in one.units if code not in faulty and is_verified(one, code)]
    chosen: list[Case] = []
    for unit in draw.sample(units, 6):
        worth = {
            item.code: finding(one, unit, item).share or Fraction(0) for item in one.indicators
        }
        item = draw.choice([item for item in one.indicators if 0.4 < worth[item.code] < 1])
        found = points(item, worth[item.code])
        chosen.append(Case(unit, item, found - points(item, Fraction(1, 4)), found))
    return chosen


def council_files(one: Round) -> Iterator[tuple[str, int, bytes]]:
    """The files of a round: name, days after the deadline, content."""
    decided = cases(one)
    year = one.deadline.year
    accepted, rejected, pending = decided[:3]
    first = [
        _decision(one, case, case.decided, f"12/QĐ-HĐTĐ-{year}", DECIDED, "Minh chứng chưa đủ")
        for case in decided
    ]
    for fault in FAULTS:
        if (fault.round_id, fault.kind) == (one.id, "zero_by_decision"):
            first += [
                (
                    one.id, unit, COUNCIL_ZERO, "Trạng thái", "Không điểm theo quyết định",
                    SECRETARY, f"12/QĐ-HĐTĐ-{year} {DEMO}", CLAUSE,
                    f"Minh chứng không đủ {DEMO}", _day(one, DECIDED), "",
                )
                for unit in fault.entity_codes
            ]  # fmt: skip
    yield f"{COUNCIL_FOLDER}/quyet-dinh-12.xlsx", DECIDED + 1, _workbook(one, first)
    for number, (case, wanted) in enumerate(
        (
            (accepted, accepted.found),
            (rejected, points(rejected.item, Fraction(1))),
            (pending, pending.found),
        ),
        1,
    ):
        appeal = (
            one.id, case.entity_code, case.item.code, vietnamese(wanted), _number(number, year),
            f"Đã bổ sung tài liệu kiểm chứng {DEMO}", _day(one, FILED), f"Số liệu giả định {DEMO}",
        )  # fmt: skip
        name = f"{case.entity_code}_phuc-tra.csv"
        yield name, FILED, csv_bytes([APPEAL_COLUMNS, appeal])
    answers = [
        _decision(
            one, accepted, accepted.found, f"15/QĐ-HĐTĐ-{year}", ANSWERED,
            "Minh chứng bổ sung hợp lệ", _number(1, year),
        ),
        _decision(
            one, rejected, rejected.decided, f"15/QĐ-HĐTĐ-{year}", ANSWERED,
            "Tài liệu bổ sung không thuộc kỳ đánh giá", _number(2, year),
        ),
    ]  # fmt: skip
    yield (
        f"{COUNCIL_FOLDER}/quyet-dinh-15.csv",
        ANSWERED + 1,
        csv_bytes([DECISION_COLUMNS, *answers]),
    )


def _decision(
    one: Round,
    case: Case,
    decided: Decimal,
    number: str,
    day: int,
    reason: str,
    appeal: str = "",
) -> tuple[str, ...]:
    return (
        one.id, case.entity_code, case.item.code, "points", vietnamese(decided), SECRETARY,
        f"{number} {DEMO}", CLAUSE, f"{reason} {DEMO}", _day(one, day), appeal,
    )  # fmt: skip


def _number(number: int, year: int) -> str:
    return f"0{number}/ĐN-UBND-{year} {DEMO}"


def _day(one: Round, after: int) -> str:
    day: date = one.deadline + timedelta(days=after)
    return f"{day:%d/%m/%Y}"


def _workbook(one: Round, rows: Sequence[Sequence[str]]) -> bytes:
    packed = io.BytesIO()
    book: Any = xlsxwriter.Workbook(packed, {"in_memory": True})  # a library without types
    book.set_properties({"title": f"Quyết định {DEMO}", "created": datetime(2025, 7, 1, 8, 0, 0)})
    head = book.add_format({"bold": True, "border": 1})
    sheet = book.add_worksheet("Quyết định")
    sheet.set_column(0, 10, 22)
    sheet.write_string(0, 0, f"QUYẾT ĐỊNH CỦA HỘI ĐỒNG THẨM ĐỊNH {DEMO.upper()}", head)
    sheet.write_string(1, 0, f"Đợt: {one.id}")
    for line, row in enumerate((DECISION_HEADINGS, *rows), start=3):
        for place, text in enumerate(row):
            sheet.write_string(line, place, text, head if line == 3 else None)
    book.close()
    return plain_zip(packed.getvalue())
