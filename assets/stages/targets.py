"""Targets, responsibility and reward: what a leader reads of a round.

Here belong the stages. The method is in `pipelines/planning/`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.stages.scores import RANKINGS, SCORES
from assets.stages.stage import Given, Rounds, Stage, seeds, tables
from pipelines.planning.agency_debts import agency_debts, target_gaps
from pipelines.planning.progress import target_progress
from pipelines.planning.responsibilities import responsibility_rows
from pipelines.planning.reward import REWARD_TABLES, reward_frames
from pipelines.planning.target_rows import baseline_rows, target_rows
from pipelines.publication.round_status import publication_rows
from warehouse.contract import TABLE_BY_NAME

STATED: Final = ("planning.target", "planning.baseline", "planning.measurement")
PROGRESS: Final = "planning.target_progress"
RESPONSIBILITY: Final = "planning.responsibility"
DEBTS: Final = "planning.agency_debt"
_RULES: Final = ("reference.round", "reference.framework", "reference.indicator")
_RESULTS: Final = (
    RANKINGS,
    "scores.dti",
    "scores.main_indicator",
    SCORES[0],
    "submissions.file",
    "submissions.rejected_value",
)
_ASKED_FOR_EVIDENCE: Final = ("evidence_or_explanation_missing", "evidence_file_not_found")


def stated_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """What was stated, whatever the rounds say."""
    frames = (target_rows(given.targets), baseline_rows(given.baselines), given.measurements)
    return dict(zip(STATED, frames, strict=True))


def planning_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """The tables of some rounds. Baselines and improvements look at all rounds there are."""
    described, frameworks, indicators = (given.table(name) for name in _RULES)
    rankings, scored, main_scores, indicator_values, files, rejected = (
        given.table(name) for name in _RESULTS
    )
    rounds = _rounds(described, frameworks, indicator_values, files, rejected)
    is_final = pl.col("basis") == "final"
    totals = (
        rankings.filter(is_final)
        .select(
            "round", "entity_code", "value", "rank", "entities_ranked", "previous_rank",
            "rank_change",
        )
        .join(
            scored.filter(is_final).select("round", "entity_code", "points", "max_points"),
            on=["round", "entity_code"],
        )
        .select(
            "round", "entity_code", "value", "points", "max_points", "rank", "entities_ranked",
            "previous_rank", "rank_change",
        )
    )  # fmt: skip
    values = indicator_values.filter(is_final)
    mains = main_scores.filter(is_final, pl.col("rank").is_not_null()).select(
        "round",
        "entity_code",
        "main_code",
        "rank",
        units_sharing=pl.len().over("round", "main_code", "rank").cast(pl.Int64),
    )
    units = units_with_spellings(given)
    stated = target_rows(given.targets)
    progress = target_progress(stated, rounds, units, totals, mains, given.measurements)
    chosen = pl.col("round").is_in(list(given.wanted))
    responsibilities = responsibility_rows(
        values.filter(chosen),
        _owed(described, frameworks, indicators),
        given.responsibilities,
        _agencies(given.entities),
        given.table("submissions.finding").filter(pl.col("rule").is_in(_ASKED_FOR_EVIDENCE)),
        rounds,
    )
    printed = stated.select("target_id", "points_of")
    gaps = target_gaps(progress.join(printed, on="target_id"), totals, rounds)
    return {
        PROGRESS: progress.filter(chosen),
        RESPONSIBILITY: responsibilities,
        DEBTS: agency_debts(responsibilities, gaps),
        **{name: pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema) for name in REWARD_TABLES},
        **reward_frames(
            given.reward, given.wanted, rounds, units, totals, values, files.filter(chosen)
        ),
    }


def units_with_spellings(given: Given) -> pl.DataFrame:
    """Who is assessed in each round, with every spelling of the name."""
    return pl.concat(
        [
            given.units(name).select(
                pl.lit(name).alias("round"),
                "entity_code",
                pl.col("name_vi").alias("entity_name_vi"),
                pl.concat_list("name_vi", "aliases").alias("names"),
            )
            for name in given.rounds
        ]
    )


def _rounds(
    described: pl.DataFrame,
    frameworks: pl.DataFrame,
    values: pl.DataFrame,
    files: pl.DataFrame,
    rejected: pl.DataFrame,
) -> pl.DataFrame:
    """Every round with its framework's decimals and scale, and whether it is final in effect."""
    effective = publication_rows(described, values, files, rejected).select(
        "round", effective="status"
    )
    return (
        described.join(frameworks.select("framework", "decimals", "scale"), on="framework")
        .join(effective, on="round", how="left")
        .with_columns(
            status=pl.coalesce("effective", "status"),
            closes_on=pl.coalesce("deadline", "ends_on"),
        )
    )


def _owed(
    described: pl.DataFrame, frameworks: pl.DataFrame, indicators: pl.DataFrame
) -> pl.DataFrame:
    """The indicators of each round for which somebody may answer."""
    return (
        described.select("round", "framework")
        .join(indicators.filter(pl.col("level").is_in(["main", "sub"])), on="framework")
        .join(frameworks.select("framework", "aggregation"), on="framework")
        .select(
            "round",
            "code",
            "parent_code",
            "responsible",
            is_scored=pl.col("rule_kind").is_not_null(),
            has_points=pl.col("aggregation") == "points",
        )
    )


def _agencies(entities: pl.DataFrame) -> pl.DataFrame:
    agencies = entities.sort("valid_from", nulls_last=False).unique(
        "entity_code", keep="last", maintain_order=True
    )
    return agencies.select(
        pl.col("entity_code").alias("agency_code"),
        pl.col("name_vi").alias("agency_name_vi"),
        pl.col("name_en").alias("agency_name_en"),
    )


LOAD_TARGETS: Final = Stage(
    name="load_targets",
    vi="mục tiêu đã nêu",
    en="targets as stated",
    reads=seeds("targets", "baselines", "measurements"),
    writes=STATED,
    work=stated_frames,
)
"""Targets, baselines and measurements as tables."""

FOLLOW_TARGETS: Final = Stage(
    name="follow_targets",
    vi="mục tiêu, trách nhiệm",
    en="targets, responsibility",
    reads=(
        *tables(*_RESULTS, rounds=Rounds.ALL),
        *tables("submissions.finding", *_RULES),
        *seeds("rounds", "entities", "targets", "measurements", "responsibilities", "reward"),
    ),
    writes=(PROGRESS, RESPONSIBILITY, DEBTS, *REWARD_TABLES),
    work=planning_frames,
)
"""What follows from targets, responsibilities and rules of reward in each round."""
