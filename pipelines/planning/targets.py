"""Targets as plans state them: of which unit, by which document, for which year, how much.

Here belong reading `targets.yaml` and what each kind of target asks for. Targets as rows are in
`target_rows.py`; how far a unit is from one is in `progress.py`. A target whose id begins with
`demo-` is made up, and is followed in demonstration rounds alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Name
from pipelines.marked_yaml import Problem
from pipelines.notation import EN, VI
from pipelines.planning.goals import Goal, MainsInTop, ReachRank, ReachValue, goal_in_words
from pipelines.rounds import DEMONSTRATION_PREFIX
from pipelines.seed_reader import (
    CODE,
    DAY_OR_NONE,
    DRAFT,
    EXPECTED,
    NAME,
    NUMBER,
    TEXT,
    TEXT_OR_NONE,
    WHOLE,
    Schema,
    SeedEntry,
    SeedReader,
    choice,
    keys,
)


@dataclass(frozen=True, slots=True)
class PointsOf:
    """At least so many points where full marks are printed beside them (800 of 1000).

    The denominator is the printed one. A round evaluates fewer points (940 in 2024); the share is
    what both have in common, so 800 of 1000 asks for a value of 0.8000, which is 752 of 940.
    """

    points: Decimal
    full_marks: Decimal


@dataclass(frozen=True, slots=True)
class RankGain:
    """At least so many places gained in each year from `first_year` to that of the target."""

    places: Decimal
    first_year: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A figure that is measured elsewhere: at least, more than or at most so much."""

    measure: str
    name: Name
    comparison: str
    threshold: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Unstated:
    """A plan whose numbers are not in the text at hand, and why."""

    why: Name


Aim = ReachValue | PointsOf | ReachRank | MainsInTop | RankGain | Rate | Unstated
COMPARISONS: Final = ("at_least", "more_than", "at_most")
AIM_KINDS: Final = ("value", "points", "rank", "mains_in_top", "rank_gain", "rate", "unstated")
BASELINE_KINDS: Final = AIM_KINDS[:4]


