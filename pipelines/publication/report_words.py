"""The words of the report of a round for what the warehouse holds as codes, in both languages.

Here belong statuses, reasons and methods in words. Which of them a report says is chosen in
`round_report.py`.
"""

from collections.abc import Mapping
from typing import Final

from pipelines.frameworks.framework import Name
from pipelines.intake.rule_explanations import THEMES

STATUS: Final[Mapping[str, Name]] = {
    "provisional": Name("TẠM THỜI", "PROVISIONAL"),
    "final": Name("CHÍNH THỨC", "FINAL"),
}
SEVERITY: Final[Mapping[str, Name]] = {
    "error": Name("lỗi", "error"),
    "warning": Name("cảnh báo", "warning"),
    "information": Name("ghi nhận", "on record"),
}
REASON: Final[Mapping[str, Name]] = {
    "received": Name("gửi thêm số liệu", "sent more figures"),
    "amended": Name("sửa số liệu", "amended figures"),
    "withdrawn": Name("rút số liệu", "withdrew figures"),
    "decision_withdrawn": Name("hội đồng rút lại quyết định", "decision taken back"),
    "decision": Name("quyết định của hội đồng", "decision of the council"),
    "measured": Name("đo lại", "measured again"),
    "correction": Name("hiệu đính", "correction"),
    "units": Name("danh sách đơn vị thay đổi", "other units assessed"),
    "framework": Name("bộ chỉ số thay đổi", "changed framework"),
    "previous_round": Name("đợt trước thay đổi", "changed previous round"),
    "status": Name("đổi tình trạng", "changed status"),
    "other_tables": Name("phần diễn giải thay đổi", "explanations changed"),
}
RULE_STATUS: Final[Mapping[str, Name]] = {
    "official": Name("theo văn bản chính thức", "as in the official text"),
    "inferred": Name(
        "suy ra từ tên chỉ tiêu, văn bản chưa công bố cách tính",
        "inferred from the name of the indicator; how it is computed is not published",
    ),
    "demonstration": Name("đặt ra để minh họa", "made up for demonstration"),
    "unknown": Name("chưa biết", "not known"),
}
SUBJECT: Final[Mapping[str, Name]] = {
    "nation": Name("cấp quốc gia", "of the nation"),
    "ministry": Name("cấp bộ", "of ministries"),
    "province": Name("cấp tỉnh", "of provinces"),
    "department": Name("cấp sở", "of departments"),
    "district": Name("cấp huyện", "of districts"),
    "commune": Name("cấp xã", "of communes"),
}
AGGREGATION: Final[Mapping[str, Name]] = {
    "points": Name(
        "Giá trị bằng tổng điểm đạt chia cho tổng điểm tối đa của các chỉ tiêu được đánh giá; mẫu "
        "số không phải là hằng số.",
        "A value is the points earned over the maximum points of the indicators that are "
        "evaluated; the denominator is no constant.",
    ),
    "arithmetic_mean": Name(
        "Giá trị là trung bình cộng có trọng số của các chỉ số thành phần.",
        "A value is the weighted arithmetic mean of its parts.",
    ),
    "geometric_mean": Name(
        "Giá trị là trung bình nhân có trọng số của các chỉ số thành phần.",
        "A value is the weighted geometric mean of its parts.",
    ),
    "harmonic_mean": Name(
        "Giá trị là trung bình điều hòa có trọng số của các chỉ số thành phần.",
        "A value is the weighted harmonic mean of its parts.",
    ),
    "weighted_sum": Name(
        "Giá trị là tổng của trọng số nhân với giá trị thành phần, trọng số như đã in.",
        "A value is the sum of weight times value of its parts, with weights as printed.",
    ),
}
MISSING: Final[Mapping[str, Name]] = {
    "zero": Name(
        "Chỉ tiêu thiếu số liệu tính 0 điểm và được ghi rõ là thiếu; chỉ tiêu không áp dụng hoặc "
        "không đánh giá nằm ngoài cả tử số và mẫu số.",
        "A missing indicator counts 0 points and is told as missing; one that does not apply or "
        "is not evaluated is out of numerator and denominator.",
    ),
    "exclude": Name(
        "Chỉ tiêu thiếu số liệu nằm ngoài cách tính; đơn vị có quá ít số liệu không có giá trị và "
        "không xếp hạng.",
        "A missing indicator is left out; a unit with too few figures has no value and no rank.",
    ),
}
THEME: Final[Mapping[str, Name]] = {
    code: Name(vi, en) for vi, en, codes in THEMES for code in codes
}
COVERAGE: Final[Mapping[str, Name]] = {
    "entities_expected": Name("Đơn vị được đánh giá", "Units assessed"),
    "entities_reporting": Name("Đơn vị đã gửi số liệu", "Units that sent figures"),
    "values_expected": Name(
        "Số liệu cần có (chỉ tiêu áp dụng và được đánh giá)",
        "Values expected (indicators that apply and are evaluated)",
    ),
    "values_reported": Name("Số liệu đã có", "Values there are"),
    "files_received": Name("Tệp đã nhận", "Files received"),
    "files_quarantined": Name("Tệp không nhận được vì lỗi", "Files kept out because of errors"),
    "rows_rejected": Name("Dòng không nhận được vì lỗi", "Rows kept out because of errors"),
}
