"""Who publishes: every mistake in `publication.yaml` is told with its line."""

from pathlib import Path

import pytest

from pipelines.marked_yaml import SeedError
from pipelines.publication.terms import read_terms

TEXT = (Path(__file__).parents[3] / "seeds" / "publication.yaml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_terms_are_what_the_file_says() -> None:
    terms = read_terms(TEXT, "publication.yaml")
    assert terms.licence_id == "CC-BY-4.0"
    assert terms.base_uri == "https://example.org/dti/open-data"
    assert terms.contact.en == "Open data desk (example)"
    assert terms.spatial == ("http://publications.europa.eu/resource/authority/country/VNM",)


@pytest.mark.parametrize(
    ("part", "instead", "told"),
    [
        ("base_uri: https", "base_uri: file", "base_uri: expected an address without / at its end"),
        ("dti/open-data\n", "dti/open-data/\n", "base_uri: expected an address without /"),
        ("open-data@example.org", "nobody", "email: expected the e-mail address"),
        (
            "sdmx_agency: EXAMPLE",
            "sdmx_agency: my office",
            "sdmx_agency: expected capital",
        ),
        ("id: CC-BY-4.0", "id: CC BY", "id: expected a short name"),
        ("https://example.org/\n", "https://example.org/<b>\n", "homepage: expected"),
        (
            "base_uri:",
            "base_url:",
            "base_url: no such key; there are: publisher, contact, base_uri",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(part: str, instead: str, told: str) -> None:
    text = TEXT.replace(part, instead, 1)
    with pytest.raises(SeedError) as raised:
        read_terms(text, "publication.yaml")
    problem = next(found for found in raised.value.problems if told in str(found))
    assert problem.line == line_of(text, instead.strip())


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(SeedError) as raised:
        read_terms("title: DTI\nspatial: Hà Nội\n", "publication.yaml")
    assert len(raised.value.problems) == 6


def test_a_name_needs_both_languages() -> None:
    with pytest.raises(SeedError, match=r"title: expected a name in vi and en"):
        read_terms(TEXT.replace('  en: "Digital Transformation Index (DTI)"\n', ""), "p.yaml")
