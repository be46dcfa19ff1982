"""A receipt in words, and its rows for pages: the round of five units in `page_builders.py`."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from page_builders import small_story, small_tables

from pipelines.publication.receipt import receipt
from pipelines.publication.receipt_pages import (
    receipt_figures,
    receipt_files,
    receipt_groups,
    receipt_results,
    receipt_totals,
)
from pipelines.publication.receipt_text import receipt_text
from pipelines.publication.round_pages import RoundStory, tell_round
from pipelines.publication.round_tables import RoundTables, code_key, looks_at_all


@pytest.fixture(scope="module")
def tables() -> RoundTables:
    return small_tables()


@pytest.fixture(scope="module")
def story() -> RoundStory:
    return small_story()


def lines(document: dict[str, Any], code: str | None = None) -> list[str]:
    return receipt_text(document, code).split("\n")


def test_a_unit_in_short_is_its_mains_with_their_indicators(tables: RoundTables) -> None:
    document = receipt(tables, "B")
    assert lines(document) == [
        "Xã Bình (B) - Đợt",
        "Binh - Round",
        "bản công bố / release r.2 (final), 2025-09-02",
        "bộ chỉ số / framework: [MINH HỌA] Bộ thử",
        "căn cứ / legal source: Quyết định 1",
        "",
        "1 Một: 11 / 20 = 0.55",
        "  1.1 Tỷ lệ: 5 / 10 = 0.5",
        "  1.2 Điểm: 6 / 10 = 0.6",
        "2 Hai: 16 / 20 = 0.8",
        "  DTI = 0.675 (27 / 40)",
        "  => hạng / rank 2/5, đồng hạng / tied; giá trị lấy 4 số lẻ / decimals, so với 4 đơn vị "
        "khác / value to 4 số lẻ / decimals, beside 4 other units",
        "",
        f"niêm phong / seal {document['seal']}",
        "",
    ]


def test_an_indicator_is_told_from_its_cells_up_to_the_rank(tables: RoundTables) -> None:
    words = lines(receipt(tables, "B"), "1.2")
    where = "Biểu mẫu, ô / cell"
    assert words[6] == "1.2 Điểm / Points"
    assert "  quy tắc, nguyên dạng / rule as written: points: input p" in words
    assert "  tình trạng quy tắc / status of the rule: suy ra / inferred" in words
    assert f"  p (points): '8' = 8 - tự khai / declared - B.xlsx, {where} E8" in words
    assert f"  points: '6' = 6 - thẩm định / verified - B.xlsx, {where} E9" in words
    assert "  trạng thái / state: đã báo cáo / reported" in words
    assert words.index("  tự đánh giá / self: 8") < words.index("  thẩm định / verified: 6")
    assert "  => giá trị / value 0.6; điểm / points 6 / 10" in words
    up = words.index("lên trên / the way up:")
    assert words[up + 1 : up + 4] == [
        "  1 Một: 11 / 20 = 0.55",
        "  trụ cột / pillar P Trụ cột: 27 / 40 = 0.675, hạng / rank 2/5",
        "  DTI = 0.675 (27 / 40)",
    ]
    assert not any("ghi chú / note" in line or "quyết định" in line for line in words)


def test_a_main_is_told_by_what_it_is_made_of(tables: RoundTables) -> None:
    words = lines(receipt(tables, "C"), "1")
    assert words[6:9] == [
        "1 Một / One", "  1.1 Tỷ lệ: 10 / 10 = 1",
        "  1.2 Điểm: 0 / 10 = 0 [thiếu số liệu / missing]",
    ]  # fmt: skip


def test_nothing_sent_and_nothing_that_applies_are_said(tables: RoundTables) -> None:
    assert "  chưa có số liệu nào / no figure was sent" in lines(receipt(tables, "E"), "2")
    apart = lines(receipt(tables, "D"), "1.1")
    assert "  trạng thái / state: không áp dụng / not applicable" in apart
    assert "  => giá trị / value -; điểm / points - / 0" in apart
    assert any(line.startswith("  state: 'not_applicable' - ") for line in apart)


def test_what_a_receipt_knows_of_a_figure_is_told_beside_it(tables: RoundTables) -> None:
    document = receipt(tables, "B")
    given = document["indicators"][1]["inputs"][1]
    given |= {
        "reporter": "hoi-dong", "received_at": "2025-08-02", "late": True, "evidence": "BC 1",
        "note": "ghi", "sheet": None, "cell": None, "is_decision": True, "document": "12/QĐ",
        "clause": None, "dated_on": "2025-08-05", "reason": "Thiếu",
        "correction": {"found_text": "60", "corrected_text": "6", "reason": "CV 3",
                       "corrected_by": "Sở", "corrected_on": "2025-08-06"},
    }  # fmt: skip
    document["indicators"][1]["note"] = "lưu ý"
    document["is_demonstration"] = True
    words = lines(document, "1.2")
    assert words[0].startswith("SỐ LIỆU MINH HỌA, KHÔNG PHẢI KẾT QUẢ THẬT")
    assert "  ghi chú / note: lưu ý" in words
    at = words.index("  points: '6' = 6 - thẩm định / verified - B.xlsx")
    assert words[at + 1 : at + 6] == [
        f"      SHA-256 {'0' * 64}; hoi-dong; nhận / received 2025-08-02, muộn / late",
        "      kiểm chứng / evidence: BC 1",
        "      ghi chú / note: ghi",
        "      quyết định / decision: 12/QĐ, 2025-08-05, Thiếu",
        "      hiệu đính / corrected: '60' -> '6', CV 3 (Sở, 2025-08-06)",
    ]


def test_a_round_without_release_or_decimals_says_so(tables: RoundTables) -> None:
    document = receipt(small_tables(publication__release=()), "A")
    document["framework"]["decimals"] = None
    words = lines(document)
    assert words[2] == "dự thảo, chưa công bố / draft, not issued"
    assert words[3].startswith("bộ chỉ số / framework:")
    assert "  => hạng / rank 1/5; giá trị lấy chưa làm tròn / unrounded, so với 4 đơn vị khác / " \
        "value to chưa làm tròn / unrounded, beside 4 other units" in words  # fmt: skip


def test_rules_of_parts_and_those_in_words_are_told(tables: RoundTables) -> None:
    document = receipt(tables, "A")
    leaf = document["indicators"][0]
    part = {"kind": "boolean", "input": "x"}
    leaf["rule"] = {"kind": "parts", "parts": [{"share": 0.5, "rule": part}] * 2}
    leaf |= {"rule_vi": "Có", "rule_en": "Yes", "others": {"x": {"B": "1", "C": "2"}}}
    words = lines(document, "1.1")
    written = "0.5 x (boolean: input x) + 0.5 x (boolean: input x)"
    assert f"  quy tắc, nguyên dạng / rule as written: {written}" in words
    assert "  quy tắc / rule: Có / Yes" in words
    assert "  so với 2 đơn vị khác / beside 2 other units: x" in words


def test_an_unscored_indicator_has_no_rule(tables: RoundTables) -> None:
    document = receipt(tables, "A")
    document["indicators"][0]["rule"] = None
    words = lines(document, "1.1")
    assert "  quy tắc, nguyên dạng / rule as written: (không chấm / unscored)" in words


def test_figures_come_by_unit_indicator_and_source_with_their_names(story: RoundStory) -> None:
    found = receipt_figures(story)
    of_b = found.filter(pl.col("entity_code") == "B")
    assert of_b.select("code", "input", "name_vi", "name_en", "source", "read").rows() == [
        ("1.1", "a", "Tử", "Numerator", "declared", "2"),
        ("1.1", "b", "Mẫu", "Denominator", "declared", "4"),
        ("1.2", "p", "Điểm", "Points", "declared", "8"),
        ("1.2", "points", "điểm", "points", "verified", "6"),
        ("2", "p", "Điểm", "Points", "declared", "16"),
    ]
    (apart,) = found.filter(pl.col("input") == "state").to_dicts()
    assert (apart["name_vi"], apart["name_en"], apart["read"]) == ("trạng thái", "state", None)


def test_an_input_without_an_english_name_keeps_the_vietnamese_one() -> None:
    frames = small_story().frames
    named = frames.indicator_inputs.with_columns(name_en=pl.lit(None, pl.String))
    story = tell_round(replace(frames, indicator_inputs=named))
    found = receipt_figures(story).filter(pl.col("input") == "a")
    assert set(found["name_en"]) == {"Tử"}


def test_each_file_of_a_unit_is_named_once(story: RoundStory) -> None:
    sent = receipt_figures(story).with_columns(
        received_at=pl.lit("2025-08-01"), revision=pl.lit(1), late=pl.lit(value=False)
    )
    files = receipt_files(sent).select("entity_code", "file_name").rows()
    assert files == [(unit, f"{unit}.xlsx") for unit in "ABCD"]


def test_results_are_unrounded_and_say_whether_they_count(story: RoundStory) -> None:
    found = receipt_results(story).filter(pl.col("entity_code").is_in(["B", "D"]))
    columns = ("code", "value", "points", "max_points", "self_points", "verified_points", "counts")
    assert found.select("entity_code", *columns).rows() == [
        ("B", "1.1", "0.5", "5", "10", "5", None, True),
        ("B", "1.2", "0.6", "6", "10", "8", "6", True),
        ("B", "2", "0.8", "16", "20", "16", None, True),
        ("D", "1.1", None, None, "0", None, None, False),
        ("D", "1.2", "0.4", "4", "10", "4", None, True),
        ("D", "2", "0.1", "2", "20", "2", None, True),
    ]


def test_groups_are_mains_then_pillars(story: RoundStory) -> None:
    found = receipt_groups(story).filter(pl.col("entity_code") == "C")
    columns = ("level", "code", "name_en", "value", "points", "max_points", "rank")
    assert found.select(columns).rows() == [
        ("main", "1", "One", "0.5", "10", "20", 3), ("main", "2", "Two", "0.85", "17", "20", 1),
        ("pillar", "P", "Pillar", "0.675", "27", "40", 2),
    ]  # fmt: skip


def test_the_end_of_a_receipt_counts_who_is_better(story: RoundStory) -> None:
    columns = ("entity_code", "exact_value", "exact_points", "exact_max_points", "better")
    assert receipt_totals(story).select(columns).rows() == [
        ("A", "0.8375", "33.5", "40", 0), ("B", "0.675", "27", "40", 1),
        ("C", "0.675", "27", "40", 1), ("D", "0.2", "6", "30", 3), ("E", "0", "0", "40", 4),
    ]  # fmt: skip


def test_a_receipt_holds_what_the_round_stored(tables: RoundTables) -> None:
    document = receipt(tables, "B")
    # The council spoke of 6 of 40 points.
    assert document["index"] == {
        "value": "0.675", "points": "27", "max_points": "40", "rank": 2, "is_silent": False, "holds_rank": True,
        "is_tied": True,
        "entities_ranked": 5, "self_value": "0.725", "verified_value": "0.15",
    }  # fmt: skip
    assert document["others"] == {"A": "0.8375", "C": "0.675", "D": "0.2", "E": "0"}
    ratio, points, two = document["indicators"]
    assert [leaf["code"] for leaf in (ratio, points, two)] == ["1.1", "1.2", "2"]
    assert (points["self_points"], points["verified_points"]) == ("8", "6")
    assert (ratio["self_points"], "verified_points" in ratio) == ("5", False)
    assert [given["source"] for given in points["inputs"]] == ["declared", "verified"]
    assert "others" not in ratio
    (group,) = document["groups"]
    assert (group["code"], group["aggregation"], group["full_points"], group["points"]) == (
        "1", "points", "20", "11",
    )  # fmt: skip
    (pillar,) = document["pillars"]
    assert (pillar["mains"], pillar["value"], pillar["rank"]) == (["1", "2"], "0.675", 2)
    assert document["release"]["release"] == "r.2"
    assert (document["form"], document["round"]["left_out"]) == ("dti-score-receipt/1", [])


def test_a_seal_changes_with_any_figure(tables: RoundTables) -> None:
    other = tables.tables["submissions.input_value"].with_columns(
        raw_text=pl.when(pl.col("cell") == "E8").then(pl.lit("8,0")).otherwise("raw_text")
    )
    changed = RoundTables({**tables.tables, "submissions.input_value": other})
    first, second = receipt(tables, "B"), receipt(changed, "B")
    assert first["seal"] != second["seal"]
    seals = [[leaf["seal"] for leaf in document["indicators"]] for document in (first, second)]
    assert [a == b for a, b in zip(*seals, strict=True)] == [True, False, True]
    assert receipt(changed, "A")["seal"] == receipt(tables, "A")["seal"]


def test_codes_of_digits_come_before_words_and_count_as_people_do() -> None:
    assert sorted(["CQS", "10", "4.10", "4.9", "4"], key=code_key) == [
        "4", "4.9", "4.10", "10", "CQS",
    ]  # fmt: skip


def test_a_rule_looks_at_all_units_if_a_part_of_it_does() -> None:
    best, own = {"kind": "best_peer", "input": "x"}, {"kind": "boolean", "input": "x"}
    parts = [{"kind": "parts", "parts": [{"share": 1, "rule": one}]} for one in (best, own)]
    assert [looks_at_all(rule) for rule in (None, best, own, *parts)] == [
        False, True, False, True, False,
    ]  # fmt: skip
