"""Values files: one row for each figure that is declared, verified or measured.

Here belong their rows, and the faults of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from demonstration.draws import chance
from demonstration.errors import planted_in
from demonstration.faults import (
    CENTRALISED,
    COUNCIL_ZERO,
    FAULTS,
    FEEDBACK_LINE,
    FEEDBACK_SYSTEM,
    SECRETARY,
)
from demonstration.model import claim, finding, points
from demonstration.rounds import Indicator, Round, is_verified
from demonstration.texts import DEMO, evidence, vietnamese

VALUES_COLUMNS: Final = (
    "round",
    "entity_code",
    "indicator_code",
    "input",
    "value",
    "reporter",
    "source",
    "evidence",
    "note",
)


class ValueRow(NamedTuple):
    round: str
    entity_code: str
    indicator_code: str
    input: str
    value: str
    reporter: str
    source: str
    evidence: str
    note: str


def values_text(value: Decimal | str, unit: str, is_grouped: bool) -> str:
    if isinstance(value, str):
        return value
    if unit == "share" and is_grouped:
        return f"{vietnamese(value * 100)}%"
    return vietnamese(value, is_grouped and unit == "count")


def values_rows(one: Round, entity_code: str) -> list[ValueRow]:
    is_grouped = chance("grouped", entity_code).random() < 0.5
    rows: list[ValueRow] = []

    def add(item: Indicator, name: str, value: str, source: str, proof: str, note: str) -> None:
        rows.append(
            ValueRow(
                one.id, entity_code, item.code, name, value, entity_code, source, proof,
                f"{note} {DEMO}" if note else "",
            )
        )  # fmt: skip

    for item in one.indicators:
        proof = evidence(one, entity_code, item)
        if one.has("not_applicable", entity_code) and item.code in CENTRALISED:
            note = "Hệ thống đặt tập trung tại Trung tâm dữ liệu tỉnh"
            add(item, "state", "not_applicable", "declared", proof, note)
            continue
        declared = claim(one, entity_code, item)
        inputs = declared.inputs
        if item.rule["kind"] == "points" and declared.share is not None:
            inputs = {str(item.rule["input"]): points(item, declared.share)}
        if one.has("zero_denominator", entity_code) and item.code == "3.4.1":
            inputs = {name: Decimal(0) for name in inputs}
        is_bare = planted_in(one).get((entity_code, item.code)) == "inflated_without_evidence"
        if item.rule["kind"] == "penalty":
            continue  # the council's to give
        for name, value in inputs.items():
            text = values_text(value, item.units[name], is_grouped)
            said = ("", "") if is_bare else (proof, "Đơn vị tự khai")
            add(item, name, text, "declared", *said)
    if one.has("faulty_values", entity_code):
        plant_faulty_values(one, rows)
    return rows


def appraised_values(one: Round, entity_code: str) -> Iterator[ValueRow]:
    """What the council found of a unit that sends a values file."""
    verified_part = 0.6 if is_verified(one, entity_code) else 0.0
    for item in one.indicators:
        if one.has("not_applicable", entity_code) and item.code in CENTRALISED:
            continue
        if item.rule["kind"] == "penalty":
            for name, value in claim(one, entity_code, item).inputs.items():
                text = values_text(value, item.units[name], is_grouped=False)
                yield appraised_row(one, entity_code, item, name, text, "Điểm trừ")
            continue
        found = finding(one, entity_code, item).share
        if one.has("zero_by_decision", entity_code) and item.code == COUNCIL_ZERO:
            yield appraised_row(
                one, entity_code, item, "state", "zero_by_decision", "Minh chứng không đủ"
            )
        elif one.has("zero_denominator", entity_code) and item.code == "3.4.1":
            continue
        elif found is not None and (
            chance("appraised", one.id, entity_code, item.code).random() < verified_part
        ):
            yield appraised_points(one, entity_code, item, points(item, found))


def appraised_points(one: Round, entity_code: str, item: Indicator, verified: Decimal) -> ValueRow:
    text = vietnamese(verified)
    return appraised_row(one, entity_code, item, "points", text, "Tổ thẩm định chấm")


def appraised_row(
    one: Round, entity_code: str, item: Indicator, name: str, text: str, note: str
) -> ValueRow:
    minutes = f"Biên bản thẩm định số {chance('minutes', one.id).randint(10, 90)} {DEMO}"
    return ValueRow(
        one.id, entity_code, item.code, name, text, SECRETARY, "verified", minutes,
        f"{note} {DEMO}",
    )  # fmt: skip


def plant_faulty_values(one: Round, rows: list[ValueRow]) -> None:
    """The seven faults of `faulty_values`: four in place, three in rows of their own."""

    def find(code: str, name: str) -> int:
        return next(
            at
            for at, row in enumerate(rows)
            if (row.indicator_code, row.input, row.source) == (code, name, "declared")
        )

    def whole(row: ValueRow) -> int:
        return int(row.value.replace(".", ""))

    more = str(whole(rows[find("1.3", "b")]) + 37)
    rows[find("1.3", "a")] = rows[find("1.3", "a")]._replace(value=more)
    for name in ("a", "b"):
        rows[find("4.13", name)] = rows[find("4.13", name)]._replace(value="0")
    rows[find("6.4", "a")] = rows[find("6.4", "a")]._replace(value="khoảng 80")
    twice = rows[find("2.1", "points")]
    rows.insert(
        find("2.1", "points") + 1,
        twice._replace(value="7,5" if twice.value != "7,5" else "15"),
    )
    other_round = next(
        fault.round_id
        for fault in FAULTS
        if fault.kind == "faulty_values" and fault.round_id != one.id
    )
    first = rows[find("1.4", "points")]
    rows += [
        first._replace(indicator_code="9.9"),
        first._replace(entity_code=SECRETARY),
        first._replace(round=other_round),
    ]


def feedback_rows(one: Round) -> list[ValueRow]:
    """The 1022 line, measured by its system for every commune."""
    rows: list[ValueRow] = []
    for entity_code in one.units:
        for item in one.indicators:
            if item.code not in FEEDBACK_LINE:
                continue
            for name, value in finding(one, entity_code, item).inputs.items():
                text = values_text(value, item.units[name], is_grouped=False)
                proof, note = f"Hệ thống 1022 {DEMO}", f"Đo tự động {DEMO}"
                rows.append(
                    ValueRow(
                        one.id, entity_code, item.code, name, text, FEEDBACK_SYSTEM, "measured",
                        proof, note,
                    )
                )  # fmt: skip
    return rows
