"""The pages "Hướng dẫn / Guide": a chapter for each of the five who use the product.

Here belongs turning the Markdown files in `guide/` into pages. What they say is theirs; each
language has a file of each chapter.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from assets.publishing.site.rendering import Page
from pipelines.notation import LANGUAGES

CHAPTERS: Final = ("officer", "clerk", "leader", "analyst", "engineer")
"""In the order in which a round meets them."""
_GUIDE: Final = Path(__file__).parent / "guide"


def guide_pages() -> Iterator[Page]:
    """The list of chapters, and a page for each."""
    chapters = [_chapter(name) for name in CHAPTERS]
    titles = [
        {key: text for key, text in chapter.items() if not key.startswith("text")}
        for chapter in chapters
    ]
    yield Page("guide/index.html", "guide", {}, {"chapters": titles, "chapter": None})
    for chapter in chapters:
        yield Page(
            f"guide/{chapter['name']}.html", "guide", {}, {"chapters": titles, "chapter": chapter}
        )


@cache
def _chapter(name: str) -> dict[str, Any]:
    """Title and text of a chapter in all languages; the title is the first line of its file."""
    chapter: dict[str, Any] = {"name": name}
    for language in LANGUAGES:
        heading, _, text = (_GUIDE / language / f"{name}.md").read_text("utf-8").partition("\n")
        chapter[f"title_{language}"] = heading.removeprefix("# ")
        chapter[f"text_{language}"] = Markup(_html(text))
    return chapter


def _html(text: str) -> str:
    """Markdown as HTML. HTML within it is text; code that is wider than the page is reached by the
    keyboard, since its box takes the focus."""
    from markdown_it import MarkdownIt  # late: a site that did not change is not rendered
    from markdown_it.token import Token

    def code(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
        return f'<pre tabindex="0"><code>{Markup.escape(tokens[index].content)}</code></pre>\n'

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("fence", code)
    return markdown.render(text)
