"""The log of publication on disk: only added to, and whatever was done to it is found."""

from pathlib import Path

import pytest

from assets.installation.release_log import (
    LOG,
    LogBroken,
    add_entry,
    log_faults,
    read_log,
    remove_half_line,
)
from pipelines.publication.life_cycle import Entry


def entry(release: str) -> Entry:
    return Entry(
        number=0, at="2026-01-02T03:04:05+07:00", by="An", action="publish", round="r", release=release,
        stage="provisional", reason="vì", content_sha256="aa", sums_sha256=f"sums of {release}",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        add_entry(tmp_path, entry(f"r.{number}"))
    return tmp_path


def hashes(folder: Path) -> list[str]:
    return [line.sha256 for line in read_log(folder)]


def sums(*numbers: int) -> dict[str, str]:
    return {f"r.{number}": f"sums of r.{number}" for number in numbers}


def test_lines_are_numbered_dated_and_chained(folder: Path) -> None:
    first, second, third = read_log(folder)
    assert [line.number for line in (first, second, third)] == [1, 2, 3]
    assert (second.previous_sha256, third.previous_sha256) == (first.sha256, second.sha256)
    assert first.at.endswith("+07:00")
    assert log_faults(folder, hashes(folder), sums(1, 2, 3)) == []


@pytest.mark.parametrize("change", ["changed", "removed", "added", "cut", "begun anew"])
def test_a_log_that_was_tampered_with_is_found(folder: Path, change: str) -> None:
    known = hashes(folder)
    path = folder / LOG
    lines = path.read_bytes().splitlines(keepends=True)
    match change:
        case "changed":
            lines[1] = lines[1].replace("vì".encode(), b"v")
        case "removed":
            del lines[1]
        case "added":
            lines.insert(1, lines[0])
        case "cut":
            del lines[2]
        case _:
            path.unlink()
            add_entry(folder, entry("r.9"))
            lines = [path.read_bytes()]
    path.write_bytes(b"".join(lines))
    assert log_faults(folder, known, sums(1, 2, 3)) != []
    if change != "changed":  # folders alone find a line that is missing at the end
        assert log_faults(folder, [], sums(1, 2, 3)) != []


def test_a_release_sealed_again_is_found_by_its_line(folder: Path) -> None:
    forged = {**sums(1, 2), "r.3": "another"}
    ((vi, en),) = log_faults(folder, hashes(folder), forged)
    assert ("r.3" in vi, "r.3" in en) == (True, True)


def test_a_line_that_a_killed_run_left_half_counts_for_nothing(folder: Path) -> None:
    whole = (folder / LOG).read_bytes()
    (folder / LOG).write_bytes(whole + b'{"number": 4')
    assert len(read_log(folder)) == 3
    remove_half_line(folder)
    assert (folder / LOG).read_bytes() == whole


def test_a_line_that_is_none_is_told_with_its_number(folder: Path) -> None:
    content = (folder / LOG).read_bytes().splitlines(keepends=True)
    (folder / LOG).write_bytes(content[0] + b"nothing\n" + content[2])
    with pytest.raises(LogBroken, match="Line 2"):
        read_log(folder)
