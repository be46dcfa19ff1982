"""What a form tells of an indicator: how its points are worked out and which evidence is asked for.

Here belong these texts, from the sentence of the rule itself and from the official text where the
framework holds it. Where they stand is in `forms/figures.py`; words about whole forms are in
`forms/instructions.py`.
"""

import re
from typing import Final

from pipelines.frameworks.framework import Framework, Indicator, Name
from pipelines.frameworks.rule_words import rule_in_words
from pipelines.rules import kind_of

_LONGEST: Final = 700
"""Characters of an official text that a cell can show; the text itself holds the rest."""
_BY_DECISION: Final = re.compile(r"\d+\s*/(?:\d{4}/)?(?:QĐ|NĐ|TT|NQ|KH|CV)", re.IGNORECASE)
_INFERRED: Final = Name("(suy từ tên chỉ tiêu)", "(inferred from the name)")
_UNKNOWN: Final = Name(
    "Chưa có cách tính trong văn bản; hội đồng thẩm định xem xét điểm tự đánh giá.",
    "The text gives no method; the council considers the self-assessed points.",
)
_EVIDENCE: Final = {
    "required": Name("bắt buộc", "required"),
    "optional": Name("nếu có", "where there is any"),
}


def guidance(leaf: Indicator) -> Name:
    """How the points of an indicator are worked out and the evidence that is asked for: a line for
    each. An official text stands in Vietnamese alone, as it is."""
    vi, en = list[str](), list[str]()
    method = _method(leaf)
    if method is not None:
        vi.append(f"Cách tính: {method.vi}")
        en.append(f"Method: {method.en}")
    if leaf.rule_text:
        vi.append(f"Văn bản quy định: {_short(leaf.rule_text)}")
    asked = _EVIDENCE.get(leaf.evidence)
    if leaf.evidence_text:
        vi.append(f"Tài liệu kiểm chứng: {_short(leaf.evidence_text)}")
    elif asked is not None and leaf.rule is not None:
        vi.append(f"Tài liệu kiểm chứng: {asked.vi}.")
        en.append(f"Evidence: {asked.en}.")
    return Name("\n".join(vi), "\n".join(en))


def legal_basis(framework: Framework) -> Name:
    """The decision that a framework rests on; where none is known, that it is not."""
    source = framework.legal_source
    if _BY_DECISION.search(source) and "(" not in source:
        return Name(source, source)
    if framework.is_demonstration:
        return Name("không có, bộ chỉ số minh họa", source)
    return Name("chưa rõ số quyết định", source)


def _method(leaf: Indicator) -> Name | None:
    if leaf.rule is None:
        return None
    if leaf.rule_status == "unknown" and kind_of(leaf.rule).decided_by is not None:
        return _UNKNOWN
    method = rule_in_words(leaf)
    if method is None or leaf.rule_status != "inferred":
        return method
    return Name(f"{method.vi} {_INFERRED.vi}", f"{method.en} {_INFERRED.en}")


def _short(text: str) -> str:
    """An official text on one line, as long as a cell can show."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rsplit(' ', 1)[0]} …"
