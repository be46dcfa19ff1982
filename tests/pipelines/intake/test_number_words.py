"""Numbers with words: what is advised is the number that was meant, never a part of it."""

import polars as pl
import pytest

from pipelines.intake.number_words import advised_number


@pytest.mark.parametrize(
    ("text", "unit", "unit_name", "advised"),
    [
        ("3,5 triệu", "number", "number", "3500000 (3.500.000)"),
        ("3.5 triệu đồng", "amount", "amount", "3500000 (3.500.000)"),
        ("1 tỷ", "amount", "amount", "1000000000 (1.000.000.000)"),
        ("2 tỉ", "amount", "amount", "2000000000 (2.000.000.000)"),
        ("1,2 nghìn tỷ", "amount", "amount", "1200000000000 (1.200.000.000.000)"),
        ("12 nghìn hồ sơ", "count", "count", "12000 (12.000)"),
        ("5k", "count", "count", "5000"),
        ("3,5 triệu đồng", "number", "triệu đồng", "3,5 (triệu đồng)"),
        ("100 hồ sơ", "count", "count", "100"),
        ("85 phần trăm", "share", "share", "85%"),
        ("85 phần trăm", "percent", "percent", "85"),
        ("0,5 tỷ lệ", "share", "share", "0,5"),
        ("3 trẻ em", "count", "count", "3"),
        ("khoảng 80", "count", "count", None),
    ],
)
def test_a_number_with_words_is_written_out(
    text: str, unit: str, unit_name: str, advised: str | None
) -> None:
    expression = advised_number(pl.lit(text), pl.lit(unit), pl.lit(unit_name))
    assert pl.select(expression).item() == advised


def test_a_number_that_can_be_read_in_two_ways_is_advised_both_ways() -> None:
    both = pl.select(
        advised_number(pl.lit("1.500 triệu"), pl.lit("amount"), pl.lit("amount"))
    ).item()
    assert both == "1500000000 (1.500.000.000) / 1500000 (1.500.000)"
