"""Seeds of planning: targets, figures measured elsewhere, responsibilities, rules of reward.

Here belongs reading them against the rounds and units that there are. All of them are optional.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from assets.installation.harm import Harm
from assets.installation.seed_files import seed_table, seed_text
from pipelines.frameworks.framework import Framework
from pipelines.marked_yaml import SeedError
from pipelines.planning.responsibilities import RESPONSIBILITIES, read_responsibilities
from pipelines.planning.reward_rules import RewardRules, read_reward_rules
from pipelines.planning.target_rows import MEASUREMENTS, read_measurements
from pipelines.planning.targets import Baseline, Target, read_targets, unit_problems
from pipelines.rounds import Round, expected_units
from pipelines.seed_isolation import read_sound_entries, read_sound_rows

TARGETS_YAML: Final = "targets.yaml"
MEASUREMENTS_CSV: Final = "measurements.csv"
RESPONSIBILITIES_CSV: Final = "responsibilities.csv"
REWARD_YAML: Final = "reward.yaml"


@dataclass(frozen=True, eq=False)
class PlanningSeeds:
    """What an installation has said of targets, responsibilities and reward."""

    targets: tuple[Target, ...]
    baselines: tuple[Baseline, ...]
    measurements: pl.DataFrame
    responsibilities: pl.DataFrame
    reward: tuple[RewardRules, ...]


def load_planning_seeds(
    folder: Path, harm: Harm, entities: pl.DataFrame, frameworks: Mapping[str, Framework]
) -> PlanningSeeds:
    """Read the four files, without what is broken in them.

    A broken target, and figures measured for it, are left out: nothing else depends on them. Other
    broken entries harm the rounds that they name. Raises SeedError where a file as a whole cannot
    be read.
    """
    targets, baselines = _targets(folder / TARGETS_YAML, harm, entities)
    measurements = _measurements(folder / MEASUREMENTS_CSV, harm, targets)
    reward: tuple[RewardRules, ...] = ()
    if (folder / REWARD_YAML).exists():
        reward, left_out = read_sound_entries(
            seed_text(folder / REWARD_YAML, REWARD_YAML),
            REWARD_YAML,
            lambda text: read_reward_rules(text, REWARD_YAML, harm.known),
        )
        harm.by_name(left_out)
    table = seed_table(folder / RESPONSIBILITIES_CSV, RESPONSIBILITIES, optional=True)
    table = table.filter(~pl.col("round").is_in(list(harm.by_round)))
    named = {name: entry for name, entry in harm.sound.items() if name in set(table["round"])}
    units, indicators = _units(named, entities), _indicators(named, frameworks)
    responsibilities, left_out = read_sound_rows(
        table,
        lambda rows: read_responsibilities(rows, RESPONSIBILITIES_CSV, units, indicators, entities),
    )
    harm.by_name(left_out)
    return PlanningSeeds(
        targets,
        baselines,
        measurements,
        responsibilities,
        reward,
    )


def _targets(
    path: Path, harm: Harm, entities: pl.DataFrame
) -> tuple[tuple[Target, ...], tuple[Baseline, ...]]:
    if not path.exists():
        return (), ()

    def read(text: str) -> tuple[tuple[Target, ...], tuple[Baseline, ...]]:
        targets, baselines = read_targets(text, TARGETS_YAML)
        problems = unit_problems([*targets, *baselines], entities)
        if problems:
            raise SeedError(problems)
        return targets, baselines

    try:
        found, left_out = read_sound_entries(seed_text(path, TARGETS_YAML), TARGETS_YAML, read)
    except SeedError as error:
        harm.note(error.problems)
        return (), ()
    harm.note(problem for entry in left_out for problem in entry.problems)
    return found


def _measurements(path: Path, harm: Harm, targets: Sequence[Target]) -> pl.DataFrame:
    """Figures measured elsewhere, without all of a measure of which one is broken."""

    def read(rows: pl.DataFrame) -> pl.DataFrame:
        return read_measurements(rows, MEASUREMENTS_CSV, targets)

    try:
        table = seed_table(path, MEASUREMENTS, optional=True)
    except SeedError as error:
        harm.note(error.problems)
        return read(pl.DataFrame(schema=dict.fromkeys(MEASUREMENTS.names, pl.String)))
    measurements, left_out = read_sound_rows(table, read)
    problems = [problem for row in left_out for problem in row.problems]
    harm.note(problems)
    return measurements.filter(~pl.col("measure").is_in([problem.code for problem in problems]))


def _units(rounds: Mapping[str, Round], entities: pl.DataFrame) -> pl.DataFrame:
    empty = pl.DataFrame(schema={"round": pl.String, "entity_code": pl.String})
    return pl.concat(
        [
            empty,
            *(
                expected_units(entry, entities).select(pl.lit(name).alias("round"), "entity_code")
                for name, entry in rounds.items()
            ),
        ]
    )


def _indicators(rounds: Mapping[str, Round], frameworks: Mapping[str, Framework]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (name, code)
            for name, entry in rounds.items()
            for code in frameworks[entry.framework].by_code
        ],
        schema={"round": pl.String, "code": pl.String},
        orient="row",
    )
