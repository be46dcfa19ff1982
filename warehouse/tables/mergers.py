"""Tables of results restated after mergers: rounds, published results, the indicators behind.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    AMOUNT,
    DAY,
    FIGURE,
    FLAG,
    INDICATOR,
    IS_DEMONSTRATION,
    MAX_POINTS,
    ROUND,
    STATES,
    WHOLE,
    Column,
    Table,
    text,
    value,
)

_EFFECTIVE = Column(
    "effective_on", DAY, "Theo địa giới từ ngày", "As of the boundaries from this day on"
)
_NEW_UNIT = text(
    "entity_code", "Mã đơn vị mới, kể từ ngày đó", "Code of the new unit, from that day on"
)
_RESTATED = (
    _EFFECTIVE,
    _NEW_UNIT,
    text("entity_name_vi", "Tên đơn vị mới", "Name of the new unit"),
    text("level", "Cấp chỉ số", "Level", allowed=("index", "pillar", "main")),
    text("code", "Mã chỉ số", "Code"),
    text("method", "Cách tính: trung bình không trọng số (chính thức), theo dân số, cộng số liệu đầu vào", "Method: unweighted mean (the official one), by population, from summed inputs", allowed=("unweighted_mean", "population_weights", "summed_inputs")),
    Column("is_official", FLAG, "Cách tính chính thức của Bộ: đây là kết quả", "The method of the ministry: this is the result"),
    value("Value restated, unrounded (empty: see why_not)", "Giá trị quy đổi, chưa làm tròn (trống: xem why_not)"),
    Column("difference", AMOUNT, "Chênh lệch so với cách tính chính thức", "Difference from the official method", nullable=True),
    Column("rank", WHOLE, "Thứ hạng theo cách tính này (trống: còn đơn vị chưa có giá trị)", "Rank by this method (empty: some unit has no value)", True, "rank"),
    Column("entities_ranked", WHOLE, "Số đơn vị được xếp hạng", "Units ranked", True, "units"),
    Column("predecessors", WHOLE, "Số đơn vị cũ hợp thành", "Old units it is made of", unit="units"),
    text("predecessor_units", "Mã và tên các đơn vị cũ", "Codes and names of the old units"),
    text("why_not_vi", "Vì sao không có giá trị", "Why there is no value, in Vietnamese", nullable=True),
    text("why_not_en", "Vì sao không có giá trị (tiếng Anh)", "Why there is no value", nullable=True),
)  # fmt: skip

MERGERS: Final[tuple[Table, ...]] = (
    Table("planning", "restatement", "Kết quả của đợt tính lại cho các đơn vị sau sáp nhập", "Results of a round restated for the units after mergers", ("round", "effective_on", "entity_code", "level", "code", "method"), (
        ROUND, *_RESTATED, IS_DEMONSTRATION,
    )),
    Table("planning", "restated_indicator", "Chỉ tiêu của đơn vị sáp nhập khi cộng số liệu đầu vào", "Indicators of merged units behind the method summed_inputs", ("round", "effective_on", "entity_code", "indicator_code"), (
        ROUND, _EFFECTIVE, _NEW_UNIT, INDICATOR,
        Column("is_summed", FLAG, "Cộng được: a và b là tổng; nếu không thì lấy trung bình điểm", "Added up: a and b are sums; otherwise its points are the mean of the old units'"),
        Column("numerator", FIGURE, "Tổng tử số của các đơn vị cũ", "Sum of the numerators of the old units", nullable=True),
        Column("denominator", FIGURE, "Tổng mẫu số của các đơn vị cũ", "Sum of the denominators of the old units", nullable=True),
        text("state", "Trạng thái", "State", allowed=STATES),
        value("Value scored by the rule", "Giá trị tính theo quy tắc"),
        Column("points", AMOUNT, "Điểm", "Points", True, "points"),
        MAX_POINTS,
        IS_DEMONSTRATION,
    )),
    Table("planning", "published_restatement", "Kết quả đã công bố của 63 tỉnh tính lại cho 34 tỉnh", "Published results of the 63 provinces restated for the 34", ("year", "effective_on", "entity_code", "level", "code", "method"), (
        Column("year", WHOLE, "Năm số liệu", "Data year"),
        *_RESTATED,
        Column("published_value", AMOUNT, "Giá trị của đơn vị mới như công bố", "Value of the new unit as printed", nullable=True),
        Column("published_rank", WHOLE, "Hạng của đơn vị mới như công bố", "Rank of the new unit as printed", True, "rank"),
        Column("published_difference", AMOUNT, "Chênh lệch: tính lại - công bố", "Restated - published", nullable=True),
    )),
)  # fmt: skip
