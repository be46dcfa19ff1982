"""Seeds of planning: targets, figures measured elsewhere, responsibilities, rules of reward.

Here belongs reading them against the rounds and units that there are. All of them are optional.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from assets.installation.seed_files import seed_table, seed_text
from pipelines.frameworks.framework import Framework
from pipelines.marked_yaml import Problem, SeedError
from pipelines.planning.responsibilities import RESPONSIBILITY_COLUMNS, read_responsibilities
from pipelines.planning.reward_rules import RewardRules, read_reward_rules
from pipelines.planning.target_rows import (
    MEASUREMENT_COLUMNS,
    measurement_problems,
    read_measurements,
)
from pipelines.planning.targets import Baseline, Target, read_targets, unit_problems
from pipelines.rounds import Round, expected_units

TARGETS: Final = "targets.yaml"
MEASUREMENTS: Final = "measurements.csv"
RESPONSIBILITIES: Final = "responsibilities.csv"
REWARD: Final = "reward.yaml"


@dataclass(frozen=True, eq=False)
class PlanningSeeds:
    """What an installation has said of targets, responsibilities and reward."""

    targets: tuple[Target, ...]
    baselines: tuple[Baseline, ...]
    measurements: pl.DataFrame
    responsibilities: pl.DataFrame
    reward: tuple[RewardRules, ...]


def load_planning_seeds(
    folder: Path,
    rounds: Mapping[str, Round],
    entities: pl.DataFrame,
    frameworks: Mapping[str, Framework],
) -> PlanningSeeds:
    """Read the four files. Raises SeedError with every problem of all of them."""
    problems: list[Problem] = []
    targets: tuple[Target, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    reward: tuple[RewardRules, ...] = ()
    measurements, responsibilities = pl.DataFrame(), pl.DataFrame()
    try:
        if (folder / TARGETS).exists():
            targets, baselines = read_targets(seed_text(folder / TARGETS, TARGETS), TARGETS)
            problems += unit_problems([*targets, *baselines], entities)
    except SeedError as error:
        problems += error.problems
    try:
        table = seed_table(folder / MEASUREMENTS, MEASUREMENT_COLUMNS, optional=True)
        measurements = read_measurements(table, MEASUREMENTS)
        problems += measurement_problems(measurements, targets, MEASUREMENTS)
    except SeedError as error:
        problems += error.problems
    try:
        if (folder / REWARD).exists():
            reward = read_reward_rules(seed_text(folder / REWARD, REWARD), REWARD, rounds.keys())
    except SeedError as error:
        problems += error.problems
    try:
        table = seed_table(folder / RESPONSIBILITIES, RESPONSIBILITY_COLUMNS, optional=True)
        named = {name: one for name, one in rounds.items() if name in set(table["round"])}
        responsibilities = read_responsibilities(
            table,
            RESPONSIBILITIES,
            _units(named, entities),
            _indicators(named, frameworks),
            entities,
        )
    except SeedError as error:
        problems += error.problems
    if problems:
        raise SeedError(problems)
    return PlanningSeeds(targets, baselines, measurements, responsibilities, reward)


def _units(rounds: Mapping[str, Round], entities: pl.DataFrame) -> pl.DataFrame:
    empty = pl.DataFrame(schema={"round": pl.String, "entity_code": pl.String})
    return pl.concat(
        [
            empty,
            *(
                expected_units(one, entities).select(pl.lit(name).alias("round"), "entity_code")
                for name, one in rounds.items()
            ),
        ]
    )


def _indicators(rounds: Mapping[str, Round], frameworks: Mapping[str, Framework]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (name, code)
            for name, one in rounds.items()
            if one.framework in frameworks
            for code in frameworks[one.framework].by_code
        ],
        schema={"round": pl.String, "code": pl.String},
        orient="row",
    )
