"""Names and sentences in Vietnamese and English, side by side.

Here belongs the pair itself. What is named or told stands beside whatever it is about.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Vietnamese and English."""

    vi: str
    en: str
