"""The inbox on disk: the files of a round as they lie there, with when they came.

Here belongs finding and opening them, safely: plain files only, no link is followed, and what is
not opened is told by name. What a file means is decided in `pipelines/intake/`.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from pipelines.both_languages import both
from pipelines.intake.received_files import (
    ReceivedFile,
    is_no_submission,
    shown_name,
    unseen_file,
)
from pipelines.intake.register import EMPTY_REGISTER, Register, read_register
from pipelines.intake.tabular import too_large
from pipelines.intake.workbook_safety import LARGEST_UNPACKED
from pipelines.local_time import LOCAL_TIME

REGISTER: Final = "received.csv"
"""The register (sổ nhận) at the top of the inbox or of the folder of a round."""
_PIECE: Final = 1 << 18
_DEEPEST: Final = 32
"""Folders within folders; each is open while those in it are read."""
_PLAIN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_FOLDER: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY
_REASONS: Final = {
    errno.EACCES: ("không có quyền đọc", "no permission to read it"),
    errno.EPERM: ("không có quyền đọc", "no permission to read it"),
    errno.ENOENT: ("bị lấy đi trong khi đọc", "taken away while it was read"),
    errno.ELOOP: ("liên kết tượng trưng", "a symbolic link"),
    errno.ENAMETOOLONG: ("đường dẫn quá dài", "its path is too long"),
    errno.EINVAL: ("không phải tệp thường", "no plain file"),
}
_A_LINK: Final = both(
    "liên kết tượng trưng, không được đi theo", "a symbolic link, which is not followed"
)
_KINDS: Final = (
    (stat.S_ISLNK, _A_LINK),
    (stat.S_ISFIFO, both("ống dẫn", "a named pipe")),
    (stat.S_ISSOCK, both("ổ cắm mạng", "a socket")),
    (stat.S_ISCHR, both("thiết bị", "a device")),
    (stat.S_ISBLK, both("thiết bị", "a device")),
)
_NOT_BELIEVED: Final = both(
    "sổ nhận trong thư mục của người gửi; chỉ sổ nhận ở đầu thư mục của đợt có giá trị",
    "a register in a folder of a sender; the one at the top of the round's folder counts",
)
_TOO_DEEP: Final = both(
    f"thư mục lồng quá {_DEEPEST} cấp, không tệp nào trong đó được tính",
    f"folders nested deeper than {_DEEPEST}; none of its files counts",
)


@dataclass(frozen=True, slots=True)
class OnDisk:
    """The bytes of a plain file that was looked at once."""

    path: Path
    size: int
    sha256: str

    def open(self) -> BinaryIO:
        """A stream of them. Raises OSError for what is no plain file any longer."""
        return os.fdopen(_descriptor(self.path), "rb")


def received_files(inbox: Path, round_id: str, rounds: Iterable[str]) -> Iterator[ReceivedFile]:
    """The files of a round: those in its folder, then those in no round's folder, at any depth.

    When a file was received stands in the register at the top of its round's folder, or of the
    inbox, under its path below it; a file in neither has the time of its last change. Files are
    named by their path in the folder. What cannot be opened, and a register with lines that cannot
    be read, is among them with a refusal.
    """
    try:
        top = os.open(inbox, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        register = _register(top)
        below = f"{round_id}/"
        times = {
            name.removeprefix(below): at
            for name, at in register.times.items()
            if name.startswith(below)
        }
        yield from _of_round(top, inbox, round_id, times)
        yield from _Walk(register, is_shared=True).files(top, inbox, but_not=frozenset(rounds))
    finally:
        os.close(top)


def _of_round(
    top: int, inbox: Path, round_id: str, times: Mapping[str, datetime | None]
) -> Iterator[ReceivedFile]:
    try:
        with _folder(round_id, top) as folder:
            own = _register(folder)
            register = Register({**times, **own.times}, own.doubts)
            yield from _Walk(register, is_shared=False).files(folder, inbox / round_id)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        # A plain file of that name is told among those of no round.
        if (inbox / round_id).is_symlink():
            yield unseen_file(f"{round_id}/", _A_LINK, is_shared=False)
    except OSError as error:
        yield unseen_file(f"{round_id}/", _folder_reason(error), is_shared=False)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way through a folder of the inbox, with the register that counts in it."""

    register: Register
    is_shared: bool

    def files(
        self,
        folder: int,
        path: Path,
        above: tuple[str, ...] = (),
        but_not: frozenset[str] = frozenset(),
    ) -> Iterator[ReceivedFile]:
        """The files below an open folder, by name; `above` are the folders on the way to it."""
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            name = "/".join((*above, shown_name(entry.name)))
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in but_not:
                        yield from self._below(folder, entry.name, path, above)
                elif not is_no_submission(entry.name) and not (
                    entry.is_symlink() and entry.name in but_not
                ):
                    yield from self._file(folder, entry, path, name)
            except OSError as error:
                yield unseen_file(name, _reason(error), self.is_shared)

    def _below(
        self, folder: int, name: str, path: Path, above: tuple[str, ...]
    ) -> Iterator[ReceivedFile]:
        inner = (*above, shown_name(name))
        shown = f"{'/'.join(inner)}/"
        if len(inner) > _DEEPEST:
            yield unseen_file(shown, _TOO_DEEP, self.is_shared)
            return
        try:
            with _folder(name, folder) as opened:
                yield from self.files(opened, path / name, inner)
        except OSError as error:
            yield unseen_file(shown, _folder_reason(error), self.is_shared)

    def _file(
        self, folder: int, entry: os.DirEntry[str], path: Path, name: str
    ) -> Iterator[ReceivedFile]:
        if name == REGISTER and entry.is_file(follow_symlinks=False):
            if self.register.doubts is not None:
                content, _ = _looked_at(path / entry.name, folder)
                yield ReceivedFile(name, content, None, self.is_shared, self.register.doubts)
        elif not entry.is_file(follow_symlinks=False):
            yield unseen_file(name, _kind(entry), self.is_shared)
        elif entry.name == REGISTER:
            yield unseen_file(name, _NOT_BELIEVED, self.is_shared)
        else:
            content, changed_at = _looked_at(path / entry.name, folder)
            times = self.register.times
            received_at = times[name] if name in times else _moment(changed_at)
            yield _named(name, content, received_at, self.is_shared)


