"""A framework as far as the table of an annex tells it: indicators, rules and what is doubtful.

Here belongs making a draft of a table: recognising its rules, adding up its points, finding its
title. The table itself is read in `annexes/table.py`; the draft is written as a file in
`annexes/writer.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from pipelines.annexes.rule_doubts import NOT_NAMED, doubt
from pipelines.annexes.rule_draft import RuleDraft
from pipelines.annexes.rule_wordings import recognise_rule
from pipelines.annexes.sheet import Remark
from pipelines.annexes.table import AnnexRow, AnnexTable
from pipelines.frameworks.framework import Name
from pipelines.notation import EN, VI
from pipelines.rules import RULE_KINDS
from pipelines.vietnamese import plain


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator to be written. `rule` is None for one that is made of its children.

    `doubts` are about the indicator itself; those about its rule are in `rule`.
    """

    row: AnnexRow
    rule: RuleDraft | None
    children_known: bool
    doubts: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What the file says of the framework as a whole."""

    id: str
    name: str
    subject: str
    legal_source: str
    date: str | None = None
    """Of the decision, as YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class FrameworkDraft:
    """A framework to be written; `sheet` is where its table stood."""

    heading: Heading
    sheet: str
    indicators: tuple[IndicatorDraft, ...]


@dataclass(frozen=True, slots=True)
class DraftCount:
    """How many indicators and rules of each kind a draft has, and its points.

    `points` is None where those of a main indicator are not known.
    """

    mains: int
    subs: int
    points: Decimal | None
    sure: int
    unsure: int
    unknown: int
    unnamed_figures: int


_SUBJECTS: Final = {
    "commune": r"\bcap xa\b|\bxa, phuong\b|\bcac xa\b|\bphuong, xa\b",
    "district": r"\bcap huyen\b",
    "department": r"\bcap so\b|\b(?:cac )?so, (?:ban, )?nganh\b|\bco quan chuyen mon\b",
    "ministry": r"\bcap bo\b|\bbo, co quan ngang bo\b",
    "province": r"\bcap tinh\b|\btinh, thanh pho truc thuoc\b",
    "nation": r"\bchuyen doi so quoc gia\b|\bcap quoc gia\b",
}
_DECISION: Final = re.compile(r"\d+\s*/\s*(?:20\d\d/)?(?:QĐ|NQ|KH|TT|CT)-[A-ZĐ]+\d*")
_DATE: Final = re.compile(
    r"ngày\s*(\d{1,2})\s*(?:/|-|\.|tháng)\s*(\d{1,2})\s*(?:/|-|\.|năm)\s*((?:19|20)\d\d)(?!\d)",
    re.I,
)
_SET: Final = re.compile(r"\bbo (?:chi so|tieu chi|chi tieu)\b|\bchi so\b")
_NO_NAME: Final = re.compile(
    r"\(|(?:ban hanh|kem theo|phu luc|theo|quyet dinh|ke hoach|uy ban|cong hoa|doc lap)\b"
)
_NO_EVIDENCE: Final = ("khong", "khong yeu cau", "khong co")


def title_facts(titles: Sequence[str]) -> Mapping[str, str]:
    """`name`, `subject`, `legal_source` and `date` as far as the titles above a table tell them."""
    found: dict[str, str] = {}
    named = [n for n, title in enumerate(titles) if _SET.search(plain(title))]
    if named:
        lines = [titles[named[0]]]
        for title in titles[named[0] + 1 :]:
            # A name in capitals, or one as short as "Bộ tiêu chí", goes on in the next title.
            is_open = title.isupper() if lines[0].isupper() else len(lines[0].split()) <= 3
            if not is_open or "(" in lines[-1] or _NO_NAME.match(plain(title)):
                break
            lines.append(title)
        found["name"] = re.split(r"\s*\(", " ".join(lines))[0].strip()
    together = plain(" ".join(titles))
    subjects = [one for one, form in _SUBJECTS.items() if re.search(form, together)]
    if len(subjects) == 1:
        found["subject"] = subjects[0]
    text = " ".join(titles)
    if decision := _DECISION.search(text):
        found["legal_source"] = re.sub(r"\s", "", decision[0])
    # The day that follows the decision is its own, whatever other days the titles name.
    after = (
        re.match(rf"\s*,?\s*{_DATE.pattern}", text[decision.end() :], re.I) if decision else None
    )
    if (day := _date(after[0] if after else text)) is not None:
        found["date"] = day.isoformat()
    return found


def _date(text: str) -> date | None:
    """The one day that the titles name; None where there is none, or several."""
    days = {tuple(map(int, match.groups())) for match in _DATE.finditer(text)}
    if len(days) != 1:
        return None
    ((day, month, year),) = days
    try:
        return date(year, month, day)
    except ValueError:
        return None


def draft_framework(
    table: AnnexTable, heading: Heading
) -> tuple[FrameworkDraft, tuple[Remark, ...]]:
    """A framework of a table, and what does not add up in it."""
    below: dict[str | None, list[AnnexRow]] = {}
    by_code = {row.code: row for row in table.rows}
    for row in table.rows:
        below.setdefault(row.parent, []).append(row)
    rules = {
        row.code: _rule(row, _groups(row, by_code)) for row in table.rows if row.code not in below
    }
    adjusting = {code for code, rule in rules.items() if is_adjustment(rule)}
    indicators: list[IndicatorDraft] = []
    problems: list[Remark] = []
    for row in table.rows:
        counted = [child for child in below.get(row.code, ()) if child.code not in adjusting]
        problem = _sum_problem(row, counted)
        problems += [problem] if problem else []
        is_open = row.points is not None and any(child.points is None for child in counted)
        doubts = (problem.message,) if problem else ()
        indicators.append(
            IndicatorDraft(row, rules.get(row.code), not (problem or is_open), doubts)
        )
    draft = FrameworkDraft(heading, table.sheet, tuple(indicators))
    total_problem = _total_problem(table, total_points(draft))
    problems += [total_problem] if total_problem else []
    return draft, tuple(problems)


