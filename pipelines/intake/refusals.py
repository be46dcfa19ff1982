"""Refusals: a file that cannot be read, and why.

Here belongs the one error that readers of files raise. What is told of it to the sender is in
`findings.py`. Nothing is imported: the process that reads workbooks starts at once.
"""


class NotReadable(ValueError):
    """A file that cannot be read: the rule it breaks, what was found and what was expected."""

    def __init__(self, rule: str, found: str, expected: str) -> None:
        super().__init__(f"{rule}: {found}; expected {expected}")
        self.rule, self.found, self.expected = rule, found, expected
