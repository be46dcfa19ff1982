"""What a unit can do next: indicators on which points lie, and what stands in their way.

Here belongs ordering them. What is cheapest, under the real rules, is worked out by the shortest
way to a target (`planning/`); this list needs nothing but the scores of one round.
"""

from typing import Final

import polars as pl

STEPS: Final = 6
"""How many steps are told."""


def next_steps(values: pl.DataFrame, left: pl.DataFrame, count: int = STEPS) -> pl.DataFrame:
    """The indicators of each unit on which most points lie.

    `values`: entity_code, code, state, share (0..1 of the maximum), best (the highest share of any
    unit), self_points, verified_points, lacks_evidence. `left` as from `planning/points_left.py`.
    Returns entity_code, code, action, points_left, by_unit, by_others, place. An action is, in this
    order:

    - `report`: nothing was reported;
    - `decided`: zero by decision;
    - `explain`: the appraisal gave less than the unit claimed;
    - `evidence`: evidence is asked for and not there;
    - `improve`: others do better;
    - `lead`: nobody does better so far.
    """
    action = (
        pl.when(pl.col("state") == "missing")
        .then(pl.lit("report"))
        .when(pl.col("state") == "zero_by_decision")
        .then(pl.lit("decided"))
        .when(pl.col("self_points") > pl.col("verified_points"))
        .then(pl.lit("explain"))
        .when(pl.col("lacks_evidence"))
        .then(pl.lit("evidence"))
        .when(pl.col("best") > pl.col("share"))
        .then(pl.lit("improve"))
        .otherwise(pl.lit("lead"))
    )
    return (
        left.join(values.select("entity_code", "code", action=action), on=["entity_code", "code"])
        .sort("entity_code", "points_left", "code", descending=[False, True, False])
        .with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("entity_code"))
        .filter(pl.col("place") <= count)
    )
