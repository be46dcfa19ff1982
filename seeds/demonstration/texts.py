"""Texts and bytes of the demonstration: numbers and documents as offices write them, CSV, zip.

Here belongs what both layouts share.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from demonstration.draws import chance
from demonstration.rounds import Indicator, Round

DEMO: Final = "(minh họa)"


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
