"""What decisions do: points and ranks of a round without them and with them.

Here belongs setting two scorings of one round side by side. Where the figures come from is the
business of whoever asks; nothing is stored.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.scoring.index import Index

_UNIT = ["round", "entity_code"]
_FIGURE = [*_UNIT, "indicator_code"]


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """The effect of decisions on the final scores.

    `figures`: round, entity_code, indicator_code, points_before, points_after, points_change,
    state_before, state_after, of every indicator that changes. `moves`: round, entity_code,
    value_before, value_after, rank_before, rank_after, places (gained +, lost -), of every unit
    whose value or rank changes, by its rank after.
    """

    figures: pl.DataFrame
    moves: pl.DataFrame


def decision_effect(before: Index, after: Index) -> DecisionEffect:
    """Compare two scorings of the same round and units."""
    figures = _both(before.indicator_values(), after.indicator_values(), _FIGURE, "points", "state")
    moves = _both(before.totals(), after.totals(), _UNIT, "value", "rank")
    return DecisionEffect(
        figures.with_columns(
            points_change=pl.col("points_after").fill_null(0) - pl.col("points_before").fill_null(0)
        ).sort(_FIGURE),
        moves.with_columns(
            places=pl.col("rank_before").cast(pl.Int32) - pl.col("rank_after").cast(pl.Int32)
        ).sort("round", "rank_after", "entity_code", nulls_last=True),
    )


def _both(before: pl.DataFrame, after: pl.DataFrame, key: list[str], *columns: str) -> pl.DataFrame:
    """Rows of the final basis in which a column differs, before and after."""
    old, new = (
        frame.with_columns(pl.col(pl.Enum).cast(pl.String))
        .filter(pl.col("basis") == "final")
        .select(*key, *(pl.col(column).alias(f"{column}_{when}") for column in columns))
        for frame, when in ((before, "before"), (after, "after"))
    )
    differs = pl.any_horizontal(
        pl.col(f"{column}_before").ne_missing(pl.col(f"{column}_after")) for column in columns
    )
    return old.join(new, on=key).filter(differs)
