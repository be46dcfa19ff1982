"""What each step of the life of a round does and refuses; a whole one is in test_round_from_forms."""

import json
import random
from pathlib import Path

import pytest
from installations import HEADER, Small, contents_of, dti, rows
from publishing import publish_rounds
from typer.testing import Result

from assets.installation.release_log import LOG, LogBroken
from assets.publishing.issuing import finish_releases, write_life_cycle

SIGNED = ("--by", "Nguyễn An", "--reason", "Theo kế hoạch")


def options(place: Small) -> list[str]:
    return place.options()


def publish(place: Small, stage: str, *words: str) -> Result:
    return dti("publish", "r1", "--as", stage, *SIGNED, *words, *options(place))


def reopen(place: Small) -> Result:
    decision = ("--decision", "12/QĐ-UBND", "--decided-on", "2026-03-02")
    return dti("reopen", "r1", *SIGNED, *decision, *options(place))


def assess(place: Small) -> Result:
    return dti("assess", "r1", *options(place))


def release(place: Small, name: str) -> Path:
    return place.open().releases / name


def stage(place: Small) -> object:
    return place.query("SELECT stage FROM publication.round")[0][0]


def value(place: Small, unit: str) -> object:
    (found,) = place.query(
        f"SELECT value FROM rankings.dti WHERE basis = 'final' AND entity_code = '{unit}'"
    )
    return found[0]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A round that is issued by hand, assessed once; tests work on copies."""
    small = Small(tmp_path_factory.mktemp("drafted"), {"r1": None}, release="by_hand").write()
    small.submit_clean("r1")
    done = assess(small)
    assert done.exit_code == 0, done.output
    assert "r1: dự thảo, chưa công bố" in done.output
    return small


@pytest.fixture(scope="module")
def closed(drafted: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The same, final."""
    place = drafted.copied(tmp_path_factory.mktemp("closed"))
    done = publish(place, "final", "--despite", "Hội đồng đã xem")
    assert done.exit_code == 0, done.output
    return place


def test_a_run_issues_no_round_that_is_issued_by_hand(drafted: Small) -> None:
    assert not list(drafted.open().releases.glob("r1.*"))
    assert stage(drafted) == "draft"


def test_a_dry_run_tells_what_would_change_and_writes_nothing(
    drafted: Small, tmp_path: Path
) -> None:
    place = drafted.copied(tmp_path)
    before = contents_of(place.folder)
    done = publish(place, "provisional", "--dry-run", "--despite", "thử")
    assert done.exit_code == 0, done.output
    assert "00001 Hòa Bình: hạng / rank - → 1" in done.output
    after = contents_of(place.folder)
    assert {name for name in after if after[name] != before.get(name)} <= {".run.lock"}


def test_a_release_is_refused_with_the_list_until_a_reason_is_given(
    drafted: Small, tmp_path: Path
) -> None:
    place = drafted.copied(tmp_path)
    place.submit("r1/00002_lan-2.csv", HEADER + rows("r1", "00002", a="2", p="5"))
    done = publish(place, "provisional")
    assert done.exit_code == 1, done.output
    assert "files arrived since the last assessment: 00002_lan-2.csv" in done.output
    assert not (place.open().releases / LOG).exists()
    forced = publish(place, "provisional", "--despite", "Gấp")
    assert forced.exit_code == 0, forced.output
    assert place.query("SELECT release, stage, issued_by, despite FROM publication.release") == [
        ("r1.1", "provisional", "Nguyễn An", "Gấp")
    ]


def test_a_round_is_not_reopened_by_a_decision_of_a_day_to_come(
    closed: Small, tmp_path: Path
) -> None:
    place = closed.copied(tmp_path)
    decision = ("--decision", "12/QĐ-UBND", "--decided-on", "2199-01-01")
    done = dti("reopen", "r1", *SIGNED, *decision, *options(place))
    assert (done.exit_code, "01/01/2199" in done.output) == (2, True), done.output
    assert stage(place) == "closed"


def test_a_log_whose_end_was_cut_off_stops_every_run_until_it_is_restored(
    closed: Small, tmp_path: Path
) -> None:
    place = closed.copied(tmp_path)
    reopened = reopen(place)
    assert reopened.exit_code == 0, reopened.output
    log, before = place.open().releases / LOG, contents_of(place.folder / "site")
    whole = log.read_bytes()
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    for done in (assess(place), publish(place, "final"), dti("status", "r1", *options(place))):
        assert done.exit_code != 0, done.output
        assert "Restore the log from a backup" in done.output
    assert contents_of(place.folder / "site") == before
    log.write_bytes(whole)
    done = assess(place)
    assert done.exit_code == 0, done.output


