"""The language of a paper: what it says, and how it writes names, numbers and days.

Here belongs choosing between the two languages; how numbers are written is in
`written_numbers.py`. A text that exists in one language only is given as it is, with a mark that
says which.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final

from pipelines.frameworks.framework import Name
from pipelines.publication.written_numbers import EN, VI, Notation

_DEMONSTRATION: Final = {"vi": "[MINH HỌA] ", "en": "[DEMONSTRATION] "}


@dataclass(frozen=True, slots=True)
class PaperLanguage(Notation):
    """Vietnamese or English: its notation and its words."""

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


VIETNAMESE: Final = PaperLanguage(*astuple(VI))
ENGLISH: Final = PaperLanguage(*astuple(EN))
