"""Tables of releases: what was issued of a round, by whom, its ranks, and why the next one differs.

Here belongs what each of them holds. All of it follows from the folders of releases and their log,
and is made again from them; the words in which tables are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    AMOUNT,
    DAY,
    ENTITY,
    IS_DEMONSTRATION,
    MOMENT,
    RANK,
    RANKED,
    ROUND,
    WHOLE,
    Column,
    Table,
    text,
    value,
)

_RELEASE = text("release", "Mã bản công bố: <đợt>.<số>", "Id of the release: <round>.<number>")
ACTIONS: Final = ("publish", "withdraw", "reopen")
REASONS: Final = (
    "received",
    "amended",
    "withdrawn",
    "decision",
    "decision_withdrawn",
    "measured",
    "correction",
    "units",
    "framework",
    "previous_round",
    "status",
    "other_tables",
)

RELEASES: Final[tuple[Table, ...]] = (
    Table("publication", "release", "Các bản công bố của từng đợt", "Releases of each round", ("round", "number"), (
        ROUND, _RELEASE,
        Column("number", WHOLE, "Số thứ tự bản công bố trong đợt", "Number of the release within its round, from 1"),
        text("stage", "Tạm thời hay chính thức", "Provisional or final", allowed=("provisional", "final")),
        text("content_sha256", "SHA-256 của toàn bộ nội dung công bố của đợt", "SHA-256 of everything that is published of the round"),
        text("tables", "SHA-256 của từng bảng, JSON", "SHA-256 of each table, JSON"),
        Column("issued_at", MOMENT, "Lúc phát hành, ghi một lần, giờ Việt Nam; tự động: đầu ngày", "Moment of issue, recorded once, time of Việt Nam; automatic: the start of the day"),
        text("issued_by", "Người phát hành; dti: tự động", "Who issued it; dti: automatically"),
        text("reason", "Lý do phát hành", "Why it was issued"),
        text("despite", "Lý do phát hành dù còn vướng mắc", "Why it was issued although something stood against it", nullable=True),
        text("replaces", "Bản công bố được thay thế", "The release it replaces", nullable=True),
        Column("entities_moved", WHOLE, "Số đơn vị đổi hạng so với bản trước", "Units whose rank differs from the release before", nullable=True, unit="units"),
        Column("values_changed", WHOLE, "Số đơn vị đổi giá trị so với bản trước", "Units whose value differs from the release before", nullable=True, unit="units"),
        text("summary_vi", "Khác bản trước thế nào, vì sao", "What differs from the release before, and why, in Vietnamese"),
        text("summary_en", "Khác bản trước thế nào, vì sao (tiếng Anh)", "What differs from the release before, and why"),
        Column("withdrawn_at", MOMENT, "Lúc thu hồi, giờ Việt Nam", "Moment of withdrawal, time of Việt Nam", nullable=True),
        text("withdrawn_by", "Người thu hồi", "Who withdrew it", nullable=True),
        text("withdrawal_reason", "Lý do thu hồi", "Why it was withdrawn", nullable=True),
        IS_DEMONSTRATION,
    )),
    Table("publication", "log", "Nhật ký công bố: ai, khi nào, làm gì, vì sao; mỗi dòng nối với dòng trước bằng mã băm", "The log of publication: who, when, what, why; each line chained to the one before by its hash", ("round", "number"), (
        ROUND,
        Column("number", WHOLE, "Số dòng trong nhật ký chung của mọi đợt, từ 1", "Number of the line in the one log of all rounds, from 1"),
        Column("logged_at", MOMENT, "Lúc ghi, giờ Việt Nam", "Moment of the entry, time of Việt Nam"),
        text("logged_by", "Ai; dti: tự động", "Who; dti: automatically"),
        text("action", "Việc: phát hành, thu hồi, mở lại", "What was done: published, withdrawn, reopened", allowed=ACTIONS),
        text("release", "Bản công bố; khi mở lại: bản được mở lại", "The release; of a reopening: the one reopened"),
        text("stage", "Tạm thời hay chính thức, khi phát hành", "Provisional or final, where published", nullable=True, allowed=("provisional", "final")),
        text("reason", "Lý do", "Why"),
        text("decision", "Số quyết định cho mở lại", "Number of the decision to reopen", nullable=True),
        Column("decided_on", DAY, "Ngày quyết định cho mở lại", "Day of the decision to reopen", nullable=True),
        text("despite", "Lý do phát hành dù còn vướng mắc", "Why it was issued although something stood against it", nullable=True),
        text("content_sha256", "SHA-256 nội dung bản công bố", "SHA-256 of the content of the release"),
        text("sums_sha256", "SHA-256 của SHA256SUMS của bản công bố lúc phát hành", "SHA-256 of the SHA256SUMS of the release as issued", nullable=True),
        text("previous_sha256", "SHA-256 của dòng trước", "SHA-256 of the line before"),
        text("sha256", "SHA-256 của dòng này", "SHA-256 of this line"),
    )),
    Table("publication", "release_rank", "Kết quả chính thức trong từng bản công bố", "Final results in each release", ("round", "release", "entity_code"), (
        ROUND, _RELEASE, ENTITY,
        text("entity_name_vi", "Tên đơn vị", "Name in Vietnamese"),
        text("entity_name_en", "Tên đơn vị bằng tiếng Anh", "Name in English"),
        value("Value of the index, unrounded", "Giá trị DTI, chưa làm tròn"),
        Column("published_value", AMOUNT, "Giá trị như công bố", "Value as published", nullable=True, unit="0..1 x scale"),
        RANK, RANKED,
    )),
    Table("publication", "release_reason", "Vì sao một bản công bố khác bản trước", "Why a release differs from the one before", ("round", "release", "entity_code", "indicator_code", "reason", "file_name"), (
        ROUND, _RELEASE,
        text("entity_code", "Mã đơn vị (trống: cả đợt)", "Code of the unit (empty: the whole round)", nullable=True),
        text("indicator_code", "Mã chỉ tiêu (trống: cả đơn vị)", "Indicator code (empty: the whole unit)", nullable=True),
        text("reason", "Lý do: số liệu mới, sửa, rút; quyết định; rút lại quyết định; đo lại; hiệu đính; danh sách đơn vị; bộ chỉ số; đợt trước; tình trạng; bảng khác", "Reason: figures received, amended, withdrawn; decision; decision taken back; measured anew; correction; list of units; framework; round before; status; other tables", allowed=REASONS),
        text("file_name", "Tệp", "File", nullable=True),
    )),
)  # fmt: skip
