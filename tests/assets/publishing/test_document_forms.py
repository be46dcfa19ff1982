"""The workbooks of decisions and appeals: filled in, they are read back; left alone, they say so."""

from datetime import date
from pathlib import Path

import pytest
from form_builders import FilledDocument
from installations import FRAMEWORK, HEADER, Small, dti, rows
from openpyxl import load_workbook
from publishing import publish_rounds

from assets.publishing.document_forms import appeals_to_fill_in, decisions_to_fill_in
from pipelines.forms.documents import APPEAL_SHEET, DECISION_SHEET, FREE_ROWS

APPEAL = "round,entity_code,indicator_code,requested,appeal,reason,filed_on\n"


def place(folder: Path, **kinds: str) -> Small:
    return Small(folder, {"r1": None}, status="provisional", **kinds).write()


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Three units that sent their figures, and an appeal that waits; tests work on copies."""
    small = place(tmp_path_factory.mktemp("assessed"))
    small.submit_clean("r1")
    small.submit("r1/00003_phuc-tra.csv", APPEAL + "r1,00003,2,5,7/ĐN,Đã bổ sung,12/08/2025\n")
    publish_rounds(small.open(), ["r1"])
    return small


def decided(place: Small) -> list[tuple[object, ...]]:
    return place.query(
        "SELECT entity_code, indicator_code, decided_points::DOUBLE, decision_number, clause, "
        "reason, decided_on, appeal_number FROM appraisal.decision ORDER BY ALL"
    )


def values(place: Small) -> list[tuple[object, ...]]:
    return place.query("SELECT * EXCLUDE (is_demonstration) FROM scores.dti ORDER BY ALL")


def messages(place: Small, name: str) -> list[tuple[object, ...]]:
    return place.query(
        f"SELECT rule, found FROM submissions.finding WHERE file_name = '{name}' "
        "AND rule <> 'file_is_late'"
    )


def test_the_workbook_of_decisions_lists_what_waits_with_what_units_claim(assessed: Small) -> None:
    sheet = FilledDocument(decisions_to_fill_in(assessed.open(), "r1"), DECISION_SHEET)
    first, *others = sheet.texts(
        "Đợt", "Mã đơn vị", "Tên đơn vị", "Mã chỉ tiêu", "Tên chỉ tiêu", "Số liệu", "Điểm tối đa",
        "Điểm tự chấm", "Đơn vị đề nghị", "Số đơn phúc tra",
    )  # fmt: skip
    assert first == ("r1", "00003", "Suối Cát", "2", "Hai", "Điểm", 5, 4, "5", "7/ĐN")
    figures = {row[1:4:2] for row in others}
    assert len(others) == len(figures) == 8
    assert ("00003", "2") not in figures
    assert decisions_to_fill_in(assessed.open(), "r1") == decisions_to_fill_in(
        assessed.open(), "r1"
    )


def test_decisions_that_are_filled_in_count(assessed: Small, tmp_path: Path) -> None:
    here = assessed.copied(tmp_path)
    form = FilledDocument(decisions_to_fill_in(here.open(), "r1"), DECISION_SHEET)
    by = {"document": "12/QĐ", "clause": "Điều 4"}
    form.fill("00001", "1.1", value=2.5, reason="Không đủ", dated_on="05/08/2025", **by)
    form.fill("00003", "2", value=4.5, reason="Đúng một phần", dated_on=date(2025, 8, 20), **by)
    here.submit("r1/hoi-dong/quyet-dinh.xlsx", form.saved())
    publish_rounds(here.open(), ["r1"])
    assert decided(here) == [
        ("00001", "1.1", 2.5, "12/QĐ", "Điều 4", "Không đủ", date(2025, 8, 5), None),
        ("00003", "2", 4.5, "12/QĐ", "Điều 4", "Đúng một phần", date(2025, 8, 20), "7/ĐN"),
    ]
    assert here.query("SELECT outcome FROM appraisal.appeal") == [("partly_accepted",)]
    assert messages(here, "hoi-dong/quyet-dinh.xlsx") == []


def test_the_effect_of_a_workbook_is_told_before_it_is_filed(
    assessed: Small, tmp_path: Path
) -> None:
    here = assessed.copied(tmp_path)
    path = tmp_path / "quyet-dinh.xlsx"
    path.write_bytes(decisions_to_fill_in(here.open(), "r1"))
    blank = dti("decide", path, "--dry-run", *here.options())
    assert blank.exit_code == 2
    assert "No row is filled in; these columns are blank: Giá trị quyết định, " in blank.output
    form = FilledDocument(path.read_bytes(), DECISION_SHEET)
    form.fill("00001", "1.1", value=2.5, document="12/QĐ", reason="Không đủ", dated_on="05/08/2025")
    path.write_bytes(form.saved())
    told = dti("decide", path, "--dry-run", *here.options())
    assert told.exit_code == 0, told.output
    assert "leaves blank: Điều khoản. It counts" in told.output
    assert "10.00 → 2.50 điểm / points (−7.50): Không đủ" in told.output


def test_appeals_that_are_filled_in_are_listed(assessed: Small, tmp_path: Path) -> None:
    here = assessed.copied(tmp_path)
    form = FilledDocument(appeals_to_fill_in(here.open(), "r1", "00002"), APPEAL_SHEET)
    shown = form.texts("Tên đơn vị", "Mã chỉ tiêu", "Số liệu", "Điểm tối đa", "Điểm tự chấm")
    assert shown == [
        ("Đông Hải", "1.1", "Điểm", 10, 5),
        ("Đông Hải", "1.2", "Điểm", 10, 10),
        ("Đông Hải", "2", "Điểm", 5, 4),
    ]
    form.fill("00002", "1.1", value=8, document="3/ĐN", reason="Đủ", dated_on="12/08/2025")
    here.submit("r1/00002_phuc-tra.xlsx", form.saved())
    free = FilledDocument(appeals_to_fill_in(here.open(), "r1", None), APPEAL_SHEET)
    free.fill("00001", "2", value=5, document="4/ĐN", reason="Đủ", dated_on="12/08/2025")
    here.submit("r1/00001_phuc-tra.xlsx", free.saved())
    publish_rounds(here.open(), ["r1"])
    assert here.query(
        "SELECT entity_code, indicator_code, requested_value::DOUBLE, appeal_number, outcome "
        "FROM appraisal.appeal ORDER BY ALL"
    ) == [
        ("00001", "2", 5, "4/ĐN", "pending"),
        ("00002", "1.1", 8, "3/ĐN", "pending"),
        ("00003", "2", 5, "7/ĐN", "pending"),
    ]
    assert messages(here, "00002_phuc-tra.xlsx") == messages(here, "00001_phuc-tra.xlsx") == []


def test_workbooks_that_nobody_filled_in_change_nothing_and_name_their_columns(
    assessed: Small, tmp_path: Path
) -> None:
    here = assessed.copied(tmp_path)
    before = values(here)
    of = here.open()
    here.submit("r1/hoi-dong/quyet-dinh.xlsx", decisions_to_fill_in(of, "r1"))
    here.submit("r1/00001_phuc-tra.xlsx", appeals_to_fill_in(of, "r1", "00001"))
    publish_rounds(of, ["r1"])
    assert values(here) == before
    ((rule, found),) = messages(here, "hoi-dong/quyet-dinh.xlsx")
    assert (rule, found) == (
        "nothing_filled_in",
        "Giá trị quyết định, Số quyết định, Điều khoản, Lý do, Ngày quyết định, Số đơn phúc tra",
    )
    ((rule, found),) = messages(here, "00001_phuc-tra.xlsx")
    assert (rule, found) == (
        "nothing_filled_in",
        "Đề nghị, Số đơn phúc tra, Lý do, Ngày gửi đơn",
    )


def test_a_round_that_was_never_assessed_has_free_rows_and_says_so(tmp_path: Path) -> None:
    here = place(tmp_path)
    form = FilledDocument(decisions_to_fill_in(here.open(), "r1"), DECISION_SHEET)
    assert form.texts("Mã đơn vị") == []
    told = [cell.value for cell in form.book["Hướng dẫn"]["B"]]
    assert "Đợt chưa được đánh giá nên chưa có điểm và danh sách để ghi sẵn." in told
    form.fill("00002", "1.1", value=3, document="1/QĐ", clause="Điều 1", reason="Thiếu",
              dated_on="05/08/2025")  # fmt: skip
    here.submit("r1/hoi-dong/quyet-dinh.xlsx", form.saved())
    publish_rounds(here.open(), ["r1"])
    assert decided(here)[0][:4] == ("00002", "1.1", 3, "1/QĐ")


PENALTY = """
  - code: "3"
    name: {vi: Điểm trừ, en: Penalty}
    max_points: 3
    inputs: {points: {name: {vi: Điểm trừ, en: Penalty}, unit: points}}
    rule: {kind: penalty, input: points}
    rule_status: demonstration
