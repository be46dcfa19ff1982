"""What a unit can do next: indicators on which points lie, and what stands in their way.

Here belongs ordering them. What is cheapest, under the real rules, is worked out by the shortest
way to a target (`planning/`); this list needs nothing but the scores of one round.
"""

from typing import Final

import polars as pl

STEPS: Final = 6
"""How many steps are told."""


def next_steps(values: pl.DataFrame, count: int = STEPS) -> pl.DataFrame:
    """The indicators of each unit with most points to be had.

    `values`: entity_code, code, state, max_points, share (0..1 of the maximum), best (the highest
    share of any unit), self_points, verified_points, lacks_evidence. Returns entity_code, code,
    action, possible_points (a float for ordering and display), place. An action is, in this order:

    - `report`: nothing was reported; at most the maximum points;
    - `decided`: zero by decision; at most the maximum points;
    - `explain`: the appraisal gave less than the unit claimed; at most the difference;
    - `evidence`: evidence is asked for and not there; at most what the best unit has more;
    - `improve`: others do better; at most what the best unit has more.

    Indicators that do not count (not applicable, not evaluated, no points) are left out.
    """
    points = pl.col("max_points").cast(pl.Float64)
    below_best = (pl.col("best") - pl.col("share")) * points
    withheld = (pl.col("self_points") - pl.col("verified_points")).cast(pl.Float64)
    action = (
        pl.when(pl.col("state") == "missing")
        .then(pl.lit("report"))
        .when(pl.col("state") == "zero_by_decision")
        .then(pl.lit("decided"))
        .when(withheld > 0)
        .then(pl.lit("explain"))
        .when(pl.col("lacks_evidence"))
        .then(pl.lit("evidence"))
        .otherwise(pl.lit("improve"))
    )
    possible = (
        pl.when(action.is_in(["report", "decided"]))
        .then(points)
        .when(action == "explain")
        .then(pl.max_horizontal(withheld, below_best))
        .otherwise(below_best)
    )
    counted = values.filter(
        pl.col("state").is_in(["reported", "missing", "zero_by_decision"]), points > 0
    )
    return (
        counted.select("entity_code", "code", action=action, possible_points=possible)
        .filter(pl.col("possible_points") > 1e-9)
        .sort("entity_code", "possible_points", "code", descending=[False, True, False])
        .with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("entity_code"))
        .filter(pl.col("place") <= count)
    )
