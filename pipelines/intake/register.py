"""The register (sổ nhận) of an inbox: when each file was received.

Here belongs reading its lines, `file_name,received_at`, each by itself: a line that cannot be read
is told and harms no other. Where a register counts is decided in `assets/receiving/inbox.py`.
"""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipelines.both_languages import both
from pipelines.intake.refusals import NotReadable
from pipelines.local_time import local

COLUMNS: Final = ("file_name", "received_at")
_A_LINE: Final = "file_name,received_at: 22366.csv,2025-07-31T09:00:00+07:00"
_SEPARATORS: Final = (",", ";", "\t")
_SHOWN: Final = 5
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Register:
    """The times of files by their path below the folder of the register (None: not known).

    `doubts` is what could not be read of it.
    """

    times: Mapping[str, datetime | None]
    doubts: NotReadable | None = None


EMPTY_REGISTER: Final = Register({})


def read_register(content: bytes) -> Register:
    """Read a register. Of two lines on one file the later counts; an empty time is not known."""
    encoding = "utf-16" if content.startswith(_BYTE_ORDER_MARKS) else "utf-8-sig"
    lines = content.decode(encoding, "replace").replace("\r", "").split("\n")
    separator = max(_SEPARATORS, key=lines[0].count)
    columns = [name.strip() for name in _cells(lines[0], separator)]
    if any(name not in columns for name in COLUMNS):
        return Register({}, _unread(["1"]))
    at = [columns.index(name) for name in COLUMNS]
    times: dict[str, datetime | None] = {}
    unread: list[str] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            name, text = (_cells(line, separator)[place].strip() for place in at)
            if not name or "\ufffd" in name:
                raise ValueError(name)
            times[unicodedata.normalize("NFC", name)] = _moment(text)
        except (ValueError, IndexError, OverflowError, csv.Error):
            unread.append(str(number))
    return Register(times, _unread(unread) if unread else None)


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line. Raises csv.Error for quotes that make no sense."""
    return next(csv.reader([line], delimiter=separator, strict=True), [])


def _moment(text: str) -> datetime | None:
    """A time as written. Raises ValueError or OverflowError for one that no clock showed."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    local(moment)
    return moment


def _unread(lines: list[str]) -> NotReadable:
    more = f", ... ({len(lines)})" if len(lines) > _SHOWN else ""
    found = f"{both('dòng', 'line')} {', '.join(lines[:_SHOWN])}{more}"
    return NotReadable("register_line_not_read", found, _A_LINE)
