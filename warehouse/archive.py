"""The archive: the bytes of every file received, by their SHA-256, and when each was first seen.

Here belongs keeping what came exactly as it came. A file is written once and never again; the
ledger beside them is only ever added to. Bytes are on the disk before the ledger names them, so
what it names is whole, after a power cut too. What a file means is decided elsewhere.
"""

import hashlib
import json
import os
import unicodedata
from collections.abc import Generator, Iterable, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, Final, Protocol

LEDGER: Final = "received.jsonl"
_AT_ONCE: Final = 16
_PIECE: Final = 1 << 18
_UNFINISHED: Final = ".part"


class ArchiveBroken(RuntimeError):
    """A kept file is no longer what it was."""


class Received(Protocol):
    """A file as it came."""

    @property
    def name(self) -> str:
        """Its name in the inbox."""
        ...

    @property
    def size(self) -> int:
        """Its bytes, in number."""
        ...

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        ...

    @property
    def received_at(self) -> datetime | None:
        """When it came, if that is known."""
        ...

    def open(self) -> BinaryIO:
        """A stream of its bytes. Raises OSError where they are gone."""
        ...


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the ledger: its name in the inbox, its hash, when it was received."""

    name: str
    sha256: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in a folder; made when the first file is kept."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash are kept."""
        return self.folder / sha256[:2] / sha256

    def size_of(self, sha256: str) -> int:
        """How many bytes are kept under a hash, all of them looked at.

        Raises ArchiveBroken if they were changed or are gone.
        """
        path = self.path(sha256)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            raise ArchiveBroken(f"{path} is missing; restore it from a backup") from error
        if found != sha256:
            raise ArchiveBroken(f"{path} was changed; restore it from a backup")
        return size

    def keep_all(self, round_id: str, files: Iterable[Received]) -> frozenset[str]:
        """Keep the bytes of files of a round, and note those that were not seen before.

        Bytes are copied a piece at a time. Returns the hashes of files that are not kept, as they
        were changed or taken away since they were listed.
        """
        came = [(file.sha256, file) for file in files]
        if not came:
            return frozenset()
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LEDGER).open("a+b") as ledger, _locked(ledger):
            ledger.seek(0)
            before = ledger.read()
            entries = list(_entries(before))
            lost = self._copy(dict(came), {kept.sha256 for _, kept in entries})
            known = {(kept.name, kept.sha256) for name, kept in entries if name == round_id}
            lines: list[bytes] = []
            for sha256, file in came:
                if sha256 not in lost and (file.name, sha256) not in known:
                    known.add((file.name, sha256))
                    lines.append(_line(round_id, file.name, sha256, file.received_at))
            if lines:
                # A line that a killed run left unfinished is closed first.
                ledger.write(b"" if before.endswith(b"\n") or not before else b"\n")
                ledger.write(b"".join(lines))
                ledger.flush()
                os.fsync(ledger.fileno())
        return lost

    def ledger(self, round_id: str) -> list[KeptFile]:
        """The files of a round in the order in which they were first seen."""
        path = self.folder / LEDGER
        text = path.read_bytes() if path.exists() else b""
        return [kept for name, kept in _entries(text) if name == round_id]

    def overwritten(self, round_id: str, files: Iterable[Received]) -> list[KeptFile]:
        """Earlier versions of files that lie in the inbox under the same name with other bytes."""
        now: dict[str, set[str]] = {}
        for file in files:
            now.setdefault(file.name, set()).add(file.sha256)
        return [
            kept
            for kept in self.ledger(round_id)
            if kept.name in now and kept.sha256 not in now[kept.name]
        ]

    def _copy(self, files: Mapping[str, Received], noted: Set[str]) -> frozenset[str]:
        """Have the bytes of files on the disk under their hashes; returns which are lost.

        Each file is flushed by itself: flushing the whole system waits for whatever else is
        written, and tells no error. Threads let the disk take many at once: on a busy one, 3,321
        files cost two seconds; one after the other they cost ten.
        """
        for unfinished in self.folder.glob(f"*{_UNFINISHED}"):  # of a run that was killed
            unfinished.unlink()
        # What the ledger does not name yet may be the half file of a run that was cut off.
        new = [
            (self.path(sha256), file)
            for sha256, file in files.items()
            if sha256 not in noted or _size(self.path(sha256)) != file.size
        ]
        if not new:
            return frozenset()
        folders = {path.parent for path, _ in new}
        for folder in folders:
            folder.mkdir(exist_ok=True)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            kept = list(threads.map(_copy_whole, *zip(*new, strict=True)))
            for _ in threads.map(_flush_names, (*folders, self.folder)):
                pass  # raises what a thread raised
        return frozenset(
            path.name for (path, _), is_kept in zip(new, kept, strict=True) if not is_kept
        )


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


class _SourceGone(Exception):
    """What is to be copied is no longer there."""


def _pieces(file: Received) -> Iterator[bytes]:
    try:
        with file.open() as source:
            while piece := source.read(_PIECE):
                yield piece
    except OSError as error:
        raise _SourceGone from error


def _copy_whole(path: Path, file: Received) -> bool:
    """Copy a file, to be there as a whole or not at all; whether its bytes had the hash."""
    unfinished = path.parent.with_name(f"{path.name}{_UNFINISHED}")
    digest = hashlib.sha256()
    with suppress(_SourceGone), unfinished.open("wb") as copy:
        for piece in _pieces(file):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != path.name:
        unfinished.unlink()
        return False
    unfinished.replace(path)
    return True


def _flush_names(folder: Path) -> None:
    """Have the names in a folder on the disk, where a folder can be opened."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _line(round_id: str, name: str, sha256: str, received_at: datetime | None) -> bytes:
    entry = {
        "round": round_id,
        "file_name": name,
        "sha256": sha256,
        "received_at": received_at.isoformat() if received_at else None,
        "first_seen_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    # A name that is no Unicode, as archives of old systems leave on disk, is kept like any other.
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _entries(ledger: bytes) -> Iterator[tuple[str, KeptFile]]:
    """The lines of a ledger with their round; those that tell of no file are passed over."""
    for line in ledger.split(b"\n"):
        try:
            entry = json.loads(line.decode("utf-8", "surrogatepass"))
            name = unicodedata.normalize("NFC", entry["file_name"])
            at = datetime.fromisoformat(entry["received_at"]) if entry["received_at"] else None
            kept = KeptFile(name, entry["sha256"], at)
            round_id = entry["round"]
        except (ValueError, TypeError, KeyError):  # one that a killed run left unfinished
            continue
        yield round_id, kept


@contextmanager
def _locked(file: IO[bytes]) -> Generator[None]:
    """Hold the file for this process, where the system can."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
