"""Publication: a whole warehouse takes the place of the last, or nothing does."""

import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import build_path

from warehouse.contract import TABLE_BY_NAME
from warehouse.export import export_tables
from warehouse.publisher import publish
from warehouse.reader import open_published
from warehouse.writer import WriteRefused, open_warehouse

TABLE = TABLE_BY_NAME["scores.dti"]


def stage(published: Path, rounds: dict[str, str]) -> None:
    rows = [
        (name, "u", "final", None, Decimal(p), Decimal(2), False, False)
        for name, p in rounds.items()
    ]
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
        "import sys; from pathlib import Path; from warehouse.publisher import publish\n"
        "print('go', flush=True)\n"
        "published = Path(sys.argv[1])\n"
        "while True: publish(published.with_name('dti.duckdb.build'), published, ['r1'])"
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
        with open_published(published) as opened:
            written = export_tables(opened, tmp_path / order[0] / "out")
        bytes_of.append({path.name: path.read_bytes() for path in written})
    assert bytes_of[0] == bytes_of[1]
    assert b"r1,u,final" in bytes_of[0]["scores.dti.csv"]


LEAVE_A_LOG = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("PRAGMA disable_checkpoint_on_shutdown")
connection.execute("UPDATE scores.dti SET points = 99")
os._exit(9)
"""


def leave_a_log(published: Path) -> Path:
    """A session changes a figure, as root or after a chmod, and dies."""
    published.chmod(0o644)
    subprocess.run([sys.executable, "-c", LEAVE_A_LOG, str(published)], check=False)
    log = published.with_name(f"{published.name}.wal")
    assert log.exists()
    return log


def test_a_log_beside_the_published_file_is_not_read_into_it(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1", "r2": "1"})
    publish(build_path(published), published, ["r1", "r2"])
    log = leave_a_log(published)
    with open_published(published) as warehouse:
        assert warehouse.read("SELECT max(points) AS p FROM scores.dti")["p"].to_list() == [1]
    publish(build_path(published), published, ["r2"])
    assert not log.exists()
    assert points(published) == {"r1": 1, "r2": 1}


STOPPED_AT_EVERY_STEP = """
import os, sys
from pathlib import Path
import duckdb, polars, pyarrow
from warehouse.publisher import publish
published = Path(sys.argv[1])

def in_a_process(work):
    child = os.fork()
    if not child:
        try:
            os._exit(work() or 0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def leave_a_log():
    published.chmod(0o644)
    connection = duckdb.connect(str(published))
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    connection.execute("UPDATE scores.dti SET points = 99")
    os._exit(0)

def publish_but_stop():
    left = steps
    def stop(event, arguments):
        nonlocal left
        if event in ("os.rename", "os.remove") and str(published) in str(arguments):
            left -= 1
            if left < 0:
                os._exit(9)
    sys.addaudithook(stop)
    publish(published.with_name("dti.duckdb.build"), published, ["r1"])

def points():
    connection = duckdb.connect(str(published), read_only=True)
    return int(connection.sql("SELECT points FROM scores.dti").fetchone()[0])

for steps in range(20):
    assert in_a_process(leave_a_log) == 0
    status = in_a_process(publish_but_stop)
    has_log = published.with_name(published.name + ".wal").exists()
    print(status, has_log, in_a_process(points))
    if status == 0:
        break
"""


def test_no_log_of_the_old_file_ever_lies_beside_the_new(tmp_path: Path) -> None:
    """Stopped before every call that gives a file another name or none, one after the other."""
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    stage(published, {"r1": "2"})
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_AT_EVERY_STEP, str(published)],
        check=True,
        capture_output=True,
        text=True,
    )
    steps = [line.split() for line in done.stdout.splitlines()]
    assert len(steps) > 3, "it was stopped at several steps"
    assert steps[-1] == ["0", "False", "2"]
    assert ["9", "False", "1"] in steps, "stopped between removing the log and the switch"
    # The log is there only beside the old file, as before; the new file never has one.
    assert all(has_log == "False" for _, has_log, found in steps if found == "2")
    assert {found for _, has_log, found in steps if has_log == "False"} == {"1", "2"}


def test_what_is_published_cannot_be_written_to(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    assert published.stat().st_mode & 0o777 == 0o444


def test_nothing_is_published_under_a_session_that_writes(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    before = published.read_bytes()
    published.chmod(0o644)
    session = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True);"
            "sys.stdin.readline()",
            str(published),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert session.stdout is not None
    session.stdout.readline()
    with pytest.raises(WriteRefused, match="a session has it open for writing"):
        publish(build_path(published), published, ["r1"])
    session.communicate(b"\n")
    assert published.read_bytes() == before
    publish(build_path(published), published, ["r1"])


def test_what_a_killed_publication_left_is_removed_by_the_next(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    for left in ("new", "new.wal", "4711.new", "4711.new.wal"):
        published.with_name(f"{published.name}.{left}").write_bytes(b"cut off")
    stage(published, {"r1": "1"})
    publish(build_path(published), published, ["r1"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dti.duckdb", "dti.duckdb.build"]
