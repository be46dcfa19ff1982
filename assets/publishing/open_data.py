"""Open data of a release: its data files, what is said of them, checksums, all in one folder.

Here belongs gathering it from the releases in force and writing it: what was assessed since is none
of it. What may leave is in
`warehouse/open_tables.py`, what each standard wants said in `pipelines/publication/open_data/`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from assets.installation.installation import Installation
from assets.publishing.released import released_warehouse
from assets.stages.lineage import MADE_FROM
from pipelines.frameworks.framework import Name
from pipelines.publication.open_data import sdmx
from pipelines.publication.open_data.codebook import codebook_csv, codebook_page
from pipelines.publication.open_data.croissant import croissant
from pipelines.publication.open_data.csvw import csvw
from pipelines.publication.open_data.data_package import data_package
from pipelines.publication.open_data.dcat import dcat_json, dcat_turtle
from pipelines.publication.open_data.notes import licence, readme
from pipelines.publication.open_data.open_lineage import lineage_events
from pipelines.publication.open_data.package import (
    CSV,
    PARQUET,
    DataFile,
    OpenRelease,
    Package,
    RoundOfRelease,
)
from pipelines.publication.terms import Terms
from warehouse.export import export_tables
from warehouse.open_tables import open_tables
from warehouse.reader import open_published
from warehouse.whole_folder import replaced_folder
from warehouse.writer import Warehouse

CHECKSUMS: Final = "SHA256SUMS"
_SDMX: Final = "dti.sdmx.csv"
_MEDIA_TYPES: Final = {".csv": CSV, ".parquet": PARQUET}


def whole_release(published: Path, issued: date) -> OpenRelease:
    """All rounds with a release in force, as one; final if each of these is."""
    found = releases_in_force(published)
    rounds = sorted(name for in_force in found for name in in_force.rounds)
    return OpenRelease(
        "all-rounds", tuple(rounds), all(in_force.is_final for in_force in found), issued
    )


def releases_in_force(published: Path) -> list[OpenRelease]:
    """The release in force of each round, with the day on which it was issued."""
    with open_published(published) as warehouse:
        rows = warehouse.connection.sql(
            "SELECT release, round, stage, issued_at::DATE FROM analyst.release "
            "WHERE is_current ORDER BY release"
        ).fetchall()
    return [OpenRelease(id_, (name,), stage == "final", day) for id_, name, stage, day in rows]


def write_open_data_in_force(installation: Installation) -> list[str]:
    """The open data of every release in force that has none yet; what is there stays as it is.

    Returns the releases written; none where no `publication.yaml` says who publishes.
    """
    terms = installation.seeds.terms
    if terms is None:
        return []
    fresh = [
        release
        for release in releases_in_force(installation.published)
        if not (installation.open_data / release.id).exists()
    ]
    if fresh:
        with released_warehouse(installation.published, installation.releases) as released:
            for release in fresh:
                _write_folder(released, installation.open_data / release.id, release, terms)
    return [release.id for release in fresh]


def write_open_data(
    published: Path, folder: Path, release: OpenRelease, terms: Terms
) -> list[Path]:
    """Write the open data of a release into a folder; returns its files.

    A folder that holds an earlier package is replaced once the new one is whole. Raises
    FileExistsError if the folder holds anything else, ValueError if a round is not released.
    """
    with released_warehouse(published, published.with_name("releases")) as released:
        _write_folder(released, folder, release, terms)
    return sorted(folder.iterdir())


def _write_folder(released: Warehouse, folder: Path, release: OpenRelease, terms: Terms) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / CHECKSUMS).exists():
        raise FileExistsError(f"{folder} holds something else than open data; name another folder")
    with replaced_folder(folder) as fresh:
        _write(released, fresh, release, terms)


def _write(released: Warehouse, folder: Path, release: OpenRelease, terms: Terms) -> None:
    tables, connection = open_tables(), released.connection
    rounds = _rounds(connection, release)
    data = export_tables(released, folder, tables, release.rounds)
    files = tuple(_data_file(path, _MEDIA_TYPES[path.suffix], path.stem) for path in data)
    package = Package(terms, release, rounds, _sources(connection, release), tables, files)
    scores = [
        _rows(connection, f"SELECT * FROM {name} WHERE round IN ?", release)
        for name in (
            "rankings.dti",
            "scores.pillar",
            "scores.main_indicator",
            "indicators.indicator_value",
        )
    ]
    sdmx.sdmx_rows(package, *scores).write_csv(folder / _SDMX)
    of_sdmx = _data_file(folder / _SDMX, sdmx.MEDIA_TYPE, None)
    for name, text in _documents(replace(package, files=(*files, of_sdmx))).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / CHECKSUMS).write_text("".join(sums), encoding="utf-8", newline="\n")


def _documents(package: Package) -> Mapping[str, str]:
    """The name and the text of every document beside the data."""
    events = lineage_events(package, MADE_FROM)
    catalogue = dcat_json(package)
    return {
        "README.md": readme(package),
        "LICENSE.txt": licence(package),
        "codebook.csv": codebook_csv(package),
        "codebook.md": codebook_page(package),
        "datapackage.json": _json(data_package(package)),
        "csv-metadata.json": _json(csvw(package)),
        "dcat.jsonld": _json(catalogue),
        "dcat.ttl": dcat_turtle(catalogue),
        "croissant.json": _json(croissant(package)),
        "dti.structure.json": _json(sdmx.sdmx_structure(package)),
        "openlineage.ndjson": "".join(
            json.dumps(event, ensure_ascii=False) + "\n" for event in events
        ),
    }


def _rounds(
    connection: duckdb.DuckDBPyConnection, release: OpenRelease
) -> tuple[RoundOfRelease, ...]:
    found = _rows(
        connection,
        "SELECT r.*, p.stage = 'final' AS is_final FROM reference.round AS r "
        "JOIN publication.round AS p USING (round) WHERE round IN ? ORDER BY round",
        release,
    )
    unknown = sorted(set(release.rounds) - set(found["round"]))
    if unknown or found.is_empty():
        unreleased = ", ".join(unknown) or "none is named"
        raise ValueError(f"release {release.id}: rounds that are not released: {unreleased}")
    return tuple(
        RoundOfRelease(
            row["round"],
            Name(row["name_vi"], row["name_en"]),
            row["starts_on"],
            row["ends_on"],
            row["is_final"],
            row["is_demonstration"],
        )
        for row in found.iter_rows(named=True)
    )


def _sources(connection: duckdb.DuckDBPyConnection, release: OpenRelease) -> tuple[str, ...]:
    found = _rows(
        connection,
        "SELECT DISTINCT legal_source FROM reference.framework AS f JOIN reference.round "
        "USING (framework) WHERE round IN ? AND NOT f.is_demonstration ORDER BY legal_source",
        release,
    )
    return tuple(found["legal_source"])


def _rows(connection: duckdb.DuckDBPyConnection, query: str, release: OpenRelease) -> pl.DataFrame:
    return connection.execute(query, [[*release.rounds]]).pl()


def _data_file(path: Path, media_type: str, table: str | None) -> DataFile:
    return DataFile(path.name, media_type, table, path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
