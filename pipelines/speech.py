"""Sentences for people, Vietnamese or English: the words chosen, numbers written the way they are.

Here belongs what every text shares; how numbers are written is in `notation.py`. What is said of a
plan or of a rank is beside the method that found it.
"""

from dataclasses import astuple, dataclass
from typing import Final, Literal

from pipelines.frameworks.framework import Name
from pipelines.notation import EN, VI, Notation

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Speech(Notation):
    """A language: its words, and its notation of numbers and days."""

    def say(self, vi: str, en: str) -> str:
        """The wording in this language."""
        return vi if self.code == "vi" else en

    def text(self, name: Name) -> str:
        """A name in this language."""
        return self.say(name.vi, name.en)


SPEECHES: Final = {"vi": Speech(*astuple(VI)), "en": Speech(*astuple(EN))}
"""Both languages by their code."""


def several(count: int, thing: str) -> str:
    """So many of a thing, in English."""
    return f"{count} {thing}" + "s" * (count != 1)
