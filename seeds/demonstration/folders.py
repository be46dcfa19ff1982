"""The folders of the demonstration: which unit sends what and when, and the page about them.

Here belongs putting the files of a round together.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Final, Literal, NamedTuple

from demonstration.council import APPRAISED, COUNCIL_FOLDER, council_files
from demonstration.draws import chance
from demonstration.errors import planted_in
from demonstration.faults import FAULT_MEANING, FAULTS, FEEDBACK_SYSTEM, FaultKind
from demonstration.model import claim, finding, points
from demonstration.rounds import Round, is_invented, read_round
from demonstration.scorecards import appraised_card, scorecard, scorecard_csv, scorecard_xlsx
from demonstration.texts import csv_bytes
from demonstration.values_files import (
    VALUES_COLUMNS,
    ValueRow,
    appraised_values,
    feedback_rows,
    values_rows,
)

VIETNAM_TIME: Final = timezone(timedelta(hours=7))


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


def appraised_rows(one: Round, entity_code: str) -> Iterator[ValueRow]:
    """What the council found of a unit whose file could be read."""
    if any(one.has(kind, entity_code) for kind in ("missing", "wrong_header", "empty_file")):
        return iter(())
    if layout(one, entity_code) == "values":
        return appraised_values(one, entity_code)
    return appraised_card(one, entity_code)


def sent_in(one: Round) -> list[Sent]:
    sent = [file for entity_code in one.units for file in sent_by(one, entity_code)]
    appraised = [row for entity_code in one.units for row in appraised_rows(one, entity_code)]
    if appraised:
        name = f"{COUNCIL_FOLDER}/tham-dinh.csv"
        content = csv_bytes([VALUES_COLUMNS, *appraised])
        sent.append(Sent(name, received_at(one, name, -APPRAISED, -APPRAISED), content))
    if one.kind == "commune":
        name = f"{FEEDBACK_SYSTEM}/1022.csv"
        content = csv_bytes([VALUES_COLUMNS, *feedback_rows(one)])
        sent.append(Sent(name, received_at(one, name, 5, 3), content))
        if not all(map(is_invented, one.units)):
            sent += [
                Sent(name, received_at(one, name, -after, -after), content)
                for name, after, content in council_files(one)
            ]
    return sent


ERROR_COLUMNS: Final = (
    "round", "entity_code", "indicator_code", "kind", "claimed_points", "found_points",
)  # fmt: skip


def planted_errors() -> bytes:
    """Every planted error, with the points that are claimed and those an appraisal would find.

    A wrong claim that earns the points it should, as a copied figure may, is no error.
    """
    rows: list[tuple[str, ...]] = []
    for round_id in dict.fromkeys(fault.round_id for fault in FAULTS):
        one = read_round(round_id)
        by_code = {item.code: item for item in one.indicators}
        for (unit, code), kind in sorted(planted_in(one).items()):
            said, found = (answer(one, unit, by_code[code]).share for answer in (claim, finding))
            if said is not None and found is not None and said != found:
                amounts = (f"{points(by_code[code], share):f}" for share in (said, found))
                rows.append((round_id, unit, code, kind, *amounts))
    return csv_bytes([ERROR_COLUMNS, *rows])


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
        f"`{FEEDBACK_SYSTEM}/1022.csv` measures 6.6 and 6.7 for all communes / đo 6.6 và 6.7 cho "
        "mọi xã, phường.",
        "`hoi-dong/` is the council's folder: `tham-dinh.csv` has the points it found / thư mục",
        "của hội đồng, trong đó có điểm thẩm định.",
        "`hoi-dong/quyet-dinh-*` are decisions of the council with reason, clause and day; the",
        "second answers two of the three appeals `*_phuc-tra.csv` / quyết định của hội đồng có",
        "lý do, căn cứ, ngày; quyết định thứ hai trả lời hai trong ba đơn phúc tra.",
        "",
        "Some claims of the second rounds are wrong and look right, for the council to find:",
        "`seeds/demonstration/planted_errors.csv` lists them and is no submission / một số số liệu",
        "tự khai của đợt hai sai mà không lộ, để hội đồng tìm; danh sách không phải dữ liệu gửi.",
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
        shutil.rmtree(folder, ignore_errors=True)
        for file in sent:
            path = folder / file.file_name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
        register = [(file.file_name, file.received_at.isoformat()) for file in sent]
        content = csv_bytes([("file_name", "received_at"), *register])
        (folder / "received.csv").write_bytes(content)
    (output / "README.md").write_bytes(readme(folders).encode("utf-8"))
    return folders
