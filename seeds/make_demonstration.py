"""Write the demonstration submissions: what units would send in the `demo-` rounds, invented.

Belongs here: the seeded model that invents figures, the layouts units send them in, and the table
of faults planted on purpose. Does not belong here: reading, checking or scoring submissions (that
is the program's work, and it shares no code with this file), nor anything about real results.

    python seeds/make_demonstration.py [--output DIR]

rewrites DIR/README.md and the folders DIR/demo-*/ of the rounds in FAULTS (default:
seeds/submissions). Every draw is seeded by what it is about, so a change to one unit does not move
another, and two runs give the same bytes. Workbooks are compressed by zlib: their bytes may differ,
never their content, under another zlib implementation or another release of xlsxwriter.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]
import yaml

SEEDS: Final = Path(__file__).resolve().parent
VIETNAM_TIME: Final = timezone(timedelta(hours=7))
DEMO: Final = "(minh họa)"

# --------------------------------------------------------------------------------------------------
# What is planted, and where
# --------------------------------------------------------------------------------------------------

FaultKind = Literal[
    "missing",
    "late",
    "amended",
    "wrong_header",
    "empty_file",
    "faulty_values",
    "above_maximum",
    "ambiguous_number",
    "zero_denominator",
    "not_applicable",
    "zero_by_decision",
]


class Fault(NamedTuple):
    round_id: str
    kind: FaultKind
    entity_codes: tuple[str, ...]


FAULT_MEANING: Final[dict[FaultKind, tuple[str, str]]] = {
    "missing": ("sends nothing", "không gửi gì"),
    "late": ("good file, received after the deadline", "tệp đúng, nhận sau hạn"),
    "amended": (
        "a second file `..._lan-2.csv`, received later, with three changed rows",
        "gửi lại `..._lan-2.csv`, sửa ba dòng",
    ),
    "wrong_header": ("scorecard with other column names", "phiếu sai tên cột"),
    "empty_file": ("a file of 0 bytes", "tệp rỗng (0 byte)"),
    "faulty_values": (
        "seven faults in one values file: unknown indicator 9.9, an entity not in the round, "
        "another round's id, a > b (1.3), b = 0 (4.13), `khoảng 80` for a number (6.4), "
        "2.1 twice with different points",
        "bảy lỗi trong một tệp số liệu: chỉ tiêu 9.9 không có, đơn vị ngoài đợt, sai mã đợt, "
        "a > b (1.3), b = 0 (4.13), `khoảng 80` (6.4), 2.1 khai hai lần khác nhau",
    ),
    "above_maximum": (
        "self-assessed points of 4.5 above the maximum",
        "điểm tự đánh giá 4.5 vượt điểm tối đa",
    ),
    "ambiguous_number": (
        "self-assessed points of 4.22.10 written `1.941`: read as 1,941, for 1941 cannot be",
        "điểm tự đánh giá 4.22.10 ghi `1.941`: hiểu là 1,941, vì 1941 vượt điểm tối đa",
    ),
    "zero_denominator": (
        "3.4.1 declared with b = 0 (no sector database)",
        "3.4.1 khai b = 0 (không có cơ sở dữ liệu chuyên ngành)",
    ),
    "not_applicable": (
        "no fault: 3.1-3.3 do not apply, all systems are centralised",
        "không phải lỗi: không áp dụng 3.1-3.3, hệ thống quản lý tập trung",
    ),
    "zero_by_decision": (
        "no fault: the council sets 4.22.8 to zero, evidence insufficient",
        "không phải lỗi: hội đồng quyết định 0 điểm 4.22.8, minh chứng không đủ",
    ),
}

FAULTS: Final = (
    Fault("demo-communes-2025H1", "missing", ("22504", "22648")),
    Fault("demo-communes-2025H1", "late", ("22420", "22888")),
    Fault("demo-communes-2025H1", "amended", ("22546", "22786")),
    Fault("demo-communes-2025H1", "wrong_header", ("22480",)),
    Fault("demo-communes-2025H1", "empty_file", ("22615",)),
    Fault("demo-communes-2025H1", "faulty_values", ("22528",)),
    Fault("demo-communes-2025H1", "above_maximum", ("22660",)),
    Fault("demo-communes-2025H1", "ambiguous_number", ("22714",)),
    Fault("demo-communes-2025H1", "not_applicable", ("22489", "22651", "22720", "22828")),
    Fault("demo-communes-2025H1", "zero_by_decision", ("22678",)),
    Fault("demo-communes-2025H2", "missing", ("22525", "22852")),
    Fault("demo-communes-2025H2", "late", ("22366", "22624")),
    Fault("demo-communes-2025H2", "amended", ("22402", "22870")),
    Fault("demo-communes-2025H2", "wrong_header", ("22576",)),
    Fault("demo-communes-2025H2", "empty_file", ("22741",)),
    Fault("demo-communes-2025H2", "faulty_values", ("22609",)),
    Fault("demo-communes-2025H2", "above_maximum", ("22453",)),
    Fault("demo-communes-2025H2", "ambiguous_number", ("22810",)),
    Fault("demo-communes-2025H2", "not_applicable", ("22489", "22651", "22720", "22828")),
    Fault("demo-communes-2025H2", "zero_by_decision", ("22561",)),
    Fault("demo-departments-2025H1", "late", ("so-y-te",)),
    Fault("demo-departments-2025H1", "zero_denominator", ("thanh-tra",)),
    Fault("demo-departments-2025H2", "missing", ("so-xay-dung",)),
    Fault("demo-departments-2025H2", "late", ("so-tai-chinh",)),
    Fault("demo-departments-2025H2", "zero_denominator", ("vp-ubnd",)),
    Fault("demo-merging-communes-2025H1", "not_applicable", ("demo-xa-3",)),
)

FAULTY_ROW: Final = {"above_maximum": "4.5", "ambiguous_number": "4.22.10"}
CENTRALISED: Final = (
    "3.1",
    "3.2",
    "3.3",
)  # own systems only; may all run in the data centre
COUNCIL_ZERO: Final = "4.22.8"
MEASURED_CENTRALLY: Final = ("1.1", "1.2", "6.2", "6.7")  # verified may exceed self
FEEDBACK_LINE: Final = ("6.6", "6.7")  # measured from the 1022 line
FEEDBACK_REPORTER: Final = "so-khcn"

# --------------------------------------------------------------------------------------------------
# Layouts
# --------------------------------------------------------------------------------------------------

SCORECARD_COLUMNS: Final = (
    "Mã",
    "Chỉ tiêu",
    "Nhóm",
    "Điểm tối đa",
    "Tự đánh giá",
    "Thẩm định",
    "Chênh lệch",
    "Trạng thái",
    "Phụ trách",
    "Hạn xử lý",
    "Minh chứng/Ghi chú",
)
WRONG_COLUMNS: Final = (
    "STT",
    "Tiêu chí",
    "Lĩnh vực",
    "Điểm chuẩn",
    "Đơn vị chấm",
    "Tỉnh chấm",
    "Lệch",
    "Tình hình",
    "Người làm",
    "Thời hạn",
    "Tài liệu",
)
VALUES_COLUMNS: Final = (
    "round",
    "entity_code",
    "indicator_code",
    "input",
    "value",
    "reporter",
    "source",
    "evidence",
    "note",
)
IN_CHARGE: Final = {
    "1": "Phòng Kinh tế",
    "2": "Phòng Văn hóa - Xã hội",
    "3": "Văn phòng HĐND và UBND",
    "4": "Trung tâm Phục vụ hành chính công",
    "5": "Phòng Kinh tế",
    "6": "Phòng Văn hóa - Xã hội",
}


class Size(NamedTuple):
    """A denominator: drawn once per unit and `key`, so indicators with one key share it."""

    key: str
    low: int
    high: int
    share: float = 1.0


SIZES: Final[dict[str, dict[str, Size]]] = {
    "commune": {
        "1.1": Size("people", 7000, 46000, 0.55),
        "1.2": Size("people", 7000, 46000),
        "1.3": Size("people", 7000, 46000, 0.27),
        "2.2": Size("staff", 35, 80),
        "2.3": Size("staff", 35, 80),
        "2.5": Size("team", 40, 160),
        "3.1": Size("systems", 2, 6),
        "3.2": Size("systems", 2, 6),
        "3.3": Size("systems", 2, 6),
        "3.4": Size("computers", 30, 75),
        "4.3": Size("dossiers", 1200, 7500),
        "4.4": Size("dossiers", 1200, 7500),
        "4.5": Size("ratings", 150, 900),
        "4.6": Size("dossiers", 1200, 7500, 0.95),
        "4.10": Size("dossiers", 1200, 7500, 1.1),
        "4.11": Size("work files", 300, 1800),
        "4.12": Size("reports", 12, 30),
        "4.13": Size("places", 4, 20),
        "4.17": Size("fields", 8, 16),
        "4.18": Size("staff", 35, 80),
        "4.19": Size("documents", 900, 4200),
        "4.20": Size("work files", 300, 1800),
        "4.21": Size("work files", 300, 1800),
        "5.4": Size("firms", 15, 320),
        "6.1": Size("people", 7000, 46000, 0.78),
        "6.2": Size("people", 7000, 46000, 0.76),
        "6.3": Size("people", 7000, 46000, 0.71),
        "6.4": Size("people", 7000, 46000),
        "6.5": Size("people", 7000, 46000),
        "6.6": Size("petitions", 40, 420),
        "6.7": Size("petition ratings", 30, 300),
    },
    "department": {
        "1.3": Size("meetings", 4, 12),
        "1.4": Size("months", 6, 6),
        "2.2": Size("staff", 45, 160),
        "3.2": Size("dossiers", 900, 9000, 1.1),
        "3.3": Size("computers", 50, 170),
        "3.4.1": Size("databases", 2, 9),
        "4.1": Size("dossiers", 900, 9000),
        "4.4": Size("dossiers", 900, 9000, 0.95),
    },
}
OTHER_SIZE: Final = Size("other", 10, 60)


# --------------------------------------------------------------------------------------------------
# Seeds
# --------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Round:
    id: str
    deadline: date
    kind: str
    units: Mapping[str, str]  # code -> name, in the order of the codes
    indicators: tuple[Indicator, ...]
    main_names: Mapping[str, str]

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
        )
        for code, node in nodes.items()
        if "rule" in node
    )


def is_invented(entity_code: str) -> bool:
    """A unit that does not exist, for what no real unit can show: a merger with all its figures."""
    return entity_code.startswith("demo-")


def is_valid_on(entity: Mapping[str, str], day: str) -> bool:
    """Days in ISO form stand in their order as text."""
    return entity["valid_from"] <= day and (not entity["valid_to"] or day <= entity["valid_to"])


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
    )


# --------------------------------------------------------------------------------------------------
# The model: a latent quality of the unit, what it claims, what would be found
# --------------------------------------------------------------------------------------------------


def chance(*about: object) -> random.Random:
    """A generator of its own for every question, seeded by the question."""
    return random.Random("/".join(map(str, ("dti-demonstration", *about))))


def quality(entity_code: str, is_second: bool) -> float:
    level = chance("quality", entity_code).uniform(0.45, 0.84)
    if is_second:
        level += chance("progress", entity_code).uniform(-0.015, 0.06)
    return min(level, 0.9)


def found_share(one: Round, entity_code: str, code: str) -> float:
    """What an appraisal would find, 0..1."""
    share = (
        quality(entity_code, one.is_second)
        + chance("ease", one.kind, code).uniform(-0.12, 0.14)
        + chance("own", entity_code, code).uniform(-0.22, 0.22)
        + chance("now", one.id, entity_code, code).uniform(-0.04, 0.04)
    )
    return min(max(share, 0.0), 1.0)


def claimed_share(one: Round, entity_code: str, code: str) -> float:
    """What the unit says of itself: often a little too much, unless it does not know the figure."""
    draw = chance("claim", one.id, entity_code, code)
    error = draw.uniform(0.02, 0.18) if draw.random() < 0.42 else 0.0
    if one.kind == "commune" and code in MEASURED_CENTRALLY:
        error = -error
    return min(max(found_share(one, entity_code, code) + error, 0.0), 1.0)


class Answer(NamedTuple):
    inputs: dict[str, Decimal | str]
    share: Fraction | None  # of the maximum points; None where it depends on the other units


def denominator(one: Round, entity_code: str, code: str) -> int:
    size = SIZES[one.kind].get(code, OTHER_SIZE)
    base = chance("size", entity_code, size.key).randint(size.low, size.high) * size.share
    if one.is_second:
        base *= chance("growth", entity_code, size.key).uniform(0.98, 1.05)
    return round(base)


def answer(
    one: Round, entity_code: str, code: str, rule: Mapping[str, Any], share: float
) -> Answer:
    """Inputs that give about this share of the points under the rule."""
    kind = str(rule["kind"])
    name = str(rule.get("input", ""))
    if kind == "ratio":
        target = Fraction(str(rule.get("target", 1)))
        b = denominator(one, entity_code, code)
        a = min(b, round(share * b * float(target)))
        inputs: dict[str, Decimal | str] = {
            str(rule["numerator"]): Decimal(a),
            str(rule["denominator"]): Decimal(b),
        }
        return Answer(inputs, min(Fraction(1), Fraction(a, b) / target))
    if kind == "parts":
        parts = cast(list[dict[str, Any]], rule["parts"])
        answers = [answer(one, entity_code, code, part["rule"], share) for part in parts]
        inputs = {key: value for part in answers for key, value in part.inputs.items()}
        shares = [
            Fraction(str(part["share"])) * (got.share or 0)
            for part, got in zip(parts, answers, strict=True)
        ]
        return Answer(inputs, sum(shares, Fraction(0)))
    if kind == "levels":
        levels = {key: Fraction(str(value)) for key, value in rule["levels"].items()}
        level = min(levels, key=lambda key: abs(float(levels[key]) - share))
        return Answer({name: level}, levels[level])
    if kind == "steps":
        steps = [(int(step["at_least"]), Fraction(str(step["share"]))) for step in rule["steps"]]
        at_least, got = min([*steps, (0, Fraction(0))], key=lambda s: abs(float(s[1]) - share))
        return Answer({name: Decimal(at_least)}, got)
    if kind == "boolean":
        is_yes = share >= 0.5
        return Answer({name: "có" if is_yes else "không"}, Fraction(is_yes))
    if kind == "capped_count":
        cap = int(rule["cap"])
        count = round(share * 1.25 * cap)
        return Answer({name: Decimal(count)}, min(Fraction(1), Fraction(count, cap)))
    if kind == "goalposts":
        lower, upper = Fraction(str(rule["lower"])), Fraction(str(rule["upper"]))
        reached = float(lower) - 0.05 + share * (float(upper - lower) + 0.1)
        percent = round(100 * min(1.0, reached))
        got = (Fraction(percent, 100) - lower) / (upper - lower)
        return Answer({name: Decimal(percent) / 100}, min(max(got, Fraction(0)), Fraction(1)))
    if kind == "points":
        quarters = round(share * 4)
        return Answer({name: Decimal(quarters) / 4}, Fraction(quarters, 4))  # times the maximum
    if kind == "best_peer":
        return Answer({name: Decimal(1 + round(share * 24))}, None)
    if kind == "min_max" and rule.get("direction") == "lower_is_better":
        return Answer({name: (Decimal(120 - round(share * 95)) / 10).normalize()}, None)
    if kind == "min_max":
        return Answer({name: Decimal(round(share * 12))}, None)
    if kind == "bonus":
        return Answer({name: Decimal(max(0, round((share - 0.55) * 16)))}, None)
    if kind == "penalty":
        return Answer({name: Decimal(max(0, round((0.55 - share) * 12)))}, None)
    raise ValueError(f"{code}: no demonstration value for rule kind {kind!r}")


def claim(one: Round, entity_code: str, indicator: Indicator) -> Answer:
    share = claimed_share(one, entity_code, indicator.code)
    return answer(one, entity_code, indicator.code, indicator.rule, share)


def finding(one: Round, entity_code: str, indicator: Indicator) -> Answer:
    share = found_share(one, entity_code, indicator.code)
    return answer(one, entity_code, indicator.code, indicator.rule, share)


def points(indicator: Indicator, share: Fraction) -> Decimal:
    exact = indicator.max_points * share
    hundredths = Decimal(exact.numerator) / Decimal(exact.denominator)
    return hundredths.quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_verified(one: Round, entity_code: str) -> bool:
    """Appraised already? The first round is done, in the second about 70 % of the units are.

    Not the invented communes: what they declared counts, so that their merger can add it up.
    """
    if is_invented(entity_code):
        return False
    return not one.is_second or chance("verified", one.id, entity_code).random() < 0.7


# --------------------------------------------------------------------------------------------------
# Texts and bytes
# --------------------------------------------------------------------------------------------------


def vietnamese(number: Decimal, is_grouped: bool = False) -> str:
    """A decimal comma; whole numbers with thousands dots where asked and where nobody can take
    them for decimals: 30.000 would be 30000 or 30."""
    if number == number.to_integral_value():
        whole = int(number)
        return f"{whole:,}".replace(",", ".") if is_grouped and whole % 1000 else str(whole)
    return f"{number:f}".rstrip("0").replace(".", ",")


def evidence(one: Round, entity_code: str, indicator: Indicator, is_long: bool = False) -> str:
    draw = chance("evidence", one.id, entity_code, indicator.code)
    kind, mark = draw.choice(
        (
            ("Báo cáo", "BC"),
            ("Kế hoạch", "KH"),
            ("Quyết định", "QĐ"),
            ("Công văn", "CV"),
        )
    )
    body = "UBND" if one.kind == "commune" else "SO"
    text = f"{kind} số {draw.randint(3, 480)}/{mark}-{body}"
    if is_long:
        wanted = indicator.evidence_text or "bảng tổng hợp số liệu"
        text = f"{text};\n{wanted[0].upper()}{wanted[1:]}"
    return f"{text} {DEMO}"


def csv_bytes(rows: Iterable[Sequence[str]], has_mark: bool = False) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig" if has_mark else "utf-8")


def plain_zip(packed: bytes) -> bytes:
    """The same members with fixed dates and attributes, whatever the machine."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return target.getvalue()


