"""The numbering of an annex: figures, Roman numerals and letters, read as a tree.

Here belongs which row stands below which, and a code of its own for each. Reading the rows is in
`annexes/table.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.annexes.sheet import Told


@dataclass(slots=True)
class NumberedRow:
    """A row of the table before it has its place in the tree."""

    at: int
    printed: str
    name: list[str]
    points: Decimal | None
    is_taken_away: bool
    texts: dict[str, list[str]]
    shared: set[str]
    cells: dict[str, str]
    parent: "NumberedRow | None" = None
    below: "list[NumberedRow]" = field(default_factory=list["NumberedRow"])
    code: str = ""


def _style(printed: str, letters: Sequence[str]) -> str:
    """How a number is written: number, roman, letter, small, word, or dotted.

    `letters` are the single letters before it: after H, I is a letter; after nothing, a numeral.
    """
    if "." in printed:
        return "dotted"
    if printed.isdigit():
        return "number"
    if len(printed) == 1 and printed.islower():
        return "small"
    after_its_neighbour = bool(letters) and ord(letters[-1]) + 1 == ord(printed[0])
    if _ROMAN.fullmatch(printed) and not (len(printed) == 1 and after_its_neighbour):
        return "roman"
    return "letter" if len(printed) == 1 else "word"


_ROMAN: Final = re.compile(r"[IVX]+")
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10}


def _roman_value(printed: str) -> int:
    digits = [_ROMAN_DIGITS[letter] for letter in printed]
    following = [*digits[1:], 0]
    return sum(-d if d < after else d for d, after in zip(digits, following, strict=True))


def place_rows(rows: Sequence[NumberedRow], told: Told) -> None:
    """Give every row its parent.

    A dotted number stands below the number before its last dot, or below the Roman numeral of that
    value; where there is no such row, below the next number up. Others nest as their styles do:
    what first appears inside another stands below it.
    """
    latest: dict[str, NumberedRow] = {}
    stack: list[tuple[str, NumberedRow]] = []
    letters: list[str] = []
    groups: list[NumberedRow] = []
    for row in rows:
        style = _style(row.printed, letters)
        if style == "letter":
            letters.append(row.printed)
        elif style == "roman":
            groups.append(row)
        if style == "dotted":
            row.parent = _dotted_parent(told, row, latest, groups)
        elif style == "small":
            above = [one for one in rows[: rows.index(row)] if not _is_small(one)]
            row.parent = above[-1] if above else None
        else:
            _nest(style, row, stack)
        if row.parent is not None:
            _restore_zero(told, row, row.parent.below)
            row.parent.below.append(row)
        latest[row.printed] = row


def _dotted_parent(
    told: Told,
    row: NumberedRow,
    latest: Mapping[str, NumberedRow],
    groups: Sequence[NumberedRow],
) -> NumberedRow | None:
    prefix = missing = row.printed.rpartition(".")[0]
    while prefix:
        found = latest.get(prefix) or _roman_parent(prefix, groups)
        if found is not None:
            if prefix != missing:
                told.remark(
                    row.cells["code"],
                    row.printed,
                    f"không có dòng {missing} ở phía trên nên được xếp vào {prefix}",
                    f"there is no row {missing} above it, so it stands below {prefix}",
                )
            return found
        prefix = prefix.rpartition(".")[0]
    told.problem(
        row.cells["code"],
        row.printed,
        f"không có dòng {missing} ở phía trên",
        f"there is no row {missing} above it",
    )
    return None


def _is_small(row: NumberedRow) -> bool:
    return len(row.printed) == 1 and row.printed.islower()


def _nest(style: str, row: NumberedRow, stack: list[tuple[str, NumberedRow]]) -> None:
    styles = [known for known, _ in stack]
    if style in styles:
        del stack[styles.index(style) :]
    elif style != "number" and "number" in styles:
        del stack[styles.index("number") :]  # a group never stands below a plain number
    row.parent = stack[-1][1] if stack else None
    stack.append((style, row))


def _roman_parent(prefix: str, groups: Sequence[NumberedRow]) -> NumberedRow | None:
    """The last group whose Roman numeral has the value of a number."""
    alike = (row for row in groups if prefix.isdigit() and _roman_value(row.printed) == int(prefix))
    return max(alike, key=lambda row: row.at, default=None)


def _restore_zero(told: Told, row: NumberedRow, siblings: Sequence[NumberedRow]) -> None:
    """1.1 after 1.9 is the 1.10 that a spreadsheet took for a number."""
    prefix, _, last = row.printed.rpartition(".")
    if not any(one.printed == row.printed for one in siblings) or not prefix.isdigit():
        return
    before = siblings[-1].printed.rpartition(".")[2]
    following = str(int(before) + 1) if before.isdigit() else ""
    if following.endswith("0") and following.rstrip("0") == last:
        told.remark(
            row.cells["code"],
            f"{prefix}.{following}",
            f"STT {row.printed} sau {prefix}.{before} được đọc là {prefix}.{following}",
            f"{row.printed} after {prefix}.{before} is read as {prefix}.{following}",
        )
        row.printed = f"{prefix}.{following}"


def name_codes(rows: Sequence[NumberedRow], told: Told) -> None:
    """Give every row a code of its own: the printed one wherever that is unique.

    Where numbering begins again in each group, the code of the group stands before it.
    """
    printed = [_own_code(row, in_groups=False) for row in rows]
    in_groups = [_own_code(row, in_groups=True) for row in rows]
    codes = in_groups if len(set(in_groups)) > len(set(printed)) else printed
    taken: dict[str, NumberedRow] = {}
    for row, code in zip(rows, codes, strict=True):
        row.code = code
        if code in taken:
            first = taken[code].cells["code"]
            told.problem(
                row.cells["code"],
                code,
                f"STT này đã có ở ô {first}",
                f"this number was already used at {first}",
            )
            row.code = f"{code}-x{row.at + 1}"
        taken[row.code] = row


def _own_code(row: NumberedRow, in_groups: bool) -> str:
    """The printed number, below its groups if asked; a small letter is always below its number."""
    if row.parent is None or not (in_groups or _is_small(row)):
        return row.printed
    above = _own_code(row.parent, in_groups)
    return f"{above}.{row.printed.removeprefix(f'{row.parent.printed}.')}"


def pillar_codes(rows: Sequence[NumberedRow]) -> set[str]:
    """The outermost groups, where at least two levels stand below one of them."""
    tops = [row for row in rows if row.parent is None and not row.printed[0].isdigit()]
    is_deep = any(below.below for row in tops for below in row.below)
    return {row.printed for row in tops} if is_deep else set()
