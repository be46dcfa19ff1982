"""The archive keeps the bytes of every file, and never writes over any."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from warehouse.archive import LEDGER, Archive, ArchiveBroken


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    received_at: datetime | None = None


def test_bytes_are_kept_by_their_hash_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "received")
    archive.keep_all("r1", [File("a.csv", b"x"), File("b.csv", b"x")])
    (one, two) = archive.ledger("r1")
    assert one.sha256 == two.sha256
    assert archive.read(one.sha256) == b"x"
    files = [path for path in archive.folder.rglob("*") if path.is_file() and path.name != LEDGER]
    assert len(files) == 1


def test_a_file_that_is_seen_again_adds_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for _ in range(3):
        archive.keep_all("r1", [File("a.csv", b"x")])
    assert len(archive.ledger("r1")) == 1


def test_a_file_that_was_overwritten_in_place_has_its_earlier_versions(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    at = datetime.fromisoformat("2025-07-01T08:00:00+07:00")
    archive.keep_all("r1", [File("a.csv", b"first", at), File("b.csv", b"b")])
    now = [File("a.csv", b"second")]
    archive.keep_all("r1", now)
    (earlier,) = archive.overwritten("r1", now)
    assert (archive.read(earlier.sha256), earlier.received_at) == (b"first", at)
    assert archive.overwritten("r2", now) == []


def test_changed_bytes_are_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"x")])
    (kept,) = archive.ledger("r1")
    archive.path(kept.sha256).write_bytes(b"y")
    with pytest.raises(ArchiveBroken, match="was changed"):
        archive.read(kept.sha256)
    archive.path(kept.sha256).unlink()
    with pytest.raises(ArchiveBroken, match="is missing"):
        archive.read(kept.sha256)


def test_a_line_that_a_killed_run_left_unfinished_does_no_harm(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"x")])
    with (tmp_path / LEDGER).open("a", encoding="utf-8") as file:
        file.write('{"round": "r1", "file_na')
    archive.keep_all("r1", [File("b.csv", b"y")])
    assert [one.name for one in archive.ledger("r1")] == ["a.csv", "b.csv"]


def test_the_ledger_is_lines_of_json(tmp_path: Path) -> None:
    Archive(tmp_path).keep_all("r1", [File("Phường.csv", b"x")])
    (line,) = (tmp_path / LEDGER).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["file_name"] == "Phường.csv"
