"""A review read back: what a person confirmed, corrected or wrote anew, put into the framework.

Here belongs what each cell of the workbook changes. What the rows hold is in `review.py`; how a
framework is written is in `writer.py`.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pipelines.annexes.review import (
    FIGURES_SHEET,
    GUIDE_SHEET,
    RIGHT,
    ROW_COLUMNS,
    ROWS_SHEET,
    UNIT_WORDS,
)
from pipelines.annexes.rule_doubts import NOT_NAMED, UNIT_NOT_SAID, doubt
from pipelines.annexes.rule_draft import RuleDraft
from pipelines.annexes.rule_wordings import recognise_rule
from pipelines.annexes.sheet import AnnexSheet, Remark
from pipelines.annexes.table import printed_number
from pipelines.annexes.writer import IMPORTED, completeness, rule_entries
from pipelines.frameworks.framework import UNNAMED, Name
from pipelines.intake.tabular import column_letter
from pipelines.rules import RULE_KINDS
from pipelines.vietnamese import plain

_RULE_KEYS: Final = ("inputs", "rule", "rule_status", "reported_by", "doubts")
_UNITS: Final = {plain(words): unit for unit, words in UNIT_WORDS.items()}
_POINTS, _CONCLUSION, _REWRITTEN, _NAME_EN = 2, 7, 8, 9
_FIGURE_NAME, _FIGURE_NAME_EN, _UNIT = 3, 4, 5
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A framework file after its review. With `problems` nothing of it is to be written; `cells`
    are the rows of the review by code."""

    value: dict[str, Any]
    problems: tuple[Remark, ...]
    cells: Mapping[str, str]


def digest_of(sheets: Sequence[AnnexSheet]) -> str:
    """The digest of the framework file that a review was made from; blank where there is none."""
    guide = next((sheet for sheet in sheets if sheet.name == GUIDE_SHEET), None)
    return "" if guide is None else guide.text(1, 1)


def read_review(value: Mapping[str, Any], sheets: Sequence[AnnexSheet]) -> Reviewed:
    """Put what a review says into a framework; `value` is its file as read and stays as it is."""
    reading = _Reading({**value, "indicators": deepcopy(list(value["indicators"]))})
    named = {sheet.name: sheet for sheet in sheets}
    for name, read in ((ROWS_SHEET, reading.read_row), (FIGURES_SHEET, reading.read_figure)):
        sheet = named.get(name)
        if sheet is None:
            reading.problem("", "", f"không thấy trang “{name}”", f"there is no sheet “{name}”")
            continue
        for row in range(1, len(sheet.rows)):
            if any(sheet.text(row, column) for column in range(len(ROW_COLUMNS))):
                read(sheet, row)
    reading.close()
    return Reviewed(reading.value, tuple(reading.problems), reading.cells)


