"""Tables of releases: what was issued of a round, when, its ranks, and why the next one differs.

Here belongs what each of them holds. Rows of earlier releases are carried over for as long as
there is a warehouse; the words in which tables are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import (
    AMOUNT,
    DAY,
    ENTITY,
    IS_DEMONSTRATION,
    RANK,
    RANKED,
    ROUND,
    WHOLE,
    Column,
    Table,
    text,
    value,
)

_RELEASE = text("release_id", "Mã bản công bố: <đợt>.<số>", "Id of the release: <round>.<number>")
REASONS: Final = (
    "received",
    "amended",
    "withdrawn",
    "decision",
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
        text("status", "Tạm thời hay chính thức", "Provisional or final", allowed=("provisional", "final")),
        text("content_sha256", "SHA-256 của toàn bộ nội dung công bố của đợt", "SHA-256 of everything that is published of the round"),
        text("tables", "SHA-256 của từng bảng, JSON", "SHA-256 of each table, JSON"),
        Column("issued_on", DAY, "Ngày phát hành, ghi một lần, giờ Việt Nam", "Day of issue, recorded once, time of Việt Nam"),
        text("replaces", "Bản công bố được thay thế", "The release it replaces", nullable=True),
        Column("entities_moved", WHOLE, "Số đơn vị đổi hạng so với bản trước", "Units whose rank differs from the release before", nullable=True, unit="units"),
        Column("values_changed", WHOLE, "Số đơn vị đổi giá trị so với bản trước", "Units whose value differs from the release before", nullable=True, unit="units"),
        text("summary_vi", "Khác bản trước thế nào, vì sao", "What differs from the release before, and why, in Vietnamese"),
        text("summary_en", "Khác bản trước thế nào, vì sao (tiếng Anh)", "What differs from the release before, and why"),
        IS_DEMONSTRATION,
    )),
    Table("publication", "release_rank", "Kết quả chính thức trong từng bản công bố", "Final results in each release", ("round", "release_id", "entity_code"), (
        ROUND, _RELEASE, ENTITY,
        text("entity_name_vi", "Tên đơn vị", "Name in Vietnamese"),
        text("entity_name_en", "Tên đơn vị bằng tiếng Anh", "Name in English"),
        value("Value of the index, unrounded", "Giá trị DTI, chưa làm tròn"),
        Column("published_value", AMOUNT, "Giá trị như công bố", "Value as published", nullable=True, unit="0..1 x scale"),
        RANK, RANKED,
    )),
    Table("publication", "release_reason", "Vì sao một bản công bố khác bản trước", "Why a release differs from the one before", ("round", "release_id", "entity_code", "indicator_code", "reason", "file_name"), (
        ROUND, _RELEASE,
        text("entity_code", "Mã đơn vị (trống: cả đợt)", "Code of the unit (empty: the whole round)", nullable=True),
        text("indicator_code", "Mã chỉ tiêu (trống: cả đơn vị)", "Indicator code (empty: the whole unit)", nullable=True),
        text("reason", "Lý do: số liệu mới, sửa, rút; quyết định; đo lại; hiệu đính; danh sách đơn vị; bộ chỉ số; đợt trước; tình trạng; bảng khác", "Reason: figures received, amended, withdrawn; decision; measured anew; correction; list of units; framework; round before; status; other tables", allowed=REASONS),
        text("file_name", "Tệp", "File", nullable=True),
    )),
)  # fmt: skip
