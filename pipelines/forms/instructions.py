"""The words of a form: what to fill in, how, by when, and what happens then.

Here belong the facts and instructions on its first sheet, Vietnamese first. Where they stand and
how they look is in `forms/form.py`.
"""

from datetime import date
from typing import Final

from pipelines.forms.facts import Form
from pipelines.forms.guidance import legal_basis
from pipelines.forms.layout import FORM_SHEET
from pipelines.frameworks.framework import Name
from pipelines.notation import VI
from pipelines.rounds import Round

TITLE: Final = Name("Biểu mẫu số liệu và tự đánh giá", "Form for figures and self-assessment")
DEMONSTRATION: Final = Name(
    "DỮ LIỆU MINH HỌA, không phải số liệu thật", "DEMONSTRATION DATA, nothing in it is real"
)
NO_LAST_FIGURE: Final = Name("chưa có", "none")
AFTER_ALL_UNITS: Final = Name("tính sau khi có số liệu các đơn vị", "after all units have reported")
AT_ASSESSMENT: Final = Name("tính khi tổng hợp", "computed at assessment")
NOT_EVALUATED: Final = Name("không đánh giá trong đợt này", "not evaluated in this round")
NOT_SCORED: Final = Name("không chấm điểm", "not scored")
OWN_PART: Final = Name(
    "Phần A. Số liệu của đơn vị báo cáo", "Part A. Figures of the reporting unit itself"
)
OTHERS_PART: Final = Name(
    "Số liệu báo cáo cho các đơn vị khác: mỗi dòng là một đơn vị được đánh giá",
    "Figures reported for other units: one line for each unit assessed",
)


TOTAL: Final = Name("Tổng điểm", "Total")
DATE: Final = ".................., ngày ...... tháng ...... năm ........."
"""As official papers have it: place, day, month, year (Decree 30/2020/NĐ-CP)."""
PREPARED_BY: Final = Name("NGƯỜI LẬP BIỂU", "Prepared by")
HEAD: Final = Name("THỦ TRƯỞNG ĐƠN VỊ", "Head of the unit")
SIGNS: Final = Name("(Ký, ghi rõ họ tên)", "(signature, full name)")
SEALS: Final = Name("(Ký, đóng dấu, ghi rõ họ tên)", "(signature, seal, full name)")
SEND_TO: Final = Name(
    "Cơ quan chủ trì đợt đánh giá, nơi gửi biểu mẫu này cho đơn vị",
    "The office in charge of the round, which sent you this form",
)


_SOURCES: Final = {
    "measured": Name("đo\u00a0tự\u00a0động", "measured"),
    "published": Name("công\u00a0bố", "published"),
    "verified": Name("thẩm\u00a0định", "verified"),
}


def last_figure(text: str, source: str) -> Name:
    """A figure of the last round; where the unit did not declare it itself, whose it was."""
    origin = _SOURCES.get(source)
    return _same(text) if origin is None else Name(f"{text} ({origin.vi})", origin.en)


def last_points(text: str, source: str) -> Name:
    """Points of the last round, where there were no figures."""
    origin = _SOURCES.get(source)
    if origin is None:
        return Name(f"{text} điểm", "points")
    return Name(f"{text} điểm ({origin.vi})", f"points, {origin.en}")


def reported_by(agency: Name) -> Name:
    """Why an indicator has no input cells in this form."""
    return Name(f"Số liệu do {agency.vi} báo cáo", f"reported by {agency.en}")


def day(on: date) -> str:
    """A date as it is written in Việt Nam."""
    return VI.day(on)


def facts(form: Form) -> list[tuple[Name, Name]]:
    """What a form is about: labels and what stands beside them."""
    entry, framework = form.entry, form.framework
    return [
        (Name("Đợt đánh giá", "Round"), entry.name),
        (Name("Đơn vị báo cáo", "Reporting unit"), _with_code(form)),
        (Name("Bộ chỉ số", "Framework"), framework.name),
        (Name("Căn cứ", "Legal source"), legal_basis(framework)),
        (Name("Kỳ số liệu", "Data period"), _same(period(entry))),
        (Name("Hạn gửi", "Deadline"), deadline(entry)),
        (
            Name("Nơi nhận", "Send to"),
            SEND_TO,
        ),
    ]


