"""Reporters: who may send figures besides the units themselves, and who is known as a sender.

Here belong reading `reporters.csv`, and telling the sender of a file by its folder, its form or its
name. What a sender may say is in `authority.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.codes import is_code
from pipelines.marked_yaml import ensure_sound
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
)

UNIT, AGENCY, COUNCIL, MINISTRY, SYSTEM = REPORTER_KINDS = (
    "unit",
    "agency",
    "council",
    "ministry",
    "system",
)
COUNCIL_FOLDER: Final = "hoi-dong"
"""The folder of a round whose files are the council's."""
MINISTRY_FOLDER: Final = "cong-bo"
"""The folder of a round whose files are published results of the ministry."""
EVERY: Final = "*"
REPORTERS: Final = TableShape(
    "Đơn vị báo cáo: ai được khai gì cho ai",
    "Reporters: who may give which figures for whom",
    (
        Column("reporter_code", "code", is_required=True),
        Column("name_vi", is_required=True),
        Column("name_en"),
        Column("kind", is_required=True, choices=REPORTER_KINDS),
        Column("units", is_required=True),
        Column("indicators", is_required=True),
        Column("valid_from", "day"),
        Column("valid_to", "day"),
    ),
)
_EXPECTED: Final = ("mã cách nhau bởi dấu ;, hoặc *", "codes apart by semicolons, or *")


def read_reporters(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `reporters.csv`.

    Returns reporter_code, name_vi, name_en, kind, units and indicators (lists of codes; `*` for
    all), valid_from and valid_to (dates, null for open), in the order of the file, which is the
    order of precedence. Raises SeedError with all problems.
    """
    lines = numbered(table)
    problems = cell_problems(lines, file, "reporter_code", REPORTERS)
    rows = lines.with_columns(
        pl.col("units", "indicators").str.split(";").list.eval(pl.element().str.strip_chars()),
        pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d", strict=False),
    )
    problems += row_problems(
        rows,
        file,
        "reporter_code",
        [
            *(
                RowRule(
                    ~(pl.col(name) == [EVERY])
                    & ~pl.col(name).list.eval(is_code(pl.element())).list.all(),
                    name,
                    f"{name}: expected {_EXPECTED[1]}",
                    f"{name}: cần {_EXPECTED[0]}",
                    "write codes as 22366;22453, or * for all",
                    "ghi mã như 22366;22453, hoặc * cho tất cả",
                )
                for name in ("units", "indicators")
            ),
            RowRule(
                pl.col("valid_to") < pl.col("valid_from"),
                "valid_to",
                "valid_to is before valid_from",
                "valid_to trước valid_from",
                "correct one of the two days",
                "sửa một trong hai ngày",
            ),
        ],
    )
    ensure_sound(problems)
    return rows.select(
        "reporter_code",
        "name_vi",
        pl.col("name_en").fill_null(pl.col("name_vi")),
        "kind",
        "units",
        "indicators",
        "valid_from",
        "valid_to",
    )


_NOBODY_LISTED: Final = pl.DataFrame(
    schema={
        **dict.fromkeys(("reporter_code", "name_vi", "name_en", "kind"), pl.String),
        **dict.fromkeys(("units", "indicators"), pl.List(pl.String)),
        **dict.fromkeys(("valid_from", "valid_to"), pl.Date),
    }
)


@dataclass(frozen=True, eq=False)
class Reporters:
    """Those of `reporters.csv` (`read_reporters`), and the codes of everybody else known."""

    listed: pl.DataFrame
    known: frozenset[str] = frozenset()

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code under which a file may be sent."""
        return self.known | frozenset(self.listed["reporter_code"])


NO_REPORTERS: Final = Reporters(_NOBODY_LISTED)


class SenderNames:
    """The codes of those who may send files of a round.

    `by_folder`: those who are known by their folder alone, since the office that runs the round
    fills it, while a sender writes the name of a file and the key of a form. The council and the
    ministry are always among them.
    """

    def __init__(self, known: Collection[str], by_folder: Collection[str] = ()) -> None:
        self._known = frozenset(known)
        self._by_folder = frozenset({COUNCIL_FOLDER, MINISTRY_FOLDER, *by_folder})

    def of_file(self, name: str, form_reporter: str | None, is_in_round: bool) -> str | None:
        """Who sent a file: by its folder, by the key of its form, by the code its name begins with.

        `name` is its path in the folder of the round or, where `is_in_round` is False, in the
        inbox, where no folder is the council's or the ministry's. None: not known.
        """
        folder, is_below, _ = name.partition("/")
        if is_below:
            if is_in_round and folder in (COUNCIL_FOLDER, MINISTRY_FOLDER):
                return folder
            if folder in self._known:
                return folder
        if form_reporter and form_reporter not in self._by_folder:
            return form_reporter
        last = name.rpartition("/")[2]
        stem = last.rpartition(".")[0] or last
        ends = [at for at, letter in enumerate(stem) if not letter.isalnum()]
        begins = (stem[:end] for end in (len(stem), *reversed(ends)))
        named = self._known - self._by_folder
        return next((code for code in begins if code in named), None)


NOBODY_KNOWN: Final = SenderNames(())
