"""Small submissions for the tests of intake: real bytes, a framework with every unit of measure."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from pipelines.entities import read_entities
from pipelines.forms.layout import (
    FORM_HEADINGS,
    FORM_SHEET,
    FORM_VERSION,
    KEY_SHEET,
    framework_digest,
)
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.findings import QUESTIONS
from pipelines.intake.intake import Intake, ReceivedFile, take_in
from pipelines.intake.reporters import NO_REPORTERS, REPORTERS, Reporters, read_reporters
from pipelines.intake.tabular import gather, read_file
from pipelines.rounds import Round, expected_units, read_rounds
from pipelines.seed_tables import read_table

SEEDS = Path(__file__).parents[1] / "seeds"
HEADER = "round,entity_code,indicator_code,input,value,reporter,source,evidence,note"
DECISION = HEADER + ",decision,clause,reason,decided_on"
GOOD = "r1,00001,1.4,points,7"
SCORECARD = (
    "Mã", "Chỉ tiêu", "Nhóm", "Điểm tối đa", "Tự đánh giá", "Thẩm định", "Chênh lệch",
    "Trạng thái", "Phụ trách", "Hạn xử lý", "Minh chứng/Ghi chú",
)  # fmt: skip

FRAMEWORK = """
id: sample
name: {vi: Mẫu, en: Sample}
subject: commune
legal_source: none
aggregation: points
indicators:
  - {code: "1", name: {vi: Một, en: One}, max_points: 100}
  - code: "1.1"
    parent: "1"
    name: {vi: Tỷ lệ, en: Ratio}
    max_points: 20
    inputs: {a: {name: {vi: a, en: a}, unit: count}, b: {name: {vi: b, en: b}, unit: count}}
    rule: {kind: ratio, numerator: a, denominator: b}
  - code: "1.2"
    parent: "1"
    name: {vi: Có không, en: Yes or no}
    max_points: 10
    inputs: {done: {name: {vi: Xong, en: Done}, unit: boolean}}
    rule: {kind: boolean, input: done}
    evidence: required
  - code: "1.3"
    parent: "1"
    name: {vi: Trưởng ban, en: Head}
    max_points: 10
    inputs: {head: {name: {vi: Ai, en: Who}, unit: level}}
    rule: {kind: levels, input: head, levels: {Chủ tịch: 1, Phó Chủ tịch: 0.5, Chưa có: 0}}
  - code: "1.4"
    parent: "1"
    name: {vi: Điểm, en: Points}
    max_points: 30
    inputs: {points: {name: {vi: Điểm, en: Points}, unit: points}}
    rule: {kind: points, input: points}
  - code: "1.5"
    parent: "1"
    name: {vi: Phần, en: Share}
    max_points: 5
    inputs: {x: {name: {vi: x, en: x}, unit: share}}
    rule: {kind: goalposts, input: x, lower: 0, upper: 1}
  - code: "1.6"
    parent: "1"
    name: {vi: Số, en: Number}
    max_points: 10
    inputs: {n: {name: {vi: n, en: n}, unit: number}}
    rule: {kind: min_max, input: n}
  - code: "1.7"
    parent: "1"
    name: {vi: Phần trăm, en: Percent}
    max_points: 5
    inputs: {p: {name: {vi: p, en: p}, unit: percent}}
    rule: {kind: goalposts, input: p, lower: 0, upper: 100}
  - code: "1.8"
    parent: "1"
    name: {vi: Lượt, en: Times}
    max_points: 5
    inputs: {c: {name: {vi: c, en: c}, unit: count}}
    rule: {kind: capped_count, input: c, cap: 5}
  - code: "1.10"
    parent: "1"
    name: {vi: Tiền, en: Money}
    max_points: 5
    inputs: {m: {name: {vi: m, en: m}, unit: amount}}
    rule: {kind: best_peer, input: m}
"""
ENTITIES = """entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to,aliases
00001,commune,Phường Hoà Thắng,Hoa Thang Ward,56,,,
00002,commune,Xã Đại Lãnh,Dai Lanh Commune,56,,,
00003,commune,Xã Cam Lâm,Cam Lam Commune,56,,,Cam Lam
so-khcn,department,Sở Khoa học và Công nghệ,Department of Science and Technology,56,,,
"""
ROUNDS = """
- id: r1
  name: {vi: Đợt một, en: First}
  framework: sample
  entities: commune
  starts_on: 2025-01-01
  ends_on: 2025-06-30
  deadline: 2025-07-31
  status: open
- id: r2
  name: {vi: Đợt hai, en: Second}
  framework: sample
  entities: commune
  starts_on: 2025-07-01
  ends_on: 2025-12-31
  deadline: 2026-01-31
  status: open
