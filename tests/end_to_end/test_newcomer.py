"""A newcomer's first round without a line of YAML: an annex, ten communes, a draft.

Ten forms come back: three with mistakes, one late, one amended, one of another round. Here belongs
the path as the guide tells it, command by command; each step has its own tests elsewhere.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from annex_builders import RATIO, Annex, Cell
from form_builders import COLUMN, figure_rows
from installations import dti
from openpyxl import load_workbook
from typer.testing import Result

from assets.installation.seeds import PROJECT, load_seeds
from pipelines.forms.layout import FORM_SHEET
from pipelines.local_time import LOCAL_TIME
from warehouse.reader import open_published

ROWS: tuple[tuple[Cell, ...], ...] = (
    ("I", "NHẬN THỨC SỐ", 40),
    (1.1, "Người đứng đầu chỉ đạo chuyển đổi số", 10,
     "- Chủ tịch: Điểm tối đa;\n- Phó Chủ tịch: 1/2*Điểm tối đa;\n- Không: 0 điểm."),
    (1.2, "Số cuộc họp của Ban Chỉ đạo trong kỳ", 10,
     "4 lần: 10; 3 lần: 7,5; 2 lần: 5; 1 lần: 2,5; còn lại: 0"),
    (1.3, "Chủ tịch chủ trì các cuộc họp", 10,
     RATIO.format(a="Số cuộc họp do Chủ tịch chủ trì", b="Tổng số cuộc họp")),
    (1.4, "Ban hành kế hoạch", 10, "Đã ban hành: Điểm tối đa; chưa ban hành: 0 điểm"),
    ("II", "CHÍNH QUYỀN SỐ", 80),
    (2.1, "Tỷ lệ hồ sơ trực tuyến", 10,
     RATIO.format(a="Số hồ sơ trực tuyến", b="Tổng số hồ sơ").replace("lệ*", "lệ/80%*")),
    (2.2, "Tỷ lệ hồ sơ đúng hạn", 10,
     RATIO.format(a="Số hồ sơ đúng hạn", b="Tổng số hồ sơ đã giải quyết")),
    (2.3, "Có trang thông tin điện tử", 10, "Có: 10 điểm; Không: 0 điểm"),
    (2.4, "Sáng kiến được công nhận", 10, "Mỗi sáng kiến được 2 điểm, tối đa 10 điểm"),
    (2.5, "Mức độ hoàn thành kế hoạch", 10, "Theo kết quả thẩm định của Hội đồng"),
    (2.6, "Chuyên mục chuyển đổi số", 10,
     "1/2*Điểm tối đa: có chuyên mục;\n1/2*Điểm tối đa: có tin mới hằng tháng;\nkhông: 0"),
    (2.7, "Công khai thủ tục hành chính", 10, "Đầy đủ: 10 điểm; mỗi mục thiếu trừ 1 điểm"),
    (2.8, "Mức độ đầy đủ của quy chế", 10, "Đánh giá qua khảo sát người dân"),
)  # fmt: skip
UNITS = [f"{number:05}" for number in range(1, 11)]
LATE, AMENDED, OF_ANOTHER_ROUND = "00004", "00005", "00006"
MISTAKES: Mapping[str, Mapping[tuple[str, str], str | float]] = {
    "00001": {("1.3", "a"): 9},  # more than all meetings
    "00002": {("2.1", "b"): "khoảng 80"},
    "00003": {("2.4", "count"): -1},
}
FIGURES: Mapping[tuple[str, str], str | float] = {
    ("1.1", "level"): "Chủ tịch",
    ("1.2", "figure"): 3,
    ("1.3", "a"): 2,
    ("1.3", "b"): 4,
    ("1.4", "done"): "có",
    ("2.1", "a"): 60,
    ("2.1", "b"): 100,
    ("2.2", "a"): 90,
    ("2.2", "b"): 95,
    ("2.3", "done"): "có",
    ("2.4", "count"): 2,
    ("2.6", "part_1"): "có",
    ("2.6", "part_2"): "không",
    ("2.7", "count"): 1,
}


class Newcomer:
    """An officer who types commands and fills in workbooks, and which commands these were."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands: list[str] = []

    def run(self, *words: object) -> Result:
        self.commands.append(str(words[0]))
        done = dti(*words)
        assert done.exit_code == 0, done.output
        return done

    def correct(self, name: str, sheet: str, cells: Mapping[str, Any]) -> None:
        """Type into cells of a workbook, and save it."""
        book = load_workbook(name)
        for cell, value in cells.items():
            book[sheet][cell].value = value
        book.save(name)

    def send(
        self,
        unit: str,
        day: str,
        figures: Mapping[tuple[str, str], str | float],
        form: str = "dot-1",
        suffix: str = "",
    ) -> None:
        """A form as a commune fills it in, at the time its file came."""
        (sent,) = Path(form).glob(f"{unit}_*.xlsx")
        path = Path("seeds/submissions/dot-1") / f"{unit}_phieu{suffix}.xlsx"
        book = load_workbook(sent)
        sheet = book[FORM_SHEET]
        rows = figure_rows(sheet)
        for (code, figure), value in figures.items():
            row = rows[unit, code, figure]
            sheet.cell(row, COLUMN["value"], value)
            sheet.cell(row, COLUMN["evidence"], "12/BC-UBND")
        book.save(path)
        moment = datetime.fromisoformat(day).replace(tzinfo=LOCAL_TIME).timestamp()
        os.utime(path, (moment, moment))


