"""Findings: what is wrong with a submission, where, and what was expected.

Here belongs the one shape of a finding and the list of rules that intake applies, each with its
severity, what it keeps out of the round, and its words in Vietnamese and English. Where a rule is
broken is found in `submission_files.py`, `submission_rules.py` and the modules of rules.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.both_languages import PAIR
from pipelines.intake.workbooks import TYPED_NUMBERS
from pipelines.notation import VI

_FILE: Final = ("file_sha256", "file_name")
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

    Scope `unit` is about all figures of a unit together, `evidence` about a file of evidence.

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
    ("file_not_opened", "error", "file",
     "Chương trình không mở tệp này: {found}. Cần {expected}; hãy gửi lại chính tệp đó.",
     "This file is not opened: {found}. Expected {expected}; send the file itself again."),
    ("register_line_not_read", "warning", "file",
     "Sổ nhận có dòng không đọc được: {found}. Cần {expected}. Tệp nêu ở các dòng đó được tính theo giờ của tệp.",
     "The register has lines that cannot be read: {found}. Expected {expected}. The files they name count by their own time."),
    ("file_encoding_unknown", "error", "file",
     "Không xác định được bảng mã của tệp CSV ({found}). Hãy lưu lại dạng {expected}.",
     "The encoding of the CSV file cannot be told ({found}). Save it as {expected}."),
    ("csv_dialect_is_ambiguous", "error", "file",
     "Không xác định được dấu phân cách của tệp CSV: {found}. Cần {expected}.",
     "The separator of the CSV file cannot be told: {found}. Expected {expected}."),
    ("file_is_encrypted", "error", "file",
     "Tệp có mật khẩu nên không mở được ({found}). Hãy bỏ mật khẩu rồi gửi lại {expected}.",
     "The file has a password and cannot be opened ({found}). Remove it and resend {expected}."),
    ("file_is_renamed", "error", "file",
     "Nội dung tệp không khớp với đuôi tệp: {found}. Hãy mở bằng phần mềm gốc và lưu lại dạng {expected}.",
     "What the file holds does not match its name: {found}. Open it where it was made and save it as {expected}."),
    ("file_has_macros", "error", "file",
     "Tệp có chứa macro ({found}) nên bị từ chối. Hãy lưu lại dạng {expected}.",
     "The file holds macros ({found}) and is refused. Save it as {expected}."),
    ("file_has_external_links", "error", "file",
     "Tệp liên kết tới tệp hoặc máy khác ({found}) nên bị từ chối. Hãy {expected}.",
     "The file links to other files or machines ({found}) and is refused. Expected: {expected}."),
    ("file_has_entities", "error", "file",
     "Tệp có khai báo XML nguy hiểm ({found}) nên bị từ chối. Cần {expected}.",
     "The file declares XML entities ({found}) and is refused. Expected {expected}."),
    ("file_has_unsafe_paths", "error", "file",
     "Trong tệp nén có tên đi ra ngoài thư mục ({found}) nên bị từ chối. Cần {expected}.",
     "The archive holds names that lead out of its folder ({found}) and is refused. Expected {expected}."),
    ("file_too_large", "error", "file",
     "Tệp vượt giới hạn an toàn: {found}. Cần {expected}.",
     "The file is beyond the safe limits: {found}. Expected {expected}."),
    ("file_stops_the_reader", "error", "file",
     "Chương trình đọc đã phải dừng vì tệp này ({found}); các tệp khác không bị ảnh hưởng. Cần {expected}.",
     "Reading had to be stopped because of this file ({found}); other files are not affected. Expected {expected}."),
    ("form_is_broken", "error", "file",
     "Biểu mẫu đã bị sửa cấu trúc nên không biết của đơn vị nào, đợt nào. Hãy xin lại biểu mẫu, chép số liệu vào các ô nền vàng rồi gửi lại.",
     "The structure of the form was changed, so that it does not say whose it is. Ask for the form again, copy the figures into the yellow cells and resend."),
    ("form_is_outdated", "warning", "file",
     "Biểu mẫu được tạo trước khi bộ chỉ số được sửa đổi. Số liệu còn đúng mã vẫn được tính; hãy xin biểu mẫu mới để bổ sung chỉ tiêu còn thiếu.",
     "The form was made before the framework was changed. Figures whose codes still stand count; ask for a new form to add what is missing."),
    ("form_columns_missing", "error", "file",
     "Biểu mẫu thiếu cột: {found}. Hai cột mã bị ẩn ở cuối bảng cũng phải giữ nguyên. Hãy dùng lại biểu mẫu được phát, đủ {expected} cột, và chép số liệu vào các ô nền vàng.",
     "The form lacks the columns: {found}. The two hidden columns of codes at its end must stay as well. Take the form that was handed out, with all {expected} columns, and copy the figures into the yellow cells."),
    ("heading_repeated", "error", "file",
     "Có hai cột cùng tên «{found}» (cột {expected}) với nội dung khác nhau nên chưa đọc số nào. Hãy giữ lại một cột, xóa hoặc đổi tên cột kia rồi gửi lại.",
     "Two columns have the heading {found!r} (columns {expected}) and differ, so no figure was read. Keep one, delete or rename the other, and resend."),
    ("column_not_read", "warning", "file",
     "Cột thứ hai cùng tên «{found}» không được đọc; chỉ đọc cột {expected}. Nếu cần, hãy chép nội dung sang cột đó rồi gửi lại.",
     "The second column with the heading {found!r} was not read; column {expected} was. If it matters, copy its content there and resend."),
    ("sheet_not_read", "warning", "file",
     "Trang tính {found} không thuộc biểu mẫu nên không được đọc. Số liệu cần tính phải ghi ở trang {expected}.",
     "Sheet {found} is not part of the form and was not read. Figures that are to count belong on the sheet {expected}."),
    ("sheet_is_hidden", "warning", "file",
     "Trang tính {found} bị ẩn nên không được đọc. Nếu cần tính, hãy {expected}.",
     "Sheet {found} is hidden and was not read. If it is to count: {expected}."),
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
     "Số liệu này là của đợt {found}, không phải đợt {expected}. Hãy dùng biểu mẫu của đợt {expected}, điền số liệu của kỳ này rồi gửi lại.",
     "These figures are of round {found}, not of {expected}. Use this round's form ({expected}), fill in the figures of this period and send it."),
    ("entity_not_in_round", "error", "row",
     "Đơn vị {found} không thuộc đợt này. Cần {expected}.",
     "Entity {found} is not assessed in this round. Expected {expected}."),
    ("code_is_empty", "warning", "row",
     "Dòng có điểm {found} nhưng không có mã chỉ tiêu; dòng này không được tính.",
     "The row has {found} but no indicator code; it is not counted."),
    ("figure_has_no_code", "error", "row",
     "Ô có «{found}» nhưng dòng này thiếu mã ({expected}) nên số không được tính. Hãy ghi số vào ô nền vàng của đúng chỉ tiêu; không chèn dòng.",
     "The cell holds {found!r}, but its row lacks a code ({expected}), so it does not count. Write the figure into the yellow cell of its indicator; insert no rows."),
    ("row_is_mixed_up", "error", "row",
     "Dòng này in «{found}» nhưng các cột mã bị ẩn ghi «{expected}», có lẽ do sắp xếp hoặc dán dòng mà bỏ sót cột ẩn. Số không được tính. Hãy điền lại vào biểu mẫu được phát, không sắp xếp.",
     "The row prints {found!r}, but its hidden codes say {expected!r}: it may have been sorted or pasted without the hidden columns. The figure does not count. Fill in the form that was handed out, without sorting it."),
    ("cell_not_read", "warning", "row",
     "Ô này có «{found}» nhưng nằm ngoài các cột được đọc ({expected}) nên không được tính. Nếu là số liệu, hãy ghi vào ô nền vàng của đúng chỉ tiêu rồi gửi lại.",
     "The cell holds {found!r} outside the columns that are read ({expected}); it does not count. If it is a figure, write it into the yellow cell of its indicator and resend."),
    ("label_was_changed", "warning", "row",
     "Chữ in sẵn của biểu mẫu đã bị sửa: {found}; biểu mẫu in «{expected}». Số liệu vẫn được đọc theo mã; hãy kiểm tra đúng dòng.",
     "What the form printed was changed: {found}; it printed {expected!r}. Figures are read by their codes; make sure that they stand in the right row."),
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
     "«{found}» nhỏ đến mức khi lưu chỉ còn 0. Cần {expected}.",
     "{found!r} is so small that 0 would be stored. Expected {expected}."),
    ("value_rounded", "information", "row",
     "{found} số trong cột này có phần thập phân dài hơn mức lưu trữ nên được làm tròn một lần: {expected}. Số như đã ghi vẫn được giữ; không phải sửa.",
     "{found} figures of this column have more decimals than are stored and were rounded once: {expected}. What was written is kept; nothing is to be mended."),
    ("number_format_as_stated", "information", "row",
     "{found} số trong cột này đọc được theo hai cách và được đọc theo cách viết số đã nêu: {expected}.",
     "{found} figures of this column can be read in two ways and are read as was stated: {expected}."),
    ("number_format_inferred", "information", "row",
     "{found} số trong cột này đọc được theo hai cách và được đọc như các số khác cùng cột, vốn chỉ có một cách đọc: {expected}. Nếu không đúng, hãy ghi number_format (vi hoặc plain) ở dòng tiêu đề rồi gửi lại.",
     "{found} figures of this column can be read in two ways and are read as the others of the column, which have but one reading: {expected}. If that is wrong, state number_format (vi or plain) in the heading row and resend."),
    ("number_format_unknown", "warning", "row",
     "Không biết cách viết số nêu ở {found} dòng: {expected}. Các dòng này được đọc như khi không nêu.",
     "The number format that {found} rows state is not known: {expected}. They are read as if it were not stated."),
    ("value_outside_unit", "error", "row",
     "«{found}» nằm ngoài phạm vi cho phép. Cần {expected}.",
     "{found!r} is outside its range. Expected {expected}."),
    ("value_not_a_choice", "error", "row",
     "«{found}» không phải là một lựa chọn. Cần một trong: {expected}.",
     "{found!r} is not one of the choices. Expected one of: {expected}."),
    ("half_is_missing", "warning", "row",
     "Tỷ lệ mới có một nửa: {found}. Cần cả {expected}; trước khi đủ hai nửa, chỉ tiêu được tính là chưa báo cáo.",
     "Only half of the ratio is there: {found}. It needs {expected} as well; until both are there the indicator counts as not reported."),
    ("halves_of_two_files", "warning", "row",
     "Tử số và mẫu số lấy từ hai tệp của cùng đơn vị: {found} đi với {expected}. Nếu nửa kia cũng đã thay đổi, hãy gửi lại cả hai.",
     "The halves of the ratio come from two files of the same sender: {found} goes with {expected}. If the other half has changed too, send both again."),
    ("half_of_another", "error", "row",
     "{found} chỉ có một nửa của tỷ lệ; số của hai bên không được ghép với nhau. Số được lưu nhưng không tính; đang dùng số của {expected}. Hãy gửi cả tử số và mẫu số.",
     "{found} gave half of a ratio; figures of two senders are never put together. It is kept and does not count; those of {expected} stand. Send both numerator and denominator."),
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
    ("not_entitled", "error", "row",
     "{found} không được khai số liệu này; số liệu được lưu lại nhưng không tính cho đơn vị nào. Được khai: {expected}.",
     "{found} may not give this figure; it is kept and counts for nobody. Who may: {expected}."),
    ("reporters_disagree", "error", "row",
     "Hai bên đều được khai nhưng khai khác nhau: {found}. Trước khi có quyết định, số liệu này chưa tính; số đang tính là {expected}.",
     "Two who may both give this figure differ: {found}. Until it is decided this one does not count; {expected} stands."),
    ("reporter_differs", "warning", "row",
     "Bên khác cũng được khai và khai khác: {found}. Trước khi có quyết định, vẫn tính {expected}.",
     "Another who may give this figure differs: {found}. Until it is decided {expected} stands."),
    ("maximum_differs", "warning", "row",
     "Điểm tối đa trong phiếu là {found}, bộ chỉ số quy định {expected}; dùng số của bộ chỉ số.",
     "The scorecard says a maximum of {found}, the framework says {expected}; the latter is used."),
    ("cell_is_an_error", "error", "row",
     "Ô chứa lỗi {found} của Excel. Hãy sửa công thức để có {expected}.",
     "The cell holds the Excel error {found}. Mend the formula so that it gives {expected}."),
    ("cell_beside_is_an_error", "warning", "row",
     "Ô này chứa lỗi {found} của Excel. Ô không phải là số liệu nên dòng vẫn được đọc; hãy sửa hoặc xóa công thức.",
     "This cell holds the Excel error {found}. It is no figure, so its row is read; mend the formula or clear the cell."),
    ("formula_without_value", "error", "row",
     "Ô chứa công thức {found} nhưng không có kết quả đã lưu. Hãy mở tệp, tính lại và lưu; cần {expected}.",
     "The cell holds the formula {found} without a stored result. Open, recalculate and save; expected {expected}."),
    ("row_is_hidden", "warning", "row",
     "Dòng này bị ẩn trong bảng nhưng vẫn được đọc: {found}. Hãy kiểm tra; {expected}.",
     "This row is hidden in the sheet but was read: {found}. Look at it; {expected}."),
    ("code_is_ambiguous", "error", "row",
     "Mã chỉ tiêu được nhập dạng số {found}, có thể là {expected}. Hãy định dạng cột Mã là văn bản và nhập lại.",
     "The code was typed as the number {found}, which may be {expected}. Format the column as text and type it again."),
    ("number_has_words", "error", "row",
     "«{found}» có chữ kèm theo số. Chỉ ghi số: {expected}.",
     "{found!r} has words beside the number. Write the number only: {expected}."),
    ("date_not_readable", "warning", "row",
     "«{found}» không phải là ngày hợp lệ. Cần {expected}.",
     "{found!r} is not a valid date. Expected {expected}."),
    ("text_in_legacy_font", "warning", "row",
     "Chữ «{found}» ở bảng mã cũ (TCVN3, VNI). Có lẽ là «{expected}»; chương trình không tự sửa, hãy gõ lại bằng Unicode.",
     "{found!r} is in a legacy font encoding (TCVN3, VNI). It may mean {expected!r}; nothing was changed, type it again in Unicode."),
    ("evidence_or_explanation_missing", "warning", "row",
     "Chỉ tiêu này phải có tài liệu kiểm chứng hoặc giải trình; thấy: {found}. Cần {expected}.",
     "This indicator needs evidence or a written explanation; found: {found}. Expected {expected}."),
    ("evidence_file_not_found", "warning", "row",
     "Không thấy tệp kiểm chứng {found}. Hãy đặt tệp vào {expected}.",
     "There is no evidence file {found}. Put it into {expected}."),
    ("evidence_file_refused", "error", "evidence",
     "Tệp kiểm chứng bị từ chối: {found}. Chỉ nhận {expected}.",
     "The evidence file is refused: {found}. Accepted: {expected}."),
    ("nothing_filled_in", "error", "file",
     "Chưa dòng nào được điền; các cột còn trống: {found}. Cần {expected}; dòng để trống không được tính.",
     "No row is filled in; these columns are blank: {found}. Expected {expected}; a row left blank counts for nothing."),
    ("document_without_value", "error", "row",
     "Cột «{found}» để trống nên dòng này không được tính. Cần {expected}.",
     "The column {found!r} is blank, so this row does not count. Expected {expected}."),
    ("decision_is_incomplete", "warning", "row",
     "Quyết định «{found}» để trống cột: {expected}. Kết quả vẫn được tính; hãy bổ sung để đơn vị biết vì sao.",
     "The decision {found!r} leaves blank: {expected}. It counts; fill that in, so that the unit learns why."),
    ("appeal_is_incomplete", "warning", "row",
     "Đề nghị phúc tra «{found}» để trống cột: {expected}. Đề nghị vẫn được ghi nhận; hãy bổ sung.",
     "The appeal for {found!r} leaves blank: {expected}. It is on record; fill that in."),
    ("appeal_is_late", "warning", "row",
     "Đơn phúc tra gửi sau hạn {expected} ({found}); vẫn được ghi nhận và ghi là muộn.",
     "The appeal came after the last day, {expected} ({found}); it is on record and marked late."),
    ("appeal_unknown", "warning", "row",
     "Quyết định trả lời đơn phúc tra {found} nhưng không có đơn nào như vậy cho chỉ tiêu này. Hãy kiểm tra cột «{expected}».",
     "The decision answers appeal {found}, but there is none such for this indicator. Check the column {expected!r}."),
    ("indicators_not_reported", "warning", "unit",
     "Đơn vị chưa báo cáo: {found}. Cần đủ {expected} chỉ tiêu.",
     "The unit has not reported: {found}. Expected all {expected} indicators."),
    ("same_as_last_round", "warning", "unit",
     "Số liệu giống hệt đợt trước: {found}. Hãy xác nhận {expected}.",
     "The figures are those of the last round: {found}. Confirm {expected}."),
    ("everything_at_maximum", "warning", "unit",
     "Mọi chỉ tiêu đều đạt điểm tối đa: {found}. Hãy xác nhận {expected}.",
     "Every indicator is at its maximum: {found}. Confirm {expected}."),
    ("suspiciously_round", "warning", "unit",
     "Số liệu tròn bất thường: {found}. Hãy xác nhận {expected}.",
     "Unusually many round figures: {found}. Confirm {expected}."),
    ("far_from_peers", "warning", "row",
     "{found} khác xa các đơn vị cùng loại ({expected}). Hãy kiểm tra và xác nhận.",
     "{found} is far from that of similar units ({expected}). Check and confirm it."),
    ("far_from_own_past", "warning", "row",
     "{found} thay đổi nhiều so với đợt trước ({expected}). Hãy kiểm tra và xác nhận.",
     "{found} is far from the last round ({expected}). Check and confirm it."),
    ("value_was_corrected", "warning", "row",
     "«{found}» đã được hiệu đính thành {expected} theo danh sách hiệu đính của cơ quan chủ trì.",
     "{found!r} was corrected to {expected} by the list of corrections of the office in charge."),
    ("findings_left_out", "warning", "file",
     "Có lỗi lặp lại quá nhiều: còn {found} chỗ nữa trong tệp này không được liệt kê. Hãy sửa cả cột rồi gửi lại.",
     "An error is repeated too often: {found} more places of this file are not listed. Mend the whole column and resend."),
    ("file_is_late", "warning", "file",
     "Tệp đến lúc {found}, sau hạn nộp {expected}; vẫn được tính và ghi là nộp muộn.",
     "The file came at {found}, after the deadline {expected}; it counts and is marked late."),
    ("mended_after_deadline", "warning", "file",
     "Tệp đến lúc {found}, sau hạn nộp {expected}, nhưng chỉ gửi lại những số liệu đã nhận đúng hạn nên không ghi là nộp muộn.",
     "The file came at {found}, after the deadline {expected}, but repeats or mends only figures that were received in time, so it is not marked late."),
    ("received_after_closing", "error", "file",
     "Tệp đến sau khi đợt đã công bố chính thức ({found}). Tệp được lưu nhưng không được tính. Muốn tính phải có quyết định mở lại đợt.",
     "The file came after the round was closed by its final release ({found}). It is kept and not counted. To count it, the round must be reopened by a decision."),
    ("same_file_again", "warning", "file",
     "Tệp này giống hệt tệp {found} đã nhận; {expected}.",
     "This file is identical to {found}, already received; {expected}."),
)  # fmt: skip
"""Every rule of intake by code."""

QUESTIONS: Final = frozenset(
    {
        "evidence_or_explanation_missing",
        "evidence_file_not_found",
        "evidence_file_refused",
        "appeal_is_late",
        "indicators_not_reported",
        "same_as_last_round",
        "everything_at_maximum",
        "suspiciously_round",
        "far_from_peers",
        "far_from_own_past",
        "value_was_corrected",
        "file_is_late",
        "mended_after_deadline",
        "half_is_missing",
        "halves_of_two_files",
        "reporter_differs",
    }
)
"""Rules about figures and files that were taken as they stand: the status of a file, which says
whether it was taken in whole, does not change."""

MOST_LISTED: Final = 10_000
"""Findings of one rule that are listed for one file: nobody mends more by hand, and a file of a
million wrong rows would fill the warehouse. What is kept out is kept all the same, row by row."""
EMPTY_FINDINGS: Final = pl.DataFrame(schema=FINDING_SCHEMA)


def findings(rule: str, rows: pl.DataFrame, found: pl.Expr, expected: pl.Expr) -> pl.DataFrame:
    """One finding of a rule for each row.

    `rows` has some of round, file_sha256, file_name, sheet, cell, entity_code, indicator_code. Of
    a file with more than `MOST_LISTED` the first are listed, and one finding says how many follow.
    """
    if rows.is_empty():
        return EMPTY_FINDINGS
    of_file = [name for name in ("round", *_FILE) if name in rows.columns]
    if rows.height > MOST_LISTED and of_file:
        left_out = pl.int_range(pl.len()).over(of_file) >= MOST_LISTED
        more = rows.filter(left_out).group_by(of_file, maintain_order=True).agg(pl.len())
        if not more.is_empty():
            listed = findings(rule, rows.filter(~left_out), found, expected)
            count = pl.col("len").cast(pl.String)
            return pl.concat([listed, findings("findings_left_out", more, count, pl.lit(rule))])
    kind = FINDING_RULES[rule]
    place = [
        pl.col(column) if column in rows.columns else pl.lit(None, pl.String).alias(column)
        for column in (
            "round",
            *_FILE,
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
        message_vi=_filled(kind.vi, _typed(rows, found), expected, "$1"),
        message_en=_filled(kind.en, found, expected, "$2"),
        found=found.fill_null("").str.replace_all(PAIR, "$1 / $2"),
        expected=expected.fill_null("").str.replace_all(PAIR, "$1 / $2"),
    ).cast(dict(FINDING_SCHEMA))  # pyright: ignore[reportArgumentType]


def _typed(rows: pl.DataFrame, found: pl.Expr) -> pl.Expr:
    """What was found as its cell shows it: a number has a decimal comma, whatever a file holds."""
    if "kind" not in rows.columns:
        return found
    is_number = pl.col("kind").is_in(TYPED_NUMBERS) & found.str.contains(r"^-?\d+\.\d+$")
    return pl.when(is_number).then(VI.ungrouped(found)).otherwise(found)


def _filled(template: str, found: pl.Expr, expected: pl.Expr, chosen: str) -> pl.Expr:
    """A message; `chosen` is the language of texts that are there in both."""
    quoted = template.replace("{found!r}", "'{found}'").replace("{expected!r}", "'{expected}'")
    parts = quoted.replace("{found}", "\0F\0")
    pieces = parts.replace("{expected}", "\0E\0").split("\0")
    texts = {"F": found, "E": expected}
    return pl.concat_str(
        [texts.get(piece, pl.lit(piece)).fill_null("") for piece in pieces if piece]
    ).str.replace_all(PAIR, chosen)


def keeps_out_file(rule: str) -> bool:
    """Whether an error of this rule keeps the whole file out."""
    kind = FINDING_RULES[rule]
    return kind.severity == "error" and kind.scope == "file"
