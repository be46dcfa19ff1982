"""Open data as an office makes it: with each assessment, and by `dti open-data`."""

import shutil
from pathlib import Path

import duckdb
import pytest
from installations import HEADER, Small, rows
from publishing import publish_rounds, write_releases
from typer.testing import CliRunner, Result

from assets.commands.app import app
from assets.installation.seeds import PROJECT


def dti(*words: str) -> Result:
    return CliRunner().invoke(app, [*words], env={"COLUMNS": "200"})


@pytest.fixture
def place(tmp_path: Path) -> Small:
    small = Small(tmp_path).write()
    small.submit_clean("r1")
    return small


def test_an_assessment_writes_open_data_once_somebody_publishes(place: Small) -> None:
    written = place.published.with_name("open_data")
    assert dti("assess", "r1", *place.options()).exit_code == 0
    assert not written.exists()
    refused = dti("open-data", str(place.folder / "out"), *options(place))
    assert refused.exit_code == 2
    assert "publication.yaml is missing: it says who publishes" in refused.output

    shutil.copy(PROJECT / "seeds" / "publication.yaml", place.folder / "seeds")
    assert dti("assess", "r1", *place.options()).exit_code == 0
    assert (written / "r1.1" / "rankings.dti.csv").exists()
    done = dti("open-data", str(place.folder / "out"), "--issued", "2026-03-02", *options(place))
    assert done.exit_code == 0, done.output
    assert "2026-03-02" in (place.folder / "out" / "README.md").read_text(encoding="utf-8")
    refused = dti("open-data", str(place.folder / "seeds"), *options(place))
    assert refused.exit_code == 2
    assert "something else than open data" in refused.output


def test_the_release_before_a_withdrawn_one_is_the_open_data(place: Small) -> None:
    shutil.copy(PROJECT / "seeds" / "publication.yaml", place.folder / "seeds")
    of = place.open()
    publish_rounds(of, ["r1"])
    write_releases(of)
    ranked = place.query("SELECT value FROM rankings.dti WHERE basis = 'final' ORDER BY 1")
    place.submit("r1/00002_lan-2.csv", HEADER + rows("r1", "00002", a="2", p="5"))
    reopened = ("--by", "An", "--reason", "x", "--decision", "1/QĐ", "--decided-on", "2026-03-02")
    assert dti("reopen", "r1", *reopened, *place.options()).exit_code == 0
    publish_rounds(of, ["r1"])
    write_releases(of)
    words = ("--by", "An", "--reason", "Sai", *place.options())
    assert dti("withdraw", "r1.2", *words).exit_code == 0
    done = dti("open-data", str(place.folder / "out"), *options(place))
    assert done.exit_code == 0, done.output
    table = place.folder / "out" / "rankings.dti.parquet"
    given = duckdb.sql(f"SELECT value FROM '{table}' WHERE basis = 'final' ORDER BY 1").fetchall()
    assert given == ranked
    assert dti("withdraw", "r1.1", *words).exit_code == 0
    refused = dti("open-data", str(place.folder / "out"), *options(place))
    assert (refused.exit_code, "no release is in force" in refused.output) == (2, True)


def test_nothing_published_is_no_open_data(place: Small) -> None:
    done = dti("open-data", str(place.folder / "out"), *options(place))
    assert done.exit_code == 2
    assert "nothing is published yet" in done.output


def options(place: Small) -> list[str]:
    return ["--seeds", str(place.folder / "seeds"), "--warehouse", str(place.published)]
