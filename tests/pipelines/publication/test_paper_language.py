"""What papers say in each language: names, numbers, days, and texts that exist once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.publication.paper_language import ENGLISH, VIETNAMESE


def test_numbers_and_days_are_written_as_the_language_writes_them() -> None:
    told = [
        (one.amount(Decimal("1941.5"), 1), one.count(3321), one.day(date(2025, 7, 31)))
        for one in (VIETNAMESE, ENGLISH)
    ]
    assert told == [("1.941,5", "3.321", "31/07/2025"), ("1,941.5", "3,321", "31 July 2025")]


def test_what_has_no_english_name_keeps_its_own_and_a_demonstration_is_said_beside_it() -> None:
    assert ENGLISH.named({"name_vi": "Đà Nẵng", "name_en": None}) == "Đà Nẵng"
    row = {"name_vi": "[MINH HỌA] Đợt", "name_en": "[DEMONSTRATION] Round"}
    assert (VIETNAMESE.unmarked(row), ENGLISH.unmarked(row)) == ("Đợt", "Round")


def test_a_decision_cited_in_vietnamese_is_marked_in_an_english_paper() -> None:
    cited = "405/QĐ-BKHCN"
    assert VIETNAMESE.as_written(cited) == cited
    assert ENGLISH.as_written(cited) == "405/QĐ-BKHCN (in Vietnamese)"
    assert ENGLISH.as_written("none: made up") == "none: made up"


def test_days_and_words_are_those_of_the_language() -> None:
    assert VIETNAMESE.day(date(2025, 9, 2)) == "02/09/2025"
    assert ENGLISH.as_written("Decision 1") == "Decision 1"
    assert ENGLISH.as_written("Quyết định") == "Quyết định (in Vietnamese)"
    assert VIETNAMESE.as_written("Quyết định") == "Quyết định"
    row: Mapping[str, Any] = {"name_vi": "[MINH HỌA] Một", "name_en": None}
    assert ENGLISH.named(row) == "[MINH HỌA] Một"
    assert replace(VIETNAMESE).unmarked(row) == "Một"
