"""What an explanation of a rule says.

Here belongs its shape. The words are where the rules are: of submissions in
`intake/rule_explanations.py`, of published tables in `checks/rules/`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is a rule, what breaks it, and what its sender does then."""

    example: str
    why_vi: str
    why_en: str
    mend_vi: str
    mend_en: str


def explained(*rows: tuple[str, str, str, str, str, str]) -> dict[str, Explanation]:
    """Explanations by code: of each rule its code, an example, why and how to mend it."""
    return {code: Explanation(*words) for code, *words in rows}
