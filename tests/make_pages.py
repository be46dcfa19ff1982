"""Write again the committed pages that are made from the code: dictionary, rule book, graph, schemas.

Here belongs only writing them; tests hold them equal to what is made. Run it as a script.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "assets")]


def make_pages() -> None:
    """Overwrite the pages."""
    from test_definitions import GRAPH, graph_lines

    from assets.definitions import build_definitions
    from assets.installation.installation import installation
    from checks.rule_book import rule_book_text
    from pipelines.seed_schemas import schema_files
    from warehouse.dictionary import dictionary_text

    graph = graph_lines(build_definitions(installation()))
    for path, text in (
        (PROJECT / "warehouse" / "DICTIONARY.md", dictionary_text()),
        (PROJECT / "checks" / "RULE_BOOK.md", rule_book_text()),
        *((PROJECT / "seeds" / name, text) for name, text in schema_files().items()),
        (GRAPH, "".join(f"{line}\n" for line in graph)),
    ):
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    make_pages()
