"""Rules of intake: what is wrong is told by cell, in two languages, and keeps out that row only."""

import io
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlsxwriter
from intake_builders import (
    GOOD,
    SCORECARD,
    csv_bytes,
    figures,
    file,
    filled_form,
    framework,
    reporters,
    rewritten,
    scorecard,
    take,
    take_lines,
    told,
    values,
    workbook,
)

from pipelines.intake.findings import FINDING_RULES
from pipelines.intake.received_files import ReceivedFile, unseen_file
from pipelines.intake.register import read_register

THE_GOOD = {("00001", "1.4", "points"): "7"}


class Case(NamedTuple):
    """Lines that break one rule, and what is told of it, once for each cell."""

    lines: tuple[str, ...]
    cells: tuple[str, ...]
    found: str
    expected: str


ROW_CASES = {
    "row_has_extra_cells": Case(("r1,00002,1.4,points,7,5,,,,",), ("E3",), "10 > 9", ""),
    "round_is_another": Case(("r2,00002,1.4,points,5",), ("E3",), "r2", "r1"),
    "entity_not_in_round": Case(
        ("r1,so-khcn,1.4,points,5",), ("E3",), "so-khcn", "00001, ... (3 mã / codes)"
    ),
    "indicator_unknown": Case(
        ("r1,00002,9.9,points,5",), ("E3",), "9.9", "sample: 1.1, 1.2, 1.3, ..."
    ),
    "indicator_is_a_group": Case(
        ("r1,00002,1,points,5",), ("E3",), "1", "1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.10"
    ),
    "input_unknown": Case(("r1,00002,1.1,c,5",), ("E3",), "c", "a, b, points, state"),
    "source_unknown": Case(
        ("r1,00002,1.4,points,5,,guessed",),
        ("E3",),
        "guessed",
        "declared, measured, published, verified",
    ),
    "value_is_empty": Case(("r1,00002,1.4,points, ",), ("E3",), "", "0..30"),
    "value_not_a_number": Case(
        ("r1,00002,1.1,b,khoảng 80",), ("E3",), "khoảng 80", "0, 1, 2, ..."
    ),
    "value_is_ambiguous": Case(("r1,00002,1.6,n,1.941",), ("E3",), "1.941", "1941 / 1,9410"),
    "value_too_precise": Case(
        ('r1,00002,1.6,n,"0,00000000002"',), ("E3",), "0,00000000002", "<= 10 decimals"
    ),
    "value_outside_unit": Case(("r1,00002,1.4,points,31",), ("E3",), "31", "0..30"),
    "value_not_a_choice": Case(
        ("r1,00002,1.3,head,Cán bộ",), ("E3",), "Cán bộ", "Chủ tịch, Phó Chủ tịch, Chưa có"
    ),
    "numerator_above_denominator": Case(
        ("r1,00002,1.1,a,12", "r1,00002,1.1,b,10"), ("E3",), "12 > 10 (E4)", "a <= b"
    ),
    "denominator_is_zero": Case(
        ("r1,00002,1.1,a,0", "r1,00002,1.1,b,0"), ("E4",), "b = 0", "> 0"
    ),
    "value_given_twice": Case(
        ("r1,00002,1.4,points,5", 'r1,00002,1.4,points,"5,5"'),
        ("E3", "E4"),
        "5 / 5,5 (E3, E4)",
        "1",
    ),
}  # fmt: skip


def test_a_value_that_is_given_a_thousand_times_is_told_in_few_words() -> None:
    taken = take_lines(*[f'r1,00002,1.4,points,"5,{n:03}"' for n in range(100, 1_100)])
    assert taken.rejected["rule"].unique().to_list() == ["value_given_twice"]
    texts = " / ".join(f"5,{n}" for n in range(100, 110))
    cells = ", ".join(f"E{n}" for n in range(3, 13))
    assert {one["found"] for one in told(taken)} == {f"{texts} / ... ({cells}, ...)"}


