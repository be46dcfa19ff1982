"""A framework draft as the text of its file, in the manner of the files that ship.

Here belongs how a draft is written so that `frameworks/reader.py` reads it and a person sees what
is to be checked: the doubts of each rule, the wording as printed, the source at the top. The same
draft gives the same text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
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
    """The YAML text of a draft, ending with a line break; its problems stand at the top."""
    return value_text(framework_value(draft, source), tuple(_origin(draft, source, problems)))


def value_text(value: Mapping[str, Any], origin: Sequence[str]) -> str:
    """The YAML text of a framework in the shape of its file. `origin` are the comments of its head
    that say where it came from; what a person must check follows them."""
    lines = [*origin, *_to_check(value)]
    for key, entry in value.items():
        if key == "official":
            lines += _block(key, {name: _counted(number) for name, number in entry.items()}, "")
        elif key != "indicators":
            lines += _block(key, entry, "")
    lines.append("indicators:" if value["indicators"] else "indicators: []")
    entries: Sequence[Mapping[str, Any]] = value["indicators"]
    tops = {None, *(entry["code"] for entry in entries if entry.get("level") == "pillar")}
    for n, entry in enumerate(entries):
        if n and entry.get("parent") in tops:
            lines.append("")
        lines += _indicator(entry)
    return "\n".join(lines) + "\n"


def origin_of(text: str) -> tuple[str, ...]:
    """The comments at the head of a file that say where it came from."""
    head = takewhile(lambda line: line.startswith("#") and line != _CHECK, text.splitlines())
    return tuple(head)


_CHECK: Final = "# Người phụ trách phải kiểm tra / a person must check:"


def _origin(draft: FrameworkDraft, source: Source, problems: Sequence[Remark]) -> Iterator[str]:
    yield "# yaml-language-server: $schema=framework.schema.json"
    yield f"# Nhập từ / imported from: {_one_line(source.file_name)}"
    if draft.sheet:
        yield f"# Trang tính / sheet: {_one_line(draft.sheet)}"
    yield f"# SHA-256: {source.sha256}"
    if problems:
        yield "# BẢN NHÁP, CÒN LỖI CHƯA SỬA / DRAFT WITH PROBLEMS:"
        yield from (f"# - {_one_line(str(problem))}" for problem in problems)


def _to_check(value: Mapping[str, Any]) -> Iterator[str]:
    entries: Sequence[Mapping[str, Any]] = value["indicators"]
    unknown = sum(entry.get("rule_status") == "unknown" for entry in entries)
    unsure = sum("doubts" in entry and "rule" in entry for entry in entries)
    is_repeated = any(entry["name"]["vi"] == entry["name"]["en"] for entry in entries)
    if not (unknown or unsure or is_repeated):
        return
    yield _CHECK
    if is_repeated:
        yield "# - tên tiếng Anh (en) còn lặp lại tên tiếng Việt / en repeats the Vietnamese names"
    if unsure:
        yield (
            f"# - {unsure} quy tắc chưa chắc, lý do ghi ở doubts"
            f" / unsure rules: {unsure}, the reasons are their doubts"
        )
    if unknown:
        yield (
            f"# - {unknown} quy tắc chưa nhận ra (rule_status: unknown)"
            f" / rules not recognised: {unknown}"
        )


IMPORTED: Final = "Imported from a table"


def completeness(known: int, rules: int, sure: int) -> str:
    """How much of an annex was understood, as its file says it."""
    return f"{IMPORTED}: {known} of {rules} rules recognised, {sure} sure."


def framework_value(draft: FrameworkDraft, source: Source) -> dict[str, Any]:
    """A draft in the shape of a framework file."""
    heading, counted = draft.heading, count(draft)
    known = counted.sure + counted.unsure
    rules = known + counted.unknown
    return {
        "id": heading.id,
        "name": {"vi": heading.name, "en": heading.name},
        "subject": heading.subject,
        "legal_source": heading.legal_source,
        "date": heading.date,
        "replaced_by": None,
        "used_for": None,
        "official": {
            "mains": counted.mains,
            "subs": counted.subs,
            "points": counted.points,
        },
        "completeness": completeness(known, rules, counted.sure),
        "sources": [_one_line(source.file_name)],
        "aggregation": "points",
        "missing": "zero",
        "scale": 1,
        "decimals": 4,
        "indicators": [dict(_entries(indicator)) for indicator in draft.indicators],
    }


def _counted(number: Any) -> Any:
    """A number of mains, which is read as text because codes of mains are."""
    return int(number) if isinstance(number, str) and number.isdigit() else number


def _indicator(entry: Mapping[str, Any]) -> Iterator[str]:
    """The lines of an indicator: one where they fit on it, else one for each key."""
    shown = {key: _shown(key, value) for key, value in entry.items()}
    short = "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in shown.items()) + "}"
    if "doubts" not in shown and len(short) <= _LONGEST and "\n" not in short:
        yield f"  - {short}"
        return
    for n, (key, value) in enumerate(shown.items()):
        first, *others = _block(key, value, "    ")
        yield ("  - " if n == 0 else "    ") + first
        yield from others


def _shown(key: str, value: Any) -> Any:
    """Codes in quotes, whatever they look like."""
    return _Quoted(value) if key in ("code", "parent") and isinstance(value, str) else value


def rule_entries(rule: RuleDraft) -> Iterator[tuple[str, Any]]:
    """The keys of an indicator that a rule as read gives it."""
    if rule.figures:
        yield (
            "inputs",
            {
                code: {"name": _pair(figure.name), "unit": figure.unit}
                for code, figure in rule.figures.items()
            },
        )
    if rule.rule is not None:
        yield "rule", rule.rule
    yield "rule_status", rule.status
    if rule.reported_by is not None:
        yield "reported_by", rule.reported_by


def _entries(indicator: IndicatorDraft) -> Iterator[tuple[str, Any]]:
    """The keys of an indicator in the order of the files that ship."""
    row, rule = indicator.row, indicator.rule
    yield "code", row.code
    if row.parent is not None:
        yield "parent", row.parent
    if row.is_pillar:
        yield "level", "pillar"
    yield "name", {"vi": row.name, "en": row.name}
    yield "max_points", row.points
    if rule is not None:
        yield from rule_entries(rule)
    doubts = [*indicator.doubts, *(rule.doubts if rule is not None and row.points != 0 else ())]
    if doubts:
        yield "doubts", [_pair(doubt) for doubt in doubts]
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


def _pair(name: Name) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en}


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
    if isinstance(value, Mapping):
        found = [f"{key}:"]
        for name, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
            found += [
                indent + "  " + line if n == 0 else line
                for n, line in enumerate(_block(_flow(name), inner, indent + "  "))
            ]
        return found
    if isinstance(value, Sequence):
        return [f"{key}:", *(f"{indent}  - {_flow(one)}" for one in value)]
    return [one]


def _flow(value: Any) -> str:
    """A value on one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
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
