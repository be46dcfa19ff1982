"""The rule book of submissions: its themes, and of each rule why it exists and how to mend a breach.

Here belongs the order of the book. What a message says and what a rule keeps out is in
`findings.py`; rules of published tables are in `checks/rules/`.
"""

from typing import Final

from pipelines.intake.figure_explanations import FIGURE_EXPLANATIONS
from pipelines.intake.file_explanations import FILE_EXPLANATIONS

THEMES: Final = (
    ("Tệp", "Files", (
        "file_is_empty", "file_not_readable", "file_encoding_unknown", "csv_dialect_is_ambiguous",
        "file_is_encrypted", "file_is_renamed", "file_too_large", "file_stops_the_reader",
        "file_not_opened", "register_line_not_read", "findings_left_out",
        "file_has_macros", "file_has_external_links", "file_has_entities", "file_has_unsafe_paths",
    )),
    ("Biểu mẫu", "Forms", (
        "form_is_broken", "form_is_outdated", "header_not_recognised", "unit_not_recognised",
        "round_not_stated", "sheet_is_hidden", "row_is_hidden", "form_columns_missing",
        "figure_has_no_code", "row_is_mixed_up", "cell_not_read", "label_was_changed",
        "sheet_not_read",
    )),
    ("Cấu trúc", "Structure", (
        "heading_repeated", "column_not_read", "row_has_extra_cells", "round_is_another", "entity_not_in_round", "code_is_empty",
        "code_is_ambiguous", "indicator_unknown", "indicator_is_a_group", "input_unknown",
        "source_unknown", "maximum_differs", "date_not_readable", "text_in_legacy_font",
    )),
    ("Số liệu", "Figures", (
        "cell_beside_is_an_error", "value_is_empty", "value_not_a_number", "number_has_words", "value_is_ambiguous",
        "value_too_precise", "value_rounded", "number_format_as_stated", "number_format_inferred",
        "number_format_unknown", "value_outside_unit", "value_not_a_choice", "cell_is_an_error",
        "formula_without_value", "numerator_above_denominator", "denominator_is_zero",
        "value_given_twice", "value_repeated", "half_is_missing", "halves_of_two_files",
        "half_of_another",
    )),
    ("Kiểm chứng", "Evidence", (
        "evidence_or_explanation_missing", "evidence_file_not_found", "evidence_file_refused",
    )),
    ("Ai được khai", "Who may say what", (
        "not_entitled", "reporters_disagree", "reporter_differs",
    )),
    ("Gửi lại và hiệu đính", "Revisions", (
        "same_file_again", "file_is_late", "mended_after_deadline", "received_after_closing", "value_was_corrected",
    )),
    ("Quyết định và phúc tra", "Decisions and appeals", (
        "nothing_filled_in", "document_without_value", "decision_is_incomplete",
        "appeal_is_incomplete", "appeal_is_late", "appeal_unknown",
    )),
    ("Câu hỏi", "Questions", (
        "indicators_not_reported", "same_as_last_round", "everything_at_maximum",
        "suspiciously_round", "far_from_peers", "far_from_own_past",
    )),
)  # fmt: skip
"""The rules in the order of the book: Vietnamese, English, codes."""

EXPLANATIONS: Final = {**FILE_EXPLANATIONS, **FIGURE_EXPLANATIONS}
"""By the code of a rule: why, an example, and how to mend it."""
