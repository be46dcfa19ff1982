"""A scoring rule in words, in Vietnamese and English, for people who are scored by it.

Here belongs asking a rule for its sentence, which stands in `pipelines/rules/`; whether a rule is
official or inferred is its `rule_status` and is not told here.
"""

from pipelines.frameworks.framework import Indicator
from pipelines.names import Name
from pipelines.rules import kind_of


def rule_in_words(indicator: Indicator) -> Name | None:
    """How an indicator is scored; None where it has no rule of its own."""
    if indicator.rule is None:
        return None

    def named(code: str) -> Name:
        known = indicator.inputs.get(code)
        return Name(code, code) if known is None else known.name

    words = kind_of(indicator.rule).words(indicator.rule, named)
    return Name(f"{words.vi}.", f"{words.en}.")