def received_file(path: Path, name: str, received_at: datetime | None) -> ReceivedFile:
    """A file that somebody names, wherever it lies."""
    try:
        content, _ = _looked_at(path.resolve())
    except OSError as error:
        return unseen_file(shown_name(name), _reason(error), is_shared=False)
    return _named(shown_name(name), content, received_at, is_shared=False)


def _named(
    name: str, content: OnDisk, received_at: datetime | None, is_shared: bool
) -> ReceivedFile:
    refusal = too_large(content.size) if content.size > LARGEST_UNPACKED else None
    return ReceivedFile(name, content, received_at, is_shared, refusal)


def _descriptor(path: Path | str, folder: int | None = None) -> int:
    """Open a plain file, and never wait for another kind. Raises OSError."""
    descriptor = os.open(path, _PLAIN, dir_fd=folder)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "no plain file", str(path))


def _looked_at(path: Path, folder: int | None = None) -> tuple[OnDisk, float]:
    """A plain file with its hash, taken a piece at a time, and when it was changed last.

    `folder` is its folder as it is open; no link can stand in for one on the way to it. Raises
    OSError.
    """
    descriptor = _descriptor(path if folder is None else path.name, folder)
    try:
        changed_at = os.fstat(descriptor).st_mtime
        digest, size = hashlib.sha256(), 0
        while piece := os.read(descriptor, _PIECE):
            digest.update(piece)
            size += len(piece)
    finally:
        os.close(descriptor)
    return OnDisk(path, size, digest.hexdigest()), changed_at


@contextmanager
def _folder(name: str, parent: int) -> Generator[int]:
    """A folder while it is open. Raises OSError for what is none, such as a link to one."""
    descriptor = os.open(name, _FOLDER, dir_fd=parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _register(folder: int) -> Register:
    """The register at the top of a folder; whatever else bears its name is no register."""
    try:
        descriptor = _descriptor(REGISTER, folder)
    except OSError:
        return EMPTY_REGISTER
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        return Register({}, too_large(len(content)))
    return read_register(content)


def _moment(seconds: float) -> datetime | None:
    """A time of the disk; None where it is beyond any calendar."""
    try:
        return datetime.fromtimestamp(seconds, tz=LOCAL_TIME)
    except (ValueError, OverflowError, OSError):
        return None


def _kind(entry: os.DirEntry[str]) -> str:
    mode = entry.stat(follow_symlinks=False).st_mode
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), both(*_REASONS[errno.EINVAL]))


def _reason(error: OSError) -> str:
    return both(*_reasons(error))


def _folder_reason(error: OSError) -> str:
    vi, en = _reasons(error)
    return both(
        f"thư mục ({vi}), không tệp nào trong đó được tính",
        f"a folder ({en}), none of its files counts",
    )


def _reasons(error: OSError) -> tuple[str, str]:
    """Why something could not be read, in Vietnamese and in English."""
    name = errno.errorcode.get(error.errno or 0, "?")
    return _REASONS.get(error.errno or 0, (f"lỗi khi đọc {name}", f"an error of reading, {name}"))
