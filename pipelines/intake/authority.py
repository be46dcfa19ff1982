"""Authority: whose word counts on which figure, and what becomes of two who differ.

Here belong the rights of senders in a round, the rows that they may not give, and which of several
entitled reporters stands. Who a sender is, is told in `reporters.py`; what a row is worth is judged
in `figure_values.py`.

A unit speaks for itself, the `responsible` agency of an indicator for all units. Rows of
`reporters.csv` add to that, and narrow it where they are about it: a row of kind `unit` stands for
all that the reporter may say of itself, one of kind `agency` for what it may say of the indicators
it names. Verified figures, penalties, `not_evaluated` and `zero_by_decision` are the council's,
published figures the ministry's, measured ones those of a system that measures.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.frameworks.structure import STATE_INPUT
from pipelines.intake.findings import findings
from pipelines.intake.judge import Judge
from pipelines.intake.reporters import (
    AGENCY,
    COUNCIL,
    COUNCIL_FOLDER,
    EVERY,
    MINISTRY,
    MINISTRY_FOLDER,
    SYSTEM,
    UNIT,
    Reporters,
    SenderNames,
)
from pipelines.rounds import Round
from pipelines.vietnamese import state_named

_OWN: Final = ("declared", REQUESTED)
"""What units and agencies say."""
_NEEDED: Final = {"verified": COUNCIL, "published": MINISTRY, "measured": SYSTEM}
"""The kind of reporter that each other source comes from."""
_FOLDER_OF: Final = {COUNCIL: COUNCIL_FOLDER, MINISTRY: MINISTRY_FOLDER}
_SOURCE_IN: Final = {COUNCIL: "verified", MINISTRY: "published"}
_DECIDED_STATES: Final = ("not_evaluated", "zero_by_decision")
_SPOKEN_FOR: Final = ["speaker", "needed", "indicator_code"]
_RIGHTS_SCHEMA: Final = {
    "precedence": pl.UInt32,
    "speaker": pl.String,
    "needed": pl.String,
    "indicator_code": pl.String,
    "entity_code": pl.String,
}


@dataclass(frozen=True, eq=False)
class Authority:
    """Who may say what in a round: its units, its framework, those of `reporters.csv`."""

    entry: Round
    framework: Framework
    units: pl.DataFrame
    reporters: Reporters

    @cached_property
    def senders(self) -> SenderNames:
        """Everybody who is known as a sender of files; who decides, publishes or measures and
        reports no figures of its own, by its folder alone."""
        agencies = (leaf.responsible for leaf in self.framework.scored_leaves)
        listed = self.reporters.listed
        of_own = listed.filter(pl.col("kind").is_in([UNIT, AGENCY]))["reporter_code"]
        reporting = {*self.units["entity_code"], *filter(None, agencies), *of_own}
        deciding = listed.filter(pl.col("kind").is_in([COUNCIL, MINISTRY, SYSTEM]))["reporter_code"]
        return SenderNames({*reporting, *self.reporters.codes}, {*deciding} - reporting)

    @cached_property
    def leaves(self) -> pl.DataFrame:
        """The indicators with who reports them: indicator_code, responsible, reported_by (null:
        the unit and its responsible agency)."""
        return pl.DataFrame(
            [(leaf.code, leaf.responsible, leaf.given_by) for leaf in self.framework.scored_leaves],
            schema=dict.fromkeys(("indicator_code", "responsible", "reported_by"), pl.String),
            orient="row",
        )

    @cached_property
    def narrowed_units(self) -> pl.Series:
        """Reporters whose word on themselves is as listed, and not by default."""
        listed = self.reporters.listed
        return listed.filter(pl.col("kind") == UNIT)["reporter_code"].unique()

    @cached_property
    def _listed(self) -> pl.DataFrame:
        """The rows of `reporters.csv` by indicator and unit (null: every unit), in force or not."""
        rows = self.reporters.listed.with_row_index("precedence").explode("indicators")
        covered = self._covered()
        some = rows.join(covered, left_on="indicators", right_on="code")
        every = rows.filter(pl.col("indicators") == EVERY).join(
            self.leaves.select("indicator_code"), how="cross"
        )
        return (
            pl.concat([some, every.select(some.columns)])
            .explode("units")
            .with_columns(
                pl.when(pl.col("units") != EVERY).then("units").alias("entity_code"),
                pl.col("reporter_code").alias("speaker"),
            )
        )

    def _covered(self) -> pl.DataFrame:
        """Every indicator with the leaves that it covers: code, indicator_code."""
        pairs: list[tuple[str, str]] = []
        for leaf in self.framework.scored_leaves:
            above: str | None = leaf.code
            while above is not None and above in self.framework.by_code:
                pairs.append((above, leaf.code))
                above = self.framework.by_code[above].parent
        return pl.DataFrame(
            pairs, schema={"code": pl.String, "indicator_code": pl.String}, orient="row"
        )

    @cached_property
    def narrowed_agencies(self) -> pl.DataFrame:
        """Agencies and indicators on which they speak as listed: speaker, indicator_code."""
        agencies = self._listed.filter(pl.col("kind") == AGENCY)
        return agencies.select("speaker", "indicator_code").unique()

    @cached_property
    def rights(self) -> pl.DataFrame:
        """What is listed and in force on the day of the round, with the folders of council and
        ministry where they are not listed: speaker, needed (kind; null for figures of one's own),
        indicator_code, entity_code (null: every unit), precedence."""
        day = pl.lit(self.entry.expected_on)
        in_force = self._listed.filter(
            pl.col("valid_from").is_null() | (pl.col("valid_from") <= day),
            pl.col("valid_to").is_null() | (pl.col("valid_to") >= day),
        ).select(
            "precedence",
            "speaker",
            pl.when(pl.col("kind").is_in(list(_NEEDED.values()))).then("kind").alias("needed"),
            "indicator_code",
            "entity_code",
        )
        listed = set(self.reporters.listed["reporter_code"])
        folders = [
            self.leaves.select(
                pl.lit(0, pl.UInt32).alias("precedence"),
                pl.lit(folder).alias("speaker"),
                pl.lit(kind).alias("needed"),
                "indicator_code",
                pl.lit(None, pl.String).alias("entity_code"),
            )
            for kind, folder in _FOLDER_OF.items()
            if folder not in listed
        ]
        return pl.concat([pl.DataFrame(schema=_RIGHTS_SCHEMA), in_force, *folders])

    @cached_property
    def asked(self) -> pl.DataFrame:
        """Whom a round asks for each indicator of each unit: entity_code, indicator_code, asked
        (null: nobody declares it).

        The responsible agency where it may declare it, else the unit itself, else the first whom
        `reporters.csv` lists for it.
        """
        leaves = self.leaves.with_row_index("leaf")
        figures = leaves.join(
            self.units.select("entity_code").with_row_index("unit"), how="cross"
        ).with_columns(
            source=pl.lit("declared"), needed=pl.lit(None, pl.String), is_stated=pl.lit(value=True)
        )
        is_open = ~pl.col("reported_by").is_in([COUNCIL, MINISTRY]).fill_null(value=False)
        listed = (
            self.rights.filter(pl.col("needed").is_null())
            .rename({"entity_code": "of_unit"})
            .join(figures, on="indicator_code")
            .filter(pl.col("of_unit").is_null() | (pl.col("of_unit") == pl.col("entity_code")))
        )
        candidates = pl.concat(
            [
                figures.with_columns(speaker="responsible", place=pl.lit(0, pl.UInt32)),
                figures.with_columns(speaker="entity_code", place=pl.lit(1, pl.UInt32)),
                listed.with_columns(place=pl.col("precedence") + 2),
            ],
            how="diagonal",
        ).filter(is_open & pl.col("speaker").is_not_null())
        may = candidates.filter(_may_speak(candidates, "entity_code", self))
        first = may.sort("place", maintain_order=True).unique(
            ["unit", "leaf"], keep="first", maintain_order=True
        )
        return figures.join(
            first.select("unit", "leaf", asked="speaker"),
            on=["unit", "leaf"],
            how="left",
            maintain_order="left",
        ).select("entity_code", "indicator_code", "asked")

    def default_source(self) -> pl.Expr:
        """The source of a row that states none: `declared` but of those who decide or publish and
        have no figures of their own to give."""
        declaring = {
            *self.units["entity_code"],
            *self.leaves["responsible"],
            *self._listed.filter(pl.col("kind").is_in([UNIT, AGENCY]))["speaker"],
        }
        stated = [
            (kind, self.rights.filter(pl.col("needed") == kind)["speaker"].unique())
            for kind in _SOURCE_IN
        ]
        source = pl.lit("declared")
        for kind, speakers in stated:
            alone = speakers.filter(~speakers.is_in(list(declaring)))
            is_of_kind = pl.col("sender").is_in(alone.implode())
            source = pl.when(is_of_kind).then(pl.lit(_SOURCE_IN[kind])).otherwise(source)
        return source


def refuse_not_entitled(judge: Judge, authority: Authority) -> None:
    """Keep out the rows that their sender may not give, each told at its cell with who may.

    The rows of the judge have sender (null: not known), reporter, entity_code, indicator_code,
    input, source and raw_text; afterwards `reporter` is who speaks in a row.
    """
    judge.join(authority.leaves, on=["indicator_code"])
    speaker = pl.coalesce("sender", "reporter")
    is_own = (speaker == pl.col("entity_code")) & (pl.col("reporter") == pl.col("entity_code"))
    is_plain = (
        is_own
        & pl.col("reported_by").is_null()
        & (pl.col("source") == "declared")
        & (pl.col("input") != STATE_INPUT)
        & ~speaker.is_in(authority.narrowed_units.implode())
    )
    asked = judge.rows.filter(~is_plain.fill_null(value=False)).with_columns(speaker=speaker)
    if not asked.is_empty():
        refused = _not_entitled(asked, authority)
        judge.join(refused, on=["at"])
        judge.refuse(
            "not_entitled", pl.col("who").is_not_null(), pl.col("whose_word"), pl.col("who")
        )
        judge.rows = judge.rows.drop("who", "whose_word")
    judge.change(speaker.alias("reporter"))
    judge.rows = judge.rows.drop("responsible", "reported_by", "sender")


def _not_entitled(asked: pl.DataFrame, authority: Authority) -> pl.DataFrame:
    """Of rows with speaker those that are not entitled: at, whose_word, who."""
    is_decided_state = (pl.col("input") == STATE_INPUT) & state_named(pl.col("raw_text")).is_in(
        _DECIDED_STATES
    )
    is_restricted = (pl.col("source") == "declared") & (
        pl.col("reported_by").is_in([COUNCIL, MINISTRY]).fill_null(value=False)
        | is_decided_state.fill_null(value=False)
    )
    rows = asked.with_columns(
        pl.col("source").replace_strict(_NEEDED, default=None).alias("needed"),
        is_restricted.alias("is_restricted"),
    )
    publishes = pl.lit(authority.entry.publishes == MINISTRY) & (pl.col("needed") == MINISTRY)
    for_entity = _may_speak(rows, "entity_code", authority)
    for_reporter = _may_speak(rows, "reporter", authority)
    is_stated = pl.col("sender").is_not_null()
    entitled = (
        pl.when(pl.col("needed").is_null())
        .then(
            ~pl.col("is_restricted")
            & for_entity
            & (~is_stated | (pl.col("reporter") == pl.col("sender")) | for_reporter)
        )
        .when(is_stated)
        .then(for_entity)
        .otherwise(publishes)
    )
    refused = rows.filter(~entitled.fill_null(value=False))
    return refused.join(_who_may(refused, authority), on="at", maintain_order="left").select(
        "at",
        pl.concat_str(
            "speaker",
            pl.when(pl.col("reporter") != pl.col("speaker"))
            .then(pl.concat_str(pl.lit(", reporter "), "reporter"))
            .otherwise(pl.lit("")),
            pl.lit(" ("),
            "source",
            pl.lit(")"),
        ).alias("whose_word"),
        "who",
    )


def _may_speak(rows: pl.DataFrame, whom: str, authority: Authority) -> pl.Series:
    """Whether the speaker of each row may give its indicator for the unit in a column."""
    needed, rights = pl.col("needed"), authority.rights
    is_own_figure = needed.is_null()
    of_itself = (
        is_own_figure
        & (pl.col("speaker") == pl.col(whom))
        & ~pl.col("speaker").is_in(authority.narrowed_units.implode())
        & (
            (pl.col("reported_by") != AGENCY).fill_null(value=True)
            | (pl.col("source") == REQUESTED)
        )
    )
    as_agency = (
        is_own_figure
        & (pl.col("speaker") == pl.col("responsible"))
        & (pl.col("reported_by") != UNIT).fill_null(value=True)
        & ~pl.struct("speaker", "indicator_code").is_in(
            authority.narrowed_agencies.to_struct().implode()
        )
    )
    on_all = rights.filter(pl.col("entity_code").is_null()).select(_SPOKEN_FOR).unique()
    on_some = rights.select(*_SPOKEN_FOR, pl.col("entity_code").alias(whom)).unique()
    listed = (
        rows.join(
            on_all.with_columns(on_all=True),
            on=_SPOKEN_FOR,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .join(
            on_some.filter(pl.col(whom).is_not_null()).with_columns(on_some=True),
            on=[*_SPOKEN_FOR, whom],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .select(pl.coalesce("on_all", "on_some", pl.lit(value=False)))
        .to_series()
    )
    by_default = rows.select((of_itself | as_agency).fill_null(value=False)).to_series()
    return by_default | listed


def _who_may(rows: pl.DataFrame, authority: Authority) -> pl.DataFrame:
    """Who may give the figure of each row: at, who."""
    round_id = authority.entry.id
    kind = (
        pl.when("is_restricted")
        .then(
            pl.when(pl.col("reported_by") == MINISTRY)
            .then(pl.lit(MINISTRY))
            .otherwise(pl.lit(COUNCIL))
        )
        .otherwise("needed")
    )
    places = {kind: f"{round_id}/{folder}/" for kind, folder in _FOLDER_OF.items()}
    places[SYSTEM] = "measures/"
    rights = authority.rights.filter(~pl.col("speaker").is_in(list(_FOLDER_OF.values())))
    named = (
        rows.select("at", "entity_code", "indicator_code", needed=kind)
        .join(
            rights.rename({"entity_code": "unit"}),
            on=["needed", "indicator_code"],
            nulls_equal=True,
        )
        .filter(pl.col("unit").is_null() | (pl.col("unit") == pl.col("entity_code")))
        .sort("at", "precedence")
        .group_by("at")
        .agg(pl.col("speaker").unique(maintain_order=True).str.join(", ").alias("named"))
    )
    unit = pl.when(
        (pl.col("reported_by") != AGENCY).fill_null(value=True)
        & ~pl.col("entity_code").is_in(authority.narrowed_units.implode())
    ).then("entity_code")
    agency = pl.when((pl.col("reported_by") != UNIT).fill_null(value=True)).then("responsible")
    return (
        rows.with_columns(kind=kind)
        .join(named, on="at", how="left", maintain_order="left")
        .select(
            "at",
            pl.concat_str(
                pl.col("kind").replace_strict(places, default=None),
                pl.when(pl.col("kind").is_null()).then(unit),
                pl.when(pl.col("kind").is_null()).then(agency),
                "named",
                separator=", ",
                ignore_nulls=True,
            ).alias("who"),
        )
    )


def standing_word(
    rows: pl.DataFrame, figure: list[str], reporters: Reporters
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Of figures that several entitled reporters give differently, the row that stands.

    That of whom `reporters.csv` lists before the others; where not all are listed, the unit's own;
    else the one that came first, so that nobody is left without a figure by another's file. `rows`
    come in order of receipt. Returns those that stand, those that are kept and do not count, and
    findings on both.
    """
    order = {code: n for n, code in reversed(list(enumerate(reporters.listed["reporter_code"])))}
    listed = pl.col("reporter").replace_strict(order, default=None, return_dtype=pl.UInt32)
    ordered = rows.with_columns(
        pl.when(listed.is_not_null().all().over(figure)).then(listed).alias("precedence"),
        (pl.col("reporter") != pl.col("entity_code")).alias("is_of_another"),
        pl.concat_str("reporter", pl.lit(": "), "raw_text").alias("word"),
    ).sort("precedence", "is_of_another", "arrival", maintain_order=True)
    first = pl.int_range(pl.len()).over(figure) == 0
    weighed = ordered.with_columns(
        first.alias("stands"),
        pl.col("word").str.join(" / ").over(figure).alias("words"),
        pl.col("word").first().over(figure).alias("standing"),
    )
    stands, set_aside = weighed.filter("stands"), weighed.filter(~pl.col("stands"))
    return (
        stands.select(rows.columns),
        set_aside.select(rows.columns),
        pl.concat(
            [
                findings("reporters_disagree", set_aside, pl.col("words"), pl.col("standing")),
                findings("reporter_differs", stands, pl.col("words"), pl.col("standing")),
            ]
        ),
    )