"""


def test_a_penalty_has_a_row_that_waits_for_its_unit(tmp_path: Path) -> None:
    here = place(tmp_path)
    here.seed("frameworks/small.yaml", FRAMEWORK + PENALTY)
    here.submit_clean("r1")
    publish_rounds(here.open(), ["r1"])
    form = FilledDocument(decisions_to_fill_in(here.open(), "r1"), DECISION_SHEET)
    shown = form.texts("Mã đơn vị", "Mã chỉ tiêu", "Tên chỉ tiêu", "Số liệu", "Điểm tối đa")
    assert shown[-1] == (None, "3", "Điểm trừ", "Điểm", 3)
    row = form.last - FREE_ROWS
    for heading, value in (
        ("Mã đơn vị", "00001"), ("Giá trị quyết định", 2), ("Số quyết định", "1/QĐ"),
    ):  # fmt: skip
        form.sheet.cell(row, form.columns[heading], value)
    here.submit("r1/hoi-dong/quyet-dinh.xlsx", form.saved())
    publish_rounds(here.open(), ["r1"])
    assert here.query(
        "SELECT points::DOUBLE FROM indicators.indicator_value WHERE entity_code = '00001' AND "
        "indicator_code = '3' AND basis = 'final'"
    ) == [(-2,)]


def test_a_state_is_decided_in_a_free_row(assessed: Small, tmp_path: Path) -> None:
    here = assessed.copied(tmp_path)
    form = FilledDocument(decisions_to_fill_in(here.open(), "r1"), DECISION_SHEET)
    free = form.sheet.cell(form.last, form.columns["Số liệu"])
    listed = form.sheet.cell(form.first, form.columns["Số liệu"])
    typed = form.sheet.cell(form.first, form.columns["Giá trị quyết định"])
    assert (free.value, free.fill.fgColor.rgb) == ("Điểm", typed.fill.fgColor.rgb)
    assert free.fill.fgColor.rgb != listed.fill.fgColor.rgb
    for heading, value in (
        ("Mã đơn vị", "00001"), ("Mã chỉ tiêu", "1.1"), ("Số liệu", "Trạng thái"),
        ("Giá trị quyết định", "zero_by_decision"), ("Số quyết định", "1/QĐ"),
    ):  # fmt: skip
        form.sheet.cell(form.last, form.columns[heading], value)
    here.submit("r1/hoi-dong/quyet-dinh.xlsx", form.saved())
    publish_rounds(here.open(), ["r1"])
    assert here.query(
        "SELECT state FROM indicators.indicator_value WHERE entity_code = '00001' AND "
        "indicator_code = '1.1' AND basis = 'final'"
    ) == [("zero_by_decision",)]


def test_a_file_of_the_council_is_never_late(assessed: Small, tmp_path: Path) -> None:
    here = assessed.copied(tmp_path)
    here.submit("r1/hoi-dong/trong.xlsx", decisions_to_fill_in(here.open(), "r1"))
    publish_rounds(here.open(), ["r1"])
    assert here.query(
        "SELECT rule FROM submissions.finding WHERE file_name = 'hoi-dong/trong.xlsx'"
    ) == [("nothing_filled_in",)]


def test_an_indicator_without_points_is_decided_by_its_figures(tmp_path: Path) -> None:
    here = place(tmp_path)
    means = """
