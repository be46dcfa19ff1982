"""From the table of an annex to a framework file: sums, doubts, what is written and read again."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from annex_builders import ROWS, TITLES, Annex, Cell
from builders import score, shares, totals, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.annexes.draft import (
    DraftCount,
    FrameworkDraft,
    Heading,
    count,
    draft_framework,
    title_facts,
    total_points,
)
from pipelines.annexes.sheet import Area, Remark
from pipelines.annexes.table import read_annex
from pipelines.annexes.writer import Source, framework_text
from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.reader import read_framework

FRAMEWORKS = Path(__file__).parents[3] / "seeds" / "frameworks"
SHIPPED = {
    path.stem: read_framework(path.read_text(encoding="utf-8"), path.name)
    for path in sorted(FRAMEWORKS.glob("*.yaml"))
    if "indicators: []" not in path.read_text(encoding="utf-8")
}
HEADING = Heading("mau-2025", "Bộ chỉ số mẫu", "commune", "1234/QĐ-UBND")
SOURCE = Source("phu-luc.xlsx", "0" * 64)


def drafted(annex: Annex) -> tuple[FrameworkDraft, tuple[Remark, ...]]:
    table = read_annex([annex.sheet_read()])
    draft, sums = draft_framework(table, HEADING)
    return draft, (*table.problems, *sums)


def text_of(annex: Annex) -> str:
    draft, problems = drafted(annex)
    return framework_text(draft, SOURCE, problems)


def framework_of(annex: Annex) -> Framework:
    return read_framework(text_of(annex), "mau-2025.yaml")


def changed(name: str, **cells: Cell) -> tuple[tuple[Cell, ...], ...]:
    """The sample rows with some cells of one row changed: points, wording."""
    places = {"code": 0, "name": 1, "points": 2, "wording": 3}
    rows = [list(row) for row in ROWS]
    (row,) = (row for row in rows if row[1] == name)
    row.extend([None] * (4 - len(row)))
    for key, cell in cells.items():
        row[places[key]] = cell
    return tuple(tuple(row) for row in rows)


def test_an_annex_becomes_a_framework_with_its_rules() -> None:
    read = framework_of(Annex())
    kinds = {i.code: i.rule.kind for i in read.indicators if i.rule is not None}
    assert kinds == {
        "1.1": "levels",
        "1.2": "steps",
        "1.3": "ratio",
        "1.4": "parts",
        "1.5": "boolean",
        "1.6": "capped_count",
        "1.7": "best_peer",
        "1.8": "min_max",
        "1.9": "points",
        "1.10": "ratio",
        "2.1": "boolean",
        "3.1": "bonus",
        "3.2": "penalty",
    }
    assert read.by_code["2.2"].rule_status == "unknown"
    assert read.by_code["1.10"].evidence == "none"
    assert (read.id, read.subject, read.name.vi) == ("mau-2025", "commune", "Bộ chỉ số mẫu")


def test_an_imported_framework_scores() -> None:
    read = framework_of(
        Annex(rows=changed("Mức độ đầy đủ của quy chế", wording="Có: 20; Không: 0"))
    )
    assert read.unscorable() == []
    rule = read.by_code["1.1"].rule
    assert rule is not None
    level = next(iter(rule.keys["levels"]))
    assert level == "Bí thư/Chủ tịch"
    figures = values(
        [
            ("x", "1.2", "figure", 3),
            ("x", "1.3", "a", 6),
            ("x", "1.3", "b", 8),
            ("x", "1.4", "part_1", 1),
            ("x", "1.4", "part_2", 0),
            ("x", "1.6", "count", 7),
            ("x", "1.10", "a", 40),
            ("x", "1.10", "b", 100),
            ("x", "2.1", "done", 1),
            ("x", "3.1", "points", 2),
        ]
    )
    index = score(read, figures)
    assert {code: shares(index, code)["x"] for code in ("1.2", "1.3", "1.4", "1.6", "1.10")} == {
        "1.2": Decimal("0.75"),
        "1.3": Decimal("0.75"),
        "1.4": Decimal("0.5"),
        "1.6": Decimal(1),
        "1.10": Decimal("0.5"),
    }
    # 15 + 7.5 + 5 + 5 + 5 + 30, and a bonus of 2; best peer and min-max have no yardstick here.
    assert totals(index)["x"][1] == Decimal("69.5")


def test_what_is_sure_unsure_and_unknown_is_counted() -> None:
    draft, problems = drafted(Annex())
    assert problems == ()
    assert count(draft) == DraftCount(
        mains=3, subs=14, points=Decimal(150), sure=12, unsure=1, unknown=1, unnamed_figures=0
    )


def test_a_doubt_stands_with_its_rule_and_the_wording() -> None:
    read = framework_of(Annex())
    (doubt,) = read.by_code["3.2"].doubts
    assert "từng trường hợp" in doubt.vi
    assert "rule_text: Mỗi vụ trừ 1 điểm" in text_of(Annex())
    assert [doubt.vi for doubt in read.by_code["2.2"].doubts] == ["chưa nhận ra cách tính điểm"]


def test_a_figure_without_a_name_makes_its_row_unsure() -> None:
    rows = changed("Tỷ lệ hồ sơ trực tuyến", wording="Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa")
    read = framework_of(Annex(rows=rows))
    assert read.by_code["1.10"].rule_status == "inferred"
    unsure = {gap.code: gap.vi for gap in read.unsure()}
    assert unsure["1.10"] == "lời văn không nói a, b là số liệu gì"


def test_what_a_council_assesses_is_written_as_its_own() -> None:
    rows = changed("Mức độ đầy đủ của quy chế", wording="Theo kết quả thẩm định của Hội đồng")
    read = framework_of(Annex(rows=rows))
    assert (read.by_code["2.2"].given_by, read.by_code["2.2"].doubts) == ("council", ())


def test_a_gap_tells_the_line_of_its_indicator() -> None:
    text = text_of(Annex())
    (gap,) = read_framework(text, "f").unscorable()
    assert gap.code == "2.2"
    assert 'code: "2.2"' in text.splitlines()[gap.line - 1]


def test_the_file_says_where_it_came_from_and_what_to_check() -> None:
    opening = text_of(Annex()).partition("\nid:")[0]
    for said in ("phu-luc.xlsx", "Phụ lục I", "0" * 64, "en repeats", "(rule_status: unknown)"):
        assert said in opening


def test_the_same_table_gives_the_same_text() -> None:
    assert text_of(Annex()) == text_of(Annex())


def test_sums_that_do_not_fit_are_told_with_their_cells() -> None:
    rows = changed("Ban hành kế hoạch chuyển đổi số năm", points=8)
    _, problems = drafted(Annex(rows=rows))
    assert [problem.cell for problem in problems] == ["C8"]
    assert "C9, C10, C11, C12, C13" in problems[0].message.vi
    assert "100,5" in problems[0].message.vi


def test_a_total_that_does_not_fit_is_told() -> None:
    _, problems = drafted(Annex(total=(None, "Tổng cộng", 1000)))
    assert [(problem.cell, "150" in problem.message.vi) for problem in problems] == [("C25", True)]


@pytest.mark.parametrize("worth", [None, 10])
def test_a_group_of_bonuses_adds_nothing_to_the_total(worth: int | None) -> None:
    bonus = (2.1, "Sáng kiến", 10, "Mỗi sáng kiến được 2 điểm, tối đa 10 điểm")
    rows = ((1, "Kế hoạch", 5, "Có: 5 điểm; Không: 0 điểm"), (2, "Điểm thưởng", worth), bonus)
    draft, _ = drafted(Annex(rows=rows, total=None))
    assert total_points(draft) == 5


def test_a_draft_with_problems_is_read_and_cannot_score() -> None:
    rows = (*changed("Ban hành kế hoạch chuyển đổi số năm", points=8), (1.2, "Trùng mã", 5))
    text = text_of(Annex(rows=rows))
    assert "DRAFT WITH PROBLEMS" in text
    read = read_framework(text, "f")
    assert "not all children of indicator I are known" in {gap.en for gap in read.unscorable()}


def test_points_that_are_missing_stay_unknown() -> None:
    rows = changed("Số cuộc họp của Ban Chỉ đạo trong năm", points=None)
    draft, problems = drafted(Annex(rows=rows))
    assert problems == ()
    read = read_framework(framework_text(draft, SOURCE), "f")
    assert (read.by_code["1.2"].max_points, read.by_code["1.2"].rule) == (None, None)
    assert not read.by_code["I"].children_known


def test_a_rule_in_a_shared_cell_is_not_sure() -> None:
    rows = ((1, "A", 5, "Hội đồng chấm điểm"), (2, "B", 5))
    annex = Annex(rows, total=None, merged=(Area(7, 3, 8, 3),))
    read = framework_of(annex)
    assert [i.rule_status for i in read.indicators] == ["inferred"] * 2


def test_a_minus_sign_that_is_no_penalty_is_asked_about() -> None:
    read = framework_of(Annex(((1, "A", -5, "Có: 5 điểm; Không: 0 điểm"),), total=None))
    assert (read.by_code["1"].rule, read.by_code["1"].rule_status) == (None, "unknown")


def test_an_indicator_without_points_to_earn_has_no_rule() -> None:
    read = framework_of(Annex(((1, "Đô thị thông minh", 0), (2, "B", 5)), total=None))
    assert (read.by_code["1"].max_points, read.by_code["1"].rule_status) == (0, "official")


def test_titles_tell_name_subject_and_decision() -> None:
    assert title_facts(TITLES) == {
        "name": "BỘ CHỈ SỐ ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP XÃ",
        "subject": "commune",
        "legal_source": "1234/QĐ-UBND",
        "date": "2025-09-25",
    }
    assert title_facts(["Bộ chỉ số chuyển đổi số cấp tỉnh và cấp bộ"]).get("subject") is None


def test_a_set_of_criteria_is_named_over_several_titles() -> None:
    facts = title_facts(
        (
            "ỦY BAN NHÂN DÂN TỈNH",
            "BỘ TIÊU CHÍ",
            "ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ CỦA CÁC XÃ, PHƯỜNG",
            "(Kèm theo Quyết định số 57/2025/QĐ-UBND ngày 05 tháng 3 năm 2025 của UBND tỉnh)",
        )
    )
    assert facts == {
        "name": "BỘ TIÊU CHÍ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ CỦA CÁC XÃ, PHƯỜNG",
        "subject": "commune",
        "legal_source": "57/2025/QĐ-UBND",
        "date": "2025-03-05",
    }


def test_the_day_after_the_decision_is_its_own() -> None:
    titles = ["Tỉnh X, ngày 1/2/2025", "Bộ chỉ số (Quyết định số 5/QĐ-UBND ngày 3/4/2025)"]
    assert title_facts(titles)["date"] == "2025-04-03"


def test_two_days_in_the_titles_are_no_date() -> None:
    assert "date" not in title_facts(["Bộ chỉ số", "ngày 1/2/2025", "sửa đổi ngày 3/4/2025"])
    assert "date" not in title_facts(["Bộ chỉ số", "ngày 31/2/2025"])


HOSTILE = (
    "Tên: có dấu # và 'nháy' \"kép\"",
    "- bắt đầu bằng gạch",
    "{a: b}",
    "null",
    "yes",
    "1.5",
    "a\u2028b",
    "=cmd()",
    "&neo *neo !thẻ",
    "| > %",
    "Tên có [ngoặc], phẩy",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_written_so_that_it_is_read_again(text: str) -> None:
    wording = f"{text}: Điểm tối đa\n{text} phó: 1/2*Điểm tối đa\nkhông: 0"
    rows = ((1, f"x {text}", 10, wording, text, text, text),)
    read = framework_of(Annex(rows, total=None))
    assert read.indicators[0].name.vi == f"x {text}".replace("\u2028", " ")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_and_wording_give_a_file_that_is_read(name: str, wording: str) -> None:
    annex = Annex((("1", f"x{name}", 10, wording, wording),), total=None)
    assert [i.code for i in framework_of(annex).indicators] == ["1"]


def depth_first(framework: Framework, parent: str | None = None) -> Iterator[Indicator]:
    for indicator in framework.children.get(parent, ()):
        yield indicator
        yield from depth_first(framework, indicator.code)


def as_printed(code: str, by_number: bool) -> Cell:
    """A code as a spreadsheet keeps it: 4.10 may have become the number 4.1."""
    is_number = by_number and code.replace(".", "", 1).isdigit()
    return float(code) if is_number and "." in code else int(code) if is_number else code


LAYOUTS = st.builds(
    dict,
    by_number=st.booleans(),
    dot=st.sampled_from(["", ".", ")"]),
    comma=st.booleans(),
    gaps=st.booleans(),
    titles=st.sampled_from([(), TITLES]),
    heading=st.sampled_from(
        ["Chỉ số", "CHỈ TIÊU", "Nội dung đánh giá", "Chỉ số/Chỉ số thành phần"]
    ),
    points=st.sampled_from(["Điểm tối đa", "Thang điểm", "ĐIỂM\nTỐI ĐA"]),
    first=st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), LAYOUTS)
def test_a_shipped_framework_printed_as_a_table_comes_back(
    name: str, layout: dict[str, object]
) -> None:
    shipped = SHIPPED[name]
    indicators = list(depth_first(shipped))
    rows: list[tuple[Cell, ...]] = []
    for indicator in indicators:
        points = indicator.max_points
        shown: Cell = None if points is None else float(points)
        if points is not None and layout["comma"]:
            shown = f"{points.normalize():f}".replace(".", ",")
        code = as_printed(indicator.code, bool(layout["by_number"]))
        if isinstance(code, str):
            code += str(layout["dot"])
        row: tuple[Cell, ...] = (code, indicator.name.vi, shown)
        rows.append(row if layout["first"] else (None, *row))
        if layout["gaps"]:
            rows.append(())
    header: tuple[Cell, ...] = ("STT", str(layout["heading"]), str(layout["points"]))
    header = header if layout["first"] else (None, *header)
    titles = layout["titles"]
    assert isinstance(titles, tuple)
    annex = Annex(rows, titles, (header,), None, header_merged=())
    draft, problems = drafted(annex)
    listed_in_part = {i.code for i in indicators if not i.children_known}
    assert {problem.code for problem in problems} <= listed_in_part
    read = read_framework(framework_text(draft, SOURCE), "f")
    assert [(i.code, i.parent, i.name.vi, i.max_points) for i in read.indicators] == [
        (i.code, i.parent, i.name.vi, i.max_points) for i in indicators
    ]