@pytest.mark.parametrize("rule", ROW_CASES)
def test_a_broken_rule_is_told_and_keeps_out_its_rows_only(rule: str) -> None:
    case = ROW_CASES[rule]
    taken = take_lines(*case.lines)
    findings = told(taken)
    assert [one["rule"] for one in findings] == [rule] * len(case.cells)
    assert tuple(one["cell"] for one in findings) == case.cells
    assert {(one["found"], one["expected"]) for one in findings} == {(case.found, case.expected)}
    assert {one["severity"] for one in findings} == {FINDING_RULES[rule].severity}
    assert figures(taken) == THE_GOOD
    assert taken.rejected["rule"].to_list() == [rule] * len(case.lines)
    assert taken.files["status"].to_list() == ["accepted_with_warnings"]


def sent(*lines: str, name: str = "a.csv") -> ReceivedFile:
    return file(name, values(*lines))


ELSEWHERE = {
    "half_of_another": "tests/pipelines/intake/test_half_rules.py",
    "label_was_changed": "tests/pipelines/intake/test_form_cells.py",
    "cell_not_read": "tests/pipelines/intake/test_form_cells.py",
    "row_is_mixed_up": "tests/pipelines/intake/test_form_cells.py",
    "figure_has_no_code": "tests/pipelines/intake/test_form_cells.py",
    "sheet_not_read": "tests/pipelines/intake/test_form_cells.py",
    "appeal_is_late": "tests/pipelines/intake/test_decision_rules.py",
    "file_stops_the_reader": "tests/assets/receiving/test_reading.py",
    "findings_left_out": "tests/pipelines/intake/test_findings.py",
    "same_as_last_round": "tests/pipelines/intake/test_forensic_rules.py",
    "everything_at_maximum": "tests/pipelines/intake/test_forensic_rules.py",
    "suspiciously_round": "tests/pipelines/intake/test_forensic_rules.py",
    "far_from_peers": "tests/pipelines/intake/test_forensic_rules.py",
    "far_from_own_past": "tests/pipelines/intake/test_forensic_rules.py",
    "value_was_corrected": "tests/pipelines/intake/test_corrections.py",
    "reporters_disagree": "tests/pipelines/intake/test_authority.py",
    "reporter_differs": "tests/pipelines/intake/test_authority.py",
    "received_after_closing": "tests/pipelines/intake/test_closing.py",
}
"""Rules that need a process, another round, a correction or many rows: where they are broken."""
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def with_part(name: str, part: bytes = b"<a/>") -> bytes:
    return rewritten(workbook(s={"A1": 1}), **{name: part})


def form(**keys: str) -> bytes:
    """A filled-in form with other keys than its own."""
    return filled_form(framework(), "00001", [("00001", "1.4", "points", "7")], **keys)


def hidden(sheet: bool) -> bytes:
    """A scorecard with a second sheet, or with its only figure, hidden."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for name in ("a", "b"):
        one = book.add_worksheet(name)
        one.write_row("A1", ["Mã", "Tự đánh giá"])
        one.write_row("A2", ["1.4", 7] if name == "a" else ["1.5", 1])
    if sheet:
        book.worksheets()[1].hide()
    else:
        book.worksheets()[0].set_row(1, None, None, {"hidden": True})
    book.close()
    return packed.getvalue()


def with_error_beside() -> bytes:
    """A scorecard whose only figure has an error value of a new Excel beside it."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet: Any = book.add_worksheet("s")  # its types know results that are numbers only
    sheet.write_row("A1", ["Mã", "Tự đánh giá", "Nhóm"])
    sheet.write_row("A2", ["1.4", 7])
    sheet.write_formula("C2", "=A1:A9", None, "#N/A")
    book.close()
    return rewritten(packed.getvalue(), ("#N/A", "#SPILL!"))


