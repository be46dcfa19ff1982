"""The whole site, from the published warehouse to a folder of files.

Here belongs which pages there are and where they lie. What they say comes from
`pipelines/publication/`, how they look from `templates/` and `static/`.
"""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from assets.site.data_docs import data_docs_pages
from assets.site.general_pages import general_pages
from assets.site.published import read_published
from assets.site.rendering import file_name
from assets.site.round_pages import RoundPages
from assets.site.writing import SiteFolder, Written
from pipelines.publication.round_pages import Data

DATA_DOCS: Final = Path("data_docs", "gx", "uncommitted", "data_docs", "local_site")
"""Where Great Expectations leaves its pages, beside the warehouse."""
_STATIC: Final = Path(__file__).parent / "static"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def build_site(warehouse: Path, folder: Path) -> Written:
    """Build the site of a published warehouse. Raises duckdb.Error if it cannot be opened."""
    published = read_published(warehouse)
    docs = list(data_docs_pages(warehouse.parent / DATA_DOCS))
    told: list[Data] = []
    with SiteFolder(folder) as site:
        for path in sorted(_STATIC.iterdir()):
            site.file(f"static/{path.name}", path.read_bytes())
        for name, content in docs:
            site.file(f"checks/{name}", content)
        for facts in published.whole("rounds").to_dicts():
            pages = RoundPages(published, facts, has_docs=bool(docs))
            site.pages(pages)
            name = file_name(pages.story.data["id"])
            site.file(
                f"data/{name}.js", script_data(pages.story.data["id"], pages.for_comparison())
            )
            site.file(f"data/{name}.csv", ranking_csv(pages.ranking))
            told.append(pages.summary())
        site.pages(general_pages(published, told, has_docs=bool(docs)))
        for language_page in ("index.html", "404.html"):
            site.file(language_page, _redirect(f"vi/{language_page}"))
    return site.written


def _redirect(target: str) -> bytes:
    """A page that leads to another, without a server and without a script."""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="0; url={target}"><title>DTI</title></head>'
        f'<body><p><a href="{target}">Tiếng Việt</a> · <a href="en/{target[3:]}">English</a></p>'
        "</body></html>\n"
    ).encode()


def script_data(name: str, data: object) -> bytes:
    """Data as a script, which unlike a request also works from a folder: `dti.put(name, data)`."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    return f"dti.put({json.dumps(name)},{text});\n".encode()


def ranking_csv(rows: Sequence[Data]) -> bytes:
    """A ranking as CSV with decimal points; no cell can become a formula."""
    written = io.StringIO(newline="")
    table = csv.writer(written, lineterminator="\r\n")
    columns = ("code", "name_vi", "name_en", "rank", "value", "points", "previous_rank")
    table.writerow(columns)
    for row in rows:
        table.writerow(
            f"'{cell}"
            if isinstance(cell := row[column], str) and cell.startswith(_FORMULA)
            else cell
            for column in columns
        )
    return written.getvalue().encode("utf-8-sig")
