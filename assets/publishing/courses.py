"""Where rounds stand, from seeds, inbox, log and what is published.

Here belongs gathering it; nothing is written. What follows from it is in
`pipelines/publication/round_course.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import duckdb
import polars as pl

from assets.installation.inputs import input_hashes
from assets.installation.installation import Installation
from assets.installation.release_log import read_log
from assets.publishing.published_log import ensure_log_whole
from assets.receiving.arrivals import files_arrived
from assets.receiving.inbox import received_files
from pipelines.entities import valid_on
from pipelines.intake.closing import AFTER_CLOSING
from pipelines.intake.reporters import COUNCIL_FOLDER, MINISTRY_FOLDER
from pipelines.names import Name
from pipelines.publication.life_cycle import Standing, standing, unchecked
from pipelines.publication.open_errors import open_errors
from pipelines.publication.round_course import Course, Places
from pipelines.publication.senders import faulty_files, senders
from warehouse.content import round_contents
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import open_published, rows_as_published
from warehouse.writer import Warehouse

_ROUND: Final = "publication.round"
_FOLDERS: Final = {
    COUNCIL_FOLDER: Name("hội đồng thẩm định", "the appraisal council"),
    MINISTRY_FOLDER: Name("bộ", "the ministry"),
}


def courses(installation: Installation, rounds: Sequence[str]) -> list[Course]:
    """The course of some rounds. Raises LogBroken, PublishedUnreadable."""
    ensure_log_whole(installation)
    entries = read_log(installation.releases)
    found = {name: standing(entries, name) for name in rounds}
    if not installation.published.exists():
        return [_never_assessed(installation, found[name]) for name in rounds]
    with open_published(installation.published) as warehouse:
        described = rows_as_published(warehouse, TABLE_BY_NAME[_ROUND], rounds)
        assessed = described["round"].to_list()
        noted = _noted(warehouse, assessed)
        inputs = input_hashes(installation, assessed)
        contents = _contents(warehouse, assessed)
        rows = {row["round"]: row for row in described.iter_rows(named=True)}
        return [
            _assessed(
                installation, warehouse, found[name], rows[name], contents.get(name),
                noted.get(name) != inputs[name],
            )
            if name in rows
            else _never_assessed(installation, found[name])
            for name in rounds
        ]  # fmt: skip


def _noted(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, str]:
    rows = rows_as_published(warehouse, TABLE_BY_NAME["publication.round_input"], rounds)
    return dict(rows.select("round", "inputs_sha256").iter_rows())


def _contents(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, str]:
    """The hash of what the warehouse has of each round; none of a warehouse that an earlier version
    made, whose content is no longer that of today's tables."""
    try:
        return round_contents(warehouse, rounds)
    except (duckdb.BinderException, duckdb.CatalogException):
        return {}


def _never_assessed(installation: Installation, found: Standing) -> Course:
    is_alone = len(installation.seeds.rounds) == 1
    arrived = [
        file.name
        for file in received_files(installation.inbox, found.round, installation.seeds.rounds)
        if is_alone or not file.is_shared
    ]
    return Course(
        installation.seeds.rounds[found.round],
        found,
        _units(installation, found.round),
        _places(installation, found),
        arrived,
    )


def _assessed(
    installation: Installation,
    warehouse: Warehouse,
    found: Standing,
    described: Mapping[str, str | None],
    content: str | None,
    is_outdated: bool,
) -> Course:
    name = found.round
    files, findings, rejected, values, superseded, appeals, items = (
        rows_as_published(warehouse, TABLE_BY_NAME[table], [name])
        for table in (
            "submissions.file",
            "submissions.finding",
            "submissions.rejected_value",
            "submissions.input_value",
            "submissions.superseded_value",
            "appraisal.appeal",
            "appraisal.work_item",
        )
    )
    units = _units(installation, name)
    names = {
        **_names(installation, name),
        **{code: Name(vi, en) for code, vi, en in units.iter_rows()},
    }
    silent = (described["missing_entities"] or "").split(", ")
    return Course(
        installation.seeds.rounds[name],
        found,
        units,
        _places(installation, found),
        files_arrived(installation, warehouse, name) if is_outdated else [],
        is_assessed=True,
        is_outdated=is_outdated,
        differs=None
        if content is None
        else found.in_force is None or found.in_force.content_sha256 != content,
        senders=senders(units, names, files, superseded, silent),
        faulty=faulty_files(files, open_errors(files, findings, rejected, values), names),
        appeals=_pending(appeals, names),
        work_items=items.height,
        unchecked=unchecked(items).height,
        after_closing=files.filter(pl.col("status") == AFTER_CLOSING)["file_name"].sort().to_list(),
    )


def _pending(appeals: pl.DataFrame, names: Mapping[str, Name]) -> pl.DataFrame:
    called = {code: name.vi for code, name in names.items()}
    return (
        appeals.filter(pl.col("outcome") == "pending")
        .select(
            "entity_code",
            pl.col("entity_code")
            .replace_strict(called, default=pl.col("entity_code"), return_dtype=pl.String)
            .alias("entity_name"),
            "indicator_code",
            "appeal_number",
            "is_late",
        )
        .sort("entity_code", "indicator_code", "appeal_number", nulls_last=True)
    )


def _units(installation: Installation, round_id: str) -> pl.DataFrame:
    return installation.seeds.units(round_id).select("entity_code", "name_vi", "name_en")


def _names(installation: Installation, round_id: str) -> Mapping[str, Name]:
    """Names of everybody who may have sent a file, by code, on the day of the round."""
    known = valid_on(installation.seeds.entities, installation.seeds.rounds[round_id].expected_on)
    listed = installation.seeds.reporters.listed.rename({"reporter_code": "entity_code"})
    return _FOLDERS | {
        code: Name(vi, en)
        for table in (known, listed)
        for code, vi, en in table.select("entity_code", "name_vi", "name_en").iter_rows()
    }


def _places(installation: Installation, found: Standing) -> Places:
    release = None if found.in_force is None else installation.releases / found.in_force.release
    return Places(
        *(
            None if place is None or not place.exists() else str(place)
            for place in (
                installation.inbox / found.round,
                installation.answers / found.round,
                installation.draft,
                release,
            )
        )
    )
