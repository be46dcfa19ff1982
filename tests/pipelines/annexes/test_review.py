"""A review: what it shows of each row, and what a corrected one makes of the framework."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from annex_builders import Annex

from pipelines.annexes.draft import Heading, draft_framework
from pipelines.annexes.review import (
    FIGURE_COLUMNS,
    FIGURES_SHEET,
    ROW_COLUMNS,
    ROWS_SHEET,
    review_figures,
    review_rows,
)
from pipelines.annexes.review_reading import Reviewed, read_review
from pipelines.annexes.sheet import AnnexSheet
from pipelines.annexes.table import read_annex
from pipelines.annexes.writer import Source, framework_text, origin_of, value_text
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.marked_yaml import read_marked_yaml

ROWS = (
    ("1", "Thể chế số", 40),
    ("1.1", "Tỷ lệ hồ sơ trực tuyến", 10, "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa"),
    ("1.2", "Chất lượng quy chế", 10, "Đánh giá qua khảo sát"),
    ("1.3", "An toàn thông tin", 10, "Đã ban hành quy chế: Điểm tối đa"),
    ("1.4", "Họp Ban Chỉ đạo", 10, "2/1 -> 10/5"),
)
CELLS = {name: n for n, name in enumerate(ROW_COLUMNS)}
FIGURES = {name: n for n, name in enumerate(FIGURE_COLUMNS)}


def imported() -> str:
    table = read_annex([Annex(ROWS, total=None).sheet_read()])
    draft, problems = draft_framework(table, Heading("mau", "Bộ chỉ số", "commune", "1/QĐ-UBND"))
    assert problems == ()
    return framework_text(draft, Source("a.xlsx", "0" * 64))


TEXT = imported()
VALUE = read_marked_yaml(TEXT, "mau.yaml").value
FRAMEWORK = read_framework(TEXT, "mau.yaml")


def sheets(
    rows: Mapping[str, Mapping[str, str]],
    figures: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
) -> list[AnnexSheet]:
    """The review of the framework with some cells written by a person."""
    grid: list[list[str]] = [list(ROW_COLUMNS)]
    for row in review_rows(FRAMEWORK, VALUE):
        points = "" if row.max_points is None else str(row.max_points)
        cells = [row.code, row.name, points, row.wording, row.understood, row.sureness]
        cells += ["\n".join(row.doubts), "", "", row.name_en]
        for column, text in rows.get(row.code, {}).items():
            cells[CELLS[column]] = text
        grid.append(cells)
    others: list[list[str]] = [list(FIGURE_COLUMNS)]
    for figure in review_figures(FRAMEWORK):
        cells = [figure.code, figure.symbol, figure.indicator, figure.name]
        cells += [figure.name_en, figure.unit]
        for column, text in (figures or {}).get((figure.code, figure.symbol), {}).items():
            cells[FIGURES[column]] = text
        others.append(cells)
    return [AnnexSheet(ROWS_SHEET, grid), AnnexSheet(FIGURES_SHEET, others)]


def reviewed(*args: Any) -> Reviewed:
    return read_review(VALUE, sheets(*args))


def framework_after(*args: Any) -> Framework:
    found = reviewed(*args)
    assert found.problems == ()
    return read_framework(value_text(found.value, origin_of(TEXT)), "mau.yaml")


def test_each_row_tells_what_was_understood_how_sure_and_why() -> None:
    rows = {row.code: row for row in review_rows(FRAMEWORK, VALUE)}
    assert {code: row.sureness for code, row in rows.items()} == {
        "1": "",
        "1.1": "Chưa chắc",
        "1.2": "Chưa hiểu",
        "1.3": "Chưa chắc",
        "1.4": "Chắc chắn",
    }
    assert rows["1.1"].doubts == ("lời văn không nói a, b là số liệu gì",)
    assert rows["1.4"].understood.startswith("Họp Ban Chỉ đạo: từ 2 = 100 %")


def test_a_review_that_nobody_wrote_in_changes_nothing() -> None:
    found = reviewed({})
    assert found.problems == ()
    assert value_text(found.value, origin_of(TEXT)) == TEXT


def test_a_confirmed_row_is_sure() -> None:
    after = framework_after({"1.3": {"Kết luận": "đúng"}})
    assert (after.by_code["1.3"].doubts, after.by_code["1.3"].rule_status) == ((), "official")


def test_a_rewritten_rule_takes_the_place_of_what_was_not_understood() -> None:
    after = framework_after({"1.2": {"Cách tính viết lại": "Mỗi mục thiếu trừ 1 điểm"}})
    indicator = after.by_code["1.2"]
    assert indicator.rule is not None
    assert (indicator.rule.kind, indicator.rule.keys["each"]) == ("capped_count", 1)
    assert (indicator.rule_status, indicator.doubts) == ("inferred", ())
    assert indicator.note == "Cách tính do người rà soát viết lại: Mỗi mục thiếu trừ 1 điểm"
    assert after.unscorable() == []


def test_a_figure_that_is_named_is_no_doubt_any_more() -> None:
    names = {
        ("1.1", "a"): {"Tên số liệu": "Số hồ sơ trực tuyến"},
        ("1.1", "b"): {"Tên số liệu": "Tổng số hồ sơ", "Tên tiếng Anh": "All dossiers"},
    }
    after = framework_after({}, names)
    a, b = after.by_code["1.1"].inputs.values()
    assert (a.name.vi, a.name.en, b.name.en) == (
        "Số hồ sơ trực tuyến",
        "Số hồ sơ trực tuyến",
        "All dossiers",
    )
    assert (after.by_code["1.1"].doubts, after.by_code["1.1"].rule_status) == ((), "official")


def test_one_figure_without_a_name_keeps_its_row_unsure_even_if_confirmed() -> None:
    after = framework_after(
        {"1.1": {"Kết luận": "Đúng"}}, {("1.1", "a"): {"Tên số liệu": "Số hồ sơ trực tuyến"}}
    )
    assert [d.vi for d in after.by_code["1.1"].doubts] == ["lời văn không nói b là số liệu gì"]


def test_a_unit_is_corrected_by_its_word() -> None:
    after = framework_after({}, {("1.4", "figure"): {"Đơn vị tính": "phần trăm (0–100)"}})
    assert after.by_code["1.4"].inputs["figure"].unit == "percent"


def test_other_points_are_read_with_the_rule_again() -> None:
    rows = {"1.4": {"Điểm tối đa": "20"}, "1": {"Điểm tối đa": "50"}}
    after = framework_after(rows)
    indicator = after.by_code["1.4"]
    assert indicator.rule is not None
    assert (indicator.max_points, indicator.rule.keys["steps"][0]["share"]) == (
        20,
        Decimal("0.5"),
    )
    assert "khác điểm tối đa" in indicator.doubts[0].vi


def test_an_english_name_is_taken() -> None:
    after = framework_after({"1.2": {"Tên tiếng Anh": "Quality of rules"}})
    assert after.by_code["1.2"].name.en == "Quality of rules"


@pytest.mark.parametrize(
    ("rows", "figures", "cell", "what"),
    [
        ({"1.2": {"Kết luận": "Đúng"}}, {}, "Rà soát!H4", "chưa có cách tính để xác nhận"),
        ({"1.3": {"Kết luận": "ok"}}, {}, "Rà soát!H5", "chỉ ghi “Đúng”"),
        ({"1.2": {"Cách tính viết lại": "Tùy"}}, {}, "Rà soát!I4", "chưa hiểu"),
        ({"1.4": {"Điểm tối đa": "mười"}}, {}, "Rà soát!C6", "không đọc được điểm"),
        ({"1.4": {"Mã": "9.9"}}, {}, "Rà soát!A6", "không có mã này"),
        ({"1.4": {"Mã": "1.3"}}, {}, "Rà soát!A6", "mã đã có ở ô Rà soát!A5"),
        ({}, {("1.1", "b"): {"Ký hiệu": "c"}}, "Số liệu!B3", "cần có trong cách tính"),
        ({}, {("1.1", "b"): {"Đơn vị tính": "gì đó"}}, "Số liệu!D3", "đơn vị tính trong danh"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_cell(
    rows: Any, figures: Any, cell: str, what: str
) -> None:
    problems = reviewed(rows, figures).problems
    assert [(problem.cell, what in problem.message.vi) for problem in problems] == [(cell, True)]


def test_points_that_now_fit_close_their_group() -> None:
    text = TEXT.replace("max_points: 40", "max_points: 41").replace(
        '{code: "1", name: {vi: Thể chế số, en: Thể chế số}, max_points: 41}',
        '{code: "1", name: {vi: Thể chế số, en: Thể chế số}, max_points: 41, children_known: some}',
    )
    value = read_marked_yaml(text, "mau.yaml").value
    assert value["indicators"][0]["children_known"] == "some"
    found = read_review(value, sheets({"1": {"Điểm tối đa": "40"}}))
    assert "children_known" not in found.value["indicators"][0]
