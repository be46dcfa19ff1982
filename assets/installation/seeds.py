"""Reading the seeds folder from disk.

Here belongs finding and opening its files. What they mean is decided by the readers in
`pipelines/`; what units send is found by `assets/receiving/inbox.py`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from assets.installation.harm import Harm, round_named
from assets.installation.planning_seeds import PlanningSeeds, load_planning_seeds
from assets.installation.seed_files import seed_table, seed_text
from pipelines.comparison.mergers import MERGERS, read_mergers
from pipelines.comparison.populations import POPULATIONS, read_populations
from pipelines.comparison.published_tables import (
    PUBLISHED_AVERAGES,
    PUBLISHED_PII,
    PUBLISHED_RESULTS,
    read_published,
)
from pipelines.entities import ENTITIES, read_entities
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.corrections import Correction, read_corrections
from pipelines.intake.reporters import REPORTERS, Reporters, read_reporters
from pipelines.marked_yaml import Problem, SeedError
from pipelines.planning.costs import COSTS, Costs, read_costs
from pipelines.publication.terms import Terms, read_terms
from pipelines.rounds import Round, expected_units, framework_problems, read_rounds
from pipelines.seed_isolation import LeftOut, read_sound_entries, read_sound_rows
from pipelines.seed_tables import TableShape

PROJECT = Path(__file__).resolve().parents[2]
ROUNDS = "rounds.yaml"
ENTITIES_CSV = "entities.csv"
MERGERS_CSV = "mergers.csv"
POPULATION_CSV = "population.csv"
CORRECTIONS = "corrections.yaml"
COSTS_CSV = "costs.csv"
REPORTERS_CSV = "reporters.csv"
PUBLICATION = "publication.yaml"


@dataclass(frozen=True, eq=False)
class Seeds:
    """All seeds of an installation, checked: what is sound, and what is not.

    `rounds` are those that can be assessed; `unusable` the others, each with its problems;
    `problems` everything that is wrong with any file.
    """

    folder: Path
    frameworks: Mapping[str, Framework]
    rounds: Mapping[str, Round]
    entities: pl.DataFrame
    mergers: pl.DataFrame
    populations: pl.DataFrame
    published_results: pl.DataFrame
    published_averages: pl.DataFrame
    published_pii: pl.DataFrame
    corrections: tuple[Correction, ...]
    reporters: Reporters
    planning: PlanningSeeds
    cost_table: pl.DataFrame
    costs: Mapping[str, Costs]
    terms: Terms | None
    """Who publishes open data, and under which terms; None: nobody does."""
    problems: tuple[Problem, ...]
    unusable: Mapping[str, tuple[Problem, ...]]

    def units(self, round_id: str) -> pl.DataFrame:
        """The entities that a round expects."""
        return expected_units(self.rounds[round_id], self.entities)

    def framework_of(self, round_id: str) -> Framework:
        """The framework of a round."""
        return self.frameworks[self.rounds[round_id].framework]

    def ensure_scorable(self, round_id: str) -> None:
        """Raise SeedError unless a round can be scored."""
        if round_id in self.unusable:
            raise SeedError(self.unusable[round_id])


def load_seeds(folder: Path) -> Seeds:
    """Read every seed; what is wrong with one round, framework or line harms only itself.

    Raises SeedError where a file that all rounds share is not there or cannot be read.
    """
    stamps = tuple(
        (str(path), path.stat().st_mtime_ns)
        for path in sorted(
            [
                *folder.glob("*.csv"),
                *folder.glob("*.yaml"),
                *folder.glob("frameworks/*.yaml"),
            ]
        )
    )
    return _load(folder, stamps)


@lru_cache(maxsize=4)
def _load(folder: Path, _stamps: tuple[tuple[str, int], ...]) -> Seeds:
    frameworks, broken = _frameworks(folder / "frameworks")
    stopping: list[Problem] = []
    rounds: tuple[Round, ...] = ()
    without: list[LeftOut] = []
    try:
        rounds, without = read_sound_entries(
            seed_text(folder / ROUNDS, ROUNDS), ROUNDS, lambda text: read_rounds(text, ROUNDS)
        )
    except SeedError as error:
        stopping += error.problems
    harm = Harm(rounds)
    for entry in without:
        name = round_named(entry)
        harm.note(entry.problems, [] if name is None or name in harm.rounds else [name])
    harm.note(problem for problems in broken.values() for problem in problems)
    try:
        seeds = _read(folder, harm, frameworks, broken)
    except SeedError as error:
        stopping += error.problems
    else:
        if not stopping:
            return seeds
    raise SeedError([*stopping, *(found for found in harm.problems if found not in stopping)])


def _read(
    folder: Path,
    harm: Harm,
    frameworks: Mapping[str, Framework],
    broken: Mapping[str, Sequence[Problem]],
) -> Seeds:
    """Read the files that all rounds share. Raises SeedError where one is wholly broken."""
    table = seed_table(folder / ENTITIES_CSV, ENTITIES)
    entities, left_out = read_sound_rows(table, lambda rows: read_entities(rows, ENTITIES_CSV))
    harm.by_entity(left_out)
    mergers = _about_units(
        folder / MERGERS_CSV,
        MERGERS,
        entities,
        harm,
        lambda rows: read_mergers(rows, entities, MERGERS_CSV),
    )
    populations = _about_units(
        folder / POPULATION_CSV,
        POPULATIONS,
        entities,
        harm,
        lambda rows: read_populations(rows, entities, POPULATION_CSV),
    )
    harm.by_succession(table, entities, mergers)
    for name, entry in harm.sound.items():
        reasons = framework_problems(entry, frameworks.get(entry.framework))
        if reasons:
            harm.note([*broken.get(entry.framework, ()), *reasons], [name])
    results, averages, pii = (
        _published(folder / f"{name}.csv", shape, harm)
        for name, shape in (
            ("published_results", PUBLISHED_RESULTS),
            ("published_averages", PUBLISHED_AVERAGES),
            ("published_pii", PUBLISHED_PII),
        )
    )
    corrections: tuple[Correction, ...] = ()
    if (folder / CORRECTIONS).exists():
        corrections, left_out = read_sound_entries(
            seed_text(folder / CORRECTIONS, CORRECTIONS),
            CORRECTIONS,
            lambda text: read_corrections(text, CORRECTIONS, harm.known),
        )
        harm.by_name(left_out)
    listed, left_out = read_sound_rows(
        seed_table(folder / REPORTERS_CSV, REPORTERS, optional=True),
        lambda rows: read_reporters(rows, REPORTERS_CSV),
    )
    for row in left_out:  # whose word counts in which round cannot be told without it
        harm.note(row.problems, harm.rounds)
    reporters = Reporters(listed, frozenset(entities["entity_code"]))
    planning = load_planning_seeds(folder, harm, entities, frameworks)
    rows = seed_table(folder / COSTS_CSV, COSTS, optional=True)
    rows = rows.filter(~pl.col("framework").is_in(list(broken)))
    (cost_table, costs), left_out = read_sound_rows(
        rows, lambda rows: (rows, read_costs(rows, COSTS_CSV, frameworks))
    )
    harm.by_framework(left_out)
    terms: Terms | None = None
    if (folder / PUBLICATION).exists():
        terms = read_terms(seed_text(folder / PUBLICATION, PUBLICATION), PUBLICATION)
    harm.follow()
    return Seeds(
        folder,
        frameworks,
        harm.sound,
        entities,
        mergers,
        populations,
        results,
        averages,
        pii,
        corrections,
        reporters,
        planning,
        cost_table,
        costs,
        terms,
        tuple(harm.problems),
        harm.unusable(),
    )


def _frameworks(folder: Path) -> tuple[dict[str, Framework], dict[str, list[Problem]]]:
    """The sound frameworks by id; the problems of the others by the id that they give themselves.

    Two files with one id are both left out: it cannot be told which is meant.
    """
    found: dict[str, list[Framework]] = {}
    broken: dict[str, list[Problem]] = {}
    for path in sorted(folder.glob("*.yaml")):
        name = f"frameworks/{path.name}"
        text = ""
        try:
            text = seed_text(path, name)
            framework = read_framework(text, name)
        except SeedError as error:
            named = re.search(r"""^["']?id["']?:\s*["']?([^\s"'#]+)""", text, re.MULTILINE)
            broken.setdefault(named[1] if named else path.stem, []).extend(error.problems)
        else:
            found.setdefault(framework.id, []).append(framework)
    for name, alike in found.items():
        for framework in alike if len(alike) > 1 or name in broken else ():
            others = ", ".join(other.file for other in alike if other is not framework)
            broken.setdefault(name, []).append(
                Problem(
                    framework.file,
                    1,
                    name,
                    f"this id is also that of {others or 'another file'}",
                    f"mã này cũng là của {others or 'một tệp khác'}",
                    "give one of them another id",
                    "đổi mã của một trong hai",
                )
            )
    return {name: alike[0] for name, alike in found.items() if name not in broken}, broken


def _about_units(
    path: Path,
    shape: TableShape,
    entities: pl.DataFrame,
    harm: Harm,
    read: Callable[[pl.DataFrame], pl.DataFrame],
) -> pl.DataFrame:
    table, left_out = read_sound_rows(seed_table(path, shape, optional=True), read)
    width = sum(column.kind == "code" for column in shape.columns)
    for row in left_out:
        harm.by_unit(row.text.split(",")[:width], row.problems, entities)
    return table


def _published(path: Path, shape: TableShape, harm: Harm) -> pl.DataFrame:
    table, left_out = read_sound_rows(
        seed_table(path, shape, optional=True),
        lambda rows: read_published(rows, path.name, shape),
    )
    harm.by_year(left_out)
    return table
