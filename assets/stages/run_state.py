"""A run: which rounds it makes, where it makes them, and what of it is already worked out.

Here belongs the one order in which results follow from each other. Every run begins with what is
published and works on

- the rounds chosen, and those that were assessed before but are not published by today's contract;
- for each stage, the rounds whose inputs came out different in this run: the round after a chosen
  one, or all of them where a stage looks at all.

So tables follow from seeds, received files and the rounds assessed so far, whatever the order of
runs. Nothing here knows Dagster.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from assets.installation.inputs import input_hashes
from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.publishing.issuing import rounds_released
from assets.receiving.receive import in_columns
from assets.stages.stage import INBOX, Given, Rounds, Stage
from checks.check_rule import check_rounds
from checks.expectations import expect_of_rounds
from checks.rules import CHECK_RULES
from checks.schemas import through_gate
from pipelines.marked_yaml import SeedError
from pipelines.scoring.index import Index, compute_index
from warehouse.contract import TABLE_BY_NAME, TABLES
from warehouse.reader import open_published
from warehouse.scratch import Scratch, scratch
from warehouse.writer import Warehouse, open_warehouse

_BY_ROUND: Final = tuple(table for table in TABLES if table.by_round)


@dataclass(frozen=True, slots=True)
class Written:
    """What a stage wrote into a table: its rows of the rounds made, and which rounds differ."""

    table: str
    rows: int
    changed: frozenset[str]


@dataclass(eq=False)
class RunState:
    """One run on one scratch database. Use `begin_run`, which removes it.

    `chosen`: the rounds that were asked for. `assessed`: they and all that were assessed before,
    in the order of the seeds. `fresh`: those made from their files. `changed`: for each table the
    rounds whose rows came out different from what is published. `inputs`: of the rounds made from
    their files, the hash of what they follow from.
    """

    installation: Installation
    begun: Scratch
    chosen: Sequence[str]
    assessed: Sequence[str]
    fresh: frozenset[str]
    changed: dict[str, frozenset[str]] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    held_back: frozenset[str] = frozenset()
    _made: frozenset[str] = frozenset()
    _performed: dict[str, Stage] = field(default_factory=dict)
    _written: dict[str, Written] = field(default_factory=dict)
    _indexes: dict[str, Index] = field(default_factory=dict)
    _results: pl.DataFrame | None = None

    @property
    def seeds(self) -> Seeds:
        """The seeds of the installation."""
        return self.installation.seeds

    @property
    def touched(self) -> tuple[str, ...]:
        """The rounds to be checked and published: made from files, or come out different."""
        moved = self._made.union(self.fresh, *self.changed.values()) - self.held_back
        return tuple(name for name in self.assessed if name in moved)

    def written(self, tables: Sequence[str]) -> list[Written]:
        """What was written into some tables."""
        return [self._written[name] for name in tables]

    @contextmanager
    def warehouse(self) -> Generator[Warehouse]:
        """The scratch database, open for as long as the block lasts."""
        with open_warehouse(self.begun.path) as warehouse:
            yield warehouse

    def perform(self, stage: Stage) -> list[Written]:
        """Have a stage make its tables, each through its gate. Raises GateClosed.

        A stage that reads its own table of the round before goes on to the rounds that follow.
        """
        self._performed[stage.name] = stage
        if not stage.by_round:
            return self._make(stage, self.assessed)
        done: set[str] = set()
        while rounds := [n for n in self.assessed if n in self._due(stage) and n not in done]:
            self._make(stage, rounds)
            done.update(rounds)
        return self.written(stage.writes) if done else []

    def _make(self, stage: Stage, rounds: Sequence[str]) -> list[Written]:
        if any(read.name == INBOX for read in stage.reads):
            self.inputs.update(input_hashes(self.installation, rounds))
        with self.warehouse() as warehouse:
            source = _Source(self, warehouse)
            given = Given(stage, rounds, self.assessed, source, self.installation)
            frames = stage.work(given)
            if set(frames) != set(stage.writes):
                raise KeyError(f"{stage.name} writes {stage.writes} and made {tuple(frames)}")
            return [self.write(warehouse, name, frames[name], rounds) for name in stage.writes]

    def write(
        self, warehouse: Warehouse, name: str, frame: pl.DataFrame, rounds: Sequence[str]
    ) -> Written:
        """Replace the rows of a table, through its gate, of the rounds where they differ.

        A table that is not written by round is replaced whole.
        """
        table = TABLE_BY_NAME[name]
        if not table.by_round:
            whole = through_gate(table, in_columns(name, [frame]))
            return Written(name, warehouse.replace_all(table, whole), frozenset())
        sound = through_gate(table, frame)
        changed = changed_rounds(warehouse.rows(table, rounds), sound, table.key)
        if changed:
            rows = sound.filter(pl.col("round").is_in(list(changed)))
            warehouse.replace_rounds(table, rows, sorted(changed))
        self.changed[name] = self.changed.get(name, frozenset()) | changed
        before = self._written.get(name, Written(name, 0, frozenset()))
        self._written[name] = Written(name, before.rows + sound.height, before.changed | changed)
        return self._written[name]

    def _due(self, stage: Stage) -> frozenset[str]:
        """The rounds a stage has to make, by what has changed so far."""
        due = set(self.fresh)
        rounds = self.seeds.rounds
        for read in stage.all_reads:
            moved = self.changed.get(read.name)
            if moved and read.rounds is Rounds.ALL:
                return frozenset(self.assessed) - self.held_back
            if moved and read.name not in stage.writes:
                due |= moved
            if moved and read.rounds is Rounds.PREVIOUS:
                due |= {n for n in self.assessed if rounds[n].previous in moved}
        return frozenset(due) - self.held_back

    def check_results(self) -> pl.DataFrame:
        """Every rule and suite on the rounds that the run made, applied once.

        A round that fails an error is held back: it is as it was published, also for the rounds
        that are compared with it, which are made and checked anew.
        """
        if self._results is None:
            results = self._checked(self.touched)
            while failing := _failing(results) - self.held_back:
                self._put_back(failing)
                for stage in self._performed.values():
                    self.perform(stage)
                again = self._checked(self.touched)
                made_anew = pl.col("round").is_in(again["round"].unique().to_list())
                results = pl.concat([results.filter(~made_anew), again])
            self._results = results
        return self._results

    def _checked(self, rounds: Sequence[str]) -> pl.DataFrame:
        docs = self.installation.published.with_name("data_docs")
        with self.warehouse() as warehouse:
            return pl.concat(
                [
                    check_rounds(warehouse, rounds, CHECK_RULES),
                    expect_of_rounds(warehouse, rounds, docs),
                ]
            )

    def _put_back(self, rounds: frozenset[str]) -> None:
        """Have the rows of some rounds as they are published, or not at all."""
        self._made = frozenset(self.touched) - rounds
        self.held_back |= rounds
        self.fresh = frozenset()
        self.changed.clear()
        before: Mapping[str, pl.DataFrame] = {}
        if self.begun.is_of_contract:
            with open_published(self.installation.published) as published:
                before = {t.full_name: published.rows(t, sorted(rounds)) for t in _BY_ROUND}
        with self.warehouse() as warehouse:
            for table in _BY_ROUND:
                rows = before.get(table.full_name, pl.DataFrame(schema=table.polars_schema))
                warehouse.replace_rounds(table, rows, sorted(rounds))
                self.changed[table.full_name] = rounds
        kept = self.begun.rounds if self.begun.is_of_contract else frozenset[str]()
        gone = rounds - kept
        self.assessed = [name for name in self.assessed if name not in gone]
        for name in rounds & self._indexes.keys():
            del self._indexes[name]

    def index_of(self, round_id: str, warehouse: Warehouse) -> Index:
        """A round scored, once in a run."""
        if round_id not in self._indexes:
            values = warehouse.rows(TABLE_BY_NAME["submissions.input_value"], [round_id])
            units = self.seeds.units(round_id).select(
                pl.lit(round_id).alias("round"), "entity_code"
            )
            entry = self.seeds.rounds[round_id]
            self._indexes[round_id] = compute_index(
                self.seeds.framework_of(round_id),
                values,
                units,
                {round_id: entry.not_evaluated},
                entry.silent_unranked,
            )
        return self._indexes[round_id]


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of the scratch and indices of the run, for what a stage is handed."""

    run: RunState
    warehouse: Warehouse

    def rows(self, name: str, rounds: Sequence[str] | None) -> pl.DataFrame:
        return self.warehouse.rows(TABLE_BY_NAME[name], rounds)

    def index(self, round_id: str) -> Index:
        return self.run.index_of(round_id, self.warehouse)


