"""Answers: what is wrong with a file, as text, JSON and workbook, each written once."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from installations import HEADER, Small, rows
from typer.testing import CliRunner

from assets.commands.app import app
from assets.receiving import answers
from assets.receiving.answer_files import Annotate, renew_answers, write_answers
from assets.receiving.answers import Answer, answer_text, answers_of, check_files
from assets.receiving.inbox import received_file
from assets.receiving.reading import annotate_apart
from pipelines.intake.intake import Intake
from pipelines.intake.refusals import NotReadable
from pipelines.intake.workbook_safety import LARGEST_UNPACKED


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path).write()


def checked(small: Small, text: str, name: str = "00001_a.csv") -> tuple[Path, Intake]:
    path = small.folder / name
    path.write_text(HEADER + text, encoding="utf-8")
    return path, check_files(small.open(), [received_file(path, name, None)], "r1")


def answers_to(small: Small, taken: Intake) -> list[Answer]:
    seeds = small.open().seeds
    return answers_of(seeds.rounds["r1"], taken, seeds.units("r1"), seeds.framework_of("r1"))


def run(small: Small, path: Path, *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check", str(path), "--round", "r1", *small.options(), *more])
    return done.exit_code, done.stdout


def test_a_clean_file_is_said_to_be_clean(small: Small) -> None:
    _, taken = checked(small, rows("r1", "00001"))
    (answer,) = answers_to(small, taken)
    assert answer_text(answer) == "00001_a.csv: không có lỗi / no problem found"


def test_errors_come_first_with_place_and_what_to_do(small: Small) -> None:
    _, taken = checked(small, rows("r1", "00001", a="5", p="9") + "r1,00001,1.2,done,có,,,,\n")
    (answer,) = answers_to(small, taken)
    text = answer_text(answer)
    assert text.index("LỖI E2 00001 1.1 [numerator_above_denominator]") < text.index("CẢNH BÁO")
    assert "LỖI E5 00001 2 [value_outside_unit]" in text
    assert text.endswith("rows without errors count.")


def test_a_file_larger_than_any_submission_is_answered_without_being_read(
    small: Small, tmp_path: Path
) -> None:
    path = small.folder / "00001_a.xlsx"
    with path.open("wb") as file:
        file.truncate(LARGEST_UNPACKED + 1)  # takes no room on the disk
    with pytest.raises(NotReadable):
        received_file(path, path.name, None).read()
    status, said = run(small, path, "--answers", str(tmp_path))
    assert status == 1
    assert "[file_too_large]" in said
    book = openpyxl.load_workbook(tmp_path / "00001_a.xlsx.ket-qua.xlsx")
    assert any("LỖI" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)


def test_of_very_many_findings_the_copy_shows_the_gravest_and_says_where_the_rest_is(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_NOTED", 1)
    path, _ = checked(small, rows("r1", "00001", p="9") + "r1,00001,1.2,done,có,,,,\n")
    run(small, path, "--answers", str(tmp_path))
    book = openpyxl.load_workbook(tmp_path / "00001_a.csv.ket-qua.xlsx")
    said = [[str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[0] for row in said if row[0] in ("LỖI", "CẢNH BÁO")] == ["LỖI"]
    (more,) = [row[2] for row in said if row[0] == "Còn lại / More"]
    assert more == "1 điểm nữa trong tệp .json / 1 more in the .json file"


def test_the_command_writes_an_annotated_copy_beside_text_and_json(
    small: Small, tmp_path: Path
) -> None:
    path, _ = checked(small, rows("r1", "00001", p="9"))
    folder = tmp_path / "tra-loi"
    status, said = run(small, path, "--answers", str(folder))
    assert status == 1
    assert said.endswith(f"bản trả lời / answers: {folder}\n")
    names = sorted(one.name for one in folder.iterdir())
    assert names == [f"00001_a.csv.ket-qua.{kind}" for kind in ("json", "txt", "xlsx")]
    facts = json.loads((folder / names[0]).read_text(encoding="utf-8"))
    assert (facts["reporter"], facts["findings"][0]["cell"]) == ("00001", "E5")
    book = openpyxl.load_workbook(io.BytesIO((folder / names[2]).read_bytes()))
    assert book["CSV"]["E5"].comment is not None


def test_json_is_a_list_of_findings_and_nothing_else(small: Small, tmp_path: Path) -> None:
    path, _ = checked(small, rows("r1", "00001", p="9"))
    status, said = run(small, path, "--format", "json", "--answers", str(tmp_path / "a"))
    (finding,) = json.loads(said)
    assert status == 1
    assert (finding["rule"], finding["cell"], finding["found"]) == ("value_outside_unit", "E5", "9")


def test_an_answer_that_is_there_is_left_as_it_is(small: Small, tmp_path: Path) -> None:
    path, taken = checked(small, rows("r1", "00001", p="9"))
    answers = answers_to(small, taken)
    sent = {answers[0].sha256: received_file(path, path.name, None)}
    assert write_answers(tmp_path / "a", answers, sent, annotate_apart) == []
    before = {one: one.stat().st_mtime_ns for one in (tmp_path / "a").iterdir()}
    assert len(before) == 3
    assert write_answers(tmp_path / "a", answers, sent, annotate_apart) == []
    assert {one: one.stat().st_mtime_ns for one in (tmp_path / "a").iterdir()} == before


def test_a_name_leads_to_nowhere_else(small: Small, tmp_path: Path) -> None:
    from dataclasses import replace

    path, taken = checked(small, rows("r1", "00001", p="9"))
    (answer,) = answers_to(small, taken)
    wrong = replace(answer, file_name="../../x/../00001.csv")
    sent = {answer.sha256: received_file(path, path.name, None)}
    write_answers(tmp_path / "a" / "b", [wrong], sent, annotate_apart)
    assert {one.parent.name for one in tmp_path.rglob("*.ket-qua.txt")} == {"x"}
    assert not list(tmp_path.glob("*.ket-qua.txt"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_that_ends_among_the_answers_of_a_round_leaves_all_the_old_ones(
    small: Small, tmp_path: Path
) -> None:
    def answered(points: str, annotate: Annotate) -> None:
        paths = [small.folder / f"0000{n}_a.csv" for n in (1, 2)]
        for path in paths:
            path.write_text(HEADER + rows("r1", path.name[:5], p=points), encoding="utf-8")
        files = [received_file(path, path.name, None) for path in paths]
        answers = answers_to(small, check_files(small.open(), files, "r1"))
        sent = {file.sha256: file for file in files}
        assert renew_answers(folder, answers, sent, annotate) == []

    def cut_off(request: dict[str, Any], content: bytes) -> bytes:
        annotated.append(request)
        if len(annotated) == 2:
            raise KeyboardInterrupt
        return annotate_apart(request, content)

    annotated: list[dict[str, Any]] = []
    folder = tmp_path / "answers" / "r1"
    (folder / "phieu-diem").mkdir(parents=True)
    (folder / "phieu-diem" / "00001.json").write_text("{}", encoding="utf-8")
    answered("8", annotate_apart)
    before = contents(folder)
    assert len(before) == 7
    with pytest.raises(KeyboardInterrupt):
        answered("9", cut_off)
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["r1"]
    answered("9", annotate_apart)
    after = contents(folder)
    assert after.keys() == before.keys()
    assert after["phieu-diem/00001.json"] == b"{}"
    assert all(
        after[name] != before[name]
        for name in after
        if name.endswith(("json", "txt")) and "ket-qua" in name
    )


def test_answers_that_cannot_be_written_do_not_stop_the_check(small: Small, tmp_path: Path) -> None:
    path, _ = checked(small, rows("r1", "00001"))
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    status, said = run(small, path, "--answers", str(tmp_path / "a"))
    assert status == 0
    assert "không có lỗi" in said


@pytest.mark.parametrize("numbers", ["vi", "plain"])
def test_whoever_checks_may_say_how_a_file_writes_numbers(small: Small, numbers: str) -> None:
    path, asked = checked(small, "r1,00001,1.1,a,3,,,,\nr1,00001,1.1,b,3.000,,,,\n")
    assert "value_is_ambiguous" in asked.findings["rule"]
    status, text = run(small, path, "--numbers", numbers)
    assert "value_is_ambiguous" not in text
    assert "GHI NHẬN E3 [number_format_as_stated]" in text
    assert status == 0


def test_information_is_neither_an_error_nor_a_warning(small: Small) -> None:
    _, taken = checked(small, rows("r1", "00001", p="4.00000000000000001"))
    (answer,) = answers_to(small, taken)
    assert (answer.status, answer.errors, answer.warnings) == ("accepted", 0, 0)
    assert "GHI NHẬN E5 [value_rounded]" in answer_text(answer)


def test_what_programs_leave_beside_files_is_not_checked(small: Small) -> None:
    path = small.folder / "Thumbs.db"
    path.write_bytes(b"x")
    assert run(small, path) == (0, "\n")
