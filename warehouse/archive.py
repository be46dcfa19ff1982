"""The archive: the bytes of every file received, by their SHA-256, and when each was first seen.

Here belongs keeping what came exactly as it came. A file is written once and never again; the
ledger beside them is only ever added to. What a file means is decided elsewhere.
"""

import hashlib
import json
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

LEDGER: Final = "received.jsonl"


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
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveBroken(f"{path} was changed; restore it from a backup")
        return content

    def keep_all(self, round_id: str, files: Iterable[Received]) -> None:
        """Keep the bytes of files of a round, and note those that were not seen before."""
        known = {(one.name, one.sha256) for one in self.ledger(round_id)}
        lines: list[str] = []
        for file in files:
            sha256 = hashlib.sha256(file.content).hexdigest()
            self._write(sha256, file.content)
            if (file.name, sha256) not in known:
                known.add((file.name, sha256))
                at = file.received_at.isoformat() if file.received_at else None
                entry = {
                    "round": round_id,
                    "file_name": file.name,
                    "sha256": sha256,
                    "received_at": at,
                }
                lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
        if lines:
            self._add_to_ledger("".join(lines))

    def ledger(self, round_id: str) -> list[KeptFile]:
        """The files of a round in the order in which they were first seen."""
        return [
            KeptFile(
                entry["file_name"],
                entry["sha256"],
                datetime.fromisoformat(entry["received_at"]) if entry["received_at"] else None,
            )
            for entry in self._entries()
            if entry["round"] == round_id
        ]

    def overwritten(self, round_id: str, files: Iterable[Received]) -> list[KeptFile]:
        """Earlier versions of files that lie in the inbox under the same name with other bytes."""
        now = {file.name: hashlib.sha256(file.content).hexdigest() for file in files}
        return [
            one for one in self.ledger(round_id) if one.name in now and one.sha256 != now[one.name]
        ]

    def _write(self, sha256: str, content: bytes) -> None:
        path = self.path(sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{sha256}.{os.getpid()}.part")
        unfinished.write_bytes(content)
        unfinished.replace(path)

    def _add_to_ledger(self, text: str) -> None:
        path = self.folder / LEDGER
        with path.open("a+b") as file, _locked(file):
            # A line that a killed run left unfinished is closed first.
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())

    def _entries(self) -> Iterator[dict[str, Any]]:
        path = self.folder / LEDGER
        if not path.exists():
            return
        for line in path.read_text(encoding="utf-8").splitlines():
            with suppress(json.JSONDecodeError):  # a line that a killed run left unfinished
                yield json.loads(line)


@contextmanager
def _locked(file: Any) -> Generator[None]:
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
