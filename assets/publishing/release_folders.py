"""The folder of a release: its files, written once, the same bytes whenever they are made again.

Here belong writing it, reading what it says of itself, finding out whether it was changed, and the
notice that takes the place of what was withdrawn. What is in the files is made by the writers that
`_fill` calls. `SHA256SUMS` lists every file, so that anyone can check a copy with `sha256sum -c`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from assets.publishing.papers.papers import write_papers
from assets.publishing.receipts import receipts_of, write_receipts
from assets.publishing.round_reading import RELEASES, public_round_tables
from pipelines.intake.closing import AFTER_CLOSING, correction_key, file_key
from pipelines.notation import EN, VI
from pipelines.publication.life_cycle import SYSTEM, Entry
from pipelines.publication.round_tables import RoundTables
from warehouse.content import round_contents
from warehouse.contract import TABLE_BY_NAME
from warehouse.public_tables import FOLDER as TABLES
from warehouse.public_tables import public_tables, write_public_tables
from warehouse.whole_folder import replaced_folder
from warehouse.writer import Warehouse

SUMS: Final = "SHA256SUMS"
ABOUT: Final = "release.json"
NOTICE: Final = "THU-HOI.txt"
FIGURES: Final = f"{TABLES}/submissions.input_value.parquet"
RELEASE, RANKS, REASONS = RELEASES
_PARTS: Final = {"release": RELEASE, "ranks": RANKS, "reasons": REASONS}
_MADE_WITH: Final = ("dti-pipeline", "polars", "typst", "xlsxwriter")
_FORMER: Final = {"release_id": "release", "status": "stage", "issued_on": "issued_at"}
"""Names in folders of releases from before there was a log."""

Frames = Mapping[str, pl.DataFrame]
"""Rows of releases by the full names of their tables."""


class ReleaseChanged(RuntimeError):
    """The folder of a release is no longer what was issued."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one folder: its release, and every difference in words."""

    release: str
    is_rebuilt: bool
    differences: tuple[str, ...]


def write_release(warehouse: Warehouse, frames: Frames, folder: Path) -> Path:
    """Write the folder of the one release that `frames` are about; whole or not at all.

    Returns its place. A folder that is there is replaced: no line of the log speaks of it.
    """
    place = folder / frames[RELEASE]["release"].item()
    with replaced_folder(place) as fresh:
        _fill(warehouse, frames, fresh)
    return place


def ensure_release(warehouse: Warehouse, entry: Entry, folder: Path) -> bool:
    """Have the folder of a release in force; one that is lost is made again, if it can be.

    Returns whether it was made. Raises ReleaseChanged where it is not what was issued.
    """
    place = folder / entry.release
    if place.exists():
        found = _changes(place, entry.content_sha256)
        if found:
            raise ReleaseChanged(
                f"{place} is not what was issued: {'; '.join(found)}. A release is never "
                f"changed: put its files back from a copy, or move the folder away and run "
                f"again to rebuild it"
            )
        return False
    if content_in(warehouse, entry.round) != entry.content_sha256:
        raise ReleaseChanged(
            f"{place}: thư mục bị mất và kho dữ liệu không còn nội dung của bản này. Hãy chép lại "
            f"từ bản sao dự phòng. / The folder is lost and the warehouse no longer holds this "
            f"content. Put it back from a backup."
        )
    write_release(warehouse, frames_of(warehouse, entry.release), folder)
    return True


def verify_releases(
    warehouse: Warehouse, folder: Path, rounds: Sequence[str] | None = None
) -> Iterator[Verdict]:
    """Look through the folders of releases; those in force are also made again and compared.

    Who changes a file can change the list of checksums with it; making the files again from the
    warehouse finds that too. A folder made with other software, or of other content than the
    warehouse has now, is compared by its checksums only.
    """
    releases = warehouse.rows(TABLE_BY_NAME[RELEASE], rounds).sort("round", "number")
    standing = releases.filter(pl.col("withdrawn_at").is_null())
    in_force = standing.group_by("round").agg(pl.col("release").last())["release"].to_list()
    for row in releases.iter_rows(named=True):
        name = row["release"]
        place = folder / name
        if not place.exists():
            yield Verdict(name, False, ("there is no folder",))
            continue
        found = _changes(place, row["content_sha256"])
        again = (
            name in in_force
            and not found
            and _about_in(place).get("software") == _software()
            and row["replaces"] in (None, *standing["release"])
            and content_in(warehouse, row["round"]) == row["content_sha256"]
        )
        if again:
            with TemporaryDirectory() as made:
                _fill(warehouse, frames_of(warehouse, name), Path(made))
                found = _differences(_sums(Path(made)), _sums(place))
        yield Verdict(name, again, tuple(found))


