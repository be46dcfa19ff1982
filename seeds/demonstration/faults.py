"""What is planted on purpose in the demonstration files, and where.

Here belongs the table of faults that intake must find. Errors that look right, which the council
must find, are in `errors.py`.
"""

from typing import Final, Literal, NamedTuple

FaultKind = Literal[
    "missing",
    "late",
    "amended",
    "wrong_header",
    "empty_file",
    "faulty_values",
    "above_maximum",
    "ambiguous_number",
    "zero_denominator",
    "not_applicable",
    "zero_by_decision",
]


class Fault(NamedTuple):
    round_id: str
    kind: FaultKind
    entity_codes: tuple[str, ...]


FAULT_MEANING: Final[dict[FaultKind, tuple[str, str]]] = {
    "missing": ("sends nothing", "không gửi gì"),
    "late": ("good file, received after the deadline", "tệp đúng, nhận sau hạn"),
    "amended": (
        "a second file `..._lan-2.csv`, received later, with three changed rows",
        "gửi lại `..._lan-2.csv`, sửa ba dòng",
    ),
    "wrong_header": ("scorecard with other column names", "phiếu sai tên cột"),
    "empty_file": ("a file of 0 bytes", "tệp rỗng (0 byte)"),
    "faulty_values": (
        "seven faults in one values file: unknown indicator 9.9, an entity not in the round, "
        "another round's id, a > b (1.3), b = 0 (4.13), `khoảng 80` for a number (6.4), "
        "2.1 twice with different points",
        "bảy lỗi trong một tệp số liệu: chỉ tiêu 9.9 không có, đơn vị ngoài đợt, sai mã đợt, "
        "a > b (1.3), b = 0 (4.13), `khoảng 80` (6.4), 2.1 khai hai lần khác nhau",
    ),
    "above_maximum": (
        "self-assessed points of 4.5 above the maximum",
        "điểm tự đánh giá 4.5 vượt điểm tối đa",
    ),
    "ambiguous_number": (
        "self-assessed points of 4.22.10 written `1.941`: read as 1,941, for 1941 cannot be",
        "điểm tự đánh giá 4.22.10 ghi `1.941`: hiểu là 1,941, vì 1941 vượt điểm tối đa",
    ),
    "zero_denominator": (
        "3.4.1 declared with b = 0 (no sector database)",
        "3.4.1 khai b = 0 (không có cơ sở dữ liệu chuyên ngành)",
    ),
    "not_applicable": (
        "no fault: 3.1-3.3 do not apply, all systems are centralised",
        "không phải lỗi: không áp dụng 3.1-3.3, hệ thống quản lý tập trung",
    ),
    "zero_by_decision": (
        "no fault: the council sets 4.22.8 to zero, evidence insufficient",
        "không phải lỗi: hội đồng quyết định 0 điểm 4.22.8, minh chứng không đủ",
    ),
}

FAULTS: Final = (
    Fault("demo-communes-2025H1", "missing", ("22504", "22648")),
    Fault("demo-communes-2025H1", "late", ("22420", "22888")),
    Fault("demo-communes-2025H1", "amended", ("22546", "22786")),
    Fault("demo-communes-2025H1", "wrong_header", ("22480",)),
    Fault("demo-communes-2025H1", "empty_file", ("22615",)),
    Fault("demo-communes-2025H1", "faulty_values", ("22528",)),
    Fault("demo-communes-2025H1", "above_maximum", ("22660",)),
    Fault("demo-communes-2025H1", "ambiguous_number", ("22714",)),
    Fault("demo-communes-2025H1", "not_applicable", ("22489", "22651", "22720", "22828")),
    Fault("demo-communes-2025H1", "zero_by_decision", ("22678",)),
    Fault("demo-communes-2025H2", "missing", ("22525", "22852")),
    Fault("demo-communes-2025H2", "late", ("22366", "22624")),
    Fault("demo-communes-2025H2", "amended", ("22402", "22870")),
    Fault("demo-communes-2025H2", "wrong_header", ("22576",)),
    Fault("demo-communes-2025H2", "empty_file", ("22741",)),
    Fault("demo-communes-2025H2", "faulty_values", ("22609",)),
    Fault("demo-communes-2025H2", "above_maximum", ("22453",)),
    Fault("demo-communes-2025H2", "ambiguous_number", ("22810",)),
    Fault("demo-communes-2025H2", "not_applicable", ("22489", "22651", "22720", "22828")),
    Fault("demo-communes-2025H2", "zero_by_decision", ("22561",)),
    Fault("demo-departments-2025H1", "late", ("so-y-te",)),
    Fault("demo-departments-2025H1", "zero_denominator", ("thanh-tra",)),
    Fault("demo-departments-2025H2", "missing", ("so-xay-dung",)),
    Fault("demo-departments-2025H2", "late", ("so-tai-chinh",)),
    Fault("demo-departments-2025H2", "zero_denominator", ("vp-ubnd",)),
    Fault("demo-merging-communes-2025H1", "not_applicable", ("demo-xa-3",)),
)

FAULTY_ROW: Final = {"above_maximum": "4.5", "ambiguous_number": "4.22.10"}
CENTRALISED: Final = (
    "3.1",
    "3.2",
    "3.3",
)  # own systems only; may all run in the data centre
COUNCIL_ZERO: Final = "4.22.8"
MEASURED_CENTRALLY: Final = ("1.1", "1.2", "6.2", "6.7")  # verified may exceed self
FEEDBACK_LINE: Final = ("6.6", "6.7")  # measured from the 1022 line
FEEDBACK_SYSTEM: Final = "he-thong-1022"  # a system that measures: reporters.csv
SECRETARY: Final = "so-khcn"  # of the council
