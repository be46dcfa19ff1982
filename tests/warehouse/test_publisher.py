"""Publication: a whole warehouse takes the place of the last, or nothing does."""

import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.contract import TABLE_BY_NAME
from warehouse.export import export_tables
from warehouse.publisher import build_path, publish
from warehouse.writer import open_warehouse

TABLE = TABLE_BY_NAME["scores.dti"]


def stage(published: Path, rounds: dict[str, str]) -> None:
    rows = [(name, "u", "final", None, Decimal(p), Decimal(2), False) for name, p in rounds.items()]
    frame = pl.DataFrame(rows, schema=TABLE.polars_schema, orient="row")
    with open_warehouse(build_path(published)) as warehouse:
        warehouse.replace_rounds(TABLE, frame, list(rounds))


def points(published: Path) -> dict[str, Decimal]:
    with duckdb.connect(str(published), read_only=True) as connection:
        return dict(connection.sql("SELECT round, points FROM scores.dti ORDER BY ALL").fetchall())


def test_only_the_named_rounds_are_taken_from_the_build(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1", "r2": "1"})
    publish(build_path(published), published, ["r1"])
    assert points(published) == {"r1": 1}
    stage(published, {"r1": "2", "r2": "2"})
    publish(build_path(published), published, ["r2"])
    assert points(published) == {"r1": 1, "r2": 2}


def test_open_readers_keep_what_they_opened(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    # The reader is another process, as an analyst's is.
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True);"
        "print('open', flush=True); sys.stdin.readline();"
        "print(c.sql('SELECT points FROM scores.dti').fetchone()[0])"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script, str(published)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    stage(published, {"r1": "2"})
    publish(build_path(published), published, ["r1"])
    told, _ = reader.communicate("\n")
    assert Decimal(told) == 1
    assert points(published) == {"r1": 2}


def test_a_failed_publication_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    before = published.read_bytes()
    build_path(published).write_bytes(b"not a database")
    with pytest.raises(duckdb.Error):
        publish(build_path(published), published, ["r1"])
    assert published.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dti.duckdb", "dti.duckdb.build"]


def test_a_publication_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    script = (
        "import sys; from pathlib import Path; from warehouse.publisher import build_path, publish\n"
        "print('go', flush=True)\n"
        "published = Path(sys.argv[1])\n"
        "while True: publish(build_path(published), published, ['r1'])"
    )
    for moment in (0.02, 0.1, 0.17, 0.3):
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(published)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(moment)
        child.kill()
        child.wait()
        child.stdout.close()
        assert points(published) == {"r1": 1}


def test_views_and_comments_are_published(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.sql("SELECT * FROM analyst.ranking").fetchall() == []
        words = connection.sql(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'dti' AND column_name = 'rank'"
        ).fetchone()
    assert words is not None
    assert "Rank in the round" in words[0]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    bytes_of: list[dict[str, bytes]] = []
    for order in (["r1", "r2"], ["r2", "r1"]):
        published = tmp_path / order[0] / "dti.duckdb"
        for name in order:
            stage(published, {name: "1"})
            publish(build_path(published), published, [name])
        written = export_tables(published, tmp_path / order[0] / "out")
        bytes_of.append({path.name: path.read_bytes() for path in written})
    assert bytes_of[0] == bytes_of[1]
    assert b"r1,u,final" in bytes_of[0]["scores.dti.csv"]