def releases_in_folders(folder: Path) -> Frames:
    """The rows of every release whose folder is there, as issued; ranks of those withdrawn are
    gone with their files."""
    frames = {
        name: [pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema)] for name in _PARTS.values()
    }
    for place in release_places(folder):
        about = _about_in(place)
        for part, name in _PARTS.items():
            rows = [about[part]] if part == "release" else about[part]
            schema = dict.fromkeys(TABLE_BY_NAME[name].polars_schema, pl.String)
            modern = [_modern(row) for row in rows]
            frames[name].append(pl.DataFrame(modern, schema=schema).select(_casts_of_text(name)))
    return {name: pl.concat(parts) for name, parts in frames.items()}


def release_places(folder: Path) -> list[Path]:
    """The folders of releases, by name."""
    return [path.parent for path in sorted(folder.glob(f"[!.]*/{ABOUT}"))]


def is_of_log(place: Path) -> bool:
    """Whether a folder was written since there is a log: it says who issued it."""
    return "issued_by" in _about_in(place)["release"]


def sums_hash(place: Path) -> str | None:
    """SHA-256 of the list of checksums as a release was issued; None where there is none."""
    path = place / SUMS
    if not path.is_file():
        return None
    if (place / NOTICE).is_file():  # the list that the notice keeps
        return hashlib.sha256(_sums_text(_about_in(place)["files"]).encode()).hexdigest()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def counted_in(place: Path) -> Mapping[str, Any] | None:
    """The keys of files and corrections that count in a release; None for one from before this was
    noted."""
    return _about_in(place).get("counted") if (place / ABOUT).is_file() else None


def figures_in(place: Path) -> pl.DataFrame | None:
    """The figures of a release; None where its folder has none."""
    path = place / FIGURES
    return pl.read_parquet(path) if path.is_file() else None