BOTH = reporters("so-khcn,Sở,Dept,agency,*,*,,", "so-khcn,Sở,Dept,council,*,*,,")
"""A department that reports for units and sits on the council."""
FIVE = "round,entity_code,indicator_code,input,value"
APPEALED = "round,entity_code,indicator_code,requested"
ALL_CASES: dict[str, tuple[ReceivedFile, ...]] = {
    **{rule: (sent(GOOD, *case.lines),) for rule, case in ROW_CASES.items()},
    "value_repeated": (sent(GOOD, GOOD),),
    "maximum_differs": (
        file("00001.csv", csv_bytes([SCORECARD, ["1.4", "", "", "25", "7"]])),
    ),
    "file_is_empty": (file("a.csv", b""),),
    "file_not_readable": (file("a.csv", b'a,"b\n'),),
    "file_not_opened": (unseen_file("a.csv", "liên kết / a link", is_shared=False),),
    "register_line_not_read": (
        ReceivedFile("received.csv", b"x", None, refusal=read_register(b"x").doubts),
    ),
    "file_encoding_unknown": (file("a.csv", b"m\xe3"),),
    "header_not_recognised": (file("a.csv", b"STT,x\n1,2\n"),),
    "unit_not_recognised": (file("a.csv", scorecard(**{"1_4": "7"})),),
    "code_is_empty": (file("00001.csv", csv_bytes([SCORECARD, ["", "Điểm khác", "", "", "7"]])),),
    "round_not_stated": (file("00001.csv", scorecard(**{"1_4": "7"}), shared=True),),
    "same_file_again": (sent(GOOD), sent(GOOD, name="b.csv")),
    "csv_dialect_is_ambiguous": (file("a.csv", b"a,b;c\n1,2;3\n"),),
    "file_is_encrypted": (file("a.xlsx", OLD_EXCEL + "EncryptedPackage".encode("utf-16-le")),),
    "file_is_renamed": (file("a.xlsx", OLD_EXCEL),),
    "file_has_macros": (file("a.xlsx", with_part("xl/vbaProject.bin")),),
    "file_has_external_links": (file("a.xlsx", with_part("xl/externalLinks/e1.xml")),),
    "file_has_unsafe_paths": (file("a.xlsx", with_part("../x.xml")),),
    "file_has_entities": (file("a.xlsx", with_part("xl/x.xml", b"<!DOCTYPE x><x/>")),),
    "file_too_large": (file("a.xlsx", workbook(s={"A1": 1, "XFD1": 1})),),
    "file_stops_the_reader": (),
    "form_is_broken": (file("a.xlsx", form(round="")),),
    "form_columns_missing": (file("a.xlsx", rewritten(form(), ("Mã số liệu\n", "Mã khác\n"))),),
    "heading_repeated": (file("a.csv", values("r1,00001,1.4,points,7,8", header=f"{FIVE},value")),),
    "column_not_read": (
        file("a.csv", values("r1,00001,1.4,points,7,x,y", header=f"{FIVE},note,note")),
    ),
    **dict.fromkeys(
        (
            "sheet_not_read",
            "figure_has_no_code",
            "row_is_mixed_up",
            "cell_not_read",
            "label_was_changed",
            "half_of_another",
        ),
        (),
    ),
    "half_is_missing": (sent("r1,00001,1.1,a,7"),),
    "halves_of_two_files": (
        sent("r1,00001,1.1,a,7"),
        sent("r1,00001,1.1,b,9", name="b.csv"),
    ),
    "mended_after_deadline": (
        file("a.csv", values(GOOD), at="2025-07-01T00:00:00+07:00"),
        file("b.csv", values(f"{GOOD}.5"), at="2025-08-01T00:00:00+07:00"),
    ),
    "form_is_outdated": (file("a.xlsx", form(framework_digest="old")),),
    "sheet_is_hidden": (file("00001.xlsx", hidden(sheet=True)),),
    "row_is_hidden": (file("00001.xlsx", hidden(sheet=False)),),
    "not_entitled": (sent("r1,00002,1.4,points,7", name="00001_a.csv"),),
    "cell_is_an_error": (sent("r1,00001,1.4,points,#REF!"),),
    "formula_without_value": (sent("r1,00001,1.4,points,=A1"),),
    "code_is_ambiguous": (
        file("00001.xlsx", workbook(s={"A1": "Mã", "B1": "Tự đánh giá", "A2": 1.1, "B2": 7})),
    ),
    "cell_beside_is_an_error": (file("00001.xlsx", with_error_beside()),),
    "value_rounded": (sent("r1,00001,1.6,n,0.30000000000000004"),),
    "number_format_as_stated": (
        file("a.csv", values("r1,00001,1.6,n,1.941,vi", header=f"{FIVE},number_format")),
    ),
    "number_format_inferred": (sent("r1,00001,1.6,n,1.941", 'r1,00001,1.4,points,"7,5"'),),
    "number_format_unknown": (
        file("a.csv", values("r1,00001,1.6,n,1,en", header=f"{FIVE},number_format")),
    ),
    "number_has_words": (sent("r1,00001,1.4,points,7 điểm"),),
    "date_not_readable": (
        file("00001.csv", csv_bytes([SCORECARD, ["1.4", *[""] * 3, "7", *[""] * 4, "31/02/2025"]])),
    ),
    "text_in_legacy_font": (sent("r1,00001,1.4,points,7,,,Tyû leä"),),
    "evidence_or_explanation_missing": (sent("r1,00001,1.2,done,có"),),
    "evidence_file_not_found": (sent("r1,00001,1.2,done,có,,,QD-12.pdf"),),
    "evidence_file_refused": (sent(GOOD), file("00001/minh-chung/x.exe", b"MZ")),
    "indicators_not_reported": (sent(GOOD),),
    "findings_left_out": (),
    "same_as_last_round": (),
    "everything_at_maximum": (),
    "suspiciously_round": (),
    "far_from_peers": (),
    "far_from_own_past": (),
    "value_was_corrected": (),
    "file_is_late": (file("a.csv", values(GOOD), at="2025-08-01T00:00:00+07:00"),),
    "nothing_filled_in": (
        file("hoi-dong/a.csv", values("r1,00001,1.4,points,,", header=f"{FIVE},decision")),
    ),
    "document_without_value": (
        file("hoi-dong/a.csv", values("r1,00001,1.4,points,,12/QĐ", header=f"{FIVE},decision")),
    ),
    "decision_is_incomplete": (
        file("hoi-dong/a.csv", values(f"{GOOD},12/QĐ", header=f"{FIVE},decision")),
    ),
    "appeal_is_incomplete": (file("a.csv", values("r1,00001,1.4,9", header=APPEALED)),),
    "appeal_is_late": (),
    "appeal_unknown": (
        file("hoi-dong/a.csv", values(f"{GOOD},12/ĐN", header=f"{FIVE},appeal")),
    ),
    "reporters_disagree": (),
    "reporter_differs": (),
    "received_after_closing": (),
}  # fmt: skip


