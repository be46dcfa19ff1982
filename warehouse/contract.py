"""Every table of the warehouse, described once.

Here belong names, types, units, keys and the meaning of each column in Vietnamese and English.
The DDL, the comments in the database, the pandera schemas, the column metadata in Dagster and the
data dictionary follow from it. Tables with a `round` column are written round by round.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

TEXT, WHOLE, FLAG, DAY, MOMENT, AMOUNT, FIGURE, BYTES = (
    "VARCHAR",
    "INTEGER",
    "BOOLEAN",
    "DATE",
    "TIMESTAMP",
    "DECIMAL(18,10)",
    "DECIMAL(38,10)",
    "BIGINT",
)
POLARS_TYPES: Final[dict[str, pl.DataType]] = {
    TEXT: pl.String(),
    WHOLE: pl.Int32(),
    FLAG: pl.Boolean(),
    DAY: pl.Date(),
    MOMENT: pl.Datetime("us"),
    AMOUNT: pl.Decimal(18, 10),
    FIGURE: pl.Decimal(38, 10),
    BYTES: pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in DuckDB, what it means, its unit, the values it may have."""

    name: str
    type: str
    vi: str
    en: str
    nullable: bool = False
    unit: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, and the columns that tell its rows apart."""

    schema: str
    name: str
    vi: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """schema.name"""
        return f"{self.schema}.{self.name}"

    @property
    def by_round(self) -> bool:
        """Written round by round."""
        return self.columns[0].name == "round" and self.schema != "reference"

    @property
    def polars_schema(self) -> pl.Schema:
        """The same columns as Polars types."""
        return pl.Schema({c.name: POLARS_TYPES[c.type] for c in self.columns})

    @property
    def casts(self) -> list[pl.Expr]:
        """Every column of the table, in order, cast to its type; a lossy cast is an error."""
        return [pl.col(c.name).cast(POLARS_TYPES[c.type]) for c in self.columns]


def _text(
    name: str, vi: str, en: str, nullable: bool = False, allowed: tuple[str, ...] = ()
) -> Column:
    return Column(name, TEXT, vi, en, nullable, None, allowed)


BASES = ("self", "verified", "final")
STATES = ("reported", "missing", "not_applicable", "not_evaluated", "zero_by_decision")
SOURCES = ("declared", "measured", "published", "verified")

_ROUND = _text("round", "Đợt đánh giá", "Assessment round")
_ENTITY = _text("entity_code", "Mã đơn vị được đánh giá", "Code of the unit assessed")
_INDICATOR = _text("indicator_code", "Mã chỉ tiêu", "Indicator code")
_BASIS = _text(
    "basis",
    "Cơ sở điểm: tự đánh giá, thẩm định, chính thức",
    "Basis of the score: self-assessed, verified, final",
    allowed=BASES,
)
_IS_DEMONSTRATION = Column(
    "is_demonstration",
    FLAG,
    "Số liệu minh họa, KHÔNG phải kết quả thật",
    "Demonstration data, NOT a real result",
)


def _value(en: str, vi: str) -> Column:
    return Column("value", AMOUNT, vi, en, nullable=True, unit="0..1 x scale")


def _points(nullable: bool = False) -> Column:
    return Column(
        "points",
        AMOUNT,
        "Điểm đạt được, chưa làm tròn",
        "Points earned, unrounded",
        nullable,
        "points",
    )


_MAX_POINTS = Column(
    "max_points",
    AMOUNT,
    "Tổng điểm tối đa của các chỉ tiêu được đánh giá (mẫu số)",
    "Sum of the evaluated maximum points (the denominator)",
    unit="points",
)
_RANK = Column(
    "rank",
    WHOLE,
    "Thứ hạng trong đợt theo giá trị công bố; bằng nhau thì cùng hạng",
    "Rank in the round on the published value; equal values share a rank",
    nullable=True,
    unit="rank",
)
_RANKED = Column("entities_ranked", WHOLE, "Số đơn vị được xếp hạng", "Units ranked", unit="units")
_FILE_SHA256 = _text("file_sha256", "SHA-256 của tệp", "SHA-256 of the file")
_FILE_NAME = _text("file_name", "Tên tệp như đã nhận", "File name as received")
_SHEET = _text("sheet", "Trang tính (trống với CSV)", "Sheet (empty for CSV)", nullable=True)
_CELL = _text("cell", "Ô, ví dụ E16", "Cell, such as E16", nullable=True)
_REPORTER = _text("reporter", "Đơn vị gửi số liệu", "Unit that sent the data", nullable=True)

_PLACE = (_FILE_SHA256, _FILE_NAME, _SHEET, _CELL)
_FIGURE = (
    _ROUND,
    _ENTITY,
    _INDICATOR,
    _text("input", "Tên số liệu của chỉ tiêu; points: điểm; state: trạng thái", "Input of the indicator; points: points given directly; state: a state given outright"),
    _text("raw_text", "Nội dung đúng như trong tệp", "The text as written"),
    Column("value", FIGURE, "Giá trị đọc được (trống với trạng thái)", "Value read from the text (empty for a state)", nullable=True),
    _text("source", "Nguồn: tự khai, đo tự động, công bố, thẩm định", "Source: declared, measured, published, verified", allowed=SOURCES),
    _REPORTER,
    *_PLACE,
    _text("evidence", "Tài liệu kiểm chứng", "Evidence", nullable=True),
    _text("note", "Ghi chú, giải trình", "Note or explanation", nullable=True),
    Column("is_corrected", FLAG, "Được hiệu đính: đọc khác với nguyên văn (xem submissions.correction)", "Corrected: read otherwise than written (see submissions.correction)"),
)  # fmt: skip

TABLES: Final[tuple[Table, ...]] = (
    Table("reference", "framework", "Bộ chỉ số", "Frameworks of indicators", ("framework",), (
        _text("framework", "Mã bộ chỉ số", "Framework id"),
        _text("name_vi", "Tên tiếng Việt", "Name in Vietnamese"),
        _text("name_en", "Tên tiếng Anh", "Name in English"),
        _text("subject", "Đối tượng đánh giá", "Kind of unit assessed"),
        _text("legal_source", "Căn cứ pháp lý", "Legal source"),
        _text("aggregation", "Cách tổng hợp", "How values combine"),
        _text("missing", "Cách tính khi thiếu số liệu", "What a missing value counts as"),
        Column("scale", AMOUNT, "Giá trị đầy đủ hiển thị là", "What a full value is shown as"),
        Column("decimals", WHOLE, "Số chữ số thập phân công bố", "Published decimals", nullable=True),
        _text("completeness", "Mức độ đầy đủ của nội dung", "What is known and what is not", nullable=True),
        _IS_DEMONSTRATION,
    )),
    Table("reference", "indicator", "Chỉ số, trụ cột, chỉ tiêu của từng bộ chỉ số", "Indices, pillars, mains and subs of each framework", ("framework", "level", "code"), (
        _text("framework", "Mã bộ chỉ số", "Framework id"),
        _text("code", "Mã chỉ tiêu", "Code"),
        _text("parent_code", "Mã chỉ tiêu cha", "Code of the parent", nullable=True),
        _text("level", "Cấp", "Level", allowed=("index", "pillar", "main", "sub")),
        _text("name_vi", "Tên tiếng Việt", "Name in Vietnamese"),
        _text("name_en", "Tên tiếng Anh", "Name in English"),
        Column("max_points", AMOUNT, "Điểm tối đa (trống: chưa biết)", "Maximum points (empty: not known)", True, "points"),
        Column("weight", AMOUNT, "Trọng số như đã in", "Weight as printed", nullable=True),
        _text("rule_kind", "Loại quy tắc tính điểm", "Kind of scoring rule", nullable=True),
        _text("rule_status", "Quy tắc: chính thức, suy ra, minh họa, chưa biết", "Rule: official, inferred, demonstration, unknown", nullable=True),
        _text("responsible", "Cơ quan phụ trách", "Responsible agency", nullable=True),
        _text("evidence", "Yêu cầu tài liệu kiểm chứng", "Evidence asked for", nullable=True),
        _text("note", "Ghi chú", "Note", nullable=True),
    )),
    Table("reference", "pillar_main", "Chỉ số chính của từng trụ cột", "Mains of each pillar", ("framework", "pillar_code", "main_code"), (
        _text("framework", "Mã bộ chỉ số", "Framework id"),
        _text("pillar_code", "Mã trụ cột", "Pillar code"),
        _text("main_code", "Mã chỉ số chính", "Main indicator code"),
    )),
    Table("reference", "entity", "Đơn vị, có thời hạn hiệu lực", "Units, valid between two dates", ("entity_code", "valid_from"), (
        _text("entity_code", "Mã đơn vị", "Code"),
        _text("kind", "Loại đơn vị", "Kind"),
        _text("name_vi", "Tên tiếng Việt", "Name in Vietnamese"),
        _text("name_en", "Tên tiếng Anh", "Name in English"),
        _text("parent_code", "Mã đơn vị cấp trên", "Code of the parent", nullable=True),
        Column("valid_from", DAY, "Hiệu lực từ ngày (trống: từ trước)", "Valid from (empty: since before the record)", nullable=True),
        Column("valid_to", DAY, "Hiệu lực đến hết ngày (trống: còn hiệu lực)", "Valid to, inclusive (empty: still valid)", nullable=True),
        _text("source", "Nguồn", "Source", nullable=True),
    )),
    Table("reference", "merger", "Sáp nhập đơn vị", "Mergers of units", ("new_code", "old_code", "effective_on"), (
        _text("new_code", "Mã mới", "New code"),
        _text("old_code", "Mã cũ", "Old code"),
        Column("effective_on", DAY, "Ngày hiệu lực", "Effective on"),
    )),
    Table("reference", "round", "Các đợt đánh giá", "Assessment rounds", ("round",), (
        _ROUND,
        _text("name_vi", "Tên tiếng Việt", "Name in Vietnamese"),
        _text("name_en", "Tên tiếng Anh", "Name in English"),
        _text("framework", "Mã bộ chỉ số", "Framework id"),
        Column("starts_on", DAY, "Kỳ số liệu từ ngày", "Data period from"),
        Column("ends_on", DAY, "Kỳ số liệu đến ngày", "Data period to"),
        Column("deadline", DAY, "Hạn nộp", "Deadline", nullable=True),
        _text("previous", "Đợt trước để so sánh", "Round it is compared with", nullable=True),
        _text("status", "Trạng thái đợt", "Status", allowed=("open", "provisional", "final")),
        Column("expected_on", DAY, "Ngày lấy danh sách đơn vị", "Day whose units are assessed"),
        Column("published_year", WHOLE, "Năm kết quả chính thức được tính lại", "Year of the official results it recomputes", nullable=True),
        _IS_DEMONSTRATION,
    )),
    Table("reference", "expected_unit", "Đơn vị phải được đánh giá trong đợt", "Units that a round assesses", ("round", "entity_code"), (
        _ROUND,
        _ENTITY,
        _text("entity_name_vi", "Tên tiếng Việt", "Name in Vietnamese"),
        _text("entity_name_en", "Tên tiếng Anh", "Name in English"),
    )),
    Table("reference", "published_result", "Kết quả chính thức đã công bố", "Official published results", ("year", "subject", "group", "boundary", "entity_name_vi", "code"), (
        Column("year", WHOLE, "Năm số liệu", "Data year"),
        _text("subject", "Cấp: tỉnh, bộ, quốc gia", "Province, ministry or nation"),
        _text("group", "Nhóm", "Group", nullable=True),
        _text("boundary", "63 hay 34 tỉnh", "63 or 34 provinces", nullable=True),
        _text("entity_code", "Mã đơn vị", "Code of the unit", nullable=True),
        _text("entity_name_vi", "Tên đơn vị", "Name of the unit"),
        _text("level", "Cấp chỉ số", "Level"),
        _text("code", "Mã chỉ số", "Code"),
        Column("value", AMOUNT, "Giá trị như công bố", "Value as printed", True, "0..1"),
        Column("rank", WHOLE, "Hạng như công bố", "Rank as printed", True, "rank"),
        _text("source_url", "Nguồn", "Source", nullable=True),
    )),
    Table("reference", "published_average", "Giá trị trung bình, số đếm đã công bố", "Published averages and counts", ("year", "group", "statistic", "value", "source_url"), (
        Column("year", WHOLE, "Năm số liệu", "Data year"),
        _text("group", "Nhóm", "Group"),
        _text("statistic", "Đại lượng", "Statistic"),
        _text("measure", "Loại đại lượng để tính lại", "What it measures, for recomputing", nullable=True, allowed=("mean", "lowest", "count_above_mean", "count_at_or_above", "growth", "units", "measured_automatically")),
        _text("code", "Mã chỉ số", "Code", nullable=True),
        _text("against", "Mốc so sánh: ngưỡng, năm, nhóm", "What it is measured against: a threshold, a year, a group", nullable=True),
        Column("value", AMOUNT, "Giá trị như công bố", "Value as printed", nullable=True),
        _text("source_url", "Nguồn", "Source", nullable=True),
        _text("note", "Ghi chú", "Note", nullable=True),
    )),
    Table("reference", "published_pii", "Chỉ số đổi mới sáng tạo cấp địa phương (PII) đã công bố", "Published Provincial Innovation Index (PII)", ("year", "boundary", "entity_code", "code"), (
        Column("year", WHOLE, "Năm công bố", "Year"),
        _text("boundary", "63 hay 34 tỉnh", "63 or 34 provinces"),
        _text("entity_code", "Mã đơn vị", "Code of the unit"),
        _text("entity_name_vi", "Tên đơn vị", "Name of the unit"),
        _text("level", "Cấp chỉ số", "Level", allowed=("index", "pillar", "main", "sub")),
        _text("code", "Mã chỉ số trong vn-pii-2025; PII: chỉ số chung", "Code in vn-pii-2025; PII: the index itself"),
        Column("value", AMOUNT, "Giá trị như công bố: điểm 0..100; chỉ tiêu (sub): theo đơn vị riêng", "Value as printed: a score of 0..100; of an indicator (sub) in its own unit", True),
        Column("rank", WHOLE, "Hạng như công bố", "Rank as printed", True, "rank"),
        Column("lowest", AMOUNT, "Thấp nhất trong các tỉnh", "Lowest of the provinces", nullable=True),
        Column("highest", AMOUNT, "Cao nhất trong các tỉnh", "Highest of the provinces", nullable=True),
        _text("source_url", "Nguồn", "Source", nullable=True),
    )),
    Table("submissions", "file", "Tệp đã nhận", "Files received", ("round", "file_sha256", "file_name"), (
        _ROUND, _FILE_SHA256, _FILE_NAME, _REPORTER,
        Column("received_at", MOMENT, "Thời điểm nhận, giờ Việt Nam (trống: không rõ)", "When received, time of Việt Nam (empty: not known)", nullable=True),
        Column("revision", WHOLE, "Lần gửi của đơn vị", "Which file of its reporter, from 1"),
        _text("status", "Tình trạng", "Status", allowed=("accepted", "accepted_with_warnings", "quarantined", "superseded")),
        Column("late", FLAG, "Nộp muộn", "Received after the deadline"),
        Column("values_current", WHOLE, "Số liệu đang dùng từ tệp này", "Values of this file in use", unit="values"),
    )),
    Table("submissions", "input_value", "Số liệu đang dùng, có nơi lấy", "Submitted values in use, with their place", ("round", "entity_code", "indicator_code", "input", "source"), _FIGURE),
    Table("submissions", "superseded_value", "Số liệu đã được thay bằng lần gửi sau", "Values replaced by a later file", ("round", "entity_code", "indicator_code", "input", "source", "file_sha256", "file_name"), (
        *_FIGURE,
        _text("superseded_by", "SHA-256 của tệp thay thế", "SHA-256 of the file that replaced it"),
    )),
    Table("submissions", "rejected_value", "Dòng không được dùng, nguyên văn", "Rows kept out, as written", ("round", "file_sha256", "file_name", "sheet", "cell", "rule"), (
        _ROUND, *_PLACE,
        _text("stated_round", "Đợt ghi trong dòng", "Round as written", nullable=True),
        _text("entity_code", "Mã đơn vị như trong tệp", "Entity code as written", nullable=True),
        _text("indicator_code", "Mã chỉ tiêu như trong tệp", "Indicator code as written", nullable=True),
        _text("input", "Tên số liệu như trong tệp", "Input as written", nullable=True),
        _text("raw_text", "Nội dung đúng như trong tệp", "The text as written", nullable=True),
        _text("source", "Nguồn như trong tệp", "Source as written", nullable=True),
        _REPORTER,
        _text("rule", "Quy tắc không đạt", "The rule it broke"),
    )),
    Table("submissions", "correction", "Hiệu đính đã áp dụng (seeds/corrections.yaml)", "Corrections that were used (seeds/corrections.yaml)", ("round", "entity_code", "indicator_code", "input", "source"), (
        _ROUND, _ENTITY, _INDICATOR,
        _text("input", "Tên số liệu của chỉ tiêu", "Input of the indicator"),
        _text("source", "Nguồn", "Source", allowed=SOURCES),
        _text("found_text", "Nội dung trong tệp", "The text in the file"),
        _text("corrected_text", "Nội dung được đọc thay", "The text that is read instead"),
        _text("reason", "Lý do", "Reason"),
        _text("corrected_by", "Người hiệu đính", "Who corrected it"),
        Column("corrected_on", DAY, "Ngày hiệu đính", "When it was corrected"),
        *_PLACE,
    )),
    Table("submissions", "evidence_file", "Tệp kiểm chứng đã nhận", "Evidence files received", ("round", "file_sha256", "file_name"), (
        _ROUND,
        _text("entity_code", "Mã đơn vị (trống: không rõ)", "Code of the unit (empty: not told)", nullable=True),
        _FILE_NAME, _FILE_SHA256,
        _text("kind", "Loại tệp theo nội dung (trống: không được nhận)", "Kind by content (empty: not accepted)", nullable=True),
        Column("bytes", BYTES, "Kích thước", "Size", unit="bytes"),
        Column("received_at", MOMENT, "Thời điểm nhận, giờ Việt Nam (trống: không rõ)", "When received, time of Việt Nam (empty: not known)", nullable=True),
        _text("status", "Tình trạng", "Status", allowed=("accepted", "refused")),
    )),
    Table("submissions", "finding", "Lỗi và cảnh báo khi nhận tệp", "Errors and warnings of intake", ("round", "file_sha256", "file_name", "sheet", "cell", "rule", "entity_code", "indicator_code"), (
        _ROUND, *_PLACE,
        _text("entity_code", "Mã đơn vị", "Entity code", nullable=True),
        _text("indicator_code", "Mã chỉ tiêu", "Indicator code", nullable=True),
        _text("rule", "Quy tắc", "Rule"),
        _text("severity", "Mức độ", "Severity", allowed=("error", "warning")),
        _text("message_vi", "Thông báo tiếng Việt", "Message in Vietnamese"),
        _text("message_en", "Thông báo tiếng Anh", "Message in English"),
        _text("found", "Nội dung trong tệp", "What was found"),
        _text("expected", "Nội dung cần có", "What was expected"),
    )),
    Table("indicators", "indicator_value", "Giá trị chỉ tiêu đã chuẩn hóa", "Normalised indicator values", ("round", "entity_code", "indicator_code", "basis"), (
        _ROUND, _ENTITY, _INDICATOR, _BASIS,
        _text("state", "Trạng thái", "State", allowed=STATES),
        _value("Share of the maximum x scale, unrounded", "Tỷ lệ điểm đạt x thang, chưa làm tròn"),
        _points(nullable=True), _MAX_POINTS,
        _text("source", "Nguồn của giá trị", "Source of the value", nullable=True, allowed=SOURCES),
        Column("is_imputed", FLAG, "Giá trị được điền thay vì báo cáo (thiếu tính 0)", "The value stands in for one nobody reported (missing counts 0)"),
        _IS_DEMONSTRATION,
    )),
    Table("scores", "main_indicator", "Điểm chỉ số chính", "Scores of main indicators", ("round", "entity_code", "main_code", "basis"), (
        _ROUND, _ENTITY, _text("main_code", "Mã chỉ số chính", "Main indicator code"), _BASIS,
        _value("points / max_points x scale", "Điểm / điểm tối đa x thang"),
        _points(), _MAX_POINTS, _RANK, _RANKED, _IS_DEMONSTRATION,
    )),
    Table("scores", "pillar", "Điểm trụ cột", "Scores of pillars", ("round", "entity_code", "pillar_code", "basis"), (
        _ROUND, _ENTITY, _text("pillar_code", "Mã trụ cột", "Pillar code"), _BASIS,
        _value("points / max_points of the pillar's mains x scale", "Điểm / điểm tối đa của trụ cột x thang"),
        _points(), _MAX_POINTS, _RANK, _RANKED, _IS_DEMONSTRATION,
    )),
    Table("scores", "dti", "Điểm chỉ số DTI", "Scores of the index", ("round", "entity_code", "basis"), (
        _ROUND, _ENTITY, _BASIS,
        _value("points / max_points x scale", "Điểm / điểm tối đa x thang"),
        _points(), _MAX_POINTS, _IS_DEMONSTRATION,
    )),
    Table("rankings", "dti", "Xếp hạng DTI, so với đợt trước", "Ranking, with the change since the previous round", ("round", "entity_code", "basis"), (
        _ROUND, _ENTITY,
        _text("entity_name_vi", "Tên đơn vị", "Name in Vietnamese"),
        _text("entity_name_en", "Tên đơn vị bằng tiếng Anh", "Name in English"),
        _BASIS,
        _value("Value of the index, unrounded", "Giá trị DTI, chưa làm tròn"),
        _RANK,
        Column("is_tied", FLAG, "Đồng hạng", "Shares its rank"),
        _RANKED,
        Column("previous_value", AMOUNT, "Giá trị đợt trước", "Value in the previous round", True, "0..1 x scale"),
        Column("value_change", AMOUNT, "Thay đổi giá trị", "value - previous_value", True, "0..1 x scale"),
        Column("previous_rank", WHOLE, "Hạng đợt trước", "Rank in the previous round", True, "rank"),
        Column("rank_change", WHOLE, "Số bậc tăng (+) hoặc giảm (-)", "previous_rank - rank: places gained (+) or lost (-)", True, "ranks"),
        _IS_DEMONSTRATION,
    )),
    Table("planning", "round_figure", "Số liệu tổng hợp của đợt như báo chí thường nêu", "Figures of a round as the press reports them", ("round", "level", "code", "statistic"), (
        _ROUND,
        _text("level", "Cấp chỉ số", "Level", allowed=("index", "pillar", "main")),
        _text("code", "Mã chỉ số", "Code"),
        _text("statistic", "Đại lượng: trung bình, cao nhất, thấp nhất, số đơn vị đạt trung bình, ...", "Statistic: mean, highest, lowest, how many reach the mean, ...", allowed=("mean", "highest", "lowest", "count_above_mean", "count_above_exact_mean", "count_at_or_above_half", "units_sharing_first", "growth_of_mean")),
        Column("value", AMOUNT, "Giá trị, chưa làm tròn", "Value, unrounded", unit="0..1 x scale, units, or share"),
        Column("against", AMOUNT, "Mốc so sánh: trung bình, nửa thang điểm, trung bình đợt trước", "What it is measured against: the mean, half the scale, the mean before", nullable=True),
        Column("units", WHOLE, "Số giá trị làm căn cứ", "Values it rests on", unit="units"),
        _text("entities", "Mã các đơn vị được nói tới", "Codes of the units it is about", nullable=True),
        _IS_DEMONSTRATION,
    )),
    Table("planning", "press_figure", "Số liệu đã công bố bên cạnh số tính lại", "Published figures beside the recomputed ones", ("year", "group", "level", "code", "entity_code", "statistic", "against", "published_value"), (
        Column("year", WHOLE, "Năm số liệu", "Data year"),
        _text("group", "Nhóm đơn vị", "Group of units"),
        _text("level", "Cấp chỉ số", "Level", allowed=("index", "pillar", "main")),
        _text("code", "Mã chỉ số (DTI, PII, trụ cột, chỉ số chính)", "Code (DTI, PII, pillar, main)"),
        _text("entity_code", "Mã đơn vị (trống: cả nhóm)", "Code of the unit (empty: the whole group)", nullable=True),
        _text("entity_name_vi", "Tên đơn vị", "Name of the unit", nullable=True),
        _text("statistic", "Đại lượng", "Statistic", allowed=("value", "rank", "mean", "lowest", "count_above_mean", "count_at_or_above", "growth", "units", "measured_automatically")),
        _text("against", "Mốc so sánh: ngưỡng, năm, nhóm", "What it is measured against: a threshold, a year, a group", nullable=True),
        Column("published_value", AMOUNT, "Giá trị như công bố", "Value as printed", unit="0..1, 0..100 (PII), rank, units or share"),
        Column("recomputed_value", AMOUNT, "Giá trị tính lại (trống: không đủ số liệu)", "Value worked out again (empty: its inputs were not published)", nullable=True),
        Column("difference", AMOUNT, "Chênh lệch: tính lại - công bố", "recomputed - published", nullable=True),
        Column("tolerance", AMOUNT, "Chênh lệch tối đa do làm tròn số liệu in", "What rounding in print allows", nullable=True),
        Column("agrees", FLAG, "Khớp trong phạm vi làm tròn", "Agrees within rounding", nullable=True),
        Column("other_reading", AMOUNT, "Theo cách hiểu khác: số đơn vị cao hơn trung bình chưa làm tròn", "By the other reading: how many lie above the unrounded mean", nullable=True),
        _text("method", "Cách tính lại", "How it was worked out", nullable=True, allowed=("ranked_scores", "ranked_published_values", "scored", "taken_as_published", "mean_of_published_values", "weighted_by_predecessors", "counted_in_published_values", "growth_of_recomputed_means", "growth_of_printed_means", "sum_of_groups", "mean_of_parts")),
        Column("units", WHOLE, "Số giá trị làm căn cứ", "Values it rests on", nullable=True, unit="values"),
        _text("why_not_vi", "Vì sao không tính lại được", "Why it cannot be worked out, in Vietnamese", nullable=True),
        _text("why_not_en", "Vì sao không tính lại được (tiếng Anh)", "Why it cannot be worked out", nullable=True),
        _text("source_url", "Nguồn", "Source", nullable=True),
        _text("note", "Ghi chú", "Note", nullable=True),
    )),
    Table("publication", "round", "Tình trạng công bố của từng đợt", "What was published for each round", ("round",), (
        _ROUND,
        _text("status", "Tạm thời hay chính thức", "Provisional or final", allowed=("provisional", "final")),
        Column("entities_expected", WHOLE, "Số đơn vị phải báo cáo", "Units expected", unit="units"),
        Column("entities_reporting", WHOLE, "Số đơn vị đã gửi số liệu", "Units of which more is known than what was measured elsewhere", unit="units"),
        Column("values_expected", WHOLE, "Số chỉ tiêu cần có", "Indicator values expected (applicable and evaluated)", unit="values"),
        Column("values_reported", WHOLE, "Số chỉ tiêu đã có", "Indicator values there are", unit="values"),
        Column("files_received", WHOLE, "Số tệp đã nhận", "Files received", unit="files"),
        Column("files_quarantined", WHOLE, "Số tệp bị loại", "Files quarantined", unit="files"),
        Column("rows_rejected", WHOLE, "Số dòng bị loại", "Rows kept out", unit="rows"),
        _text("missing_entities", "Đơn vị chưa gửi số liệu", "Units that sent nothing", nullable=True),
        _IS_DEMONSTRATION,
    )),
    Table("publication", "check_result", "Kết quả kiểm tra trước khi công bố", "Results of the checks before publication", ("round", "check_name"), (
        _ROUND,
        _text("check_name", "Tên kiểm tra", "Check"),
        _text("table_name", "Bảng", "Table"),
        _text("severity", "Mức độ", "Severity", allowed=("error", "warning")),
        Column("passed", FLAG, "Đạt", "Passed"),
        Column("rows_failing", WHOLE, "Số dòng không đạt", "Rows that fail", unit="rows"),
        _text("detail", "Ví dụ", "An example", nullable=True),
    )),
)  # fmt: skip
"""All tables, in the order in which they are made."""

TABLE_BY_NAME: Final = {table.full_name: table for table in TABLES}
SCHEMAS: Final = {
    "reference": ("Bộ chỉ số, đơn vị, đợt, kết quả chính thức", "Frameworks, units, rounds, official results"),
    "submissions": ("Những gì các đơn vị gửi", "What units sent"),
    "indicators": ("Giá trị chỉ tiêu đã chuẩn hóa", "Normalised indicator values"),
    "scores": ("Điểm số", "Scores"),
    "rankings": ("Xếp hạng", "Rankings"),
    "planning": ("Mục tiêu, kế hoạch, số liệu so sánh", "Targets, plans and comparisons"),
    "publication": ("Công bố và kiểm tra", "What was published and how it was checked"),
    "analyst": ("Khung nhìn cho người dùng", "Views for people"),
}  # fmt: skip
"""What each schema holds, in Vietnamese and English."""
