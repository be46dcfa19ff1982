"""Numbers in papers: rounded half up as published, with the marks of the language."""

from decimal import Decimal

import pytest

from pipelines.publication.newsletter import guarded
from pipelines.publication.written_numbers import (
    amount_en,
    amount_vi,
    change_en,
    change_vi,
    count_vi,
    rounded,
)


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        ("0.70705", 4, "0,7071", "0.7071"),
        ("0.707049999", 4, "0,7070", "0.7070"),
        ("1941.5", 2, "1.941,50", "1,941.50"),
        ("0.9999999999", 4, "1,0000", "1.0000"),
        ("0.5", None, "0,500000000", "0.500000000"),
    ],
)
def test_an_amount_has_the_marks_of_its_language(
    value: str, decimals: int | None, vi: str, en: str
) -> None:
    told = amount_vi(Decimal(value), decimals), amount_en(Decimal(value), decimals)
    assert told == (vi, en)


def test_a_half_is_judged_after_the_ninth_decimal() -> None:
    assert rounded(Decimal("0.7070499999"), 4) == Decimal("0.7071")


def test_changes_carry_their_sign() -> None:
    assert change_vi(Decimal("-0.0045"), 4) == "−0,0045"
    assert change_en(Decimal("0.0123"), 4) == "+0.0123"


def test_what_is_not_there_is_a_dash() -> None:
    assert amount_vi(None, 4) == change_vi(None, 4) == "–"


def test_thousands_are_parted_by_points() -> None:
    assert count_vi(3321) == "3.321"


def test_markup_in_a_name_means_nothing() -> None:
    assert guarded("*a* [b](http://x) <i>") == "\\*a\\* \\[b\\](http://x) \\<i\\>"
    assert guarded("- dòng\n# hai") == "\\- dòng \\# hai"