# --------------------------------------------------------------------------------------------------
# Scorecards
# --------------------------------------------------------------------------------------------------

Cell = Decimal | str


@dataclass(frozen=True)
class Scorecard:
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    titles: tuple[str, ...] = field(default=())


def scorecard(one: Round, entity_code: str, is_amended: bool = False) -> Scorecard:
    has_groups = chance("groups", entity_code).random() < 0.5
    has_verified = is_verified(one, entity_code)
    changed = (
        {item.code for item in chance("amended", one.id, entity_code).sample(one.indicators, 3)}
        if is_amended
        else set[str]()
    )
    rows: list[list[Cell]] = []
    main_code = ""
    for item in one.indicators:
        if has_groups and item.main_code != main_code:
            rows.append([item.main_code, item.main_name, item.main_name, *[""] * 8])
        main_code = item.main_code
        rows.append(scorecard_row(one, entity_code, item, has_verified, item.code in changed))
    rows[0][-1] = f"{rows[0][-1]}\nSố liệu giả định {DEMO}".lstrip("\n")
    for kind, code in FAULTY_ROW.items():
        if one.has(cast(FaultKind, kind), entity_code):
            row = next(row for row in rows if row[0] == code)
            full, verified = row[3], row[5]
            row[4], row[6] = "1.941", ""
            if kind == "above_maximum" and isinstance(full, Decimal):
                row[4] = full + 5
                row[6] = verified - full - 5 if isinstance(verified, Decimal) else ""
    titles = (
        f"PHIẾU TỰ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ {DEMO.upper()}",
        f"Đơn vị: {one.units[entity_code]} - Hạn gửi: {one.deadline:%d/%m/%Y}",
    )
    return Scorecard(
        columns=WRONG_COLUMNS if one.has("wrong_header", entity_code) else SCORECARD_COLUMNS,
        rows=rows,
        titles=titles if chance("titles", entity_code).random() < 0.4 else (),
    )


