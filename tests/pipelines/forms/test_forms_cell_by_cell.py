"""Whole sheets of small forms and workbooks, cell by cell: what stands where, and what is merged."""

from decimal import Decimal
from io import BytesIO

import polars as pl
import pytest
from builders import child, framework, group, leaf
from form_builders import form_of, opened
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.forms.document_rows import appeal_rows, decision_rows, listed_figures
from pipelines.forms.documents import FREE_ROWS, LISTED, appeal_workbook, decision_workbook
from pipelines.forms.facts import LastFigure
from pipelines.forms.form import INSTRUCTIONS_SHEET
from pipelines.forms.layout import FORM_SHEET, KEY_SHEET
from pipelines.forms.sheet import text_height
from pipelines.frameworks.framework import Name

RATIO = "kind: ratio, numerator: a, denominator: b"
SHARED = framework(
    group("1", "30")
    + leaf("1.1", RATIO, "a: count, b: count", "10", child("1"))
    + leaf("1.2", "kind: boolean, input: x", "x: boolean", "10", child("1") + ", responsible: agency")
    + leaf("1.10", "kind: best_peer, input: x", "x: count", "10", child("1"))
    + leaf("2", "kind: bonus, input: x", "x: points", "5", ", responsible: agency")
    + leaf("3", "kind: penalty, input: x", "x: points", "5", ", responsible: agency")
)  # fmt: skip
NAMES = {
    "agency": Name("Cơ quan", "Agency"),
    "u1": Name("Xã Một", "One"),
    "u2": Name("Xã Hai", "Two"),
}


def shown(sheet: Worksheet, columns: str, first: int = 1) -> list[str]:
    """The rows of a sheet from one on, each with the cells of some columns as `A=text`."""
    lines: list[str] = []
    for row in range(first, sheet.max_row + 1):
        cells = [(letter, sheet[f"{letter}{row}"].value) for letter in columns]
        found = (f"{letter}={cell}" for letter, cell in cells if cell not in (None, ""))
        lines.append(f"{row} {' | '.join(found)}".replace("\n", "/").strip())
    return lines


def merged(sheet: Worksheet) -> set[str]:
    return {str(area) for area in sheet.merged_cells.ranges}


