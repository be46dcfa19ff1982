"""Which unit of a round is which of the round before, across mergers and reused codes.

Here belongs following a unit by code and validity, never by code alone: 24 was Bắc Giang and is
Bắc Ninh. How values are restated is in `restatement.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.vietnamese import name_key


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
    """Follow units from one round to the next.

    `before` and `after`: entity_code, name_vi of the units of each, as they were on the days
    `known_on` and `expected_on`. `mergers`: new_code, old_code, effective_on (a date). Without a
    merger between those days a unit is compared with that of its code. After one, a unit made of
    one other is compared with it, a unit made of several with the one whose name it bears; where
    none has its name it is compared with nobody.
    """
    between = mergers.filter(
        pl.col("effective_on") > known_on,
        pl.col("effective_on") <= expected_on,
        pl.col("new_code").is_in(after["entity_code"].implode()),
        pl.col("old_code").is_in(before["entity_code"].implode()),
    ).select("new_code", "old_code")
    if between.is_empty():
        both = sorted(set(before["entity_code"]) & set(after["entity_code"]))
        return Succession(dict(zip(both, both, strict=True)), between)
    named = (
        between.join(_keys(after, "new"), on="new_code")
        .join(_keys(before, "old"), on="old_code")
        .filter((pl.len().over("new_code") == 1) | (pl.col("new_name") == pl.col("old_name")))
        .sort("new_code")
    )
    return Succession(dict(named.select("new_code", "old_code").iter_rows()), between)


def _keys(units: pl.DataFrame, which: str) -> pl.DataFrame:
    return units.select(
        pl.col("entity_code").alias(f"{which}_code"),
        name_key(pl.col("name_vi")).alias(f"{which}_name"),
    )
