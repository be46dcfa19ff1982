"""Numbers and days as pages and papers write them: rounded as published, with a language's marks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fixed_point import DECIMALS, TRUSTED, published, published_value
from pipelines.notation import (
    EN,
    MINUS,
    VI,
    exact,
    exact_text,
    fixed,
    percent_text,
    shortest,
    shortest_text,
    signed,
    size_text,
    value_text,
)
from pipelines.publication.newsletter import guarded

AMOUNTS = st.decimals(-99_999, 99_999, places=10, allow_nan=False)


def written(expression: pl.Expr) -> str:
    return pl.select(expression).item()


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
    assert written(value_text(pl.lit(Decimal(value)), decimals)) == told


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        ("0.70705", 4, "0,7071", "0.7071"),
        ("0.707049999", 4, "0,7070", "0.7070"),
        ("1941.5", 2, "1.941,50", "1,941.50"),
        ("-1941500", 0, "-1.941.500", "-1,941,500"),
        ("0.9999999999", 4, "1,0000", "1.0000"),
        ("0.5", None, "0,500000000", "0.500000000"),
    ],
)
def test_an_amount_has_the_marks_of_its_language(
    value: str, decimals: int | None, vi: str, en: str
) -> None:
    told = tuple(one.amount(Decimal(value), decimals) for one in (VI, EN))
    assert told == (vi, en)


@given(AMOUNTS, st.sampled_from([0, 2, 4, 9, None]))
def test_a_column_and_a_single_amount_are_written_alike(value: Decimal, places: int | None) -> None:
    told = written(value_text(pl.lit(value, pl.Decimal(38, 10)), places))
    # A number has no negative zero, a column of text may: a page shows neither without its sign.
    assert EN.number(told.removeprefix("-")) == EN.amount(abs(value), places)


@given(AMOUNTS)
def test_a_column_of_text_gets_the_marks_that_one_text_gets(value: Decimal) -> None:
    for notation in (VI, EN):
        text = f"{value:f}"
        assert written(notation.numbers(pl.lit(text))) == notation.number(text)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_column_of_days_is_written_as_one_day_is(day: date) -> None:
    for notation in (VI, EN):
        assert written(notation.days(pl.lit(day))) == notation.day(day)


@given(AMOUNTS)
def test_the_shortest_form_is_the_same_number(value: Decimal) -> None:
    told = written(shortest_text(pl.lit(value, pl.Decimal(38, 10))))
    assert Decimal(told) == published_value(value, None)
    assert not told.endswith(".")
    assert "." not in told or not told.endswith("0")


def test_a_half_is_judged_after_the_ninth_decimal() -> None:
    assert published_value(Decimal("0.7070499999"), 4) == Decimal("0.7071")


def test_changes_carry_their_sign_and_zero_has_none() -> None:
    assert VI.change(Decimal("-0.0045"), 4) == "−0,0045"
    assert EN.change(Decimal("0.0123"), 4) == "+0.0123"
    assert EN.change(Decimal("-0.00001"), 4) == "0.0000"
    changes = pl.Series(["0.0012", "-0.0012", "0.0000", "-0.0000", None])
    told = pl.select(signed(pl.lit(changes))).to_series().to_list()
    assert told == ["+0.0012", "−0.0012", "0.0000", "0.0000", None]


def test_what_is_not_there_is_a_dash() -> None:
    assert VI.amount(None, 4) == VI.change(None, 4) == "–"
    assert (VI.number(None), EN.percent(0, 0), VI.day(None)) == ("–",) * 3


def test_counts_shares_and_days_are_written_as_each_language_does() -> None:
    assert (VI.count(3321), EN.count(3321)) == ("3.321", "3,321")
    assert VI.percent(3776, 4018) == "94,0\u00a0%"
    assert VI.day(date(2025, 7, 31)) == "31/07/2025"
    assert EN.day(date(2025, 7, 31)) == "31 July 2025"


def test_markup_in_a_name_means_nothing() -> None:
    assert guarded("*a* [b](http://x) <i>") == "\\*a\\* \\[b\\](http://x) \\<i\\>"
    assert guarded("- dòng\n# hai") == "\\- dòng \\# hai"


@given(AMOUNTS, st.sampled_from([0, 1, 2, 4, 9, None]))
def test_what_is_printed_of_a_value_is_the_value_on_which_ranks_are_taken(
    value: Decimal, places: int | None
) -> None:
    fixed_value = np.array([int(value.scaleb(DECIMALS))])
    (ranked,) = published(fixed_value, places)
    on_which = Decimal(int(ranked)).scaleb(-(TRUSTED if places is None else places))
    column = pl.lit(value, pl.Decimal(38, 10))
    printed = {
        *(EN.amount(value, places).replace(",", ""), EN.shortest(value, places)),
        *(written(value_text(column, places)), written(shortest_text(column, places))),
        *(fixed(value, places), shortest(value, places)),
        *(VI.amount(value, places).replace(".", "").replace(",", "."),),
        *(VI.shortest(value, places).replace(",", "."),),
        *(EN.change(value, places).replace(",", "").replace(MINUS, "-"),),
        *(VI.shortest_change(value, places).replace(",", ".").replace(MINUS, "-"),),
    }
    assert {Decimal(text) for text in printed} == {on_which}


def test_a_plan_prints_the_value_that_ranks() -> None:
    assert VI.shortest(Decimal("0.7071499999"), 4) == "0,7072"


@given(AMOUNTS)
def test_the_shortest_form_has_no_closing_zeros_and_every_digit(value: Decimal) -> None:
    text = exact(value)
    assert Decimal(text) == value
    assert not text.endswith(".")
    assert "." not in text or not text.endswith("0")
    assert written(exact_text(pl.lit(value, pl.Decimal(38, 10)))) == text


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_share_of_counts_is_one_percentage_everywhere(part: int, whole: int) -> None:
    counts = pl.select(part=pl.lit(part, pl.Int64), whole=pl.lit(whole, pl.Int64))
    text = counts.select(percent_text(pl.col("part"), pl.col("whole"))).item()
    assert EN.percent(part, whole) == ("–" if text is None else f"{EN.number(text)}\u00a0%")


def test_halves_of_a_percentage_go_up() -> None:
    assert VI.percent(1, 16) == "6,3\u00a0%"


def test_signs_stand_before_changes_alone() -> None:
    assert [VI.shortest_change(Decimal(text), 2) for text in ("1.5", "-0.25", "-0.001")] == [
        "+1,5",
        "−0,25",
        "0",
    ]
    assert VI.shortest(Decimal("-1.50"), 2) == "-1,5"


def test_what_is_laid_down_keeps_its_digits() -> None:
    assert (VI.stated(Decimal("1000.00")), EN.stated(Decimal("7.50"))) == ("1.000", "7.5")
    assert VI.exact(Decimal("1000.5")) == "1000,5"


def test_a_moment_has_its_day_and_time() -> None:
    moment = datetime(2025, 7, 31, 17, 5, tzinfo=UTC)
    assert VI.moment(moment) == written(VI.moments(pl.lit(moment))) == "31/07/2025 17:05"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        *((0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (104_068, "104 kB")),
        *((2_223_537, "2.2 MB"), (1_250, "1.3 kB")),
    ],
)
def test_a_size_is_told_in_thousands(size: int, text: str) -> None:
    assert size_text(size) == text
