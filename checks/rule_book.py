"""The rule book: every rule that a file or a published table must keep, as a page for people.

Here belongs only the form of the page; `RULE_BOOK.md` is its committed copy, and a test holds the
two equal. The rules of intake are in `pipelines/findings.py`, those of tables in `rules.py`.
"""

from typing import Final

from checks.rules import CHECK_RULES
from pipelines.findings import FINDING_RULES, QUESTIONS
from pipelines.rule_explanations import EXPLANATIONS, THEMES

_SEVERITIES: Final = {"error": "lỗi · error", "warning": "cảnh báo · warning"}
_KEPT_OUT: Final = {
    ("error", "file"): "cả tệp · the whole file",
    ("error", "row"): "dòng đó · that row",
    ("error", "evidence"): "tệp kiểm chứng đó · that evidence file",
}


def rule_book_text() -> str:
    """Every rule in Markdown, Vietnamese first."""
    lines = [
        "# Sổ quy tắc · Rule book",
        "",
        "Lỗi giữ dòng hoặc tệp lại, không ảnh hưởng dòng khác; cảnh báo không giữ lại gì.",
        "",
        "An error keeps its row or file out and touches no other; a warning keeps nothing out. "
        "`…` stands for what was found and what is expected.",
        "",
    ]
    for vi, en, codes in THEMES:
        links = " · ".join(f"[`{code}`](#{code})" for code in codes)
        lines += [f"- **{vi} · {en}**: {links}"]
    lines += ["- **Bảng công bố · Published tables**: " + " · ".join(
        f"[`{rule.name}`](#{rule.name})" for rule in CHECK_RULES
    )]  # fmt: skip
    for vi, en, codes in THEMES:
        lines += ["", f"## {vi} · {en}"]
        for code in codes:
            lines += _page(code)
    lines += ["", "## Bảng công bố · Published tables"]
    for rule in CHECK_RULES:
        held = "giữ đợt lại · holds the round back" if rule.severity == "error" else "—"
        lines += [
            "",
            f"### {rule.name}",
            "",
            f"{_SEVERITIES[rule.severity]} · `{rule.table}` · {held}",
            "",
            rule.description,
        ]
    return "\n".join(lines) + "\n"


def _page(code: str) -> list[str]:
    rule, told = FINDING_RULES[code], EXPLANATIONS[code]
    kept = _KEPT_OUT.get((rule.severity, rule.scope), "không giữ lại gì · keeps nothing out")
    question = " · câu hỏi · a question" if code in QUESTIONS else ""
    return [
        "",
        f"### {code}",
        "",
        f"{_SEVERITIES[rule.severity]} · {kept}{question}",
        "",
        f"- {_shown(rule.vi)}",
        f"- {_shown(rule.en)}",
        f"- Ví dụ · Example: `{told.example}`",
        f"- Vì sao: {told.vi}",
        f"- Why: {told.en}",
    ]


def _shown(message: str) -> str:
    for place in ("{found!r}", "{found}", "{expected!r}", "{expected}"):
        message = message.replace(place, "…")
    return message
