"""The folder of a release: its files, written once, the same bytes whenever they are made again.

Here belong writing it, reading what it says of itself, and finding out whether it was changed. What
is in the files is made by the writers that `_fill` calls. `SHA256SUMS` lists every file, so that
anyone can check a copy with `sha256sum -c`.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from assets.publishing.papers.papers import write_papers
from assets.publishing.receipts import receipts_of, write_receipts
from assets.publishing.round_reading import round_tables
from warehouse.contract import TABLE_BY_NAME
from warehouse.whole_folder import replaced_folder
from warehouse.writer import Warehouse

SUMS: Final = "SHA256SUMS"
ABOUT: Final = "release.json"
_PARTS: Final = {
    "release": "publication.release",
    "ranks": "publication.release_rank",
    "reasons": "publication.release_reason",
}
_MADE_WITH: Final = ("dti-pipeline", "typst", "xlsxwriter")


class ReleaseChanged(RuntimeError):
    """The folder of a release is no longer what was issued."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one folder: its release, and every difference in words."""

    release_id: str
    is_rebuilt: bool
    differences: tuple[str, ...]


def write_release(warehouse: Warehouse, release_id: str, folder: Path) -> bool:
    """Write the files of a release in force into `folder/<release_id>`, unless they are there.

    A folder that is there is looked through and left as it is. Returns whether it was written.
    Raises ReleaseChanged where it is not what was issued.
    """
    place = folder / release_id
    if place.exists():
        found = _changes(place, _about(warehouse, release_id)["release"]["content_sha256"])
        if found:
            raise ReleaseChanged(
                f"{place} is not what was issued: {'; '.join(found)}. A release is never "
                f"changed: put its files back from a copy, or move the folder away and run "
                f"again to rebuild it"
            )
        return False
    with replaced_folder(place) as fresh:
        _fill(warehouse, release_id, fresh)
    return True


def verify_releases(
    warehouse: Warehouse, folder: Path, rounds: Sequence[str] | None = None
) -> Iterator[Verdict]:
    """Look through the folders of releases; those in force are also made again and compared.

    Who changes a file can change the list of checksums with it; making the files again from the
    warehouse finds that too. A folder made with other software is compared by its checksums only.
    """
    releases = warehouse.rows(TABLE_BY_NAME[_PARTS["release"]], rounds).sort("round", "number")
    in_force = releases.group_by("round").agg(pl.col("release").last())["release"].to_list()
    for row in releases.iter_rows(named=True):
        name = row["release"]
        place = folder / name
        if not place.exists():
            yield Verdict(name, False, ("there is no folder",))
            continue
        found = _changes(place, row["content_sha256"])
        again = name in in_force and not found and _software_of(place) == _software()
        if again:
            with TemporaryDirectory() as made:
                _fill(warehouse, name, Path(made))
                found = _differences(_sums(Path(made)), _sums(place))
        yield Verdict(name, again, tuple(found))


def releases_in_folders(
    folder: Path, rounds: Sequence[str], known: Collection[str]
) -> Mapping[str, pl.DataFrame]:
    """Rows of releases that the warehouse knows no more: it was deleted, their folders are left."""
    frames = {
        name: [pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema)] for name in _PARTS.values()
    }
    for path in sorted(folder.glob(f"[!.]*/{ABOUT}")):
        about = json.loads(path.read_text(encoding="utf-8"))
        if about["release"]["round"] in rounds and about["release"]["release"] not in known:
            for part, name in _PARTS.items():
                rows = [about[part]] if part == "release" else about[part]
                schema = dict.fromkeys(TABLE_BY_NAME[name].polars_schema, pl.String)
                frames[name].append(pl.DataFrame(rows, schema=schema).select(_casts_of_text(name)))
    return {name: pl.concat(parts) for name, parts in frames.items()}


def _fill(warehouse: Warehouse, release_id: str, place: Path) -> None:
    """Make every file of a release, and the list of their checksums last."""
    about = _about(warehouse, release_id)
    tables = round_tables(warehouse, about["release"]["round"])
    receipts = receipts_of(tables)
    write_papers(tables, receipts, place)
    write_receipts(receipts, place)
    text = json.dumps({**about, "software": _software()}, ensure_ascii=False, indent=1)
    (place / ABOUT).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    lines = "".join(f"{digest}  {name}\n" for name, digest in _hashes(place).items())
    (place / SUMS).write_text(lines, encoding="utf-8", newline="\n")


def _about(warehouse: Warehouse, release_id: str) -> dict[str, Any]:
    """The rows of a release as text, by the part of `release.json` they stand in."""
    about: dict[str, Any] = {}
    for part, name in _PARTS.items():
        table = TABLE_BY_NAME[name]
        rows = (
            warehouse.rows(table)
            .filter(pl.col("release") == release_id)
            .sort(table.key, nulls_last=False)
            .with_columns(pl.all().cast(pl.String))
            .to_dicts()
        )
        about[part] = rows[0] if part == "release" else rows
    return about


def _casts_of_text(name: str) -> list[pl.Expr]:
    return [
        (pl.col(column) == "true").alias(column)
        if kind == pl.Boolean
        else pl.col(column).str.to_datetime("%Y-%m-%d %H:%M:%S%.f")
        if kind == pl.Datetime
        else pl.col(column).cast(kind)
        for column, kind in TABLE_BY_NAME[name].polars_schema.items()
    ]


def _software() -> dict[str, str]:
    return {name: version(name) for name in _MADE_WITH}


def _software_of(place: Path) -> object:
    return json.loads((place / ABOUT).read_text(encoding="utf-8")).get("software")


def _hashes(place: Path) -> Mapping[str, str]:
    """SHA-256 of every file below a folder but the list of checksums, by path, sorted."""
    return {
        path.relative_to(place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path != place / SUMS
    }


def _sums(place: Path) -> Mapping[str, str]:
    lines = (place / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _changes(place: Path, content_sha256: str) -> list[str]:
    """How a folder differs from its own list, and its content from that of the release."""
    if not (place / SUMS).is_file() or not (place / ABOUT).is_file():
        return [f"{SUMS} or {ABOUT} is missing"]
    found = _differences(_sums(place), _hashes(place))
    if not found:
        told = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        if told["release"]["content_sha256"] != content_sha256:
            found.append(f"{ABOUT}: it is of other content than the warehouse says")
    return found


def _differences(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    both = expected.keys() & found.keys()
    return [
        *(f"{name} is missing" for name in sorted(expected.keys() - both)),
        *(f"{name} was added" for name in sorted(found.keys() - both)),
        *(f"{name} was changed" for name in sorted(both) if expected[name] != found[name]),
    ]
