"""Units of measure: which numbers a figure of each may be."""

import polars as pl
import pytest

from pipelines.both_languages import both
from pipelines.frameworks.measures import NUMBER, fits, wanted


def figures(unit: str, *numbers: str, maximum: str | None = None) -> pl.DataFrame:
    """unit, number, maximum: a row for each number."""
    return pl.DataFrame({"number": numbers}).select(
        pl.lit(unit).alias("unit"),
        pl.col("number").str.to_decimal(scale=10).cast(NUMBER),
        pl.lit(maximum, pl.String).str.to_decimal(scale=10).cast(NUMBER).alias("maximum"),
    )


@pytest.mark.parametrize(
    ("unit", "allowed", "not_allowed"),
    [
        ("count", ["0", "1", "62"], ["-1", "0.5"]),
        ("share", ["0", "0.5", "1"], ["-0.01", "1.01", "50"]),
        ("percent", ["0", "1.01", "100"], ["-0.01", "100.01"]),
        ("points", ["0", "50"], ["-0.01"]),
        ("amount", ["0", "0.5", "1000000"], ["-0.01"]),
        ("number", ["-5", "0", "0.5"], []),
    ],
)
def test_a_unit_of_measure_allows_its_numbers_up_to_the_edge(
    unit: str, allowed: list[str], not_allowed: list[str]
) -> None:
    frame = figures(unit, *allowed, *not_allowed)
    found = frame.select(fits(pl.col("number"))).to_series().to_list()
    assert found == [True] * len(allowed) + [False] * len(not_allowed)


def test_points_reach_to_their_maximum() -> None:
    frame = figures("points", "30", "30.01", maximum="30")
    assert frame.select(fits(pl.col("number"))).to_series().to_list() == [True, False]


@pytest.mark.parametrize(
    ("unit", "maximum", "words"),
    [
        ("count", None, "số nguyên từ 0 trở lên / a whole number, 0 or more"),
        (
            "share",
            None,
            "số từ 0 đến 1, ví dụ 0,7857 hoặc 78,57% / a number from 0 to 1, such as 0.7857 or 78.57%",
        ),
        ("percent", None, "số từ 0 đến 100 / a number from 0 to 100"),
        ("points", "30", "số điểm từ 0 đến 30 / points from 0 to 30"),
        ("points", None, "số từ 0 trở lên / a number, 0 or more"),
        ("amount", None, "số từ 0 trở lên / a number, 0 or more"),
        ("boolean", None, "Có hoặc Không / Có (yes) or Không (no)"),
        ("number", None, "một số, ví dụ 1941,5 / a number, such as 1941.5"),
    ],
)
def test_what_a_unit_of_measure_expects_is_written_out(
    unit: str, maximum: str | None, words: str
) -> None:
    assert figures(unit, "1", maximum=maximum).select(wanted()).item() == both(*words.split(" / "))
