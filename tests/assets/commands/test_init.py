"""`dti init`: a folder in which an office runs rounds of its own."""

from pathlib import Path

import pytest
from annex_builders import Annex
from installations import FRAMEWORK, contents_of, dti
from typer.testing import CliRunner

from assets.commands.app import app
from assets.installation.installation import installation
from assets.installation.seeds import PROJECT, load_seeds

UNITS = "STT;Mã đơn vị;Tên đơn vị\n1;00001;Xã Một\n2;00002;Phường Hai\n"
OFFICE = ("--office", "Tỉnh Mẫu", "--code", "99")
DAYS = ("--starts-on", "01/07/2026", "--ends-on", "31/12/2026", "--deadline", "31/01/2027")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "don-vi.csv"
    path.write_text(UNITS, encoding="utf-8-sig")
    return path


def test_a_framework_that_ships_makes_an_installation_without_problems(
    tmp_path: Path, units: Path
) -> None:
    folder = tmp_path / "tinh-mau"
    done = dti(
        *("init", folder, *OFFICE, *DAYS, "--units", units),
        *("--framework", "vn-commune-tayninh-2025"),
    )
    assert done.exit_code == 0, done.output
    seeds = load_seeds(folder / "seeds")
    assert seeds.problems == ()
    (entry,) = seeds.rounds.values()
    assert (entry.id, entry.release, entry.status) == ("communes-2026H2", "by_hand", "open")
    assert not entry.is_demonstration
    assert (str(entry.starts_on), str(entry.deadline)) == ("2026-07-01", "2027-01-31")
    assert seeds.units(entry.id)["name_vi"].to_list() == ["Xã Một", "Phường Hai"]
    assert "Tỉnh Mẫu's own" in (folder / "seeds/rounds.yaml").read_text(encoding="utf-8")
    shipped = PROJECT / "seeds/frameworks/vn-commune-tayninh-2025.yaml"
    assert (folder / "seeds/frameworks" / shipped.name).read_bytes() == shipped.read_bytes()
    assert "dti template communes-2026H2 --all" in done.output


def test_commands_in_its_folder_are_about_it(
    tmp_path: Path, units: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tinh-mau"
    words = ("--units", units, "--framework", "vn-commune-tayninh-2025")
    dti("init", folder, *OFFICE, *DAYS, *words)
    monkeypatch.chdir(folder)
    for name in ("DTI_SEEDS", "DTI_INBOX", "DTI_WAREHOUSE"):
        monkeypatch.delenv(name, raising=False)
    assert installation().published == folder / "warehouse/dti.duckdb"
    assert "communes-2026H2" in dti("status").output
    assert dti("template", "communes-2026H2", "--all", "bieu-mau").exit_code == 0
    assert len(list(Path("bieu-mau").iterdir())) == 2


def test_an_annex_is_imported_and_its_unsure_rows_are_named(tmp_path: Path, units: Path) -> None:
    annex = tmp_path / "Phụ lục I.xlsx"
    annex.write_bytes(Annex().workbook())
    folder = tmp_path / "tinh-mau"
    words = ("--units", units, "--framework", annex)
    done = dti("init", folder, *OFFICE, *DAYS, *words)
    assert done.exit_code == 0, done.output
    assert (folder / "seeds/frameworks/phu-luc-i.yaml").exists()
    assert "(2.2): Mức độ đầy đủ của quy chế" in done.output
    assert "dti framework review phu-luc-i" in done.output
    refused = dti("template", "communes-2026H2", "--all", "x", "--seeds", folder / "seeds")
    assert refused.exit_code == 2
    assert "(dti framework review phu-luc-i -o TEP.xlsx)" in refused.output


def test_a_framework_file_that_was_reviewed_before_is_taken_as_it_is(
    tmp_path: Path, units: Path
) -> None:
    file = tmp_path / "bo-xa.yaml"
    file.write_text(FRAMEWORK.lstrip(), encoding="utf-8")
    words = ("--units", units, "--framework", file)
    done = dti("init", tmp_path / "o", *OFFICE, *DAYS, *words)
    assert done.exit_code == 0, done.output
    written = tmp_path / "o/seeds/frameworks/small.yaml"
    assert written.read_text(encoding="utf-8") == FRAMEWORK.lstrip()


def test_what_is_not_given_is_asked(tmp_path: Path) -> None:
    answers = "Tỉnh Mẫu\n99\nvn-commune-tayninh-2025\n00001 Xã Một\n00002 Xã Hai\n\n"
    done = CliRunner().invoke(app, ["init", str(tmp_path / "o"), *DAYS], input=answers)
    assert done.exit_code == 0, done.output
    assert "Cơ quan" in done.output or "cơ quan" in done.output
    assert "vn-commune-tayninh-2025: " in done.output
    seeds = load_seeds(tmp_path / "o" / "seeds")
    assert seeds.units("communes-2026H2")["entity_code"].to_list() == ["00001", "00002"]


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "giu.txt").write_text("giữ", encoding="utf-8")
    before = contents_of(tmp_path)
    done = dti("init", tmp_path, *OFFICE, "--framework", "vn-commune-tayninh-2025")
    assert done.exit_code == 2
    assert "không trống" in done.output
    assert "not empty" in done.output
    assert contents_of(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--framework", "vn-commune-hanoi-2025"), "chưa chấm điểm được"),
        (("--framework", "vn-commune-tayninh"), "did you mean vn-commune-tayninh-2025"),
        (("--framework", "khong-co.xlsx"), "không có tệp khong-co.xlsx"),
        (("--deadline", "31/02/2026"), "31/12/2026"),
        (("--starts-on", "01/01/2027"), "“Đến ngày”"),
        (("--round", "a/b"), "“Mã đợt”"),
    ],
)
def test_what_cannot_be_begun_with_is_refused_and_nothing_is_written(
    tmp_path: Path, units: Path, words: tuple[str, ...], expected: str
) -> None:
    folder = tmp_path / "o"
    given = {"--framework": "vn-commune-tayninh-2025", "--units": str(units)}
    given |= dict(zip(DAYS[::2], DAYS[1::2], strict=True)) | {words[0]: words[1]}
    done = dti("init", folder, *OFFICE, *(word for pair in given.items() for word in pair))
    assert done.exit_code == 2, done.output
    assert expected in done.output
    assert not folder.exists()


def test_a_list_of_units_is_refused_at_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "don-vi.csv"
    path.write_text("Mã đơn vị,Tên đơn vị\n00001,Xã Một\nXã 2,\n", encoding="utf-8")
    words = ("--framework", "vn-commune-tayninh-2025", "--units", path)
    done = dti("init", tmp_path / "o", *OFFICE, *DAYS, *words)
    assert done.exit_code == 2
    assert "A3" in done.output
    assert "B3" in done.output
    assert not (tmp_path / "o").exists()
