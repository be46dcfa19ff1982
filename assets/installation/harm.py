"""Which rounds a problem of the seeds harms, so that every other round can be assessed.

Here belongs the rule: a round is harmed by what it would be assessed with, and by nothing else.
Where it cannot be told whom a line concerns, it concerns every round: no figure is wrong in
silence.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from pipelines.comparison.succession import ended_without_successor
from pipelines.entities import KINDS
from pipelines.marked_yaml import Problem, SeedError
from pipelines.rounds import Round, expected_units
from pipelines.seed_isolation import LeftOut


class Harm:
    """The rounds that were read, and what is wrong with each; all problems, each once."""

    def __init__(self, rounds: Iterable[Round]) -> None:
        self.rounds = {entry.id: entry for entry in rounds}
        self.problems: list[Problem] = []
        self.by_round: dict[str, list[Problem]] = {}
        self._units: dict[str, frozenset[str]] = {}

    @property
    def known(self) -> set[str]:
        """The ids of all rounds, those too that cannot be used."""
        return {*self.rounds, *self.by_round}

    @property
    def sound(self) -> dict[str, Round]:
        """The rounds that nothing harms."""
        return {name: entry for name, entry in self.rounds.items() if name not in self.by_round}

    def note(self, problems: Iterable[Problem], rounds: Iterable[str] = ()) -> None:
        """Keep problems, and make rounds unusable because of them."""
        found = list(problems)
        self.problems += [problem for problem in found if problem not in self.problems]
        for name in rounds:
            reasons = self.by_round.setdefault(name, [])
            reasons += [problem for problem in found if problem not in reasons]

    def by_name(self, left_out: Iterable[LeftOut]) -> None:
        """Entries that name the rounds they concern; without such a name, all are concerned."""
        for entry in left_out:
            named = [name for name in self.known if _names(entry.text, name)]
            self.note(entry.problems, named or self.rounds)

    def by_framework(self, left_out: Iterable[LeftOut]) -> None:
        """Rows that name the framework they concern."""
        for row in left_out:
            used = {entry.framework for entry in self.rounds.values()}
            named = {name for name in used if _names(row.text, name)} or used
            self.note(
                row.problems,
                [name for name, entry in self.rounds.items() if entry.framework in named],
            )

    def by_year(self, left_out: Iterable[LeftOut]) -> None:
        """Published rows: the rounds that are held against what was published for that year."""
        for row in left_out:
            year = row.text.partition(",")[0]
            self.note(
                row.problems,
                [
                    name
                    for name, entry in self.rounds.items()
                    if entry.published is not None
                    and (str(entry.published) == year or not year.isdecimal())
                ],
            )

    def by_entity(self, left_out: Iterable[LeftOut]) -> None:
        """Rows of units that are left out: the rounds that would have assessed one of them."""
        for row in left_out:
            code, kind = row.text.split(",")[:2]
            self.note(
                row.problems,
                [
                    name
                    for name, entry in self.rounds.items()
                    if (
                        not code or code in entry.entities
                        if isinstance(entry.entities, tuple)
                        else kind == entry.entities or kind not in KINDS
                    )
                ],
            )

    def by_unit(
        self, codes: Collection[str], problems: Iterable[Problem], entities: pl.DataFrame
    ) -> None:
        """Problems of units under some codes: the rounds that assess one of them."""
        found = list(problems)
        known = set(entities["entity_code"]) & set(codes)
        self.note(
            found,
            [name for name in self.rounds if not known or known & self._expected(name, entities)],
        )

    def _expected(self, name: str, entities: pl.DataFrame) -> frozenset[str]:
        """The codes that a round assesses; a round that assesses nobody is harmed by that."""
        if name not in self._units:
            try:
                units = expected_units(self.rounds[name], entities)["entity_code"]
            except SeedError as error:
                if name not in self.by_round:
                    self.note(error.problems, [name])
                units = pl.Series("entity_code", [], pl.String)
            self._units[name] = frozenset(units)
        return self._units[name]

    def by_succession(
        self, table: pl.DataFrame, entities: pl.DataFrame, mergers: pl.DataFrame
    ) -> None:
        """Rounds that assess nobody, or a unit of which nobody knows what it became.

        `table` is the text of `entities.csv` with its lines.
        """
        for name, entry in self.rounds.items():
            codes = sorted(self._expected(name, entities))
            for code, until in ended_without_successor(codes, entry.expected_on, entities, mergers):
                rows = table.filter(entity_code=code, valid_to=until.isoformat())
                self.note([_ended(rows["line"].max(), code, until)], [name])

    def follow(self) -> None:
        """Rounds that are compared with one that cannot be used cannot be used either."""
        while True:
            after = [
                entry
                for entry in self.sound.values()
                if entry.previous is not None and entry.previous in self.by_round
            ]
            if not after:
                return
            for entry in after:
                self.note([_follows(entry)], [entry.id])

    def unusable(self) -> Mapping[str, tuple[Problem, ...]]:
        """The rounds that cannot be used, and why."""
        return {name: tuple(problems) for name, problems in self.by_round.items()}


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.\-&]){re.escape(name)}(?![\w\-&])", text) is not None


def _follows(entry: Round) -> Problem:
    return Problem(
        "rounds.yaml",
        entry.line,
        entry.id,
        f"previous: the round {entry.previous!r} cannot be used, so nothing can be compared",
        f"previous: đợt {entry.previous!r} không dùng được, nên không thể so sánh",
        "mend that round first",
        "sửa đợt đó trước",
    )


def _ended(line: Any, code: str, until: date) -> Problem:
    day = until + timedelta(days=1)
    return Problem(
        "entities.csv",
        line or 1,
        code,
        f"the unit ends on {until} and mergers.csv does not say what it became",
        f"đơn vị hết hiệu lực ngày {until} mà mergers.csv không ghi nó thành đơn vị nào",
        f"add the unit that follows it to mergers.csv (new_code,{code},{day}), "
        "or leave valid_to empty",
        f"thêm đơn vị kế tục vào mergers.csv (new_code,{code},{day}), hoặc để trống valid_to",
    )


def round_named(entry: LeftOut) -> str | None:
    """The id that an entry of `rounds.yaml` gives itself, as well as it can be read."""
    found = re.search(
        r"""(?:^|[\s{,-])["']?id["']?:\s*(?:"([^"]*)"|'([^']*)'|([^\s,}#]+))""", entry.text
    )
    return next((group for group in found.groups() if group), None) if found else None
