"""The shipped rounds of published results, scored from the seeds: for tests of several indices."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.rounds import Round, read_rounds
from pipelines.scoring.index import compute_index
from pipelines.scoring.ranking import rank_scores

SEEDS = Path(__file__).parents[1] / "seeds"


@cache
def table(name: str) -> pl.DataFrame:
    """A seed as text."""
    return pl.read_csv(SEEDS / name, infer_schema=False)


@cache
def framework(name: str) -> Framework:
    path = SEEDS / "frameworks" / f"{name}.yaml"
    return read_framework(path.read_text(encoding="utf-8"), path.name)


@cache
def published_rounds() -> dict[str, Round]:
    rounds = read_rounds((SEEDS / "rounds.yaml").read_text(encoding="utf-8"), "rounds.yaml")
    return {entry.id: entry for entry in rounds if entry.published is not None}


@dataclass(frozen=True)
class Scored:
    """Tables of the warehouse, as far as tests need them."""

    rounds: pl.DataFrame
    frameworks: pl.DataFrame
    totals: pl.DataFrame
    pillars: pl.DataFrame
    mains: pl.DataFrame
    indicator_values: pl.DataFrame


@cache
def scored() -> Scored:
    entries = published_rounds().values()
    frameworks = [framework(name) for name in sorted({entry.framework for entry in entries})]
    indices = [
        compute_index(
            framework(entry.framework), _submitted(entry.id), _submitted(entry.id).select(_UNIT)
        )
        for entry in entries
    ]
    rounds = pl.DataFrame(
        [
            (entry.id, entry.framework, entry.previous, entry.published, entry.expected_on, False)
            for entry in entries
        ],
        schema={
            "round": pl.String,
            "framework": pl.String,
            "previous": pl.String,
            "published_year": pl.Int32,
            "expected_on": pl.Date,
            "is_demonstration": pl.Boolean,
        },
        orient="row",
    )
    facts = pl.DataFrame(
        [(one.id, one.subject, one.decimals, one.scale) for one in frameworks],
        schema={
            "framework": pl.String,
            "subject": pl.String,
            "decimals": pl.Int32,
            "scale": pl.Decimal(18, 10),
        },
        orient="row",
    )
    totals = _together([index.totals() for index in indices])
    ranked = rank_scores(
        totals.select(*_UNIT, "basis", "value"),
        rounds.join(facts, on="framework").select("round", "decimals"),
    )
    return Scored(
        rounds,
        facts,
        ranked,
        _together([index.pillars() for index in indices]),
        _together([index.main_indicators() for index in indices]),
        _together([index.indicator_values() for index in indices]),
    )


_UNIT = ("round", "entity_code")


def _submitted(round_id: str) -> pl.DataFrame:
    submitted = table(f"submissions/{round_id}/published.csv")
    return submitted.with_columns(pl.col("value").cast(pl.Decimal(38, 10)))


def _together(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([frame.with_columns(pl.col(pl.Enum).cast(pl.String)) for frame in frames])
