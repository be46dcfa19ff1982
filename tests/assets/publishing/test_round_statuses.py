"""The status of a round is that of its release in force, whatever `rounds.yaml` declares."""

from datetime import datetime
from pathlib import Path

from installations import Small
from publishing import publish_rounds

from assets.publishing.issuing import Order, issue_release, write_life_cycle
from pipelines.local_time import LOCAL_TIME
from warehouse.content import round_contents
from warehouse.reader import open_published

MOMENT = datetime(2026, 3, 1, 9, tzinfo=LOCAL_TIME).replace(tzinfo=None)


def place(folder: Path, status: str) -> Small:
    small = Small(folder, {"r1": None}, status=status, release="by_hand").write()
    small.submit_clean("r1")
    publish_rounds(small.open(), ["r1"])
    return small


def issue(here: Small, stage: str) -> list[tuple[object, ...]]:
    issue_release(here.open(), "r1", Order(stage, MOMENT, "An"))
    write_life_cycle(here.open())
    return here.query("SELECT stage, status FROM publication.round")


def content(here: Small) -> str:
    with open_published(here.published) as warehouse:
        return round_contents(warehouse, ["r1"])["r1"]


def test_a_round_declared_open_is_final_once_it_is_issued_as_final(tmp_path: Path) -> None:
    here = place(tmp_path, "open")
    before = content(here)
    assert here.query("SELECT stage, status FROM publication.round") == [("draft", "provisional")]
    assert issue(here, "provisional") == [("provisional", "provisional")]
    assert issue(here, "final") == [("closed", "final")]
    assert content(here) == before
    folder = here.open().releases / "r1.2" / "tables" / "publication.round.parquet"
    (carried,) = here.query(f"SELECT stage, status FROM '{folder}'")
    assert carried == ("final", "final")


def test_a_round_declared_final_is_provisional_while_it_is_issued_so(tmp_path: Path) -> None:
    here = place(tmp_path, "final")
    assert here.query("SELECT stage, status FROM publication.round") == [("draft", "final")]
    assert issue(here, "provisional") == [("provisional", "provisional")]
    ((summary,),) = here.query("SELECT summary_en FROM publication.release")
    assert "stays provisional" not in str(summary)
