"""The language of a paper: what it says, and how it writes names, numbers and days.

Here belongs choosing between the two languages. A text that exists in one language only is given
as it is, with a mark that says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from pipelines.frameworks.framework import Name
from pipelines.publication.shown_numbers import count_text, day_text
from pipelines.publication.written_numbers import amount_en, amount_vi, change_en, change_vi

_DEMONSTRATION: Final = {"vi": "[MINH HỌA] ", "en": "[DEMONSTRATION] "}


@dataclass(frozen=True, slots=True)
class PaperLanguage:
    """Vietnamese or English."""

    code: Literal["vi", "en"]

    def say(self, vi: str, en: str) -> str:
        """The words in this language."""
        return vi if self.code == "vi" else en

    def of(self, name: Name) -> str:
        """A name in this language."""
        return self.say(name.vi, name.en)

    def named(self, row: Mapping[str, Any], key: str = "name") -> str:
        """The name that a row has in this language; the Vietnamese one where there is no other."""
        return row[f"{key}_{self.code}"] or row[f"{key}_vi"]

    def unmarked(self, row: Mapping[str, Any]) -> str:
        """The name of a round or framework; that it is a demonstration is said beside it."""
        return self.named(row).removeprefix(_DEMONSTRATION[self.code])

    def as_written(self, text: str) -> str:
        """A text that exists once, such as the decision that is cited: an English paper marks it
        where it is Vietnamese."""
        return text if self.code == "vi" or text.isascii() else f"{text} (in Vietnamese)"

    def amount(self, value: Decimal | None, decimals: int | None) -> str:
        """0,7071 or 0.7071"""
        return (amount_vi if self.code == "vi" else amount_en)(value, decimals)

    def change(self, value: Decimal | None, decimals: int | None) -> str:
        """+0,0123 or +0.0123"""
        return (change_vi if self.code == "vi" else change_en)(value, decimals)

    def count(self, count: int) -> str:
        """3.321 or 3,321"""
        return count_text(count, self.code)

    def day(self, day: date | None) -> str:
        """31/12/2025 or 31 December 2025"""
        return day_text(day, self.code)


VIETNAMESE: Final = PaperLanguage("vi")
ENGLISH: Final = PaperLanguage("en")
