"""What was known by a deadline: late files, later amendments and later corrections undone."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from pipelines.comparison.known_by import values_known_by

DEADLINE = date(2025, 7, 31)
IN_TIME, LATE = datetime(2025, 7, 20), datetime(2025, 8, 2)  # noqa: DTZ001
SENT = ("round", "entity_code", "indicator_code", "input", "source", "raw_text", "value")


def sent(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Rows as (input, value, file)."""
    return pl.DataFrame(
        [
            (
                "r",
                "u",
                "1",
                name,
                "declared",
                value,
                Decimal(value),
                file == "corrected",
                file,
                file,
            )
            for name, value, file in rows
        ],
        schema={
            **dict.fromkeys(SENT, pl.String),
            "value": pl.Decimal(38, 10),
            "is_corrected": pl.Boolean,
            "file_sha256": pl.String,
            "file_name": pl.String,
        },
        orient="row",
    )


FILES = pl.DataFrame(
    {
        "round": "r",
        "file_sha256": ["first", "second", "late", "corrected"],
        "file_name": ["first", "second", "late", "corrected"],
        "received_at": [IN_TIME, IN_TIME, LATE, IN_TIME],
        "revision": [1, 2, 3, 1],
        "late": [False, False, True, False],
    }
)


def correction(found: str, on: date) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "round": ["r"],
            "entity_code": ["u"],
            "indicator_code": ["1"],
            "input": ["a"],
            "source": ["declared"],
            "found_text": [found],
            "corrected_on": [on],
        }
    )


NO_CORRECTION = correction("", DEADLINE).clear()


def known(
    current: pl.DataFrame, superseded: pl.DataFrame, corrections: pl.DataFrame = NO_CORRECTION
) -> dict[str, Decimal]:
    frame = values_known_by(current, superseded, FILES, corrections, DEADLINE)
    return dict(frame.select("input", "value").iter_rows())


def test_a_late_figure_was_not_known() -> None:
    assert known(sent(("a", "5", "first"), ("b", "8", "late")), sent()) == {"a": 5}


def test_a_figure_amended_late_was_what_it_had_been() -> None:
    assert known(sent(("a", "7", "late")), sent(("a", "5", "first"))) == {"a": 5}


def test_of_several_in_time_the_last_was_in_use() -> None:
    current, replaced = sent(("a", "7", "late")), sent(("a", "4", "first"), ("a", "5", "second"))
    assert known(current, replaced) == {"a": 5}


@pytest.mark.parametrize(
    ("found", "on", "expected"),
    [
        ("85", date(2025, 8, 5), {"a": 85}),
        ("85", date(2025, 7, 31), {"a": 58}),
        ("1.941", date(2025, 8, 5), {}),  # two readings: it was asked about, not used
        ("khoảng 80", date(2025, 8, 5), {}),
    ],
)
def test_a_figure_corrected_late_was_what_had_been_written(
    found: str, on: date, expected: dict[str, int]
) -> None:
    current = sent(("a", "58", "corrected"))
    assert known(current, sent(), correction(found, on)) == expected
