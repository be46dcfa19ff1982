"""`dti framework`: an annex becomes a file or is refused with every problem; two are compared."""

import csv
import io
import json
from pathlib import Path

import pytest
from annex_builders import ROWS, Annex, Cell
from installations import dti
from openpyxl import Workbook

from assets.installation.framework_files import Asked, import_annex
from pipelines.annexes.sheet import Area
from pipelines.frameworks.reader import read_framework

BAD = Annex(rows=(*ROWS, ("2.1", "Trùng mã", 5), ("2.3", "Điểm lạ", "mười")))


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    path = tmp_path / "Phụ lục I.xlsx"
    path.write_bytes(Annex().workbook())
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "sai.xlsx"
    path.write_bytes(BAD.workbook())
    return path


def test_an_annex_is_written_as_a_framework(annex: Path, tmp_path: Path) -> None:
    target = tmp_path / "frameworks" / "xa-mau-2025.yaml"
    done = dti("framework", "import", annex, "-o", target)
    assert done.exit_code == 0, done.output
    read = read_framework(target.read_text(encoding="utf-8"), target.name)
    assert (read.id, read.subject, read.legal_source) == ("xa-mau-2025", "commune", "1234/QĐ-UBND")
    assert "1.10" in read.by_code
    assert "12 chắc / sure, 1 chưa chắc / unsure, 1 chưa nhận ra / unknown" in done.output
    assert "STT 1.1 sau 1.9 được đọc là 1.10" in done.output


def test_what_the_officer_says_comes_before_the_titles(annex: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    dti(
        *("framework", "import", annex, "-o", target, "--id", "khac", "--subject", "department"),
        *("--name", "Tên khác", "--legal-source", "5/QĐ-X"),
    )
    read = read_framework(target.read_text(encoding="utf-8"), target.name)
    told = (read.id, read.subject, read.name.vi, read.legal_source)
    assert told == ("khac", "department", "Tên khác", "5/QĐ-X")


def test_a_file_that_is_there_is_kept_without_force(annex: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    target.write_text("x", encoding="utf-8")
    assert dti("framework", "import", annex, "-o", target).exit_code == 2
    assert target.read_text(encoding="utf-8") == "x"
    assert dti("framework", "import", annex, "-o", target, "--force").exit_code == 0
    assert "id: a" in target.read_text(encoding="utf-8")


def test_a_dry_run_prints_what_it_would_write(annex: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    printed = dti("framework", "import", annex, "-o", target, "--dry-run")
    assert not target.exists()
    dti("framework", "import", annex, "-o", target)
    assert printed.stdout == target.read_text(encoding="utf-8")


def test_a_bad_table_is_refused_with_all_its_problems(bad: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    done = dti("framework", "import", bad, "-o", target)
    assert (done.exit_code, target.exists()) == (1, False)
    for told in (
        "A25 (2.1): STT này đã có ở ô A20",
        "C26 (2.3): không đọc được điểm tối đa “mười”",
    ):
        assert told in done.output
    assert "--draft" in done.output


def test_a_draft_of_a_bad_table_is_written_and_says_so(bad: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    assert dti("framework", "import", bad, "-o", target, "--draft").exit_code == 0
    text = target.read_text(encoding="utf-8")
    assert "# - A25 (2.1): STT này đã có ở ô A20" in text
    assert read_framework(text, "a.yaml").unscorable()


def test_an_id_that_cannot_be_one_is_a_problem(annex: Path, tmp_path: Path) -> None:
    done = dti("framework", "import", annex, "-o", tmp_path / "Bộ chỉ số.yaml")
    assert done.exit_code == 1
    assert "id: expected an id of a framework: begins with a small letter" in done.output


def test_whom_a_framework_is_for_is_asked_where_no_title_tells(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(Annex(titles=()).workbook())
    done = dti("framework", "import", path, "-o", tmp_path / "a.yaml")
    assert (done.exit_code, "--subject" in done.output) == (1, True)
    done = dti("framework", "import", path, "-o", tmp_path / "a.yaml", "--subject", "commune")
    assert done.exit_code == 0
    assert (
        dti("framework", "import", path, "-o", tmp_path / "b.yaml", "--subject", "x").exit_code == 2
    )


def test_a_csv_is_read_like_a_workbook(annex: Path, tmp_path: Path) -> None:
    held = io.StringIO()
    rows: list[tuple[Cell, ...]] = Annex().grid()
    csv.writer(held, delimiter=";").writerows((*row, *[None] * (7 - len(row))) for row in rows)
    path = tmp_path / "phu-luc.csv"
    path.write_text(held.getvalue(), encoding="utf-8-sig")
    from_text = import_annex(path, Asked("a"))
    from_book = import_annex(annex, Asked("a"))
    assert from_text.problems == ()
    assert from_text.text.partition("indicators:")[2] == from_book.text.partition("indicators:")[2]


def test_merged_cells_of_a_workbook_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    rows = (("1", "A", 5, "Hội đồng chấm điểm"), ("2", "B", 5))
    path.write_bytes(Annex(rows, total=None, merged=(Area(7, 3, 8, 3),)).workbook())
    read = read_framework(import_annex(path, Asked("a")).text, "a.yaml")
    assert [i.rule.kind for i in read.indicators if i.rule] == ["points", "points"]


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, state in (("Phụ lục I", "visible"), ("Cũ", "hidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in Annex().grid():
            sheet.append(list(row))
    path = tmp_path / "x.xlsx"
    book.save(path)
    assert "# Trang tính / sheet: Phụ lục I" in import_annex(path, Asked("a")).text


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7 ...")
    done = dti("framework", "import", path, "-o", tmp_path / "a.yaml")
    assert done.exit_code == 1
    assert "PDF" in done.output


def test_two_frameworks_are_compared_by_id_or_file(tmp_path: Path, annex: Path) -> None:
    told = dti("framework", "diff", "vn-province-922-2022", "vn-province-405-2025")
    assert (told.exit_code, "1000 → 940" in told.output) == (0, True)
    target = tmp_path / "a.yaml"
    dti("framework", "import", annex, "-o", target)
    told = dti("framework", "diff", target, target, "--format", "json")
    assert json.loads(told.stdout)["added"] == []


def test_a_framework_that_is_not_there_is_told_with_its_likes() -> None:
    told = dti("framework", "diff", "vn-province-922-2022", "vn-province-405")
    assert (told.exit_code, "did you mean vn-province-405-2025" in told.output) == (2, True)
