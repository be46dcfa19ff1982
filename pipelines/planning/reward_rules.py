"""Rules of emulation and reward: bands with their caps, and what keeps a unit out.

Here belongs reading `reward.yaml`. Applying the rules to a round is in `reward.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipelines.frameworks.framework import Name
from pipelines.marked_yaml import Problem, read_marked_yaml
from pipelines.planning.seed_entry import Entry, raise_for
from pipelines.rounds import DEMONSTRATION_PREFIX


@dataclass(frozen=True, slots=True)
class RewardClass:
    """A class: from which published value on, and the largest share of units it may hold."""

    name: Name
    at_least: Decimal
    at_most_share: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit that is compared with its like, and the word its names begin with."""

    name: Name
    begins_with: str


@dataclass(frozen=True, slots=True)
class RewardRules:
    """How the units of some rounds are classed: classes from the best down.

    A unit is left out that is late (where `excludes_late`), of whose indicators more than
    `missing_share_above` is missing, or less than `verified_share_below` was verified or measured;
    None asks for nothing.
    """

    id: str
    rounds: tuple[str, ...]
    document: str
    classes: tuple[RewardClass, ...]
    kinds: tuple[UnitKind, ...]
    excludes_late: bool
    missing_share_above: Decimal | None
    verified_share_below: Decimal | None
    line: int

    @property
    def is_demonstration(self) -> bool:
        """They are made up."""
        return self.id.startswith(DEMONSTRATION_PREFIX)


def read_reward_rules(text: str, file: str, rounds: Collection[str]) -> tuple[RewardRules, ...]:
    """Read the rules. Raises SeedError with every problem, each with its line.

    Bands fall from class to class and the last begins at 0, so that every unit has one. A round
    has one set of rules at most, made up only if the round is.
    """
    marked = read_marked_yaml(text, file)
    problems: list[Problem] = []
    top = Entry(file, marked, (), problems)
    top.only("rules")
    found = tuple(_rules(entry, rounds) for entry in top.each("rules"))
    seen: dict[str, str] = {}
    for rules in found:
        for name in rules.rounds:
            if name in seen:
                message = f"rounds: {name} is classed by {seen[name]} already"
                problems.append(Problem(file, rules.line, rules.id, message))
            seen.setdefault(name, rules.id)
    raise_for(problems)
    return found


def _rules(entry: Entry, rounds: Collection[str]) -> RewardRules:
    entry.about = str(entry.keys.get("id", ""))
    entry.only("id", "rounds", "document", "classes", "kinds", "exclude")
    chosen: object = entry.keys.get("rounds")
    names = tuple(str(name) for name in chosen) if isinstance(chosen, list) else ()  # pyright: ignore[reportUnknownVariableType]
    if not names:
        entry.wrong("rounds", "expected a list of rounds")
    made_up = entry.about.startswith(DEMONSTRATION_PREFIX)
    for name in names:
        if name not in rounds:
            entry.wrong("rounds", f"there is no round {name!r}")
        elif name.startswith(DEMONSTRATION_PREFIX) != made_up:
            entry.wrong("rounds", f"{name}: rules are made up (demo-) as their round is, or not")
    classes = [_class(one) for one in entry.each("classes")]
    _check_bands(entry, classes)
    exclude = entry.below("exclude")
    exclude.only("late", "missing_share_above", "verified_share_below")
    late = exclude.keys.get("late", False)
    if not isinstance(late, bool):
        exclude.wrong("late", f"expected true or false, found {late!r}")
    return RewardRules(
        id=entry.text("id"),
        rounds=names,
        document=entry.text("document"),
        classes=tuple(classes),
        kinds=tuple(_kind(one) for one in entry.each("kinds")),
        excludes_late=late is True,
        missing_share_above=_share(exclude, "missing_share_above"),
        verified_share_below=_share(exclude, "verified_share_below"),
        line=entry.line,
    )


def _class(entry: Entry) -> RewardClass:
    entry.only("name", "at_least", "at_most_share")
    return RewardClass(entry.name("name"), entry.number("at_least"), _share(entry, "at_most_share"))


def _kind(entry: Entry) -> UnitKind:
    entry.only("name", "begins_with")
    return UnitKind(entry.name("name"), entry.text("begins_with"))


def _share(entry: Entry, key: str) -> Decimal | None:
    share = entry.optional_number(key)
    if share is not None and share > 1:
        entry.wrong(key, f"expected a share from 0 to 1, found {share}")
    return share


def _check_bands(entry: Entry, classes: Sequence[RewardClass]) -> None:
    if not classes:
        entry.wrong("classes", "expected a list of classes")
        return
    bands = [one.at_least for one in classes]
    if any(lower >= upper for upper, lower in pairwise(bands)):
        entry.wrong("classes", "at_least falls from each class to the next")
    if bands[-1] != 0 or classes[-1].at_most_share is not None:
        entry.wrong("classes", "the last class begins at 0 and has no cap: every unit has a class")
