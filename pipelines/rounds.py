"""Rounds (đợt đánh giá): who is assessed, with which framework, over which period.

Here belong reading `rounds.yaml` and saying which units a round expects. Scoring a round is in
`index.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.entities import KINDS, valid_on
from pipelines.frameworks.framework import Framework, Name
from pipelines.marked_yaml import MarkedYaml, Problem, SeedError, read_marked_yaml

DEMONSTRATION_PREFIX = "demo-"
STATUSES = ("open", "provisional", "final")
LAST_DAY_OF_63_PROVINCES = date(2025, 6, 30)
FIRST_DAY_OF_34_PROVINCES = date(2025, 7, 1)
"""Resolution 202/2025/QH15."""
_KEYS = frozenset(
    {
        "id",
        "name",
        "framework",
        "entities",
        "parent",
        "starts_on",
        "ends_on",
        "deadline",
        "appeals_until",
        "previous",
        "status",
        "boundary",
        "published",
        "not_evaluated",
    }
)


@dataclass(frozen=True, slots=True)
class Round:
    """A round. `expected_on` is the day whose entities are assessed; `published` the year of the
    official results it recomputes; `not_evaluated` the indicators left out for everybody;
    `appeals_until` the last day on which a unit may appeal."""

    id: str
    name: Name
    framework: str
    entities: str | tuple[str, ...]
    parent: str | None
    starts_on: date
    ends_on: date
    deadline: date | None
    previous: str | None
    status: str
    expected_on: date
    published: int | None
    not_evaluated: tuple[str, ...]
    line: int
    appeals_until: date | None = None

    @property
    def is_demonstration(self) -> bool:
        """Its data is made up."""
        return self.id.startswith(DEMONSTRATION_PREFIX)


def read_rounds(text: str, file: str) -> tuple[Round, ...]:
    """Read a list of rounds. Raises SeedError with every problem, each with its line."""
    marked = read_marked_yaml(text, file)
    if not isinstance(marked.value, list):
        raise SeedError([Problem(file, 1, "", "expected a list of rounds")])
    problems: list[Problem] = []
    rounds: list[Round] = []
    entries: list[Any] = marked.value  # pyright: ignore[reportUnknownVariableType]
    for n, entry in enumerate(entries):
        line = marked.line((n,))
        if not isinstance(entry, dict):
            problems.append(Problem(file, line, "", "expected a round with id, framework, ..."))
            continue
        read = _Reader(file, marked, n, entry, problems)  # pyright: ignore[reportUnknownArgumentType]
        rounds.append(read.round())
    known = [entry.id for entry in rounds]
    for entry in rounds:
        if known.count(entry.id) > 1:
            problems.append(Problem(file, entry.line, entry.id, "two rounds have this id"))
        if entry.previous is not None and entry.previous not in known:
            problems.append(
                Problem(
                    file,
                    entry.line,
                    entry.id,
                    f"previous: there is no round {entry.previous!r}",
                )
            )
        if entry.previous == entry.id:
            problems.append(Problem(file, entry.line, entry.id, "a round cannot precede itself"))
    if problems:
        raise SeedError(problems)
    return tuple(rounds)


class _Reader:
    """Reads the keys of one round and collects what is wrong with them."""

    def __init__(
        self,
        file: str,
        marked: MarkedYaml,
        n: int,
        entry: Mapping[str, Any],
        problems: list[Problem],
    ) -> None:
        self.file, self.marked, self.n, self.entry, self.problems = (
            file,
            marked,
            n,
            entry,
            problems,
        )
        for key in sorted(set(entry) - _KEYS):
            self.wrong(key, f"unknown key; expected one of {', '.join(sorted(_KEYS))}")

    def wrong(self, key: str, message: str) -> None:
        line = self.marked.line((self.n, key))
        self.problems.append(
            Problem(self.file, line, str(self.entry.get("id", "")), f"{key}: {message}")
        )

    def text(self, key: str, required: bool = False) -> str | None:
        value = self.entry.get(key)
        if value is None:
            if required:
                self.wrong(key, "is missing")
            return None
        return str(value)

    def day(self, key: str, required: bool = False) -> date | None:
        text = self.text(key, required)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            self.wrong(key, f"expected a date as 2025-07-31, found {text!r}")
            return None

    def round(self) -> Round:
        name = self.entry.get("name")
        if not isinstance(name, dict) or not {"vi", "en"} <= set(name):  # pyright: ignore[reportUnknownArgumentType]
            self.wrong("name", "expected a name in vi and en")
            name = {"vi": "", "en": ""}
        status = self.text("status", required=True) or ""
        if status and status not in STATUSES:
            self.wrong("status", f"expected one of {', '.join(STATUSES)}, found {status!r}")
        starts_on = self.day("starts_on", required=True) or date.min
        ends_on = self.day("ends_on", required=True) or date.max
        if starts_on > ends_on:
            self.wrong("ends_on", f"{ends_on} is before starts_on {starts_on}")
        entities = self.entry.get("entities")
        if isinstance(entities, list):
            codes: list[Any] = entities  # pyright: ignore[reportUnknownVariableType]
            entities = tuple(str(code) for code in codes)
        elif entities not in KINDS:
            self.wrong("entities", f"expected a list of codes or one of {', '.join(KINDS)}")
            entities = ""
        published = self.entry.get("published")
        if not isinstance(published, int | None):
            self.wrong("published", f"expected a year as 2024, found {published!r}")
        codes_out = self.entry.get("not_evaluated") or []
        if not isinstance(codes_out, list):
            self.wrong("not_evaluated", "expected a list of indicator codes")
            codes_out = []
        left_out: list[Any] = codes_out  # pyright: ignore[reportUnknownVariableType]
        return Round(
            id=self.text("id", required=True) or "",
            name=Name(str(name["vi"]), str(name["en"])),  # pyright: ignore[reportUnknownArgumentType]
            framework=self.text("framework", required=True) or "",
            entities=entities,
            parent=self.text("parent"),
            starts_on=starts_on,
            ends_on=ends_on,
            deadline=self.day("deadline"),
            previous=self.text("previous"),
            status=status,
            expected_on=self.expected_on(ends_on),
            published=published if isinstance(published, int) else None,
            not_evaluated=tuple(str(code) for code in left_out),
            line=self.marked.line((self.n,)),
            appeals_until=self.day("appeals_until"),
        )

    def expected_on(self, ends_on: date) -> date:
        """The day whose entities are assessed: a date, or the number of provinces (63 or 34)."""
        match self.entry.get("boundary"):
            case None:
                return ends_on
            case 63 | "63":
                return min(ends_on, LAST_DAY_OF_63_PROVINCES)
            case 34 | "34":
                return max(ends_on, FIRST_DAY_OF_34_PROVINCES)
            case _:
                return self.day("boundary") or ends_on


def expected_units(entry: Round, entities: pl.DataFrame) -> pl.DataFrame:
    """The entities that a round assesses, as rows of `entities`, sorted by code.

    Raises SeedError where a listed code is not valid on the day, or nobody would be assessed.
    """
    valid = valid_on(entities, entry.expected_on)
    if isinstance(entry.entities, tuple):
        units = valid.filter(pl.col("entity_code").is_in(entry.entities))
        unknown = sorted(set(entry.entities) - set(units["entity_code"]))
        if unknown:
            message = f"no entity {', '.join(unknown)} is valid on {entry.expected_on}"
            raise SeedError([Problem("rounds.yaml", entry.line, entry.id, message)])
    else:
        units = valid.filter(pl.col("kind") == entry.entities)
        if entry.parent is not None:
            units = units.filter(pl.col("parent_code") == entry.parent)
    if units.is_empty():
        message = f"no {entry.entities} is valid on {entry.expected_on}: nobody to assess"
        raise SeedError([Problem("rounds.yaml", entry.line, entry.id, message)])
    return units.sort("entity_code")


def framework_problems(entry: Round, framework: Framework | None) -> list[Problem]:
    """Why a round cannot be scored with its framework; empty if it can."""
    if framework is None:
        message = f"framework {entry.framework!r} is not among the frameworks"
        return [Problem("rounds.yaml", entry.line, entry.id, message)]
    problems = [
        Problem(framework.file, 1, framework.id, f"cannot score round {entry.id}: {gap}")
        for gap in framework.unscorable()
    ]
    unknown = sorted(set(entry.not_evaluated) - set(framework.by_code))
    if unknown:
        message = f"not_evaluated: {', '.join(unknown)} not in framework {framework.id}"
        problems.append(Problem("rounds.yaml", entry.line, entry.id, message))
    return problems
