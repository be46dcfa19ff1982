"""Tables of what was published and how it was checked.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import FLAG, IS_DEMONSTRATION, ROUND, WHOLE, Column, Table, text

PUBLICATION: Final[tuple[Table, ...]] = (
    Table("publication", "round", "Tình trạng công bố của từng đợt", "What was published for each round", ("round",), (
        ROUND,
        text("status", "Tạm thời hay chính thức", "Provisional or final", allowed=("provisional", "final")),
        text("stage", "Giai đoạn của đợt khi chạy gần nhất: dự thảo, tạm thời, chính thức, đã đóng", "Stage of the round as of the last run: draft, provisional, final, closed", allowed=("draft", "provisional", "final", "closed")),
        Column("entities_expected", WHOLE, "Số đơn vị phải báo cáo", "Units expected", unit="units"),
        Column("entities_reporting", WHOLE, "Số đơn vị đã gửi số liệu", "Units of which more is known than what was measured elsewhere", unit="units"),
        Column("values_expected", WHOLE, "Số chỉ tiêu cần có", "Indicator values expected (applicable and evaluated)", unit="values"),
        Column("values_reported", WHOLE, "Số chỉ tiêu đã có", "Indicator values there are", unit="values"),
        Column("files_received", WHOLE, "Số tệp đã nhận", "Files received", unit="files"),
        Column("files_quarantined", WHOLE, "Số tệp bị loại", "Files quarantined", unit="files"),
        Column("rows_rejected", WHOLE, "Số dòng bị loại", "Rows kept out", unit="rows"),
        text("missing_entities", "Đơn vị chưa gửi số liệu", "Units that sent nothing", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("publication", "check_result", "Kết quả kiểm tra trước khi công bố", "Results of the checks before publication", ("round", "check_name"), (
        ROUND,
        text("check_name", "Tên kiểm tra", "Check"),
        text("table_name", "Bảng", "Table"),
        text("severity", "Mức độ", "Severity", allowed=("error", "warning")),
        Column("passed", FLAG, "Đạt", "Passed"),
        Column("rows_failing", WHOLE, "Số dòng không đạt", "Rows that fail", unit="rows"),
        text("detail", "Ví dụ", "An example", nullable=True),
    )),
    Table("publication", "round_input", "Đầu vào của từng đợt khi lập lần gần nhất", "The inputs of each round when it was last made from its files", ("round",), (
        ROUND,
        text("inputs_sha256", "SHA-256 của chương trình, bộ chỉ số và danh mục, các tệp đã nhận kèm thời gian", "SHA-256 of the program, the seeds, and the files received with their times"),
    )),
)  # fmt: skip
