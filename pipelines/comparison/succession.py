"""Following units through mergers: which unit was which, and what it was made of.

A code is a key on one day only (24 was Bắc Giang until 30 June 2025 and is Bắc Ninh since): whoever
follows a unit names the days. Here belongs following codes; what results of old units are worth for
a new one is in `restatement.py`, mergers are read in `mergers.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from pipelines.entities import valid_on
from pipelines.vietnamese import name_key

_PARTS: Final = {
    "effective_on": pl.Date,
    "entity_code": pl.String,
    "old_code": pl.String,
    "old_valid_from": pl.Date,
    "old_name_vi": pl.String,
}


@dataclass(frozen=True, slots=True)
class Succession:
    """How the units of two rounds hang together.

    `same` has, for units of the later round, the unit before that they are compared with;
    `predecessors` (new_code, old_code) is empty where no merger lies between the rounds.
    """

    same: Mapping[str, str]
    predecessors: pl.DataFrame


def succession(
    before: pl.DataFrame,
    after: pl.DataFrame,
    mergers: pl.DataFrame,
    known_on: date,
    expected_on: date,
) -> Succession:
    """Follow units from one round to the next, through all mergers between.

    `before` and `after`: entity_code, name_vi of the units of each, as they were on the days
    `known_on` and `expected_on`. `mergers`: new_code, old_code, effective_on (a date). A unit made
    of one other, or of none but itself, is compared with it, a unit made of several with the one
    whose name it bears; where none has its name it is compared with nobody.
    """
    between = mergers.filter(
        pl.col("effective_on") > known_on, pl.col("effective_on") <= expected_on
    )
    units = _keys(before, "old")
    days = [units.with_columns(entity_code="old_code"), *_followed(units, between)]
    made = days[-1].rename({"entity_code": "new_code"}).join(_keys(after, "new"), on="new_code")
    named = made.filter(
        (pl.len().over("new_code") == 1) | (pl.col("new_name") == pl.col("old_name"))
    )
    hang = made.select("new_code", "old_code").sort("new_code", "old_code")
    is_merged = (hang["new_code"] != hang["old_code"]).any()
    return Succession(
        dict(named.sort("new_code").select("new_code", "old_code").iter_rows()),
        hang if is_merged else hang.clear(),
    )


def predecessors(
    assessed: Sequence[str], assessed_on: date, entities: pl.DataFrame, mergers: pl.DataFrame
) -> pl.DataFrame:
    """The old units of every unit that stands, after a merger, where assessed ones stood.

    `assessed`: codes as of the day `assessed_on`. Returns effective_on, entity_code (the code from
    that day on), old_code, old_valid_from and old_name_vi (the old unit as of `assessed_on`), for
    each day after `assessed_on` on which assessed units merged or changed their
    code; none if nothing happened to them. A unit that goes on is its own old unit. Old units of a
    merger that were not assessed are among the rows: without them it is half a merger.
    """
    units = valid_on(entities, assessed_on).select(
        old_code="entity_code", old_valid_from="valid_from", old_name_vi="name_vi"
    )
    later = mergers.filter(pl.col("effective_on") > assessed_on)
    concerned = units.filter(pl.col("old_code").is_in([*assessed, *later["old_code"]]))
    days = [frame.select(list(_PARTS)) for frame in _followed(concerned, later)]
    new_unit = ("effective_on", "entity_code")
    is_merged = pl.len().over(new_unit) > 1
    is_renamed = pl.col("entity_code") != pl.col("old_code")
    followed = pl.concat([pl.DataFrame(schema=_PARTS), *days]).with_columns(
        is_ours=pl.col("old_code").is_in(list(assessed)).any().over(new_unit),
        is_new=is_merged | is_renamed,
    )
    ours = followed.filter("is_ours").filter(pl.col("is_new").any().over("effective_on"))
    return ours.select(list(_PARTS)).sort("effective_on", "entity_code", "old_code")


def ended_without_successor(
    assessed: Sequence[str], assessed_on: date, entities: pl.DataFrame, mergers: pl.DataFrame
) -> list[tuple[str, date]]:
    """Units that end before a merger of units assessed with them, and no merger says what became
    of them: the code of each, and its last day.

    Nothing can be said of them on the day of that merger, nor, for want of them, of all.
    """
    if not set(assessed) & set(mergers.filter(pl.col("effective_on") > assessed_on)["old_code"]):
        return []
    found = predecessors(assessed, assessed_on, entities, mergers)
    lost: dict[str, date] = {}
    for (day,), units in found.group_by("effective_on", maintain_order=True):
        there = set(valid_on(entities, date.fromisoformat(str(day)))["entity_code"])
        for code in set(units["entity_code"]) - there:
            before = entities.filter(pl.col("entity_code") == code)["valid_to"].drop_nulls()
            lost.setdefault(code, max(last for last in before if last < day))
    return sorted(lost.items())


def _followed(units: pl.DataFrame, mergers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The units (old_code, ...) under the codes that they have from each day of a merger on."""
    now = units.with_columns(pl.col("old_code").alias("entity_code"))
    for day in mergers["effective_on"].unique().sort():
        of_day = mergers.filter(pl.col("effective_on") == day).select(
            "new_code", pl.col("old_code").alias("entity_code")
        )
        now = (
            now.join(of_day, on="entity_code", how="left")
            .with_columns(pl.coalesce("new_code", "entity_code").alias("entity_code"))
            .drop("new_code")
        )
        yield now.with_columns(pl.lit(day, pl.Date).alias("effective_on"))


def _keys(units: pl.DataFrame, which: str) -> pl.DataFrame:
    return units.select(
        pl.col("entity_code").alias(f"{which}_code"),
        name_key(pl.col("name_vi")).alias(f"{which}_name"),
    )
