"""Mergers: which old units became which new one, and when, as it stands in `mergers.csv`.

Here belongs reading that file. Units are followed through mergers in `succession.py`.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from pipelines.entities import valid_on
from pipelines.marked_yaml import ensure_sound
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
)

MERGERS: Final = TableShape(
    "Sáp nhập: đơn vị cũ thành đơn vị mới",
    "Mergers: which old unit became which new one",
    (
        Column("new_code", "code", is_required=True),
        Column("old_code", "code", is_required=True),
        Column("effective_on", "day", is_required=True),
    ),
)
_BOTH: Final = pl.format("{} <- {}", "new_code", "old_code")


def read_mergers(table: pl.DataFrame, entities: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `mergers.csv`.

    Returns new_code, old_code, effective_on (a date), in the order of the file. Raises SeedError
    for a date that is none, an old unit that is not valid on the day before, a new unit that is
    not valid on the day, or an old unit that goes into two new ones.
    """
    lines = numbered(table)
    problems = cell_problems(lines, file, _BOTH, MERGERS)
    dated = lines.with_columns(day=pl.col("effective_on").str.to_date("%Y-%m-%d", strict=False))
    for day in dated["day"].drop_nulls().unique().sort():
        before = day - timedelta(days=1)
        olds, news = (set(valid_on(entities, at)["entity_code"]) for at in (before, day))
        problems += row_problems(
            dated.filter(pl.col("day") == day),
            file,
            _BOTH,
            [
                RowRule(
                    ~pl.col("old_code").is_in(olds),
                    "old_code",
                    f"no unit has the old code on {before}",
                    f"không đơn vị nào có mã cũ này vào ngày {before}",
                    "correct the code or the day; Excel drops zeros at the front of codes",
                    "sửa mã hoặc ngày; Excel bỏ số 0 ở đầu mã",
                ),
                RowRule(
                    ~pl.col("new_code").is_in(news),
                    "new_code",
                    f"no unit has the new code on {day}",
                    f"không đơn vị nào có mã mới này vào ngày {day}",
                    "correct the code or the day; Excel drops zeros at the front of codes",
                    "sửa mã hoặc ngày; Excel bỏ số 0 ở đầu mã",
                ),
                RowRule(
                    pl.col("old_code").is_duplicated(),
                    "old_code",
                    f"the old unit goes into more than one new one on {day}",
                    f"đơn vị cũ nhập vào nhiều đơn vị mới vào ngày {day}",
                    "keep the row of the unit that follows it",
                    "giữ lại dòng của đơn vị kế tục",
                ),
            ],
        )
    ensure_sound(problems)
    return dated.select("new_code", "old_code", effective_on="day")
