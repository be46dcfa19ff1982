"""Refusals: a file that cannot be read, and why.

Here belongs the one error that readers of files raise. What is told of it to the sender is in
`findings.py`. Nothing else is imported: the process that reads workbooks starts at once.
"""

from pipelines.both_languages import shown


class NotReadable(ValueError):
    """A file that cannot be read: the rule it breaks, what was found and what was expected.

    `marked`: the last two as `both_languages.py` parts them for messages in one language.
    """

    def __init__(self, rule: str, found: str, expected: str) -> None:
        super().__init__(shown(f"{rule}: {found}; expected {expected}"))
        self.rule, self.found, self.expected = rule, shown(found), shown(expected)
        self.marked = found, expected
