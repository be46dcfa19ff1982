"""After the scores: what was decided and asked, the points at risk, and what to check first.

Here belong its stage and which rounds stand beside each other. The method is in
`pipelines/appraisal/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from assets.receiving.receive import in_columns
from assets.stages.stage import Given, Rounds, Stage, seeds, tables, tables_in
from pipelines.appraisal.appeals import appeals
from pipelines.appraisal.claims import claims
from pipelines.appraisal.decisions import decisions
from pipelines.appraisal.work_list import work_list
from pipelines.scoring.index import Index

APPRAISAL: Final = tables_in("appraisal")
_SENT: Final = ("submissions.input_value", "submissions.finding")
_ASKED: Final = ("submissions.superseded_value", "submissions.appeal")


@dataclass(frozen=True, slots=True)
class _Appraised:
    """A scored round with what is claimed in it."""

    index: Index
    claimed: pl.DataFrame
    findings: pl.DataFrame


def appraisal_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """Appraise some rounds, each beside the round before it where that has the same framework."""
    values, findings = (given.table(name) for name in _SENT)
    superseded, filed = (given.table(name) for name in _ASKED)
    assessed = set(given.assessed)
    appraised: dict[str, _Appraised] = {}

    def of_round(name: str) -> _Appraised:
        if name not in appraised:
            index = given.index(name)
            rows = values.filter(pl.col("round") == name)
            claimed = claims(index, rows, {name: given.rounds[name].not_evaluated})
            appraised[name] = _Appraised(index, claimed, findings.filter(pl.col("round") == name))
        return appraised[name]

    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in APPRAISAL}
    for name in given.wanted:
        entry = given.rounds[name]
        now = of_round(name)
        before = _nothing(now)
        previous = entry.previous
        if previous in assessed and given.rounds[previous].framework == entry.framework:
            before = of_round(previous)
        is_own = pl.col("round") == name
        current = values.filter(is_own)
        described = pl.DataFrame(
            {"round": [name], "appeals_until": [entry.appeals_until]},
            schema={"round": pl.String, "appeals_until": pl.Date},
        )
        listed = work_list(now.index, now.claimed, now.findings, before.claimed, before.findings)
        own_superseded = superseded.filter(is_own)
        asked = appeals(filed.filter(is_own), current, own_superseded, now.claimed, described)
        made = (
            decisions(current, own_superseded, now.claimed),
            asked.rename({"value": "requested_value"}),
            now.claimed,
            listed,
        )
        for table, frame in zip(APPRAISAL, made, strict=True):
            parts[table].append(frame.with_columns(is_demonstration=pl.lit(entry.is_demonstration)))
    return {name: in_columns(name, frames) for name, frames in parts.items()}


def _nothing(like: _Appraised) -> _Appraised:
    return _Appraised(like.index, like.claimed.clear(), like.findings.clear())


APPRAISE: Final = Stage(
    name="appraise_rounds",
    vi="thẩm định",
    en="appraising",
    reads=(
        *tables(*_SENT, rounds=Rounds.PREVIOUS),
        *tables(*_ASKED),
        *seeds("rounds"),
    ),
    index=Rounds.PREVIOUS,
    writes=APPRAISAL,
    work=appraisal_frames,
    kinds=frozenset({"polars", "numpy"}),
)
"""Decisions, appeals, points at risk, the work list."""
