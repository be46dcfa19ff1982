"""Reading the seeds folder from disk.

Here belongs finding and opening its files. What they mean is decided by the readers in
`pipelines/`; what units send is found by `assets/receiving/inbox.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from assets.installation.planning_seeds import PlanningSeeds, load_planning_seeds
from assets.installation.seed_files import seed_table, seed_text
from pipelines.comparison.mergers import MERGER_COLUMNS, read_mergers
from pipelines.comparison.populations import POPULATION_COLUMNS, read_populations
from pipelines.entities import read_entities
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.corrections import Correction, correction_problems, read_corrections
from pipelines.marked_yaml import Problem, SeedError
from pipelines.planning.costs import COST_COLUMNS, Costs, read_costs
from pipelines.publication.terms import Terms, read_terms
from pipelines.rounds import Round, expected_units, framework_problems, read_rounds

PROJECT = Path(__file__).resolve().parents[2]
CORRECTIONS = "corrections.yaml"
COSTS = "costs.csv"
PUBLICATION = "publication.yaml"
_PUBLISHED_COLUMNS = (
    "year",
    "subject",
    "group",
    "boundary",
    "entity_code",
    "entity_name_vi",
    "level",
    "code",
    "value",
    "rank",
    "source_url",
)
_AVERAGE_COLUMNS = (
    "year",
    "group",
    "statistic",
    "measure",
    "code",
    "against",
    "value",
    "source_url",
    "note",
)
_PII_COLUMNS = (
    "year",
    "boundary",
    "entity_code",
    "entity_name_vi",
    "level",
    "code",
    "value",
    "rank",
    "lowest",
    "highest",
    "source_url",
)


@dataclass(frozen=True, eq=False)
class Seeds:
    """All seeds of an installation, checked."""

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
    planning: PlanningSeeds
    cost_table: pl.DataFrame
    costs: Mapping[str, Costs]
    terms: Terms | None
    """Who publishes open data, and under which terms; None: nobody does."""

    def units(self, round_id: str) -> pl.DataFrame:
        """The entities that a round expects."""
        return expected_units(self.rounds[round_id], self.entities)

    def framework_of(self, round_id: str) -> Framework:
        """The framework of a round."""
        return self.frameworks[self.rounds[round_id].framework]

    def ensure_scorable(self, round_id: str) -> None:
        """Raise SeedError unless a round can be scored: its framework is known and complete."""
        entry = self.rounds[round_id]
        problems = framework_problems(entry, self.frameworks.get(entry.framework))
        if problems:
            raise SeedError(problems)
        self.units(round_id)


def load_seeds(folder: Path) -> Seeds:
    """Read every seed. Raises SeedError with all problems, each with file and line."""
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
    problems: list[Problem] = []
    frameworks: dict[str, Framework] = {}
    for path in sorted((folder / "frameworks").glob("*.yaml")):
        name = f"frameworks/{path.name}"
        try:
            framework = read_framework(seed_text(path, name), name)
        except SeedError as error:
            problems += error.problems
            continue
        if framework.id in frameworks:
            other = frameworks[framework.id].file
            problems.append(Problem(name, 1, framework.id, f"this id is also that of {other}"))
        frameworks[framework.id] = framework
    rounds: tuple[Round, ...] = ()
    entities = mergers = populations = pl.DataFrame()
    try:
        rounds = read_rounds(seed_text(folder / "rounds.yaml", "rounds.yaml"), "rounds.yaml")
    except SeedError as error:
        problems += error.problems
    try:
        table = seed_table(folder / "entities.csv", ("entity_code",))
        entities = read_entities(table, "entities.csv")
        table = seed_table(folder / "mergers.csv", MERGER_COLUMNS, optional=True)
        mergers = read_mergers(table, entities, "mergers.csv")
        table = seed_table(folder / "population.csv", POPULATION_COLUMNS, optional=True)
        populations = read_populations(table, entities, "population.csv")
    except SeedError as error:
        problems += error.problems
    results = seed_table(folder / "published_results.csv", _PUBLISHED_COLUMNS, optional=True)
    averages = seed_table(folder / "published_averages.csv", _AVERAGE_COLUMNS, optional=True)
    pii = seed_table(folder / "published_pii.csv", _PII_COLUMNS, optional=True)
    corrections: tuple[Correction, ...] = ()
    try:
        if (folder / CORRECTIONS).exists():
            corrections = read_corrections(
                seed_text(folder / CORRECTIONS, CORRECTIONS), CORRECTIONS
            )
            problems += correction_problems(corrections, {entry.id for entry in rounds})
    except SeedError as error:
        problems += error.problems
    cost_table = seed_table(folder / COSTS, COST_COLUMNS, optional=True)
    terms: Terms | None = None
    try:
        if (folder / PUBLICATION).exists():
            terms = read_terms(seed_text(folder / PUBLICATION, PUBLICATION), PUBLICATION)
    except SeedError as error:
        problems += error.problems
    if problems:  # costs name indicators of frameworks: of broken ones nothing more is said
        raise SeedError(problems)
    by_id = {entry.id: entry for entry in rounds}
    planning = load_planning_seeds(folder, by_id, entities, frameworks)
    costs = read_costs(cost_table, COSTS, frameworks)
    return Seeds(
        folder,
        frameworks,
        by_id,
        entities,
        mergers,
        populations,
        results,
        averages,
        pii,
        corrections,
        planning,
        cost_table,
        costs,
        terms,
    )
