"""A text in both languages within what was found or expected, of which each message takes its own.

Here belongs joining and parting the two. Nothing heavy is imported: the process that reads
workbooks starts at once.
"""

import re
from typing import Final

from pipelines.names import Name

_MARK: Final = "\u2063"
"""An invisible separator: no text of a file that was read holds it."""
PAIR: Final = f"{_MARK}([^{_MARK}]*){_MARK} / {_MARK}([^{_MARK}]*){_MARK}"
"""What `both` makes, as a regular expression of two groups."""


def both(vi: str, en: str) -> str:
    """A text in Vietnamese and in English, one of which each message takes."""
    return f"{_MARK}{vi}{_MARK} / {_MARK}{en}{_MARK}"


def parted(text: str) -> Name:
    """A text with what stands in it in both languages, once in each."""
    return Name(re.sub(PAIR, r"\1", text), re.sub(PAIR, r"\2", text))


def shown(text: str) -> str:
    """A text with both languages side by side, for those who read either."""
    return re.sub(PAIR, r"\1 / \2", text)
