"""The demonstration rounds as a council meets them: their work list, and the errors in them.

Here belongs what the test and the benchmark of the work list share.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from assets.installation.installation import Installation, installation
from assets.installation.seeds import PROJECT
from assets.receiving.inbox import received_files
from pipelines.appraisal.claims import claims
from pipelines.appraisal.work_list import work_list
from pipelines.intake.intake import Intake, take_in
from pipelines.scoring.index import Index, compute_index

ROUNDS = ("demo-communes-2025H2", "demo-departments-2025H2")
LISTED = PROJECT / "seeds" / "demonstration" / "planted_errors.csv"
Figure = tuple[str, str]


@dataclass(frozen=True)
class Appraised:
    """A round taken in from the shipped files, scored, with its claims and its work list."""

    taken: Intake
    index: Index
    claimed: pl.DataFrame
    listed: pl.DataFrame

    def ordered(self) -> list[Figure]:
        """The figures of the work list, in its order."""
        return list(self.listed.select("entity_code", "indicator_code").iter_rows())


@cache
def shipped() -> Installation:
    return installation(PROJECT / "seeds", PROJECT / "seeds" / "submissions", Path("unused.duckdb"))


@cache
def appraised(round_id: str) -> Appraised:
    """A shipped round beside the one before it."""
    seeds = shipped().seeds
    entry = seeds.rounds[round_id]
    before = appraised(entry.previous) if entry.previous else None
    taken = take_in(
        received_files(shipped().inbox, round_id, seeds.rounds),
        entry,
        seeds.framework_of(round_id),
        seeds.units(round_id),
        frozenset(seeds.rounds),
        reporters=seeds.reporters,
        previous=before.taken.current if before else None,
    )
    units = seeds.units(round_id).select(pl.lit(round_id).alias("round"), "entity_code")
    index = compute_index(seeds.framework_of(round_id), taken.current, units)
    claimed = claims(index, taken.current)
    listed = work_list(
        index,
        claimed,
        taken.findings,
        before.claimed if before else claimed.clear(),
        before.taken.findings if before else taken.findings.clear(),
    )
    return Appraised(taken, index, claimed, listed)


def planted(round_id: str) -> dict[Figure, tuple[str, str]]:
    """The planted errors of a round: their kind and the points that an appraisal would find."""
    with LISTED.open(encoding="utf-8", newline="") as lines:
        return {
            (row["entity_code"], row["indicator_code"]): (row["kind"], row["found_points"])
            for row in csv.DictReader(lines)
            if row["round"] == round_id
        }


def rank_changing(round_id: str) -> dict[Figure, str]:
    """The planted errors that, each set right alone, change the rank of their unit; their kinds."""
    one = appraised(round_id)
    before = _final_ranks(one.index)
    changing: dict[Figure, str] = {}
    for (unit, code), (kind, found) in planted(round_id).items():
        row = one.taken.current.head(1).with_columns(
            entity_code=pl.lit(unit),
            indicator_code=pl.lit(code),
            input=pl.lit("points"),
            value=pl.lit(found).str.to_decimal(scale=10).cast(one.taken.current.schema["value"]),
            source=pl.lit("verified"),
        )
        framework = one.index.structure.framework
        after = compute_index(framework, pl.concat([one.taken.current, row]), one.index.units)
        if _final_ranks(after)[unit] != before[unit]:
            changing[unit, code] = kind
    return changing


def _final_ranks(index: Index) -> dict[str, int]:
    final = index.totals().filter(pl.col("basis") == "final")
    return dict(final.select(pl.col("entity_code").cast(pl.String), "rank").iter_rows())


def recall(order: list[Figure], errors: dict[Figure, str], share: float) -> float:
    """The share of the errors that stands in the first part of an order."""
    first = set(order[: round(share * len(order))])
    return sum(figure in first for figure in errors) / len(errors)
