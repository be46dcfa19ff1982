"""What is published follows from seeds, received files and the rounds assessed so far.

Not from the order of runs, nor from anything that a run leaves behind. One thing is history and
may differ: a round that was released before the round it is compared with has one release more,
for the reason `previous_round`; so has its number in the names of releases.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from installations import HEADER, RESPONSIBILITIES, REWARD, TARGETS, Small, rows
from publishing import publish_rounds, write_releases

from assets.runs.run_lock import run_lock
from warehouse.content import content_hash, table_hashes
from warehouse.contract import TABLES
from warehouse.reader import open_published

ROUNDS = ["r1", "r2", "r3"]
_HISTORY = {
    "publication.log",
    "publication.release",
    "publication.release_rank",
    "publication.release_reason",
}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Three rounds, each compared with the one before; nothing is assessed yet."""
    small = Small(
        tmp_path_factory.mktemp("seeded"), {"r1": None, "r2": "r1", "r3": "r2"}, "provisional"
    ).write()
    small.seed("targets.yaml", TARGETS)
    small.seed("responsibilities.csv", RESPONSIBILITIES)
    small.seed("reward.yaml", REWARD)
    for name, p in zip(ROUNDS, ("3", "4", "5"), strict=True):
        small.submit_clean(name, p=p)
        register = "".join(f"0000{n}_so-lieu.csv,2025-07-01T09:00:00+07:00\n" for n in (1, 2, 3))
        small.submit(f"{name}/received.csv", "file_name,received_at\n" + register)
    return small


@pytest.fixture(scope="module")
def together(seeded: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """All rounds in one run."""
    place = seeded.copied(tmp_path_factory.mktemp("together"))
    run(place, *ROUNDS)
    return place


def run(place: Small, *rounds: str) -> None:
    publish_rounds(place.open(), list(rounds))
    write_releases(place.open())


def content(place: Small) -> Mapping[str, object]:
    """The rows of every table but those of releases, in order."""
    with duckdb.connect(str(place.published), read_only=True) as connection:
        return {
            table.full_name: connection.sql(
                f"SELECT * FROM {table.full_name} ORDER BY ALL"
            ).fetchall()
            for table in TABLES
            if table.full_name not in _HISTORY
        }


def releases(place: Small) -> list[tuple[object, ...]]:
    return place.query("SELECT round, number, content_sha256 FROM publication.release ORDER BY ALL")


def in_force(place: Small) -> list[tuple[object, ...]]:
    return place.query(
        "SELECT round, content_sha256 FROM publication.release "
        "QUALIFY number = max(number) OVER (PARTITION BY round) ORDER BY round"
    )


@pytest.mark.parametrize("order", ["r1 r2 r3", "r3 r2 r1", "r2 r3 r1"])
def test_any_order_of_runs_gives_the_same_tables(
    seeded: Small, together: Small, tmp_path: Path, order: str
) -> None:
    place = seeded.copied(tmp_path)
    for name in order.split():
        run(place, name)
    assert content(place) == content(together)
    assert in_force(place) == in_force(together)


def test_a_round_that_came_before_its_previous_one_is_released_again_and_says_why(
    seeded: Small, tmp_path: Path
) -> None:
    place = seeded.copied(tmp_path)
    run(place, "r2")
    assert place.query("SELECT count(previous_rank) FROM rankings.dti") == [(0,)]
    run(place, "r1")
    assert place.query("SELECT count(previous_rank) > 0 FROM rankings.dti WHERE round = 'r2'") == [
        (True,)
    ]
    assert place.query("SELECT release, reason FROM publication.release_reason") == [
        ("r2.2", "previous_round")
    ]


def test_a_second_run_changes_nothing(together: Small, tmp_path: Path) -> None:
    place = together.copied(tmp_path)
    before = content(place), releases(place)
    run(place, "r2")
    run(place, *ROUNDS)
    assert (content(place), releases(place)) == before


def test_a_lost_warehouse_is_made_again_from_what_was_received(
    together: Small, tmp_path: Path
) -> None:
    place = together.copied(tmp_path)
    before = content(place), releases(place)
    place.published.unlink()
    shutil.rmtree(place.open().answers)
    run(place, "r2")
    assert (content(place), releases(place)) == before


def test_a_changed_contract_issues_no_false_release(together: Small, tmp_path: Path) -> None:
    place = together.copied(tmp_path)
    before = content(place), releases(place)
    with duckdb.connect(str(place.published)) as connection:
        connection.execute("CREATE OR REPLACE MACRO analyst.contract_fingerprint() AS 'older'")
        connection.execute("ALTER TABLE scores.dti DROP COLUMN max_points")
    run(place, "r1")
    assert (content(place), releases(place)) == before


def test_an_amended_round_brings_the_round_after_it_up_to_date(
    together: Small, tmp_path: Path
) -> None:
    place = together.copied(tmp_path)
    amended = HEADER + rows("r1", "00002", a="2", p="5")
    place.submit("r1/00002_lan-2.csv", amended)
    run(place, "r1")
    (moved,) = place.query(
        "SELECT a.rank = b.previous_rank FROM rankings.dti a JOIN rankings.dti b "
        "USING (entity_code, basis) WHERE a.round = 'r1' AND b.round = 'r2' "
        "AND entity_code = '00002' AND basis = 'final'"
    )
    assert moved == (True,)
    assert place.query("SELECT max(number) FROM publication.release WHERE round = 'r3'") == [(1,)]


def test_no_run_leaves_a_database_beside_the_published_one(together: Small) -> None:
    names = {path.name for path in together.folder.iterdir()}
    assert not {name for name in names if name.startswith((".build", "dti.duckdb."))}


def test_what_a_killed_run_left_is_removed_by_the_next(together: Small, tmp_path: Path) -> None:
    place = together.copied(tmp_path)
    left = place.folder / ".build" / "run.999999999.duckdb"
    left.parent.mkdir()
    left.write_bytes(b"half")
    with run_lock(place.open(), ["r1"], None):  # every run begins by taking it
        run(place, "r1")
    assert not left.exists()


def test_a_published_hash_is_that_of_the_rows(together: Small) -> None:
    with open_published(together.published) as warehouse:
        hashes = table_hashes(warehouse, ROUNDS)
    assert in_force(together) == [(name, content_hash(hashes[name])) for name in ROUNDS]