def test_the_form_of_an_agency_that_is_assessed() -> None:
    last = {
        ("agency", "1.1", "a"): LastFigure("12,5", "declared"),
        ("u1", "2", "points"): LastFigure("3", "verified"),
    }
    units = ("agency", "u1", "u2")
    sheet = opened(form_of(SHARED, "agency", units, names=NAMES, last=last))[FORM_SHEET]
    assert shown(sheet, "ABCDFIJLM", 5)[:17] == [
        "5 A=Phần A. Số liệu của đơn vị báo cáo/Part A. Figures of the reporting unit itself",
        '6 A=1 | B=v/e | I=30 | J==IF(COUNT(J7,J9)=0,"",SUM(J7,J9))',
        "7 A=1.1 | B=v/e | C=v/e | D=số lượng/count | F=12,5 | I=10 | "
        'J==IF(AND(ISNUMBER(E7),ISNUMBER(E8),E8<>0),10*MIN(1,E7/E8),"") | L=agency | M=a',
        "8 A=1.1 | C=v/e | D=số lượng/count | F=chưa có/none | L=agency | M=b",
        "9 A=1.2 | B=v/e | C=v/e | D=Có hoặc Không/yes or no | F=chưa có/none | I=10 | "
        'J==IF(OR(E9="Có",E9="Không"),10*IF(E9="Có",1,0),"") | L=agency | M=x',
        "10 A=1.10 | B=v/e | C=v/e | D=số lượng/count | F=chưa có/none | I=10 | "
        "J=tính sau khi có số liệu các đơn vị/after all units have reported | L=agency | M=x",
        "11 A=2 | B=v/e | C=v/e | D=điểm, từ 0 đến 5/points, 0 to 5 | F=chưa có/none | I=5 | "
        'J==IF(ISNUMBER(E11),MIN(E11,5),"") | L=agency | M=x',
        "12 A=3 | B=v/e | C=Số liệu do hội đồng thẩm định báo cáo/"
        "reported by the appraisal council | I=5",
        "13 A=Tổng điểm tự tính: mới tính được 20 trên 30 điểm tối đa, phần còn lại tính sau/"
        "Total self score: covers 20 of 30 maximum points, the rest is computed later | I=30 | "
        'J==IF(COUNT(J6,J11)=0,"",SUM(J6,J11))',
        "14 A=Phần B. Số liệu báo cáo cho các đơn vị khác: mỗi dòng là một đơn vị được đánh giá/"
        "Part B. Figures reported for other units: one line for each unit assessed",
        "15 A=1 | B=v/e | I=30",
        "16 A=1.2 | B=v/e | I=10",
        "17 A=1.2 | B=Xã Một/One | C=v/e | D=Có hoặc Không/yes or no | F=chưa có/none | I=10 | "
        'J==IF(OR(E17="Có",E17="Không"),10*IF(E17="Có",1,0),"") | L=u1 | M=x',
        "18 A=1.2 | B=Xã Hai/Two | C=v/e | D=Có hoặc Không/yes or no | F=chưa có/none | I=10 | "
        'J==IF(OR(E18="Có",E18="Không"),10*IF(E18="Có",1,0),"") | L=u2 | M=x',
        "19 A=2 | B=v/e | I=5",
        "20 A=2 | B=Xã Một/One | C=v/e | D=điểm, từ 0 đến 5/points, 0 to 5 | "
        'F=3 điểm (thẩm\u00a0định)/points, verified | I=5 | J==IF(ISNUMBER(E20),MIN(E20,5),"") | '
        "L=u1 | M=x",
        "21 A=2 | B=Xã Hai/Two | C=v/e | D=điểm, từ 0 đến 5/points, 0 to 5 | F=chưa có/none | I=5 | "
        'J==IF(ISNUMBER(E21),MIN(E21,5),"") | L=u2 | M=x',
    ]
    assert sheet["J3"].value == "=J13"
    assert merged(sheet) == {
        *("A1:K1", "A2:B2", "C2:H2", "I2:K2", "A3:H3", "A5:K5", "B6:H6", "C12:H12", "A13:H13"),
        *("B7:B8", "I7:I8", "J7:J8", "K7:K8", "A14:K14", "B15:H15", "B16:H16", "B19:H19"),
        *("G23:K23", "B24:C24", "G24:K24", "B25:C25", "G25:K25", "B26:C26", "G26:K26"),
    }


def test_the_form_of_a_unit_that_leaves_figures_to_an_agency() -> None:
    form = form_of(SHARED, "u1", ("u1",), names=NAMES, not_evaluated=["1.10"])
    sheet = opened(form)[FORM_SHEET]
    assert shown(sheet, "ACI", 8)[:5] == [
        "8 A=1.2 | C=Số liệu do Cơ quan báo cáo/reported by Agency | I=10",
        "9 A=1.10 | C=không đánh giá trong đợt này/not evaluated in this round | I=10",
        "10 A=2 | C=Số liệu do Cơ quan báo cáo/reported by Agency | I=5",
        "11 A=3 | C=Số liệu do hội đồng thẩm định báo cáo/reported by the appraisal council | I=5",
        "12 A=Tổng điểm tự tính: mới tính được 10 trên 20 điểm tối đa, phần còn lại tính sau/"
        "Total self score: covers 10 of 20 maximum points, the rest is computed later | I=20",
    ]


def test_the_form_of_an_agency_that_is_not_assessed_has_one_part_and_no_total() -> None:
    sheet = opened(form_of(SHARED, "agency", ("u1",), names=NAMES))[FORM_SHEET]
    assert [line[:30] for line in shown(sheet, "AL", 5)[:6]] == [
        "5 A=Số liệu báo cáo cho các đơ",
        "6 A=1",
        "7 A=1.2",
        "8 A=1.2 | L=u1",
        "9 A=2",
        "10 A=2 | L=u1",
    ]
    assert {"A5:K5"} <= merged(sheet)


