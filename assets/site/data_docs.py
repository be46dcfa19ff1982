"""The Data Docs of Great Expectations as part of the site: readable, with nothing asked of others.

Here belongs cutting out what they would fetch from other hosts, with the scripts that need it. The
Data Docs beside the warehouse are left as Great Expectations wrote them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline' 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'\">"
)
_CUT: Final = re.compile(
    r"<script\b.*?</script>"
    r"|<link\b[^>]*href=[\"']https?:[^>]*>"
    r"|<img\b[^>]*src=[\"']https?:[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_STYLE: Final = (
    "<style>body{font-family:system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .6rem}</style>"
)


def data_docs_pages(docs: Path) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the pages of Data Docs; none where there are no Data Docs."""
    for path in sorted(docs.rglob("*.html")):
        text = _CUT.sub("", path.read_text(encoding="utf-8"))
        text = re.sub(r"<head>", f"<head>{_POLICY}{_STYLE}", text, count=1)
        yield path.relative_to(docs).as_posix(), text.encode()
