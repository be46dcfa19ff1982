"""A world: a whole installation as plain data, from which seeds and inbox are written.

Here belong the shapes and the writing of files. Drawing a world is in `generator.py`, what it must
come to in `evaluator.py`. Nothing of the product is used, so that both sides read only the files.
"""

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl
from authority_oracle import Listing

VALUES: Final = (
    *("round", "entity_code", "indicator_code", "input", "value"),
    *("reporter", "source", "evidence", "note"),
)
REPORTERS: Final = "reporter_code,name_vi,name_en,kind,units,indicators,valid_from,valid_to"
DECISION: Final = ("decision", "clause", "reason", "decided_on")


@dataclass
class Node:
    """An indicator as its framework prints it."""

    code: str
    parent: str | None
    name: str
    max_points: Decimal | None = None
    weight: Decimal | None = None
    aggregation: str | None = None
    level: str | None = None
    inputs: dict[str, str] = field(default_factory=dict[str, str])
    rule: dict[str, Any] | None = None
    responsible: str | None = None
    reported_by: str | None = None


@dataclass
class Framework:
    """A framework; what is None is left out of its file."""

    id: str
    aggregation: str
    nodes: list[Node]
    pillars: list[tuple[str, tuple[str, ...]]] = field(
        default_factory=list[tuple[str, tuple[str, ...]]]
    )
    missing: str | None = None
    min_coverage: Decimal | None = None
    scale: Decimal | None = None
    decimals: int | None = 4


@dataclass
class Unit:
    """An entity, valid between two days."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass
class Round:
    """A round. `listed`: its units stand there by code, else it takes all communes."""

    id: str
    framework: str
    starts_on: date
    ends_on: date
    deadline: date
    previous: str | None
    status: str
    units: tuple[str, ...]
    listed: bool
    not_evaluated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One figure, or one state under the input `state`: as text, and what the text is."""

    unit: str
    code: str
    input: str
    text: str
    value: Decimal | str
    source: str = "declared"


@dataclass
class File:
    """A file of the inbox. `layout`: values, parquet, scorecard, decision."""

    round: str
    path: str
    received_at: datetime
    layout: str
    rows: list[Row]
    decided_on: date | None = None
    reporter: str | None = None


@dataclass
class World:
    """An installation."""

    seed: int
    frameworks: list[Framework]
    units: list[Unit]
    mergers: list[tuple[str, str, date]]
    rounds: list[Round]
    files: list[File]
    agencies: tuple[str, ...] = ()
    listed: tuple[Listing, ...] = ()
    reward: bool = False
    terms: bool = True

    def framework_of(self, entry: Round) -> Framework:
        """The framework of a round."""
        return next(one for one in self.frameworks if one.id == entry.framework)

    def write(self, folder: Path) -> None:
        """Write `seeds/` and `inbox/` below a folder."""
        for name, text in seed_files(self).items():
            _write(folder / "seeds" / name, text.encode())
        registers: dict[str, list[str]] = {}
        for file in self.files:
            path = folder / "inbox" / file.path
            _write(path, content(file))
            # Where no register of the round counts, a file came when its time says.
            received = file.received_at.timestamp()
            os.utime(path, (received, received))
            at, _, name = file.path.rpartition("/")
            line = f"{_cell(name)},{file.received_at.isoformat()}"
            registers.setdefault(at, ["file_name,received_at"]).append(line)
        for at, lines in registers.items():
            register = folder / "inbox" / at / "received.csv"
            _write(register, ("\n".join(lines) + "\n").encode())
            os.utime(register, (0, 0))
        (folder / "inbox").mkdir(exist_ok=True)