def commands_of_the_guide() -> list[str]:
    """What the first example of the officer's chapter types."""
    chapter = PROJECT / "assets/publishing/site/guide/vi/officer.md"
    example = chapter.read_text(encoding="utf-8").split("```")[1]
    return [line.split()[1] for line in example.splitlines() if line.startswith("dti ")]


def row_of(name: str, sheet: str, text: str) -> int:
    """The row of a workbook whose first cell has a text."""
    rows = load_workbook(name)[sheet].iter_rows(max_col=1, values_only=True)
    return [cell for (cell,) in rows].index(text) + 1


def test_ten_communes_from_an_annex_to_a_draft_without_yaml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annex, units = tmp_path / "Phụ lục.xlsx", tmp_path / "don-vi.csv"
    annex.write_bytes(Annex(rows=ROWS, total=(None, "Tổng cộng", 120)).workbook())
    listed = "".join(f"{unit},Xã {unit[-2:]}\n" for unit in UNITS)
    units.write_text(f"Mã đơn vị,Tên đơn vị\n{listed}", encoding="utf-8")
    for name in ("DTI_SEEDS", "DTI_INBOX", "DTI_WAREHOUSE"):
        monkeypatch.delenv(name, raising=False)
    officer = Newcomer(tmp_path / "tinh-mau")

    made = officer.run(
        *("init", officer.folder, "--office", "Tỉnh Mẫu", "--code", "99", "--round", "dot-1"),
        *("--framework", annex, "--units", units, "--starts-on", "01/01/2025"),
        *("--ends-on", "30/06/2025", "--deadline", "31/07/2025"),
    )
    assert "2.8" in made.output
    monkeypatch.chdir(officer.folder)
    officer.run("framework", "review", "phu-luc", "-o", "ra-soat.xlsx")
    row = row_of("ra-soat.xlsx", "Rà soát", "2.8")
    officer.correct("ra-soat.xlsx", "Rà soát", {f"I{row}": "Hội đồng thẩm định chấm điểm"})
    officer.run("framework", "review", "phu-luc", "--read", "ra-soat.xlsx")

    # The next round is a row of a workbook; a commune will take its form for this one.
    officer.run("setup", "--template", "-o", "thiet-lap.xlsx")
    rounds = load_workbook("thiet-lap.xlsx")["Đợt - Rounds"]
    second: dict[str, Any] = {
        cell.coordinate.replace("2", "3"): cell.value for cell in rounds[2] if cell.value
    }
    second |= {"A3": "dot-2", "F3": "01/07/2025", "G3": "31/12/2025", "J3": "31/01/2026"}
    officer.correct("thiet-lap.xlsx", "Đợt - Rounds", second)
    assert "+ dot-2" in officer.run("setup", "thiet-lap.xlsx").output
    officer.run("template", "dot-1", "--all", "dot-1")
    assert len(list(Path("dot-1").iterdir())) == len(UNITS)
    assert dti("template", "dot-2", "--all", "dot-2").exit_code == 0

    for unit in UNITS:
        is_of_another = unit == OF_ANOTHER_ROUND
        figures = {**FIGURES, **MISTAKES.get(unit, {})}
        day = "2025-08-02T09:00" if unit == LATE else "2025-07-20T09:00"
        officer.send(unit, day, figures, form="dot-2" if is_of_another else "dot-1")
    officer.send(AMENDED, "2025-07-25T09:00", {**FIGURES, ("2.4", "count"): 5}, suffix="_lan-2")

    status = officer.run("status", "dot-1")
    assert "dti assess dot-1" in status.output
    done = officer.run("assess", "dot-1")
    status = officer.run("status", "dot-1").output
    assert officer.commands == commands_of_the_guide()
    for unit in (*MISTAKES, LATE, AMENDED, OF_ANOTHER_ROUND):
        assert unit in status, status
    assert "dti publish dot-1" in done.output
    assert load_seeds(Path("seeds").absolute()).problems == ()
    with open_published(Path("warehouse/dti.duckdb")) as warehouse:
        ranked = warehouse.connection.execute(
            "SELECT entity_code, points FROM scores.dti WHERE round = 'dot-1' AND basis = 'final'"
        ).fetchall()
        findings = warehouse.connection.execute(
            "SELECT f.file_name, n.severity, n.rule FROM submissions.finding n "
            "JOIN submissions.file f USING (file_sha256) WHERE n.severity = 'error' ORDER BY ALL"
        ).fetchall()
    points = {unit: float(found) for unit, found in ranked if found is not None}
    # 10 + 7.5 + 5 + 10; 7.5 + 9.47 + 10 + 4 + 5 + 9; two rows are the council's.
    assert points["00007"] == pytest.approx(77.4737, abs=1e-4)
    assert points[AMENDED] == pytest.approx(points["00007"] + 6)
    assert {name[:5] for name, _, _ in findings} == {*MISTAKES, OF_ANOTHER_ROUND}
    assert Path("warehouse/draft").exists()
    answered = {path.name[:5] for path in Path("warehouse/answers/dot-1").iterdir()}
    assert answered >= set(MISTAKES)