def is_adjustment(rule: RuleDraft | None) -> bool:
    """Whether a rule adds to or takes from the total, outside the sums of points."""
    return (
        rule is not None and rule.rule is not None and RULE_KINDS[rule.rule["kind"]].is_adjustment
    )


def total_points(draft: FrameworkDraft) -> Decimal | None:
    """The maximum points of all; an indicator without its own has those of its children.

    None where some are not known.
    """
    below: dict[str | None, list[IndicatorDraft]] = {}
    for indicator in draft.indicators:
        below.setdefault(indicator.row.parent, []).append(indicator)

    def worth(indicator: IndicatorDraft) -> Decimal | None:
        children = below.get(indicator.row.code, ())
        if is_adjustment(indicator.rule):
            return Decimal(0)
        if children and all(is_adjustment(child.rule) for child in children):
            return Decimal(0)
        if indicator.row.points is not None or not children:
            return indicator.row.points
        return together(children)

    def together(indicators: Sequence[IndicatorDraft]) -> Decimal | None:
        points = [worth(one) for one in indicators]
        known = [one for one in points if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(points) else None

    return together(below.get(None, ()))


def _groups(row: AnnexRow, by_code: Mapping[str, AnnexRow]) -> str:
    names: list[str] = []
    parent = row.parent
    while parent is not None:
        names.append(by_code[parent].name)
        parent = by_code[parent].parent
    return "; ".join(names)


_SHARED: Final = Name(
    "một ô cách tính chung cho nhiều chỉ số", "one merged cell gives the rule of several indicators"
)
_UNSCORED: Final = Name("bảng ghi 0 điểm: không tính điểm", "0 points in the table: not scored")
_TAKEN_AWAY: Final = Name(
    "điểm có dấu trừ mà lời văn không phải là điểm trừ",
    "points with a minus sign, and the wording is no penalty",
)


def _rule(row: AnnexRow, groups: str) -> RuleDraft:
    if row.points == 0:
        return RuleDraft("official", None, {}, (_UNSCORED,))
    wording = row.texts.get("wording", "")
    draft = recognise_rule(wording, row.name, row.points, groups, is_taken_away=row.is_taken_away)
    unnamed = [code for code, figure in draft.figures.items() if not figure.is_named]
    if unnamed:
        missing = doubt(NOT_NAMED, ", ".join(unnamed))
        draft = replace(draft, status="inferred", doubts=(*draft.doubts, missing))
    if row.is_taken_away and (draft.rule is None or draft.rule["kind"] != "penalty"):
        return RuleDraft("unknown", None, {}, (*draft.doubts, _TAKEN_AWAY))
    if draft.rule is not None and "wording" in row.shared:
        return replace(draft, status="inferred", doubts=(*draft.doubts, _SHARED))
    return draft


def _sum_problem(row: AnnexRow, children: Sequence[AnnexRow]) -> Remark | None:
    known = [child.points for child in children if child.points is not None]
    if row.points is None or not children or len(known) < len(children):
        return None
    total = sum(known, Decimal(0))
    if total == row.points:
        return None
    cells = ", ".join(child.cells["points"] for child in children)
    return Remark(
        row.cells["points"],
        row.code,
        Name(
            f"điểm tối đa {VI.exact(row.points)} khác tổng {VI.exact(total)} "
            f"của các chỉ số con ở {cells}",
            f"its {EN.exact(row.points)} points are not the {EN.exact(total)} "
            f"of its children at {cells}",
        ),
    )


def _total_problem(table: AnnexTable, total: Decimal | None) -> Remark | None:
    """The row of totals against the indicators."""
    if table.total is None or total is None:
        return None
    cell, printed = table.total
    if total == printed:
        return None
    return Remark(
        cell,
        "",
        Name(
            f"tổng điểm {VI.exact(printed)} khác tổng {VI.exact(total)} của các chỉ số",
            f"the total {EN.exact(printed)} is not the {EN.exact(total)} of the indicators",
        ),
    )


def count(draft: FrameworkDraft) -> DraftCount:
    """What a draft holds."""
    pillars = {i.row.code for i in draft.indicators if i.row.is_pillar}
    mains = [i for i in draft.indicators if not i.row.is_pillar]
    mains = [i for i in mains if i.row.parent is None or i.row.parent in pillars]
    rules = [i.rule for i in draft.indicators if i.rule is not None]
    return DraftCount(
        mains=len(mains),
        subs=len(draft.indicators) - len(mains) - len(pillars),
        points=total_points(draft),
        sure=sum(rule.status == "official" for rule in rules),
        unsure=sum(rule.status == "inferred" for rule in rules),
        unknown=sum(rule.status == "unknown" for rule in rules),
        unnamed_figures=sum(not f.is_named for rule in rules for f in rule.figures.values()),
    )


def asks_for_evidence(row: AnnexRow) -> str:
    """Whether the table asks for evidence: required, optional (nothing said) or none."""
    text = row.texts.get("evidence")
    if text is None:
        return "optional"
    return "none" if plain(text).strip(" .") in _NO_EVIDENCE else "required"