def test_every_rule_can_be_broken() -> None:
    assert set(ALL_CASES) == set(FINDING_RULES)


@pytest.mark.parametrize("rule", ALL_CASES)
def test_messages_say_in_two_languages_what_was_found_and_expected(rule: str) -> None:
    if rule in ELSEWHERE:
        named = (Path(__file__).parents[3] / ELSEWHERE[rule]).read_text(encoding="utf-8")
        assert f'"{rule}"' in named
        return
    findings = [one for one in take(*ALL_CASES[rule]).findings.to_dicts() if one["rule"] == rule]
    assert findings
    for one in findings:
        assert one["severity"] == FINDING_RULES[rule].severity
        assert one["message_vi"] != one["message_en"]
        for language in ("vi", "en"):
            message, template = one[f"message_{language}"], getattr(FINDING_RULES[rule], language)
            assert "{" not in message
            assert one["found"] in message or "{found" not in template
            assert one["expected"] in message or "{expected}" not in template
        assert one["found"] or rule == "value_is_empty"


@pytest.mark.parametrize("rule", FINDING_RULES.values(), ids=lambda rule: rule.code)
def test_both_languages_say_the_same_things(rule: Any) -> None:
    for place in ("{found", "{expected"):
        assert (place in rule.vi) == (place in rule.en)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Phường Hòa Thắng", "00001"), ("xã đại lãnh", "00002"), ("Cam Lam", "00003")],
)
def test_a_unit_may_be_given_by_its_name(name: str, code: str) -> None:
    taken = take(sent(f"r1,{name},1.4,points,5"))
    assert told(taken) == []
    assert figures(taken) == {(code, "1.4", "points"): "5"}
    assert taken.current["reporter"].to_list() == [code]


