"""The Data Docs of Great Expectations as part of the site: readable, with nothing asked of others.

Here belongs cutting out what they would fetch, most of it from other hosts, and their scripts. The
Data Docs beside the warehouse are left as Great Expectations wrote them.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline' 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'\">"
)
_CUT: Final = re.compile(
    r"<script\b.*?</script>"
    r"|<link\b[^>]*>"
    r"|<img\b[^>]*>"
    r"|\bon[a-z]+=(\"[^\"]*\"|'[^']*')"
    # When it was looked at, and random names: the same tables give the same pages.
    r"|\b\d{8}T\d{6}\.\d{6}Z\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\b"
    r"|-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    # The fingerprint of a frame, which is not of its values alone.
    r"|\b[0-9a-f]{32}\b",
    re.DOTALL | re.IGNORECASE,
)
_STYLE: Final = (
    "<style>body{font-family:system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .6rem}"
    "footer{display:none!important}</style>"
)


def data_docs_pages(docs: Path, *, with_results: bool = True) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the pages: what is expected, and how each table last did.

    Results are those of all rounds together, so they stay in, without `with_results`, where a draft
    is among them. Their own first page is made of scripts, so there is a plain one instead. None
    where there are no Data Docs.
    """
    expected = sorted(docs.glob("expectations/**/*.html"))
    pages = {path.relative_to(docs).as_posix(): path for path in expected}
    for path in sorted(docs.glob("validations/**/*.html")) if with_results else ():
        table = "/".join(path.relative_to(docs).parts[:3])  # below is the run, named by its time
        pages[f"{table}.html"] = path
    if not pages:
        return
    names = sorted(pages, reverse=True)  # validations first
    for name in names:
        text = _CUT.sub("", pages[name].read_text(encoding="utf-8"))
        yield name, re.sub(r"<head>", f"<head>{_POLICY}{_STYLE}", text, count=1).encode()
    links = "".join(
        f'<li><a href="{escape(quote(name))}">{escape(name)}</a></li>' for name in names
    )
    yield (
        "index.html",
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{_POLICY}{_STYLE}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Great Expectations</title></head><body><h1>Great Expectations</h1>"
        f"<p>How each table last did, and what is expected of it.</p><ul>{links}</ul>"
        "</body></html>\n".encode(),
    )
