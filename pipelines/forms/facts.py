"""What a form is made from: round, framework, who reports what, and figures of the last round.

Here belong the facts of a form. How they are laid out is in `forms/figures.py`.

Who is asked for which indicator of which unit follows from who may report it
(`intake/authority.py`). A unit is asked for what it reports itself; what an agency reports for it
stands grey in its form, and so does what is the council's or the ministry's to give, such as a
penalty. An agency that is itself assessed gets both parts: A, its own indicators with those it is
responsible for, scored as a whole; B, the latter for every other unit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework, Indicator, Name
from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.notation import VI, exact_text
from pipelines.rounds import Round


@dataclass(frozen=True, slots=True)
class LastFigure:
    """A figure of the last round as people read it, and the source whose figure it was."""

    text: str
    source: str


LastFigures = Mapping[tuple[str, str, str], LastFigure]
"""By unit, indicator and figure."""


@dataclass(frozen=True, eq=False)
class Form:
    """What a form is made from.

    `units`: the entities assessed (entity_code). `asked`: who is asked for each indicator of each
    unit (`Authority.asked`). `names`: names of units and agencies by code; one
    that is not in it is called by its code.
    """

    entry: Round
    framework: Framework
    reporter: str
    units: pl.DataFrame
    asked: pl.DataFrame
    names: Mapping[str, Name]
    last: LastFigures

    @property
    def is_demonstration(self) -> bool:
        """Whether round or framework is made up."""
        return self.entry.is_demonstration or self.framework.is_demonstration

    @property
    def is_assessed(self) -> bool:
        """Whether the reporter is itself assessed."""
        return self.reporter in self.units["entity_code"]

    @cached_property
    def _asked(self) -> Mapping[tuple[str, str], str | None]:
        """Who is asked, by indicator and unit."""
        columns = self.asked.select("indicator_code", "entity_code", "asked")
        return {(leaf, unit): asked for leaf, unit, asked in columns.iter_rows()}

    @cached_property
    def _for_others(self) -> Mapping[str, tuple[str, ...]]:
        """The other units for which the reporter is asked, by indicator."""
        evaluated_codes = {leaf.code for leaf in evaluated(self.entry, self.framework)}
        found: dict[str, tuple[str, ...]] = {}
        for (leaf, unit), asked in self._asked.items():
            if asked == self.reporter != unit and leaf in evaluated_codes:
                found[leaf] = (*found.get(leaf, ()), unit)
        return found

    @property
    def charged(self) -> frozenset[str]:
        """The codes of the indicators that the reporter reports for others."""
        return frozenset(self._for_others)

    def others(self, code: str) -> tuple[str, ...]:
        """The codes of the other units for which the reporter reports an indicator."""
        return self._for_others.get(code, ())

    @property
    def leaves_to_agencies(self) -> bool:
        """Whether others report some of the indicators on which the reporter is assessed."""
        leaves = evaluated(self.entry, self.framework)
        return self.is_assessed and any(
            self._asked.get((leaf.code, self.reporter)) not in (None, self.reporter)
            for leaf in leaves
        )

    @property
    def footer(self) -> str:
        """What stands below each printed page."""
        return f"{self.entry.id} - {self.name(self.reporter).vi}"

    def given_by_another(self, leaf: Indicator) -> Name | None:
        """Who reports an indicator on which the reporter is assessed; None: the reporter."""
        if leaf.given_by in _GIVERS:
            return _GIVERS[leaf.given_by]
        asked = self._asked.get((leaf.code, self.reporter))
        if asked is None:
            return _NOBODY
        return None if asked == self.reporter else self.name(asked)

    def name(self, code: str) -> Name:
        """What a unit or agency is called."""
        return self.names.get(code, Name(code, code))


def reporters(
    entry: Round, framework: Framework, units: pl.DataFrame, asked: pl.DataFrame
) -> tuple[str, ...]:
    """The codes of all who are asked for something in a round: units assessed, then the others."""
    leaves = [leaf.code for leaf in evaluated(entry, framework)]
    some = asked.filter(pl.col("indicator_code").is_in(leaves))["asked"].drop_nulls()
    everybody = dict.fromkeys(some)
    assessed = tuple(code for code in units["entity_code"] if code in everybody)
    return (*assessed, *(code for code in everybody if code not in set(assessed)))


_GIVERS: Final = {
    "council": Name("hội đồng thẩm định", "the appraisal council"),
    "ministry": Name("bộ", "the ministry"),
}
_NOBODY: Final = Name(
    "bên được giao (chưa có trong danh sách)", "whoever is appointed (not listed)"
)


def last_figures(values: pl.DataFrame, framework: Framework) -> LastFigures:
    """Figures of a round; where several sources spoke, the strongest, which is what counted.

    `values`: entity_code, indicator_code, input, raw_text, value, source, as stored. Choices are
    told as they were written, numbers with a decimal comma.
    """
    choices = pl.DataFrame(
        [
            (leaf.code, name)
            for leaf in framework.scored_leaves
            for name, unit in leaf.units.items()
            if unit in ("boolean", "level")
        ],
        schema={"indicator_code": pl.String, "input": pl.String},
        orient="row",
    ).with_columns(is_choice=True)
    told = (
        values.with_columns(pl.col("source").cast(pl.Enum(SOURCES)))
        .sort("source", maintain_order=True)
        .unique(["entity_code", "indicator_code", "input"], keep="last", maintain_order=True)
        .join(choices, on=["indicator_code", "input"], how="left", maintain_order="left")
        .select(
            "entity_code",
            "indicator_code",
            "input",
            pl.when(pl.col("is_choice") | pl.col("value").is_null())
            .then("raw_text")
            .otherwise(VI.ungrouped(exact_text(pl.col("value")))),
            pl.col("source").cast(pl.String),
        )
    )
    return {
        (entity, code, name): LastFigure(text, source)
        for entity, code, name, text, source in told.iter_rows()
    }


def evaluated(entry: Round, framework: Framework) -> list[Indicator]:
    """The leaves that count in a round: they have a rule, and nothing above them is left out."""
    return [
        leaf
        for leaf in framework.scored_leaves
        if leaf.rule is not None
        and not set(entry.not_evaluated) & set(_with_ancestors(framework, leaf))
    ]


def _with_ancestors(framework: Framework, indicator: Indicator) -> Iterator[str]:
    above: Indicator | None = indicator
    while above is not None:
        yield above.code
        above = framework.by_code.get(above.parent or "")
