"""Tables of the rules as machines read them, so that a result can be worked out again elsewhere.

Here belong rules, units of figures and what a round leaves out, as they stand in the seeds. The
words in which tables are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import AMOUNT, INDICATOR, ROUND, Column, Table, text

SCORING_RULES: Final[tuple[Table, ...]] = (
    Table("reference", "scoring_rule", "Quy tắc tính điểm ở dạng máy đọc được", "Scoring rules in a form that machines read", ("framework", "code"), (
        text("framework", "Mã bộ chỉ số", "Framework id"),
        text("code", "Mã chỉ tiêu (DTI: chỉ số chung)", "Code (DTI: the index itself)"),
        text("parent_code", "Mã chỉ tiêu cha (trống: chỉ số chung)", "Code of the parent (empty: the index itself)", nullable=True),
        text("aggregation", "Cách tổng hợp các chỉ tiêu con (trống: chỉ tiêu được chấm)", "How its children combine (empty: scored itself)", nullable=True),
        Column("min_coverage", AMOUNT, "Tỷ lệ chỉ tiêu con cần có (chỉ ở dòng DTI)", "Share of children needed (row DTI only)", nullable=True),
        text("rule", "Quy tắc, JSON, số viết thành chữ như đã in", "The rule as JSON, numbers as text as printed", nullable=True),
        text("units", "Đơn vị tính của từng số liệu, JSON", "What each figure is measured in, JSON", nullable=True),
    )),
    Table("reference", "left_out", "Chỉ tiêu không đánh giá trong đợt, với mọi đơn vị", "Indicators that a round does not evaluate for anybody", ("round", "indicator_code"), (
        ROUND,
        INDICATOR,
    )),
)  # fmt: skip
