"""`dti framework`: an annex becomes a file or is refused with every problem; two are compared."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from annex_builders import ROWS, Annex, Cell
from builders import score, shares, values
from installations import HEADER, Small, dti
from openpyxl import Workbook, load_workbook

from assets.installation.framework_files import Asked, import_annex
from pipelines.annexes.sheet import Area
from pipelines.frameworks.reader import read_framework
from pipelines.marked_yaml import read_marked_yaml

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


def ordinary(tmp_path: Path) -> Path:
    """Wordings that annexes are full of; one row says too little."""
    rows = (
        ("1", "Hoạt động chính quyền số", 60),
        (
            "1.1",
            "Tỷ lệ hồ sơ trực tuyến",
            10,
            "- a: Hồ sơ nộp trực tuyến;\n- b: Tổng hồ sơ tiếp nhận;\n- Tỷ lệ = a/b;\n"
            "- Điểm = Tỷ lệ*Điểm tối đa; dưới 80 % thì 0 điểm.",
        ),
        (
            "1.2",
            "Tỷ lệ cán bộ được tập huấn",
            10,
            "Tỷ lệ = a/b, trong đó: a là Cán bộ được tập huấn, b là Tổng cán bộ.\n"
            "Từ 80% trở lên: 10 điểm; từ 50% đến dưới 80%: 5 điểm; dưới 50%: 0 điểm",
        ),
        ("1.3", "Công khai thông tin bắt buộc", 10, "Đầy đủ: 10 điểm; mỗi mục thiếu trừ 1 điểm"),
        ("1.4", "An toàn thông tin", 10, "Mỗi sự cố trừ 2"),
        ("1.5", "Chất lượng tham mưu", 10, "Theo kết quả thẩm định của Hội đồng"),
        ("1.6", "Bố trí kinh phí", 10, "Theo tình hình bố trí kinh phí"),
    )
    titles = (
        "BỘ TIÊU CHÍ",
        "ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP XÃ",
        "(Quyết định số 1/QĐ-UBND ngày 2/3/2025)",
    )
    path = tmp_path / "bo-tieu-chi.xlsx"
    path.write_bytes(Annex(rows, titles, total=None).workbook())
    return path


def mixed(tmp_path: Path) -> Path:
    """An annex of which one row is not understood and one figure has no name."""
    rows = (
        ("1", "Thể chế số", 30),
        ("1.1", "Nghị quyết", 10, "Có: 10 điểm; Không: 0 điểm"),
        ("1.2", "Tỷ lệ hồ sơ", 10, "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa"),
        ("1.3", "Quy chế", 10, "Đánh giá qua khảo sát"),
    )
    path = tmp_path / "phu-luc.xlsx"
    path.write_bytes(Annex(rows, total=None).workbook())
    return path


def test_an_import_says_which_rows_are_not_sure(tmp_path: Path) -> None:
    done = dti("framework", "import", mixed(tmp_path), "-o", tmp_path / "a.yaml")
    assert done.exit_code == 0
    assert "D10 (1.2): Tỷ lệ hồ sơ: lời văn không nói a, b là số liệu gì" in done.output
    assert "D11 (1.3): Quy chế: chưa nhận ra cách tính điểm" in done.output
    assert "2 dòng chưa chắc" in done.output


def test_a_review_is_written_corrected_and_read_back(tmp_path: Path) -> None:
    target, review = tmp_path / "a.yaml", tmp_path / "ra-soat.xlsx"
    dti("framework", "import", mixed(tmp_path), "-o", target)
    assert dti("framework", "review", target, "-o", review).exit_code == 0
    book = load_workbook(review)
    book["Rà soát"]["I5"] = "Theo kết quả thẩm định của Hội đồng"
    figures = book["Số liệu"]
    named = {figures.cell(row, 2).value: row for row in range(3, 5)}
    figures.cell(named["a"], 4, "Hồ sơ trực tuyến")
    figures.cell(named["b"], 4, "Tổng số hồ sơ")
    book.save(review)
    tried = dti("framework", "review", target, "--read", review, "--dry-run")
    assert (tried.exit_code, "[Chưa rõ" in target.read_text(encoding="utf-8")) == (0, True)
    done = dti("framework", "review", target, "--read", review)
    assert done.exit_code == 0, done.output
    assert "1.3" in done.output
    text = target.read_text(encoding="utf-8")
    read = read_framework(text, "a.yaml")
    assert (read.unsure(), read.unscorable()) == ([], [])
    assert read.by_code["1.3"].given_by == "council"
    assert "# Nhập từ / imported from: phu-luc.xlsx" in text


def test_a_review_of_a_file_that_changed_since_is_refused(tmp_path: Path) -> None:
    target, review = tmp_path / "a.yaml", tmp_path / "ra-soat.xlsx"
    dti("framework", "import", mixed(tmp_path), "-o", target)
    dti("framework", "review", target, "-o", review)
    target.write_text(target.read_text(encoding="utf-8") + "# x\n", encoding="utf-8")
    done = dti("framework", "review", target, "--read", review)
    assert (done.exit_code, "lập bảng mới" in done.output) == (1, True)


def test_a_review_with_a_problem_writes_nothing(tmp_path: Path) -> None:
    target, review = tmp_path / "a.yaml", tmp_path / "ra-soat.xlsx"
    dti("framework", "import", mixed(tmp_path), "-o", target)
    dti("framework", "review", target, "-o", review)
    before = target.read_bytes()
    book = load_workbook(review)
    book["Rà soát"]["H5"] = "Đúng"
    book.save(review)
    done = dti("framework", "review", target, "--read", review)
    assert (done.exit_code, target.read_bytes() == before) == (1, True)
    assert "Rà soát!H5 (1.3)" in done.output


def test_a_review_is_kept_without_force(tmp_path: Path) -> None:
    review = tmp_path / "ra-soat.xlsx"
    assert dti("framework", "review", "vn-province-922-2022", "-o", review).exit_code == 0
    assert dti("framework", "review", "vn-province-922-2022", "-o", review).exit_code == 2
    assert dti("framework", "review", "vn-province-922-2022").exit_code == 2


@pytest.mark.parametrize(
    "name", ["vn-commune-tayninh-2025", "vn-pii-2025", "vn-province-1726-2020"]
)
def test_a_review_of_a_shipped_framework_gives_it_back(tmp_path: Path, name: str) -> None:
    shipped = Path(__file__).parents[3] / "seeds" / "frameworks" / f"{name}.yaml"
    target, review = tmp_path / shipped.name, tmp_path / "ra-soat.xlsx"
    target.write_bytes(shipped.read_bytes())
    dti("framework", "review", target, "-o", review)
    assert dti("framework", "review", target, "--read", review).exit_code == 0
    before, after = (
        read_marked_yaml(path.read_text(encoding="utf-8"), "f").value for path in (shipped, target)
    )
    assert after == before


def test_an_annex_of_ordinary_wordings_is_reviewed_sent_out_checked_and_scored(
    tmp_path: Path,
) -> None:
    place = Small(tmp_path).write()
    framework, review = place.folder / "seeds/frameworks/small.yaml", tmp_path / "ra-soat.xlsx"
    done = dti("framework", "import", ordinary(tmp_path), "-o", framework, "--force")
    assert done.exit_code == 0, done.output
    form = ("template", "r1", "00001", "-o", tmp_path / "form.xlsx")
    refused = dti(*form, *place.options())
    assert (refused.exit_code, "chỉ số 1.6 không có quy tắc" in refused.output) == (2, True)
    dti("framework", "review", framework, "-o", review)
    book = load_workbook(review)
    rows = book["Rà soát"]
    at = next(n for n in range(2, rows.max_row + 1) if rows.cell(n, 1).value == "1.6")
    rows.cell(at, 9, "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; a: Chi cho chuyển đổi số; b: Tổng chi")
    book.save(review)
    assert dti("framework", "review", framework, "--read", review).exit_code == 0
    assert dti(*form, *place.options()).exit_code == 0
    figures = {"1.1": {"a": "120", "b": "100"}, "1.2": {"a": "-50", "b": "10"}}
    lines = [
        f"r1,00002,{code},{name},{value},,,,"
        for code, inputs in figures.items()
        for name, value in inputs.items()
    ]
    sent = place.submit("r1/00002/values.csv", HEADER + "\n".join(lines) + "\n")
    answer = dti("check", sent, "--round", "r1", *place.options())
    assert answer.exit_code == 1
    assert "numerator_above_denominator" in answer.output
    assert "-50" in answer.output
    read = read_framework(framework.read_text(encoding="utf-8"), "small.yaml")
    index = score(
        read,
        values(
            [
                ("x", "1.1", "a", 80),
                ("x", "1.1", "b", 100),
                ("x", "1.2", "a", 9),
                ("x", "1.2", "b", 10),
                ("x", "1.3", "count", 2),
                ("y", "1.1", "a", 79),
                ("y", "1.1", "b", 100),
            ]
        ),
    )
    earned = {code: shares(index, code)["x"] for code in ("1.1", "1.2", "1.3")}
    assert earned == {"1.1": Decimal("0.8"), "1.2": 1, "1.3": Decimal("0.8")}
    assert shares(index, "1.1")["y"] == 0
