"""`dti setup`: the seeds of an office as one workbook, out and back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from installations import ENTITIES, RESPONSIBILITIES, TARGETS, Small, contents_of, dti
from openpyxl import load_workbook
from typer.testing import Result

from assets.installation.seeds import PROJECT, load_seeds
from assets.installation.setup_files import read_workbook, setup_of

UNITS, ROUNDS, TASKS, AIMS = (
    "Đơn vị - Units",
    "Đợt - Rounds",
    "Trách nhiệm - Responsibilities",
    "Mục tiêu - Targets",
)
COSTS = "framework,indicator_code,input,cost,unit_vi,unit_en,status,note\nsmall,1.1,a,0.5,đồng,dong,stated,\n"
REPORTERS = (
    "reporter_code,name_vi,name_en,kind,units,indicators,valid_from,valid_to\n"
    "so-khcn,Sở,Department,agency,*,1.1;1.2,2025-01-01,\n"
)


@pytest.fixture
def place(tmp_path: Path) -> Small:
    small = Small(tmp_path).write()
    for name, text in (
        ("targets.yaml", TARGETS),
        ("responsibilities.csv", RESPONSIBILITIES),
        ("costs.csv", COSTS),
        ("reporters.csv", REPORTERS),
    ):
        small.seed(name, text)
    return small


def at(sheet: Any, heading: str, row: int) -> Any:
    """The cell of a row below a heading in Vietnamese."""
    column = next(
        cell.column for cell in sheet[1] if str(cell.value).split("\n")[0].strip(" *") == heading
    )
    return sheet.cell(row, column)


def set_up(place: Small, edit: Callable[[Any], None], *words: str) -> Result:
    """What `dti setup` answers to the workbook of the seeds as a person changed it."""
    file = place.folder / "thiet-lap.xlsx"
    seeds = ("--seeds", place.folder / "seeds")
    made = dti("setup", "--template", "-o", file, "--force", *seeds)
    assert made.exit_code == 0, made.output
    book = load_workbook(file)
    edit(book)
    book.save(file)
    return dti("setup", file, *words, *seeds)


def test_the_workbook_read_back_changes_nothing(place: Small) -> None:
    before = contents_of(place.folder / "seeds")
    done = set_up(place, lambda book: None)
    assert (done.exit_code, done.output) == (0, "không có gì thay đổi / nothing changes\n")
    assert contents_of(place.folder / "seeds") == before


def test_the_same_seeds_make_the_same_bytes(place: Small) -> None:
    assert setup_of(place.folder / "seeds") == setup_of(place.folder / "seeds")


def test_the_seeds_that_ship_are_the_same_in_the_workbook(tmp_path: Path) -> None:
    file = tmp_path / "thiet-lap.xlsx"
    file.write_bytes(setup_of(PROJECT / "seeds"))
    read = read_workbook(file, PROJECT / "seeds")
    assert (read.files, read.changes, read.problems) == ({}, "", ())


def test_a_problem_below_a_cell_of_several_lines_is_told_at_its_own_cell(place: Small) -> None:
    def edit(book: Any) -> None:
        at(book[UNITS], "Tên gọi khác", 2).value = "một\nhai\nba"
        at(book[UNITS], "Hiệu lực từ", 4).value = "01/07/2025"
        at(book[UNITS], "Hiệu lực đến", 4).value = "01/06/2025"

    done = set_up(place, edit)
    assert f"{UNITS}!G4 (00002): “Hiệu lực đến” trước “Hiệu lực từ”" in done.output, done.output


def test_what_is_added_changed_and_deleted_is_shown_and_written(place: Small) -> None:
    def edit(book: Any) -> None:
        units, rounds = book[UNITS], book[ROUNDS]
        for heading, text in (
            ("Mã đơn vị", "00004"),
            ("Loại", "cấp xã"),
            ("Tên đơn vị", "Suối Dầu"),
            ("Thuộc (mã)", "99"),
        ):
            at(units, heading, 6).value = text
        units.delete_rows(5)
        at(rounds, "Hạn gửi", 2).value = "31/12/2026"
        at(rounds, "Hạn gửi", 3).value = datetime(2026, 12, 30)  # noqa: DTZ001
        at(rounds, "Tên tiếng Anh", 3).value = None
        at(rounds, "Tên đợt", 3).value = "Đợt hai"

    tried = set_up(place, edit, "--dry-run")
    before = (place.folder / "seeds/entities.csv").read_text(encoding="utf-8")
    assert tried.exit_code == 0, tried.output
    assert before == ENTITIES
    assert "  + 00004: Suối Dầu" in tried.output
    assert "  - 00003: Suối Cát" in tried.output
    assert "  ~ r1: Hạn gửi: “31/07/2025” → “31/12/2026”" in tried.output
    done = set_up(place, edit)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(tried.output)
    seeds = load_seeds(place.folder / "seeds")
    assert seeds.problems == ()
    assert [str(entry.deadline) for entry in seeds.rounds.values()] == ["2026-12-31", "2026-12-30"]
    assert seeds.rounds["r2"].name.en == "Đợt hai"
    assert seeds.units("r1")["entity_code"].to_list() == ["00001", "00002", "00004"]


UNSOUND = {
    "a day": (ROUNDS, "Hạn gửi", 2, "31/02/2026", "J2", "31/12/2026", "write day/month/year"),
    "a word": (UNITS, "Loại", 3, "phường hội", "B3", "cần một trong", "expected one of"),
    "blank": (UNITS, "Tên đơn vị", 3, None, "C3", "để trống", "is empty"),
    "a code": (UNITS, "Mã đơn vị", 3, "a/b", "A3", "không dùng làm mã được", "cannot be a code"),
    "twice": (UNITS, "Mã đơn vị", 4, "00001", "A3", "cùng mã", "another row of this code"),
    "days out of order": (ROUNDS, "Đến ngày", 2, "31/12/2024", "G2", "“Từ ngày”", "“Data from”"),
    "no framework": (ROUNDS, "Bộ chỉ số", 2, "khac", "A2", "không có bộ chỉ số", "not among"),
    "no indicator": (TASKS, "Mã chỉ tiêu", 2, "9.9", "C2", "không có chỉ tiêu", "no such indicator"),
    "two readings": (AIMS, "Ít nhất", 2, "24.500", "L2", "hai cách", "two ways"),
    "above full marks": (AIMS, "Ít nhất", 2, 26, "L2", "lớn hơn điểm tối đa", "more than full"),
    "no aim": (AIMS, "Ít nhất", 2, None, "K2", "còn thiếu", "is missing"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNSOUND)
def test_what_is_unsound_is_told_at_its_cell_and_nothing_is_written(
    place: Small, what: str
) -> None:
    title, heading, row, text, cell, vi, en = UNSOUND[what]

    def edit(book: Any) -> None:
        at(book[title], heading, row).value = text
        at(book[UNITS], "Tên gọi khác", 5).value = "đổi"

    before = contents_of(place.folder / "seeds")
    done = set_up(place, edit)
    assert done.exit_code == 1, done.output
    told = [line for line in done.output.splitlines() if f"{title}!{cell}" in line]
    assert told, done.output
    assert any(vi in line and en in line for line in told), told
    assert "không ghi tệp nào / nothing written" in done.output
    assert contents_of(place.folder / "seeds") == before


def test_what_is_in_no_sheet_and_no_column_is_told(place: Small) -> None:
    def edit(book: Any) -> None:
        book[UNITS]["M3"] = "ghi chú riêng"
        book.create_sheet("Ghi chú")["A1"] = "nhớ gọi điện"

    done = set_up(place, edit)
    assert done.exit_code == 1
    assert f"{UNITS}!M3" in done.output
    assert "Ghi chú!A1" in done.output


def test_a_sheet_without_rows_leaves_its_seed(place: Small) -> None:
    done = set_up(place, lambda book: book[UNITS].delete_rows(2, 9))
    assert "không có gì thay đổi" in done.output


def test_a_column_that_the_office_added_is_kept(place: Small) -> None:
    lines = ENTITIES.splitlines()
    text = "\n".join((f"{lines[0]},khu vuc", *(f"{line},biển" for line in lines[1:]))) + "\n"
    place.seed("entities.csv", text)

    def edit(book: Any) -> None:
        at(book[UNITS], "Tên đơn vị", 3).value = "Hòa Bình Mới"

    done = set_up(place, edit)
    assert done.exit_code == 1, done.output  # the target names the unit as it was called
    place.seed("targets.yaml", "targets: []\n")
    assert set_up(place, edit).exit_code == 0
    written = (place.folder / "seeds/entities.csv").read_text(encoding="utf-8").splitlines()
    assert written[0].endswith(",khu vuc")
    assert all(line.endswith(",biển") for line in written[1:])


def test_a_harm_to_another_seed_is_told_before_it_is_done(place: Small) -> None:
    def edit(book: Any) -> None:
        book[UNITS].delete_rows(3)

    done = set_up(place, edit)
    assert done.exit_code == 1, done.output
    assert f"{AIMS}!A2" in done.output


def test_seeds_that_were_unsound_before_may_be_mended_by_the_workbook(place: Small) -> None:
    place.seed("frameworks/broken.yaml", "id: [")
    place.seed("entities.csv", ENTITIES.replace("commune,Suối Cát", "comune,Suối Cát"))

    def edit(book: Any) -> None:
        at(book[UNITS], "Loại", 5).value = "cấp xã"

    done = set_up(place, edit)
    assert done.exit_code == 0, done.output
    assert "commune,Suối Cát" in (place.folder / "seeds/entities.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [(), ("--template",), ("-o", "x.xlsx")])
def test_one_of_two_ways_is_asked_for(words: tuple[str, ...]) -> None:
    done = dti("setup", *words)
    assert done.exit_code == 2
    assert "--template -o" in done.output


def test_a_file_that_is_no_workbook_is_told(place: Small) -> None:
    file = place.folder / "a.xlsx"
    file.write_bytes(b"PK broken")
    read = read_workbook(file, place.folder / "seeds")
    assert (read.files, len(read.problems)) == ({}, 1)