def test_both_halves_of_a_broken_ratio_stay_out() -> None:
    taken = take_lines(*ROW_CASES["numerator_above_denominator"].lines)
    assert taken.rejected["cell"].to_list() == ["E3", "E4"]


def test_halves_of_different_sources_make_no_ratio() -> None:
    lines = ("r1,00002,1.1,a,12", "r1,00002,1.1,b,10,,verified")
    taken = take(sent(*lines, name="so-khcn.csv"), listed=BOTH)
    assert told(taken) == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("1.1,b,1.941", "1941"),  # a count is whole
        ('1.1,b,"1,941"', "1941"),
        ("1.1,b,1.941.000", "1941000"),
        ("1.4,points,1.941", "1.941"),  # 1941 is above the maximum
        ('1.4,points,"1,941"', "1.941"),
        ('1.5,x,"0,7857"', "0.7857"),
        ("1.5,x,0.7857", "0.7857"),
        ('1.5,x,"78,57%"', "0.7857"),
        ("1.5,x,85 %", "0.85"),
        ("1.7,p,85%", "85"),
        ('1.7,p,"0,5%"', "0.5"),
        ("1.7,p,85", "85"),
        ("1.7,p,1", "1"),
        ("1.10,m,1.234.567", "1234567"),
        ("1.6,n,-3", "-3"),
        ("1.6,n,1e5", "100000"),
        ("1.6,n,7.3e-06", "0.0000073"),
        ("1.1,b,5E+1", "50"),
        ("1.1,b,\u200e50\u200e", "50"),
        ('1.6,n,"1.941,5"', "1941.5"),
        ("1.2,done,Có", "1"),
        ("1.2,done,chưa", "0"),
        ("1.3,head,phó chủ tịch", "0.5"),
        ("1.1,points,5", "5"),
    ],
)
def test_a_value_is_read_by_the_unit_of_its_input(line: str, value: str) -> None:
    taken = take(sent(f"r1,00001,{line}"))
    assert told(taken) == []
    assert list(figures(taken).values()) == [value]


@pytest.mark.parametrize(
    ("line", "rule", "expected"),
    [
        ("1.4,points,31", "value_outside_unit", "0..30"),
        ("1.4,points,-1", "value_outside_unit", "0..30"),
        ("1.5,x,85", "value_outside_unit", "0..1 (0,7857 / 78,57%)"),
        ("1.5,x,101%", "value_outside_unit", "0..1 (0,7857 / 78,57%)"),
        ("1.5,x,99999999999999999999%", "value_outside_unit", "0..1 (0,7857 / 78,57%)"),
        ("1.7,p,101", "value_outside_unit", "0..100"),
        ('1.1,b,"7,5"', "value_outside_unit", "0, 1, 2, ..."),
        ("1.10,m,-1", "value_outside_unit", ">= 0"),
        ("1.1,b,85%", "value_not_a_number", "0, 1, 2, ..."),
        ("1.4,points,#N/A", "cell_is_an_error", "0..30"),
        ("1.4,points,=A1+B1", "formula_without_value", "0..30"),
        ("1.4,points,7 điểm", "number_has_words", "7"),
        ('1.7,p,"0,85"', "value_is_ambiguous", "0,85% / 85%"),
        ("1.6,n," + "9" * 30, "value_not_a_number", "1941,5 / 1941.5"),
        ("1.6,n,99999999999999999999%", "value_not_a_number", "1941,5 / 1941.5"),
        ("1.1,b,30.000", "value_is_ambiguous", "30000 / 30"),
        ("1.10,m,2.500", "value_is_ambiguous", "2500 / 2,5"),
        ("1.2,done,có lẽ", "value_not_a_choice", "có, không"),
        (
            "1.4,state,đúng",
            "value_not_a_choice",
            "not_applicable, not_evaluated, zero_by_decision, missing",
        ),
    ],
)
def test_a_value_that_does_not_suit_its_input_is_refused(
    line: str, rule: str, expected: str
) -> None:
    taken = take_lines(f"r1,00002,{line}")
    (finding,) = told(taken)
    assert (finding["rule"], finding["expected"]) == (rule, expected)
    assert figures(taken) == THE_GOOD