def period(entry: Round) -> str:
    """The days that the figures are about."""
    return f"{day(entry.starts_on)} - {day(entry.ends_on)}"


def deadline(entry: Round) -> Name:
    """The last day on which a form is in time."""
    if entry.deadline is None:
        return Name("theo thông báo của cơ quan chủ trì", "as the office in charge announces")
    return _same(day(entry.deadline))


def instructions(form: Form) -> list[tuple[Name, list[Name]]]:
    """Headings with their paragraphs, for a unit that is assessed, reports for others, or both."""
    return [
        (Name("Điền những gì", "What to fill in"), _what(form)),
        (Name("Cách ghi số", "How to write numbers"), _NUMBERS),
        (Name("Để trống khác với số 0", "Empty is not zero"), _EMPTY),
        (Name("Tài liệu kiểm chứng và giải trình", "Evidence and explanation"), _EVIDENCE),
        *([(Name("Điểm tự tính", "Self score"), _SELF_SCORE)] if form.is_assessed else []),
        (Name("Gửi biểu mẫu", "Sending the form"), _SENDING),
        (Name("Sau khi gửi", "What happens next"), _NEXT),
    ]


def _what(form: Form) -> list[Name]:
    paragraphs = [
        Name(
            f"Chỉ điền các ô nền vàng ở trang «{FORM_SHEET}»: Giá trị, Tài liệu kiểm chứng, Giải "
            "trình. Các ô khác được khóa để hệ thống đọc lại được biểu mẫu.",
            f"Fill in only the yellow cells of the sheet “{FORM_SHEET}”: value, evidence, "
            "explanation. The other cells are locked, so that the form can be read back.",
        ),
        Name(
            "Cột «Cách tính điểm, tài liệu kiểm chứng» cho biết điểm của từng chỉ tiêu được tính "
            "thế nào và cần tài liệu gì. Chỉ tiêu có ô nền vàng do chính đơn vị nhận biểu mẫu báo "
            "cáo.",
            "The last column says how the points of each indicator are worked out and which "
            "evidence is asked for. Indicators with yellow cells are reported by whoever got this "
            "form.",
        ),
        Name(
            "Cột «Kỳ trước» ghi số liệu đã dùng ở đợt trước để đối chiếu; ô ghi «chưa có» là đợt "
            "trước không có số liệu.",
            "“Last round” shows the figure that counted in the last round, for comparison; “none” "
            "means that there was no such figure.",
        ),
    ]
    if form.leaves_to_agencies:
        paragraphs.append(
            Name(
                "Chỉ tiêu nền xám do cơ quan ghi trên dòng đó báo cáo, đơn vị không phải điền.",
                "Grey indicators are reported by the agency named on the line; leave them.",
            )
        )
    if form.charged:
        paragraphs.append(
            Name(
                "Đơn vị là cơ quan phụ trách một số chỉ tiêu nên báo cáo cả số liệu của các đơn "
                "vị khác cho những chỉ tiêu đó. Tên đơn vị được đánh giá đứng đầu mỗi dòng.",
                "You are responsible for some indicators and report them for other units too. "
                "Each line begins with the unit assessed.",
            )
        )
    return paragraphs


