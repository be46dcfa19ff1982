"""One bad line harms only itself: reading a seed file without the entries that cannot be read.

Here belongs leaving out entries of a YAML list and rows of a table, with what is wrong with them.
Which rounds are harmed by what is left out is decided where the rounds are known.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from pipelines.marked_yaml import Problem, SeedError, read_marked_yaml
from pipelines.seed_tables import numbered

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry or a row that is not read: what is wrong with it, and its text as it stands."""

    problems: tuple[Problem, ...]
    text: str


def read_sound_rows(
    table: pl.DataFrame, read: Callable[[pl.DataFrame], T]
) -> tuple[T, list[LeftOut]]:
    """What a reader makes of the rows of a table that are sound, and the rows left out.

    Raises SeedError where the table as a whole cannot be used.
    """
    left_out: list[LeftOut] = []
    sound = numbered(table)
    while True:
        try:
            return read(sound), left_out
        except SeedError as error:
            lines = {problem.line for problem in error.problems}
            broken = sound.filter(pl.col("line").is_in(lines))
            if set(broken["line"]) != lines:
                raise _with(error.problems, left_out) from error
            left_out += [
                LeftOut(
                    tuple(problem for problem in error.problems if problem.line == row["line"]),
                    ",".join(str(cell or "") for name, cell in row.items() if name != "line"),
                )
                for row in broken.iter_rows(named=True)
            ]
            sound = sound.filter(~pl.col("line").is_in(lines))


def read_sound_entries(text: str, file: str, read: Callable[[str], T]) -> tuple[T, list[LeftOut]]:
    """What a reader makes of a YAML list without its broken entries, and the entries left out.

    An entry begins with the dash of the outermost list. Raises SeedError where the file as a whole
    cannot be used, or nothing of it is sound.
    """
    left_out: list[LeftOut] = []
    sound = text
    while True:
        try:
            return read(sound), left_out
        except SeedError as error:
            entries = list(_entries(sound))
            if left_out and not entries:  # nothing of the file is sound
                raise _with((), left_out) from error
            problems = _unreadable(sound, file, entries) or error.problems
            broken = {
                entry: tuple(problem for problem in problems if problem.line in entry)
                for entry in entries
            }
            broken = {entry: found for entry, found in broken.items() if found}
            if sum(map(len, broken.values())) != len(problems):
                raise _with(error.problems, left_out) from error
            lines = sound.split("\n")
            for entry, found in broken.items():
                written = "\n".join(lines[entry.start - 1 : entry.stop - 1])
                left_out.append(LeftOut(found, written))
                lines[entry.start - 1 : entry.stop - 1] = [""] * len(entry)
            sound = "\n".join(lines)


def _with(problems: Sequence[Problem], left_out: Sequence[LeftOut]) -> SeedError:
    earlier = [problem for entry in left_out for problem in entry.problems]
    return SeedError([*earlier, *(problem for problem in problems if problem not in earlier)])


def _entries(text: str) -> Iterator[range]:
    """The lines, from 1, of each entry of the outermost list."""
    lines = text.split("\n")
    dashes = [(n, len(dash[1])) for n, line in enumerate(lines, 1) if (dash := _DASH.match(line))]
    if not dashes:
        return
    depth = min(indentation for _, indentation in dashes)
    starts = [n for n, indentation in dashes if indentation == depth]
    is_list = all(
        not line.strip() or line.lstrip().startswith("#") for line in lines[: starts[0] - 1]
    )
    stops = [*starts[1:], len(lines) + 1]
    for start, stop in zip(starts, stops, strict=True):
        # Keys of the file itself, such as those between two lists, are of no entry.
        keys = () if is_list else range(start + 1, stop)
        yield range(start, next((n for n in keys if _KEY.match(lines[n - 1])), stop))


_DASH = re.compile(r"( *)-(?: |$)")
_KEY = re.compile(r"[^\s#-][^:]*:")


def _unreadable(text: str, file: str, entries: Sequence[range]) -> list[Problem]:
    """Problems of entries that are no YAML by themselves; none where the whole file is YAML."""
    try:
        read_marked_yaml(text, file)
    except SeedError:
        pass
    else:
        return []
    lines = text.split("\n")
    problems: list[Problem] = []
    for entry in entries:
        try:
            read_marked_yaml("\n".join(lines[entry.start - 1 : entry.stop - 1]), file)
        except SeedError as error:
            last = entry.stop - 1
            problems += [
                replace(problem, line=min(problem.line + entry.start - 1, last))
                for problem in error.problems
            ]
    return problems
