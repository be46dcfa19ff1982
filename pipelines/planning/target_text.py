"""Targets of a unit as a page of text or JSON: how far, at what pace, who owes most.

Here belongs the layout. The figures come from the published tables, rounded for reading.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pipelines.fixed_point import TRUSTED
from pipelines.notation import POINTS_DECIMALS, VI

STATUS_WORDS: Final = {
    "met": ("Đạt", "met"),
    "on_track": ("Đúng tiến độ", "on track"),
    "behind": ("Chậm tiến độ", "behind"),
    "missed": ("Không đạt", "missed"),
    "not_measured": ("Chưa có số liệu", "not measured"),
    "not_yet": ("Chưa đến lúc đánh giá", "too early to judge"),
}
_DECIMALS: Final = {"points": POINTS_DECIMALS, "rate": 2, "rank_gain": 2}
"""Decimals of what a kind of target counts; values have those of their framework, ranks none."""
_HEADINGS: Final = (
    ("mục tiêu", "năm", "hiện", "đích", "còn", "cần mỗi năm", "đã đi mỗi năm", "trạng thái"),
    ("target", "year", "now", "aim", "to go", "needed a year", "so far a year", "status"),
)


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One unit in one round: its targets, the agencies that owe it most, its proposed class."""

    unit: Mapping[str, Any]
    targets: Sequence[Mapping[str, Any]]
    debts: Sequence[Mapping[str, Any]]
    reward: Mapping[str, Any] | None


def reports_as_text(reports: Sequence[UnitReport]) -> str:
    """A page for each unit, apart by empty lines."""
    return "\n\n".join("\n".join(_page(report)) for report in reports)


def reports_as_json(reports: Sequence[UnitReport]) -> str:
    """The same as data: a list of units, numbers unrounded."""
    return json.dumps(
        [
            {
                **report.unit,
                "targets": list(report.targets),
                "agencies": list(report.debts),
                "reward": report.reward,
            }
            for report in reports
        ],
        ensure_ascii=False,
        indent=2,
        default=_number,
    )


def _number(found: object) -> float:
    if isinstance(found, Decimal):
        return float(found)
    raise TypeError(f"{type(found).__name__} has no place in a report")


def _page(report: UnitReport) -> Iterator[str]:
    unit = report.unit
    rank = "" if unit["rank"] is None else f", hạng / rank {unit['rank']}/{unit['entities_ranked']}"
    value = VI.shortest(unit["value"])
    mark = "  [MINH HỌA / DEMONSTRATION]" if unit["is_demonstration"] else ""
    yield f"{unit['entity_name_vi']} ({unit['entity_code']}), {unit['round_name_vi']}{mark}"
    yield f"giá trị / value {value}{rank}"
    known = [target for target in report.targets if target["status"] != "not_measured"]
    if known:
        yield ""
        yield from _table(known, unit["decimals"])
    unknown = [target for target in report.targets if target["status"] == "not_measured"]
    if unknown:
        yield ""
        yield f"{len(unknown)} mục tiêu chưa có số liệu / targets not measured:"
        for why, names in _by_reason(unknown).items():
            yield f"  {why}:"
            yield from (f"    {name}" for name in names)
    if report.debts:
        yield ""
        yield "cơ quan còn nợ nhiều điểm nhất / agencies that owe most:"
        for debt in report.debts:
            yield f"  {_debt(debt)}"
    if report.reward is not None:
        yield ""
        yield (
            f"đề xuất xếp loại / proposed class: {report.reward['class_vi'] or '–'}. "
            f"{report.reward['reason_vi']}"
        )


def _by_reason(targets: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What is not measured, by the reason why."""
    found: dict[str, list[str]] = {}
    for target in targets:
        year = "" if target["year"] is None else f" ({target['year']})"
        name = target["document"] if target["target"] is None else target["name_vi"]
        found.setdefault(f"{target['note_vi']} / {target['note_en']}", []).append(f"{name}{year}")
    return found


def _table(targets: Sequence[Mapping[str, Any]], decimals: int | None) -> Iterator[str]:
    rows = [*_HEADINGS, *(_cells(target, decimals) for target in targets)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEADINGS[0]))]
    notes = ["", "", *(target["note_vi"] or "" for target in targets)]
    for row, note in zip(rows, notes, strict=True):
        cells = [
            cell.ljust(width) if n in (0, len(row) - 1) else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
        if note:
            yield f"    {note}"


def _cells(target: Mapping[str, Any], of_values: int | None) -> tuple[str, ...]:
    values = TRUSTED if of_values is None else of_values
    decimals = values if target["kind"] == "value" else _DECIMALS.get(target["kind"], 0)
    figures = (
        VI.shortest(target["value_now"], decimals),
        VI.shortest(target["target"], decimals),
        VI.shortest(target["distance"], decimals),
        VI.shortest(target["pace_needed"], max(decimals, 1)),
        VI.shortest_change(target["pace_so_far"], max(decimals, 1)),
    )
    return (
        target["name_vi"],
        str(target["year"]),
        *figures,
        " / ".join(STATUS_WORDS[target["status"]]),
    )


def _debt(debt: Mapping[str, Any]) -> str:
    name = debt["agency_name_vi"] or "chưa phân công / nobody answers"
    parts = [f"{VI.shortest(debt['points_lost'], 2)} điểm chưa đạt / points lost"]
    if debt["share_of_gap"] is not None:
        share = VI.shortest(debt["share_of_gap"] * 100, 0)
        parts.append(f"{share} % điểm còn cần / of the points needed")
    for key, words in (
        ("missing", "thiếu / missing"),
        ("lacking_evidence", "thiếu minh chứng / without evidence"),
        ("overdue", "quá hạn / overdue"),
    ):
        if debt[key]:
            parts.append(f"{debt[key]} {words}")
    return f"{name}: {'; '.join(parts)}"
