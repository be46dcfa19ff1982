"""Rounds, units and indicators of the demonstration, read from the seeds.

Here belongs reading them as plainly as the model needs; the program reads them with care elsewhere.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import yaml

from demonstration.draws import chance
from demonstration.faults import FAULTS, FaultKind

SEEDS: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Indicator:
    code: str
    main_code: str
    main_name: str
    name: str
    max_points: Fraction
    rule: Mapping[str, Any]
    units: Mapping[str, str]
    evidence_text: str
    evidence: str


@dataclass(frozen=True, eq=False)
class Round:
    id: str
    deadline: date
    kind: str
    units: Mapping[str, str]  # code -> name, in the order of the codes
    indicators: tuple[Indicator, ...]
    main_names: Mapping[str, str]
    previous: str

    @property
    def is_second(self) -> bool:
        return self.id.endswith("H2")

    def has(self, kind: FaultKind, entity_code: str) -> bool:
        return any(
            entity_code in fault.entity_codes
            for fault in FAULTS
            if fault.round_id == self.id and fault.kind == kind
        )


def read_indicators(path: Path) -> tuple[dict[str, str], tuple[Indicator, ...]]:
    """The names of the mains, and the indicators that carry a rule."""
    document = cast(dict[str, Any], yaml.safe_load(path.read_text(encoding="utf-8")))
    nodes = {str(node["code"]): node for node in cast(list[dict[str, Any]], document["indicators"])}

    def main_of(code: str) -> str:
        parent = nodes[code].get("parent")
        return code if parent is None else main_of(str(parent))

    mains = {code: str(node["name"]["vi"]) for code, node in nodes.items() if "parent" not in node}
    return mains, tuple(
        Indicator(
            code=code,
            main_code=main_of(code),
            main_name=mains[main_of(code)],
            name=str(node["name"]["vi"]),
            max_points=Fraction(str(node["max_points"])),
            rule=node["rule"],
            units={name: str(given["unit"]) for name, given in node["inputs"].items()},
            evidence_text=str(node.get("evidence_text", "")),
            evidence=str(node.get("evidence", "")),
        )
        for code, node in nodes.items()
        if "rule" in node
    )


@cache
def read_round(round_id: str) -> Round:
    text = (SEEDS / "rounds.yaml").read_text(encoding="utf-8")
    rounds = cast(list[dict[str, Any]], yaml.safe_load(text))
    given = next(one for one in rounds if one["id"] == round_id)
    wanted = given["entities"]
    with (SEEDS / "entities.csv").open(encoding="utf-8", newline="") as lines:
        entities = [
            row
            for row in csv.DictReader(lines)
            if is_valid_on(row, str(given.get("boundary") or given["ends_on"]))
            and (
                row["entity_code"] in wanted
                if isinstance(wanted, list)
                else row["kind"] == wanted
                and row["parent_code"] == str(given.get("parent") or row["parent_code"])
            )
        ]
    mains, indicators = read_indicators(SEEDS / "frameworks" / f"{given['framework']}.yaml")
    return Round(
        id=round_id,
        deadline=date.fromisoformat(str(given["deadline"])[:10]),
        kind=entities[0]["kind"],
        units={
            row["entity_code"]: row["name_vi"]
            for row in sorted(entities, key=lambda row: row["entity_code"])
        },
        indicators=indicators,
        main_names=mains,
        previous=given.get("previous") or "",
    )


def is_invented(entity_code: str) -> bool:
    """A unit that does not exist, for what no real unit can show: a merger with all its figures."""
    return entity_code.startswith("demo-")


def is_valid_on(entity: Mapping[str, str], day: str) -> bool:
    """Days in ISO form stand in their order as text."""
    return entity["valid_from"] <= day and (not entity["valid_to"] or day <= entity["valid_to"])


def is_verified(one: Round, entity_code: str) -> bool:
    """Appraised already? The first round is done, in the second about 70 % of the units are.

    Not the invented communes: what they declared counts, so that their merger can add it up.
    """
    if is_invented(entity_code):
        return False
    return not one.is_second or chance("verified", one.id, entity_code).random() < 0.7
