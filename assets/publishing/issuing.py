"""Issuing releases: a folder, a line of the log, then the tables of the warehouse that say so.

Here belongs the order of these steps, each whole by itself, and making the tables from folders and
log. When a release may or must be issued is decided in `pipelines/publication/life_cycle.py`, why
it differs from the one before in `releases.py`; its files are written in `release_folders.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Final

import polars as pl

from assets.installation.installation import Installation
from assets.installation.release_log import add_entry, read_log, remove_half_line
from assets.publishing.published_log import ensure_log_whole
from assets.publishing.release_folders import (
    NOTICE,
    RANKS,
    REASONS,
    RELEASE,
    Frames,
    counted_in,
    ensure_release,
    figures_in,
    is_of_log,
    notice_text,
    release_places,
    releases_in_folders,
    sums_hash,
    withdraw_open_data,
    write_notice,
    write_release,
)
from assets.publishing.unit_receipts import write_unit_receipts
from pipelines.intake.closing import Closing
from pipelines.local_time import LOCAL_TIME, local
from pipelines.notation import LANGUAGES
from pipelines.publication.life_cycle import (
    DRAFT,
    FINAL,
    PROVISIONAL,
    PUBLISH,
    SYSTEM,
    WITHDRAW,
    Entry,
    Standing,
    automatic_stage,
    is_due,
    standing,
    why_provisional,
)
from pipelines.publication.releases import Issue, Release, next_release
from pipelines.rounds import AUTOMATIC
from warehouse.content import content_hash, table_hashes
from warehouse.contract import TABLE_BY_NAME
from warehouse.public_tables import public_rows
from warehouse.publisher import publish
from warehouse.reader import open_published, rows_as_published
from warehouse.scratch import scratch
from warehouse.writer import Warehouse, open_warehouse

ROUND: Final = "publication.round"
LOG_TABLE: Final = "publication.log"
_LIFE_CYCLE: Final = (RELEASE, RANKS, REASONS, LOG_TABLE)


@dataclass(frozen=True, slots=True)
class Order:
    """To issue a release: at which stage, when (a clock in Việt Nam), by whom, why.

    No `reason` stands for what differs from the release before.
    """

    stage: str
    at: datetime
    by: str = SYSTEM
    reason: str | None = None
    despite: str | None = None


def standing_of(installation: Installation, round_id: str) -> Standing:
    """Where a round stands by the log. Raises LogBroken."""
    return standing(read_log(installation.releases), round_id)


def release_of(
    installation: Installation,
    warehouse: Warehouse,
    round_id: str,
    order: Order,
    hashes: Mapping[str, str],
) -> Release:
    """The release that an order would issue of what stands in the warehouse; writes nothing.

    `hashes`: those of the tables of the round.
    """
    found = standing_of(installation, round_id)
    described = warehouse.rows(TABLE_BY_NAME[ROUND], [round_id]).row(0, named=True)
    last = found.in_force
    of_last = pl.col("release") == ("" if last is None else last.release)
    before = warehouse.rows(TABLE_BY_NAME[RELEASE], [round_id]).filter(of_last)
    issue = Issue(
        round_id,
        order.stage,
        described["is_demonstration"],
        content_hash(hashes),
        hashes,
        _final_ranks(warehouse, round_id),
        public_rows(warehouse, TABLE_BY_NAME["submissions.input_value"], round_id),
        None if last is None else figures_in(installation.releases / last.release),
    )
    made = next_release(
        issue,
        before.row(0, named=True) if before.height else None,
        warehouse.rows(TABLE_BY_NAME[RANKS], [round_id]).filter(of_last),
        order.at,
        len(found.issued) + 1,
    )
    declared, silent = installation.seeds.rounds[round_id].status, described["missing_entities"]
    why = why_provisional(declared, order.stage, silent) or ("", "")
    vi, en = (
        f"{made.row[f'summary_{language}']} {words}".strip()
        for language, words in zip(LANGUAGES, why, strict=True)
    )
    signed = {
        "summary_vi": vi,
        "summary_en": en,
        "issued_by": order.by,
        "reason": order.reason or vi,
        "despite": order.despite,
    }
    return replace(made, row={**made.row, **signed})


def issue_release(installation: Installation, round_id: str, order: Order) -> Entry:
    """Issue what stands in the warehouse: the folder, then the line, which is the moment of issue.

    Returns the line. `write_life_cycle` makes the tables say so.
    """
    with open_published(installation.published) as warehouse:
        return _issue(
            installation, warehouse, round_id, order, table_hashes(warehouse, [round_id])[round_id]
        )


def _issue(
    installation: Installation,
    warehouse: Warehouse,
    round_id: str,
    order: Order,
    hashes: Mapping[str, str],
) -> Entry:
    release = release_of(installation, warehouse, round_id, order, hashes)
    place = write_release(warehouse, _frames(release), installation.releases)
    entry = add_entry(
        installation.releases,
        Entry(
            number=0,
            at=order.at.replace(tzinfo=LOCAL_TIME).isoformat(timespec="seconds"),
            by=order.by,
            action=PUBLISH,
            round=round_id,
            release=str(release.row["release"]),
            stage=order.stage,
            reason=str(release.row["reason"]),
            despite=order.despite,
            content_sha256=str(release.row["content_sha256"]),
            sums_sha256=sums_hash(place),
        ),
    )
    write_unit_receipts(warehouse, _frames(release), installation.answers)
    return entry


def issue_due(installation: Installation) -> list[str]:
    """Issue what is new of the rounds that say `release: automatic`, dated the start of the day."""
    today = datetime.combine(datetime.now(LOCAL_TIME).date(), time())
    entries = read_log(installation.releases)
    with open_published(installation.published) as warehouse:
        stages = {
            name: automatic_stage(installation.seeds.rounds[name].status, silent)
            for name, silent in warehouse.rows(TABLE_BY_NAME[ROUND])
            .select("round", "missing_entities")
            .iter_rows()
            if name in installation.seeds.rounds
            and installation.seeds.rounds[name].release == AUTOMATIC
        }
        hashes = table_hashes(warehouse, list(stages))
        return [
            _issue(installation, warehouse, name, Order(stage, today), hashes[name]).release
            for name, stage in stages.items()
            if is_due(standing(entries, name), content_hash(hashes[name]))
        ]


def rebuild_lost(installation: Installation) -> list[str]:
    """Have the folder of every release in force. Raises ReleaseChanged where it cannot be."""
    entries = read_log(installation.releases)
    rounds = dict.fromkeys(entry.round for entry in entries)
    in_force = [found for name in rounds if (found := standing(entries, name).in_force)]
    with open_published(installation.published) as warehouse:
        known = set(warehouse.rows(TABLE_BY_NAME[ROUND])["round"])
        return [
            entry.release
            for entry in in_force
            if entry.round in known and ensure_release(warehouse, entry, installation.releases)
        ]


def life_cycle_frames(
    installation: Installation, warehouse: Warehouse, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """The tables of releases and the log, of some rounds, by folders and log.

    Of a release whose folder is lost, the rows are those that the warehouse has.
    """
    entries = [entry for entry in read_log(installation.releases) if entry.round in rounds]
    withdrawn = {entry.release: entry for entry in entries if entry.action == WITHDRAW}
    issued = [entry.release for entry in entries if entry.action == PUBLISH]
    kept = releases_in_folders(installation.releases)
    there = kept[RELEASE]["release"].implode()
    is_issued = pl.col("release").is_in(issued)
    frames = {
        name: pl.concat(
            [
                kept[name].filter(is_issued),
                rows_as_published(warehouse, TABLE_BY_NAME[name], rounds).filter(
                    is_issued, ~pl.col("release").is_in(there)
                ),
            ]
        )
        for name in (RELEASE, RANKS, REASONS)
    }
    for name in (RANKS, REASONS):
        frames[name] = frames[name].filter(~pl.col("release").is_in(list(withdrawn)))
    taken_back = pl.DataFrame(
        [(name, entry.moment, entry.by, entry.reason) for name, entry in withdrawn.items()],
        schema={
            "release": pl.String,
            "withdrawn_at": pl.Datetime("us"),
            "withdrawn_by": pl.String,
            "withdrawal_reason": pl.String,
        },
        orient="row",
    )
    frames[RELEASE] = (
        frames[RELEASE].drop(taken_back.columns[1:]).join(taken_back, on="release", how="left")
    ).select(TABLE_BY_NAME[RELEASE].casts)
    frames[LOG_TABLE] = _log_frame(entries)
    return frames


def with_stages(installation: Installation, described: pl.DataFrame) -> pl.DataFrame:
    """Rows of `publication.round` with the stage at which each round is by the log today.

    The status of what is issued is that of the release in force; that of a draft stays.
    """
    entries = read_log(installation.releases)
    today = datetime.now(LOCAL_TIME).date()
    stages = {
        name: standing(entries, name).stage(
            entry.appeals_until if (entry := installation.seeds.rounds.get(name)) else None, today
        )
        for name in described["round"]
    }
    stage = pl.col("round").replace_strict(stages, return_dtype=pl.String)
    status = (
        pl.when(stage == DRAFT)
        .then("status")
        .when(stage == PROVISIONAL)
        .then(pl.lit(PROVISIONAL))
        .otherwise(pl.lit(FINAL))
    )
    return described.with_columns(stage=stage, status=status)


def write_life_cycle(installation: Installation) -> bool:
    """Have the published warehouse say what folders and log say. Returns whether it changed."""
    with open_published(installation.published) as warehouse:
        before = warehouse.rows(TABLE_BY_NAME[ROUND])
        rounds = before["round"].to_list()
        frames = {
            **life_cycle_frames(installation, warehouse, rounds),
            ROUND: with_stages(installation, before),
        }
        differing = {
            name: frame
            for name, frame in frames.items()
            if not _sorted(name, frame).equals(
                _sorted(name, warehouse.rows(TABLE_BY_NAME[name], rounds))
            )
        }
    if not differing:
        return False
    with scratch(installation.published, "life-cycle") as begun:
        with open_warehouse(begun.path) as fresh:
            for name, frame in differing.items():
                fresh.replace_rounds(TABLE_BY_NAME[name], frame, rounds)
        publish(begun.path, installation.published, rounds)
    return True


def closing_of(installation: Installation, round_id: str) -> Closing | None:
    """The final release that closes a round, with what counts in it; None while it is open."""
    entry = standing_of(installation, round_id).closing
    counted = None if entry is None else counted_in(installation.releases / entry.release)
    if entry is None or counted is None:
        return None
    files = {
        key: None if at is None else datetime.fromisoformat(at)
        for key, at in counted["files"].items()
    }
    return Closing(entry.release, entry.moment, files, frozenset(counted["corrections"]))


def finish_withdrawals(installation: Installation) -> None:
    """Put a notice in place of every release that the log withdraws, where there is none yet."""
    entries = read_log(installation.releases)
    for entry in entries:
        place = installation.releases / entry.release
        is_there = place.exists() and not (place / NOTICE).exists()
        if entry.action == WITHDRAW and is_there:
            follows = standing(entries, entry.round).in_force
            name = None if follows is None else follows.release
            withdraw_open_data(installation.open_data / entry.release, notice_text(entry, name))
            write_notice(place, entry, name)


def finish_releases(installation: Installation) -> None:
    """Finish or remove what a killed run left; only while no run is under way.

    A folder without a line was never issued and goes, unless the warehouse knows it: then the log
    is broken. Folders from before there was a log get a line each. Raises LogBroken.
    """
    remove_half_line(installation.releases)
    ensure_log_whole(installation)
    noted = {entry.release for entry in read_log(installation.releases)}
    places = [place for place in release_places(installation.releases) if place.name not in noted]
    former = {place.name for place in places if not is_of_log(place)}
    rows = releases_in_folders(installation.releases)[RELEASE] if former else None
    if rows is not None:
        for row in (
            rows.filter(pl.col("release").is_in(list(former)))
            .sort("issued_at", "round", "number")
            .iter_rows(named=True)
        ):
            add_entry(
                installation.releases,
                Entry(
                    number=0,
                    at=row["issued_at"].isoformat(),
                    by=row["issued_by"],
                    action=PUBLISH,
                    round=row["round"],
                    release=row["release"],
                    stage=row["stage"],
                    reason=row["reason"],
                    content_sha256=row["content_sha256"],
                    sums_sha256=sums_hash(installation.releases / row["release"]),
                ),
            )
    unfinished = [place for place in places if place.name not in former]
    if unfinished:
        _remove_unfinished(installation, unfinished)
    finish_withdrawals(installation)


def releases_kept(folder: Path) -> frozenset[str]:
    """The names of the releases whose folders are there."""
    return frozenset(place.name for place in release_places(folder))


def rounds_released(folder: Path) -> frozenset[str]:
    """The rounds of which there is the folder of a release: they were assessed."""
    return frozenset(name.rpartition(".")[0] for name in releases_kept(folder))


def _remove_unfinished(installation: Installation, places: Sequence[Path]) -> None:
    import shutil

    from assets.installation.release_log import LOG, LogBroken

    known: frozenset[str] = frozenset()
    if installation.published.exists():
        with open_published(installation.published) as warehouse:
            known = frozenset(rows_as_published(warehouse, TABLE_BY_NAME[RELEASE])["release"])
    lost = sorted(place.name for place in places if place.name in known)
    if lost:
        names = ", ".join(lost)
        raise LogBroken(
            f"{installation.releases / LOG}: thiếu dòng của {names}. Hãy khôi phục nhật ký từ bản "
            f"sao dự phòng. / The line of {names} is missing. Restore the log from a backup."
        )
    for place in places:
        shutil.rmtree(place)


def _frames(release: Release) -> Frames:
    row = pl.DataFrame([release.row], schema=TABLE_BY_NAME[RELEASE].polars_schema)
    made = {RELEASE: row, RANKS: release.ranks, REASONS: release.reasons}
    return {name: frame.select(TABLE_BY_NAME[name].casts) for name, frame in made.items()}


def _log_frame(entries: Sequence[Entry]) -> pl.DataFrame:
    table = TABLE_BY_NAME[LOG_TABLE]
    rows = [
        {
            **entry.fields,
            "logged_at": local(datetime.fromisoformat(entry.at)),
            "logged_by": entry.by,
            "decided_on": None
            if entry.decided_on is None
            else datetime.fromisoformat(entry.decided_on).date(),
        }
        for entry in entries
    ]
    columns = table.polars_schema.names()
    return pl.DataFrame(
        [[row[name] for name in columns] for row in rows], schema=table.polars_schema, orient="row"
    )


def _sorted(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(TABLE_BY_NAME[name].casts).sort(TABLE_BY_NAME[name].key)


def _final_ranks(warehouse: Warehouse, round_id: str) -> pl.DataFrame:
    return warehouse.connection.execute(
        """
        SELECT r.entity_code, r.entity_name_vi, r.entity_name_en, r.value,
            analyst.published_value(r.value, f.decimals) AS published_value,
            r.rank, r.entities_ranked
        FROM rankings.dti r
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        WHERE r.basis = 'final' AND r.round = ?
        """,
        [round_id],
    ).pl()
