"""A folder changes in one step, and believes what lies there only by its hash."""

import errno
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from warehouse.whole_folder import LEDGER, linked_folder, remove_unfinished, replaced_folder
from warehouse.writer import WriteRefused


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LEDGER
    }


def write(place: Path, files: dict[str, bytes]) -> tuple[int, int, int]:
    with linked_folder(place) as folder:
        for name, content in files.items():
            folder.file(name, content)
    return folder.written.made, folder.written.kept, folder.written.removed


def test_a_folder_holds_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "site"
    write(place, {"a": b"1", "x/b": b"2"})
    (place / "left by a killed run").write_bytes(b"stale")
    assert write(place, {"a": b"1"}) == (0, 1, 1)
    assert files_below(place) == {"a": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_file_is_believed_only_by_its_hash(tmp_path: Path) -> None:
    place = tmp_path / "site"
    write(place, {"a": b"1", "b": b"2"})
    (place / "a").write_bytes(b"cut o")
    assert write(place, {"a": b"1", "b": b"2"}) == (1, 1, 0)
    assert files_below(place) == {"a": b"1", "b": b"2"}
    for broken in ("{", "[]", '{"a": 1}'):
        (place / LEDGER).write_text(broken)
        assert write(place, {"a": b"1", "b": b"2"}) == (2, 0, 0)


def test_what_takes_long_is_made_again_only_for_other_reasons(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("a")
        return b"chart"

    for made_with in ("one", "one", "two"):
        with linked_folder(tmp_path / "site") as folder:
            folder.made("a", made_with, make)
    assert len(made) == 2


def test_the_ledger_lists_every_file_with_its_hash(tmp_path: Path) -> None:
    write(tmp_path / "site", {"a": b"1", "x/b": b"2"})
    ledger = json.loads((tmp_path / "site" / LEDGER).read_text())
    assert {name: row[1] for name, row in ledger.items()} == {
        "a": sha256(b"1").hexdigest(),
        "x/b": sha256(b"2").hexdigest(),
    }


def test_what_takes_the_name_of_a_linked_file_leaves_that_file_as_it_is(tmp_path: Path) -> None:
    issued, place = tmp_path / "issued", tmp_path / "site"
    issued.write_bytes(b"issued")
    with linked_folder(place) as folder:
        folder.link("a", issued, sha256(b"issued").hexdigest())
    assert (place / "a").stat().st_ino == issued.stat().st_ino
    write(place, {"a": b"other"})
    assert (place / "a").read_bytes() == b"other"
    assert issued.read_bytes() == b"issued"


def test_a_file_that_is_not_what_was_issued_is_refused(tmp_path: Path) -> None:
    issued, place = tmp_path / "issued", tmp_path / "site"
    write(place, {"a": b"1"})
    issued.write_bytes(b"changed")
    with pytest.raises(WriteRefused, match="not what was issued"), linked_folder(place) as folder:
        folder.link("a", issued, sha256(b"issued").hexdigest())
    assert files_below(place) == {"a": b"1"}


def fill_the_disk() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"2")  # says ENOSPC and no name, as a file on a full disk does


def test_a_full_disk_leaves_the_old_folder_and_names_a_file(tmp_path: Path) -> None:
    place = tmp_path / "site"
    write(place, {"a": b"1"})
    with pytest.raises(OSError, match="site") as raised, linked_folder(place):
        fill_the_disk()
    assert raised.value.errno == errno.ENOSPC
    assert files_below(place) == {"a": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_process_left_aside_is_removed(tmp_path: Path) -> None:
    write(tmp_path / "site", {"a": b"1"})
    for left in (".site.new/x/y", ".gone.new/y", ".site.old/y"):
        (tmp_path / left).parent.mkdir(parents=True)
        (tmp_path / left).write_bytes(b"cut off")
    (tmp_path / ".both.old").mkdir()  # two renames, killed between them
    (tmp_path / ".both.old" / "a").write_bytes(b"1")
    (tmp_path / ".both.new").mkdir()
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["both", "site"]
    assert files_below(tmp_path) == {"both/a": b"1", "site/a": b"1"}


STOPPED_AT_EVERY_STEP = """
import os, sys
from pathlib import Path
import warehouse.whole_folder as whole
place = Path(sys.argv[1])
if sys.argv[2] == "two renames":
    whole._exchange = lambda *_: False

def write(content, names, steps):
    def stop(event, arguments):
        nonlocal steps
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"):
            if str(place.parent) in str(arguments[0]) or str(place.parent) in str(arguments[-1]):
                steps -= 1
                if steps < 0:
                    os._exit(9)
    sys.addaudithook(stop)
    with whole.linked_folder(place) as folder:
        for name in names:
            folder.file(name, content)

for steps in range(200):
    child = os.fork()
    if not child:
        try:
            write(b"new", ("a", "x/b", "new"), steps)
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    whole.remove_unfinished(place.parent)
    found = sorted((p.name, p.read_text()) for p in place.rglob("*") if p.is_file())
    print(status, [p.name for p in place.parent.iterdir()], [one for one in found if one[0] != ".files.json"])
    if status == 0:
        break
    child = os.fork()
    if not child:
        write(b"old", ("a", "x/b", "gone"), 10_000)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.parametrize("switch", ["exchange", "two renames"])
def test_a_folder_is_old_or_new_whenever_it_is_killed(tmp_path: Path, switch: str) -> None:
    place = tmp_path / "below" / "site"
    write(place, {"a": b"old", "x/b": b"old", "gone": b"old"})
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_AT_EVERY_STEP, str(place), switch],
        check=True,
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    old = "9 ['site'] [('a', 'old'), ('b', 'old'), ('gone', 'old')]"
    new = "['site'] [('a', 'new'), ('b', 'new'), ('new', 'new')]"
    lines = done.stdout.splitlines()
    assert len(lines) > 10
    assert set(lines) == {old, f"9 {new}", f"0 {new}"}


def test_an_empty_block_leaves_an_empty_folder(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "a" / "b"):
        pass
    assert [*(tmp_path / "a").rglob("*")] == [tmp_path / "a" / "b"]
