"""Targets of every kind as rows, and a unit's page of them: each column and each number printed."""

from decimal import Decimal
from typing import Any

import pytest
from target_builders import targets

from pipelines.planning.target_rows import target_rows
from pipelines.planning.target_text import UnitReport, reports_as_text

RATE = """rate:
  measure: m
  name: {vi: Tỷ lệ, en: Rate}
  more_than: 9.5
  unit: "%\""""


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        ("value: {at_least: 0.8}", ("value", "at_least", "0.8", "giá trị", "value", None, None, None)),
        ("points: {at_least: 800, of: 1000}", ("points", "at_least", "800", "điểm trên 1000", "points of 1000", 1000, None, None)),
        ("points: {at_least: 7.5, of: 1250}", ("points", "at_least", "7.5", "điểm trên 1250", "points of 1250", 1250, None, None)),
        ("rank: {at_most: 20}", ("rank", "at_most", "20", "hạng", "rank", None, None, None)),
        ("mains_in_top: {at_least: 3, top: 10}", ("mains_in_top", "at_least", "3", "chỉ số chính", "main indicators", None, 10, None)),
        ("rank_gain: {at_least: 1, first_year: 2026}", ("rank_gain", "at_least", "1", "bậc mỗi năm", "places a year", None, None, 2026)),
        (RATE, ("rate", "more_than", "9.5", "%", "%", None, None, None)),
        ("unstated: {vi: không rõ, en: not stated}", ("unstated", "at_least", None, None, None, None, None, None)),
    ],
)  # fmt: skip
def test_a_target_is_a_row_by_its_kind(aim: str, expected: tuple[object, ...]) -> None:
    (row,) = target_rows(targets(aim)).to_dicts()
    kind, comparison, asked, unit_vi, unit_en, points_of, top, first_year = expected
    assert (row["kind"], row["comparison"], row["unit_vi"], row["unit_en"]) == (
        kind,
        comparison,
        unit_vi,
        unit_en,
    )
    assert row["target"] == (None if asked is None else Decimal(str(asked)))
    assert (row["points_of"], row["top"], row["first_year"]) == (points_of, top, first_year)
    assert row["note_vi"] == ("không rõ" if kind == "unstated" else None)
    assert row["note_en"] == ("not stated" if kind == "unstated" else None)


def target(kind: str, **more: object) -> dict[str, Any]:
    return {
        "name_vi": "Đích",
        "kind": kind,
        "year": 2026,
        "value_now": None,
        "target": None,
        "distance": None,
        "pace_needed": None,
        "pace_so_far": None,
        "status": "behind",
        "note_vi": None,
        "note_en": None,
        "document": "Kế hoạch",
        **more,
    }


def page(
    *rows: dict[str, Any], decimals: int | None = 4, rank: int | None = 3, **more: Any
) -> list[str]:
    unit = {
        "entity_code": "u",
        "entity_name_vi": "Xã",
        "round_name_vi": "Đợt",
        "is_demonstration": False,
        "rank": rank,
        "entities_ranked": 9,
        "value": Decimal("0.70714"),
        "decimals": decimals,
    }
    report = UnitReport(unit, rows, more.get("debts", ()), more.get("reward"))
    return reports_as_text([report]).splitlines()


@pytest.mark.parametrize(
    ("kind", "decimals", "cells"),
    [
        ("value", 4, "0,1235 0,1235 0,1235 0,1235 +0,1235"),
        ("value", 3, "0,123 0,123 0,123 0,123 +0,123"),
        ("value", None, "0,123456789 0,123456789 0,123456789 0,123456789 +0,123456789"),
        ("points", 4, "0,12 0,12 0,12 0,12 +0,12"),
        ("rate", 4, "0,12 0,12 0,12 0,12 +0,12"),
        ("rank_gain", 4, "0,12 0,12 0,12 0,12 +0,12"),
        ("rank", 4, "0 0 0 0,1 +0,1"),
        ("mains_in_top", 4, "0 0 0 0,1 +0,1"),
    ],
)
def test_a_figure_has_the_decimals_of_its_kind(kind: str, decimals: int | None, cells: str) -> None:
    figure = Decimal("0.123456789")
    names = ("value_now", "target", "distance", "pace_needed", "pace_so_far")
    *_, line = page(target(kind, **dict.fromkeys(names, figure)), decimals=decimals)
    assert line.split() == ["Đích", "2026", *cells.split(), "Chậm", "tiến", "độ", "/", "behind"]


def test_columns_are_as_wide_as_their_longest_cell() -> None:
    lines = page(
        target("value", name_vi="Một đích dài hơn", value_now=Decimal("0.5")),
        target("value", value_now=Decimal("0.1234"), note_vi="lời"),
    )
    assert lines[2:] == [
        "",
        "mục tiêu           năm    hiện  đích    còn    cần mỗi năm  đã đi mỗi năm  trạng thái",
        "target            year     now   aim  to go  needed a year  so far a year  status",
        "Một đích dài hơn  2026     0,5     –      –              –              –  Chậm tiến độ / behind",
        "Đích              2026  0,1234     –      –              –              –  Chậm tiến độ / behind",
        "    lời",
    ]  # fmt: skip


def test_a_unit_without_a_rank_and_targets_without_a_year_are_told_so() -> None:
    unmeasured = {"status": "not_measured", "note_vi": "không rõ", "note_en": "unclear"}
    lines = page(
        target("rate", **unmeasured, year=None, target=None),
        target("rate", **unmeasured, target=Decimal(5)),
        rank=None,
    )
    assert lines == [
        "Xã (u), Đợt",
        "giá trị / value 0,70714",
        "",
        "2 mục tiêu chưa có số liệu / targets not measured:",
        "  không rõ / unclear:",
        "    Kế hoạch",
        "    Đích (2026)",
    ]


@pytest.mark.parametrize(
    ("share", "counts", "expected"),
    [
        (None, (0, 0, 0), "Sở: 1,5 điểm chưa đạt / points lost"),
        ("0.125", (0, 0, 0), "Sở: 1,5 điểm chưa đạt / points lost; 13 % điểm còn cần / of the points needed"),
        (None, (1, 2, 3), "Sở: 1,5 điểm chưa đạt / points lost; 1 thiếu / missing; 2 thiếu minh chứng / without evidence; 3 quá hạn / overdue"),
    ],
)  # fmt: skip
def test_a_debt_says_what_is_owed(
    share: str | None, counts: tuple[int, int, int], expected: str
) -> None:
    debt = {
        "agency_name_vi": "Sở",
        "points_lost": Decimal("1.5"),
        "share_of_gap": None if share is None else Decimal(share),
        **dict(zip(("missing", "lacking_evidence", "overdue"), counts, strict=True)),
    }
    assert page(debts=[debt])[-1] == f"  {expected}"


def test_a_class_that_is_proposed_is_named() -> None:
    reward = {"class_vi": "Tốt", "reason_vi": "Giá trị 0,7"}
    assert page(reward=reward)[-1] == "đề xuất xếp loại / proposed class: Tốt. Giá trị 0,7"
