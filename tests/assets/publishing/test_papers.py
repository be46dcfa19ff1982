"""Papers say what the warehouse says, whatever names hold, and are the same bytes every time."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from installations import ENTITIES, Small
from openpyxl import load_workbook
from publishing import publish_rounds
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from assets.publishing.papers.papers import (
    ANNEX,
    REPORT,
    REPORT_IN_ENGLISH,
    SHEETS,
    Press,
    write_papers,
)
from assets.publishing.receipts import receipts_of
from assets.publishing.round_reading import round_tables
from pipelines.notation import EN, VI
from pipelines.publication.receipt import receipt
from pipelines.publication.unit_sheet import LONGEST, MOST, shortened, unit_sheet
from warehouse.reader import open_published

HOSTILE = {
    "00001": "=cmd()",
    "00002": '#eval("1+1") $x^2$ *đậm*',
    "00003": "<script>alert(1)</script>",
}
ROUND = "demo-r1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("papers"), {ROUND: None}).write()
    lines: list[str] = [*ENTITIES.splitlines()[:2]]
    for code, name in HOSTILE.items():
        quoted = name.replace('"', '""')
        lines.append(f'{code},commune,"{quoted}","{quoted}",99,,,')
    small.seed("entities.csv", "\n".join(lines) + "\n")
    small.submit_clean(ROUND)
    publish_rounds(small.open(), [ROUND])
    return small


@pytest.fixture(scope="module")
def papers(place: Small, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write(place, folder)
    return folder


def write(place: Small, folder: Path) -> None:
    with open_published(place.published) as warehouse:
        tables = round_tables(warehouse, ROUND)
    write_papers(tables, receipts_of(tables), folder)


def query(place: Small, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(place.published), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def text_of(path: Path) -> str:
    """The words of a PDF, blanks folded."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def ranking(place: Small) -> list[tuple[object, ...]]:
    return query(
        place,
        "SELECT rank, entity_code, entity_name_vi, value FROM analyst.ranking "
        "WHERE basis = 'final' ORDER BY rank, entity_code",
    )


@pytest.mark.parametrize(
    ("report", "amount"), [(REPORT, VI.amount), (REPORT_IN_ENGLISH, EN.amount)]
)
def test_the_report_has_the_ranking_of_the_warehouse_in_the_numbers_of_its_language(
    place: Small, papers: Path, report: str, amount: Callable[[Decimal, int], str]
) -> None:
    text = text_of(papers / report)
    found = [
        text.index(f"{rank} {name} {amount(Decimal(str(value)), 4)}")
        for rank, _, name, value in ranking(place)
    ]
    assert found == sorted(found)
    means = query(
        place,
        "SELECT code, value FROM planning.round_figure WHERE statistic = 'mean' AND level = 'main'",
    )
    assert means
    for _, value in means:
        assert amount(Decimal(str(value)), 4) in text


def test_both_reports_say_the_same_numbers(papers: Path) -> None:
    vi, en = (
        sorted(re.findall(r"\d[.,]\d{4}\b", text_of(papers / name)))
        for name in (REPORT, REPORT_IN_ENGLISH)
    )
    assert vi
    assert [number.replace(",", ".") for number in vi] == en


def test_the_english_report_is_english(papers: Path) -> None:
    text = text_of(papers / REPORT_IN_ENGLISH)
    for words in ("Ranking", "units ranked", "What was received and what is missing", "Method"):
        assert words in text
    for words in ("Bảng xếp hạng", "đơn vị", "Phương pháp", "Hạng"):
        assert words not in text


def test_names_are_set_as_they_are_written(papers: Path) -> None:
    text = text_of(papers / REPORT)
    for name in HOSTILE.values():
        assert name in text


def test_demonstration_is_said_on_every_page(papers: Path) -> None:
    for name, words in ((REPORT, "MINH HỌA"), (REPORT_IN_ENGLISH, "DEMONSTRATION")):
        for page in PdfReader(papers / name).pages:
            assert words in page.extract_text()


def test_a_sheet_of_a_unit_is_one_page_with_its_rank_value_and_seal(
    place: Small, papers: Path
) -> None:
    with open_published(place.published) as warehouse:
        tables = round_tables(warehouse, ROUND)
    for rank, code, name, value in ranking(place):
        path = papers / SHEETS / f"{code}.pdf"
        text = text_of(path)
        assert len(PdfReader(path).pages) == 1
        for part in (f"{rank}/3", name, VI.amount(Decimal(str(value)), 4)):
            assert str(part) in text
        assert receipt(tables, str(code))["seal"] in text


