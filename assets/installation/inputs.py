"""What the result of a round follows from, as one hash: program, seeds, files received.

Here belongs finding out that nothing changed since a round was made. What was made of it is
compared elsewhere, by its content.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from assets.installation.installation import Installation
from assets.installation.seeds import PROJECT

_ROOMS: Final = ("assets", "checks", "pipelines", "warehouse")
_CODE: Final = frozenset({".py", ".sql", ".typ", ".jinja", ".js", ".css", ".svg"})
_LIBRARIES: Final = ("duckdb", "numpy", "pandera", "polars")


def input_hashes(of: Installation, rounds: Iterable[str]) -> Mapping[str, str]:
    """SHA-256 of the inputs of each round.

    A file of the inbox counts with its name, size and times: its bytes are read where it is
    received. Files in no folder of a round count for every round.
    """
    folders = {of.inbox / name for name in of.seeds.rounds}
    common = [
        _program(),
        *(f"{path} {_sha256(path)}" for path in _seed_files(of.seeds_folder)),
        *_listed(of.inbox, folders),
    ]
    return {name: _digest([*common, name, *_listed(of.inbox / name, set())]) for name in rounds}


@cache
def _program() -> str:
    """The sources of this program and the versions of what it computes with."""
    files = sorted(
        path
        for room in _ROOMS
        for path in (PROJECT / room).rglob("*")
        if path.suffix in _CODE and path.is_file()
    )
    lines = (f"{path.relative_to(PROJECT)} {_sha256(path)}" for path in files)
    return _digest([*lines, *(f"{name} {version(name)}" for name in _LIBRARIES)])


def _seed_files(folder: Path) -> list[Path]:
    patterns = ("*.csv", "*.yaml", "frameworks/*.yaml")
    return sorted(path for pattern in patterns for path in folder.glob(pattern))


def _listed(folder: Path, but_not: set[Path]) -> Iterator[str]:
    """Every file below a folder with size and times, links as such and not followed."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path in but_not:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _listed(path, but_not)
        else:
            found = path.lstat()
            yield f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
