"""Numbers and dates as pages write them."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pipelines.publication.shown_numbers import (
    count_text,
    day_text,
    in_language,
    percent_text,
    signed,
    value_text,
)


def text(value: str, decimals: int | None) -> str:
    return pl.select(value_text(pl.lit(Decimal(value)), decimals)).item()


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        ("0.70710000", 4, "0.7071"),
        ("0.82414787", 4, "0.8241"),
        ("0.00005", 4, "0.0001"),
        ("-0.00005", 4, "-0.0001"),
        ("0.33333333335", None, "0.333333333"),
        ("0.69999999996", 4, "0.7000"),  # sums of ratios are trusted to the ninth decimal
        ("707.1", 2, "707.10"),
    ],
)
def test_a_value_is_rounded_as_it_is_published(value: str, decimals: int | None, told: str) -> None:
    assert text(value, decimals) == told


def test_each_language_has_its_own_marks() -> None:
    assert (in_language("0.7071", "vi"), in_language("0.7071", "en")) == ("0,7071", "0.7071")
    assert (count_text(3321, "vi"), count_text(3321, "en")) == ("3.321", "3,321")
    assert percent_text(3776, 4018, "vi") == "94,0\u00a0%"
    assert day_text(date(2025, 7, 31), "vi") == "31/07/2025"
    assert day_text(date(2025, 7, 31), "en") == "31 July 2025"


def test_what_is_not_there_is_a_dash() -> None:
    assert (in_language(None, "vi"), percent_text(0, 0, "en"), day_text(None, "vi")) == ("–",) * 3


def test_a_change_has_a_sign_and_zero_has_none() -> None:
    changes = pl.Series(["0.0012", "-0.0012", "0.0000", "-0.0000", None])
    told = pl.select(signed(pl.lit(changes))).to_series().to_list()
    assert told == ["+0.0012", "\u22120.0012", "0.0000", "0.0000", None]
