"""One entry of a seed file: its keys, read strictly, with every problem at its line.

Here belongs what the readers of planning share. What the entries mean is in `targets.py` and
`reward_rules.py`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.frameworks.framework import Name
from pipelines.marked_yaml import MarkedYaml, Path, Problem, SeedError


class Entry:
    """A mapping within a YAML file. Reading a key that is wrong notes a problem and goes on."""

    def __init__(
        self, file: str, marked: MarkedYaml, path: Path, problems: list[Problem], about: str = ""
    ) -> None:
        self.file, self.path, self.about = file, path, about
        self._marked, self._problems = marked, problems
        found: Any = marked.value
        for step in path:
            found = found[step]
        self.keys: Mapping[str, Any] = found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(found, dict):
            self.wrong("", "expected keys and values")

    @property
    def line(self) -> int:
        """Where the entry begins."""
        return self._marked.line(self.path)

    def wrong(self, key: str, message: str) -> None:
        """Note a problem of a key, or of the whole entry where `key` is empty."""
        line = self._marked.line((*self.path, key) if key else self.path)
        told = f"{key}: {message}" if key else message
        self._problems.append(Problem(self.file, line, self.about, told))

    def only(self, *known: str) -> None:
        """Note every key that is not among the known ones."""
        for key in self.keys:
            if key not in known:
                self.wrong(key, f"no such key; there are: {', '.join(known)}")

    def below(self, key: str) -> "Entry":
        """The mapping under a key."""
        return Entry(self.file, self._marked, (*self.path, key), self._problems, self.about)

    def each(self, key: str) -> Iterator["Entry"]:
        """The mappings of the list under a key."""
        found = self.keys.get(key) or []
        if not isinstance(found, list):
            self.wrong(key, "expected a list")
            return
        for n in range(len(found)):  # pyright: ignore[reportUnknownArgumentType]
            yield Entry(self.file, self._marked, (*self.path, key, n), self._problems, self.about)

    def optional_text(self, key: str) -> str | None:
        """A text, or None where there is none."""
        found = self.keys.get(key)
        if found is None or (isinstance(found, str) and found.strip()):
            return found
        self.wrong(key, f"expected a text, found {found!r}")
        return None

    def text(self, key: str) -> str:
        """A text that must be there."""
        if self.keys.get(key) is None:
            self.wrong(key, "is missing")
        return self.optional_text(key) or ""

    def name(self, key: str) -> Name:
        """A name in both languages."""
        entry = self.below(key) if key in self.keys else None
        if entry is None:
            self.wrong(key, "expected a name in vi and en")
            return Name("", "")
        entry.only("vi", "en")
        return Name(entry.text("vi"), entry.text("en"))

    def optional_day(self, key: str) -> date | None:
        """A day written as 2025-09-29, or None where there is none."""
        found = self.optional_text(key)
        try:
            return None if found is None else date.fromisoformat(found)
        except ValueError:
            self.wrong(key, f"expected a day as 2025-09-29, found {found!r}")
            return None

    def optional_whole(self, key: str) -> int | None:
        """A whole number above zero, or None where there is none."""
        found = self.keys.get(key)
        if found is None or (isinstance(found, int) and not isinstance(found, bool) and found > 0):
            return found
        self.wrong(key, f"expected a whole number above 0, found {found!r}")
        return None

    def whole(self, key: str) -> int:
        """A whole number above zero that must be there."""
        if self.keys.get(key) is None:
            self.wrong(key, "is missing")
        return self.optional_whole(key) or 1

    def optional_number(self, key: str) -> Decimal | None:
        """A number of zero or more, exact, or None where there is none."""
        found = self.keys.get(key)
        if found is None:
            return None
        if isinstance(found, int | Decimal) and not isinstance(found, bool) and found >= 0:
            return Decimal(found)
        self.wrong(key, f"expected a number of 0 or more, found {found!r}")
        return None

    def number(self, key: str) -> Decimal:
        """A number of zero or more that must be there."""
        if self.keys.get(key) is None:
            self.wrong(key, "is missing")
        return self.optional_number(key) or Decimal(0)


def raise_for(problems: list[Problem]) -> None:
    """Raise SeedError if there are problems."""
    if problems:
        raise SeedError(problems)