def _write(path: Path, text: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


def seed_files(world: World) -> Mapping[str, str]:
    """The seeds by their path."""
    files = {f"frameworks/{one.id}.yaml": framework_yaml(one) for one in world.frameworks}
    files["rounds.yaml"] = "\n".join(_round_yaml(one) for one in world.rounds) + "\n"
    files["entities.csv"] = _table(
        "entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to,aliases",
        (
            (one.code, "commune", one.name, one.name, "", one.valid_from, one.valid_to, "")
            for one in world.units
        ),
    ) + "".join(f"{code},department,Sở {code},{code},,,,\n" for code in world.agencies)
    if world.listed:
        files["reporters.csv"] = "\n".join((REPORTERS, *(one.line for one in world.listed))) + "\n"
    files["mergers.csv"] = _table("new_code,old_code,effective_on", world.mergers)
    if world.reward:
        rounds = [one.id for one in world.rounds]
        made_up = "demo-" if rounds[0].startswith("demo-") else ""
        files["reward.yaml"] = _REWARD.format(rounds=json.dumps(rounds), made_up=made_up)
    if world.terms:
        files["publication.yaml"] = _TERMS.read_text(encoding="utf-8")
    return files


_REWARD: Final = """rules:
  - id: {made_up}thi-dua
    rounds: {rounds}
    document: Quyết định 1
    classes:
      - {{name: {{vi: Tốt, en: Good}}, at_least: 0.5, at_most_share: 0.5}}
      - {{name: {{vi: Đạt, en: Fair}}, at_least: 0}}
    exclude: {{late: true}}
"""
_TERMS: Final = Path(__file__).parents[2] / "seeds" / "publication.yaml"
"""The example that ships: open data are made of every world that has it."""


def framework_yaml(framework: Framework) -> str:
    """A framework file, one indicator on a line."""
    head = {
        "id": framework.id,
        "name": _name(f"Bộ {framework.id}"),
        "subject": "commune",
        "legal_source": "none: a drawn world",
        "aggregation": framework.aggregation,
        "missing": framework.missing,
        "min_coverage": framework.min_coverage,
        "scale": framework.scale,
    }
    lines = [f"{key}: {_flow(value)}" for key, value in head.items() if value is not None]
    if framework.decimals != 4:
        lines.append(f"decimals: {_flow(framework.decimals)}")
    if framework.pillars:
        lines.append("pillars:")
        lines += [
            f"  - {_flow({'code': code, 'name': _name(code), 'mains': list(mains)})}"
            for code, mains in framework.pillars
        ]
    lines.append("indicators:")
    lines += [f"  - {_flow(_node(node))}" for node in framework.nodes]
    return "\n".join(lines) + "\n"


def _node(node: Node) -> dict[str, Any]:
    told = {
        "code": node.code,
        "parent": node.parent,
        "level": node.level,
        "name": _name(node.name),
        "max_points": node.max_points,
        "weight": node.weight,
        "aggregation": node.aggregation,
        "inputs": {name: {"name": _name(name), "unit": unit} for name, unit in node.inputs.items()}
        or None,
        "rule": node.rule,
        "rule_status": "inferred" if node.rule else None,
        "responsible": node.responsible,
        "reported_by": node.reported_by,
    }
    return {key: value for key, value in told.items() if value is not None}


def _name(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def _round_yaml(entry: Round) -> str:
    told: dict[str, Any] = {
        "id": entry.id,
        "name": _name(f"Đợt {entry.id}"),
        "framework": entry.framework,
        "entities": list(entry.units) if entry.listed else "commune",
        "starts_on": str(entry.starts_on),
        "ends_on": str(entry.ends_on),
        "deadline": str(entry.deadline),
        "previous": entry.previous,
        "status": entry.status,
        "release": "automatic",
    }
    if entry.not_evaluated:
        told["not_evaluated"] = list(entry.not_evaluated)
    return "\n".join(
        f"{'- ' if n == 0 else '  '}{key}: {_flow(value)}"
        for n, (key, value) in enumerate(told.items())
    )


def _flow(value: Any) -> str:
    """A value in the flow style of YAML; numbers as printed."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dict():
            return "{" + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_flow(one) for one in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _table(header: str, rows: Any) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
    return text.getvalue()


def _cell(text: str) -> str:
    return _table("x", [[text]]).split("\n", 1)[1].strip()


def content(file: File) -> bytes:
    """The bytes of a file."""
    match file.layout:
        case "scorecard":
            rows = [[row.code, "", row.text] for row in file.rows]
            return ("\ufeff" + _table("Mã,Điểm tối đa,Tự đánh giá", rows)).encode()
        case "parquet":
            frame = pl.DataFrame(
                list(_value_rows(file)), schema=dict.fromkeys(VALUES, pl.String), orient="row"
            )
            packed = io.BytesIO()
            frame.write_parquet(packed)
            return packed.getvalue()
        case "decision":
            day = f"{file.decided_on:%d/%m/%Y}"
            rows = [[*row, "QĐ 7", "Điều 2", "minh chứng", day] for row in _value_rows(file)]
            return _table(",".join((*VALUES, *DECISION)), rows).encode()
        case _:
            return _table(",".join(VALUES), _value_rows(file)).encode()


def _value_rows(file: File) -> Iterator[tuple[str, ...]]:
    for row in file.rows:
        source = "" if row.source == "declared" else row.source
        reporter = file.reporter or ""
        yield (file.round, row.unit, row.code, row.input, row.text, reporter, source, "", "")