def write_notice(place: Path, entry: Entry, follows: str | None) -> None:
    """Put a notice in place of the files of a release. `entry`: its withdrawal.

    `release.json` keeps the entry and the hash of every file. `follows`: the release in force
    then.
    """
    about = _about_in(place)
    hashes = dict(_sums(place))
    withdrawal = {
        "at": entry.at,
        "by": entry.by,
        "reason": entry.reason,
        "followed_by": follows,
    }
    kept = {**about, "ranks": [], "reasons": [], "withdrawal": withdrawal, "files": hashes}
    kept.pop("counted", None)
    with replaced_folder(place) as fresh:
        _write_text(fresh / ABOUT, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
        _write_text(fresh / NOTICE, notice_text(entry, follows))
        _write_sums(fresh)


def withdraw_open_data(place: Path, notice: str) -> None:
    """Put a notice in place of the open data of a release, if there is any."""
    if place.exists():
        with replaced_folder(place) as fresh:
            _write_text(fresh / NOTICE, notice)
            _write_sums(fresh)


def notice_text(entry: Entry, follows: str | None) -> str:
    """What is said of a withdrawn release, in Vietnamese, then in English."""
    return (
        f"Bản công bố {entry.release} đã được thu hồi.\nNgười thu hồi: {entry.by}. "
        f"Thời điểm: {VI.moment(entry.moment)}.\nLý do: {entry.reason}\n"
        + (f"Bản đang có hiệu lực: {follows}.\n" if follows else "Chưa có bản nào thay thế.\n")
        + f"\nRelease {entry.release} was withdrawn.\nBy: {entry.by}. "
        f"On: {EN.moment(entry.moment)}.\nReason: {entry.reason}\n"
        + (f"In force: {follows}.\n" if follows else "Nothing follows it yet.\n")
    )


def _fill(warehouse: Warehouse, frames: Frames, place: Path) -> None:
    """Make every file of a release, and the list of their checksums last."""
    release = frames[RELEASE].row(0, named=True)
    public = public_tables(warehouse, release["round"])
    write_public_tables(public, release["stage"], place / TABLES)
    tables = as_issued(public_round_tables(warehouse, public, release["round"]), frames)
    receipts = receipts_of(tables)
    write_papers(tables, receipts, place)
    write_receipts(receipts, place)
    about = {
        **_as_text(frames),
        "counted": _counted(warehouse, release["round"]),
        "software": _software(),
    }
    _write_text(place / ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    _write_sums(place)


def as_issued(tables: RoundTables, frames: Frames) -> RoundTables:
    """The tables of a round with this release as the last that there is."""
    number = frames[RELEASE]["number"].item()
    known = tables.tables[RELEASE]
    earlier = known.filter(pl.col("number") < number, pl.col("withdrawn_at").is_null())
    others = pl.col("release").is_in(earlier["release"].implode())
    replaced = {
        RELEASE: pl.concat([earlier, frames[RELEASE]]),
        **{
            name: pl.concat([tables.tables[name].filter(others), frames[name]])
            for name in (RANKS, REASONS)
        },
    }
    return RoundTables(
        {**tables.tables, **without_later_files(tables.tables), **replaced}, tables.is_public
    )


def without_later_files(tables: Frames) -> Frames:
    """The files and findings of a round without what came after it was closed."""
    return {
        "submissions.file": tables["submissions.file"].filter(pl.col("status") != AFTER_CLOSING),
        "submissions.finding": tables["submissions.finding"].filter(
            pl.col("rule") != "received_after_closing"
        ),
    }


def _counted(warehouse: Warehouse, round_id: str) -> dict[str, Any]:
    """What counts in a round: keys of its files with the time of receipt, keys of corrections.

    Keys, as names of files are the senders' own business.
    """
    received: dict[str, str | None] = {}
    for table, counts in (
        ("submissions.file", pl.col("status") != AFTER_CLOSING),
        ("submissions.evidence_file", pl.lit(value=True)),
    ):
        rows = warehouse.rows(TABLE_BY_NAME[table], [round_id]).filter(counts)
        for name, sha256, at in rows.select("file_name", "file_sha256", "received_at").iter_rows():
            received[file_key(name, sha256)] = None if at is None else at.isoformat()
    corrections = warehouse.rows(TABLE_BY_NAME["submissions.correction"], [round_id])
    columns = ("entity_code", "indicator_code", "input", "source", "found_text", "corrected_text")
    keys = sorted(correction_key(*row) for row in corrections.select(columns).iter_rows())
    return {"files": dict(sorted(received.items())), "corrections": keys}


def content_in(warehouse: Warehouse, round_id: str) -> str:
    return round_contents(warehouse, [round_id])[round_id]


def frames_of(warehouse: Warehouse, release: str) -> Frames:
    return {
        name: warehouse.rows(TABLE_BY_NAME[name]).filter(pl.col("release") == release)
        for name in _PARTS.values()
    }


def _as_text(frames: Frames) -> dict[str, Any]:
    """The rows of a release as text, by the part of `release.json` they stand in."""
    about: dict[str, Any] = {}
    for part, name in _PARTS.items():
        rows = (
            frames[name]
            .sort(TABLE_BY_NAME[name].key, nulls_last=False)
            .with_columns(pl.all().cast(pl.String))
            .to_dicts()
        )
        about[part] = rows[0] if part == "release" else rows
    return about


def _modern(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `release.json` in the names of today."""
    renamed = {_FORMER.get(key, key): value for key, value in row.items()}
    if "number" in renamed and "issued_by" not in renamed:
        renamed |= {"issued_by": SYSTEM, "reason": renamed["summary_vi"]}
    return renamed


def _casts_of_text(name: str) -> list[pl.Expr]:
    return [
        (pl.col(column) == "true").alias(column)
        if kind == pl.Boolean
        else pl.concat_str(
            pl.col(column).str.slice(0, 10),
            pl.col(column).str.slice(10, 9).replace("", " 00:00:00"),
        ).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")
        if kind == pl.Datetime
        else pl.col(column).cast(kind)
        for column, kind in TABLE_BY_NAME[name].polars_schema.items()
    ]


def _software() -> dict[str, str]:
    return {name: version(name) for name in _MADE_WITH}


def _about_in(place: Path) -> dict[str, Any]:
    return json.loads((place / ABOUT).read_text(encoding="utf-8"))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_sums(place: Path) -> None:
    _write_text(place / SUMS, _sums_text(_hashes(place)))


def _sums_text(hashes: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in hashes.items())


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
    if not found and _about_in(place)["release"]["content_sha256"] != content_sha256:
        found.append(f"{ABOUT}: it is of other content than the warehouse says")
    return found


def _differences(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    both = expected.keys() & found.keys()
    return [
        *(f"{name} is missing" for name in sorted(expected.keys() - both)),
        *(f"{name} was added" for name in sorted(found.keys() - both)),
        *(f"{name} was changed" for name in sorted(both) if expected[name] != found[name]),
    ]
