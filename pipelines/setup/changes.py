"""What a setup workbook changes in a seed, row by row.

Here belongs telling it; two seeds are the same where their rows are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipelines.setup.seed_rows import Row
from pipelines.setup.sheets import SetupSheet

_Keyed = dict[tuple[str, ...], Row]
_MOST_LINES: Final = 40


def changes_text(sheet: SetupSheet, before: Sequence[Row], after: Sequence[Row]) -> str:
    """The changes of one seed: a line of counts, then `+` added, `-` removed, `~` changed rows."""
    old, new = _by_key(sheet, before), _by_key(sheet, after)
    added = [f"  + {_about(sheet, row)}" for key, row in new.items() if key not in old]
    removed = [f"  - {_about(sheet, row)}" for key, row in old.items() if key not in new]
    changed = [
        line
        for key, row in new.items()
        if key in old and dict(old[key]) != dict(row)
        for line in _cells(sheet, old[key], row)
    ]
    differ = sum(key in old and dict(old[key]) != dict(row) for key, row in new.items())
    head = (
        f"{sheet.title} ({sheet.file}): +{len(added)} dòng thêm / added, "
        f"-{len(removed)} dòng bỏ / removed, ~{differ} dòng đổi / changed"
    )
    if not (added or removed or changed):
        head += "; thứ tự dòng đổi / the order of rows changes"
    return "\n".join((head, *_shortened([*removed, *added, *changed]))) + "\n"


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"  … {len(lines) - _MOST_LINES} dòng nữa / more lines"


def _by_key(sheet: SetupSheet, rows: Sequence[Row]) -> _Keyed:
    found: _Keyed = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in sheet.key)
        times = sum(known[: len(key)] == key for known in found) if key in found else 0
        found[(*key, str(times)) if times else key] = row
    return found


def _about(sheet: SetupSheet, row: Row) -> str:
    """A row by its key, and its name where it has one."""
    parts = [row[name] for name in sheet.key if row.get(name)]
    name = row.get("name_vi") or row.get("text") or row.get("head_office_vi") or ""
    return f"{' '.join(parts)}: {name}" if name else " ".join(parts)


def _cells(sheet: SetupSheet, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    about = " ".join(after[name] for name in sheet.key if after.get(name))
    for column in sheet.columns:
        was, now = before.get(column.name, ""), after.get(column.name, "")
        if was != now:
            was, now = sheet.shown(column, was), sheet.shown(column, now)
            yield f"  ~ {about}: {sheet.heading(column).vi}: “{was}” → “{now}”"
