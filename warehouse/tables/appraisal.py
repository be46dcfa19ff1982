"""Tables of appraisal: decisions, appeals, points at risk, and what the council checks first.

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
    PLACE,
    REPORTER,
    ROUND,
    SOURCES,
    STATES,
    WHOLE,
    Column,
    Table,
    text,
)


def _points(name: str, vi: str, en: str, nullable: bool = True) -> Column:
    return Column(name, AMOUNT, vi, en, nullable, "points")


_CLAIMED = _points(
    "claimed_points",
    "Điểm tự đánh giá (trống: không khai)",
    "Points the unit claims (empty: none claimed)",
)
_STANDINGS = (
    "verified",
    "contradicted",
    "measured",
    "evidence_missing",
    "not_verified",
    "not_claimed",
)
_INPUT = text(
    "input",
    "Tên số liệu; points: điểm, state: trạng thái",
    "Input; points: points given directly, state: a state",
)

APPRAISAL: Final[tuple[Table, ...]] = (
    Table("appraisal", "decision", "Kết quả thẩm định và quyết định của hội đồng, bên cạnh điểm tự đánh giá", "What was verified and decided, beside the self score", ("round", "entity_code", "indicator_code", "input", "file_sha256", "file_name", "sheet", "cell"), (
        ROUND, ENTITY, INDICATOR, _INPUT,
        text("kind", "decision: quyết định của hội đồng; check: số đã thẩm định, không nêu quyết định", "decision: a decision of the council; check: a verified figure that names no decision", allowed=("decision", "check")),
        Column("is_in_force", FLAG, "Đang có hiệu lực (không: đã bị quyết định sau thay thế)", "In force (no: overruled by a later one)"),
        text("decision_number", "Số quyết định", "Number of the decision", nullable=True),
        Column("decided_on", DAY, "Ngày quyết định", "Day of the decision", nullable=True),
        text("clause", "Điều khoản làm căn cứ", "Clause it rests on", nullable=True),
        text("reason", "Lý do", "Reason", nullable=True),
        text("appeal_number", "Số đơn phúc tra mà quyết định trả lời", "Number of the appeal it answers", nullable=True),
        text("raw_text", "Nội dung đúng như trong tệp", "The text as written"),
        Column("value", FIGURE, "Giá trị đọc được (trống với trạng thái)", "Value read from the text (empty for a state)", nullable=True),
        text("state", "Trạng thái của chỉ tiêu theo kết quả có hiệu lực", "State of the indicator by what is in force", nullable=True, allowed=STATES),
        _points("self_points", "Điểm tự đánh giá", "Points by self-assessment"),
        _points("decided_points", "Điểm của chỉ tiêu theo kết quả có hiệu lực", "Points of the indicator by what is in force"),
        _points("points_change", "Điểm thẩm định trừ điểm tự đánh giá", "decided_points - self_points"),
        REPORTER, *PLACE,
        text("evidence", "Tài liệu kèm theo", "Document named beside it", nullable=True),
        text("note", "Ghi chú", "Note", nullable=True),
        text("superseded_by", "SHA-256 của tệp thay thế", "SHA-256 of the file that replaced it", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("appraisal", "appeal", "Đề nghị phúc tra và kết quả", "Appeals and their outcome", ("round", "entity_code", "indicator_code", "input", "appeal_number", "file_sha256"), (
        ROUND, ENTITY, INDICATOR, _INPUT,
        text("appeal_number", "Số đơn phúc tra", "Number of the appeal", nullable=True),
        Column("filed_on", DAY, "Ngày gửi đơn", "Day on which it was filed", nullable=True),
        Column("is_late", FLAG, "Sau hạn phúc tra của đợt (trống: không rõ hạn hoặc ngày)", "After the last day for appeals (empty: day or last day not known)", nullable=True),
        text("reason", "Lý do", "Reason", nullable=True),
        text("raw_text", "Đề nghị đúng như trong tệp", "What is requested, as written"),
        Column("requested_value", FIGURE, "Giá trị đề nghị", "Value requested", nullable=True),
        Column("standing_value", FIGURE, "Giá trị trước khi được trả lời (trống: không có)", "Value that stood before the answer (empty: none)", nullable=True),
        text("outcome", "Kết quả: chưa trả lời, chấp nhận, chấp nhận một phần, không chấp nhận, đã trả lời nhưng không so được", "Outcome: pending, accepted, partly accepted, rejected, answered in a way that cannot be compared", allowed=("pending", "accepted", "partly_accepted", "rejected", "answered")),
        Column("answered_value", FIGURE, "Giá trị theo quyết định trả lời", "Value by the decision that answers it", nullable=True),
        text("answer_number", "Số quyết định trả lời", "Number of the decision that answers it", nullable=True),
        Column("answered_on", DAY, "Ngày quyết định trả lời", "Day of that decision", nullable=True),
        text("answer_reason", "Lý do của quyết định trả lời", "Reason of that decision", nullable=True),
        REPORTER, *PLACE, IS_DEMONSTRATION,
    )),
    Table("appraisal", "points_at_risk", "Điểm tự khai, điểm thẩm định, điểm đo được của từng chỉ tiêu, và điểm chưa có căn cứ", "Claimed, verified and measured points of each indicator, and the points that only the unit's word supports", ("round", "entity_code", "indicator_code"), (
        ROUND, ENTITY, INDICATOR,
        text("state", "Trạng thái", "State", allowed=STATES),
        text("source", "Nguồn của giá trị chính thức", "Source of the final value", nullable=True, allowed=SOURCES),
        _points("max_points", "Điểm tối đa được tính", "Maximum points that count", nullable=False),
        _CLAIMED,
        _points("verified_points", "Điểm thẩm định (trống: chưa thẩm định)", "Points as verified (empty: not verified)"),
        _points("measured_points", "Điểm theo số đo tự động (trống: không đo)", "Points by what was measured (empty: not measured)"),
        _points("final_points", "Điểm chính thức", "Final points"),
        text("evidence_asked", "Yêu cầu tài liệu kiểm chứng", "Evidence asked for", allowed=("required", "optional", "none")),
        text("evidence", "Tài liệu kiểm chứng đã nêu", "Evidence that was named", nullable=True),
        text("explanation", "Giải trình của đơn vị", "What the unit explained", nullable=True),
        text("standing", "Điểm tự khai dựa vào đâu: đã thẩm định; số đo thấp hơn; số đo không thấp hơn; thiếu minh chứng bắt buộc; chưa thẩm định; không khai", "What the claim stands on: verified; measured and lower; measured and no lower; required evidence missing; not verified; nothing claimed", allowed=_STANDINGS),
        _points("points_at_risk", "Điểm tự khai chưa có căn cứ: cả điểm tự khai nếu thiếu minh chứng hoặc chưa thẩm định; phần vượt số đo nếu số đo thấp hơn; 0 nếu đã thẩm định", "Claimed points that only the unit's word supports: all of them where evidence is missing or nobody verified; what exceeds the measured points; 0 where verified", nullable=False),
        IS_DEMONSTRATION,
    )),
    Table("appraisal", "work_item", "Việc cần kiểm tra trước: xác suất sai x số bậc xếp hạng bị ảnh hưởng", "What to check first: probability of being wrong x places that would change hands", ("round", "position"), (
        ROUND,
        Column("position", WHOLE, "Thứ tự kiểm tra trong đợt", "Place on the list of the round, from 1"),
        ENTITY, INDICATOR,
        Column("probability", AMOUNT, "Xác suất số liệu sai đáng kể (từ 5 % điểm tối đa), theo các lần thẩm định trước và dấu hiệu; dùng để xếp thứ tự", "Probability of being materially wrong (by 5 % of the maximum or more), from earlier appraisals and signals; meant for ordering", unit="0..1"),
        _CLAIMED,
        _points("supported_points", "Điểm có căn cứ", "Points that there is support for", nullable=False),
        text("supported_by", "Căn cứ: không minh chứng (0); đã thẩm định kỳ trước; trung vị đã thẩm định, hoặc tự khai, của đơn vị cùng loại", "The support: no evidence (0); confirmed in the round before; confirmed, or claimed, median of similar units", allowed=("no_evidence", "confirmed_before", "confirmed_peers", "claiming_peers")),
        _points("points_at_stake", "Chênh lệch điểm nếu còn điểm có căn cứ", "Difference in points if it came to that", nullable=False),
        Column("rank", WHOLE, "Hạng hiện nay", "Rank now", nullable=True, unit="rank"),
        Column("rank_if_supported", WHOLE, "Hạng nếu còn điểm có căn cứ", "Rank if it came to that", nullable=True, unit="rank"),
        Column("places_alone", WHOLE, "Số bậc xếp hạng thay đổi nếu chỉ chỉ tiêu này thay đổi", "Places that it would move its unit alone", unit="ranks"),
        Column("places_together", WHOLE, "Số bậc thay đổi nếu mọi số liệu chưa thẩm định của đơn vị cùng thay đổi", "Places that all unconfirmed figures of the unit would move it together", unit="ranks"),
        Column("places_at_stake", AMOUNT, "Số bậc tính cho chỉ tiêu này: một mình, hoặc phần theo điểm trong số bậc của cả đơn vị nếu lớn hơn", "Places counted for it: alone or, if that is more, its part by points of those of the whole unit", unit="ranks"),
        Column("expected_places", AMOUNT, "Xác suất x số bậc", "probability x places_at_stake", unit="ranks"),
        text("signals", "Mã các dấu hiệu", "Codes of the signals"),
        text("reason_vi", "Vì sao nên kiểm tra", "Why it is listed, in Vietnamese"),
        text("reason_en", "Vì sao nên kiểm tra (tiếng Anh)", "Why it is listed"),
        IS_DEMONSTRATION,
    )),
)  # fmt: skip
