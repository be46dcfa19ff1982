"""The language of a paper: what it says, and how it writes names, numbers and days.

Here belongs choosing between the two languages; how numbers are written is in
`pipelines/notation.py`. A text that exists in one language only is given as it is, with a mark that
says which.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final

from pipelines.notation import EN, VI
from pipelines.speech import Speech

_DEMONSTRATION: Final = {"vi": "[MINH HỌA] ", "en": "[DEMONSTRATION] "}


@dataclass(frozen=True, slots=True)
class PaperLanguage(Speech):
    """Vietnamese or English: its notation and its words."""

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