def test_folders_and_log_bring_the_history_back(closed: Small, tmp_path: Path) -> None:
    place = closed.copied(tmp_path)
    tables = ("release", "release_rank", "release_reason", "log")
    before = [place.query(f"SELECT * FROM publication.{name} ORDER BY ALL") for name in tables]
    place.published.unlink()
    place.submit("r1/00002_lan-2.csv", HEADER + rows("r1", "00002", a="2", p="5"))
    done = assess(place)
    assert done.exit_code == 0, done.output
    after = [place.query(f"SELECT * FROM publication.{name} ORDER BY ALL") for name in tables]
    assert after == before
    assert stage(place) == "closed"


def test_a_folder_without_a_line_is_removed_by_the_next_run(closed: Small, tmp_path: Path) -> None:
    place = closed.copied(tmp_path)
    half = place.open().releases / "r1.2"
    half.mkdir()
    about = json.loads((release(place, "r1.1") / "release.json").read_text(encoding="utf-8"))
    about["release"] |= {"release": "r1.2", "number": "2"}
    (half / "release.json").write_text(json.dumps(about), encoding="utf-8")
    finish_releases(place.open())
    assert not half.exists()


def test_a_line_without_its_tables_is_finished_by_the_next_run(
    closed: Small, tmp_path: Path
) -> None:
    place = closed.copied(tmp_path)
    before = place.query("SELECT * FROM publication.log")
    log = place.open().releases / LOG
    log.write_bytes(log.read_bytes() + b'{"number": 2, "half')
    finish_releases(place.open())
    assert not write_life_cycle(place.open())
    assert place.query("SELECT * FROM publication.log") == before


def test_a_lost_line_is_no_reason_to_remove_what_was_issued(closed: Small, tmp_path: Path) -> None:
    place = closed.copied(tmp_path)
    (place.open().releases / LOG).write_bytes(b"")
    with pytest.raises(LogBroken, match="Restore the log"):
        finish_releases(place.open())
    assert release(place, "r1.1").exists()
    verified = dti("log", "--verify", *options(place)[4:])
    assert verified.exit_code == 1, verified.output


CORRECTION = """
- {round: r1, entity_code: "00003", indicator_code: "2", input: p, source: declared, expect: "4",
   value: "5", reason: "theo công văn", by: "An", on: 2026-03-01}
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_final_release_never_changes_whatever_comes_later(
    closed: Small, tmp_path: Path, seed: int
) -> None:
    """Its folder and its rows, over files, decisions, corrections, reopenings and removals."""
    place, chance = closed.copied(tmp_path), random.Random(seed)
    of = place.open()
    query = "SELECT * FROM publication.{} WHERE release = 'r1.1' ORDER BY ALL"
    tables = ("release", "release_rank", "release_reason")
    before = contents_of(release(place, "r1.1")), [place.query(query.format(one)) for one in tables]
    is_open = False
    for turn in range(6):
        step = chance.choice(("file", "overwrite", "decision", "correction", "remove", "reopen"))
        value_before = value(place, "00002"), value(place, "00003")
        match step:
            case "file":
                sent = rows("r1", "00002", a="2", p=str(chance.randint(0, 5)))
                place.submit(f"r1/00002_lan-{turn + 2}.csv", HEADER + sent)
            case "overwrite":
                place.submit("r1/00003_so-lieu.csv", HEADER + rows("r1", "00003", p="1"))
            case "decision":
                decided = f"r1,00003,2,points,{turn % 5},,verified,,Không\n"
                place.submit(f"r1/hoi-dong/quyet-dinh-{turn}.csv", HEADER + decided)
            case "correction":
                place.seed("corrections.yaml", CORRECTION)
            case "remove":
                (place.folder / "inbox" / "r1" / "00002_so-lieu.csv").unlink(missing_ok=True)
            case _:
                if not is_open:
                    done = reopen(place)
                    assert done.exit_code == 0, done.output
                is_open = True
        if is_open:  # a correction whose figure was overwritten is refused, as it should be
            (place.folder / "seeds" / "corrections.yaml").unlink(missing_ok=True)
        publish_rounds(of, ["r1"])
        write_life_cycle(of)
        if not is_open:
            assert (value(place, "00002"), value(place, "00003")) == value_before, step
        now = (
            contents_of(release(place, "r1.1")),
            [place.query(query.format(one)) for one in tables],
        )
        assert now == before, step
