"""The steps by which people move a round through its life: publish, withdraw, reopen.

Here belong weighing a release before it is issued, and the order of what each step writes. Which
step may follow is decided in `pipelines/publication/life_cycle.py`; the words on the terminal are
in `assets/commands/`. Whoever calls these holds the lock of the installation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from assets.installation.inputs import input_hashes
from assets.installation.installation import Installation
from assets.installation.release_log import add_entry, now
from assets.publishing.issuing import (
    ROUND,
    Order,
    finish_withdrawals,
    issue_release,
    release_of,
    standing_of,
    write_life_cycle,
)
from assets.publishing.open_data import write_open_data_in_force
from assets.publishing.release_folders import RANKS
from assets.publishing.unit_receipts import renew_unit_receipts
from assets.receiving.arrivals import files_arrived
from pipelines.local_time import LOCAL_TIME
from pipelines.names import Name
from pipelines.publication.life_cycle import (
    REOPEN,
    WITHDRAW,
    Entry,
    Words,
    objections,
    objections_of_council,
    refused_issue,
    refused_reopening,
    refused_withdrawal,
)
from pipelines.publication.open_errors import open_errors
from pipelines.publication.releases import Release
from warehouse.content import content_hash, table_hashes
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import open_published
from warehouse.writer import Warehouse


class NotAllowed(ValueError):
    """A step that may not follow now; nothing was written. The message is in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(" / ".join(words))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A release before it is issued: what it would be, whom it changes, what stands against it.

    `changes`: entity_code, entity_name_vi, value_before, value, rank_before, rank of every unit
    whose published value or rank differs from the release in force.
    """

    release: Release
    changes: pl.DataFrame
    objections: Sequence[Words]


def weigh_release(of: Installation, round_id: str, order: Order) -> Weighed:
    """What issuing would do; writes nothing. Raises NotAllowed where it may not follow now."""
    found = standing_of(of, round_id)
    with open_published(of.published) as warehouse:
        hashes = table_hashes(warehouse, [round_id])[round_id]
        refused = refused_issue(found, order.stage, content_hash(hashes))
        if refused is not None:
            raise NotAllowed(refused)
        release = release_of(of, warehouse, round_id, order, hashes)
        in_force = "" if found.in_force is None else found.in_force.release
        before = warehouse.rows(TABLE_BY_NAME[RANKS], [round_id]).filter(
            pl.col("release") == in_force
        )
        against = [
            *_objections(of, warehouse, round_id),
            *_council_objections(of, warehouse, round_id, order),
        ]
    return Weighed(release, _changes(before, release.ranks), against)


def publish_round(of: Installation, round_id: str, order: Order) -> Entry:
    """Issue what stands in the warehouse: folder, line, tables, open data, site."""
    entry = issue_release(of, round_id, order)
    _write_public(of)
    return entry


def withdraw_release(of: Installation, release: str, by: str, reason: str) -> Entry:
    """Put a notice in place of a release. Raises NotAllowed.

    The line comes first: what it withdraws is withdrawn from then on, also if this is killed.
    """
    found = standing_of(of, release.rpartition(".")[0])
    refused = refused_withdrawal(found, release)
    if refused is not None:
        raise NotAllowed(refused)
    issued = next(entry for entry in found.issued if entry.release == release)
    entry = add_entry(
        of.releases,
        Entry(
            number=0,
            at=now(),
            by=by,
            action=WITHDRAW,
            round=found.round,
            release=release,
            reason=reason,
            content_sha256=issued.content_sha256,
            sums_sha256=issued.sums_sha256,
        ),
    )
    finish_withdrawals(of)
    _write_public(of)
    return entry


def reopen_round(
    of: Installation, round_id: str, by: str, reason: str, decision: str, decided_on: date
) -> Entry:
    """Reopen a round that a final release closed, by a decision. Raises NotAllowed."""
    found = standing_of(of, round_id)
    refused = refused_reopening(found, decided_on, datetime.now(LOCAL_TIME).date())
    if refused is not None:
        raise NotAllowed(refused)
    assert found.closing is not None
    entry = add_entry(
        of.releases,
        Entry(
            number=0,
            at=now(),
            by=by,
            action=REOPEN,
            round=round_id,
            release=found.closing.release,
            reason=reason,
            decision=decision,
            decided_on=decided_on.isoformat(),
            content_sha256=found.closing.content_sha256,
        ),
    )
    _write_public(of)
    return entry


def _objections(of: Installation, warehouse: Warehouse, round_id: str) -> list[Words]:
    described, items, noted, *received = (
        warehouse.rows(TABLE_BY_NAME[name], [round_id])
        for name in (
            *(ROUND, "appraisal.work_item", "publication.round_input", "submissions.file"),
            *("submissions.finding", "submissions.rejected_value", "submissions.input_value"),
        )
    )
    inputs = noted["inputs_sha256"].to_list()
    return objections(
        described.row(0, named=True),
        open_errors(*received),
        items,
        files_arrived(of, warehouse, round_id),
        inputs != [input_hashes(of, [round_id])[round_id]],
        {
            code: Name(vi, en)
            for code, vi, en in of.seeds.units(round_id)
            .select("entity_code", "name_vi", "name_en")
            .iter_rows()
        },
    )


def _council_objections(
    of: Installation, warehouse: Warehouse, round_id: str, order: Order
) -> list[Words]:
    described, values, appeals = (
        warehouse.rows(TABLE_BY_NAME[name], [round_id])
        for name in (ROUND, "submissions.input_value", "appraisal.appeal")
    )
    is_any_silent = bool(described["missing_entities"].item())
    return objections_of_council(
        order.stage,
        order.at.date(),
        values.filter(pl.col("source") == "verified"),
        appeals,
        of.seeds.rounds[round_id].silent if is_any_silent else "",
    )


def _changes(before: pl.DataFrame, now_: pl.DataFrame) -> pl.DataFrame:
    columns = ("entity_code", "entity_name_vi", "published_value", "rank")
    both = now_.select(columns).join(
        before.select(columns), on="entity_code", how="full", coalesce=True, suffix="_before"
    )
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in ("published_value", "rank")
    )
    return (
        both.filter(differs)
        .select(
            "entity_code",
            pl.coalesce("entity_name_vi", "entity_name_vi_before"),
            value_before="published_value_before",
            value="published_value",
            rank_before="rank_before",
            rank="rank",
        )
        .sort("rank", "entity_code", nulls_last=True)
    )


def _write_public(of: Installation) -> None:
    from assets.publishing.site.building import build_draft, build_site

    write_life_cycle(of)
    renew_unit_receipts(of)
    write_open_data_in_force(of)
    build_site(of.published, of.site)
    build_draft(of.published, of.draft)
