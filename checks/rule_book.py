"""The rule book: every rule that a file or a published table must keep, as a page for people.

Here belongs only the form of the page; `RULE_BOOK.md` is its committed copy, and a test holds the
two equal. The rules of intake are in `pipelines/intake/findings.py`, what is said of each in
`pipelines/intake/rule_explanations.py`; those of tables are in `rules/`.
"""

from typing import Final

from checks.rules import CHECK_RULES, CHECK_THEMES
from pipelines.intake.findings import FINDING_RULES, QUESTIONS
from pipelines.intake.rule_explanations import EXPLANATIONS, THEMES

_INTRODUCTION: Final = """\
# Sổ quy tắc · Rule book

Lỗi giữ lại dòng hoặc tệp có lỗi, không ảnh hưởng đến phần khác; cảnh báo không giữ lại gì. Câu hỏi
là cảnh báo về số liệu khác thường: đó không phải là kết luận sai phạm, hội đồng quyết định. Trong
các thông báo dưới đây, ‹thấy› là điều tìm thấy trong tệp, ‹cần› là điều cần có.

An error keeps its row or file out and touches nothing else; a warning keeps nothing out. A question
is a warning about figures that are odd: it accuses nobody, the council decides. In the messages
below ‹found› is what the file holds, ‹expected› what is asked for.
"""
_SEVERITIES: Final = {
    "error": "Lỗi · error",
    "warning": "Cảnh báo · warning",
    "information": "Ghi nhận · on record",
}
_KEPT_OUT: Final = {
    "file": "giữ lại cả tệp · keeps the whole file out",
    "row": "giữ lại dòng đó · keeps that row out",
    "evidence": "giữ lại tệp kiểm chứng đó · keeps that evidence file out",
}
_NOTHING: Final = "không giữ lại gì · keeps nothing out"
_CHECKS: Final = {rule.name: rule for rule in CHECK_RULES}
BOOK_THEMES: Final = (
    *THEMES,
    *((theme.vi, theme.en, tuple(rule.name for rule in theme.rules)) for theme in CHECK_THEMES),
)
"""The chapters in their order: Vietnamese, English, codes."""
BOOK_EXPLANATIONS: Final = EXPLANATIONS | {
    name: explanation for theme in CHECK_THEMES for name, explanation in theme.explanations.items()
}


def rule_book_text() -> str:
    """Every rule in Markdown, Vietnamese first; the heading of each is its code."""
    lines = [_INTRODUCTION]
    for vi, en, codes in BOOK_THEMES:
        links = " · ".join(f"[`{code}`](#{code})" for code in codes)
        lines.append(f"- **{vi} · {en}**: {links}")
    for vi, en, codes in BOOK_THEMES:
        lines += ["", f"## {vi} · {en}"]
        for code in codes:
            lines += ["", f"### {code}", "", *_said(code), *_explained(code)]
    return "\n".join(lines) + "\n"


def _said(code: str) -> list[str]:
    """What a rule keeps out and what it says."""
    if code in _CHECKS:
        check = _CHECKS[code]
        held = "giữ đợt lại · holds the round back" if check.severity == "error" else _NOTHING
        return [
            f"{_SEVERITIES[check.severity]} · {held} · `{check.table}`",
            "",
            f"- {check.description}",
        ]
    rule = FINDING_RULES[code]
    kept = _KEPT_OUT[rule.scope] if rule.severity == "error" else _NOTHING
    question = " · câu hỏi · a question" if code in QUESTIONS else ""
    return [
        f"{_SEVERITIES[rule.severity]} · {kept}{question}",
        "",
        f"- {_shown(rule.vi, 'thấy', 'cần')}",
        f"- {_shown(rule.en, 'found', 'expected')}",
    ]


def _explained(code: str) -> list[str]:
    explanation = BOOK_EXPLANATIONS[code]
    what_vi = "Phải đúng" if code in _CHECKS else "Vì sao"
    return [
        f"- Ví dụ · Example: `{explanation.example}`",
        f"- **{what_vi}**: {explanation.why_vi}",
        f"- **Cách sửa**: {explanation.mend_vi}",
        f"- **Why**: {explanation.why_en}",
        f"- **Mend**: {explanation.mend_en}",
    ]


def _shown(message: str, found: str, expected: str) -> str:
    """A message with the names of its places."""
    for place, name in (("found", found), ("expected", expected)):
        message = message.replace(f"{{{place}!r}}", f"‹{name}›").replace(
            f"{{{place}}}", f"‹{name}›"
        )
    return message