id: small
name: {vi: Trung bình, en: Means}
subject: commune
legal_source: "none: for tests"
aggregation: arithmetic_mean
indicators:
  - code: "1"
    name: {vi: "=Một & <hai>", en: One}
    weight: 1
    inputs: {x: {name: {vi: x, en: x}, unit: share}}
    rule: {kind: goalposts, input: x, lower: 0, upper: 1}
    rule_status: demonstration
"""
    here.seed("frameworks/small.yaml", means)
    here.submit("r1/00001.csv", HEADER + 'r1,00001,1,x,"0,5",,,,\n')
    publish_rounds(here.open(), ["r1"])
    form = FilledDocument(decisions_to_fill_in(here.open(), "r1"), DECISION_SHEET)
    assert form.texts("Mã đơn vị", "Tên chỉ tiêu", "Số liệu", "Điểm tối đa") == [
        ("00001", "=Một & <hai>", "x", "")
    ]
    form.fill("00001", "1", value=0.25, document="1/QĐ", clause="Điều 1", reason="Thiếu",
              dated_on="05/08/2025")  # fmt: skip
    here.submit("r1/hoi-dong/quyet-dinh.xlsx", form.saved())
    publish_rounds(here.open(), ["r1"])
    assert here.query(
        "SELECT value::DOUBLE FROM submissions.input_value WHERE source = 'verified'"
    ) == [(0.25,)]


def test_the_commands_write_the_workbooks_and_no_file_over_another(tmp_path: Path) -> None:
    here = place(tmp_path)
    here.submit("r1/00001.csv", HEADER + rows("r1", "00001"))
    for words, sheet in (
        (("decide", "r1", "--template"), DECISION_SHEET),
        (("appeal", "r1", "--template", "--entity", "00002"), APPEAL_SHEET),
    ):
        path = tmp_path / "sổ" / f"{words[0]}.xlsx"
        done = dti(*words, "-o", path, *here.options())
        assert done.exit_code == 0, done.output
        assert sheet in load_workbook(path).sheetnames
        again = dti(*words, "-o", path, *here.options())
        assert (again.exit_code, "--force" in again.output) == (2, True)
        assert dti(*words, "-o", path, "--force", *here.options()).exit_code == 0
        assert dti(*words, *here.options()).exit_code == 2
    unknown = dti("appeal", "r1", "--template", "--entity", "x", "-o", "a.xlsx", *here.options())
    assert (unknown.exit_code, "00001, 00002, 00003" in unknown.output) == (2, True)
    assert dti("decide", tmp_path / "none.xlsx", *here.options()).exit_code == 2