def scorecard_row(
    one: Round, entity_code: str, item: Indicator, has_verified: bool, is_changed: bool
) -> list[Cell]:
    draw = chance("row", one.id, entity_code, item.code)
    declared = points(item, claim(one, entity_code, item).share or Fraction(0))
    verified: Decimal | None = None
    if draw.random() < 0.97 and has_verified:
        verified = points(item, finding(one, entity_code, item).share or Fraction(0))
    if is_changed:
        full = points(item, Fraction(1))
        higher = min(full, declared + full / 4)
        declared = higher if higher > declared else full * 3 / 4
        verified = declared if verified is not None else None
    full = points(item, Fraction(1))
    if declared == 0:
        status = "Chưa thực hiện"
    elif verified is not None and verified < declared:
        status = "Cần bổ sung minh chứng"
    else:
        status = "Hoàn thành" if declared == full else "Đang thực hiện"
    due = one.deadline + timedelta(days=draw.randint(20, 120))
    notes = draw.random()
    text = evidence(one, entity_code, item, is_long=notes < 0.2)
    return [
        item.code,
        item.name,
        item.main_name,
        full,
        declared,
        "" if verified is None else verified,
        "" if verified is None else verified - declared,
        status,
        "Công an xã" if "Công an" in item.evidence_text else IN_CHARGE[item.main_code],
        "" if status == "Hoàn thành" else f"{due:%d/%m/%Y}",
        text if notes < 0.7 or item.evidence_text else "",
    ]


