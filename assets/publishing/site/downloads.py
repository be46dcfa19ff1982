"""The files of releases beside the pages: reports for people, open data for analysts and portals.

Here belongs reading what lies in the folders of releases, and where the site has it. What each file
is called is said in `pipelines/publication/release_files.py`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from assets.publishing.site.published import Published
from assets.publishing.site.rendering import Page, file_name
from pipelines.frameworks.framework import Name
from pipelines.publication.open_data.dcat import dcat_turtle, whole_catalogue
from pipelines.publication.release_files import (
    PublishedFile,
    files_of_units,
    open_files,
    papers_of,
    tables_of,
)
from pipelines.publication.round_pages import Data
from warehouse.contract import TABLE_BY_NAME
from warehouse.open_tables import OPEN_COLUMNS

PAPERS: Final = "releases"
OPEN_DATA: Final = "open-data"
"""Where the site has them: `base_uri` of `publication.yaml` is the address of this folder."""
_SUMS: Final = "SHA256SUMS"
_NAMES: Final = {name: Name(table.vi, table.en) for name, table in TABLE_BY_NAME.items()}
_TABLES: Final = {name: _NAMES[name] for name in OPEN_COLUMNS}


@dataclass(frozen=True, eq=False)
class ReleaseFiles:
    """One release with the folders that its files lie in; what is not there has no files."""

    facts: Data
    papers_folder: Path
    open_folder: Path

    @cached_property
    def papers(self) -> list[PublishedFile]:
        """Report, annex tables, newsletter, and the sheet and receipt of each unit."""
        return _files_in(self.papers_folder)

    @cached_property
    def open_data(self) -> list[PublishedFile]:
        """The open data and what is said of it."""
        return _files_in(self.open_folder)

    @property
    def linked(self) -> Iterator[tuple[str, Path, str]]:
        """Every file: its name on the site, where it lies, its SHA-256."""
        for name, folder, files in (
            (PAPERS, self.papers_folder, self.papers),
            (OPEN_DATA, self.open_folder, self.open_data),
        ):
            for file in files:
                path = f"{name}/{self.facts['release']}/{file.path}"
                yield path, folder / file.path, file.sha256

    @property
    def data(self) -> Data:
        """The release with the files that are about all of it."""
        tables, documents = open_files(self.open_data, _TABLES)
        return {
            **self.facts,
            "papers": papers_of(self.papers),
            "tables": tables,
            "documents": documents,
        }


def in_force_of(releases: Sequence[ReleaseFiles]) -> ReleaseFiles | None:
    """The release of a round that is in force; None where each is withdrawn, or there is none."""
    return next((release for release in releases if release.facts["is_current"]), None)


def releases_of_round(published: Published, round_id: str, warehouse: Path) -> list[ReleaseFiles]:
    """The releases of a round, the one in force first, others from the last to the first.

    Their folders lie beside the warehouse.
    """
    rows = published.optional("releases", round_id)
    return [
        ReleaseFiles(
            facts,
            warehouse.with_name("releases") / facts["release"],
            warehouse.with_name("open_data") / facts["release"],
        )
        for facts in ([] if rows is None else rows.to_dicts())
    ]


def release_pages(
    round_: Data, ranking: Sequence[Data], releases: Sequence[ReleaseFiles]
) -> Iterator[Page]:
    """The page that lists the releases of a round, and the page of each with all its files.

    The page of one that is withdrawn is its notice.
    """
    folder, shared = file_name(round_["id"]), {"round": round_}
    listed = [release.data for release in releases]
    yield Page(f"{folder}/files.html", "files", shared, {"releases": listed})
    names = {row["code"]: row for row in ranking}
    current = in_force_of(releases)
    in_force = None if current is None else current.facts
    for release, row in zip(releases, listed, strict=True):
        path = release_page(release)
        if row["withdrawn_at"] is not None:
            yield Page(path, "withdrawn", {}, {"releases": [row], "in_force": in_force})
            continue
        own = {
            "release": row,
            "in_force": in_force,
            "of_units": files_of_units(release.papers, names),
            "carried": tables_of(release.papers, _NAMES),
        }
        yield Page(path, "release", shared, own)


def notices(round_id: str, releases: Sequence[ReleaseFiles]) -> Iterator[Page]:
    """The pages of a round whose releases are all withdrawn: notices, where its pages were."""
    folder = file_name(round_id)
    listed = [release.data for release in releases]
    for name in ("index", "files"):
        own = {"releases": listed, "in_force": None}
        yield Page(f"{folder}/{name}.html", "withdrawn", {}, own)
    for release, row in zip(releases, listed, strict=True):
        own = {"releases": [row], "in_force": None}
        yield Page(release_page(release), "withdrawn", {}, own)


def release_page(release: ReleaseFiles) -> str:
    """The path of the page of a release, below the folder of a language."""
    facts = release.facts
    return f"{file_name(facts['round'])}/files/{file_name(facts['release'])}.html"


def catalogue(releases: Sequence[ReleaseFiles]) -> Iterator[tuple[str, bytes]]:
    """The catalogue of all open data as a portal harvests it, in both forms; none of nothing."""
    documents = [
        _read_json(path)
        for issued in sorted(
            releases, key=lambda issued: (issued.facts["issued_at"], issued.open_folder.name)
        )
        if (path := issued.open_folder / "dcat.jsonld").is_file()
    ]
    if documents:
        whole = whole_catalogue(documents)
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        yield f"{OPEN_DATA}/dcat.jsonld", f"{text}\n".encode()
        yield f"{OPEN_DATA}/dcat.ttl", dcat_turtle(whole).encode()


def _files_in(folder: Path) -> list[PublishedFile]:
    """The files that the checksums of a folder list and that are there, and the checksums."""
    sums = folder / _SUMS
    if not sums.exists():
        return []
    content = sums.read_bytes()
    lines = (line.partition("  ") for line in content.decode("utf-8").splitlines())
    digests = {name: digest for digest, _, name in lines}
    digests[_SUMS] = hashlib.sha256(content).hexdigest()
    return [
        PublishedFile(name, (folder / name).stat().st_size, digest)
        for name, digest in digests.items()
        if (folder / name).is_file()
    ]


def _read_json(path: Path) -> Mapping[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
