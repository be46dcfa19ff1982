"""A framework draft as the text of its file, in the manner of the files that ship.

Here belongs how a draft is written so that `frameworks/reader.py` reads it and a person sees what
is to be checked: doubts beside each rule, the wording as printed, the source at the top. The same
draft gives the same text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pipelines.annexes.draft import (
    FrameworkDraft,
    IndicatorDraft,
    asks_for_evidence,
    count,
)
from pipelines.annexes.rule_draft import RuleDraft
from pipelines.annexes.sheet import Remark
from pipelines.annexes.wording_clauses import tidy
from pipelines.frameworks.framework import Name
from pipelines.notation import exact

_LONGEST: Final = 120
_PLAIN: Final = re.compile(r"[^\W\d_][\w ()/.–-]*")
_RESERVED: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a table came from."""

    file_name: str
    sha256: str


def framework_text(draft: FrameworkDraft, source: Source, problems: Sequence[Remark] = ()) -> str:
    """The YAML text of a framework, ending with a line break; its problems stand at the top."""
    lines = [*_opening(draft, source, problems), *_top(draft, source), "indicators:"]
    mains = {None, *(i.row.code for i in draft.indicators if i.row.is_pillar)}
    for n, indicator in enumerate(draft.indicators):
        if n and indicator.row.parent in mains:
            lines.append("")
        lines += _indicator(indicator)
    return "\n".join(lines) + "\n"


def _opening(draft: FrameworkDraft, source: Source, problems: Sequence[Remark]) -> Iterator[str]:
    counted = count(draft)
    yield "# yaml-language-server: $schema=framework.schema.json"
    yield f"# Nhập từ / imported from: {_one_line(source.file_name)}"
    if draft.sheet:
        yield f"# Trang tính / sheet: {_one_line(draft.sheet)}"
    yield f"# SHA-256: {source.sha256}"
    if problems:
        yield "# BẢN NHÁP, CÒN LỖI CHƯA SỬA / DRAFT WITH PROBLEMS:"
        yield from (f"# - {_one_line(str(problem))}" for problem in problems)
    yield "# Người phụ trách phải kiểm tra / a person must check:"
    yield "# - tên tiếng Anh (en): đang lặp lại tên tiếng Việt / en repeats the Vietnamese names"
    if counted.unsure:
        yield (
            f"# - {counted.unsure} quy tắc chưa chắc (rule_status: inferred), lý do ghi tại chỗ"
            f" / unsure rules: {counted.unsure}, the reason stands beside each"
        )
    if counted.unknown:
        yield (
            f"# - {counted.unknown} quy tắc chưa nhận ra (rule_status: unknown)"
            f" / rules not recognised: {counted.unknown}"
        )
    if counted.unnamed_figures:
        yield (
            f"# - {counted.unnamed_figures} số liệu chưa rõ tên ([Chưa rõ: …])"
            f" / figures without a name ([Unknown: …]): {counted.unnamed_figures}"
        )
    yield "# - đơn vị tính (unit) của số liệu: suy từ tên / units of figures: from their names"


def _top(draft: FrameworkDraft, source: Source) -> Iterator[str]:
    heading, counted = draft.heading, count(draft)
    points = "null" if counted.points is None else _number(counted.points)
    known = counted.sure + counted.unsure
    rules = counted.sure + counted.unsure + counted.unknown
    yield f"id: {_scalar(heading.id)}"
    yield f"name: {_name(Name(heading.name, heading.name))}"
    yield f"subject: {heading.subject}"
    yield f"legal_source: {_scalar(heading.legal_source)}"
    yield "date: null"
    yield "replaced_by: null"
    yield "used_for: null"
    yield f"official: {{mains: {counted.mains}, subs: {counted.subs}, points: {points}}}"
    completeness = (
        f"Imported from a table: {known} of {rules} rules recognised, {counted.sure} sure."
    )
    yield f"completeness: {_scalar(completeness)}"
    yield "sources:"
    yield f"  - {_scalar(_one_line(source.file_name))}"
    yield "aggregation: points"
    yield "missing: zero"
    yield "scale: 1"
    yield "decimals: 4"


def _indicator(indicator: IndicatorDraft) -> Iterator[str]:
    row, rule = indicator.row, indicator.rule
    entries = dict(_entries(indicator))
    comments = [] if rule is None else list(_comments(row.texts.get("wording", ""), rule))
    short = "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in entries.items()) + "}"
    if not comments and len(short) <= _LONGEST and "\n" not in short:
        yield f"  - {short}"
        return
    at = "rule" if "rule" in entries else "rule_status"
    for n, (key, value) in enumerate(entries.items()):
        if key == at:
            yield from (f"    # {comment}".rstrip() for comment in comments)
        first, *others = _block(key, value, "    ")
        yield ("  - " if n == 0 else "    ") + first
        yield from others