def test_a_sheet_stays_on_one_page_with_the_longest_names(place: Small) -> None:
    with open_published(place.published) as warehouse:
        tables = round_tables(warehouse, ROUND)
    data = unit_sheet(tables, receipt(tables, "00001"))
    name = shortened("Triển khai thực hiện nhiệm vụ được giao theo kế hoạch " * 9, LONGEST)
    lost = {"code": "4.22.10", "name": name, "points": "0,00", "maximum": "30,00"}
    lost |= {"gap": "30,00", "by_unit": "30,00", "state": "thiếu số liệu"}
    main = {**data["mains"][0], "name": "Hoạt động chính quyền số của Ủy ban nhân dân cấp xã"}
    data |= {
        "lost": [lost] * MOST,
        "mains": [main] * 9,
        "pillars": [main] * 3,
        "is_silent": True,
    }
    assert len(PdfReader(io.BytesIO(Press(tables).pdf("unit.typ", data))).pages) == 1


def test_the_annex_has_numbers_equal_to_the_warehouse(place: Small, papers: Path) -> None:
    book = load_workbook(papers / ANNEX)
    rows = [
        tuple(cell.value for cell in row[:4])
        for row in book["Xếp hạng"].iter_rows(min_row=5)
        if row[0].value is not None
    ]
    assert rows == [(r, c, n, float(str(v))) for r, c, n, v in ranking(place)]
    mains = query(
        place,
        "SELECT entity_code, value::DOUBLE FROM analyst.main_rank "
        "WHERE basis = 'final' AND main_code = '1'",
    )
    sheet = book["Chỉ số chính"]
    column = next(n for n, cell in enumerate(sheet[3]) if cell.value == "1 Một")
    assert {row[1].value: row[column].value for row in sheet.iter_rows(min_row=5)} == dict(mains)
    points = query(
        place,
        "SELECT entity_code, indicator_code, round(points, 2)::DOUBLE "
        "FROM indicators.indicator_value WHERE basis = 'final' ORDER BY ALL",
    )
    found = [
        (row[0].value, row[2].value, row[7].value) for row in book["Chỉ tiêu"].iter_rows(min_row=5)
    ]
    assert sorted(found) == points


def test_no_cell_of_the_annex_is_a_formula(papers: Path) -> None:
    book = load_workbook(papers / ANNEX)
    guarded = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("n", "s"), cell
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    guarded.append(cell.quotePrefix)
    assert guarded
    assert all(guarded)


def test_the_annex_prints_with_its_headings_on_every_page(papers: Path) -> None:
    for sheet in load_workbook(papers / ANNEX).worksheets[1:]:
        assert sheet.print_title_rows == "$3:$4"
        assert sheet.freeze_panes == "D5"
        assert sheet.page_setup.orientation == "landscape"


def test_the_letter_guards_names_and_has_both_languages(papers: Path) -> None:
    vi = (papers / "ban-tin.vi.md").read_text(encoding="utf-8")
    en = (papers / "ban-tin.en.md").read_text(encoding="utf-8")
    assert "SỐ LIỆU MINH HỌA" in vi
    assert "DEMONSTRATION DATA" in en
    assert "\\<script\\>alert(1)\\</script\\>" in vi
    assert "\\#eval(" in vi
    assert ("1\\. =cmd(): 0,9600" in vi, "1\\. =cmd(): 0.9600" in en) == (True, True)


def test_the_same_release_gives_the_same_bytes(place: Small, papers: Path, tmp_path: Path) -> None:
    write(place, tmp_path)
    for path in papers.rglob("*.*"):
        assert (tmp_path / path.relative_to(papers)).read_bytes() == path.read_bytes(), path


def test_fonts_are_in_the_file_and_come_with_the_program(papers: Path) -> None:
    for page in PdfReader(papers / REPORT).pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"]
        assert isinstance(fonts, DictionaryObject)
        for font in fonts.values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            text = descendant.get_object()["/FontDescriptor"].get_object()
            assert "Libertinus" in text["/FontName"] or "DejaVu" in text["/FontName"]
            assert {"/FontFile2", "/FontFile3"} & set(text)
