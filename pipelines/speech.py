"""Sentences for people, Vietnamese or English: the words chosen, numbers written the way they are.

Here belongs what every text shares. What is said of a plan or of a rank is beside the method that
found it.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pipelines.frameworks.framework import Name

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, and how it writes names and numbers."""

    language: Language

    def say(self, vi: str, en: str) -> str:
        """The one of two wordings."""
        return vi if self.language == "vi" else en

    def one(self, name: Name) -> str:
        """A name."""
        return self.say(name.vi, name.en)

    def number(self, number: Decimal, decimals: int) -> str:
        """Rounded half up, without closing zeros; with a decimal comma in Vietnamese."""
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        text = f"{rounded:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", ",") if self.language == "vi" else text


def several(count: int, thing: str) -> str:
    """So many of a thing, in English."""
    return f"{count} {thing}" + "s" * (count != 1)
