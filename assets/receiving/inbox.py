"""The inbox on disk: the files of a round as they lie there, with when they came.

Here belongs finding and opening them. What a file means is decided in `pipelines/intake/`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from assets.installation.seed_files import seed_table
from pipelines.intake.intake import LeftUnread, ReceivedFile
from pipelines.intake.workbook_safety import LARGEST_UNPACKED
from pipelines.local_time import LOCAL_TIME
from pipelines.marked_yaml import Problem, SeedError
from pipelines.seed_tables import Column, TableShape

REGISTER: Final = "received.csv"
"""The register (sổ nhận) beside the files of a round: file_name, received_at."""
_REGISTER: Final = TableShape(
    "Sổ nhận", "Register of files received", (Column("file_name"), Column("received_at"))
)
_NOT_SUBMISSIONS: Final = frozenset({REGISTER, "README.md"})


def received_files(inbox: Path, round_id: str, rounds: Iterable[str]) -> Iterator[ReceivedFile]:
    """The files of a round: those in its folder, then those in no round's folder, at any depth.

    When a file was received stands in the register of its folder; a file that is not in it has the
    time of its last change. Files are named by their path in the folder.
    """
    folders = {inbox / name for name in rounds}
    yield from _files_below(inbox / round_id, is_shared=False, but_not=set())
    yield from _files_below(inbox, is_shared=True, but_not=folders)


def _files_below(folder: Path, is_shared: bool, but_not: set[Path]) -> Iterator[ReceivedFile]:
    registers: dict[Path, dict[str, datetime | None]] = {}
    for path in sorted(folder.rglob("*")):
        is_ours = path.name in _NOT_SUBMISSIONS or path.name.startswith((".", "~$"))
        if is_ours or not path.is_file() or but_not & set(path.parents):
            continue
        if path.parent not in registers:
            registers[path.parent] = _register(path.parent)
        register = registers[path.parent]
        if path.name in register:
            received_at = register[path.name]
        else:
            received_at = datetime.fromtimestamp(path.stat().st_mtime, tz=LOCAL_TIME)
        name = path.relative_to(folder).as_posix()
        yield received_file(path, name, received_at, is_shared)


def received_file(
    path: Path, name: str, received_at: datetime | None, is_shared: bool = False
) -> ReceivedFile:
    """A file as it lies on the disk.

    Of one larger than any submission only the hash is taken, a piece at a time.
    """
    size = path.stat().st_size
    if size <= LARGEST_UNPACKED:
        return ReceivedFile(name, path.read_bytes(), received_at, is_shared)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return ReceivedFile(name, b"", received_at, is_shared, LeftUnread(size, sha256))


def _register(folder: Path) -> dict[str, datetime | None]:
    path = folder / REGISTER
    if not path.exists():
        return {}
    table = seed_table(path, _REGISTER)
    times: dict[str, datetime | None] = {}
    for line, (name, text) in enumerate(table.select("file_name", "received_at").iter_rows(), 2):
        try:
            times[name] = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            message = f"received_at: expected a time as 2025-07-31T09:00:00+07:00, found {text!r}"
            raise SeedError([Problem(f"{folder.name}/{REGISTER}", line, name, message)]) from error
    return times
