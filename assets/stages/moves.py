"""Why ranks moved: every round beside the round before it.

Here belongs the stage, and what a round and the one before it are made of. The method is in
`pipelines/comparison/rank_moves.py`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.installation.standings import unit_names
from assets.receiving.receive import in_columns
from assets.stages.stage import Given, Rounds, Stage, seeds, tables
from pipelines.comparison.carried import Rules
from pipelines.comparison.known_by import without_late_changes
from pipelines.comparison.rank_moves import rank_moves
from pipelines.comparison.round_worlds import Assessed, RoundWorlds
from pipelines.comparison.succession import succession

MOVES: Final = ("planning.rank_move", "planning.rank_move_total")
_SUBMITTED: Final = (
    "submissions.input_value",
    "submissions.superseded_value",
    "submissions.file",
    "submissions.correction",
)


def move_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """Explain the ranks of some rounds; one without a round before, or with none of its values
    there, has no moves."""
    submitted = [given.table(name) for name in _SUBMITTED]
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in MOVES}
    for name in given.wanted:
        worlds = _worlds(given, submitted, name)
        if worlds is None:
            continue
        entry = given.rounds[name]
        moves = rank_moves(worlds, unit_names(given, name), given.framework_of(name).decimals)
        for table, frame in zip(MOVES, (moves.parts, moves.totals), strict=True):
            parts[table].append(
                frame.with_columns(
                    round=pl.lit(name),
                    previous=pl.lit(entry.previous),
                    is_demonstration=pl.lit(entry.is_demonstration),
                )
            )
    return {name: in_columns(name, frames) for name, frames in parts.items()}


def _worlds(given: Given, submitted: list[pl.DataFrame], round_id: str) -> RoundWorlds | None:
    previous = given.rounds[round_id].previous
    if previous is None or previous not in given.assessed:
        return None
    before_values = submitted[0].filter(pl.col("round") == previous)
    values, superseded, files, corrections = (
        frame.filter(pl.col("round") == round_id) for frame in submitted
    )
    before, after = given.rounds[previous], given.rounds[round_id]
    unrevised = None
    if after.deadline is not None:
        unrevised = without_late_changes(values, superseded, files, corrections, after.deadline)
    return RoundWorlds(
        _assessed(given, previous, before_values),
        _assessed(given, round_id, values),
        unrevised,
        succession(
            given.units(previous),
            given.units(round_id),
            given.mergers,
            before.expected_on,
            after.expected_on,
        ),
    )


def _assessed(given: Given, round_id: str, values: pl.DataFrame) -> Assessed:
    index = given.index(round_id)
    units = index.units["entity_code"]
    return Assessed(
        Rules(given.framework_of(round_id), given.rounds[round_id].not_evaluated),
        values,
        tuple(units),
        frozenset(units.filter(pl.Series(index.unranked))),
    )


EXPLAIN: Final = Stage(
    name="explain_ranks",
    vi="vì sao đổi hạng",
    en="why ranks moved",
    reads=(
        *tables(*_SUBMITTED, rounds=Rounds.PREVIOUS),
        *seeds("rounds", "frameworks", "entities", "mergers"),
    ),
    index=Rounds.PREVIOUS,
    writes=MOVES,
    work=move_frames,
)
"""Changes of rank, split into their causes."""