def scorecard_csv(card: Scorecard) -> bytes:
    texts = [
        [cell if isinstance(cell, str) else vietnamese(cell) for cell in row] for row in card.rows
    ]
    return csv_bytes([card.columns, *texts], has_mark=True)


def scorecard_xlsx(card: Scorecard) -> bytes:
    packed = io.BytesIO()
    book: Any = xlsxwriter.Workbook(packed, {"in_memory": True})  # a library without types
    book.set_properties(
        {"title": f"Phiếu chấm điểm {DEMO}", "created": datetime(2025, 7, 1, 8, 0, 0)}
    )
    head = book.add_format({"bold": True, "border": 1})
    wrapped = book.add_format({"text_wrap": True})
    sheet = book.add_worksheet("Phiếu chấm điểm")
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 9, 16)
    sheet.set_column(10, 10, 50)
    top = len(card.titles)
    for line, title in enumerate(card.titles):
        sheet.write_string(line, 0, title, head)
    for place, name in enumerate(card.columns):
        sheet.write_string(top, place, name, head)
    for line, row in enumerate(card.rows, start=top + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(line, place, float(cell))
            elif cell:
                sheet.write_string(line, place, cell, wrapped if "\n" in cell else None)
    book.close()
    return plain_zip(packed.getvalue())


# --------------------------------------------------------------------------------------------------
# Values files
# --------------------------------------------------------------------------------------------------


class ValueRow(NamedTuple):
    round: str
    entity_code: str
    indicator_code: str
    input: str
    value: str
    reporter: str
    source: str
    evidence: str
    note: str


def values_text(value: Decimal | str, unit: str, is_grouped: bool) -> str:
    if isinstance(value, str):
        return value
    if unit == "share" and is_grouped:
        return f"{vietnamese(value * 100)}%"
    return vietnamese(value, is_grouped and unit == "count")


def values_rows(one: Round, entity_code: str) -> list[ValueRow]:
    is_grouped = chance("grouped", entity_code).random() < 0.5
    verified_part = 0.6 if is_verified(one, entity_code) else 0.0
    rows: list[ValueRow] = []

    def add(item: Indicator, name: str, value: str, source: str, proof: str, note: str) -> None:
        rows.append(
            ValueRow(
                one.id, entity_code, item.code, name, value, entity_code, source, proof,
                f"{note} {DEMO}",
            )
        )  # fmt: skip

    for item in one.indicators:
        proof = evidence(one, entity_code, item)
        if one.has("not_applicable", entity_code) and item.code in CENTRALISED:
            note = "Hệ thống đặt tập trung tại Trung tâm dữ liệu tỉnh"
            add(item, "state", "not_applicable", "declared", proof, note)
            continue
        declared = claim(one, entity_code, item)
        inputs = declared.inputs
        if item.rule["kind"] == "points" and declared.share is not None:
            inputs = {str(item.rule["input"]): points(item, declared.share)}
        if one.has("zero_denominator", entity_code) and item.code == "3.4.1":
            inputs = {name: Decimal(0) for name in inputs}
        for name, value in inputs.items():
            text = values_text(value, item.units[name], is_grouped)
            add(item, name, text, "declared", proof, "Đơn vị tự khai")
        found = finding(one, entity_code, item).share
        minutes = f"Biên bản thẩm định số {chance('minutes', one.id).randint(10, 90)} {DEMO}"
        if one.has("zero_by_decision", entity_code) and item.code == COUNCIL_ZERO:
            add(
                item,
                "state",
                "zero_by_decision",
                "verified",
                minutes,
                "Minh chứng không đủ",
            )
        elif one.has("zero_denominator", entity_code) and item.code == "3.4.1":
            continue
        elif found is not None and (
            chance("appraised", one.id, entity_code, item.code).random() < verified_part
        ):
            text = vietnamese(points(item, found))
            add(item, "points", text, "verified", minutes, "Tổ thẩm định chấm")
    if one.has("faulty_values", entity_code):
        plant_faulty_values(one, rows)
    return rows


def plant_faulty_values(one: Round, rows: list[ValueRow]) -> None:
    """The seven faults of `faulty_values`: four in place, three in rows of their own."""

    def find(code: str, name: str) -> int:
        return next(
            at
            for at, row in enumerate(rows)
            if (row.indicator_code, row.input, row.source) == (code, name, "declared")
        )

    def whole(row: ValueRow) -> int:
        return int(row.value.replace(".", ""))

    more = str(whole(rows[find("1.3", "b")]) + 37)
    rows[find("1.3", "a")] = rows[find("1.3", "a")]._replace(value=more)
    for name in ("a", "b"):
        rows[find("4.13", name)] = rows[find("4.13", name)]._replace(value="0")
    rows[find("6.4", "a")] = rows[find("6.4", "a")]._replace(value="khoảng 80")
    twice = rows[find("2.1", "points")]
    rows.insert(
        find("2.1", "points") + 1,
        twice._replace(value="7,5" if twice.value != "7,5" else "15"),
    )
    other_round = next(
        fault.round_id
        for fault in FAULTS
        if fault.kind == "faulty_values" and fault.round_id != one.id
    )
    first = rows[find("1.4", "points")]
    rows += [
        first._replace(indicator_code="9.9"),
        first._replace(entity_code=FEEDBACK_REPORTER),
        first._replace(round=other_round),
    ]


def feedback_rows(one: Round) -> list[ValueRow]:
    """The 1022 line, reported by one department for every commune."""
    rows: list[ValueRow] = []
    for entity_code in one.units:
        for item in one.indicators:
            if item.code not in FEEDBACK_LINE:
                continue
            for name, value in finding(one, entity_code, item).inputs.items():
                text = values_text(value, item.units[name], is_grouped=False)
                proof, note = f"Hệ thống 1022 {DEMO}", f"Đo tự động {DEMO}"
                rows.append(
                    ValueRow(
                        one.id, entity_code, item.code, name, text, FEEDBACK_REPORTER, "measured",
                        proof, note,
                    )
                )  # fmt: skip
    return rows


# --------------------------------------------------------------------------------------------------
# Rounds
# --------------------------------------------------------------------------------------------------


class Sent(NamedTuple):
    file_name: str
    received_at: datetime
    content: bytes


def received_at(one: Round, file_name: str, earliest: int, latest: int) -> datetime:
    """A working hour so many days before the deadline (negative: after it)."""
    draw = chance("received", one.id, file_name)
    day = one.deadline - timedelta(days=draw.randint(latest, earliest))
    clock = time(draw.randint(8, 16), draw.randint(0, 59), draw.randint(0, 59))
    return datetime.combine(day, clock, VIETNAM_TIME)


def layout(one: Round, entity_code: str) -> Literal["values", "csv", "xlsx"]:
    place = list(one.units).index(entity_code)
    if one.kind != "commune" or is_invented(entity_code) or place % 13 in (4, 8, 12):
        return "values"
    return "csv" if place % 2 else "xlsx"


def sent_by(one: Round, entity_code: str) -> list[Sent]:
    if one.has("missing", entity_code):
        return []
    form = layout(one, entity_code)
    if form == "values":
        name = f"{entity_code}_so-lieu.csv"
        content = csv_bytes([VALUES_COLUMNS, *values_rows(one, entity_code)])
    else:
        name = f"{entity_code}_phieu-cham-diem.{form}"
        card = scorecard(one, entity_code)
        content = scorecard_csv(card) if form == "csv" else scorecard_xlsx(card)
    if one.has("empty_file", entity_code):
        content = b""
    if one.has("late", entity_code):
        return [Sent(name, received_at(one, name, -1, -6), content)]
    if one.has("amended", entity_code):
        again = f"{entity_code}_phieu-cham-diem_lan-2.csv"
        second = scorecard_csv(scorecard(one, entity_code, is_amended=True))
        return [
            Sent(name, received_at(one, name, 20, 9), content),
            Sent(again, received_at(one, again, 6, 1), second),
        ]
    return [Sent(name, received_at(one, name, 24, 1), content)]


def sent_in(one: Round) -> list[Sent]:
    sent = [file for entity_code in one.units for file in sent_by(one, entity_code)]
    if one.kind == "commune":
        name = f"{FEEDBACK_REPORTER}_1022.csv"
        content = csv_bytes([VALUES_COLUMNS, *feedback_rows(one)])
        sent.append(Sent(name, received_at(one, name, 5, 3), content))
    return sent


def check_faults(one: Round) -> None:
    """A fault that cannot be planted where the table says would be a silent lie in the README."""
    form: dict[FaultKind, tuple[str, ...]] = {
        "amended": ("csv", "xlsx"),
        "wrong_header": ("csv", "xlsx"),
        "above_maximum": ("csv", "xlsx"),
        "ambiguous_number": ("csv", "xlsx"),
        "faulty_values": ("values",),
        "not_applicable": ("values",),
        "zero_by_decision": ("values",),
        "zero_denominator": ("values",),
    }
    for fault in FAULTS:
        for code in fault.entity_codes if fault.round_id == one.id else ():
            if code not in one.units:
                raise ValueError(f"{fault.round_id}: {fault.kind}: no unit {code}")
            if layout(one, code) not in form.get(fault.kind, (layout(one, code),)):
                raise ValueError(f"{fault.round_id}: {fault.kind}: {code} sends another layout")


def readme(folders: Mapping[str, list[Sent]]) -> str:
    lines = [
        "# Demonstration submissions / Dữ liệu gửi minh họa",
        "",
        "Invented by `seeds/make_demonstration.py`; units are real but for `demo-xa-*`, every",
        "figure and document number is made up. Do not edit: change the script and run it again.",
        "",
        "Do `seeds/make_demonstration.py` sinh ra; tên đơn vị là thật (trừ `demo-xa-*`), mọi số",
        "liệu và số văn bản đều là giả định. Không sửa tay: sửa mã rồi chạy lại.",
        "",
        "Published results (`provinces-*`, `ministries-*`, `nation-*`) are real, no part of this",
        "/ Kết quả đã công bố của các tỉnh, các bộ và quốc gia là thật, không thuộc phần minh họa.",
        "",
        "`received.csv` in each folder says when each file arrived / ghi thời điểm nhận từng tệp.",
        f"`{FEEDBACK_REPORTER}_1022.csv` measures 6.6 and 6.7 for all communes / đo 6.6 và 6.7 cho "
        "mọi xã, phường.",
        "",
        "| Round / Đợt | Files / Tệp |",
        "| --- | --- |",
        *(f"| {round_id} | {len(sent)} |" for round_id, sent in folders.items()),
        "",
        "## Planted on purpose / Tình huống cài sẵn",
        "",
        "| Round / Đợt | Units / Đơn vị | What | Nội dung |",
        "| --- | --- | --- | --- |",
        *(
            f"| {fault.round_id} | {', '.join(fault.entity_codes)} "
            f"| `{fault.kind}`: {FAULT_MEANING[fault.kind][0]} | {FAULT_MEANING[fault.kind][1]} |"
            for fault in FAULTS
        ),
    ]
    return "\n".join(lines) + "\n"


def write(output: Path) -> dict[str, list[Sent]]:
    folders: dict[str, list[Sent]] = {}
    for round_id in dict.fromkeys(fault.round_id for fault in FAULTS):
        one = read_round(round_id)
        check_faults(one)
        folders[round_id] = sent_in(one)
    for round_id, sent in folders.items():
        folder = output / round_id
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for file in sent:
            (folder / file.file_name).write_bytes(file.content)
        register = [(file.file_name, file.received_at.isoformat()) for file in sent]
        content = csv_bytes([("file_name", "received_at"), *register])
        (folder / "received.csv").write_bytes(content)
    (output / "README.md").write_bytes(readme(folders).encode("utf-8"))
    return folders


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demonstration submissions.")
    parser.add_argument("--output", type=Path, default=SEEDS / "submissions", metavar="DIR")
    output = cast(Path, parser.parse_args().output)
    for round_id, sent in write(output).items():
        print(f"{round_id}: {len(sent)} files, {sum(len(file.content) for file in sent):,} bytes")


if __name__ == "__main__":
    main()
