"""What differs between two frameworks, in words: for officers to read, for programs as JSON.

Here belongs how a comparison is laid out. What differs is found in `frameworks/diff.py`.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from pipelines.frameworks.diff import Change, FrameworkDiff, Pair, PointsOf, worth
from pipelines.frameworks.framework import Indicator
from pipelines.notation import VI, exact

_WHAT: Final = {
    "name": "tên / name",
    "subject": "đối tượng / subject",
    "legal_source": "căn cứ / legal source",
    "aggregation": "cách tổng hợp / aggregation",
    "missing": "khi thiếu số liệu / missing",
    "min_coverage": "độ phủ tối thiểu / minimum coverage",
    "scale": "thang / scale",
    "decimals": "số chữ số thập phân / decimals",
    "pillar": "trụ cột / pillar",
    "mains": "chỉ số chính / mains",
    "max_points": "điểm tối đa / points",
    "weight": "trọng số / weight",
    "rule": "quy tắc / rule",
    "rule_status": "độ chắc của quy tắc / rule status",
    "inputs": "số liệu / figures",
    "evidence": "minh chứng / evidence",
    "responsible": "đơn vị phụ trách / responsible",
    "reported_by": "bên được khai / reported by",
}
_NONE: Final = "–"
_UNKNOWN: Final = "chưa rõ / unknown"


def diff_text(diff: FrameworkDiff) -> str:
    """The comparison as text with Vietnamese and English headings, columns aligned."""
    lines = [
        "SO SÁNH HAI BỘ CHỈ SỐ / TWO FRAMEWORKS COMPARED",
        f"  trước / before  {diff.before.id}: {diff.before.name.vi}",
        f"  sau / after     {diff.after.id}: {diff.after.name.vi}",
    ]
    if diff.is_empty:
        return "\n".join([*lines, "", "Không có gì khác nhau. / Nothing differs."]) + "\n"
    lines += _summary(diff)
    for title, section in (
        ("THÔNG TIN CHUNG / THE FRAMEWORK", list(_changes(diff.top))),
        ("ĐIỂM TỐI ĐA / MAXIMUM POINTS", list(_points(diff))),
        ("TRỤ CỘT / PILLARS", list(_changes(diff.pillars))),
        ("MÃ DÙNG LẠI CHO CHỈ SỐ KHÁC / CODES REUSED FOR ANOTHER INDICATOR", _reused(diff.reused)),
        ("CHUYỂN CHỖ / MOVED", _moved(diff.moved)),
        ("ĐỔI TÊN / RENAMED", _renamed(diff.renamed)),
        ("THÊM MỚI / ADDED", _listed(diff, diff.added, is_new=True)),
        ("BỎ / REMOVED", _listed(diff, diff.removed, is_new=False)),
        ("ĐIỂM TỪNG CHỈ SỐ / POINTS OF INDICATORS", list(_changes(_below_mains(diff)))),
        ("QUY TẮC VÀ SỐ LIỆU / RULES AND FIGURES", list(_changes(diff.rules))),
    ):
        if section:
            lines += ["", title, *(f"  {line}".rstrip() for line in section)]
    return "\n".join(lines) + "\n"


def _summary(diff: FrameworkDiff) -> Iterator[str]:
    rules = len({change.code for change in diff.rules})
    yield ""
    yield from _aligned(
        [
            ("thêm / added", str(len(diff.added))),
            ("bỏ / removed", str(len(diff.removed))),
            ("đổi tên / renamed", str(len(diff.renamed))),
            ("chuyển chỗ / moved", str(len(diff.moved))),
            ("mã dùng lại / codes reused", str(len(diff.reused))),
            ("đổi điểm / points changed", str(len(diff.points))),
            ("đổi quy tắc, số liệu / rules, figures changed", str(rules)),
            ("tổng điểm / total points", _arrow(diff.total.before, diff.total.after)),
        ],
        "  ",
    )


def _aligned(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Rows as columns of one width; the last column is left as long as it is."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        (
            indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _number(value: Decimal | None) -> str:
    return _UNKNOWN if value is None else VI.exact(value)


def _arrow(before: Decimal | None, after: Decimal | None) -> str:
    if before == after:
        return f"{_number(before)} (không đổi / unchanged)" if before is not None else _UNKNOWN
    difference = (
        "" if before is None or after is None else f" ({VI.shortest_change(after - before)})"
    )
    return f"{_number(before)} → {_number(after)}{difference}"


def _points(diff: FrameworkDiff) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [
        ("mã trước", "mã sau", "điểm trước", "điểm sau", "chênh", "tên"),
        ("before", "after", "points", "points", "change", "name"),
    ]
    # Mains of one framework whose points nobody knows stand among those added or removed.
    mains = [m for m in diff.main_points if m.is_in_both or {m.before, m.after} != {None}]
    groups = (diff.pillar_points, mains, (diff.total,))
    for n, group in enumerate(group for group in groups if group):
        if n:
            rows.append(("",) * 6)
        for compared in group:
            rows.append(_points_row(compared, is_total=compared is diff.total))
    yield from _aligned(rows)


def _points_row(compared: PointsOf, is_total: bool) -> tuple[str, ...]:
    before = _NONE if compared.code_before is None else _number(compared.before)
    after = _NONE if compared.code_after is None else _number(compared.after)
    difference = ""
    if (
        compared.before is not None
        and compared.after is not None
        and compared.before != compared.after
    ):
        difference = VI.shortest_change(compared.after - compared.before)
    name = "Tổng / total" if is_total else compared.name.vi
    codes = (compared.code_before, compared.code_after)
    shown = [_NONE if code is None else code for code in codes]
    return (*shown, before.split(" /")[0], after.split(" /")[0], difference, name)


def _below_mains(diff: FrameworkDiff) -> list[Change]:
    mains = {main.code_after for main in diff.main_points}
    return [change for change in diff.points if change.code not in mains or change.what == "weight"]


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    """What is said of each code before and after, one below the other."""
    last = ""
    for change in changes:
        what = _WHAT[change.what]
        if change.code and change.code != last:
            yield change.code
        last = change.code
        indent = "  " if change.code else ""
        if change.what == "pillar":
            verb = "thêm / added" if change.before is None else "bỏ / removed"
            yield f"{indent}{what} {verb}: {change.after or change.before}"
            continue
        yield f"{indent}{what}:"
        one_sided = change.what == "mains"
        if change.before is not None or not one_sided:
            yield f"{indent}  - {change.before or _NONE}"
        if change.after is not None or not one_sided:
            yield f"{indent}  + {change.after or _NONE}"


def _reused(pairs: Sequence[Pair]) -> list[str]:
    lines: list[str] = []
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            lines += [
                f"{pair.after.code}",
                f"  trước / before: {pair.before.name.vi}",
                f"  sau / after:    {pair.after.name.vi}",
            ]
    return lines


def _moved(pairs: Sequence[Pair]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            was, now = _place(pair.before), _place(pair.after)
            rows.append((was, "→", now, pair.after.name.vi))
    return _aligned(rows) if rows else []


def _place(indicator: Indicator) -> str:
    return indicator.code if indicator.parent is None else f"{indicator.code} ({indicator.parent})"


def _renamed(pairs: Sequence[Pair]) -> list[str]:
    lines: list[str] = []
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            lines += [pair.after.code, f"  - {pair.before.name.vi}", f"  + {pair.after.name.vi}"]
    return lines


def _listed(diff: FrameworkDiff, indicators: Sequence[Indicator], is_new: bool) -> list[str]:
    framework = diff.after if is_new else diff.before
    rows = [
        (indicator.code, _number(worth(framework, indicator)).split(" /")[0], indicator.name.vi)
        for indicator in indicators
    ]
    header = [("mã", "điểm", "tên"), ("code", "points", "name")]
    return _aligned([*header, *rows]) if rows else []


def diff_json(diff: FrameworkDiff) -> str:
    """The comparison as JSON; points are text, exactly as printed."""
    content: dict[str, Any] = {
        "before": diff.before.id,
        "after": diff.after.id,
        "framework": [_change(change) for change in diff.top],
        "pillars": [_change(change) for change in diff.pillars],
        "added": [_indicator(entry) for entry in diff.added],
        "removed": [_indicator(entry) for entry in diff.removed],
        "renamed": [_pair(pair) for pair in diff.renamed],
        "moved": [_pair(pair) for pair in diff.moved],
        "codes_reused": [_pair(pair) for pair in diff.reused],
        "points": {
            "total": _points_of(diff.total),
            "pillars": [_points_of(entry) for entry in diff.pillar_points],
            "mains": [_points_of(entry) for entry in diff.main_points],
            "indicators": [_change(change) for change in diff.points],
        },
        "rules": [_change(change) for change in diff.rules],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }


def _indicator(indicator: Indicator | None) -> dict[str, Any] | None:
    if indicator is None:
        return None
    points = None if indicator.max_points is None else exact(indicator.max_points)
    return {
        "code": indicator.code,
        "parent": indicator.parent,
        "name_vi": indicator.name.vi,
        "name_en": indicator.name.en,
        "max_points": points,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"before": _indicator(pair.before), "after": _indicator(pair.after)}


def _points_of(compared: PointsOf) -> dict[str, Any]:
    return {
        "code_before": compared.code_before,
        "code_after": compared.code_after,
        "name_vi": compared.name.vi,
        "before": None if compared.before is None else exact(compared.before),
        "after": None if compared.after is None else exact(compared.after),
    }
