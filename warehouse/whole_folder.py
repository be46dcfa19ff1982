"""A folder that changes in one step: built aside, brought to the disk, then switched.

Here belong the switch, and the ledger by which a folder that is built anew takes over what did not
change. Whoever looks sees all of the old folder or all of the new one, also if the process is
killed; what it left aside is removed by `remove_unfinished`.
"""

import ctypes
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from warehouse.writer import WriteRefused

LEDGER: Final = ".files.json"
"""In a folder built by `LinkedFolder`: of each file, what it was made with and its SHA-256."""
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


@contextmanager
def replaced_folder(place: Path) -> Generator[Path]:
    """An empty folder to fill; it takes the place of `place` when the block ends without an error.

    After an error `place` is as it was. An OSError names a file in any case.
    """
    fresh, old = _asides(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    _restore(place)
    try:
        fresh.mkdir()
        yield fresh
        _flush_file_system(fresh)
        if not place.exists():
            fresh.rename(place)
        elif not _exchange(fresh, place):
            place.rename(old)
            fresh.rename(place)
        _flush_file_system(place)
    except OSError as error:
        if error.errno and error.filename is None:  # a full disk gives none
            raise OSError(error.errno, error.strerror, str(fresh)) from error
        raise
    finally:
        _restore(place)


@contextmanager
def renewed_folder(place: Path) -> Generator[Path]:
    """`replaced_folder` that begins with all that the present one has.

    Its files are linked: one of them may be replaced or removed, never be written into.
    """
    with replaced_folder(place) as fresh:
        if place.is_dir():
            shutil.copytree(place, fresh, symlinks=True, copy_function=_link, dirs_exist_ok=True)
        yield fresh


def remove_unfinished(folder: Path) -> None:
    """Remove what processes that were killed left aside in a folder, and undo a half switch."""
    for aside in (*folder.glob(".*.new"), *folder.glob(".*.old")):
        _restore(folder / aside.stem[1:])


@dataclass(slots=True)
class Written:
    """What became of the files of a folder."""

    made: int = 0
    kept: int = 0
    removed: int = 0

    @property
    def files(self) -> int:
        """How many files the folder has."""
        return self.made + self.kept


@dataclass(slots=True)
class LinkedFolder:
    """A folder while it is built anew: a file that did not change is linked from the present one.

    The present one is believed only by its hash: a file that is no longer what the ledger says is
    made again, and one that is not made any more is not there. No file is ever written through a
    name that it had before. Use `linked_folder`, which switches it.
    """

    place: Path
    fresh: Path
    before: Mapping[str, tuple[str, str]]
    now: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    written: Written = field(default_factory=Written)

    def file(self, name: str, content: bytes) -> None:
        """Have a file of this content."""
        self.made(name, "", lambda: content, hashlib.sha256(content).hexdigest())

    def made(
        self, name: str, made_with: str, make: Callable[[], bytes], sha256: str | None = None
    ) -> None:
        """Have a file that takes long to make: made again if `made_with` differs from last time.

        Where its content is known to be of some `sha256`, it is made again if that differs.
        """
        before = self.before.get(name)
        if (
            before is not None
            and before[0] == made_with
            and sha256 in (None, before[1])
            and _sha256(self.place / name) == before[1]
        ):
            self.now[name] = before
            self.written.kept += 1
            _link(self.place / name, self._new(name))
            return
        content = make()
        self.now[name] = (made_with, sha256 or hashlib.sha256(content).hexdigest())
        self.written.made += 1
        with self._new(name).open("xb") as file:
            file.write(content)

    def link(self, name: str, source: Path, sha256: str) -> None:
        """Have a file that lies elsewhere: one file on the disk with two names, or a copy where
        that cannot be, as on a USB stick. Raises WriteRefused if its content is of another hash."""
        if _sha256(source) != sha256:
            raise WriteRefused(
                f"{source}: không còn như khi ban hành; hãy chép lại từ bản lưu / it is not what "
                f"was issued; put it back from a copy. {self.place} stays as it was"
            )
        self.now[name] = ("", sha256)
        if self.before.get(name) == ("", sha256):
            self.written.kept += 1
        else:
            self.written.made += 1
        _link(source, self._new(name))

    def _new(self, name: str) -> Path:
        path = self.fresh / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


@contextmanager
def linked_folder(place: Path) -> Generator[LinkedFolder]:
    """A folder to build; it takes the place of the present one as in `replaced_folder`."""
    with replaced_folder(place) as fresh:
        folder = LinkedFolder(place, fresh, ledger_of(place))
        yield folder
        folder.written.removed = len(folder.before.keys() - folder.now.keys())
        text = json.dumps(folder.now, indent=0, sort_keys=True)
        (fresh / LEDGER).write_text(text, encoding="utf-8")


def ledger_of(folder: Path) -> Mapping[str, tuple[str, str]]:
    """Of each file: what it was made with, and its SHA-256. Nothing if there is no ledger."""
    try:
        rows = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
        return {name: (made_with, sha256) for name, (made_with, sha256) in rows.items()}
    except (FileNotFoundError, NotADirectoryError, ValueError, AttributeError, TypeError):
        return {}


def _asides(place: Path) -> tuple[Path, Path]:
    return place.with_name(f".{place.name}.new"), place.with_name(f".{place.name}.old")


def _restore(place: Path) -> None:
    """Leave the folder itself and nothing beside it."""
    fresh, old = _asides(place)
    if old.exists() and not place.exists():
        old.rename(place)
    for aside in (fresh, old):
        if aside.exists():
            shutil.rmtree(aside)


def _sha256(path: Path) -> str | None:
    """The hash of a file; None if there is no plain file of that name."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link(source: str | Path, path: str | Path) -> None:
    try:
        Path(path).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, path)


def _exchange(folder: Path, other: Path) -> bool:
    """Let two folders change names at once; False where the system cannot do that."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "renameat2"):
        return False
    names = os.fsencode(folder), os.fsencode(other)
    return libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0


def _flush_file_system(folder: Path) -> None:
    """Have all that was written on the disk: one call instead of one for each of many files."""
    if not sys.platform.startswith("linux"):
        os.sync()
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        ctypes.CDLL(None).syncfs(opened)
    finally:
        os.close(opened)