"""


@cache
def framework() -> Framework:
    return read_framework(FRAMEWORK, "sample.yaml")


@cache
def rounds() -> Mapping[str, Round]:
    return {entry.id: entry for entry in read_rounds(ROUNDS, "rounds.yaml")}


def entities_of(text: str) -> pl.DataFrame:
    return read_entities(pl.read_csv(io.StringIO(text), infer_schema=False), "entities.csv")


@cache
def units() -> pl.DataFrame:
    return expected_units(rounds()["r1"], entities_of(ENTITIES))


@cache
def shipped_entities() -> pl.DataFrame:
    return entities_of((SEEDS / "entities.csv").read_text(encoding="utf-8"))


@cache
def shipped_reporters() -> Reporters:
    content = (SEEDS / "reporters.csv").read_bytes()
    return Reporters(read_reporters(read_table(content, "reporters.csv", REPORTERS), "r.csv"))


LISTED = ("reporter_code", "name_vi", "name_en", "kind", "units", "indicators", "valid_from", "valid_to")  # fmt: skip


def reporters(*lines: str) -> Reporters:
    """Those whom these lines of `reporters.csv` list."""
    table = pl.DataFrame(
        [[cell or None for cell in line.split(",")] for line in lines],
        schema=dict.fromkeys(LISTED, pl.String),
        orient="row",
    )
    return Reporters(read_reporters(table, "reporters.csv"))


@cache
def shipped_rounds() -> Mapping[str, Round]:
    text = (SEEDS / "rounds.yaml").read_text(encoding="utf-8")
    return {entry.id: entry for entry in read_rounds(text, "rounds.yaml")}


def values(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def csv_bytes(rows: Sequence[Sequence[str]], separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def scorecard(**points: str) -> bytes:
    """A scorecard that gives each code (1_4 for 1.4) its self-assessed points."""
    rows = [[code.replace("_", "."), "", "", "", text] for code, text in points.items()]
    return csv_bytes([SCORECARD, *rows])


def workbook(**sheets: Mapping[str, Any]) -> bytes:
    """A workbook; each sheet gives cells by address."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        for address, value in cells.items():
            sheet.write(address, value)
    book.close()
    return packed.getvalue()


def filled_form(
    of: Framework, reporter: str, rows: Sequence[tuple[str, str, str, str]], **keys: str
) -> bytes:
    """A form of a reporter, filled in: rows of unit, indicator, figure, text; keys may differ."""
    own = {"dti-form": FORM_VERSION, "round": "r1", "reporter": reporter, "framework": of.id}
    key = {**own, "framework_digest": framework_digest(of), **keys}
    columns = {name: chr(65 + n) for n, name in enumerate(FORM_HEADINGS)}
    sheet = {f"{columns[name]}1": heading for name, heading in FORM_HEADINGS.items()}
    for at, row in enumerate(rows, 2):
        names = ("entity_code", "indicator_code", "input", "value")
        sheet |= {f"{columns[name]}{at}": text for name, text in zip(names, row, strict=True)}
    keys_sheet = {
        f"{letter}{at}": text
        for at, pair in enumerate(key.items(), 1)
        for letter, text in zip("AB", pair, strict=True)
        if text
    }
    return workbook(**{FORM_SHEET: sheet, KEY_SHEET: keys_sheet})


def rewritten(content: bytes, *changes: tuple[str, str], **more: bytes) -> bytes:
    """A workbook with texts replaced in all its parts, and other parts added."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name).decode()
            for before, after in changes:
                part = part.replace(before, after)
            new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name, part)
    return packed.getvalue()


def sheets_of(name: str, content: bytes) -> dict[str, dict[str, str]]:
    """The cells with text of each sheet that has some, by address."""
    grid = gather([(0, read_file(name, content))])
    names = dict(grid.sheets.select("sheet_at", "name").iter_rows())
    found: dict[str, dict[str, str]] = {}
    for block in grid.blocks:
        for row in block.to_dicts():
            for letter in (column for column in block.columns if column.isupper()):
                if row[letter] is not None:
                    found.setdefault(names[row["sheet_at"]], {})[f"{letter}{row['row']}"] = row[
                        letter
                    ]
    return found


def file(name: str, content: bytes, at: str | None = None, shared: bool = False) -> ReceivedFile:
    return ReceivedFile(name, content, datetime.fromisoformat(at) if at else None, shared)


def take(
    *files: ReceivedFile,
    into: str = "r1",
    of: Framework | None = None,
    listed: Reporters = NO_REPORTERS,
) -> Intake:
    known = frozenset(rounds())
    return take_in(files, rounds()[into], of or framework(), units(), known, reporters=listed)


def take_lines(*lines: str) -> Intake:
    """Take in a values file, gathered by the office, whose first row is good and whose next rows are
    these."""
    return take(file("so-lieu.csv", values(GOOD, *lines)))


def told(taken: Intake) -> list[dict[str, Any]]:
    """The findings, without questions about figures that were taken as they stand."""
    return taken.findings.filter(~pl.col("rule").is_in(QUESTIONS)).to_dicts()


def figures(taken: Intake) -> dict[tuple[str, str, str], str]:
    """The current values in short: unit, indicator, input -> value."""
    return {
        (unit, indicator, name): f"{value.normalize():f}" if value is not None else raw
        for unit, indicator, name, value, raw in taken.current.select(
            "entity_code", "indicator_code", "input", "value", "raw_text"
        ).iter_rows()
    }


def statuses(taken: Intake) -> dict[str, str]:
    return dict(taken.files.select("file_name", "status").iter_rows())
