"""Data Docs on the site: the same results give the same pages, and nothing is asked of others."""

from pathlib import Path

import pytest

from assets.publishing.site.data_docs import data_docs_pages

TIME = "20260131T010204.567890Z"
FIRST, SECOND = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
CODES = "C-1a2b3c4d DL.1.2-2025 so-tu-phap 00001 2025-07-31"
"""Codes and dates of a table, none of them the name of a run."""


def written(docs: Path, made: str, looked_at: str) -> Path:
    """Data Docs as they are written for a table, under names and times of their own."""
    page = docs / "validations" / "rankings" / "dti" / looked_at / "result.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        f'<html><head><script src="https://cdn.example.org/x.js"></script></head><body>'
        f'<div id="section-{made}" onclick="go()">run {looked_at}, 2026-01-31T01:02:03Z</div>'
        f"<p>{CODES}</p></body></html>",
        encoding="utf-8",
    )
    return docs


@pytest.fixture
def page(tmp_path: Path) -> str:
    pages = dict(data_docs_pages(written(tmp_path / "docs", FIRST, TIME)))
    return pages["validations/rankings/dti.html"].decode()


def test_other_random_names_and_times_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path / "first", FIRST, "20260131T010204.567890Z")
    second = written(tmp_path / "second", SECOND, "20270228T111213.000001Z")
    assert list(data_docs_pages(first)) == list(data_docs_pages(second))


def test_the_name_of_a_section_stays_without_its_random_end(page: str) -> None:
    assert '<div id="section"' in page


def test_codes_and_dates_of_the_table_stay(page: str) -> None:
    assert f"<p>{CODES}</p>" in page


def test_scripts_and_what_acts_are_cut(page: str) -> None:
    assert "script" not in page.replace("script-src", "")
    assert "onclick" not in page
    assert "Content-Security-Policy" in page


def test_results_stay_in_where_they_tell_of_a_draft(tmp_path: Path) -> None:
    docs = written(tmp_path, FIRST, TIME)
    expected = docs / "expectations" / "rankings" / "dti.html"
    expected.parent.mkdir(parents=True)
    expected.write_text("<html><head></head><body>expected</body></html>", encoding="utf-8")
    names = {name for name, _ in data_docs_pages(docs, with_results=False)}
    assert names == {"expectations/rankings/dti.html", "index.html"}


def test_without_data_docs_there_are_no_pages(tmp_path: Path) -> None:
    assert list(data_docs_pages(tmp_path)) == []
