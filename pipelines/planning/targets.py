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
from pipelines.marked_yaml import Problem, read_marked_yaml
from pipelines.notation import EN, VI
from pipelines.planning.goals import Goal, MainsInTop, ReachRank, ReachValue, goal_in_words
from pipelines.planning.seed_entry import Entry, raise_for
from pipelines.rounds import DEMONSTRATION_PREFIX


@dataclass(frozen=True, slots=True)
class PointsOf:
    """At least so many points where full marks are printed as `of` (800 of 1000).

    The denominator is the printed one. A round evaluates fewer points (940 in 2024); the share is
    what both have in common, so 800 of 1000 asks for a value of 0.8000, which is 752 of 940.
    """

    points: Decimal
    of: Decimal


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
    of: Decimal | None
    top: int | None
    among: int | None
    document: str
    dated: date | None
    text: str
    source_url: str | None
    file: str
    line: int


def read_targets(text: str, file: str) -> tuple[tuple[Target, ...], tuple[Baseline, ...]]:
    """Read targets and baselines. Raises SeedError with every problem, each with its line."""
    marked = read_marked_yaml(text, file)
    problems: list[Problem] = []
    top = Entry(file, marked, (), problems)
    top.only("targets", "baselines")
    targets = [_target(entry) for entry in top.each("targets")]
    baselines = [_baseline(entry) for entry in top.each("baselines")]
    seen: dict[str, int] = {}
    for one in targets:
        if one.id in seen:
            message = f"the target of line {seen[one.id]} has this id"
            problems.append(Problem(file, one.line, one.id, message))
        seen.setdefault(one.id, one.line)
    raise_for(problems)
    return tuple(targets), tuple(baselines)


_FROM_DOCUMENT: Final = ("document", "dated", "text", "source_url")


def _target(entry: Entry) -> Target:
    entry.about = str(entry.keys.get("id", ""))
    entry.only("id", "unit", "among", "year", *_FROM_DOCUMENT, "note", *AIM_KINDS)
    code, name = _unit(entry)
    aim = _aim(entry)
    year = entry.optional_whole("year")
    if year is None and not isinstance(aim, Unstated):
        entry.wrong("year", "is missing")
    if isinstance(aim, RankGain) and year is not None and aim.first_year > year:
        entry.wrong("year", f"{year} is before the first year {aim.first_year}")
    return Target(
        id=entry.text("id"),
        entity_code=code,
        entity_name=name,
        aim=aim,
        among=entry.optional_whole("among"),
        year=year,
        document=entry.text("document"),
        dated=entry.optional_day("dated"),
        text=entry.text("text"),
        source_url=entry.optional_text("source_url"),
        note=entry.optional_text("note"),
        file=entry.file,
        line=entry.line,
    )


def _unit(entry: Entry) -> tuple[str, str]:
    if "unit" not in entry.keys:
        entry.wrong("unit", "expected the code and the name of a unit")
        return "", ""
    unit = entry.below("unit")
    unit.only("code", "name")
    return unit.text("code"), unit.text("name")


def _aim(entry: Entry) -> Aim:
    """What is asked for, under the one key that names its kind."""
    given = [kind for kind in AIM_KINDS if kind in entry.keys]
    if len(given) != 1:
        told = ", ".join(given) or "none"
        entry.wrong("", f"expected one of {', '.join(AIM_KINDS)}; found {told}")
        return Unstated(Name("", ""))
    (kind,) = given
    if kind == "unstated":
        return Unstated(entry.name(kind))
    asked = entry.below(kind)
    match kind:
        case "value":
            asked.only("at_least")
            return ReachValue(asked.number("at_least"))
        case "points":
            asked.only("at_least", "of")
            aim = PointsOf(asked.number("at_least"), Decimal(asked.whole("of")))
            if aim.points > aim.of:
                asked.wrong("at_least", f"{aim.points} is more than full marks, {aim.of}")
            return aim
        case "rank":
            asked.only("at_most")
            return ReachRank(asked.whole("at_most"))
        case "mains_in_top":
            asked.only("at_least", "top")
            return MainsInTop(asked.whole("at_least"), asked.whole("top"))
        case "rank_gain":
            asked.only("at_least", "first_year")
            return RankGain(asked.number("at_least"), asked.whole("first_year"))
        case _:
            return _rate(asked)


def _rate(asked: Entry) -> Rate:
    asked.only("measure", "name", "unit", *COMPARISONS)
    given = [comparison for comparison in COMPARISONS if comparison in asked.keys]
    if len(given) != 1:
        asked.wrong("", f"rate: expected one of {', '.join(COMPARISONS)}")
        given = ["at_least"]
    return Rate(
        asked.text("measure"),
        asked.name("name"),
        given[0],
        asked.number(given[0]),
        asked.text("unit"),
    )


def _baseline(entry: Entry) -> Baseline:
    entry.about = str(entry.keys.get("text", ""))[:40]
    entry.only("unit", "year", "kind", "stated", "of", "top", "among", *_FROM_DOCUMENT)
    code, name = _unit(entry)
    kind = entry.text("kind")
    if kind not in BASELINE_KINDS:
        entry.wrong("kind", f"expected one of {', '.join(BASELINE_KINDS)}, found {kind!r}")
    for key, of_kind in (("of", "points"), ("top", "mains_in_top")):
        if (key in entry.keys) != (kind == of_kind):
            entry.wrong(key, f"is said of {of_kind}, and of nothing else")
    return Baseline(
        entity_code=code,
        entity_name=name,
        year=entry.whole("year"),
        kind=kind,
        stated=entry.number("stated"),
        of=entry.optional_number("of"),
        top=entry.optional_whole("top"),
        among=entry.optional_whole("among"),
        document=entry.text("document"),
        dated=entry.optional_day("dated"),
        text=entry.text("text"),
        source_url=entry.optional_text("source_url"),
        file=entry.file,
        line=entry.line,
    )


def unit_problems(targets: Sequence[Target | Baseline], entities: pl.DataFrame) -> list[Problem]:
    """Targets and baselines of units that there are not: a code never borne with that name."""
    known = set(entities.select("entity_code", "name_vi").iter_rows())
    return [
        Problem(
            one.file,
            one.line,
            one.id if isinstance(one, Target) else "",
            f"unit: no unit {one.entity_code!r} has ever had the name {one.entity_name!r}",
        )
        for one in targets
        if (one.entity_code, one.entity_name) not in known
    ]


def goal_of(target: Target, scale: Decimal = Decimal(1)) -> Goal | None:
    """What a plan to reach a target would aim at; None where no scoring can reach it.

    `scale` is that of the framework. Points of a printed denominator become the value they mean.
    """
    match target.aim:
        case ReachValue() | ReachRank() | MainsInTop():
            return target.aim
        case PointsOf(points, of):
            return ReachValue(points / of * scale)
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
        case PointsOf(points, of):
            return Name(
                f"{VI.exact(points)} điểm trên {VI.exact(of)}",
                f"{EN.exact(points)} points of {EN.exact(of)}",
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