@dataclass(frozen=True, slots=True)
class Target:
    """What a document asks of a unit by the end of a year.

    The unit is a code and the name it bears, so that a code given to another unit later is not
    taken for this one. `among` is how many units the rank is counted among, where it matters.
    """

    id: str
    entity_code: str
    entity_name: str
    aim: Aim
    among: int | None
    year: int | None
    document: str
    dated: date | None
    text: str
    source_url: str | None
    note: str | None
    file: str
    line: int

    @property
    def is_demonstration(self) -> bool:
        """It is made up."""
        return self.id.startswith(DEMONSTRATION_PREFIX)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where a document says that a unit stood in a year; never a target."""

    entity_code: str
    entity_name: str
    year: int
    kind: str
    stated: Decimal
    full_marks: Decimal | None
    top: int | None
    among: int | None
    document: str
    dated: date | None
    text: str
    source_url: str | None
    file: str
    line: int


_FROM_DOCUMENT: Final = {
    "document": TEXT,
    "dated": DAY_OR_NONE,
    "text": TEXT,
    "source_url": TEXT_OR_NONE,
}
_WHOLE_OR_NONE: Final[Schema] = {**WHOLE, "type": ["integer", "null"]}
_UNIT: Final[Schema] = {
    **keys({"code": CODE, "name": TEXT}),
    EXPECTED: ["mã và tên của đơn vị", "the code and the name of a unit"],
}


def _exactly(names: Sequence[str]) -> Schema:
    there = ", ".join(names)
    return {
        "oneOf": [{"required": [name]} for name in names],
        EXPECTED: [f"đúng một trong {there}", f"one of {there}, and no other"],
    }


TARGETS_SCHEMA: Final[Schema] = {
    "$schema": DRAFT,
    "title": "Chỉ tiêu của các kế hoạch / Targets of plans (targets.yaml)",
    **keys(
        {},
        {
            "targets": {
                "type": ["array", "null"],
                "items": {
                    **keys(
                        {"id": TEXT, "unit": _UNIT, "document": TEXT, "text": TEXT},
                        {
                            "among": _WHOLE_OR_NONE,
                            "year": _WHOLE_OR_NONE,
                            **_FROM_DOCUMENT,
                            "note": TEXT_OR_NONE,
                            "value": keys({"at_least": NUMBER}),
                            "points": keys({"at_least": NUMBER, "of": WHOLE}),
                            "rank": keys({"at_most": WHOLE}),
                            "mains_in_top": keys({"at_least": WHOLE, "top": WHOLE}),
                            "rank_gain": keys({"at_least": NUMBER, "first_year": WHOLE}),
                            "rate": {
                                **keys(
                                    {"measure": TEXT, "name": NAME, "unit": TEXT},
                                    dict.fromkeys(COMPARISONS, NUMBER),
                                ),
                                "allOf": [_exactly(COMPARISONS)],
                            },
                            "unstated": NAME,
                        },
                    ),
                    "allOf": [_exactly(AIM_KINDS)],
                },
            },
            "baselines": {
                "type": ["array", "null"],
                "items": keys(
                    {
                        "unit": _UNIT,
                        "year": WHOLE,
                        "kind": choice(*BASELINE_KINDS),
                        "stated": NUMBER,
                        "document": TEXT,
                        "text": TEXT,
                    },
                    {
                        "of": NUMBER,
                        "top": WHOLE,
                        "among": _WHOLE_OR_NONE,
                        **_FROM_DOCUMENT,
                    },
                ),
            },
        },
    ),
}


def read_targets(text: str, file: str) -> tuple[tuple[Target, ...], tuple[Baseline, ...]]:
    """Read targets and baselines. Raises SeedError with every problem, each with its place."""
    reader = SeedReader(text, file, TARGETS_SCHEMA)
    targets = [_target(entry) for entry in reader.entries("targets")]
    seen: dict[str, int] = {}
    for entry, target in zip(reader.entries("targets"), targets, strict=True):
        if target.id in seen:
            entry.wrong(
                "",
                f"the target of line {seen[target.id]} has this id",
                f"chỉ tiêu ở dòng {seen[target.id]} đã có mã này",
                "give one of them another id",
                "đổi mã của một trong hai",
            )
        seen.setdefault(target.id, target.line)
    baselines = [_baseline(entry) for entry in reader.entries("baselines")]
    reader.finish()
    return tuple(targets), tuple(baselines)


def _target(entry: SeedEntry) -> Target:
    given = entry.keys
    aim = _aim(entry)
    year = given.get("year")
    if year is None and not isinstance(aim, Unstated):
        entry.wrong("", "year: is missing", "year: còn thiếu", "add it", "bổ sung khóa này")
    if isinstance(aim, RankGain) and year is not None and aim.first_year > year:
        entry.wrong(
            "year",
            f"{year} is before the first year {aim.first_year}",
            f"{year} trước năm đầu {aim.first_year}",
            "correct one of the two",
            "sửa một trong hai",
        )
    return Target(
        id=given["id"],
        entity_code=given["unit"]["code"],
        entity_name=given["unit"]["name"],
        aim=aim,
        among=given.get("among"),
        year=year,
        document=given["document"],
        dated=_day(given.get("dated")),
        text=given["text"],
        source_url=given.get("source_url"),
        note=given.get("note"),
        file=entry.reader.file,
        line=entry.line,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _aim(entry: SeedEntry) -> Aim:
    """What is asked for, under the one key that names its kind."""
    (kind,) = (kind for kind in AIM_KINDS if kind in entry.keys)
    asked = entry.keys[kind]
    match kind:
        case "unstated":
            return Unstated(Name(**asked))
        case "value":
            return ReachValue(Decimal(asked["at_least"]))
        case "points":
            aim = PointsOf(Decimal(asked["at_least"]), Decimal(asked["of"]))
            if aim.points > aim.full_marks:
                entry.wrong(
                    "points.at_least",
                    f"{aim.points} is more than full marks, {aim.full_marks}",
                    f"{aim.points} lớn hơn điểm tối đa {aim.full_marks}",
                    "correct one of the two",
                    "sửa một trong hai",
                )
            return aim
        case "rank":
            return ReachRank(asked["at_most"])
        case "mains_in_top":
            return MainsInTop(asked["at_least"], asked["top"])
        case "rank_gain":
            return RankGain(Decimal(asked["at_least"]), asked["first_year"])
        case _:
            (comparison,) = (key for key in COMPARISONS if key in asked)
            return Rate(
                asked["measure"],
                Name(**asked["name"]),
                comparison,
                Decimal(asked[comparison]),
                asked["unit"],
            )


def _baseline(entry: SeedEntry) -> Baseline:
    given = entry.keys
    kind = given["kind"]
    for key, of_kind in (("of", "points"), ("top", "mains_in_top")):
        if (key in given) != (kind == of_kind):
            entry.wrong(
                key,
                f"is said of {of_kind}, and of nothing else",
                f"chỉ ghi khi kind là {of_kind}",
                "add it or delete it",
                "bổ sung hoặc xóa đi",
                about=str(given["text"])[:40],
            )
    return Baseline(
        entity_code=given["unit"]["code"],
        entity_name=given["unit"]["name"],
        year=given["year"],
        kind=kind,
        stated=Decimal(given["stated"]),
        full_marks=None if given.get("of") is None else Decimal(given["of"]),
        top=given.get("top"),
        among=given.get("among"),
        document=given["document"],
        dated=_day(given.get("dated")),
        text=given["text"],
        source_url=given.get("source_url"),
        file=entry.reader.file,
        line=entry.line,
    )


def unit_problems(targets: Sequence[Target | Baseline], entities: pl.DataFrame) -> list[Problem]:
    """Targets and baselines of units that there are not: a code never borne with that name."""
    known = set(entities.select("entity_code", "name_vi").iter_rows())
    return [
        Problem(
            target.file,
            target.line,
            target.id if isinstance(target, Target) else "",
            f"unit: no unit {target.entity_code!r} has ever had the name {target.entity_name!r}",
            f"unit: không đơn vị {target.entity_code!r} nào từng có tên {target.entity_name!r}",
            "write code and name as in entities.csv",
            "ghi mã và tên như trong entities.csv",
        )
        for target in targets
        if (target.entity_code, target.entity_name) not in known
    ]


def goal_of(target: Target, scale: Decimal = Decimal(1)) -> Goal | None:
    """What a plan to reach a target would aim at; None where no scoring can reach it.

    `scale` is that of the framework. Points of a printed denominator become the value they mean.
    """
    match target.aim:
        case ReachValue() | ReachRank() | MainsInTop():
            return target.aim
        case PointsOf(points, full_marks):
            return ReachValue(points / full_marks * scale)
        case RankGain() | Rate() | Unstated():
            return None


def goals_in_round(
    targets: Iterable[Target],
    names: Mapping[str, str],
    year: int,
    scale: Decimal,
    is_demonstration: bool,
) -> list[tuple[str, Goal]]:
    """The units of a round and what their targets have them aim at, in the order of `targets`.

    `names` are the units of the round by their code: a target is of the unit that bears its name,
    and a rank is one among as many units. Targets of years before `year`, that of the data of the
    round, are over.
    """
    found: list[tuple[str, Goal]] = []
    for target in targets:
        goal = goal_of(target, scale)
        is_of_round = (
            names.get(target.entity_code) == target.entity_name
            and target.is_demonstration == is_demonstration
            and target.among in (None, len(names))
            and (target.year is None or target.year >= year)
        )
        if goal is not None and is_of_round:
            found.append((target.entity_code, goal))
    return found


def aim_in_words(aim: Aim) -> Name:
    """What a target asks for, in a few words."""
    match aim:
        case ReachValue() | ReachRank() | MainsInTop():
            return goal_in_words(aim)
        case PointsOf(points, full_marks):
            return Name(
                f"{VI.exact(points)} điểm trên {VI.exact(full_marks)}",
                f"{EN.exact(points)} points of {EN.exact(full_marks)}",
            )
        case RankGain(places):
            return Name(
                f"tăng ít nhất {VI.exact(places)} bậc mỗi năm",
                f"a gain of at least {EN.exact(places)} place{'s' * (places != 1)} a year",
            )
        case Rate(_, name, comparison, threshold, unit):
            sign = {"at_least": "≥", "more_than": ">", "at_most": "≤"}[comparison]
            return Name(
                f"{name.vi} {sign} {VI.exact(threshold)} {unit}",
                f"{name.en} {sign} {EN.exact(threshold)} {unit}",
            )
        case Unstated():
            return Name("chưa rõ chỉ tiêu bằng số", "numbers not known")
