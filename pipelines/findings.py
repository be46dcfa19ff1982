"""Findings: what is wrong with a submission, where, and what was expected.

Here belongs the one shape of a finding and the list of rules that intake applies, each with its
severity, what it keeps out of the round, and its words in Vietnamese and English. Where a rule is
broken is found in `layouts.py` and `submission_rules.py`.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

FINDING_SCHEMA: Final = pl.Schema(
    {
        "round": pl.String,
        "file_sha256": pl.String,
        "file_name": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
        "entity_code": pl.String,
        "indicator_code": pl.String,
        "rule": pl.String,
        "severity": pl.String,
        "message_vi": pl.String,
        "message_en": pl.String,
        "found": pl.String,
        "expected": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A rule of intake. An error keeps its row out of the round, or, with scope `file`, the file.

    The messages have the places {found} and {expected}.
    """

    code: str
    severity: str
    scope: str
    vi: str
    en: str


def _rules(*rules: tuple[str, str, str, str, str]) -> dict[str, FindingRule]:
    return {
        code: FindingRule(code, severity, scope, vi, en) for code, severity, scope, vi, en in rules
    }


FINDING_RULES: Final = _rules(
    ("file_is_empty", "error", "file",
     "Tệp không có dữ liệu. Hãy gửi lại tệp có {expected}.",
     "The file holds no data. Send it again with {expected}."),
    ("file_not_readable", "error", "file",
     "Không đọc được tệp: {found}. Cần {expected}; hãy lưu lại rồi gửi lại.",
     "The file cannot be read: {found}. Expected {expected}; save it again and resend."),
    ("file_not_utf8", "error", "file",
     "Tệp CSV không ở bảng mã UTF-8 ({found}). Khi lưu, hãy chọn {expected}.",
     "The CSV file is not UTF-8 ({found}). Save it as {expected}."),
    ("header_not_recognised", "error", "file",
     "Không nhận ra dòng tiêu đề; thấy: {found}. Cần các cột: {expected}.",
     "No known header row; found: {found}. Expected the columns: {expected}."),
    ("unit_not_recognised", "error", "file",
     "Không biết phiếu này của đơn vị nào (tên tệp: {found}). Hãy đặt tên tệp bắt đầu bằng {expected}.",
     "Cannot tell whose scorecard this is (file name: {found}). Begin the file name with {expected}."),
    ("round_not_stated", "error", "file",
     "Phiếu chấm điểm không ghi đợt; tệp {found} phải nằm trong thư mục của đợt: {expected}.",
     "A scorecard names no round; {found} must lie in the folder of its round: {expected}."),
    ("row_has_extra_cells", "error", "row",
     "Dòng có nhiều ô hơn dòng tiêu đề: {found}. Số có dấu phẩy trong CSV phải đặt trong ngoặc kép.",
     "The row has more cells than the header: {found}. Quote numbers with a comma in a CSV."),
    ("round_is_another", "error", "row",
     "Dòng này ghi đợt {found}; tệp thuộc đợt {expected}.",
     "This row names round {found}; expected {expected}."),
    ("entity_not_in_round", "error", "row",
     "Đơn vị {found} không thuộc đợt này. Cần {expected}.",
     "Entity {found} is not assessed in this round. Expected {expected}."),
    ("code_is_empty", "warning", "row",
     "Dòng có điểm {found} nhưng không có mã chỉ tiêu; dòng này không được tính.",
     "The row has {found} but no indicator code; it is not counted."),
    ("indicator_unknown", "error", "row",
     "Không có chỉ tiêu {found} trong bộ chỉ số. Cần {expected}.",
     "Indicator {found} is not in the framework. Expected {expected}."),
    ("indicator_is_a_group", "error", "row",
     "Chỉ tiêu {found} là nhóm, điểm được cộng từ các chỉ tiêu con: {expected}.",
     "Indicator {found} is a group; its points are the sum of its children: report on {expected}."),
    ("input_unknown", "error", "row",
     "Chỉ tiêu này không có số liệu tên {found}. Cần một trong: {expected}.",
     "This indicator has no input {found}. Expected one of: {expected}."),
    ("source_unknown", "error", "row",
     "Nguồn {found} không hợp lệ. Cần một trong: {expected}.",
     "Unknown source {found}. Expected one of: {expected}."),
    ("value_is_empty", "warning", "row",
     "Ô giá trị để trống, chỉ tiêu được tính là chưa báo cáo. Cần {expected}.",
     "The value is empty, so it counts as not reported. Expected {expected}."),
    ("value_not_a_number", "error", "row",
     "«{found}» không phải là số. Cần {expected}.",
     "{found!r} is not a number. Expected {expected}."),
    ("value_is_ambiguous", "error", "row",
     "«{found}» có thể đọc theo hai cách. Hãy viết lại theo một trong hai: {expected}.",
     "{found!r} can be read in two ways. Write it as one of: {expected}."),
    ("value_too_precise", "error", "row",
     "«{found}» có quá nhiều chữ số. Cần {expected}.",
     "{found!r} has too many digits. Expected {expected}."),
    ("value_outside_unit", "error", "row",
     "«{found}» nằm ngoài phạm vi cho phép. Cần {expected}.",
     "{found!r} is outside its range. Expected {expected}."),
    ("value_not_a_choice", "error", "row",
     "«{found}» không phải là một lựa chọn. Cần một trong: {expected}.",
     "{found!r} is not one of the choices. Expected one of: {expected}."),
    ("numerator_above_denominator", "error", "row",
     "Tử số lớn hơn mẫu số: {found}. Cần {expected}.",
     "The numerator is above the denominator: {found}. Expected {expected}."),
    ("denominator_is_zero", "error", "row",
     "Mẫu số bằng 0, không tính được tỷ lệ ({found}). Cần {expected}.",
     "The denominator is 0, so there is no ratio ({found}). Expected {expected}."),
    ("value_given_twice", "error", "row",
     "Số liệu này được khai nhiều lần với giá trị khác nhau: {found}. Cần {expected}.",
     "This value is given more than once, differently: {found}. Expected {expected}."),
    ("value_repeated", "warning", "row",
     "Số liệu này được khai lặp lại với cùng giá trị ({found}); chỉ tính một lần.",
     "This value is given again, the same ({found}); it counts once."),
    ("reporters_disagree", "error", "row",
     "Hai đơn vị báo cáo khác nhau cho cùng một số liệu: {found}. Cần {expected}.",
     "Two reporters give different values for the same figure: {found}. Expected {expected}."),
    ("maximum_differs", "warning", "row",
     "Điểm tối đa trong phiếu là {found}, bộ chỉ số quy định {expected}; dùng số của bộ chỉ số.",
     "The scorecard says a maximum of {found}, the framework says {expected}; the latter is used."),
    ("same_file_again", "warning", "file",
     "Tệp này giống hệt tệp {found} đã nhận; {expected}.",
     "This file is identical to {found}, already received; {expected}."),
)  # fmt: skip
"""Every rule of intake by code."""

