"""Tables of rounds beside others: figures of a round, published figures beside recomputed ones.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import AMOUNT, FLAG, IS_DEMONSTRATION, ROUND, WHOLE, Column, Table, text

COMPARISON: Final[tuple[Table, ...]] = (
    Table("planning", "round_figure", "Số liệu tổng hợp của đợt như báo chí thường nêu", "Figures of a round as the press reports them", ("round", "level", "code", "statistic"), (
        ROUND,
        text("level", "Cấp chỉ số", "Level", allowed=("index", "pillar", "main")),
        text("code", "Mã chỉ số", "Code"),
        text("statistic", "Đại lượng: trung bình, cao nhất, thấp nhất, số đơn vị đạt trung bình, ...", "Statistic: mean, highest, lowest, how many reach the mean, ...", allowed=("mean", "highest", "lowest", "count_above_mean", "count_above_exact_mean", "count_at_or_above_half", "units_sharing_first", "growth_of_mean")),
        Column("value", AMOUNT, "Giá trị, chưa làm tròn", "Value, unrounded", unit="0..1 x scale, units, or share"),
        Column("against", AMOUNT, "Mốc so sánh: trung bình, nửa thang điểm, trung bình đợt trước", "What it is measured against: the mean, half the scale, the mean before", nullable=True),
        Column("units", WHOLE, "Số giá trị làm căn cứ", "Values it rests on", unit="units"),
        text("entities", "Mã các đơn vị được nói tới", "Codes of the units it is about", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("planning", "press_figure", "Số liệu đã công bố bên cạnh số tính lại", "Published figures beside the recomputed ones", ("year", "group", "level", "code", "entity_code", "statistic", "against", "published_value"), (
        Column("year", WHOLE, "Năm số liệu", "Data year"),
        text("group", "Nhóm đơn vị", "Group of units"),
        text("level", "Cấp chỉ số", "Level", allowed=("index", "pillar", "main")),
        text("code", "Mã chỉ số (DTI, PII, trụ cột, chỉ số chính)", "Code (DTI, PII, pillar, main)"),
        text("entity_code", "Mã đơn vị (trống: cả nhóm)", "Code of the unit (empty: the whole group)", nullable=True),
        text("entity_name_vi", "Tên đơn vị", "Name of the unit", nullable=True),
        text("statistic", "Đại lượng", "Statistic", allowed=("value", "rank", "mean", "lowest", "count_above_mean", "count_at_or_above", "growth", "units", "measured_automatically")),
        text("against", "Mốc so sánh: ngưỡng, năm, nhóm", "What it is measured against: a threshold, a year, a group", nullable=True),
        Column("published_value", AMOUNT, "Giá trị như công bố", "Value as printed", unit="0..1, 0..100 (PII), rank, units or share"),
        Column("recomputed_value", AMOUNT, "Giá trị tính lại (trống: không đủ số liệu)", "Value worked out again (empty: its inputs were not published)", nullable=True),
        Column("difference", AMOUNT, "Chênh lệch: tính lại - công bố", "recomputed - published", nullable=True),
        Column("tolerance", AMOUNT, "Chênh lệch tối đa do làm tròn số liệu in", "What rounding in print allows", nullable=True),
        Column("agrees", FLAG, "Khớp trong phạm vi làm tròn", "Agrees within rounding", nullable=True),
        Column("other_reading", AMOUNT, "Theo cách hiểu khác: số đơn vị cao hơn trung bình chưa làm tròn", "By the other reading: how many lie above the unrounded mean", nullable=True),
        text("method", "Cách tính lại", "How it was worked out", nullable=True, allowed=("ranked_scores", "ranked_published_values", "scored", "taken_as_published", "mean_of_published_values", "weighted_by_predecessors", "counted_in_published_values", "growth_of_recomputed_means", "growth_of_printed_means", "sum_of_groups", "mean_of_parts")),
        Column("units", WHOLE, "Số giá trị làm căn cứ", "Values it rests on", nullable=True, unit="values"),
        text("why_not_vi", "Vì sao không tính lại được", "Why it cannot be worked out, in Vietnamese", nullable=True),
        text("why_not_en", "Vì sao không tính lại được (tiếng Anh)", "Why it cannot be worked out", nullable=True),
        text("source_url", "Nguồn", "Source", nullable=True),
        text("note", "Ghi chú", "Note", nullable=True),
    )),
)  # fmt: skip
