"""Forms: who reports what, what can be filled in, and what the workbook makes sure of."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import polars as pl
import pytest
from builders import child, framework, group, leaf
from form_builders import (
    COLUMN,
    PROJECT,
    Key,
    figure_rows,
    filled,
    form_of,
    header_row,
    opened,
    read_back,
    row_of_code,
)
from intake_builders import reporters as listed_as
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.forms.facts import LastFigure, LastFigures, last_figures, reporters
from pipelines.forms.form import INSTRUCTIONS_SHEET, make_form
from pipelines.forms.layout import (
    FORM_SHEET,
    FORM_VERSION,
    KEY_NAMES,
    KEY_SHEET,
    framework_digest,
)
from pipelines.frameworks.framework import Name
from pipelines.frameworks.reader import read_framework

RATIO = "kind: ratio, numerator: a, denominator: b"
SHARED = framework(
    group("1", "30")
    + leaf("1.1", RATIO, "a: count, b: count", "10", child("1"))
    + leaf("1.2", "kind: boolean, input: x", "x: boolean", "10", child("1") + ", responsible: agency")
    + leaf("1.10", "kind: best_peer, input: x", "x: count", "10", child("1"))
    + leaf("2", "kind: bonus, input: x", "x: points", "5", ", responsible: agency")
    + leaf("3", "kind: penalty, input: x", "x: points", "5", ", responsible: agency")
)  # fmt: skip
"""An agency reports 1.2 and 2, the council takes off points in 3; 1.10 needs the other units."""
UNITS = ("u1", "u2", "u3")
NAMES = {"agency": Name("Cơ quan", "Agency"), "u1": Name("Xã Một", "One"), "u2": Name("Xã Hai", "Two")}  # fmt: skip
DEPARTMENTS = read_framework(
    (PROJECT / "seeds/frameworks/demo-department-2025.yaml").read_text(encoding="utf-8"), "d.yaml"
)


def sheet_of(
    reporter: str, not_evaluated: Sequence[str] = (), last: LastFigures | None = None
) -> Worksheet:
    form = form_of(SHARED, reporter, UNITS, not_evaluated=not_evaluated, names=NAMES, last=last)
    return opened(form)[FORM_SHEET]


def text(sheet: Worksheet, row: int, column: str) -> str:
    return str(sheet.cell(row, COLUMN[column]).value)


def shown(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_unit_reports_what_no_agency_reports_for_it() -> None:
    assert list(figure_rows(sheet_of("u2"))) == [
        ("u2", "1.1", "a"),
        ("u2", "1.1", "b"),
        ("u2", "1.10", "x"),
    ]


def test_what_an_agency_reports_has_no_input_and_names_the_agency() -> None:
    sheet = sheet_of("u1")
    row = row_of_code(sheet, "1.2")
    assert text(sheet, row, "input_name") == "Số liệu do Cơ quan báo cáo\nreported by Agency"
    assert all(cell.protection.locked for cell in sheet[row])
    assert sheet.cell(row, COLUMN["input"]).value is None


def test_points_taken_off_are_asked_of_nobody_but_the_council() -> None:
    row = row_of_code(sheet := sheet_of("u1"), "3")
    assert text(sheet, row, "input_name") == (
        "Số liệu do hội đồng thẩm định báo cáo\nreported by the appraisal council"
    )
    assert "3" not in {code for _, code, _ in figure_rows(sheet_of("agency"))}


def test_an_agency_has_a_row_for_each_unit_assessed_and_figure() -> None:
    assert list(figure_rows(sheet_of("agency"))) == [
        *((unit, "1.2", "x") for unit in UNITS),
        *((unit, "2", "x") for unit in UNITS),
    ]


def test_an_agency_that_is_assessed_reports_for_itself_and_for_the_others() -> None:
    form = form_of(SHARED, "agency", ("agency", "u1"))
    assert list(figure_rows(opened(form)[FORM_SHEET])) == [
        ("agency", "1.1", "a"),
        ("agency", "1.1", "b"),
        ("agency", "1.2", "x"),
        ("agency", "1.10", "x"),
        ("agency", "2", "x"),
        ("u1", "1.2", "x"),
        ("u1", "2", "x"),
    ]


def test_rows_for_other_units_begin_with_their_names() -> None:
    sheet = sheet_of("agency")
    rows = figure_rows(sheet)
    assert text(sheet, rows["u1", "1.2", "x"], "indicator_name") == "Xã Một\nOne"
    assert text(sheet, rows["u3", "1.2", "x"], "indicator_name") == "u3"


def test_forms_go_to_units_assessed_and_to_agencies() -> None:
    form = form_of(SHARED, "u1", UNITS)
    assert reporters(form.entry, SHARED, form.units, form.asked) == (*UNITS, "agency")


def test_an_agency_without_evaluated_indicators_gets_no_form() -> None:
    form = form_of(SHARED, "agency", UNITS, not_evaluated=["1", "2"])
    assert reporters(form.entry, SHARED, form.units, form.asked) == ()
    with pytest.raises(ValueError, match="agency has nothing to report in round r"):
        make_form(form)


def test_a_form_asks_whom_the_list_of_reporters_lets_speak() -> None:
    listed = listed_as("u1,Xã Một,One,unit,u1,1.10,,", "so-y-te,Sở Y tế,Health,agency,u1;u2,1.1,,")
    units = ("u1", "u2")
    own = form_of(SHARED, "u1", units, names=NAMES, listed=listed)
    asked = {code for _, code, _ in figure_rows(opened(own)[FORM_SHEET])}
    assert "1.1" not in asked
    other = form_of(SHARED, "so-y-te", units, names=NAMES, listed=listed)
    assert list(figure_rows(opened(other)[FORM_SHEET])) == [("u1", "1.1", "a"), ("u1", "1.1", "b")]
    sheet = opened(own)[FORM_SHEET]
    assert "so-y-te" in str(text(sheet, row_of_code(sheet, "1.1"), "input_name"))


def test_an_agency_that_may_no_longer_speak_is_not_asked() -> None:
    ended = listed_as("agency,Cơ quan,Agency,agency,*,1.2,,2020-12-31")
    form = form_of(SHARED, "u1", UNITS, listed=ended)
    assert ("u1", "1.2", "x") in figure_rows(opened(form)[FORM_SHEET])


def test_an_indicator_that_is_not_evaluated_says_so() -> None:
    sheet = sheet_of("u1", not_evaluated=["1.1"])
    assert ("u1", "1.1", "a") not in figure_rows(sheet)
    assert "không đánh giá" in text(sheet, row_of_code(sheet, "1.1"), "input_name")


@pytest.mark.parametrize("reporter", ["u1", "agency"])
def test_only_values_evidence_and_explanations_can_be_filled_in(reporter: str) -> None:
    sheet = sheet_of(reporter)
    unlocked = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    assert sheet.protection.sheet
    assert unlocked == {
        sheet.cell(row, COLUMN[column]).coordinate
        for row in figure_rows(sheet).values()
        for column in ("value", "evidence", "note")
    }


def test_sheets_cannot_be_moved_renamed_or_deleted() -> None:
    security = opened(form_of(SHARED, "u1", UNITS, names=NAMES)).security
    assert security is not None
    assert security.lockStructure


def test_codes_are_text_on_every_row_of_a_figure() -> None:
    sheet = opened(form_of(SHARED, "u1", UNITS))[FORM_SHEET]
    codes = [sheet.cell(row, COLUMN["indicator_code"]) for row in figure_rows(sheet).values()]
    assert [(cell.value, cell.data_type) for cell in codes] == [
        ("1.1", "s"),
        ("1.1", "s"),
        ("1.10", "s"),
    ]


def test_the_header_stays_in_sight_and_on_every_printed_page() -> None:
    sheet = sheet_of("u1")
    row = header_row(sheet)
    assert sheet.freeze_panes == f"C{row + 1}"
    assert sheet.print_title_rows == f"${row}:${row}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_codes_of_units_and_figures_stand_in_hidden_columns() -> None:
    sheet = sheet_of("u1")
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    assert hidden == {"K"}  # and, with it, L: openpyxl keeps neighbours together
    assert sheet.column_dimensions["K"].max == COLUMN["input"]


def test_the_key_says_round_reporter_and_edition_out_of_sight() -> None:
    sheet = opened(form_of(SHARED, "u1", UNITS))[KEY_SHEET]
    assert sheet.sheet_state == "veryHidden"
    assert {sheet.cell(n, 1).value: sheet.cell(n, 2).value for n in range(1, 6)} == dict(
        zip(KEY_NAMES, (FORM_VERSION, "r", "u1", SHARED.id, framework_digest(SHARED)), strict=True)
    )


def test_the_same_facts_give_the_same_bytes() -> None:
    assert make_form(form_of(DEPARTMENTS, "so-khcn", UNITS)) == make_form(
        form_of(DEPARTMENTS, "so-khcn", UNITS)
    )


def test_another_unit_gets_another_form() -> None:
    assert make_form(form_of(SHARED, "u1", UNITS)) != make_form(form_of(SHARED, "u2", UNITS))


def test_a_form_is_read_back_as_it_was_filled_in() -> None:
    form = form_of(SHARED, "agency", ("agency", "u1"), names=NAMES)
    figures: dict[Key, str | float] = {
        ("agency", "1.1", "a"): 1941,
        ("agency", "1.2", "x"): "Có",
        ("agency", "1.10", "x"): 0,
        ("u1", "1.2", "x"): "Không",
        ("u1", "2", "x"): 0.25,
    }
    packed = BytesIO()
    filled(form, figures).save(packed)
    texts, broken = read_back(packed.getvalue(), form)
    assert texts == {key: str(figure) for key, figure in figures.items()}
    assert broken == []


# What cells accept


def accepted(sheet: Worksheet, key: tuple[str, str, str]) -> DataValidation:
    cell = sheet.cell(figure_rows(sheet)[key], COLUMN["value"]).coordinate
    (found,) = (rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)
    return found


MEASURED = framework(
    "".join(
        leaf(code, rule, f"x: {unit}", points)
        for code, rule, unit, points in (
            ("count", "kind: capped_count, input: x, cap: 5", "count", "10"),
            ("share", "kind: value, input: x", "share", "10"),
            ("percent", "kind: goalposts, input: x, lower: 0, upper: 100", "percent", "10"),
            ("amount", "kind: best_peer, input: x", "amount", "10"),
            ("points", "kind: points, input: x", "points", "12.5"),
            ("number", "kind: goalposts, input: x, lower: -5, upper: 5", "number", "10"),
            ("other", "kind: goalposts, input: x, lower: -5, upper: 5", "cuộc họp", "10"),
            ("counted", "kind: best_peer, input: x", "cuộc họp", "10"),
            ("yes", "kind: boolean, input: x", "boolean", "10"),
            (
                "level",
                "kind: levels, input: x, levels: {'Cao, rất cao': 1, Thấp: 0}",
                "level",
                "10",
            ),
        )
    )
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("count", ("whole", "greaterThanOrEqual", "0", None)),
        ("share", ("decimal", None, "0", "1")),
        ("percent", ("decimal", None, "0", "100")),
        ("amount", ("decimal", "greaterThanOrEqual", "0", None)),
        ("points", ("decimal", None, "0", "12.5")),
        ("number", ("decimal", None, "-1000000000000000", "1000000000000000")),
        ("other", ("decimal", None, "-1000000000000000", "1000000000000000")),
        ("counted", ("decimal", None, "0", "1000000000000000")),
        ("yes", ("list", None, '"Có,Không"', None)),
        ("level", ("list", None, "_dti!$D$1:$D$2", None)),
    ],
)
def test_a_cell_accepts_what_its_unit_allows(code: str, expected: tuple[str | None, ...]) -> None:
    rule = accepted(opened(form_of(MEASURED, "u1", UNITS))[FORM_SHEET], ("u1", code, "x"))
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == expected
    assert rule.prompt
    assert rule.error
    assert rule.errorStyle is None  # stop


def test_levels_with_commas_can_be_chosen_whole() -> None:
    sheet = opened(form_of(MEASURED, "u1", UNITS))[KEY_SHEET]
    assert [(sheet.cell(n, 4).value, sheet.cell(n, 5).value) for n in (1, 2)] == [
        ("Cao, rất cao", 1),
        ("Thấp", 0),
    ]


def test_halves_of_a_ratio_are_held_against_each_other() -> None:
    sheet = sheet_of("u1")
    rows = figure_rows(sheet)
    a, b = (f"E{rows['u1', '1.1', name]}" for name in "ab")
    top, below = (accepted(sheet, ("u1", "1.1", name)) for name in "ab")
    assert top.formula1 == f'IF(ISNUMBER({a}),AND({a}=INT({a}),{a}>=0,OR({b}="",{a}<={b})),{a}="")'
    assert below.formula1 == f'IF(ISNUMBER({b}),AND({b}=INT({b}),{b}>=0,{b}>0,{b}>=N({a})),{b}="")'
    assert f"không lớn hơn ô {b}" in str(top.error)
    assert not top.allowBlank


def test_a_target_above_one_lets_the_numerator_exceed_the_denominator() -> None:
    of = framework(leaf("1", f"{RATIO}, target: 2", "a: count, b: count"))
    sheet = opened(form_of(of, "u1", ["u1"]))[FORM_SHEET]
    assert accepted(sheet, ("u1", "1", "a")).type == "whole"
    assert ">0" in str(accepted(sheet, ("u1", "1", "b")).formula1)


# What the form says


def test_an_indicator_that_needs_the_other_units_says_when_it_is_scored() -> None:
    sheet = sheet_of("u1")
    said = text(sheet, row_of_code(sheet, "1.10"), "self_points")
    assert said == "tính sau khi có số liệu các đơn vị\nafter all units have reported"


def test_the_total_says_how_many_points_it_covers() -> None:
    sheet = sheet_of("u1")
    last = text(sheet, sheet.max_row, "indicator_code")
    assert "10 trên 30 điểm tối đa" in last
    assert "10 of 30 maximum points" in last
    assert sheet.cell(sheet.max_row, COLUMN["max_points"]).value == 30


def test_groups_that_are_means_are_left_to_the_assessment() -> None:
    of = framework(
        group("1") + leaf("1.1", "kind: value, input: x", "x: share", "", child("1")),
        "aggregation: arithmetic_mean\n",
    )
    sheet = opened(form_of(of, "u1", ["u1"]))[FORM_SHEET]
    said = [text(sheet, row_of_code(sheet, code), "self_points") for code in ("1", "1.1")]
    assert said == ["tính khi tổng hợp\ncomputed at assessment", '=IF(ISNUMBER(E6),E6,"")']
    assert "Tổng điểm" not in shown(sheet)


def test_scores_are_empty_until_something_is_filled_in() -> None:
    packed = make_form(form_of(SHARED, "u1", UNITS))
    sheet = ZipFile(BytesIO(packed)).read("xl/worksheets/sheet2.xml").decode()
    assert sheet.count("<f>") == 4  # 1.1, its group, the total and its copy above
    assert sheet.count("</f><v></v>") == 4


def test_figures_of_the_last_round_stand_beside_the_new_ones() -> None:
    last = {
        ("u1", "1.1", "a"): LastFigure("12,5", "declared"),
        ("u1", "1.10", "x"): LastFigure("3", "verified"),
    }
    sheet = sheet_of("u1", last=last)
    rows = figure_rows(sheet)
    assert [text(sheet, row, "previous") for row in rows.values()] == [
        "12,5",
        "chưa có\nnone",
        "3 (thẩm\u00a0định)\nverified",
    ]


def test_points_of_the_last_round_stand_once_where_there_were_no_figures() -> None:
    sheet = sheet_of("u1", last={("u1", "1.1", "points"): LastFigure("7,5", "declared")})
    rows = figure_rows(sheet)
    assert text(sheet, rows["u1", "1.1", "a"], "previous") == "7,5 điểm\npoints"
    assert text(sheet, rows["u1", "1.1", "b"], "previous") == "chưa có\nnone"


def test_of_several_sources_the_figure_that_counted_is_shown() -> None:
    values = pl.DataFrame(
        [
            ("u1", "1.1", "a", "1.941", Decimal("1941"), "verified"),
            ("u1", "1.1", "a", "2000", Decimal("2000"), "declared"),
            ("u1", "1.1", "b", "4,50", Decimal("4.5"), "declared"),
            ("u1", "1.2", "x", "Có", Decimal(1), "declared"),
        ],
        schema={
            **dict.fromkeys(("entity_code", "indicator_code", "input", "raw_text"), pl.String),
            "value": pl.Decimal(38, 10),
            "source": pl.String,
        },
        orient="row",
    )
    assert last_figures(values, SHARED) == {
        ("u1", "1.1", "a"): LastFigure("1941", "verified"),
        ("u1", "1.1", "b"): LastFigure("4,5", "declared"),
        ("u1", "1.2", "x"): LastFigure("Có", "declared"),
    }


def test_evidence_that_is_required_is_marked() -> None:
    sheet = opened(form_of(DEPARTMENTS, "u1", ["u1"]))[FORM_SHEET]
    name = {
        code: text(sheet, row_of_code(sheet, code), "indicator_name") for code in ("1.2", "3.2")
    }
    assert "trong kỳ\u00a0*\n" in name["1.2"]
    assert "*" not in name["3.2"]


@pytest.mark.parametrize("sheet", [INSTRUCTIONS_SHEET, FORM_SHEET])
def test_a_demonstration_says_so_on_every_sheet(sheet: str) -> None:
    assert "DỮ LIỆU MINH HỌA" in shown(opened(form_of(DEPARTMENTS, "u1", ["u1"]))[sheet])


def test_a_real_round_is_not_called_a_demonstration() -> None:
    text_of_real = 'id: t\nname: {vi: v, en: e}\nsubject: commune\nlegal_source: "x"\naggregation: points\nindicators:\n'
    real = read_framework(
        text_of_real
        + leaf("1", "kind: points, input: x", "x: points").replace("demonstration", "official"),
        "t.yaml",
    )
    book = opened(form_of(real, "u1", ["u1"]))
    assert all("MINH HỌA" not in shown(book[name]) for name in (INSTRUCTIONS_SHEET, FORM_SHEET))


def test_instructions_name_round_unit_period_and_deadline_in_both_languages() -> None:
    said = shown(opened(form_of(SHARED, "u1", UNITS, names=NAMES))[INSTRUCTIONS_SHEET])
    for expected in (
        "Xã Một (u1)",
        "One (u1)",
        "01/07/2025 - 31/12/2025",
        "31/01/2026",
        "0,85",
        "1941",
    ):
        assert expected in said


@pytest.mark.parametrize(
    ("told", "reporter"), [("cơ quan phụ trách", "agency"), ("Chỉ tiêu nền xám", "u1")]
)
def test_instructions_tell_each_reporter_what_concerns_it(told: str, reporter: str) -> None:
    assert [
        who
        for who in ("agency", "u1")
        if told in shown(opened(form_of(SHARED, who, UNITS))[INSTRUCTIONS_SHEET])
    ] == [reporter]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_names_are_text_whatever_they_begin_with(start: str) -> None:
    evil = f'{start}HYPERLINK("http://x","y")'
    quoted = evil.replace('"', '\\"').replace("\t", "\\t")
    of = framework(
        leaf("1", "kind: best_peer, input: x", "x: count")
        .replace("vi: v", f'vi: "{quoted}"')
        .replace("en: e", f'en: "{quoted}"')
    )
    book = opened(form_of(of, "u1", ["u1"], names={"u1": Name(evil, evil)}))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(str(cell.value).startswith(evil) for cell in cells) >= 2
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]


def test_a_name_in_one_language_is_written_once() -> None:
    sheet = opened(form_of(SHARED, "u1", UNITS, names={"agency": Name("IOC", "IOC")}))[FORM_SHEET]
    assert "Số liệu do IOC báo cáo" in text(sheet, row_of_code(sheet, "2"), "input_name")