_NUMBERS: Final = [
    Name(
        "Số lượng: gõ 1941, không gõ dấu ngăn cách hàng nghìn. Excel tự hiện 1.941 hoặc 1,941 tùy "
        "máy.",
        "Counts: type 1941 without separators. Excel itself shows 1.941 or 1,941, as your "
        "computer is set.",
    ),
    Name(
        "Tỷ lệ từ 0 đến 1: gõ 0,85 hoặc 85%. Nếu máy dùng dấu chấm cho phần thập phân thì gõ 0.85.",
        "Shares from 0 to 1: type 0.85 or 85%. If your computer uses a decimal comma, type 0,85.",
    ),
    Name(
        "Phần trăm: 85 % thì gõ 85, không gõ dấu %. Cột «Đơn vị tính» cho biết ô nào là tỷ lệ, ô "
        "nào là phần trăm.",
        "Percentages: for 85 % type 85, without the sign. The column “Unit” tells shares from "
        "percentages.",
    ),
    Name(
        "Ô có danh sách: bấm mũi tên bên phải ô rồi chọn, không gõ chữ khác.",
        "Cells with a list: press the arrow beside the cell and choose.",
    ),
]
_EMPTY: Final = [
    Name(
        "Ô để trống được hiểu là chưa báo cáo. Nếu số liệu thật sự bằng 0 thì ghi 0.",
        "An empty cell means not reported. If the figure really is zero, write 0.",
    ),
    Name(
        "Tỷ lệ cần cả hai số: tử số và mẫu số. Mới có một số thì chỉ tiêu được tính là chưa báo "
        "cáo cho đến khi gửi số còn lại.",
        "A ratio needs both its figures. With one of them the indicator counts as not reported "
        "until the other is sent.",
    ),
    Name(
        "Nếu chỉ tiêu không áp dụng cho đơn vị, để trống ô Giá trị và nêu lý do ở cột Giải trình; "
        "hội đồng thẩm định sẽ quyết định.",
        "If an indicator does not apply to your unit, leave the value empty and say why under "
        "explanation; the appraisal council decides.",
    ),
]
_EVIDENCE: Final = [
    Name(
        "Chỉ tiêu có dấu * bắt buộc có tài liệu kiểm chứng: ghi số, ký hiệu, ngày ban hành văn bản "
        "hoặc tên tệp gửi kèm. Chỉ tiêu có nhiều số liệu chỉ cần ghi ở dòng đầu nếu dùng chung tài "
        "liệu.",
        "Indicators marked * need evidence: number, symbol and date of the document, or the name "
        "of a file sent along. Where several figures share it, the first line is enough.",
    ),
    Name(
        "Nếu chưa có tài liệu kiểm chứng, nêu lý do ở cột Giải trình.",
        "Without evidence, say why under explanation.",
    ),
]
_SELF_SCORE: Final = [
    Name(
        "Điểm tự tính hiện ngay khi đủ số liệu, để tham khảo. Chỉ tiêu so sánh giữa các đơn vị và "
        "chỉ tiêu do cơ quan khác báo cáo được tính sau, chưa nằm trong tổng. Điểm chính thức là "
        "điểm sau thẩm định.",
        "The self score appears as soon as its figures are there, for orientation. Indicators that "
        "compare units, and those reported by others, are computed later and are not in the "
        "total. The score that counts is the one after appraisal.",
    ),
]
_SENDING: Final = [
    Name(
        "Người lập biểu và thủ trưởng đơn vị ký ở cuối trang số liệu khi gửi bản giấy; ghi họ tên "
        "và ngày vào các ô đó nếu cần, hệ thống không đọc phần này.",
        "Whoever prepared the form and the head of the unit sign below the figures where a printed "
        "copy is asked for; names and the day may be typed there and are not read.",
    ),
    Name(
        "Lưu ở dạng .xlsx và gửi tệp này trước hạn. Không đổi tên trang tính, không chép số liệu "
        "sang tệp khác.",
        "Save as .xlsx and send this file before the deadline. Do not rename sheets or copy the "
        "figures to another file.",
    ),
]
_NEXT: Final = [
    Name(
        "Tệp được kiểm tra tự động. Nếu có chỗ sai, đơn vị nhận lại bản sao có ghi chú ngay tại ô "
        "cần sửa; sửa rồi gửi lại. Số liệu gửi sau thay số liệu gửi trước. Tệp gửi sau hạn vẫn "
        "được nhận và được ghi là gửi muộn.",
        "The file is checked automatically. If something is wrong, you get a copy with a note at "
        "the very cell; mend it and send it again. Later figures replace earlier ones. A late file "
        "is taken, and marked as late.",
    ),
    Name(
        "Sau đó hội đồng thẩm định xem xét, công nhận hoặc điều chỉnh điểm.",
        "Then the appraisal council recognises or adjusts the scores.",
    ),
]


def _same(text: str) -> Name:
    return Name(text, text)


def _with_code(form: Form) -> Name:
    name, code = form.name(form.reporter), form.reporter
    return name if name.vi == code else Name(f"{name.vi} ({code})", f"{name.en} ({code})")
