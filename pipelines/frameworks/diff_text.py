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
        for one in group:
            rows.append(_points_row(one, is_total=one is diff.total))
    yield from _aligned(rows)


def _points_row(one: PointsOf, is_total: bool) -> tuple[str, ...]:
    before = _NONE if one.code_before is None else _number(one.before)
    after = _NONE if one.code_after is None else _number(one.after)
    difference = ""
    if one.before is not None and one.after is not None and one.before != one.after:
        difference = VI.shortest_change(one.after - one.before)
    name = "Tổng / total" if is_total else one.name.vi
    codes = (one.code_before, one.code_after)
    shown = [_NONE if code is None else code for code in codes]
    return (*shown, before.split(" /")[0], after.split(" /")[0], difference, name)


def _below_mains(diff: FrameworkDiff) -> list[Change]:
    mains = {one.code_after for one in diff.main_points}
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
        (one.code, _number(worth(framework, one)).split(" /")[0], one.name.vi) for one in indicators
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
        "added": [_indicator(one) for one in diff.added],
        "removed": [_indicator(one) for one in diff.removed],
        "renamed": [_pair(pair) for pair in diff.renamed],
        "moved": [_pair(pair) for pair in diff.moved],
        "codes_reused": [_pair(pair) for pair in diff.reused],
        "points": {
            "total": _points_of(diff.total),
            "pillars": [_points_of(one) for one in diff.pillar_points],
            "mains": [_points_of(one) for one in diff.main_points],
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


def _indicator(one: Indicator | None) -> dict[str, Any] | None:
    if one is None:
        return None
    points = None if one.max_points is None else exact(one.max_points)
    return {
        "code": one.code,
        "parent": one.parent,
        "name_vi": one.name.vi,
        "name_en": one.name.en,
        "max_points": points,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"before": _indicator(pair.before), "after": _indicator(pair.after)}


def _points_of(one: PointsOf) -> dict[str, Any]:
    return {
        "code_before": one.code_before,
        "code_after": one.code_after,
        "name_vi": one.name.vi,
        "before": None if one.before is None else exact(one.before),
        "after": None if one.after is None else exact(one.after),
    }
