"""A site of a small installation: made by a run, again by `dti site`, with and without plans."""

from pathlib import Path

import pytest
from installations import TARGETS, Small
from typer.testing import CliRunner, Result

from assets.commands.app import app


def dti(*words: str) -> Result:
    return CliRunner().invoke(app, [*words], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("place")).write()
    small.seed("targets.yaml", TARGETS.replace("Kế hoạch 1", "Kế hoạch <b>1</b>"))
    small.submit_clean("r1")
    small.submit_clean("r2", p="5")
    done = dti("assess", "--all", *small.options())
    assert done.exit_code == 0, done.output
    return small


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_a_run_leaves_a_site_with_a_page_for_each_unit(place: Small) -> None:
    site = place.open().site
    for language in ("vi", "en"):
        for code in ("00001", "00002", "00003"):
            assert (site / language / "r2" / "units" / f"{code}.html").exists()
    assert "0,9600" in text(site, "vi/r2/index.html") or "1,0000" in text(site, "vi/r2/index.html")


def test_building_it_again_writes_nothing(place: Small) -> None:
    done = dti("site", "--warehouse", str(place.published))
    assert done.exit_code == 0, done.output
    assert " 0 written, " in done.output
    assert done.output.strip().endswith(" 0 removed")


def test_a_site_goes_where_it_is_asked_to_go(place: Small, tmp_path: Path) -> None:
    done = dti("site", "-o", str(tmp_path / "usb"), "--warehouse", str(place.published))
    assert done.exit_code == 0, done.output
    assert text(tmp_path / "usb", "vi/r1/units/00001.html") == text(
        place.open().site, "vi/r1/units/00001.html"
    )


def test_targets_are_shown_where_there_are_targets(place: Small) -> None:
    page = text(place.open().site, "en/r2/units/00001.html")
    assert "Targets and distance" in page
    assert "Kế hoạch &lt;b&gt;1&lt;/b&gt;" in page
    assert "Targets and distance" not in text(place.open().site, "en/r2/units/00003.html")


def test_without_a_published_warehouse_there_is_no_site(tmp_path: Path) -> None:
    for command in ("site", "serve"):
        done = dti(command, "--warehouse", str(tmp_path / "none.duckdb"))
        assert done.exit_code == 2
        assert "run dti assess" in done.output


def test_a_file_that_is_no_warehouse_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.duckdb").write_bytes(b"no warehouse")
    done = dti("site", "--warehouse", str(tmp_path / "bad.duckdb"))
    assert done.exit_code == 2
    assert "cannot be opened as a DuckDB database" in done.output
