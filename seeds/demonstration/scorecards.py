"""Scorecards as a provincial system exports them, CSV and XLSX.

Here belong their columns, rows and bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, Final, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from demonstration.draws import chance
from demonstration.errors import planted_in
from demonstration.faults import FAULTY_ROW, FaultKind
from demonstration.model import claim, finding, points
from demonstration.rounds import Indicator, Round, is_verified
from demonstration.texts import DEMO, csv_bytes, evidence, plain_zip, vietnamese
from demonstration.values_files import ValueRow, appraised_points

SCORECARD_COLUMNS: Final = (
    "Mã",
    "Chỉ tiêu",
    "Nhóm",
    "Điểm tối đa",
    "Tự đánh giá",
    "Thẩm định",
    "Chênh lệch",
    "Trạng thái",
    "Phụ trách",
    "Hạn xử lý",
    "Minh chứng/Ghi chú",
)
WRONG_COLUMNS: Final = (
    "STT",
    "Tiêu chí",
    "Lĩnh vực",
    "Điểm chuẩn",
    "Đơn vị chấm",
    "Tỉnh chấm",
    "Lệch",
    "Tình hình",
    "Người làm",
    "Thời hạn",
    "Tài liệu",
)
IN_CHARGE: Final = {
    "1": "Phòng Kinh tế",
    "2": "Phòng Văn hóa - Xã hội",
    "3": "Văn phòng HĐND và UBND",
    "4": "Trung tâm Phục vụ hành chính công",
    "5": "Phòng Kinh tế",
    "6": "Phòng Văn hóa - Xã hội",
}


Cell = Decimal | str


@dataclass(frozen=True)
class Scorecard:
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    titles: tuple[str, ...] = field(default=())


def scorecard(one: Round, entity_code: str, is_amended: bool = False) -> Scorecard:
    has_groups = chance("groups", entity_code).random() < 0.5
    changed = amended_codes(one, entity_code) if is_amended else set[str]()
    rows: list[list[Cell]] = []
    main_code = ""
    for item in one.indicators:
        if has_groups and item.main_code != main_code:
            rows.append([item.main_code, item.main_name, item.main_name, *[""] * 8])
        main_code = item.main_code
        rows.append(scorecard_row(one, entity_code, item, item.code in changed))
    rows[0][-1] = f"{rows[0][-1]}\nSố liệu giả định {DEMO}".lstrip("\n")
    for kind, code in FAULTY_ROW.items():
        if one.has(cast(FaultKind, kind), entity_code):
            row = next(row for row in rows if row[0] == code)
            full = row[3]
            row[4] = "1.941"
            if kind == "above_maximum" and isinstance(full, Decimal):
                row[4] = full + 5
    titles = (
        f"PHIẾU TỰ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ {DEMO.upper()}",
        f"Đơn vị: {one.units[entity_code]} - Hạn gửi: {one.deadline:%d/%m/%Y}",
    )
    return Scorecard(
        columns=WRONG_COLUMNS if one.has("wrong_header", entity_code) else SCORECARD_COLUMNS,
        rows=rows,
        titles=titles if chance("titles", entity_code).random() < 0.4 else (),
    )


def amended_codes(one: Round, entity_code: str) -> set[str]:
    draw = chance("amended", one.id, entity_code)
    return {item.code for item in draw.sample(one.indicators, 3)}


def appraised_card(one: Round, entity_code: str) -> Iterator[ValueRow]:
    """What the council found of a unit that sends a scorecard, after it amended it."""
    changed = amended_codes(one, entity_code) if one.has("amended", entity_code) else set[str]()
    for item in one.indicators:
        draw = chance("row", one.id, entity_code, item.code)
        _, verified = assessed(one, entity_code, item, item.code in changed, draw)
        if verified is not None:
            yield appraised_points(one, entity_code, item, verified)


def assessed(
    one: Round, entity_code: str, item: Indicator, is_changed: bool, draw: Random
) -> tuple[Decimal, Decimal | None]:
    """The points that a unit gives itself, and those that the council finds, if it looked."""
    declared = points(item, claim(one, entity_code, item).share or Fraction(0))
    verified: Decimal | None = None
    if draw.random() < 0.97 and is_verified(one, entity_code):
        verified = points(item, finding(one, entity_code, item).share or Fraction(0))
    if is_changed:
        full = points(item, Fraction(1))
        higher = min(full, declared + full / 4)
        declared = higher if higher > declared else full * 3 / 4
        verified = declared if verified is not None else None
    return declared, verified


def scorecard_row(one: Round, entity_code: str, item: Indicator, is_changed: bool) -> list[Cell]:
    """A row of a unit: what the council finds is not the unit's to write, and stays empty."""
    draw = chance("row", one.id, entity_code, item.code)
    declared, verified = assessed(one, entity_code, item, is_changed, draw)
    full = points(item, Fraction(1))
    if declared == 0:
        status = "Chưa thực hiện"
    elif verified is not None and verified < declared:
        status = "Cần bổ sung minh chứng"
    else:
        status = "Hoàn thành" if declared == full else "Đang thực hiện"
    due = one.deadline + timedelta(days=draw.randint(20, 120))
    notes = draw.random()
    text = evidence(one, entity_code, item, is_long=notes < 0.2)
    is_bare = planted_in(one).get((entity_code, item.code)) == "inflated_without_evidence"
    return [
        item.code,
        item.name,
        item.main_name,
        full,
        declared,
        "",
        "",
        status,
        "Công an xã" if "Công an" in item.evidence_text else IN_CHARGE[item.main_code],
        "" if status == "Hoàn thành" else f"{due:%d/%m/%Y}",
        text if (notes < 0.7 or item.evidence_text) and not is_bare else "",
    ]


def scorecard_csv(card: Scorecard) -> bytes:
    texts = [
        [cell if isinstance(cell, str) else vietnamese(cell) for cell in row] for row in card.rows
    ]
    return csv_bytes([card.columns, *texts], has_mark=True)


def scorecard_xlsx(card: Scorecard) -> bytes:
    packed = io.BytesIO()
    book: Any = xlsxwriter.Workbook(packed, {"in_memory": True})  # a library without types
    book.set_properties(
        {"title": f"Phiếu chấm điểm {DEMO}", "created": datetime(2025, 7, 1, 8, 0, 0)}
    )
    head = book.add_format({"bold": True, "border": 1})
    wrapped = book.add_format({"text_wrap": True})
    sheet = book.add_worksheet("Phiếu chấm điểm")
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 9, 16)
    sheet.set_column(10, 10, 50)
    top = len(card.titles)
    for line, title in enumerate(card.titles):
        sheet.write_string(line, 0, title, head)
    for place, name in enumerate(card.columns):
        sheet.write_string(top, place, name, head)
    for line, row in enumerate(card.rows, start=top + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(line, place, float(cell))
            elif cell:
                sheet.write_string(line, place, cell, wrapped if "\n" in cell else None)
    book.close()
    return plain_zip(packed.getvalue())
