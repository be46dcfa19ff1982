"""After the scores: what was decided and asked, the points at risk, and what to check first.

Here belong its assets and which rounds stand beside each other. The method is in
`pipelines/appraisal/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.receiving.receive import in_columns
from assets.stages.lineage import table_spec
from assets.stages.reference import RULES_OF_SCORING
from assets.stages.writing import ONE_RUN, rows_of, tables_in, written_by_round
from pipelines.appraisal.appeals import appeals
from pipelines.appraisal.claims import claims
from pipelines.appraisal.decisions import decisions
from pipelines.appraisal.work_list import work_list
from pipelines.scoring.index import Index, compute_index
from warehouse.writer import Warehouse

APPRAISAL: Final = tables_in("appraisal")
_SENT: Final = (
    "submissions.input_value",
    "submissions.superseded_value",
    "submissions.appeal",
    "submissions.finding",
)


def appraisal_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of the schema `appraisal`."""

    @dg.multi_asset(
        name="appraise_rounds",
        specs=[
            table_spec(
                name,
                (*_SENT, "indicators.indicator_value", "reference.round", *RULES_OF_SCORING),
                partitions,
                {"polars", "numpy"},
            )
            for name in APPRAISAL
        ],
        can_subset=False,
        backfill_policy=ONE_RUN,
    )
    def appraise_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = appraisal_frames(installation.seeds, warehouse, rounds)
            yield from written_by_round(warehouse, frames, rounds)

    return [appraise_rounds]


@dataclass(frozen=True, slots=True)
class _Appraised:
    """A scored round with what is claimed in it."""

    index: Index
    claimed: pl.DataFrame
    findings: pl.DataFrame


def appraisal_frames(
    seeds: Seeds, warehouse: Warehouse, rounds: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """Appraise some rounds, each beside the round before it where that has the same framework."""
    appraised: dict[str, _Appraised] = {}
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in APPRAISAL}
    for name in rounds:
        entry = seeds.rounds[name]
        now = _appraised(seeds, warehouse, name, appraised)
        before = _nothing(now)
        if entry.previous and seeds.rounds[entry.previous].framework == entry.framework:
            before = _appraised(seeds, warehouse, entry.previous, appraised)
        current, superseded, filed, _ = rows_of(warehouse, *_SENT, rounds=[name])
        described = pl.DataFrame(
            {"round": [name], "appeals_until": [entry.appeals_until]},
            schema={"round": pl.String, "appeals_until": pl.Date},
        )
        listed = work_list(now.index, now.claimed, now.findings, before.claimed, before.findings)
        asked = appeals(filed, current, superseded, now.claimed, described)
        for table, frame in zip(
            APPRAISAL,
            (
                decisions(current, superseded, now.claimed),
                asked.rename({"value": "requested_value"}),
                now.claimed,
                listed,
            ),
            strict=True,
        ):
            parts[table].append(frame.with_columns(is_demonstration=pl.lit(entry.is_demonstration)))
    return {name: in_columns(name, frames) for name, frames in parts.items()}


def _appraised(
    seeds: Seeds, warehouse: Warehouse, name: str, done: dict[str, _Appraised]
) -> _Appraised:
    if name not in done:
        values, findings = rows_of(
            warehouse, "submissions.input_value", "submissions.finding", rounds=[name]
        )
        left_out = {name: seeds.rounds[name].not_evaluated}
        units = seeds.units(name).select(pl.lit(name).alias("round"), "entity_code")
        index = compute_index(seeds.framework_of(name), values, units, left_out)
        done[name] = _Appraised(index, claims(index, values, left_out), findings)
    return done[name]


def _nothing(like: _Appraised) -> _Appraised:
    return _Appraised(like.index, like.claimed.clear(), like.findings.clear())
