"""The rule book says something of every rule, and its committed copy is the one that is made."""

from pathlib import Path

from checks.rule_book import rule_book_text
from checks.rules import CHECK_RULES
from pipelines.findings import FINDING_RULES, QUESTIONS
from pipelines.rule_explanations import EXPLANATIONS, THEMES

BOOK = Path(__file__).parents[2] / "checks" / "RULE_BOOK.md"


def test_the_committed_book_is_the_one_that_is_made() -> None:
    assert BOOK.read_text(encoding="utf-8") == rule_book_text()


def test_every_rule_has_its_page_once() -> None:
    codes = [code for *_, of_theme in THEMES for code in of_theme]
    assert sorted(codes) == sorted(FINDING_RULES)
    assert set(EXPLANATIONS) == set(FINDING_RULES)
    text = rule_book_text()
    for name in (*FINDING_RULES, *(rule.name for rule in CHECK_RULES)):
        assert text.count(f"\n### {name}\n") == 1


def test_questions_are_warnings_but_for_evidence_that_is_refused() -> None:
    errors = {code for code in QUESTIONS if FINDING_RULES[code].severity == "error"}
    assert errors == {"evidence_file_refused"}


def test_every_explanation_is_whole() -> None:
    for told in EXPLANATIONS.values():
        assert all((told.example, told.vi, told.en))
