"""Numbers within the sentence of a rule, in Vietnamese and English.

Here belongs what the sentences of all kinds share. The sentence of a kind stands in its file.
"""

from decimal import Decimal
from typing import Any, Final

from pipelines.names import Name
from pipelines.notation import EN, VI

NOTHING: Final = Name("", "")


def number_words(number: Decimal | int) -> Name:
    """A number in its shortest form."""
    exact = Decimal(number)
    return Name(VI.exact(exact), EN.exact(exact))


def percent_words(share: Decimal | int) -> Name:
    """A share as a percentage."""
    percent = number_words(Decimal(share) * 100)
    return Name(f"{percent.vi} %", f"{percent.en} %")


def direction_words(keys: Any) -> Name:
    """What is said where lower figures are better."""
    if keys.get("direction") != "lower_is_better":
        return NOTHING
    return Name("; càng thấp càng tốt", "; lower is better")
