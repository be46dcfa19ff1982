"""The log of publication on disk: `log.jsonl` beside the folders of releases, only ever added to.

Here belong reading it, adding a line that is on the disk before anything follows from it, and
finding lines that were changed, removed or added. What a line means is decided in
`pipelines/publication/life_cycle.py`.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pipelines.local_time import LOCAL_TIME
from pipelines.publication.life_cycle import BEGINNING, Entry, Words, chain_faults

LOG: Final = "log.jsonl"


class LogBroken(RuntimeError):
    """The log has a line that is none, or lacks lines that were published."""


def read_log(folder: Path) -> list[Entry]:
    """The lines of the log, in order; none where there is no log.

    A last line without its end was never written whole and counts for nothing. Raises LogBroken
    for any other line that cannot be read.
    """
    *lines, _ = _bytes_of(folder).split(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        try:
            entries.append(Entry(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise LogBroken(
                f"{folder / LOG}: dòng {number} không đọc được. Hãy khôi phục nhật ký từ bản sao "
                f"dự phòng. / Line {number} cannot be read. Restore the log from a backup."
            ) from error
    return entries


def add_entry(folder: Path, entry: Entry) -> Entry:
    """Add a line: it is chained to the last one and on the disk when this returns.

    `entry.number` and its hashes of lines are set here. Raises LogBroken as `read_log` does.
    """
    entries = read_log(folder)
    chained = replace(
        entry,
        number=len(entries) + 1,
        previous_sha256=entries[-1].sha256 if entries else BEGINNING,
    ).sealed
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps(chained.fields, ensure_ascii=False).encode() + b"\n"
    with (folder / LOG).open("ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    _flush_names(folder)
    return chained


def now() -> str:
    """This moment in Việt Nam, ISO 8601."""
    return datetime.now(LOCAL_TIME).isoformat(timespec="seconds")


def remove_half_line(folder: Path) -> None:
    """Remove what a killed process wrote of a last line; only while no run is under way."""
    content = _bytes_of(folder)
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with (folder / LOG).open("r+b") as file:
            file.truncate(whole)
            os.fsync(file.fileno())


def log_faults(folder: Path, published: Sequence[str], sums: Mapping[str, str]) -> list[Words]:
    """Every way in which the log is not what was written, in both languages.

    `published`: the hashes of lines that the published warehouse knows, in order; `sums`: of each
    release folder that is there, the SHA-256 of its `SHA256SUMS`.
    """
    entries = read_log(folder)
    found = list(chain_faults(entries))
    hashes = [entry.sha256 for entry in entries]
    if hashes[: len(published)] != list(published):
        found.append(
            (
                "nhật ký không còn như kho dữ liệu đã ghi: có dòng bị sửa, xóa hoặc thêm",
                "the log is not as the warehouse noted it: lines were changed, removed or added",
            )
        )
    in_force = {entry.release: entry.sums_sha256 for entry in entries if entry.sums_sha256}
    for release, digest in sums.items():
        if release not in in_force:
            found.append(
                (
                    f"{release} không có dòng nào; nếu lần chạy bị ngắt, hãy chạy lại dti assess",
                    f"{release} has no line; if a run was interrupted, run dti assess again",
                ),
            )
        elif in_force[release] != digest:
            found.append(
                (
                    f"{release} có SHA256SUMS khác lúc ghi",
                    f"{release} has another SHA256SUMS than was noted",
                )
            )
    return found


def _bytes_of(folder: Path) -> bytes:
    try:
        return (folder / LOG).read_bytes()
    except FileNotFoundError:
        return b""


def _flush_names(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