@pytest.mark.parametrize(("text", "value"), [("1941", "1941"), ('"1,9410"', "1.941")])
def test_what_is_suggested_for_an_ambiguous_number_is_read_in_one_way(
    text: str, value: str
) -> None:
    taken = take(sent(f"r1,00001,1.6,n,{text}"))
    assert told(taken) == []
    assert figures(taken) == {("00001", "1.6", "n"): value}


def test_a_state_is_kept_by_its_english_name() -> None:
    taken = take(sent("r1,00001,1.4,state,Không áp dụng"))
    assert figures(taken) == {("00001", "1.4", "state"): "not_applicable"}


def test_the_same_value_again_counts_once() -> None:
    taken = take_lines('r1,00001,1.4,points,"7,0"')
    (finding,) = told(taken)
    assert (finding["rule"], finding["severity"], finding["cell"], finding["found"]) == (
        "value_repeated",
        "warning",
        "E3",
        "7,0",
    )
    assert figures(taken) == THE_GOOD


def test_the_same_figure_from_two_sources_is_no_repetition() -> None:
    lines = ("r1,00001,1.4,points,7,,declared", "r1,00001,1.4,points,6,,verified")
    taken = take(sent(*lines, name="so-khcn.csv"), listed=BOTH)
    assert told(taken) == []
    assert taken.current["source"].to_list() == ["declared", "verified"]


def test_another_stated_maximum_is_a_warning_and_the_frameworks_is_used() -> None:
    taken = take(*ALL_CASES["maximum_differs"])
    (finding,) = told(taken)
    assert (finding["found"], finding["expected"], finding["cell"]) == ("25", "30", "E2")
    assert figures(taken) == THE_GOOD


@pytest.mark.parametrize("stated", ["30", "30,0", "30.00", "", "không rõ"])
def test_the_same_stated_maximum_is_no_matter(stated: str) -> None:
    content = csv_bytes([SCORECARD, ["1.4", "", "", stated, "7"]])
    assert told(take(file("00001.csv", content))) == []


def test_a_finding_has_its_place() -> None:
    (finding,) = told(take_lines("r1,00002,1.4,points,31"))
    place = ("round", "file_name", "sheet", "cell", "entity_code", "indicator_code")
    assert [finding[name] for name in place] == ["r1", "so-lieu.csv", None, "E3", "00002", "1.4"]
    assert len(finding["file_sha256"]) == 64


def test_a_row_kept_out_stays_as_it_was_written() -> None:
    taken = take_lines('r1,Xã Đại Lãnh,1.4,points,"31,5 "')
    (row,) = taken.rejected.to_dicts()
    assert (row["entity_code"], row["raw_text"]) == ("Xã Đại Lãnh", "31,5")


def test_a_row_with_nothing_in_it_is_told_not_believed() -> None:
    taken = take_lines(",,,points,7")
    assert [one["rule"] for one in told(taken)] == ["round_is_another"]
    assert figures(taken) == THE_GOOD
