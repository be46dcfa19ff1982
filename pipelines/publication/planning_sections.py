"""What plans say on the page of a unit: targets, why its rank moved, the shortest way, its class.

Here belongs laying out the results of planning for readers. They are worked out elsewhere, and a
warehouse without them has pages without these sections.
"""

from typing import Final

import polars as pl

from pipelines.notation import POINTS_DECIMALS, shortest_text, signed
from pipelines.publication.round_pages import Data

_DECIMALS: Final = 4
"""At most so many decimals of what is neither points nor a value."""


def targets_by_unit(targets: pl.DataFrame | None, decimals: int | None) -> dict[str, list[Data]]:
    """Targets with where the unit stands, written as plans print them: points with no more than two
    decimals, values with the published `decimals`. None gives none, here and below."""
    if targets is None:
        return {}
    return _by_unit(
        targets.with_columns(
            pl.when(pl.col("kind") == "points")
            .then(shortest_text(pl.col(name), POINTS_DECIMALS))
            .when(pl.col("kind") == "value")
            .then(shortest_text(pl.col(name), decimals))
            .otherwise(shortest_text(pl.col(name), _DECIMALS))
            .alias(name)
            for name in ("value_now", "target", "distance")
        )
    )


def moves_by_unit(
    totals: pl.DataFrame | None, parts: pl.DataFrame | None, decimals: int | None
) -> dict[str, list[Data]]:
    """The move of each unit in words, with `parts`: factor, places and value."""
    if totals is None or parts is None:
        return {}
    parts_of = _by_unit(
        parts.select(
            "entity_code",
            "factor",
            rank_part=signed(shortest_text(pl.col("rank_part"), 2)),
            value_part=signed(shortest_text(pl.col("value_part"), decimals)),
        )
    )
    moves_of = _by_unit(totals)
    for code, moves in moves_of.items():
        moves[0]["parts"] = parts_of.get(code, [])
    return moves_of


def ways_by_unit(ways: pl.DataFrame | None) -> dict[str, list[Data]]:
    """Shortest ways, what can be reached first: `lead` and `lines` in both languages."""
    if ways is None:
        return {}
    by_unit = _by_unit(ways)
    for rows in by_unit.values():
        for row in rows:
            for language in ("vi", "en"):
                lead, *lines = row.pop(f"text_{language}").split("\n")
                row[f"lead_{language}"], row[f"lines_{language}"] = lead, lines
    return by_unit


def rewards_by_unit(rewards: pl.DataFrame | None) -> dict[str, list[Data]]:
    """The class that is proposed for each unit, with its reason."""
    return {} if rewards is None else _by_unit(rewards)


def _by_unit(frame: pl.DataFrame) -> dict[str, list[Data]]:
    return dict(frame.rows_by_key("entity_code", named=True, include_key=True))