def _failing(results: pl.DataFrame) -> frozenset[str]:
    """The rounds that fail a check of severity error."""
    failed = results.filter(~pl.col("passed"), pl.col("severity") == "error")
    return frozenset(failed["round"])


def changed_rounds(before: pl.DataFrame, now: pl.DataFrame, key: Sequence[str]) -> frozenset[str]:
    """The rounds whose rows differ; both frames have the columns of one table in one order."""
    old, new = (_by_round(frame, key) for frame in (before, now))
    return frozenset(
        name
        for name in old.keys() | new.keys()
        if name not in old or name not in new or not old[name].equals(new[name])
    )


def _by_round(frame: pl.DataFrame, key: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    if frame.is_empty():
        return {}
    parts = frame.sort(key).partition_by("round", as_dict=True)
    return {str(name): part for (name,), part in parts.items()}


@contextmanager
def begin_run(
    installation: Installation, run_id: str, chosen: Iterable[str]
) -> Generator[RunState]:
    """A run for some rounds, its scratch filled from what is published, removed at the end.

    Raises PublishedUnreadable where the published file is no database, SeedError where a round
    cannot be scored.
    """
    seeds = installation.seeds
    asked = set(chosen)
    for name in asked:
        seeds.ensure_scorable(name)
    with scratch(installation.published, run_id) as begun:
        known = begun.rounds | rounds_released(installation.releases)
        before = {name for name in known - asked if name in seeds.rounds and _is_sound(seeds, name)}
        assessed = tuple(name for name in seeds.rounds if name in asked | before)
        missing = before - begun.rounds if begun.is_of_contract else before
        yield RunState(
            installation,
            begun,
            tuple(name for name in assessed if name in asked),
            assessed,
            frozenset(asked | missing),
        )


def _is_sound(seeds: Seeds, round_id: str) -> bool:
    try:
        seeds.ensure_scorable(round_id)
    except SeedError:
        return False
    return True
