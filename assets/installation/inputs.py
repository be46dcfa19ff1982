"""What the result of a round follows from, as one hash: program, seeds, files received.

Here belongs finding out that nothing changed since a round was made. What was made of it is
compared elsewhere, by its content.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from assets.installation.installation import Installation
from assets.installation.release_log import read_log
from assets.installation.seeds import PROJECT
from pipelines.publication.life_cycle import PUBLISH

_PROGRAM: Final = (
    *("assets/**/*", "checks/**/*", "pipelines/**/*"),
    *("warehouse/*", "warehouse/sql/**/*", "warehouse/tables/**/*"),
)
"""Where the program lies: not the folders beside the shipped warehouse, which hold what is made."""
_CODE: Final = frozenset({".py", ".sql", ".typ", ".jinja", ".js", ".css", ".svg"})
_LIBRARIES: Final = ("duckdb", "numpy", "pandera", "polars")


def input_hashes(installation: Installation, rounds: Iterable[str]) -> Mapping[str, str]:
    """SHA-256 of the inputs of each round.

    A file of the inbox counts with its name, its bytes and the time of its last change. Files in
    no folder of a round count for every round, as does how whoever runs says that numbers are
    written. The lines of the log count by which a round may be open again: reopened, withdrawn.
    Raises LogBroken.
    """
    folders = {installation.inbox / name for name in installation.seeds.rounds}
    common = [
        _program(),
        *_hashed(_seed_files(installation.seeds_folder), installation.seeds_folder),
        *_received(installation.inbox, installation.inbox, folders),
        *(
            []
            if installation.number_format is None
            else [f"number_format {installation.number_format}"]
        ),
    ]
    opening = [entry for entry in read_log(installation.releases) if entry.action != PUBLISH]
    return {
        name: _digest(
            [
                *(*common, name),
                *_received(installation.inbox, installation.inbox / name, set()),
                *(entry.sha256 for entry in opening if entry.round == name),
            ]
        )
        for name in rounds
    }


def program_files() -> list[Path]:
    """The sources of this program."""
    return sorted(
        path
        for pattern in _PROGRAM
        for path in PROJECT.glob(pattern)
        if path.suffix in _CODE and path.is_file()
    )


@cache
def _program() -> str:
    """The sources of this program and the versions of what it computes with."""
    return _digest(
        [*_hashed(program_files(), PROJECT), *(f"{name} {version(name)}" for name in _LIBRARIES)]
    )


def _seed_files(folder: Path) -> list[Path]:
    patterns = ("*.csv", "*.yaml", "frameworks/*.yaml")
    return sorted(path for pattern in patterns for path in folder.glob(pattern))


def _received(inbox: Path, folder: Path, but_not: set[Path]) -> Iterator[str]:
    """Every file below a folder with its bytes and time; links as such, and not followed."""
    if not folder.is_dir() or folder.is_symlink():
        return
    for path in sorted(folder.iterdir()):
        if path in but_not:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _received(inbox, path, but_not)
        elif path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
            (line,) = _hashed([path], inbox)
            yield f"{line} {path.stat().st_mtime_ns}"
        else:
            yield f"{path.relative_to(inbox)} is no file to be read"


def _hashed(paths: Iterable[Path], folder: Path) -> Iterator[str]:
    return (f"{path.relative_to(folder)} {_sha256(path)}" for path in paths)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
