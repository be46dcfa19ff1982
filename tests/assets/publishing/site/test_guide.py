"""The guide: every chapter in both languages, in the same order and with the same examples."""

import re

import pytest

from assets.installation.seeds import PROJECT
from assets.publishing.site.guide import CHAPTERS, guide_pages

GUIDE = PROJECT / "assets" / "publishing" / "site" / "guide"


def test_every_chapter_stands_in_both_languages() -> None:
    for language in ("vi", "en"):
        assert {path.stem for path in (GUIDE / language).iterdir()} == set(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_the_same_parts_and_commands_in_both_languages(chapter: str) -> None:
    texts = [(GUIDE / language / f"{chapter}.md").read_text("utf-8") for language in ("vi", "en")]
    headings, commands = (
        [re.findall(pattern, text, re.MULTILINE) for text in texts]
        for pattern in (r"^(#+) ", r"(?:^|`)(dti [a-z-]+|make [a-z]+|analyst\.\w+|seeds/\w+\.\w+)")
    )
    assert headings[0] == headings[1]
    assert set(commands[0]) == set(commands[1])


def test_html_in_a_chapter_is_text_and_code_takes_the_focus() -> None:
    pages = {page.path: page for page in guide_pages()}
    chapter = pages["guide/officer.html"].own["chapter"]
    assert '<pre tabindex="0"><code>' in chapter["text_en"]
    assert "&lt;round&gt;" in chapter["text_en"]
    assert chapter["title_vi"] == "Cán bộ đánh giá: tổ chức một đợt"
