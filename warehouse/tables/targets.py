"""Tables of targets and responsibility: how far, who owes what, and what is proposed for reward.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    AMOUNT,
    DAY,
    ENTITY,
    FIGURE,
    FLAG,
    INDICATOR,
    IS_DEMONSTRATION,
    ROUND,
    STATES,
    WHOLE,
    Column,
    Table,
    text,
)

_KINDS = ("value", "points", "rank", "mains_in_top", "rank_gain", "rate", "unstated")
_STATUSES = ("met", "on_track", "behind", "missed", "not_measured", "not_yet")
_WORK = ("Chưa thực hiện", "Đang thực hiện", "Cần bổ sung minh chứng", "Hoàn thành")
_UNIT_CODE = text("entity_code", "Mã đơn vị", "Code of the unit")
_UNIT_NAME = text(
    "entity_name_vi",
    "Tên đơn vị: mã và tên cùng xác định đơn vị",
    "Name of the unit: code and name together tell it",
)
_TARGET_ID = text("target_id", "Mã mục tiêu", "Target id")
_KIND = text(
    "kind",
    "Loại mục tiêu: giá trị, điểm, hạng, số chỉ số chính trong nhóm đầu, số bậc tăng mỗi năm, tỷ lệ đo ở nơi khác, không nêu bằng số",
    "Kind: value, points, rank, mains in the top, places gained a year, a rate measured elsewhere, numbers not known",
    allowed=_KINDS,
)
_POINTS_OF = Column(
    "points_of",
    FIGURE,
    "Mẫu số của điểm như văn bản ghi (1000), không phải tổng điểm được đánh giá",
    "Denominator of the points as printed (1000), not the points evaluated",
    True,
    "points",
)
_TOP = Column(
    "top", WHOLE, "Tính trong bao nhiêu hạng đầu", "Within the first so many ranks", True, "rank"
)
_AMONG = Column(
    "among",
    WHOLE,
    "Hạng tính trên bao nhiêu đơn vị",
    "How many units the rank is counted among",
    True,
    "units",
)
_DOCUMENT = text("document", "Văn bản", "Document")
_DATED = Column("dated", DAY, "Ngày văn bản", "Date of the document", nullable=True)
_TEXT = text("text", "Nội dung như đã in", "The text as printed")
_SOURCE = text("source_url", "Nguồn", "Source", nullable=True)
_AGENCY = (
    text("agency_code", "Mã cơ quan phụ trách (trống: chưa phân công)", "Code of the agency (empty: nobody answers for it)", nullable=True),
    text("agency_name_vi", "Cơ quan phụ trách", "Agency, in Vietnamese", nullable=True),
    text("agency_name_en", "Cơ quan phụ trách (tiếng Anh)", "Agency", nullable=True),
)  # fmt: skip
_UNIT_KIND = (
    text("unit_kind_vi", "Loại đơn vị (trống: không phân loại)", "Kind of unit, in Vietnamese (empty: all alike)", nullable=True),
    text("unit_kind_en", "Loại đơn vị (tiếng Anh)", "Kind of unit", nullable=True),
)  # fmt: skip
_REASONS = (
    text("reason_vi", "Lý do", "Reason, in Vietnamese"),
    text("reason_en", "Lý do (tiếng Anh)", "Reason"),
)
_STATUS_RULE_VI = (
    "Tiến độ mục tiêu. Trạng thái là điều đúng đầu tiên: not_yet chưa đến năm bắt đầu; not_measured chưa biết mục tiêu hoặc giá trị; "
    "met, missed đợt chính thức có kỳ số liệu kết thúc năm của mục tiêu; on_track hiện đã đạt, hoặc phần đường đi từ mốc xuất phát không ít hơn phần thời gian; "
    "not_yet chưa có thời gian trôi qua kể từ mốc; còn lại là behind"
)
_STATUS_RULE_EN = (
    "Progress towards targets. The status is the first that holds: not_yet, the first year has not begun; not_measured, target or value not known; "
    "met or missed, in a final round whose period ends the year of the target; on_track, met as things stand, or the share of the way from the baseline is at least that of the time; "
    "not_yet, no time has passed since the baseline; else behind"
)

TARGETS: Final[tuple[Table, ...]] = (
    Table("planning", "target", "Mục tiêu trong các kế hoạch, như đã in", "Targets of plans, as printed", ("target_id",), (
        _TARGET_ID, _UNIT_CODE, _UNIT_NAME,
        text("name_vi", "Mục tiêu", "What is asked for, in Vietnamese"),
        text("name_en", "Mục tiêu (tiếng Anh)", "What is asked for"),
        _KIND,
        text("comparison", "So sánh: ít nhất, nhiều hơn, nhiều nhất", "At least, more than, at most", allowed=("at_least", "more_than", "at_most")),
        Column("target", FIGURE, "Mức phải đạt (trống: không nêu bằng số)", "What is to be reached (empty: numbers not known)", nullable=True),
        text("unit_vi", "Đơn vị tính (trống: chưa rõ)", "Unit of measure, in Vietnamese (empty: not known)", nullable=True),
        text("unit_en", "Đơn vị tính (tiếng Anh)", "Unit of measure (empty: not known)", nullable=True),
        _POINTS_OF, _TOP, _AMONG,
        text("measure", "Đại lượng đo ở nơi khác (planning.measurement)", "What is measured elsewhere (planning.measurement)", nullable=True),
        Column("first_year", WHOLE, "Năm bắt đầu tính", "First year it is asked for", nullable=True),
        Column("year", WHOLE, "Năm phải đạt", "Year by whose end it is to be reached", nullable=True),
        _DOCUMENT, _DATED, _TEXT, _SOURCE,
        text("note_vi", "Ghi chú", "Note, in Vietnamese", nullable=True),
        text("note_en", "Ghi chú (tiếng Anh)", "Note", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("planning", "baseline", "Mốc xuất phát mà văn bản nêu (không phải mục tiêu)", "Where documents say a unit stood (no targets)", ("entity_code", "entity_name_vi", "year", "kind"), (
        _UNIT_CODE, _UNIT_NAME,
        Column("year", WHOLE, "Năm số liệu", "Data year"),
        text("kind", "Loại số liệu", "Kind of figure", allowed=_KINDS[:4]),
        Column("stated", FIGURE, "Số liệu như văn bản nêu", "The figure as stated"),
        _POINTS_OF, _TOP, _AMONG, _DOCUMENT, _DATED, _TEXT, _SOURCE,
    )),
    Table("planning", "measurement", "Số liệu đo ở nơi khác cho mục tiêu dạng tỷ lệ", "Figures measured elsewhere, for targets that are rates", ("entity_code", "entity_name_vi", "measure", "measured_on"), (
        _UNIT_CODE, _UNIT_NAME,
        text("measure", "Đại lượng", "What is measured"),
        Column("measured_on", DAY, "Ngày số liệu", "Day of the figure"),
        Column("value", FIGURE, "Giá trị", "Value"),
        text("unit", "Đơn vị tính", "Unit of measure"),
        _SOURCE,
        text("note", "Ghi chú", "Note", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("planning", "target_progress", _STATUS_RULE_VI, _STATUS_RULE_EN, ("round", "target_id"), (
        ROUND, ENTITY, _TARGET_ID, _KIND,
        Column("year", WHOLE, "Năm phải đạt", "Year by whose end it is to be reached", nullable=True),
        Column("value_now", FIGURE, "Hiện tại, theo đơn vị của mục tiêu, chưa làm tròn", "Where the unit stands, in the unit of the target, unrounded", nullable=True),
        Column("target", FIGURE, "Mức phải đạt", "What is to be reached", nullable=True),
        Column("distance", FIGURE, "Còn cách mục tiêu (0: đã đạt)", "How far it is (0: met)", nullable=True),
        Column("share_of_way", FIGURE, "Phần đường đã đi từ mốc xuất phát (âm: lùi)", "Share of the way from the baseline (negative: backwards)", True, "share"),
        Column("share_of_time", FIGURE, "Phần thời gian đã qua từ mốc xuất phát", "Share of the time since the baseline", True, "share"),
        text("baseline_round", "Đợt lấy làm mốc xuất phát", "Round of the baseline", nullable=True),
        Column("baseline_value", FIGURE, "Giá trị ở mốc xuất phát", "Value at the baseline", nullable=True),
        Column("years_left", FIGURE, "Số năm còn lại tính từ cuối kỳ số liệu", "Years left from the end of the data period", True, "years"),
        Column("pace_needed", FIGURE, "Nhịp độ cần có mỗi năm", "Pace needed a year", nullable=True),
        Column("pace_so_far", FIGURE, "Nhịp độ đến nay mỗi năm, về phía mục tiêu", "Pace so far a year, towards the target", nullable=True),
        text("status", "Trạng thái (quy tắc ở mô tả bảng)", "Status (the rule is in the comment of the table)", allowed=_STATUSES),
        Column("evaluated_points", FIGURE, "Điểm đạt trên điểm được đánh giá (mục tiêu điểm)", "Points of those evaluated (targets of points)", True, "points"),
        Column("evaluated_max_points", FIGURE, "Tổng điểm được đánh giá (940 năm 2024)", "Points evaluated (940 in 2024)", True, "points"),
        Column("mains_sharing", WHOLE, "Số đơn vị cùng hạng nhiều nhất trong các chỉ số chính được đếm", "Units on the most shared rank among the mains counted", True, "units"),
        text("note_vi", "Cần biết thêm", "What to know about it, in Vietnamese", nullable=True),
        text("note_en", "Cần biết thêm (tiếng Anh)", "What to know about it", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("planning", "responsibility", "Cơ quan phụ trách từng chỉ tiêu, hạn, trạng thái", "Who answers for each indicator, by when, how far it is", ("round", "entity_code", "indicator_code"), (
        ROUND, ENTITY, INDICATOR, *_AGENCY,
        text("assigned_by", "Phân công theo: bảng phân công, bộ chỉ số, chưa ai", "By assignment, by the framework, or nobody", allowed=("assignment", "framework", "nobody")),
        text("head_office_vi", "Chức danh người đứng đầu", "Office of its head, in Vietnamese", nullable=True),
        text("head_office_en", "Chức danh người đứng đầu (tiếng Anh)", "Office of its head", nullable=True),
        Column("deadline", DAY, "Hạn xử lý", "Deadline", nullable=True),
        text("status", "Trạng thái: như đã báo cáo, nếu không thì suy từ đợt", "Status: as reported, else as follows from the round", allowed=_WORK),
        Column("is_status_reported", FLAG, "Trạng thái do cơ quan báo cáo", "The status was reported"),
        Column("status_on", DAY, "Ngày của trạng thái (suy ra: ngày đóng đợt)", "Day of the status (if it follows: when the round closes)"),
        Column("is_overdue", FLAG, "Quá hạn: báo cáo chưa hoàn thành, thiếu số liệu hoặc thiếu minh chứng sau hạn", "Overdue: reported as not done, missing or without evidence after the deadline"),
        text("cooperating", "Cơ quan phối hợp", "Cooperating agencies", nullable=True),
        text("state", "Trạng thái số liệu", "State of the value", allowed=STATES),
        Column("points", AMOUNT, "Điểm đạt được", "Points earned", True, "points"),
        Column("max_points", AMOUNT, "Điểm tối đa được đánh giá", "Maximum points evaluated", unit="points"),
        Column("points_lost", FIGURE, "Điểm chưa đạt", "Points lost", True, "points"),
        Column("is_missing", FLAG, "Thiếu số liệu", "Nothing was sent"),
        Column("lacks_evidence", FLAG, "Thiếu tài liệu kiểm chứng", "Evidence was asked for"),
        IS_DEMONSTRATION,
    )),
    Table("planning", "agency_debt", "Mỗi cơ quan còn nợ gì với từng đơn vị, đáng giá bao nhiêu", "What each agency owes each unit, and what it is worth", ("round", "entity_code", "agency_code"), (
        ROUND, ENTITY, *_AGENCY,
        Column("indicators", WHOLE, "Số chỉ tiêu phụ trách", "Indicators it answers for", unit="indicators"),
        Column("missing", WHOLE, "Thiếu số liệu", "Missing", unit="indicators"),
        Column("lacking_evidence", WHOLE, "Thiếu minh chứng", "Without evidence", unit="indicators"),
        Column("unfinished", WHOLE, "Chưa hoàn thành", "Not finished", unit="indicators"),
        Column("overdue", WHOLE, "Quá hạn", "Overdue", unit="indicators"),
        Column("points_at_stake", FIGURE, "Điểm tối đa của các chỉ tiêu đó", "Maximum points of these indicators", True, "points"),
        Column("points_lost", FIGURE, "Điểm chưa đạt", "Points lost", True, "points"),
        Column("share_of_lost", FIGURE, "Phần trong tổng điểm chưa đạt của đơn vị", "Share of what the unit lost", True, "share"),
        text("target_id", "Mục tiêu gần nhất chưa đạt (điểm hoặc giá trị)", "Nearest target of points or value not met", nullable=True),
        Column("gap_points", FIGURE, "Điểm còn cần cho mục tiêu đó, trên điểm được đánh giá", "Points it still needs, of those evaluated", True, "points"),
        Column("share_of_gap", FIGURE, "Điểm chưa đạt / điểm còn cần (từ 1: riêng cơ quan này đủ)", "points_lost / gap_points (1 or more: this agency alone could close it)", True, "share"),
        IS_DEMONSTRATION,
    )),
    Table("planning", "reward_class", "Các mức xếp loại thi đua của đợt", "Classes of emulation of a round", ("round", "class_order"), (
        ROUND,
        Column("class_order", WHOLE, "Thứ tự, 1 là cao nhất", "Order, 1 is the best"),
        text("class_vi", "Mức xếp loại", "Class, in Vietnamese"),
        text("class_en", "Mức xếp loại (tiếng Anh)", "Class"),
        Column("at_least", FIGURE, "Giá trị công bố từ", "Published value from", unit="0..1 x scale"),
        Column("at_most_share", FIGURE, "Tỷ lệ tối đa trong số đơn vị được xét", "Largest share of the units considered", True, "share"),
        text("rules", "Bộ quy tắc", "Rules"),
        _DOCUMENT, IS_DEMONSTRATION,
    )),
    Table("planning", "reward", "Đề xuất xếp loại từng đơn vị, có lý do", "Proposed class of each unit, with its reason", ("round", "entity_code"), (
        ROUND, ENTITY, *_UNIT_KIND,
        Column("value", AMOUNT, "Giá trị DTI, chưa làm tròn", "Value of the index, unrounded", True, "0..1 x scale"),
        Column("rank", WHOLE, "Thứ hạng trong đợt", "Rank in the round", True, "rank"),
        Column("class_order", WHOLE, "Mức xếp loại, 1 là cao nhất (trống: không xét)", "Class, 1 is the best (empty: left out)", nullable=True),
        text("class_vi", "Mức xếp loại", "Class, in Vietnamese", nullable=True),
        text("class_en", "Mức xếp loại (tiếng Anh)", "Class", nullable=True),
        Column("is_lowered", FLAG, "Xếp xuống vì hết tỷ lệ", "Moved down by a cap"),
        Column("is_excluded", FLAG, "Không xét (xem planning.reward_exclusion)", "Left out (see planning.reward_exclusion)"),
        *_REASONS, IS_DEMONSTRATION,
    )),
    Table("planning", "reward_exclusion", "Vì sao đơn vị không được xét, mỗi nguyên nhân một dòng", "Why a unit is left out, one row for each cause", ("round", "entity_code", "cause"), (
        ROUND, ENTITY,
        text("cause", "Nguyên nhân: không có giá trị, không gửi, thiếu, chưa thẩm định, nộp muộn", "Cause: no value, nothing sent, incomplete, unverified, late", allowed=("no_value", "nothing_sent", "incomplete", "unverified", "late")),
        *_REASONS, IS_DEMONSTRATION,
    )),
    Table("planning", "award", "Đứng đầu từng loại đơn vị, tiến bộ nhiều nhất; đồng hạng cùng nêu", "First of each kind of unit, most improved; all who share it are named", ("round", "award", "unit_kind_vi", "entity_code"), (
        ROUND,
        text("award", "Danh hiệu: đứng đầu loại, tăng giá trị, tăng hạng", "First of its kind, gain of value, gain of rank", allowed=("best_of_kind", "value_gain", "rank_gain")),
        *_UNIT_KIND, ENTITY,
        Column("figure", FIGURE, "Giá trị, mức tăng giá trị đã công bố, số bậc tăng", "Value, gain of published value, places gained"),
        Column("is_shared", FLAG, "Đồng hạng", "Shared"),
        *_REASONS, IS_DEMONSTRATION,
    )),
)  # fmt: skip
