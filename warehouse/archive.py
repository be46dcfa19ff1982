"""The archive: the bytes of every file received, by their SHA-256, and when each was first seen.

Here belongs keeping what came exactly as it came. A file is written once and never again; the
ledger beside them is only ever added to. Bytes are on the disk before the ledger names them, so
what it names is whole, after a power cut too. What a file means is decided elsewhere.
"""

import hashlib
import json
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, Protocol

LEDGER: Final = "received.jsonl"
_AT_ONCE: Final = 16


class ArchiveBroken(RuntimeError):
    """A kept file is no longer what it was."""


class Received(Protocol):
    """A file as it came."""

    @property
    def name(self) -> str:
        """Its name in the inbox."""
        ...

    @property
    def content(self) -> bytes:
        """Its bytes."""
        ...

    @property
    def size(self) -> int:
        """Their number; content is empty where they were left on the disk."""
        ...

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        ...

    @property
    def received_at(self) -> datetime | None:
        """When it came, if that is known."""
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

    def read(self, sha256: str) -> bytes:
        """The bytes of a hash. Raises ArchiveBroken if they were changed or are gone."""
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise ArchiveBroken(f"{path} is missing; restore it from a backup") from error
        if _sha256(content) != sha256:
            raise ArchiveBroken(f"{path} was changed; restore it from a backup")
        return content

    def keep_all(self, round_id: str, files: Iterable[Received]) -> None:
        """Keep the bytes of files of a round, and note those that were not seen before.

        A file too large to be read is not copied either: it stays where its sender put it.
        """
        came = [(file.sha256, file) for file in files if len(file.content) == file.size]
        if not came:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LEDGER).open("a+b") as ledger, _locked(ledger):
            ledger.seek(0)
            before = ledger.read()
            entries = list(_entries(before))
            self._write({sha: file.content for sha, file in came}, {e["sha256"] for e in entries})
            known = {(e["file_name"], e["sha256"]) for e in entries if e["round"] == round_id}
            lines: list[bytes] = []
            for sha, file in came:
                if (file.name, sha) not in known:
                    known.add((file.name, sha))
                    lines.append(_line(round_id, file.name, sha, file.received_at))
            if lines:
                # A line that a killed run left unfinished is closed first.
                ledger.write(b"" if before.endswith(b"\n") or not before else b"\n")
                ledger.write(b"".join(lines))
                ledger.flush()
                os.fsync(ledger.fileno())

    def ledger(self, round_id: str) -> list[KeptFile]:
        """The files of a round in the order in which they were first seen."""
        path = self.folder / LEDGER
        text = path.read_bytes() if path.exists() else b""
        return [
            KeptFile(
                entry["file_name"],
                entry["sha256"],
                datetime.fromisoformat(entry["received_at"]) if entry["received_at"] else None,
            )
            for entry in _entries(text)
            if entry["round"] == round_id
        ]

    def overwritten(self, round_id: str, files: Iterable[Received]) -> list[KeptFile]:
        """Earlier versions of files that lie in the inbox under the same name with other bytes."""
        now: dict[str, set[str]] = {}
        for file in files:
            now.setdefault(file.name, set()).add(file.sha256)
        return [
            one
            for one in self.ledger(round_id)
            if one.name in now and one.sha256 not in now[one.name]
        ]

    def _write(self, contents: dict[str, bytes], noted: set[str]) -> None:
        """Have contents on the disk under their hashes.

        Each file is flushed by itself: flushing the whole system waits for whatever else is
        written, and tells no error. Threads let the disk take many at once: on a busy one, 3,321
        files cost two seconds; one after the other they cost ten.
        """
        # What the ledger does not name yet may be the half file of a run that was cut off.
        new = {
            self.path(sha256): content
            for sha256, content in contents.items()
            if sha256 not in noted or _size(self.path(sha256)) != len(content)
        }
        if not new:
            return
        folders = {path.parent for path in new}
        for folder in folders:
            folder.mkdir(exist_ok=True)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for _ in threads.map(_write_whole, new, new.values()):  # raises what a thread raised
                pass
            for _ in threads.map(_flush_names, (*folders, self.folder)):
                pass


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is either there as a whole or not at all."""
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


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


def _entries(ledger: bytes) -> Iterator[dict[str, Any]]:
    for line in ledger.split(b"\n"):
        with suppress(ValueError):  # a line that a killed run left unfinished
            yield json.loads(line.decode("utf-8", "surrogatepass"))


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
