"""Rounds (đợt đánh giá): who is assessed, with which framework, over which period.

Here belong reading `rounds.yaml` and saying which units a round expects. Scoring a round is in
`index.py`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from pipelines.codes import EXPECTED as EXPECTED_CODE
from pipelines.codes import EXPECTED_VI as EXPECTED_CODE_VI
from pipelines.codes import folder_key, is_a_code
from pipelines.entities import KINDS, valid_on
from pipelines.frameworks.framework import Framework, Name
from pipelines.marked_yaml import Problem, SeedError
from pipelines.seed_reader import (
    CODE,
    DAY,
    DAY_OR_NONE,
    DRAFT,
    EXPECTED,
    NAME,
    Schema,
    SeedEntry,
    SeedReader,
    choice,
    keys,
)

DEMONSTRATION_PREFIX = "demo-"
STATUSES = ("open", "provisional", "final")
SILENT: Final = ("unranked", "zero")
VIETNAMESE_NUMBERS, PLAIN_NUMBERS = NUMBER_FORMATS = ("vi", "plain")
"""How numbers are written: 1.941,5 or 1,941.5."""
AUTOMATIC, BY_HAND = "automatic", "by_hand"
"""How a round is issued: by every run that makes something new of it, or by `dti publish` alone."""
LAST_DAY_OF_63_PROVINCES = date(2025, 6, 30)
FIRST_DAY_OF_34_PROVINCES = date(2025, 7, 1)
"""Resolution 202/2025/QH15."""
ROUNDS_SCHEMA: Final[Schema] = {
    "$schema": DRAFT,
    "title": "Các đợt đánh giá / Rounds (rounds.yaml)",
    "type": "array",
    EXPECTED: ["danh sách các đợt", "a list of rounds"],
    "items": keys(
        {
            "id": CODE,
            "name": NAME,
            "framework": CODE,
            "entities": {
                "anyOf": [{"enum": list(KINDS)}, {"type": "array", "items": CODE}],
                EXPECTED: [
                    f"danh sách mã hoặc một trong {', '.join(KINDS)}",
                    f"a list of codes or one of {', '.join(KINDS)}",
                ],
            },
            "starts_on": DAY,
            "ends_on": DAY,
            "status": choice(*STATUSES),
        },
        {
            "parent": {**CODE, "type": ["string", "null"]},
            "deadline": DAY_OR_NONE,
            "appeals_until": DAY_OR_NONE,
            "release": choice(AUTOMATIC, BY_HAND),
            "previous": {**CODE, "type": ["string", "null"]},
            "boundary": {
                "anyOf": [{"enum": [34, 63, "34", "63", None]}, DAY],
                EXPECTED: ["ngày ghi như 2025-07-01, 63 hoặc 34", "a date as 2025-07-01, 63 or 34"],
            },
            "silent": {
                "enum": [*SILENT, None],
                EXPECTED: [f"một trong {', '.join(SILENT)}", f"one of {', '.join(SILENT)}"],
                "description": "Units that sent nothing: without a rank, or ranked with what "
                "they have; unranked until the round is final, then zero, where it is not given",
            },
            "publishes": choice("ministry"),
            "number_format": {
                "enum": [*NUMBER_FORMATS, None],
                EXPECTED: [
                    f"một trong {', '.join(NUMBER_FORMATS)}",
                    f"one of {', '.join(NUMBER_FORMATS)}",
                ],
                "description": "How numbers that can be read in two ways are written in the files "
                "of the round: 1.941 is a thousand (vi) or nearly two (plain)",
            },
            "published": {
                "type": ["integer", "null"],
                EXPECTED: ["năm ghi như 2024", "a year as 2024"],
            },
            "not_evaluated": {
                "type": ["array", "null"],
                "items": CODE,
                EXPECTED: ["danh sách mã chỉ tiêu", "a list of indicator codes"],
            },
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Round:
    """A round. `expected_on` is the day whose entities are assessed; `published` the year of the
    official results it recomputes; `not_evaluated` the indicators left out for everybody;
    `appeals_until` the last day on which a unit may appeal; `publishes` is `ministry` where files
    of no known sender are results that the ministry published; `release` how it is issued;
    `number_format` how its files write numbers, where it says so."""

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
    silent_as: str | None = None
    publishes: str | None = None
    release: str = BY_HAND
    number_format: str | None = None

    @property
    def silent(self) -> str:
        """What becomes of a unit that sent nothing: `unranked`, or `zero`, ranked with what it has;
        where the round does not say, unranked until the round is final."""
        return self.silent_as or ("zero" if self.status == "final" else "unranked")

    @property
    def silent_unranked(self) -> frozenset[str]:
        """The round itself, where a unit that sent nothing holds no rank; otherwise nothing."""
        return frozenset({self.id} if self.silent == "unranked" else ())

    @property
    def is_demonstration(self) -> bool:
        """Its data is made up."""
        return self.id.startswith(DEMONSTRATION_PREFIX)


def read_rounds(text: str, file: str) -> tuple[Round, ...]:
    """Read a list of rounds. Raises SeedError with every problem, each with its place.

    A round comes after its `previous`: rounds that precede each other are an error, as are two
    with one id or one folder, and days out of order.
    """
    reader = SeedReader(text, file, ROUNDS_SCHEMA)
    rounds = [(entry, _round(entry)) for entry in reader.entries()]
    written = reader.marked.value if isinstance(reader.marked.value, list) else []
    listed = [str(entry.get("id")) for entry in written if isinstance(entry, dict)]
    folders = Counter(folder_key(name) for name in listed)
    before = {found.id: found.previous for _, found in rounds}
    for entry, found in rounds:
        if listed.count(found.id) > 1:
            entry.wrong(
                "",
                "two rounds have this id",
                "hai đợt có cùng mã này",
                "give one of them another id",
                "đổi mã của một trong hai đợt",
            )
        elif folders[folder_key(found.id)] > 1:
            entry.wrong(
                "id",
                "another round has this id but for capitals: both would be one folder",
                "một đợt khác có mã này, chỉ khác chữ hoa: hai đợt sẽ chung một thư mục",
                "give one of them another id",
                "đổi mã của một trong hai đợt",
            )
        if found.previous is None:
            continue
        if found.previous == found.id:
            entry.wrong(
                "",
                "a round cannot precede itself",
                "một đợt không thể là đợt trước của chính nó",
                "name the round before it as previous, or null",
                "ghi previous là đợt liền trước, hoặc null",
            )
        elif found.previous not in listed:
            entry.wrong(
                "previous",
                f"there is no round {found.previous!r}",
                f"không có đợt {found.previous!r}",
                "name a round of this file that can be used, or null",
                "ghi một đợt dùng được của tệp này, hoặc null",
            )
        elif (circle := _circle(found.id, before)) is not None:
            way = " <- ".join(circle)
            entry.wrong(
                "previous",
                f"these rounds precede each other: {way}",
                f"các đợt này là đợt trước của nhau: {way}",
                "let the first of them have previous: null",
                "ghi previous: null ở đợt đầu tiên",
            )
    reader.finish()
    return tuple(found for _, found in rounds)


def _circle(name: str, before: Mapping[str, str | None]) -> list[str] | None:
    """The rounds from one back to itself; None where it does not come back."""
    way = [name]
    while (earlier := before.get(way[-1])) is not None:
        if earlier == name:
            return [*way, name]
        if earlier in way:
            return None
        way.append(earlier)
    return None


def _round(entry: SeedEntry) -> Round:
    found = entry.keys
    starts_on, ends_on, deadline, appeals_until = (
        None if found.get(key) is None else date.fromisoformat(found[key])
        for key in ("starts_on", "ends_on", "deadline", "appeals_until")
    )
    starts_on, ends_on = starts_on or date.min, ends_on or date.max
    for key, day, earlier_key, earlier in (
        ("ends_on", ends_on, "starts_on", starts_on),
        ("deadline", deadline, "starts_on", starts_on),
        ("appeals_until", appeals_until, "starts_on", starts_on),
    ):
        if day is not None and day < earlier:
            entry.wrong(
                key,
                f"{day} is before {earlier_key} {earlier}",
                f"{day} trước {earlier_key} {earlier}",
                "correct one of the two days",
                "sửa một trong hai ngày",
            )
    entities = found["entities"]
    for key in ("entities", "not_evaluated"):
        listed = found.get(key)
        for code, times in Counter(listed if isinstance(listed, list) else ()).items():
            if times > 1:
                entry.wrong(
                    key,
                    f"{code} is listed twice",
                    f"{code} được liệt kê hai lần",
                    "delete one of the two",
                    "xóa một trong hai",
                )
    for key in ("id", "framework"):
        if not is_a_code(found[key]):
            entry.wrong(
                key,
                f"expected {EXPECTED_CODE}",
                f"cần {EXPECTED_CODE_VI}",
                "correct the value",
                "sửa lại giá trị",
            )
    return Round(
        id=found["id"],
        name=Name(found["name"]["vi"], found["name"]["en"]),
        framework=found["framework"],
        entities=tuple(entities) if isinstance(entities, list) else entities,
        parent=found.get("parent"),
        starts_on=starts_on,
        ends_on=ends_on,
        deadline=deadline,
        previous=found.get("previous"),
        status=found["status"],
        expected_on=_expected_on(found.get("boundary"), ends_on),
        published=found.get("published"),
        not_evaluated=tuple(found.get("not_evaluated") or ()),
        line=entry.line,
        appeals_until=appeals_until,
        silent_as=found.get("silent"),
        publishes=found.get("publishes"),
        release=found.get("release") or BY_HAND,
        number_format=found.get("number_format"),
    )


def _expected_on(boundary: int | str | None, ends_on: date) -> date:
    """The day whose entities are assessed: a date, or the number of provinces (63 or 34)."""
    match boundary:
        case None:
            return ends_on
        case 63 | "63":
            return min(ends_on, LAST_DAY_OF_63_PROVINCES)
        case 34 | "34":
            return max(ends_on, FIRST_DAY_OF_34_PROVINCES)
        case _:
            return date.fromisoformat(str(boundary))


def expected_units(entry: Round, entities: pl.DataFrame) -> pl.DataFrame:
    """The entities that a round assesses, as rows of `entities`, sorted by code.

    Raises SeedError where a listed code is not valid on the day, or nobody would be assessed.
    """
    valid = valid_on(entities, entry.expected_on)
    if isinstance(entry.entities, tuple):
        units = valid.filter(pl.col("entity_code").is_in(entry.entities))
        unknown = sorted(set(entry.entities) - set(units["entity_code"]))
        if unknown:
            names = ", ".join(unknown)
            raise SeedError(
                [
                    Problem(
                        "rounds.yaml",
                        entry.line,
                        entry.id,
                        f"no entity {names} is valid on {entry.expected_on}",
                        f"không có đơn vị {names} vào ngày {entry.expected_on}",
                        "correct the code here, or its validity in entities.csv",
                        "sửa mã ở đây, hoặc thời gian hiệu lực trong entities.csv",
                    )
                ]
            )
    else:
        units = valid.filter(pl.col("kind") == entry.entities)
        if entry.parent is not None:
            units = units.filter(pl.col("parent_code") == entry.parent)
    if units.is_empty():
        kind = "" if isinstance(entry.entities, tuple) else f" {entry.entities!r}"
        raise SeedError(
            [
                Problem(
                    "rounds.yaml",
                    entry.line,
                    entry.id,
                    f"entities{kind}: nobody to assess on {entry.expected_on}",
                    f"entities{kind}: không có đơn vị nào để đánh giá vào ngày {entry.expected_on}",
                    "correct entities, parent or boundary here, or the units in entities.csv",
                    "sửa entities, parent hay boundary ở đây, hoặc các đơn vị trong entities.csv",
                )
            ]
        )
    return units.sort("entity_code")


def framework_problems(entry: Round, framework: Framework | None) -> list[Problem]:
    """Why a round cannot be scored with its framework; empty if it can."""
    if framework is None:
        return [
            Problem(
                "rounds.yaml",
                entry.line,
                entry.id,
                f"framework {entry.framework!r} is not among the frameworks",
                f"không có bộ chỉ số {entry.framework!r} dùng được",
                "name one of those in frameworks/, or mend its file",
                "ghi một bộ chỉ số trong frameworks/, hoặc sửa tệp của nó",
            )
        ]
    problems = [
        Problem(
            framework.file,
            gap.line,
            gap.code,
            f"cannot score round {entry.id}: {gap.en}",
            f"không thể chấm đợt {entry.id}: {gap.vi}",
            f"complete the framework (dti framework review {framework.id} -o FILE.xlsx), or leave "
            "the indicator out of the round (not_evaluated)",
            f"bổ sung bộ chỉ số (dti framework review {framework.id} -o TEP.xlsx), hoặc không đánh "
            "giá chỉ tiêu trong đợt này (not_evaluated)",
        )
        for gap in framework.unscorable()
    ]
    unknown = sorted(set(entry.not_evaluated) - set(framework.by_code))
    if unknown:
        names = ", ".join(unknown)
        problems.append(
            Problem(
                "rounds.yaml",
                entry.line,
                entry.id,
                f"not_evaluated: {names} not in framework {framework.id}",
                f"not_evaluated: {names} không có trong bộ chỉ số {framework.id}",
                "correct the code, or delete it",
                "sửa mã, hoặc xóa đi",
            )
        )
    return problems
