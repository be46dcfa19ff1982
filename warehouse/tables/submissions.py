"""Tables of what units sent: files, values in use, replaced and kept out, findings.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    BYTES,
    DAY,
    ENTITY,
    FIGURE,
    FILE_NAME,
    FILE_SHA256,
    FLAG,
    INDICATOR,
    MOMENT,
    PLACE,
    REPORTER,
    ROUND,
    SOURCES,
    WHOLE,
    Column,
    Table,
    text,
)

_SOURCE = text("source", "Nguồn: tự khai, đo tự động, công bố, thẩm định", "Source: declared, measured, published, verified", allowed=SOURCES)  # fmt: skip
FIGURE_COLUMNS = (
    ROUND,
    ENTITY,
    INDICATOR,
    text("input", "Tên số liệu của chỉ tiêu; points: điểm; state: trạng thái", "Input of the indicator; points: points given directly; state: a state given outright"),
    text("raw_text", "Nội dung đúng như trong tệp", "The text as written"),
    Column("value", FIGURE, "Giá trị đọc được (trống với trạng thái)", "Value read from the text (empty for a state)", nullable=True),
    _SOURCE,
    REPORTER,
    *PLACE,
    text("evidence", "Tài liệu kiểm chứng", "Evidence", nullable=True),
    text("note", "Ghi chú, giải trình", "Note or explanation", nullable=True),
    Column("is_corrected", FLAG, "Được hiệu đính: đọc khác với nguyên văn (xem submissions.correction)", "Corrected: read otherwise than written (see submissions.correction)"),
    Column("is_decision", FLAG, "Là quyết định của hội đồng thẩm định (trống: công bố từ trước khi phân biệt)", "A decision of the appraisal council (empty: published before they were told apart)", nullable=True),
    text("document", "Số quyết định (hoặc số đơn phúc tra)", "Number of the decision (or of the appeal)", nullable=True),
    text("clause", "Điều khoản làm căn cứ", "Clause it rests on", nullable=True),
    text("reason", "Lý do", "Reason", nullable=True),
    Column("dated_on", DAY, "Ngày quyết định (hoặc ngày gửi đơn)", "Day of the decision (or of the appeal)", nullable=True),
    text("appeal", "Số đơn phúc tra mà quyết định trả lời", "Number of the appeal that the decision answers", nullable=True),
)  # fmt: skip
_MAY_BE_REQUESTED = text("source", "Nguồn; requested: điều đơn phúc tra đề nghị", "Source; requested: what an appeal asks for", allowed=(*SOURCES, "requested"))  # fmt: skip

SUBMISSIONS: Final[tuple[Table, ...]] = (
    Table("submissions", "file", "Tệp đã nhận", "Files received", ("round", "file_sha256", "file_name"), (
        ROUND, FILE_SHA256, FILE_NAME, REPORTER,
        Column("received_at", MOMENT, "Thời điểm nhận, giờ Việt Nam (trống: không rõ)", "When received, time of Việt Nam (empty: not known)", nullable=True),
        Column("revision", WHOLE, "Lần gửi của đơn vị", "Which file of its reporter, from 1"),
        text("status", "Tình trạng", "Status", allowed=("accepted", "accepted_with_warnings", "quarantined", "superseded", "after_closing")),
        Column("late", FLAG, "Nộp muộn", "Received after the deadline"),
        Column("values_current", WHOLE, "Số liệu đang dùng từ tệp này", "Values of this file in use", unit="values"),
    )),
    Table("submissions", "input_value", "Số liệu đang dùng, có nơi lấy", "Submitted values in use, with their place", ("round", "entity_code", "indicator_code", "input", "source"), FIGURE_COLUMNS),
    Table("submissions", "appeal", "Đề nghị phúc tra: số liệu mà đơn vị đề nghị, không dùng để tính điểm", "Appeals: the figures that units ask for; nothing is scored from them", ("round", "entity_code", "indicator_code", "input", "document"), tuple(column for column in FIGURE_COLUMNS if column not in (_SOURCE, FIGURE_COLUMNS[-6], FIGURE_COLUMNS[-1]))),
    Table("submissions", "superseded_value", "Số liệu đã được thay bằng lần gửi sau", "Values replaced by a later file", ("round", "entity_code", "indicator_code", "input", "source", "file_sha256", "file_name", "cell"), (
        *(_MAY_BE_REQUESTED if column is _SOURCE else column for column in FIGURE_COLUMNS),
        text("superseded_by", "SHA-256 của tệp thay thế", "SHA-256 of the file that replaced it"),
    )),
    Table("submissions", "rejected_value", "Dòng không được dùng, nguyên văn", "Rows kept out, as written", ("round", "file_sha256", "file_name", "sheet", "cell", "rule"), (
        ROUND, *PLACE,
        text("stated_round", "Đợt ghi trong dòng", "Round as written", nullable=True),
        text("entity_code", "Mã đơn vị như trong tệp", "Entity code as written", nullable=True),
        text("indicator_code", "Mã chỉ tiêu như trong tệp", "Indicator code as written", nullable=True),
        text("input", "Tên số liệu như trong tệp", "Input as written", nullable=True),
        text("raw_text", "Nội dung đúng như trong tệp", "The text as written", nullable=True),
        text("source", "Nguồn như trong tệp", "Source as written", nullable=True),
        REPORTER,
        text("rule", "Quy tắc không đạt", "The rule it broke"),
    )),
    Table("submissions", "correction", "Hiệu đính đã áp dụng (seeds/corrections.yaml)", "Corrections that were used (seeds/corrections.yaml)", ("round", "entity_code", "indicator_code", "input", "source"), (
        ROUND, ENTITY, INDICATOR,
        text("input", "Tên số liệu của chỉ tiêu", "Input of the indicator"),
        text("source", "Nguồn", "Source", allowed=SOURCES),
        text("found_text", "Nội dung trong tệp", "The text in the file"),
        text("corrected_text", "Nội dung được đọc thay", "The text that is read instead"),
        text("reason", "Lý do", "Reason"),
        text("corrected_by", "Người hiệu đính", "Who corrected it"),
        Column("corrected_on", DAY, "Ngày hiệu đính", "When it was corrected"),
        *PLACE,
    )),
    Table("submissions", "evidence_file", "Tệp kiểm chứng đã nhận", "Evidence files received", ("round", "file_sha256", "file_name"), (
        ROUND,
        text("entity_code", "Mã đơn vị (trống: không rõ)", "Code of the unit (empty: not told)", nullable=True),
        FILE_NAME, FILE_SHA256,
        text("kind", "Loại tệp theo nội dung (trống: không được nhận)", "Kind by content (empty: not accepted)", nullable=True),
        Column("bytes", BYTES, "Kích thước", "Size", unit="bytes"),
        Column("received_at", MOMENT, "Thời điểm nhận, giờ Việt Nam (trống: không rõ)", "When received, time of Việt Nam (empty: not known)", nullable=True),
        text("status", "Tình trạng", "Status", allowed=("accepted", "refused")),
    )),
    Table("submissions", "finding", "Lỗi và cảnh báo khi nhận tệp", "Errors and warnings of intake", ("round", "file_sha256", "file_name", "sheet", "cell", "rule", "entity_code", "indicator_code"), (
        ROUND, *PLACE,
        text("entity_code", "Mã đơn vị", "Entity code", nullable=True),
        text("indicator_code", "Mã chỉ tiêu", "Indicator code", nullable=True),
        text("rule", "Quy tắc", "Rule"),
        text("severity", "Mức độ", "Severity", allowed=("error", "warning", "information")),
        text("message_vi", "Thông báo tiếng Việt", "Message in Vietnamese"),
        text("message_en", "Thông báo tiếng Anh", "Message in English"),
        text("found", "Nội dung trong tệp", "What was found"),
        text("expected", "Nội dung cần có", "What was expected"),
    )),
)  # fmt: skip