class _Reading:
    """One pass over the rows of a review."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value
        self.entries: dict[str, Entry] = {entry["code"]: entry for entry in value["indicators"]}
        self.figures_before = {
            code: {symbol: dict(figure) for symbol, figure in entry.get("inputs", {}).items()}
            for code, entry in self.entries.items()
        }
        self.problems: list[Remark] = []
        self.cells: dict[str, str] = {}
        self.rewritten: set[str] = set()

    def problem(self, cell: str, code: str, vi: str, en: str) -> None:
        self.problems.append(Remark(cell, code, Name(vi, en)))

    def _entry(self, sheet: AnnexSheet, row: int) -> Entry | None:
        code = sheet.text(row, 0)
        entry = self.entries.get(code)
        if entry is None:
            self.problem(
                _cell(sheet, row, 0),
                code,
                "bộ chỉ số không có mã này; giữ nguyên cột Mã",
                "the framework has no such code; leave the first column as it is",
            )
        return entry

    def read_row(self, sheet: AnnexSheet, row: int) -> None:
        """What a person wrote about an indicator."""
        entry = self._entry(sheet, row)
        if entry is None:
            return
        code: str = entry["code"]
        if code in self.cells:
            first = self.cells[code]
            self.problem(
                _cell(sheet, row, 0), code, f"mã đã có ở ô {first}", f"the code is also at {first}"
            )
            return
        self.cells[code] = _cell(sheet, row, 0)
        if name_en := sheet.text(row, _NAME_EN):
            entry["name"] = {**entry["name"], "en": name_en}
        has_other_points = self._read_points(sheet, row, entry)
        rewritten = sheet.text(row, _REWRITTEN)
        if rewritten:
            self._rewrite(sheet, row, entry, rewritten)
        elif has_other_points and entry.get("rule_text") and "rule" in entry:
            _put(entry, self._recognised(entry, entry["rule_text"]))
        self._read_conclusion(sheet, row, entry)

    def _read_points(self, sheet: AnnexSheet, row: int, entry: Entry) -> bool:
        text = sheet.text(row, _POINTS)
        points = printed_number(text, sheet.kind(row, _POINTS)) if text else None
        if text and (points is None or points < 0):
            self.problem(
                _cell(sheet, row, _POINTS),
                entry["code"],
                f"không đọc được điểm tối đa “{text}”; viết 10 hoặc 7,5",
                f"“{text}” is no number of points; write 10 or 7,5",
            )
            return False
        before = entry.get("max_points")
        if points is None or (before is not None and Decimal(before) == points):
            return False
        entry["max_points"] = points
        return True

    def _recognised(self, entry: Entry, wording: str) -> RuleDraft:
        points = entry.get("max_points")
        return recognise_rule(
            wording,
            entry["name"]["vi"],
            None if points is None else Decimal(points),
            self._groups(entry),
            is_taken_away=entry.get("rule", {}).get("kind") == "penalty",
        )

    def _groups(self, entry: Entry) -> str:
        names: list[str] = []
        above = self.entries.get(entry.get("parent") or "")
        while above is not None and above["name"]["vi"] not in names:
            names.append(above["name"]["vi"])
            above = self.entries.get(above.get("parent") or "")
        return "; ".join(names)

    def _rewrite(self, sheet: AnnexSheet, row: int, entry: Entry, wording: str) -> None:
        draft = self._recognised(entry, wording)
        if draft.rule is None:
            why = draft.doubts[0]
            self.problem(
                _cell(sheet, row, _REWRITTEN),
                entry["code"],
                f"chưa hiểu cách tính viết lại: {why.vi}; xem ví dụ ở trang “{GUIDE_SHEET}”",
                f"the rewritten rule is not understood: {why.en}; see “{GUIDE_SHEET}” for examples",
            )
            return
        _put(entry, draft)
        self.rewritten.add(entry["code"])
        # The official text is as it was; how to read it was decided here.
        entry["rule_status"] = "inferred"
        entry["note"] = f"Cách tính do người rà soát viết lại: {wording}"

    def _read_conclusion(self, sheet: AnnexSheet, row: int, entry: Entry) -> None:
        text = sheet.text(row, _CONCLUSION)
        if not text:
            return
        cell, code = _cell(sheet, row, _CONCLUSION), entry["code"]
        if plain(text).strip(" .") != plain(RIGHT):
            self.problem(
                cell,
                code,
                f"“{text}”: chỉ ghi “{RIGHT}” hoặc để trống; hiểu sai thì viết lại cách tính",
                f"“{text}”: write “{RIGHT}” or nothing; rewrite a rule that is wrong",
            )
        elif "rule" not in entry and entry.get("rule_status") == "unknown":
            self.problem(
                cell,
                code,
                "chưa có cách tính để xác nhận; viết lại cách tính",
                "there is no rule to confirm; rewrite it",
            )
        elif "rule" in entry:
            unnamed = _unnamed(entry)
            entry.pop("doubts", None)
            if unnamed:
                entry["doubts"] = [_pair(doubt(NOT_NAMED, ", ".join(unnamed)))]
            elif code not in self.rewritten and entry["rule_status"] == "inferred":
                entry["rule_status"] = "official"

    def read_figure(self, sheet: AnnexSheet, row: int) -> None:
        """What a person wrote about a figure; unchanged cells say nothing."""
        entry = self._entry(sheet, row)
        if entry is None:
            return
        code, symbol = entry["code"], sheet.text(row, 1)
        before = self.figures_before[code].get(symbol)
        unit = _UNITS.get(plain(sheet.text(row, _UNIT)), sheet.text(row, _UNIT))
        written: dict[str, Any] = {
            "name": {
                "vi": sheet.text(row, _FIGURE_NAME),
                "en": sheet.text(row, _FIGURE_NAME_EN) or sheet.text(row, _FIGURE_NAME),
            },
            "unit": unit,
        }
        if before is not None and written == before:
            return
        figure = entry.get("inputs", {}).get(symbol)
        if figure is None or not written["name"]["vi"] or unit not in UNIT_WORDS:
            self.problem(
                _cell(sheet, row, 1 if figure is None else _FIGURE_NAME),
                code,
                f"số liệu “{symbol}” cần có trong cách tính, có tên và đơn vị tính trong danh sách",
                f"the figure “{symbol}” has to be one of the rule, with a name and a listed unit",
            )
            return
        was = before["name"] if before is not None else written["name"]
        if written["name"]["vi"] != was["vi"] and written["name"]["en"] == was["en"]:
            # A new Vietnamese name leaves no room for the English of the old one.
            written["name"]["en"] = written["name"]["vi"]
        _settle(entry, Name(**figure["name"]))
        figure.update(written)

    def close(self) -> None:
        """What follows for rows as a whole once all cells are read."""
        for entry in self.entries.values():
            unnamed = _unnamed(entry)
            kept = [reason for reason in entry.get("doubts", ()) if not _is_about_names(reason)]
            if unnamed:
                kept.append(_pair(doubt(NOT_NAMED, ", ".join(unnamed))))
            if kept:
                entry["doubts"] = kept
            elif "doubts" in entry:
                del entry["doubts"]
                if entry.get("rule_status") == "inferred" and entry["code"] not in self.rewritten:
                    entry["rule_status"] = "official"
        self._close_groups()
        if str(self.value.get("completeness", "")).startswith(IMPORTED):
            rules = [entry for entry in self.entries.values() if "rule_status" in entry]
            known = sum(entry["rule_status"] != "unknown" for entry in rules)
            sure = sum("doubts" not in entry for entry in rules)
            self.value["completeness"] = completeness(known, len(rules), sure)

    def _close_groups(self) -> None:
        """A group whose points fit those below it is known in full again."""
        for entry in self.entries.values():
            below = [
                child.get("max_points")
                for child in self.entries.values()
                if child.get("parent") == entry["code"] and not _is_adjustment(child)
            ]
            known = [Decimal(points) for points in below if points is not None]
            is_full = bool(known) and len(known) == len(below)
            is_whole = is_full and sum(known, Decimal(0)) == entry.get("max_points")
            if is_whole and entry.get("children_known") == "some":
                del entry["children_known"]
                entry.pop("doubts", None)


def _cell(sheet: AnnexSheet, row: int, column: int) -> str:
    return f"{sheet.name}!{column_letter(column)}{row + 1}"


def _pair(name: Name) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en}


def _put(entry: Entry, draft: RuleDraft) -> None:
    """Give an indicator a rule in the place of the one it had."""
    found = dict(rule_entries(draft))
    if draft.doubts:
        found["doubts"] = [_pair(reason) for reason in draft.doubts]
    kept = {key: inner for key, inner in entry.items() if key not in _RULE_KEYS}
    entry.clear()
    for key, inner in kept.items():
        entry[key] = inner
        if key == "max_points":
            entry.update(found)
    entry.update(found)


def _unnamed(entry: Entry) -> list[str]:
    return [
        symbol
        for symbol, figure in entry.get("inputs", {}).items()
        if figure["name"]["vi"].startswith(UNNAMED)
    ]


def _is_about_names(reason: Mapping[str, str]) -> bool:
    before, after = NOT_NAMED.vi.split("{}")
    return reason["vi"].startswith(before) and reason["vi"].endswith(after)


def _settle(entry: Entry, name: Name) -> None:
    """Drop the doubt about the unit of a figure that a person has looked at."""
    settled = _pair(doubt(UNIT_NOT_SAID, name))
    entry["doubts"] = [reason for reason in entry.get("doubts", ()) if reason != settled]


def _is_adjustment(entry: Entry) -> bool:
    rule = entry.get("rule")
    return rule is not None and RULE_KINDS[rule["kind"]].is_adjustment
