"""Rules of emulation and reward: bands with their caps, and what keeps a unit out.

Here belongs reading `reward.yaml`. Applying the rules to a round is in `reward.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pipelines.frameworks.framework import Name
from pipelines.rounds import DEMONSTRATION_PREFIX
from pipelines.seed_reader import (
    CODE,
    DRAFT,
    EXPECTED,
    NAME,
    NUMBER,
    SHARE,
    TEXT,
    Schema,
    SeedEntry,
    SeedReader,
    keys,
)


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


_SHARE_OR_NONE: Final[Schema] = {**SHARE, "type": ["number", "null"]}
REWARD_SCHEMA: Final[Schema] = {
    "$schema": DRAFT,
    "title": "Quy tắc thi đua, khen thưởng / Rules of reward (reward.yaml)",
    **keys(
        {},
        {
            "rules": {
                "type": ["array", "null"],
                "items": keys(
                    {
                        "id": TEXT,
                        "rounds": {
                            "type": "array",
                            "items": CODE,
                            "minItems": 1,
                            EXPECTED: ["danh sách các đợt", "a list of rounds"],
                        },
                        "document": TEXT,
                        "classes": {
                            "type": "array",
                            "minItems": 1,
                            "items": keys(
                                {"name": NAME, "at_least": NUMBER},
                                {"at_most_share": _SHARE_OR_NONE},
                            ),
                        },
                        "exclude": keys(
                            {},
                            {
                                "late": {"type": "boolean"},
                                "missing_share_above": _SHARE_OR_NONE,
                                "verified_share_below": _SHARE_OR_NONE,
                            },
                        ),
                    },
                    {
                        "kinds": {
                            "type": ["array", "null"],
                            "items": keys({"name": NAME, "begins_with": TEXT}),
                        },
                    },
                ),
            }
        },
    ),
}


def read_reward_rules(text: str, file: str, rounds: Collection[str]) -> tuple[RewardRules, ...]:
    """Read the rules. Raises SeedError with every problem, each with its place.

    Bands fall from class to class and the last begins at 0, so that every unit has one. A round
    has one set of rules at most, made up only if the round is.
    """
    reader = SeedReader(text, file, REWARD_SCHEMA)
    seen: dict[str, str] = {}
    found: list[RewardRules] = []
    for entry in reader.entries("rules"):
        rules = _rules(entry)
        found.append(rules)
        _check_rounds(entry, rules, rounds)
        _check_bands(entry, rules.classes)
        for name in rules.rounds:
            if name in seen:
                entry.wrong(
                    "rounds",
                    f"{name} is classed by {seen[name]} already",
                    f"{name} đã được xếp loại theo {seen[name]}",
                    "name each round in one set of rules",
                    "mỗi đợt chỉ ghi trong một bộ quy tắc",
                )
            seen.setdefault(name, rules.id)
    reader.finish()
    return tuple(found)


def _rules(entry: SeedEntry) -> RewardRules:
    given = entry.keys
    exclude = given["exclude"]
    return RewardRules(
        id=given["id"],
        rounds=tuple(given["rounds"]),
        document=given["document"],
        classes=tuple(
            RewardClass(
                Name(**each["name"]), Decimal(each["at_least"]), _share(each.get("at_most_share"))
            )
            for each in given["classes"]
        ),
        kinds=tuple(
            UnitKind(Name(**kind["name"]), kind["begins_with"]) for kind in given.get("kinds") or ()
        ),
        excludes_late=exclude.get("late", False),
        missing_share_above=_share(exclude.get("missing_share_above")),
        verified_share_below=_share(exclude.get("verified_share_below")),
        line=entry.line,
    )


def _share(share: int | Decimal | None) -> Decimal | None:
    return None if share is None else Decimal(share)


def _check_rounds(entry: SeedEntry, rules: RewardRules, rounds: Collection[str]) -> None:
    for name in rules.rounds:
        if name not in rounds:
            entry.wrong(
                "rounds",
                f"there is no round {name!r}",
                f"không có đợt {name!r}",
                "name rounds of rounds.yaml",
                "ghi các đợt trong rounds.yaml",
            )
        elif name.startswith(DEMONSTRATION_PREFIX) != rules.is_demonstration:
            entry.wrong(
                "rounds",
                f"{name}: rules are made up (demo-) as their round is, or not",
                f"{name}: quy tắc và đợt cùng là minh họa (demo-), hoặc cùng không",
                "begin the id of made-up rules with demo-, and only of these",
                "mã quy tắc minh họa bắt đầu bằng demo-, và chỉ những mã đó",
            )


def _check_bands(entry: SeedEntry, classes: Sequence[RewardClass]) -> None:
    bands = [band.at_least for band in classes]
    if any(lower >= upper for upper, lower in pairwise(bands)):
        entry.wrong(
            "classes",
            "at_least falls from each class to the next",
            "at_least giảm dần từ loại này sang loại sau",
            "order the classes from the best down",
            "xếp các loại từ cao xuống thấp",
        )
    if bands[-1] != 0 or classes[-1].at_most_share is not None:
        entry.wrong(
            "classes",
            "the last class begins at 0 and has no cap: every unit has a class",
            "loại cuối bắt đầu từ 0 và không giới hạn: đơn vị nào cũng có loại",
            "write at_least: 0 in the last class, without at_most_share",
            "ghi at_least: 0 ở loại cuối, không có at_most_share",
        )
