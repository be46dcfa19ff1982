"""Releases of a small installation: numbered by content, explained, kept, rebuilt byte by byte."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from installations import HEADER, Small, dti, rows
from publishing import publish_rounds, write_releases

from assets.publishing.release_folders import SUMS, ReleaseChanged


def publish(place: Small) -> list[str]:
    """Publish as a run does, and write the folders. Returns the releases that were written."""
    publish_rounds(place.open(), ["r1"])
    return write_releases(place.open())


def warehouse(place: Small) -> tuple[str, str]:
    return "--warehouse", str(place.published)


def folder(place: Small, release: str) -> Path:
    return place.open().releases / release


def public_name(place: Small, name: str) -> str:
    """What a file is called in a release: by its bytes, as its name is its sender's own."""
    content = (place.folder / "inbox" / "r1" / name).read_bytes()
    return f"{hashlib.sha256(content).hexdigest()[:12]}.csv"


def contents(path: Path) -> dict[str, str]:
    return {
        one.relative_to(path).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in path.rglob("*")
        if one.is_file()
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """An installation with one release; tests work on copies."""
    small = Small(tmp_path_factory.mktemp("first"), {"r1": None}, "provisional").write()
    small.submit_clean("r1")
    publish(small)
    return small


@pytest.fixture(scope="module")
def second(first: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The same after unit 00002 sent better figures."""
    small = first.copied(tmp_path_factory.mktemp("second"))
    small.submit("r1/00002_lan-2.csv", HEADER + rows("r1", "00002", a="2", p="5"))
    publish(small)
    return small


@pytest.fixture
def place(first: Small, tmp_path: Path) -> Small:
    return first.copied(tmp_path)


@pytest.fixture
def amended(second: Small, tmp_path: Path) -> Small:
    return second.copied(tmp_path)


def test_a_first_publication_is_release_one(place: Small) -> None:
    assert place.query("SELECT release, number, stage, replaces FROM publication.release") == [
        ("r1.1", 1, "provisional", None)
    ]
    assert {"bao-cao.pdf", "phu-luc.xlsx", "release.json", SUMS, "receipts/00001.json"} <= set(
        contents(folder(place, "r1.1"))
    )


def test_the_same_content_stays_the_same_release(place: Small) -> None:
    before = place.query("SELECT * FROM publication.release"), contents(folder(place, "r1.1"))
    publish(place)
    assert (
        place.query("SELECT * FROM publication.release"),
        contents(folder(place, "r1.1")),
    ) == before


def test_other_content_is_the_next_release_and_the_first_one_stays(amended: Small) -> None:
    assert amended.query(
        "SELECT release, replaces, values_changed, entities_moved, summary_en "
        "FROM publication.release ORDER BY number",
    ) == [
        ("r1.1", None, None, None, "First release of the round."),
        (
            *("r1.2", "r1.1", 1, 3),
            "1 unit amended figures; 1 unit with another value, 3 units with another rank.",
        ),
    ]
    assert folder(amended, "r1.1").is_dir()
    assert folder(amended, "r1.2").is_dir()


def test_a_later_release_shows_who_moved_and_why(amended: Small) -> None:
    assert amended.query(
        "SELECT entity_code, previous_rank, rank, rank_change, reasons, indicators, files "
        "FROM analyst.release_change ORDER BY entity_code",
    ) == [
        ("00001", 1, 2, -1, "others", None, None),
        ("00002", 2, 1, 1, "amended", "1.1, 2", public_name(amended, "00002_lan-2.csv")),
        ("00003", 2, 3, -1, "others", None, None),
    ]


def test_a_round_that_becomes_final_is_a_release_of_its_own(place: Small) -> None:
    final = Small(place.folder, {"r1": None}, status="final")
    final.write()
    publish(final)
    assert final.query(
        "SELECT release, stage, summary_en FROM publication.release ORDER BY number"
    ) == [
        ("r1.1", "provisional", "First release of the round."),
        (
            "r1.2",
            "final",
            "It became final; 0 units with another value, 0 units with another rank.",
        ),
    ]


def test_a_council_s_decision_is_told_as_such(place: Small) -> None:
    name = "hoi-dong/quyet-dinh.csv"
    decided = place.submit(f"r1/{name}", HEADER + "r1,00001,2,points,1,,verified,,Không đủ\n")
    file = public_name(place, name)
    publish(place)
    decided.unlink()
    publish(place)
    assert place.query(
        "SELECT release, entity_code, indicator_code, reason, file_name "
        "FROM publication.release_reason ORDER BY release",
    ) == [
        ("r1.2", "00001", "2", "decision", file),
        ("r1.3", "00001", "2", "decision_withdrawn", file),
    ]


def test_another_rule_is_told_for_the_whole_round(place: Small) -> None:
    path = place.folder / "seeds" / "frameworks" / "small.yaml"
    place.seed("frameworks/small.yaml", path.read_text(encoding="utf-8").replace(
        "rule: {kind: ratio, numerator: a, denominator: b}",
        "rule: {kind: ratio, numerator: a, denominator: b, target: 0.5}",
    ))  # fmt: skip
    publish(place)
    assert place.query("SELECT DISTINCT entity_code, reason FROM publication.release_reason") == [
        (None, "framework")
    ]


def test_a_folder_that_is_lost_is_rebuilt_with_the_same_bytes(place: Small) -> None:
    before = contents(folder(place, "r1.1"))
    shutil.rmtree(folder(place, "r1.1"))
    publish(place)
    assert contents(folder(place, "r1.1")) == before


def test_a_changed_folder_is_refused_and_left_alone(place: Small) -> None:
    page = folder(place, "r1.1") / "ban-tin.vi.md"
    page.write_text("khác", encoding="utf-8")
    with pytest.raises(ReleaseChanged, match=r"ban-tin\.vi\.md was changed.*move the folder away"):
        publish(place)
    assert page.read_text(encoding="utf-8") == "khác"


def test_who_forges_the_checksums_too_is_found_by_building_again(place: Small) -> None:
    place_ = folder(place, "r1.1")
    page = place_ / "ban-tin.vi.md"
    page.write_text("khác", encoding="utf-8")
    old = (place_ / SUMS).read_text(encoding="utf-8").splitlines()
    forged = f"{hashlib.sha256(page.read_bytes()).hexdigest()}  ban-tin.vi.md"
    lines = [forged if line.endswith("ban-tin.vi.md") else line for line in old]
    (place_ / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = dti("releases", "--verify", *warehouse(place))
    assert (done.exit_code, done.output) == (1, "r1.1: ban-tin.vi.md was changed\n")


def test_what_was_issued_holds(amended: Small) -> None:
    done = dti("releases", "r1", "--verify", *warehouse(amended))
    assert done.exit_code == 0, done.output
    assert "r1.1: đúng / as issued (SHA-256)" in done.output
    assert "r1.2: đúng / as issued (dựng lại" in done.output


def test_releases_are_listed_with_what_they_changed(amended: Small) -> None:
    done = dti("releases", *warehouse(amended))
    assert [line.split()[0] for line in done.output.splitlines()[::2]] == ["r1.1", "r1.2"]
    assert "r1.2 *  provisional" in done.output
    assert "1 đơn vị sửa số liệu" in done.output


def test_folders_outlive_the_warehouse(amended: Small) -> None:
    before = contents(folder(amended, "r1.2"))
    ids = amended.query("SELECT release, content_sha256, issued_at FROM publication.release")
    amended.published.unlink()
    publish(amended)
    assert (
        amended.query("SELECT release, content_sha256, issued_at FROM publication.release") == ids
    )
    assert contents(folder(amended, "r1.2")) == before


def test_every_receipt_of_a_release_holds(amended: Small) -> None:
    from assets.publishing.verify_receipt import verify

    for path in sorted((folder(amended, "r1.2") / "receipts").glob("*.json")):
        receipt = json.loads(path.read_text(encoding="utf-8"))
        assert verify(receipt, amended.folder / "inbox") == ([], [])


def test_a_run_writes_folders_and_fails_where_one_was_changed(place: Small) -> None:
    """The same through Dagster and the command line."""
    shutil.rmtree(place.open().releases)
    done = dti("assess", "r1", *place.options())
    assert done.exit_code == 0, done.output
    assert "bản công bố / release: r1.1" in done.output
    (folder(place, "r1.1") / "ban-tin.vi.md").write_text("khác", encoding="utf-8")
    changed = dti("assess", "r1", *place.options())
    assert changed.exit_code == 1
    assert "ban-tin.vi.md was changed" in changed.output
