"""A draft as its file, line by line: where it came from, what is to be checked, every key in place."""

from annex_builders import Annex, Cell

from pipelines.annexes.draft import Heading, draft_framework
from pipelines.annexes.table import read_annex
from pipelines.annexes.writer import Source, framework_text, origin_of

HEADER = (("STT", "Chỉ số", "Điểm tối đa", "Cách tính điểm", "Tài liệu kiểm chứng"),)
ROWS: tuple[tuple[Cell, ...], ...] = (
    (1, "Một", 12),
    ("1.1", "Trưởng ban", 1, "Mỗi mô hình được 1 điểm, theo đánh giá"),
    ("1.2", "Không chấm", 0, "gì đó"),
    (
        "1.3",
        "Tên rất dài " * 12,
        10,
        "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; a: Số hồ sơ; b: Tổng số hồ sơ",
        "Báo cáo",
    ),
    ("2", "yes", None, "Có: 5 điểm\nKhông: 0 điểm", "Không"),
)
LONG = " ".join(["Tên rất dài"] * 12)
TEXT = f"""\
# yaml-language-server: $schema=framework.schema.json
# Nhập từ / imported from: t ệp.xlsx
# Trang tính / sheet: Phụ lục I
# SHA-256: {"0" * 64}
# BẢN NHÁP, CÒN LỖI CHƯA SỬA / DRAFT WITH PROBLEMS:
# - C6 (1): điểm tối đa 12 khác tổng 11 của các chỉ số con ở C7, C8, C9 / its 12 points are not the 11 of its children at C7, C8, C9
# Người phụ trách phải kiểm tra / a person must check:
# - tên tiếng Anh (en) còn lặp lại tên tiếng Việt / en repeats the Vietnamese names
# - 1 quy tắc chưa chắc, lý do ghi ở doubts / unsure rules: 1, the reasons are their doubts
# - 1 quy tắc chưa nhận ra (rule_status: unknown) / rules not recognised: 1
id: mau
name: {{vi: Bộ, en: Bộ}}
subject: commune
legal_source: "1/QĐ"
date: "2025-09-25"
replaced_by: null
used_for: null
official: {{mains: 2, subs: 3, points: null}}
completeness: "Imported from a table: 3 of 4 rules recognised, 2 sure."
sources: [t ệp.xlsx]
aggregation: points
missing: zero
scale: 1
decimals: 4
indicators:
  - code: "1"
    name: {{vi: Một, en: Một}}
    max_points: 12
    doubts:
      - {{vi: "điểm tối đa 12 khác tổng 11 của các chỉ số con ở C7, C8, C9", en: "its 12 points are not the 11 of its children at C7, C8, C9"}}
    children_known: some
  - code: "1.1"
    parent: "1"
    name: {{vi: Trưởng ban, en: Trưởng ban}}
    max_points: 1
    inputs: {{count: {{name: {{vi: Số mô hình, en: Số mô hình}}, unit: count}}}}
    rule: {{kind: capped_count, input: count, cap: 1}}
    rule_status: inferred
    doubts:
      - {{vi: "lời văn không nêu số tối đa; suy ra từ điểm tối đa", en: "no cap is said; it follows from the maximum points"}}
      - {{vi: "chưa đọc được: “theo đánh giá”", en: "not read: “theo đánh giá”"}}
    rule_text: "Mỗi mô hình được 1 điểm, theo đánh giá"
    evidence: optional
  - code: "1.2"
    parent: "1"
    name: {{vi: Không chấm, en: Không chấm}}
    max_points: 0
    rule_status: official
    rule_text: gì đó
    evidence: optional
  - code: "1.3"
    parent: "1"
    name:
      vi: {LONG}
      en: {LONG}
    max_points: 10
    inputs:
      a: {{name: {{vi: Số hồ sơ, en: Số hồ sơ}}, unit: count}}
      b: {{name: {{vi: Tổng số hồ sơ, en: Tổng số hồ sơ}}, unit: count}}
    rule: {{kind: ratio, numerator: a, denominator: b}}
    rule_status: official
    rule_text: "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; a: Số hồ sơ; b: Tổng số hồ sơ"
    evidence: required
    evidence_text: Báo cáo

  - code: "2"
    name: {{vi: "yes", en: "yes"}}
    max_points: null
    rule_status: unknown
    doubts:
      - {{vi: lời văn nêu số điểm mà điểm tối đa chưa biết, en: "the wording gives points, and the maximum is not known"}}
    rule_text: |-
      Có: 5 điểm
      Không: 0 điểm
    evidence: none
    evidence_text: Không
"""


def text_of(rows: tuple[tuple[Cell, ...], ...], total: int | None) -> str:
    annex = Annex(rows, (), HEADER, (None, "Tổng", total) if total else None, (), header_merged=())
    table = read_annex([annex.sheet_read()])
    heading = Heading("mau", "Bộ", "commune", "1/QĐ", "2025-09-25")
    draft, problems = draft_framework(table, heading)
    source = Source("t\nệp.xlsx", "0" * 64)
    return framework_text(draft, source, [*table.problems, *problems])


def test_a_draft_with_doubts_and_problems_is_written_line_by_line() -> None:
    assert text_of(ROWS, 30) == TEXT


def test_a_draft_without_problems_opens_with_its_origin_alone() -> None:
    text = text_of(((1, "A", 1, "Hội đồng chấm điểm"), (2, "B", 1, "Hội đồng chấm điểm")), 2)
    assert origin_of(text) == (
        "# yaml-language-server: $schema=framework.schema.json",
        "# Nhập từ / imported from: t ệp.xlsx",
        "# Trang tính / sheet: Phụ lục I",
        f"# SHA-256: {'0' * 64}",
    )
    assert "unsure rules" not in text
    assert "rules not recognised" not in text
    assert "official: {mains: 2, subs: 0, points: 2}" in text
    assert text.count("\n\n") == 1  # between the two mains


def test_the_total_of_a_table_is_held_against_its_indicators() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (
        (1, "A", 1.5, "Hội đồng chấm"),
        (2, "B", 1, "Hội đồng chấm"),
    )
    text = text_of(rows, 3)
    assert "tổng điểm 3 khác tổng 2,5 của các chỉ số / the total 3 is not the 2.5" in text