def test_a_total_that_covers_all_says_no_more() -> None:
    of = framework(leaf("1", RATIO, "a: count, b: count") + leaf("2", RATIO, "a: count, b: count"))
    sheet = opened(form_of(of, "u1", ["u1"]))[FORM_SHEET]
    assert shown(sheet, "AIJ", 9)[:1] == [
        '9 A=Tổng điểm tự tính/Total self score | I=20 | J==IF(COUNT(J5,J7)=0,"",SUM(J5,J7))'
    ]


def test_what_has_no_rule_is_not_scored_and_says_so() -> None:
    of = framework(
        leaf("1", RATIO, "a: count, b: count")
        + '- {code: "2", name: {vi: v, en: e}, max_points: 0, rule_status: official}\n'
    )
    sheet = opened(form_of(of, "u1", ["u1"]))[FORM_SHEET]
    assert shown(sheet, "AC", 7)[0] == "7 A=2 | C=không chấm điểm/not scored"


def test_lists_of_levels_stand_below_each_other_out_of_sight() -> None:
    of = framework(
        leaf("1", "kind: levels, input: x, levels: {A: 1, B: 0.5, C: 0}", "x: level")
        + leaf("2", "kind: levels, input: y, levels: {D: 1, E: 0}", "y: level")
    )
    book = opened(form_of(of, "u1", ["u1"]))
    assert shown(book[KEY_SHEET], "DE") == [
        "1 D=A | E=1",
        "2 D=B | E=0.5",
        "3 D=C | E=0",
        "4 D=D | E=1",
        "5 D=E | E=0",
    ]
    rules = book[FORM_SHEET].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ["_dti!$D$1:$D$3", "_dti!$D$4:$D$5"]
    assert [book[FORM_SHEET][f"J{row}"].value for row in (5, 6)] == [
        f"=IF(SUMPRODUCT(--(_dti!$D${first}:$D${last}=E{row}))>0,"
        f'10*SUMPRODUCT((_dti!$D${first}:$D${last}=E{row})*_dti!$E${first}:$E${last}),"")'
        for row, first, last in ((5, 1, 3), (6, 4, 5))
    ]


def test_instructions_follow_each_other_without_a_gap() -> None:
    form = form_of(SHARED, "agency", ("agency", "u1"), names=NAMES)
    lines = shown(opened(form)[INSTRUCTIONS_SHEET], "AB")
    assert [line.partition(" | ")[0] for line in lines if " A=" in line] == [
        "1 A=DỮ LIỆU MINH HỌA, không phải số liệu thật / DEMONSTRATION DATA, nothing in it is real",
        "2 A=Biểu mẫu số liệu và tự đánh giá/Form for figures and self-assessment",
        "3 A=Đợt đánh giá/Round",
        "4 A=Đơn vị báo cáo/Reporting unit",
        "5 A=Bộ chỉ số/Framework",
        "6 A=Căn cứ/Legal source",
        "7 A=Kỳ số liệu/Data period",
        "8 A=Hạn gửi/Deadline",
        "9 A=Nơi nhận/Send to",
        "10 A=Điền những gì/What to fill in",
        *(line.partition(" | ")[0] for line in lines[10:] if " A=" in line),
    ]
    assert all("B=" in line for line in lines[2:])


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 1), ("a" * 9, 1), ("a" * 10, 2), ("a" * 18, 2), ("a" * 19, 3), ("a\nb", 2), ("\n\n", 3)],
)
def test_a_text_is_as_high_as_its_lines(text: str, lines: int) -> None:
    """A column of ten characters holds nine and a margin."""
    assert text_height(text, 10) == text_height("", 10) * lines


# Workbooks of decisions and appeals

