"""Reading the seeds folder and the inbox from disk.

Here belongs finding and opening files. What they mean is decided by the readers in `pipelines/`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import polars as pl

from assets.planning_seeds import PlanningSeeds, load_planning_seeds
from assets.seed_files import seed_table, seed_text
from pipelines.comparison.mergers import MERGER_COLUMNS, read_mergers
from pipelines.comparison.populations import POPULATION_COLUMNS, read_populations
from pipelines.entities import read_entities
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.corrections import Correction, correction_problems, read_corrections
from pipelines.intake.intake import ReceivedFile
from pipelines.local_time import LOCAL_TIME
from pipelines.marked_yaml import Problem, SeedError
from pipelines.planning.costs import COST_COLUMNS, Costs, read_costs
from pipelines.publication.terms import Terms, read_terms
from pipelines.rounds import Round, expected_units, framework_problems, read_rounds

PROJECT = Path(__file__).resolve().parents[1]
CORRECTIONS = "corrections.yaml"
COSTS = "costs.csv"
PUBLICATION = "publication.yaml"
REGISTER = "received.csv"
"""The register (sổ nhận) beside the files of a round: file_name, received_at."""
_NOT_SUBMISSIONS = frozenset({REGISTER, "README.md"})
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


def received_files(inbox: Path, round_id: str, rounds: Iterable[str]) -> Iterator[ReceivedFile]:
    """The files of a round: those in its folder, then those in no round's folder, at any depth.

    When a file was received stands in the register of its folder; a file that is not in it has the
    time of its last change. Files are named by their path in the folder.
    """
    folders = {inbox / name for name in rounds}
    yield from _files_below(inbox / round_id, is_shared=False, but_not=set())
    yield from _files_below(inbox, is_shared=True, but_not=folders)


def _files_below(folder: Path, is_shared: bool, but_not: set[Path]) -> Iterator[ReceivedFile]:
    registers: dict[Path, dict[str, datetime | None]] = {}
    for path in sorted(folder.rglob("*")):
        is_ours = path.name in _NOT_SUBMISSIONS or path.name.startswith((".", "~$"))
        if is_ours or not path.is_file() or but_not & set(path.parents):
            continue
        if path.parent not in registers:
            registers[path.parent] = _register(path.parent)
        register = registers[path.parent]
        if path.name in register:
            received_at = register[path.name]
        else:
            received_at = datetime.fromtimestamp(path.stat().st_mtime, tz=LOCAL_TIME)
        name = path.relative_to(folder).as_posix()
        yield ReceivedFile(name, path.read_bytes(), received_at, is_shared)


def _register(folder: Path) -> dict[str, datetime | None]:
    path = folder / REGISTER
    if not path.exists():
        return {}
    table = seed_table(path, ("file_name", "received_at"))
    times: dict[str, datetime | None] = {}
    for line, (name, text) in enumerate(table.select("file_name", "received_at").iter_rows(), 2):
        try:
            times[name] = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            message = f"received_at: expected a time as 2025-07-31T09:00:00+07:00, found {text!r}"
            raise SeedError([Problem(f"{folder.name}/{REGISTER}", line, name, message)]) from error
    return times