EMPTY_FINDINGS: Final = pl.DataFrame(schema=FINDING_SCHEMA)


def findings(rule: str, rows: pl.DataFrame, found: pl.Expr, expected: pl.Expr) -> pl.DataFrame:
    """One finding of a rule for each row.

    `rows` has some of round, file_sha256, file_name, sheet, cell, entity_code, indicator_code.
    """
    if rows.is_empty():
        return EMPTY_FINDINGS
    kind = FINDING_RULES[rule]
    place = [
        pl.col(column) if column in rows.columns else pl.lit(None, pl.String).alias(column)
        for column in (
            "round",
            "file_sha256",
            "file_name",
            "sheet",
            "cell",
            "entity_code",
            "indicator_code",
        )
    ]
    return rows.select(
        *place,
        rule=pl.lit(rule),
        severity=pl.lit(kind.severity),
        message_vi=_filled(kind.vi, found, expected),
        message_en=_filled(kind.en, found, expected),
        found=found.fill_null(""),
        expected=expected.fill_null(""),
    ).cast(dict(FINDING_SCHEMA))  # pyright: ignore[reportArgumentType]


def _filled(template: str, found: pl.Expr, expected: pl.Expr) -> pl.Expr:
    parts = template.replace("{found!r}", "'{found}'").replace("{found}", "\0F\0")
    pieces = parts.replace("{expected}", "\0E\0").split("\0")
    texts = {"F": found, "E": expected}
    return pl.concat_str(
        [texts.get(piece, pl.lit(piece)).fill_null("") for piece in pieces if piece]
    )


def keeps_out_file(rule: str) -> bool:
    """Whether an error of this rule keeps the whole file out."""
    kind = FINDING_RULES[rule]
    return kind.severity == "error" and kind.scope == "file"
