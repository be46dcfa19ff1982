"""Targets of a unit as a page of text or JSON: how far, at what pace, who owes most.

Here belongs the layout. The figures come from the published tables, rounded for reading.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

STATUS_WORDS: Final = {
    "met": ("Đạt", "met"),
    "on_track": ("Đúng tiến độ", "on track"),
    "behind": ("Chậm tiến độ", "behind"),
    "missed": ("Không đạt", "missed"),
    "not_measured": ("Chưa có số liệu", "not measured"),
    "not_yet": ("Chưa đến lúc đánh giá", "too early to judge"),
}
_DECIMALS: Final = {"value": 4, "points": 2, "rate": 2, "rank_gain": 2}
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
    return "\n\n".join("\n".join(_page(one)) for one in reports)


def reports_as_json(reports: Sequence[UnitReport]) -> str:
    """The same as data: a list of units, numbers unrounded."""
    return json.dumps(
        [
            {
                **one.unit,
                "targets": list(one.targets),
                "agencies": list(one.debts),
                "reward": one.reward,
            }
            for one in reports
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
    value = "–" if unit["value"] is None else _written(unit["value"], 4)
    mark = "  [MINH HỌA / DEMONSTRATION]" if unit["is_demonstration"] else ""
    yield f"{unit['entity_name_vi']} ({unit['entity_code']}), {unit['round_name_vi']}{mark}"
    yield f"giá trị / value {value}{rank}"
    known = [one for one in report.targets if one["status"] != "not_measured"]
    if known:
        yield ""
        yield from _table(known)
    unknown = [one for one in report.targets if one["status"] == "not_measured"]
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
    for one in targets:
        year = "" if one["year"] is None else f" ({one['year']})"
        name = one["document"] if one["target"] is None else one["name_vi"]
        found.setdefault(f"{one['note_vi']} / {one['note_en']}", []).append(f"{name}{year}")
    return found


def _table(targets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows = [*_HEADINGS, *(_cells(one) for one in targets)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEADINGS[0]))]
    notes = ["", "", *(one["note_vi"] or "" for one in targets)]
    for row, note in zip(rows, notes, strict=True):
        told = [
            cell.ljust(width) if n in (0, len(row) - 1) else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(told).rstrip()
        if note:
            yield f"    {note}"


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    decimals = _DECIMALS.get(one["kind"], 0)
    figures = (
        _written(one["value_now"], decimals),
        _written(one["target"], decimals),
        _written(one["distance"], decimals),
        _written(one["pace_needed"], max(decimals, 1)),
        _written(one["pace_so_far"], max(decimals, 1), is_signed=True),
    )
    return (one["name_vi"], str(one["year"]), *figures, " / ".join(STATUS_WORDS[one["status"]]))


def _debt(debt: Mapping[str, Any]) -> str:
    name = debt["agency_name_vi"] or "chưa phân công / nobody answers"
    told = [f"{_written(debt['points_lost'], 2)} điểm chưa đạt / points lost"]
    if debt["share_of_gap"] is not None:
        share = _written(debt["share_of_gap"] * 100, 0)
        told.append(f"{share} % điểm còn cần / of the points needed")
    for key, words in (
        ("missing", "thiếu / missing"),
        ("lacking_evidence", "thiếu minh chứng / without evidence"),
        ("overdue", "quá hạn / overdue"),
    ):
        if debt[key]:
            told.append(f"{debt[key]} {words}")
    return f"{name}: {'; '.join(told)}"


def _written(number: Decimal | None, decimals: int, is_signed: bool = False) -> str:
    """A number in Vietnamese, without needless zeros; a dash where there is none."""
    if number is None:
        return "–"
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = "+" if is_signed and rounded > 0 else ""
    text = f"{rounded:f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return sign + ("0" if short == "-0" else short).replace(".", ",")
