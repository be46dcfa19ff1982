"""Targets, responsibility and reward: what a leader reads of a round.

Here belong its assets, and which tables and seeds each is made from. The method is in
`pipelines/planning/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.stages.lineage import table_spec
from assets.stages.scores import RANKINGS, SCORES
from assets.stages.writing import ONE_RUN, rows_of, written_by_round, written_whole
from pipelines.planning.agency_debts import agency_debts, target_gaps
from pipelines.planning.progress import target_progress
from pipelines.planning.responsibilities import responsibility_rows
from pipelines.planning.reward import REWARD_TABLES, reward_frames
from pipelines.planning.target_rows import baseline_rows, target_rows
from pipelines.publication.round_status import publication_rows
from warehouse.contract import TABLE_BY_NAME
from warehouse.writer import Warehouse

STATED: Final = ("planning.target", "planning.baseline", "planning.measurement")
PROGRESS: Final = "planning.target_progress"
RESPONSIBILITY: Final = "planning.responsibility"
DEBTS: Final = "planning.agency_debt"
_MADE_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    PROGRESS: (
        "planning.target",
        "planning.measurement",
        RANKINGS,
        "scores.main_indicator",
        "scores.dti",
        "reference.round",
    ),
    RESPONSIBILITY: (SCORES[0], "submissions.finding", "reference.indicator", "reference.entity"),
    DEBTS: (RESPONSIBILITY, PROGRESS, "scores.dti"),
    **dict.fromkeys(REWARD_TABLES, (RANKINGS, SCORES[0], "submissions.file")),
}
_ASKED_FOR_EVIDENCE: Final = ("evidence_or_explanation_missing", "evidence_file_not_found")


def target_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Targets as stated, and what follows from them and the rounds."""

    @dg.multi_asset(
        name="load_targets",
        specs=[table_spec(name, ("reference.entity",), None, {"polars"}) for name in STATED],
    )
    def load_targets(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        with installation.build() as warehouse:
            yield from written_whole(warehouse, stated_frames(installation.seeds))

    @dg.multi_asset(
        name="follow_targets",
        specs=[table_spec(name, made, partitions, {"polars"}) for name, made in _MADE_FROM.items()],
        backfill_policy=ONE_RUN,
    )
    def follow_targets(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            frames = planning_frames(warehouse, installation.seeds, rounds)
            yield from written_by_round(warehouse, frames, rounds)

    return [load_targets, follow_targets]


def stated_frames(seeds: Seeds) -> Mapping[str, pl.DataFrame]:
    """What was stated, whatever the rounds say."""
    planning = seeds.planning
    frames = (
        target_rows(planning.targets),
        baseline_rows(planning.baselines),
        planning.measurements,
    )
    return dict(zip(STATED, frames, strict=True))


def planning_frames(
    warehouse: Warehouse, seeds: Seeds, wanted: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """The tables of some rounds. Baselines and improvements look at all rounds there are."""
    rounds, units = _rounds(warehouse), seeds_units(seeds)
    totals = warehouse.read(
        """
        SELECT r.round, r.entity_code, r.value, s.points, s.max_points, r.rank, r.entities_ranked,
            r.previous_rank, r.rank_change
        FROM rankings.dti r JOIN scores.dti s USING (round, entity_code, basis)
        WHERE r.basis = 'final'
        """
    )
    (values,) = rows_of(warehouse, SCORES[0])
    values = values.filter(pl.col("basis") == "final")
    progress = _progress(warehouse, seeds, rounds, units, totals)
    chosen = pl.col("round").is_in(list(wanted))
    responsibilities = _responsibilities(warehouse, seeds, values.filter(chosen), rounds)
    printed = target_rows(seeds.planning.targets).select("target_id", "points_of")
    gaps = target_gaps(progress.join(printed, on="target_id"), totals, rounds)
    (files,) = rows_of(warehouse, "submissions.file", rounds=wanted)
    return {
        PROGRESS: progress.filter(chosen),
        RESPONSIBILITY: responsibilities,
        DEBTS: agency_debts(responsibilities, gaps),
        **{name: pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema) for name in REWARD_TABLES},
        **reward_frames(seeds.planning.reward, wanted, rounds, units, totals, values, files),
    }


def seeds_units(seeds: Seeds) -> pl.DataFrame:
    """Who is assessed in each round, with every spelling of the name."""
    return pl.concat(
        [
            seeds.units(name).select(
                pl.lit(name).alias("round"),
                "entity_code",
                pl.col("name_vi").alias("entity_name_vi"),
                pl.concat_list("name_vi", "aliases").alias("names"),
            )
            for name in seeds.rounds
        ]
    )


def _rounds(warehouse: Warehouse) -> pl.DataFrame:
    """Every round with its framework's decimals and scale, and whether it is final in effect."""
    described, frameworks, values, files, rejected = rows_of(
        warehouse,
        "reference.round",
        "reference.framework",
        SCORES[0],
        "submissions.file",
        "submissions.rejected_value",
    )
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


def _progress(
    warehouse: Warehouse,
    seeds: Seeds,
    rounds: pl.DataFrame,
    units: pl.DataFrame,
    totals: pl.DataFrame,
) -> pl.DataFrame:
    mains = warehouse.read(
        """
        SELECT round, entity_code, main_code, rank,
            count(*) OVER (PARTITION BY round, main_code, rank) AS units_sharing
        FROM scores.main_indicator WHERE basis = 'final' AND rank IS NOT NULL
        """
    )
    planning = seeds.planning
    return target_progress(
        target_rows(planning.targets), rounds, units, totals, mains, planning.measurements
    )


def _responsibilities(
    warehouse: Warehouse, seeds: Seeds, values: pl.DataFrame, rounds: pl.DataFrame
) -> pl.DataFrame:
    indicators = warehouse.read(
        """
        SELECT d.round, i.code, i.parent_code, i.responsible, i.rule_kind IS NOT NULL AS is_scored,
            f.aggregation = 'points' AS has_points
        FROM reference.indicator i
        JOIN reference.round d USING (framework) JOIN reference.framework f USING (framework)
        WHERE i.level IN ('main', 'sub')
        """
    )
    (findings,) = rows_of(warehouse, "submissions.finding")
    agencies = seeds.entities.sort("valid_from", nulls_last=False).unique(
        "entity_code", keep="last", maintain_order=True
    )
    return responsibility_rows(
        values,
        indicators,
        seeds.planning.responsibilities,
        agencies.select(
            pl.col("entity_code").alias("agency_code"),
            pl.col("name_vi").alias("agency_name_vi"),
            pl.col("name_en").alias("agency_name_en"),
        ),
        findings.filter(pl.col("rule").is_in(_ASKED_FOR_EVIDENCE)),
        rounds,
    )
