"""The whole site, from the published warehouse to a folder of files.

Here belongs which pages there are and where they lie. What they say comes from
`pipelines/publication/`, how they look from `templates/` and `static/`.
"""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from assets.installation.release_log import LOG
from assets.publishing.receipts import VERIFIER
from assets.publishing.released import drafted_rounds, released_warehouse
from assets.publishing.site.data_docs import data_docs_pages
from assets.publishing.site.downloads import (
    OPEN_DATA,
    PAPERS,
    ReleaseFiles,
    catalogue,
    in_force_of,
    notices,
    release_page,
    release_pages,
    releases_of_round,
)
from assets.publishing.site.general_pages import general_pages
from assets.publishing.site.guide import guide_pages
from assets.publishing.site.interactive import chart_scripts
from assets.publishing.site.published import Published, read_published
from assets.publishing.site.rendering import Renderer, file_name
from assets.publishing.site.round_pages import RoundPages
from assets.publishing.site.writing import PageWriter
from pipelines.notation import LANGUAGES
from pipelines.publication.round_pages import Data
from warehouse.reader import open_published
from warehouse.whole_folder import LinkedFolder, Written, linked_folder

DATA_DOCS: Final = Path("data_docs", "gx", "uncommitted", "data_docs", "local_site")
"""Where Great Expectations leaves its pages, beside the warehouse."""
_STATIC: Final = Path(__file__).parent / "static"
_HEAD: Final = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
)
_MISSING: Final = (
    f"{_HEAD}<title>Không có trang này</title></head><body><h1>Không có trang này</h1>"
    "<p>Bản công bố có thể đã được thu hồi: xem Nhật ký công bố.</p>"
    "<p>There is no such page. A release may have been withdrawn: see the publication log.</p>"
    "</body></html>\n"
).encode()
"""What a web server shows for what is not there, at whatever depth: so it has no links."""
_DRAFT: Final = "<body><p><strong>BẢN NHÁP / DRAFT</strong></p>".encode()
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def build_site(warehouse: Path, folder: Path) -> Written:
    """Build the public site, of what is released; the whole folder is replaced, in one step.

    Raises PublishedUnreadable if the warehouse cannot be opened, WriteRefused if a file of a
    release is no longer what was issued, OSError if the disk is full. The old site stays then.
    """
    with released_warehouse(warehouse, warehouse.with_name(PAPERS)) as released:
        published = read_published(released)
    docs = data_docs_pages(warehouse.parent / DATA_DOCS, with_results=not drafted_rounds(warehouse))
    return _build(published, warehouse, folder, list(docs), is_draft=False)


def build_draft(warehouse: Path, folder: Path) -> Written:
    """Build the site of what is assessed and not released, for the office: each page says DRAFT.

    Without any such round there is no folder. Raises as `build_site` does.
    """
    rounds = drafted_rounds(warehouse)
    if not rounds:
        shutil.rmtree(folder, ignore_errors=True)
        return Written()
    with open_published(warehouse) as opened:
        published = read_published(opened).of_rounds(rounds)
    docs = data_docs_pages(warehouse.parent / DATA_DOCS)
    return _build(published, warehouse, folder, list(docs), is_draft=True)


def _build(
    published: Published,
    warehouse: Path,
    folder: Path,
    docs: Sequence[tuple[str, bytes]],
    *,
    is_draft: bool,
) -> Written:
    summaries: list[Data] = []
    in_force: list[ReleaseFiles] = []
    with linked_folder(folder) as site:
        writer = PageWriter(site, Renderer(is_draft=is_draft))
        for path in sorted(_STATIC.iterdir()):
            site.file(f"static/{path.name}", path.read_bytes())
        site.file(VERIFIER.name, VERIFIER.read_bytes())
        for name, (made_with, make) in chart_scripts().items():
            writer.made(name, made_with, make)
        for name, content in docs:
            site.file(f"checks/{name}", content)
        for facts in published.whole("rounds").to_dicts():
            releases = releases_of_round(published, facts["round"], warehouse)
            pages = RoundPages(published, facts, releases, writer.renderer, has_docs=bool(docs))
            writer.pages(pages)
            name = file_name(pages.story.data["id"])
            site.file(
                f"data/{name}.js", script_data(pages.story.data["id"], pages.for_comparison())
            )
            site.file(f"data/{name}.csv", ranking_csv(pages.ranking))
            writer.pages(release_pages(pages.story.data, pages.ranking, releases))
            _link_files(site, releases)
            current = in_force_of(releases)
            in_force += [] if current is None else [current]
            summaries.append(pages.summary())
        for name in published.withdrawn_rounds():
            releases = releases_of_round(published, name, warehouse)
            writer.pages(notices(name, releases))
            _link_files(site, releases)
        log = warehouse.with_name(PAPERS) / LOG
        if log.exists() and not is_draft:  # whole, as its lines are chained over all rounds
            site.file(f"{PAPERS}/{LOG}", log.read_bytes())
        writer.pages(general_pages(published, summaries, in_force, has_docs=bool(docs)))
        writer.pages(guide_pages())
        for path, content in catalogue(in_force):
            site.file(path, content)
        for path, content in (
            (f"{OPEN_DATA}/index.html", leads_to("data.html", up="../")),
            ("index.html", leads_to("index.html")),
            ("404.html", _MISSING),
        ):
            site.file(path, content.replace(b"<body>", _DRAFT) if is_draft else content)
    return site.written


def _link_files(site: LinkedFolder, releases: Sequence[ReleaseFiles]) -> None:
    """Have the files of releases, and at their folders what leads to their pages."""
    for release in releases:
        for linked in release.linked:
            site.link(*linked)
        is_withdrawn = release.facts["withdrawn_at"] is not None
        for folder, has_page in ((OPEN_DATA, bool(release.open_data)), (PAPERS, is_withdrawn)):
            if has_page:
                address = f"{folder}/{release.facts['release']}/index.html"
                site.file(address, leads_to(release_page(release), up="../../"))


def leads_to(page: str, up: str = "") -> bytes:
    """Leads to a page in Vietnamese, or English, without a server and without a script."""
    vi, en = (f"{up}{language}/{page}" for language in LANGUAGES)
    return (
        f'{_HEAD}<meta http-equiv="refresh" content="0; url={vi}"><title>DTI</title></head>'
        f'<body><p><a href="{vi}">Tiếng Việt</a> · <a href="{en}">English</a></p>'
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
    columns = (
        "code",
        "name_vi",
        "name_en",
        "rank",
        "value",
        "points",
        "previous_rank",
        "is_silent",
    )
    table.writerow(columns)
    for row in rows:
        table.writerow(
            f"'{cell}"
            if isinstance(cell := row[column], str) and cell.startswith(_FORMULA)
            else cell
            for column in columns
        )
    return written.getvalue().encode("utf-8-sig")