def _entries(indicator: IndicatorDraft) -> Iterator[tuple[str, Any]]:
    """The keys of an indicator in the order of the files that ship."""
    row, rule = indicator.row, indicator.rule
    yield "code", _Quoted(row.code)
    if row.parent is not None:
        yield "parent", _Quoted(row.parent)
    if row.is_pillar:
        yield "level", "pillar"
    yield "name", Name(row.name, row.name)
    yield "max_points", row.points
    if rule is not None:
        if rule.figures:
            yield (
                "inputs",
                {
                    code: {"name": figure.name, "unit": figure.unit}
                    for code, figure in rule.figures.items()
                },
            )
        if rule.rule is not None:
            yield "rule", rule.rule
        yield "rule_status", rule.status
    if "wording" in row.texts:
        yield "rule_text", row.texts["wording"]
    if rule is not None:
        yield "evidence", asks_for_evidence(row)
    for key, text in (
        ("evidence_text", "evidence"),
        ("data_source", "data_source"),
        ("verified_by", "verified_by"),
    ):
        if text in row.texts:
            yield key, row.texts[text]
    if not indicator.children_known:
        yield "children_known", "some"
    note = _note(indicator)
    if note:
        yield "note", note


def _note(indicator: IndicatorDraft) -> str:
    doubts = [*indicator.doubts, *(indicator.rule.doubts if indicator.rule else ())]
    told = "; ".join(f"{doubt.vi} / {doubt.en}" for doubt in doubts)
    wording = _one_line(indicator.row.texts.get("wording", ""), "; ")
    if indicator.rule is not None and indicator.rule.status == "unknown" and wording:
        return f"Cần kiểm tra / to be checked: {told}. Lời văn / wording: {wording}"
    return f"Cần kiểm tra / to be checked: {told}" if told else ""


def _comments(wording: str, rule: RuleDraft) -> Iterator[str]:
    """What a person should look at before the rule is used."""
    unnamed = [code for code, figure in rule.figures.items() if not figure.is_named]
    if not rule.doubts and not unnamed:
        return
    if rule.doubts:
        word = "CHƯA RÕ / UNKNOWN" if rule.rule is None else "CHƯA CHẮC / UNSURE"
        for doubt in rule.doubts:
            yield f"{word}: {_one_line(doubt.vi)} / {_one_line(doubt.en)}"
    if unnamed:
        codes = ", ".join(unnamed)
        yield f"CHƯA RÕ TÊN / NOT NAMED: {codes}"
    first, *others = tidy(wording).split("\n")
    if first:
        yield f"Lời văn / wording: {first}"
        yield from (f"  {line}" for line in others)


class _Quoted(str):
    """A code, which is always written in quotes."""

    __slots__ = ()


def _block(key: str, value: Any, indent: str) -> list[str]:
    """A key and its value on one line, or over several where they would be too long."""
    if isinstance(value, str) and "\n" in tidy(value):
        return [f"{key}: |-", *(f"{indent}  {line}".rstrip() for line in tidy(value).split("\n"))]
    one = f"{key}: {_flow(value)}"
    if len(indent) + len(one) <= _LONGEST or isinstance(value, str):
        return [one]
    pairs = {"vi": value.vi, "en": value.en} if isinstance(value, Name) else value
    if isinstance(pairs, Mapping):
        found = [f"{key}:"]
        for name, inner in pairs.items():  # pyright: ignore[reportUnknownVariableType]
            found += [
                indent + "  " + line if n == 0 else line
                for n, line in enumerate(_block(_flow(name), inner, indent + "  "))
            ]
        return found
    if isinstance(pairs, Sequence):
        return [f"{key}:", *(f"{indent}  - {_flow(one)}" for one in pairs)]
    return [one]


def _flow(value: Any) -> str:
    """A value on one line."""
    match value:
        case None:
            return "null"
        case Name():
            return _name(value)
        case _Quoted():
            return json.dumps(value, ensure_ascii=False)
        case str():
            return _scalar(value)
        case Decimal() | int():
            return _number(Decimal(value))
        case Mapping():
            pairs = (f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items())
            return "{" + ", ".join(pairs) + "}"
        case _:
            return "[" + ", ".join(_flow(inner) for inner in value) + "]"


def _name(name: Name) -> str:
    return f"{{vi: {_scalar(name.vi)}, en: {_scalar(name.en)}}}"


def _number(value: Decimal) -> str:
    return exact(value)


def _scalar(text: str) -> str:
    """A text, in quotes unless it can mean nothing else without them."""
    tidied = tidy(text)
    if _PLAIN.fullmatch(tidied) and tidied.lower() not in _RESERVED and tidied == tidied.strip():
        return tidied
    return json.dumps(tidied, ensure_ascii=False)


def _one_line(text: str, between: str = " ") -> str:
    return between.join(tidy(text).split("\n"))