ENTRY = form_of(SHARED, "u1", ("u1", "u2")).entry
FIGURES = listed_figures(ENTRY, SHARED)
UNITS = pl.DataFrame({"entity_code": ["u1", "u2"], "name_vi": ["Xã Một", "Xã Hai"]})
POINTS = pl.Decimal(38, 10)
CLAIMS = pl.DataFrame(
    [("u1", "1.1", Decimal("8.5"), Decimal(7)), ("u2", "1.2", Decimal(10), None)],
    schema={
        "entity_code": pl.String,
        "indicator_code": pl.String,
        "claimed_points": POINTS,
        "verified_points": POINTS,
    },
    orient="row",
)
APPEALS = pl.DataFrame(
    [
        ("u1", "1.1", "points", "9", "12/PT", "thiếu tài liệu", "pending"),
        ("u2", "1.2", "points", "10", "13/PT", None, "pending"),
        ("u2", "1.1", "points", "10", "14/PT", "x", "accepted"),
    ],
    schema=[
        *("entity_code", "indicator_code", "input", "raw_text", "appeal_number", "reason"),
        "outcome",
    ],
    orient="row",
)
ITEMS = pl.DataFrame(
    [(2, "u1", "1.1", "lời 1"), (3, "u1", "2", "lời 3"), (1, "u2", "1.1", "lời 2")],
    schema=["position", "entity_code", "indicator_code", "reason_vi"],
    orient="row",
)
DECISIONS = pl.DataFrame(
    [
        ("u1", "1.1", "5/QĐ", "vì a", True),
        ("u1", "1.1", "6/QĐ", "vì b", True),
        ("u1", "2", "7/QĐ", None, True),
        ("u1", "1.2", "8/QĐ", "c", False),
        ("u2", "1.2", "9/QĐ", "c", True),
    ],
    schema=["entity_code", "indicator_code", "decision_number", "reason", "is_in_force"],
    orient="row",
)


def sheets(content: bytes) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in load_workbook(BytesIO(content)).worksheets}


def test_points_are_decided_and_where_there_are_none_each_figure() -> None:
    of = framework(
        leaf("1", RATIO, "a: count, b: count", "") + leaf("2", "kind: points, input: points", "points: points", ""),
        "aggregation: arithmetic_mean\n",
    )  # fmt: skip
    listed = listed_figures(ENTRY, of)
    assert listed.select("indicator_code", "input").rows() == [
        ("1", "a"),
        ("1", "b"),
        ("2", "Điểm"),
    ]


def test_appeals_that_wait_come_before_the_work_list_and_only_once() -> None:
    rows = decision_rows(FIGURES, UNITS, CLAIMS, APPEALS, ITEMS)
    assert rows.select(
        *("entity_name", "indicator_code", "input", "max_points", "claimed_points"),
        *("verified_points", "requested", "appeal", "why"),
    ).rows() == [
        ("Xã Một", "1.1", "Điểm", 10, Decimal("8.5"), 7, "9", "12/PT", "Phúc tra: thiếu tài liệu"),
        ("Xã Hai", "1.2", "Điểm", 10, 10, None, "10", "13/PT", "Phúc tra"),
        ("Xã Hai", "1.1", "Điểm", 10, None, None, None, None, "lời 2"),
        ("Xã Một", "2", "Điểm", 5, None, None, None, None, "lời 3"),
    ]


def test_the_last_decision_in_force_stands_beside_what_may_be_appealed() -> None:
    rows = appeal_rows(FIGURES, UNITS, "u1", CLAIMS, DECISIONS)
    assert rows.select("indicator_code", "claimed_points", "decided_by").rows() == [
        ("1.1", Decimal("8.5"), "6/QĐ: vì b"),
        ("1.2", None, None),
        ("1.10", None, None),
        ("2", None, "7/QĐ"),
        ("3", None, None),
    ]


