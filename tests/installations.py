"""A small installation of its own, as a province would make it: seeds and an inbox in a folder."""

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
from typer.testing import CliRunner, Result

from assets.commands.app import app
from assets.installation.installation import Installation, installation
from assets.installation.seeds import PROJECT

FRAMEWORK = """
id: small
name: {vi: Bộ nhỏ, en: Small}
subject: commune
legal_source: "none: for tests"
aggregation: points
pillars:
  - {code: P, name: {vi: Trụ cột, en: Pillar}, mains: ["1"]}
indicators:
  - {code: "1", name: {vi: Một, en: One}, max_points: 20}
  - code: "1.1"
    parent: "1"
    name: {vi: Tỷ lệ, en: Ratio}
    max_points: 10
    inputs:
      a: {name: {vi: a, en: a}, unit: count}
      b: {name: {vi: b, en: b}, unit: count}
    rule: {kind: ratio, numerator: a, denominator: b}
    rule_status: demonstration
  - code: "1.2"
    parent: "1"
    name: {vi: Có, en: "Yes"}
    max_points: 10
    inputs: {done: {name: {vi: Đã làm, en: Done}, unit: boolean}}
    rule: {kind: boolean, input: done}
    rule_status: demonstration
  - code: "2"
    name: {vi: Hai, en: Two}
    max_points: 5
    inputs: {p: {name: {vi: Điểm, en: Points}, unit: points}}
    rule: {kind: points, input: p}
    rule_status: demonstration
"""
ENTITIES = """entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to,aliases
99,province,Tỉnh Mẫu,Sample,,,,
00001,commune,Hòa Bình,Hoa Binh,99,,,Xã Hòa Bình
00002,commune,Đông Hải,Dong Hai,99,,,
00003,commune,Suối Cát,Suoi Cat,99,,,
"""
ROUND = """
- id: {id}
  name: {{vi: Đợt, en: Round}}
  framework: small
  entities: commune
  parent: "99"
  starts_on: 2025-01-01
  ends_on: 2025-06-30
  deadline: 2025-07-31
  previous: {previous}
  status: {status}
  release: {release}
"""
TARGETS = """targets:
  - id: hoa-binh-2025-points
    unit: {code: "00001", name: Hòa Bình}
    document: Kế hoạch 1
    year: 2025
    points: {at_least: 24.5, of: 25}
    text: 24.5 points of 25
"""
RESPONSIBILITIES = """\
round,entity_code,indicator_code,agency_code,head_office_vi,head_office_en,deadline,status,status_on,cooperating,note
r2,,1,00002,Chủ tịch,Chair,2025-07-01,,,,
"""
REWARD = """rules:
  - id: rules
    rounds: [r1, r2]
    document: Quyết định 1
    classes:
      - {name: {vi: Tốt, en: Good}, at_least: 0.8}
      - {name: {vi: Đạt, en: Fair}, at_least: 0}
    exclude: {late: true}
"""
PUBLICATION = (PROJECT / "seeds" / "publication.yaml").read_text(encoding="utf-8")
"""Who publishes: with it open data are made."""
HEADER = "round,entity_code,indicator_code,input,value,reporter,source,evidence,note\n"


def rows(
    round_id: str, unit: str, a: str = "1", b: str = "2", done: str = "có", p: str = "4"
) -> str:
    """The lines of a clean values file of one unit, without header."""
    return "".join(
        f"{round_id},{unit},{code},{name},{value},,,,\n"
        for code, name, value in (
            ("1.1", "a", a),
            ("1.1", "b", b),
            ("1.2", "done", done),
            ("2", "p", p),
        )
    )


def contents_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def dti(*words: object) -> Result:
    """What `dti` answers to these words."""
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


@dataclass
class Small:
    """The folder of an installation, and how to write into it."""

    folder: Path
    rounds: dict[str, str | None] = field(default_factory=lambda: {"r1": None, "r2": "r1"})
    status: str = "final"
    release: str = "automatic"

    def write(self) -> "Small":
        """Write the seeds."""
        self.seed("frameworks/small.yaml", FRAMEWORK)
        self.seed("entities.csv", ENTITIES)
        text = [
            ROUND.format(
                id=name, previous=before or "null", status=self.status, release=self.release
            )
            for name, before in self.rounds.items()
        ]
        self.seed("rounds.yaml", "".join(text))
        return self

    def seed(self, name: str, text: str) -> None:
        """Write one seed file."""
        path = self.folder / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def submit(self, name: str, content: str | bytes) -> Path:
        """Put a file into the inbox; a name with a folder puts it there."""
        path = self.folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def submit_clean(self, round_id: str, **changes: str) -> None:
        """One clean file for each of the three units, the second a little weaker."""
        for unit, a in (("00001", "2"), ("00002", "1"), ("00003", "1")):
            given = {"a": a, **changes}
            self.submit(f"{round_id}/{unit}_so-lieu.csv", HEADER + rows(round_id, unit, **given))

    def copied(self, folder: Path) -> "Small":
        """A copy of all that is there, to be changed without changing this one."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(self, folder=folder)

    @property
    def published(self) -> Path:
        """The published warehouse."""
        return self.folder / "dti.duckdb"

    def open(self) -> Installation:
        """The installation of this folder."""
        return installation(self.folder / "seeds", self.folder / "inbox", self.published)

    def options(self) -> list[str]:
        """The same as options of the command line."""
        return [
            *("--seeds", str(self.folder / "seeds")),
            *("--inbox", str(self.folder / "inbox")),
            *("--warehouse", str(self.published)),
        ]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the published warehouse."""
        with duckdb.connect(str(self.published), read_only=True) as connection:
            return connection.sql(sql).fetchall()
