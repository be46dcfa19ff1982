"""The rule book says something of every rule, and its committed copy is the one that is made."""

import unicodedata
from dataclasses import astuple
from pathlib import Path

import pytest

from checks.rule_book import BOOK_EXPLANATIONS, BOOK_THEMES, rule_book_text
from checks.rules import CHECK_RULES
from pipelines.intake.findings import FINDING_RULES, QUESTIONS, FindingRule

BOOK = Path(__file__).parents[2] / "checks" / "RULE_BOOK.md"
NAMES = [*FINDING_RULES, *(rule.name for rule in CHECK_RULES)]


def page(code: str) -> str:
    return rule_book_text().split(f"\n### {code}\n")[1].split("\n### ")[0]


def test_the_committed_book_is_the_one_that_is_made() -> None:
    assert BOOK.read_text(encoding="utf-8") == rule_book_text()


def test_every_rule_has_its_page_once_and_is_listed() -> None:
    codes = [code for *_, of_theme in BOOK_THEMES for code in of_theme]
    assert sorted(codes) == sorted(NAMES)
    text = rule_book_text()
    for name in NAMES:
        assert text.count(f"\n### {name}\n") == 1
        assert text.count(f"(#{name})") == 1


def test_every_rule_is_explained_and_nothing_else_is() -> None:
    assert sorted(BOOK_EXPLANATIONS) == sorted(NAMES)
    for told in BOOK_EXPLANATIONS.values():
        assert all(words.strip() == words != "" for words in astuple(told))


def test_a_page_says_what_is_kept_out() -> None:
    assert "keeps the whole file out" in page("file_is_encrypted")
    assert "keeps that row out" in page("value_is_ambiguous")
    assert "keeps nothing out · câu hỏi" in page("far_from_peers")
    assert "holds the round back" in page("ranks_match_scores")


@pytest.mark.parametrize("rule", FINDING_RULES.values(), ids=lambda rule: rule.code)
def test_a_message_is_shown_with_the_names_of_its_places(rule: FindingRule) -> None:
    shown = page(rule.code)
    assert ("‹thấy›" in shown) == ("{found" in rule.vi)
    assert ("‹expected›" in shown) == ("{expected" in rule.en)
    assert "{" not in shown


def test_the_book_is_composed_unicode() -> None:
    assert unicodedata.is_normalized("NFC", rule_book_text())


def test_questions_are_warnings_but_for_evidence_that_is_refused() -> None:
    errors = {code for code in QUESTIONS if FINDING_RULES[code].severity == "error"}
    assert errors == {"evidence_file_refused"}