def test_the_sheet_of_decisions() -> None:
    rows = decision_rows(FIGURES, UNITS, CLAIMS, APPEALS, ITEMS)
    book = sheets(decision_workbook(ENTRY, UNITS, FIGURES, rows, assessed=True))
    sheet = book["Quyết định"]
    assert merged(sheet) == {"A1:P1"}
    assert shown(sheet, "ABCDEFGHIJKLMNOP")[:6] == [
        "1 A=Quyết định của hội đồng thẩm định: Đợt",
        "2 A=Đợt | B=Mã đơn vị | C=Tên đơn vị | D=Mã chỉ tiêu | E=Tên chỉ tiêu | F=Số liệu | "
        "G=Điểm tối đa | H=Điểm tự chấm | I=Đơn vị đề nghị | J=Giá trị quyết định | "
        "K=Số quyết định | L=Điều khoản | M=Lý do | N=Ngày quyết định | O=Số đơn phúc tra | "
        "P=Vì sao cần xem",
        "3 A=r | B=u1 | C=Xã Một | D=1.1 | E=v | F=Điểm | G=10 | H=8.5 | I=9 | O=12/PT | "
        "P=Phúc tra: thiếu tài liệu",
        "4 A=r | B=u2 | C=Xã Hai | D=1.2 | E=v | F=Điểm | G=10 | H=10 | I=10 | O=13/PT | P=Phúc tra",
        "5 A=r | B=u2 | C=Xã Hai | D=1.1 | E=v | F=Điểm | G=10 | P=lời 2",
        "6 A=r | B=u1 | C=Xã Một | D=2 | E=v | F=Điểm | G=5 | P=lời 3",
    ]
    assert shown(sheet, "ABDF")[-FREE_ROWS:] == [
        f"{row} A=r | F=Điểm" for row in range(sheet.max_row - FREE_ROWS + 1, sheet.max_row + 1)
    ]
    typed = [cell.coordinate for cell in sheet[5] if not cell.protection.locked]
    assert typed == ["J5", "K5", "L5", "M5", "N5", "O5"]
    free = [cell.coordinate[0] for cell in sheet[sheet.max_row] if not cell.protection.locked]
    assert free == ["B", "D", "F", "J", "K", "L", "M", "N", "O"]
    assert sheet["J5"].number_format == "0.0###"
    assert sheet["K5"].number_format == "@"
    assert shown(book["Mã đơn vị"], "AB") == [
        "1 A=Mã đơn vị | B=Tên đơn vị",
        "2 A=u1 | B=Xã Một",
        "3 A=u2 | B=Xã Hai",
    ]
    assert shown(book["Mã chỉ tiêu"], "ABCD")[1:3] == [
        "2 A=1.1 | B=v | C=Điểm | D=10",
        "3 A=1.2 | B=v | C=Điểm | D=10",
    ]


@pytest.mark.parametrize(("more", "is_told"), [(0, False), (1, True)])
def test_beyond_what_is_listed_the_instructions_say_how_many_there_are(
    more: int, is_told: bool
) -> None:
    rows = decision_rows(FIGURES, UNITS, CLAIMS, APPEALS, ITEMS).head(1)
    many = pl.concat([rows] * (LISTED + more))
    book = sheets(decision_workbook(ENTRY, UNITS, FIGURES, many, assessed=True))
    labels = [line for line in shown(book["Hướng dẫn"], "AB") if "Danh sách" in line]
    assert labels == (
        [f"4 A=Danh sách | B=Ghi sẵn {LISTED} dòng đầu trong {LISTED + 1} dòng cần xem."]
        if is_told
        else []
    )
    assert book["Quyết định"]["D2002"].value == "1.1"
    assert book["Quyết định"]["E2003"].value in (None, "", "v")


@pytest.mark.parametrize("assessed", [True, False])
def test_a_round_that_was_never_assessed_says_so(assessed: bool) -> None:
    rows = appeal_rows(FIGURES, UNITS, "u1", CLAIMS, DECISIONS)
    book = sheets(appeal_workbook(ENTRY, UNITS, FIGURES, rows, assessed=assessed))
    lines = shown(book["Hướng dẫn"], "ABC")
    assert any("Lưu ý" in line for line in lines) is not assessed
    assert lines[1] == "2 A=Đợt đánh giá | B=Đợt | C=Round"
    assert shown(book["Phúc tra"], "BDGHIJ")[2] == (
        "3 B=u1 | D=1.1 | G=10 | H=8.5 | I=7 | J=6/QĐ: vì b"
    )


@pytest.mark.parametrize(
    ("responsible", "expected"), [("", False), (", responsible: agency", True)]
)
def test_a_unit_leaves_to_agencies_what_they_report(responsible: str, expected: bool) -> None:
    of = framework(leaf("1", RATIO, "a: count, b: count", "10", responsible))
    assert form_of(of, "u1", ("u1",)).leaves_to_agencies is expected
    assert not form_of(of, "agency", ("u1",)).leaves_to_agencies
