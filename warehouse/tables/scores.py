"""Tables of the method: indicator values, scores and ranks.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    AMOUNT,
    BASIS,
    ENTITY,
    FLAG,
    INDICATOR,
    IS_DEMONSTRATION,
    IS_SILENT,
    MAX_POINTS,
    RANK,
    RANKED,
    ROUND,
    SOURCES,
    STATES,
    WHOLE,
    Column,
    Table,
    points,
    text,
    value,
)

SCORES: Final[tuple[Table, ...]] = (
    Table("indicators", "indicator_value", "Giá trị chỉ tiêu đã chuẩn hóa", "Normalised indicator values", ("round", "entity_code", "indicator_code", "basis"), (
        ROUND, ENTITY, INDICATOR, BASIS,
        text("state", "Trạng thái", "State", allowed=STATES),
        value("Share of the maximum x scale, unrounded", "Tỷ lệ điểm đạt x thang, chưa làm tròn"),
        points(nullable=True), MAX_POINTS,
        text("source", "Nguồn của giá trị", "Source of the value", nullable=True, allowed=SOURCES),
        Column("is_imputed", FLAG, "Giá trị được điền thay vì báo cáo (thiếu tính 0)", "The value stands in for one nobody reported (missing counts 0)"),
        IS_DEMONSTRATION,
    )),
    Table("scores", "main_indicator", "Điểm chỉ số chính", "Scores of main indicators", ("round", "entity_code", "main_code", "basis"), (
        ROUND, ENTITY, text("main_code", "Mã chỉ số chính", "Main indicator code"), BASIS,
        value("points / max_points x scale", "Điểm / điểm tối đa x thang"),
        points(), MAX_POINTS, RANK, RANKED, IS_DEMONSTRATION,
    )),
    Table("scores", "pillar", "Điểm trụ cột", "Scores of pillars", ("round", "entity_code", "pillar_code", "basis"), (
        ROUND, ENTITY, text("pillar_code", "Mã trụ cột", "Pillar code"), BASIS,
        value("points / max_points of the pillar's mains x scale", "Điểm / điểm tối đa của trụ cột x thang"),
        points(), MAX_POINTS, RANK, RANKED, IS_DEMONSTRATION,
    )),
    Table("scores", "dti", "Điểm chỉ số DTI", "Scores of the index", ("round", "entity_code", "basis"), (
        ROUND, ENTITY, BASIS,
        value("points / max_points x scale", "Điểm / điểm tối đa x thang"),
        points(), MAX_POINTS, IS_SILENT, IS_DEMONSTRATION,
    )),
    Table("rankings", "dti", "Xếp hạng DTI, so với đợt trước", "Ranking, with the change since the previous round", ("round", "entity_code", "basis"), (
        ROUND, ENTITY,
        text("entity_name_vi", "Tên đơn vị", "Name in Vietnamese"),
        text("entity_name_en", "Tên đơn vị bằng tiếng Anh", "Name in English"),
        BASIS,
        value("Value of the index, unrounded", "Giá trị DTI, chưa làm tròn"),
        RANK,
        Column("is_tied", FLAG, "Đồng hạng", "Shares its rank"),
        RANKED,
        Column("previous_value", AMOUNT, "Giá trị đợt trước", "Value in the previous round", True, "0..1 x scale"),
        Column("value_change", AMOUNT, "Thay đổi giá trị", "value - previous_value", True, "0..1 x scale"),
        Column("previous_rank", WHOLE, "Hạng đợt trước", "Rank in the previous round", True, "rank"),
        Column("rank_change", WHOLE, "Số bậc tăng (+) hoặc giảm (-)", "previous_rank - rank: places gained (+) or lost (-)", True, "ranks"),
        IS_SILENT,
        IS_DEMONSTRATION,
    )),
)  # fmt: skip
