"""`dti template`: which forms are written, with what of the last round, and what is refused."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from form_builders import COLUMN, figure_rows
from installations import ENTITIES, FRAMEWORK, Small, dti
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assets.publishing.forms import RoundForms
from pipelines.forms.layout import FORM_SHEET, KEY_SHEET
from warehouse.contract import TABLE_BY_NAME
from warehouse.writer import open_warehouse

AGENCY = "so-x,department,Sở Xây dựng,Department of Construction,99,,,\n"
BY_AGENCY = FRAMEWORK.replace("inputs: {done:", "responsible: so-x\n    inputs: {done:")
VALUES = TABLE_BY_NAME["submissions.input_value"]


@pytest.fixture
def place(tmp_path: Path) -> Small:
    """Three communes, r2 after r1; an agency reports 1.2 for them."""
    small = Small(tmp_path).write()
    small.seed("entities.csv", ENTITIES + AGENCY)
    small.seed("frameworks/small.yaml", BY_AGENCY)
    return small


def publish(place: Small, unit: str, value: str) -> None:
    """A published warehouse in which a unit sent one figure in r1."""
    row = {
        "round": "r1",
        "entity_code": unit,
        "indicator_code": "1.1",
        "input": "a",
        "raw_text": value,
        "value": Decimal(value),
        "source": "declared",
        "file_sha256": "0" * 64,
        "file_name": f"{unit}.csv",
        "is_corrected": False,
    }
    with open_warehouse(place.published) as warehouse:
        frame = pl.DataFrame([row], schema=VALUES.polars_schema)
        warehouse.replace_rounds(VALUES, frame, ["r1"])


def sheet_of(content: bytes) -> Worksheet:
    return load_workbook(BytesIO(content))[FORM_SHEET]


def last_figure(content: bytes, unit: str) -> str:
    sheet = sheet_of(content)
    row = figure_rows(sheet)[unit, "1.1", "a"]
    return str(sheet.cell(row, COLUMN["previous"]).value)


def test_the_form_of_a_unit_is_written(place: Small) -> None:
    target = place.folder / "new" / "form.xlsx"
    done = dti("template", "r2", "00001", "-o", str(target), *place.options())
    assert done.exit_code == 0, done.output
    assert done.output.strip().endswith(str(target))
    key = load_workbook(target)[KEY_SHEET]
    assert [key.cell(row, 2).value for row in (2, 3)] == ["r2", "00001"]


def test_all_forms_of_a_round_are_written_one_for_each_who_reports(place: Small) -> None:
    target = place.folder / "forms"
    done = dti("template", "r2", "--all", str(target), *place.options())
    assert done.exit_code == 0, done.output
    assert "4 forms in" in done.output
    assert sorted(path.name for path in target.iterdir()) == [
        "00001_r2.xlsx",
        "00002_r2.xlsx",
        "00003_r2.xlsx",
        "so-x_r2.xlsx",
    ]


def test_an_agency_is_known_by_its_name_in_forms_of_others(place: Small) -> None:
    sheet = sheet_of(RoundForms(place.open(), "r2").workbook("00001"))
    said = [str(cell.value) for cell in sheet["C"]]
    assert "Số liệu do Sở Xây dựng báo cáo\nreported by Department of Construction" in said


def test_an_agency_reports_for_every_unit_of_the_round(place: Small) -> None:
    sheet = sheet_of(RoundForms(place.open(), "r2").workbook("so-x"))
    assert [unit for unit, *_ in figure_rows(sheet)] == ["00001", "00002", "00003"]


def test_the_last_figure_comes_from_the_published_round_before(place: Small) -> None:
    publish(place, "00001", "1941")
    forms = RoundForms(place.open(), "r2")
    assert last_figure(forms.workbook("00001"), "00001") == "1941"
    assert last_figure(forms.workbook("00002"), "00002") == "chưa có\nnone"


def test_without_a_published_warehouse_there_are_no_last_figures(place: Small) -> None:
    assert last_figure(RoundForms(place.open(), "r2").workbook("00001"), "00001") == "chưa có\nnone"


def test_a_first_round_has_no_last_figures(place: Small) -> None:
    publish(place, "00001", "1941")
    assert last_figure(RoundForms(place.open(), "r1").workbook("00001"), "00001") == "chưa có\nnone"


def test_figures_of_another_unit_with_the_same_code_are_not_compared(place: Small) -> None:
    publish(place, "00001", "1941")
    rounds = place.folder / "seeds" / "rounds.yaml"
    first, second = rounds.read_text(encoding="utf-8").split("\n- id: r2")
    second = second.replace("2025-01-01", "2025-07-01").replace("2025-06-30", "2025-12-31")
    rounds.write_text(f"{first}\n- id: r2{second}", encoding="utf-8")
    old = "00001,commune,Hòa Bình,Hoa Binh,99,,,Xã Hòa Bình\n"
    assert old in ENTITIES
    then = (
        "00001,commune,Xã Cũ,Old,99,,2025-06-30,\n00001,commune,Hòa Bình,Hoa Binh,99,2025-07-01,,\n"
    )
    place.seed("entities.csv", (ENTITIES + AGENCY).replace(old, then))
    assert last_figure(RoundForms(place.open(), "r2").workbook("00001"), "00001") == "chưa có\nnone"


def test_figures_of_another_framework_are_not_compared(place: Small) -> None:
    publish(place, "00001", "1941")
    place.seed("frameworks/other.yaml", BY_AGENCY.replace("id: small", "id: other"))
    rounds = place.folder / "seeds" / "rounds.yaml"
    text = rounds.read_text(encoding="utf-8")
    rounds.write_text(text.replace("framework: small", "framework: other", 1), encoding="utf-8")
    assert last_figure(RoundForms(place.open(), "r2").workbook("00001"), "00001") == "chưa có\nnone"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("r3", "00001", "-o", "f.xlsx"), "no round r3; did you mean r2, r1?"),
        (("r2", "0001", "-o", "f.xlsx"), "did you mean 00001 (Hòa Bình)"),
        (("r2", "Đông Hài", "-o", "f.xlsx"), "did you mean 00002 (Đông Hải)?"),
        (("r2", "zzzzzz", "-o", "f.xlsx"), "zzzzzz reports nothing in round r2\n"),
        (("r2", "00001"), "say ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR"),
        (("r2", "-o", "f.xlsx"), "say ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR"),
        (("r2", "00001", "--all", "d"), "say ROUND ENTITY -o FILE.xlsx, or ROUND --all DIR"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(
    place: Small, words: tuple[str, ...], expected: str
) -> None:
    done = dti("template", *words, *place.options())
    assert done.exit_code == 2
    assert expected in done.output


def test_a_file_that_is_there_stays_unless_told_otherwise(place: Small) -> None:
    target = place.folder / "form.xlsx"
    target.write_text("filled in already", encoding="utf-8")
    words = ("template", "r2", "00001", "-o", str(target), *place.options())
    refused = dti(*words)
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert target.read_text(encoding="utf-8") == "filled in already"
    assert dti(*words, "--force").exit_code == 0
    assert target.read_bytes().startswith(b"PK")


def test_one_file_that_is_there_keeps_all_from_being_written(place: Small) -> None:
    target = place.folder / "forms"
    target.mkdir()
    (target / "00002_r2.xlsx").touch()
    done = dti("template", "r2", "--all", str(target), *place.options())
    assert done.exit_code == 2
    assert [path.name for path in target.iterdir()] == ["00002_r2.xlsx"]


def test_a_framework_with_gaps_gives_no_form(place: Small) -> None:
    place.seed(
        "frameworks/small.yaml",
        BY_AGENCY.replace("max_points: 20", "max_points: null").replace(
            "max_points: 10", "max_points: null"
        ),
    )
    done = dti("template", "r2", "00001", "-o", "f.xlsx", *place.options())
    assert done.exit_code == 2
    assert "small.yaml" in done.output


def test_a_code_cannot_lead_out_of_the_folder(place: Small) -> None:
    assert RoundForms(place.open(), "r2").file_name("../x/y") == "..-x-y_r2.xlsx"


UNSURE = FRAMEWORK.replace(
    "    rule: {kind: boolean, input: done}",
    "    doubts: [{vi: chưa rõ lời văn, en: the wording is not clear}]\n"
    "    rule: {kind: boolean, input: done}",
)


def test_no_form_is_made_of_a_row_that_is_not_sure(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.seed("frameworks/small.yaml", UNSURE)
    refused = dti(*("template", "r1", "00001", "-o", tmp_path / "x.xlsx"), *place.options())
    assert (refused.exit_code, (tmp_path / "x.xlsx").exists()) == (2, False)
    line = next(n for n, text in enumerate(UNSURE.splitlines(), 1) if 'code: "1.2"' in text)
    assert f"small.yaml:{line}: 1.2: Có: chưa lập biểu mẫu" in refused.output
    assert "chưa rõ lời văn" in refused.output
    assert "dti framework review small" in refused.output


def test_no_form_asks_for_a_figure_without_a_name(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    unnamed = FRAMEWORK.replace("a: {name: {vi: a, en: a}", 'a: {name: {vi: "[Chưa rõ: a]", en: a}')
    place.seed("frameworks/small.yaml", unnamed)
    refused = dti(*("template", "r1", "--all", tmp_path / "forms"), *place.options())
    assert (refused.exit_code, (tmp_path / "forms").exists()) == (2, False)
    assert "1.1: Tỷ lệ: chưa lập biểu mẫu khi còn chưa chắc: số liệu a" in refused.output


def test_a_doubt_about_a_row_that_is_left_out_holds_no_form_back(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.seed("frameworks/small.yaml", UNSURE)
    rounds = (place.folder / "seeds/rounds.yaml").read_text(encoding="utf-8")
    place.seed(
        "rounds.yaml",
        rounds.replace("  framework: small", '  not_evaluated: ["1.2"]\n  framework: small'),
    )
    made = dti(*("template", "r1", "00001", "-o", tmp_path / "x.xlsx"), *place.options())
    assert (made.exit_code, (tmp_path / "x.xlsx").exists()) == (0, True), made.output
