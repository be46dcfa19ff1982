"""What a stage is: what it reads, what it writes, and a function that is handed exactly that.

Here belong stages as data, and what their functions are handed. Which rounds a stage works on is
decided in `run_state.py`; what Dagster is told of it in `steps.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from pipelines.frameworks.framework import Framework
from pipelines.intake.corrections import Correction
from pipelines.intake.reporters import Reporters
from pipelines.planning.costs import Costs
from pipelines.planning.reward_rules import RewardRules
from pipelines.planning.targets import Baseline, Target
from pipelines.rounds import Round
from pipelines.scoring.index import Index
from warehouse.contract import TABLE_BY_NAME, TABLES

INBOX: Final = "seeds.inbox"
"""The files of units: read as they lie on disk, kept and answered."""


class Rounds(Enum):
    """Of which rounds a stage reads a table: those it makes, those before them too, or all."""

    OWN = "own"
    PREVIOUS = "own and previous"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Read:
    """A table (`scores.dti`) or a seed (`seeds.frameworks`) that a stage reads."""

    name: str
    rounds: Rounds = Rounds.OWN

    @property
    def is_seed(self) -> bool:
        """Not of the warehouse: a file that somebody wrote."""
        return self.name.startswith("seeds.")


def tables(*names: str, rounds: Rounds = Rounds.OWN) -> tuple[Read, ...]:
    """Reads of some tables."""
    return tuple(Read(name, rounds) for name in names)


def seeds(*names: str) -> tuple[Read, ...]:
    """Reads of some seeds, named as in `Given`."""
    return tuple(Read(f"seeds.{name}") for name in names)


def tables_in(*schemas: str) -> tuple[str, ...]:
    """The full names of the tables of some schemas."""
    return tuple(table.full_name for table in TABLES if table.schema in schemas)


OF_INDEX: Final = ("submissions.input_value", "seeds.frameworks", "seeds.rounds", "seeds.entities")
"""What the index of a round is worked out from."""


class Rows(Protocol):
    """Where the rows of tables and the scored rounds come from, each of them made once."""

    def rows(self, name: str, rounds: Sequence[str] | None) -> pl.DataFrame:
        """The rows of a table, of some rounds only where they are named."""
        ...

    def index(self, round_id: str) -> Index:
        """A round, scored."""
        ...


@dataclass(eq=False)
class Given:
    """What the function of a stage is handed: the rounds wanted of it, and what the stage reads.

    Anything else is a KeyError, whatever it is asked for by. `used` are the reads asked for.
    """

    stage: "Stage"
    wanted: Sequence[str]
    assessed: Sequence[str]
    _rows: Rows
    _installation: Installation
    used: set[str] = field(default_factory=set)

    def table(self, name: str) -> pl.DataFrame:
        """The rows of a table, of the rounds that the stage reads it of."""
        read = self._declared(name)
        if not TABLE_BY_NAME[name].by_round:
            return self._rows.rows(name, None)
        match read.rounds:
            case Rounds.OWN:
                chosen = self.wanted
            case Rounds.PREVIOUS:
                chosen = self._with_previous()
            case Rounds.ALL:
                chosen = self.assessed
        return self._rows.rows(name, chosen)

    def index(self, round_id: str) -> Index:
        """A round, scored; it is scored once in a run. A KeyError for one the stage reads not."""
        if self.stage.index is None:
            raise KeyError(f"{self.stage.name} does not read the index of rounds")
        self.used.add("index")
        is_read = round_id in self.wanted or (
            self.stage.index is Rounds.PREVIOUS and round_id in self._with_previous()
        )
        if not is_read:
            raise KeyError(f"{self.stage.name} does not read the index of {round_id}")
        return self._rows.index(round_id)

    @property
    def frameworks(self) -> Mapping[str, Framework]:
        """Frameworks by id."""
        return self._seeds("frameworks").frameworks

    @property
    def rounds(self) -> Mapping[str, Round]:
        """Every round of the seeds by id, whether it was ever assessed or not."""
        return self._seeds("rounds").rounds

    @property
    def entities(self) -> pl.DataFrame:
        """Entities with their validity."""
        return self._seeds("entities").entities

    def units(self, round_id: str) -> pl.DataFrame:
        """The entities that a round expects."""
        self._seeds("rounds")
        return self._seeds("entities").units(round_id)

    def framework_of(self, round_id: str) -> Framework:
        """The framework of a round."""
        self._seeds("rounds")
        return self._seeds("frameworks").framework_of(round_id)

    @property
    def mergers(self) -> pl.DataFrame:
        """Which unit became which."""
        return self._seeds("mergers").mergers

    @property
    def populations(self) -> pl.DataFrame:
        """Inhabitants of units."""
        return self._seeds("populations").populations

    @property
    def published_results(self) -> pl.DataFrame:
        """Results as they were published."""
        return self._seeds("published_results").published_results

    @property
    def published_averages(self) -> pl.DataFrame:
        """Averages as they were published."""
        return self._seeds("published_averages").published_averages

    @property
    def published_pii(self) -> pl.DataFrame:
        """Innovation indices as they were published."""
        return self._seeds("published_pii").published_pii

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of what was sent."""
        return self._seeds("corrections").corrections

    @property
    def reporters(self) -> Reporters:
        """Who may send figures besides the units."""
        return self._seeds("reporters").reporters

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of plans."""
        return self._seeds("targets").planning.targets

    @property
    def baselines(self) -> tuple[Baseline, ...]:
        """Where units stood, as plans say."""
        return self._seeds("baselines").planning.baselines

    @property
    def measurements(self) -> pl.DataFrame:
        """Figures of targets, measured elsewhere."""
        return self._seeds("measurements").planning.measurements

    @property
    def responsibilities(self) -> pl.DataFrame:
        """Who answers for which indicator."""
        return self._seeds("responsibilities").planning.responsibilities

    @property
    def reward(self) -> tuple[RewardRules, ...]:
        """Rules of emulation and reward."""
        return self._seeds("reward").planning.reward

    @property
    def costs(self) -> Mapping[str, Costs]:
        """What a step costs, by framework."""
        return self._seeds("costs").costs

    @property
    def cost_table(self) -> pl.DataFrame:
        """The same as it was written."""
        return self._seeds("costs").cost_table

    @property
    def inbox(self) -> Installation:
        """Where files arrive, are kept and are answered."""
        self._declared(INBOX)
        return self._installation

    def _seeds(self, name: str) -> Seeds:
        self._declared(f"seeds.{name}")
        return self._installation.seeds

    def _declared(self, name: str) -> Read:
        for read in self.stage.reads:
            if read.name == name:
                self.used.add(name)
                return read
        raise KeyError(f"{self.stage.name} does not read {name}")

    def _with_previous(self) -> list[str]:
        entries = self._installation.seeds.rounds
        before = [entries[name].previous for name in self.wanted]
        return [name for name in self.assessed if name in self.wanted or name in before]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its name, its line of progress, what it reads and writes, and its function.

    `index`: of which rounds the function is handed the scored index; None: of none. The function
    returns a frame for each table written, in any order of columns.
    """

    name: str
    vi: str
    en: str
    reads: tuple[Read, ...]
    writes: tuple[str, ...]
    work: Callable[[Given], Mapping[str, pl.DataFrame]]
    index: Rounds | None = None
    kinds: frozenset[str] = frozenset({"polars"})

    @property
    def by_round(self) -> bool:
        """Its tables are written round by round; otherwise each as a whole."""
        return TABLE_BY_NAME[self.writes[0]].by_round

    @property
    def all_reads(self) -> tuple[Read, ...]:
        """Its reads with what the index is worked out from."""
        if self.index is None:
            return self.reads
        named = {read.name for read in self.reads}
        return (*self.reads, *(Read(n, self.index) for n in OF_INDEX if n not in named))
