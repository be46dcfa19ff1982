"""The archive keeps the bytes of every file, and never writes over any."""

import hashlib
import io
import json
import os
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from warehouse.archive import LEDGER, Archive, ArchiveBroken


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    received_at: datetime | None = None

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def open(self) -> BinaryIO:
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class Altered(File):
    """A file whose bytes are others than when its hash was taken."""

    now: bytes | None = None

    def open(self) -> BinaryIO:
        if self.now is None:
            raise FileNotFoundError(self.name)
        return io.BytesIO(self.now)


def kept_bytes(archive: Archive, sha256: str) -> bytes:
    content = archive.path(sha256).read_bytes()
    assert archive.size_of(sha256) == len(content)
    return content


def test_bytes_are_kept_by_their_hash_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "received")
    archive.keep_all("r1", [File("a.csv", b"x"), File("b.csv", b"x")])
    (one, two) = archive.ledger("r1")
    assert one.sha256 == two.sha256
    assert kept_bytes(archive, one.sha256) == b"x"
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
    assert (kept_bytes(archive, earlier.sha256), earlier.received_at) == (b"first", at)
    assert archive.overwritten("r2", now) == []


def test_earlier_versions_come_in_the_order_in_which_they_were_first_seen(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for content in (b"one", b"two", b"three", b"two"):
        archive.keep_all("r1", [File("a.csv", content)])
    earlier = archive.overwritten("r1", [File("a.csv", b"two")])
    assert [kept_bytes(archive, one.sha256) for one in earlier] == [b"one", b"three"]


def test_two_files_of_one_name_are_no_versions_of_each_other(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    both = [File("a.csv", b"in the folder"), File("a.csv", b"at the top")]
    archive.keep_all("r1", both)
    assert archive.overwritten("r1", both) == []


def test_changed_bytes_are_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"x")])
    (kept,) = archive.ledger("r1")
    archive.path(kept.sha256).write_bytes(b"y")
    with pytest.raises(ArchiveBroken, match="was changed"):
        archive.size_of(kept.sha256)
    archive.path(kept.sha256).unlink()
    with pytest.raises(ArchiveBroken, match="is missing"):
        archive.size_of(kept.sha256)


def test_bytes_that_a_power_cut_lost_are_kept_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"whole")])
    (kept,) = archive.ledger("r1")
    archive.path(kept.sha256).write_bytes(b"")
    archive.keep_all("r1", [File("a.csv", b"whole")])
    assert kept_bytes(archive, kept.sha256) == b"whole"


def test_bytes_that_the_ledger_does_not_name_yet_are_not_trusted(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"whole")])
    (kept,) = archive.ledger("r1")
    archive.path(kept.sha256).write_bytes(bytes(5))  # the run was cut off before its ledger
    (tmp_path / LEDGER).unlink()
    archive.keep_all("r1", [File("a.csv", b"whole")])
    assert kept_bytes(archive, kept.sha256) == b"whole"


@pytest.mark.parametrize("cut", range(0, 200, 7))
def test_a_line_that_a_killed_run_left_unfinished_does_no_harm(tmp_path: Path, cut: int) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"x")])
    archive.keep_all("r1", [File("Phường Hòa Thắng ổ ễ ự.csv", b"y")])
    ledger = tmp_path / LEDGER
    first = ledger.read_bytes().index(b"\n") + 1
    ledger.write_bytes(ledger.read_bytes()[: first + cut])
    archive.keep_all("r1", [File("b.csv", b"z")])
    names = {one.name for one in archive.ledger("r1")}
    assert names - {"Phường Hòa Thắng ổ ễ ự.csv"} == {"a.csv", "b.csv"}


@pytest.mark.parametrize(
    "name", ["a\u2028b.csv", "a\x85b.csv", "a\nb.csv", "Ph\udcaeng.csv", '"{.csv']
)
def test_a_file_is_kept_whatever_its_name(tmp_path: Path, name: str) -> None:
    archive = Archive(tmp_path)
    for _ in range(2):
        archive.keep_all("r1", [File(name, b"x")])
    assert [one.name for one in archive.ledger("r1")] == [name]


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"7", b'{"round": "r1"}', b"\xff", b'{"round": "r1", "file_name": null}'],
)
def test_a_line_of_no_file_does_no_harm(tmp_path: Path, line: bytes) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File("a.csv", b"x")])
    with (tmp_path / LEDGER).open("ab") as ledger:
        ledger.write(line + b"\n")
    archive.keep_all("r1", [File("b.csv", b"z")])
    assert [kept.name for kept in archive.ledger("r1")] == ["a.csv", "b.csv"]


@pytest.mark.parametrize("now", [None, b"other"])
def test_a_file_that_changed_since_it_was_listed_is_not_kept(
    tmp_path: Path, now: bytes | None
) -> None:
    archive = Archive(tmp_path)
    files = [File("a.csv", b"x"), Altered("b.csv", b"y", now=now)]
    assert archive.keep_all("r1", files) == {files[1].sha256}
    assert [kept.name for kept in archive.ledger("r1")] == ["a.csv"]
    assert [*tmp_path.rglob("*.part")] == []


def test_what_a_killed_run_left_unfinished_goes(tmp_path: Path) -> None:
    (tmp_path / "0a1b.part").write_bytes(b"half")
    Archive(tmp_path).keep_all("r1", [File("a.csv", b"x")])
    assert [*tmp_path.rglob("*.part")] == []


def test_a_name_is_one_however_its_marks_were_written(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep_all("r1", [File(unicodedata.normalize("NFD", "Phường.csv"), b"x")])
    (earlier,) = archive.overwritten("r1", [File("Phường.csv", b"y")])
    assert kept_bytes(archive, earlier.sha256) == b"x"


def test_runs_side_by_side_note_each_file_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from pipelines.intake.intake import ReceivedFile\n"
        "from warehouse.archive import Archive\n"
        "files = [ReceivedFile(f'{n}.csv', b'%d' % n, None) for n in range(40)]\n"
        "Archive(Path(sys.argv[1])).keep_all('r1', files)\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(4)]
    assert [run.wait() for run in runs] == [0] * 4
    archive = Archive(tmp_path)
    assert [one.name for one in archive.ledger("r1")] == [f"{n}.csv" for n in range(40)]
    assert [kept_bytes(archive, one.sha256) for one in archive.ledger("r1")] == [
        b"%d" % n for n in range(40)
    ]


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    Archive(tmp_path).keep_all("r1", [File(f"{n}.csv", os.urandom(9)) for n in range(20)])
    assert [*tmp_path.rglob("*.part")] == []


def test_without_files_there_is_no_archive(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "received")
    archive.keep_all("r1", [])
    assert (archive.folder.exists(), archive.ledger("r1")) == (False, [])


def test_the_ledger_is_lines_of_json(tmp_path: Path) -> None:
    Archive(tmp_path).keep_all("r1", [File("Phường.csv", b"x")])
    (line,) = (tmp_path / LEDGER).read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    assert entry["file_name"] == "Phường.csv"
    assert "Phường.csv" in line
    since = datetime.now(UTC) - datetime.fromisoformat(entry["first_seen_at"])
    assert timedelta(0) <= since < timedelta(minutes=5)
