"""What an indicator can still gain, and by whom: the one number of lists, sheets and plans.

Here belongs setting what is missing from the maximum beside what the unit itself can bring by its
figures; the rest is for others: the council, a publisher, or nobody. Which figures bring what is
in `levers.py`.
"""

import polars as pl

_COUNTED = ("reported", "missing", "zero_by_decision")


def points_left(values: pl.DataFrame, gains: pl.DataFrame) -> pl.DataFrame:
    """The indicators on which points lie, with the points.

    `values`: entity_code, code, state, points, max_points of the final basis. `gains`: entity_code,
    indicator_code, full_gain, is_decision, as from `plan_rows.next_gains`. Returns entity_code,
    code, points_left (the maximum less what was earned), by_unit (what all figures of the unit
    bring at their utmost) and by_others, which sum to it exactly. An indicator that does not count,
    or lacks nothing, has no row.
    """
    own = (
        gains.filter(~pl.col("is_decision"))
        .group_by("entity_code", "indicator_code")
        .agg(pl.col("full_gain").sum())
    )
    left = pl.col("max_points") - pl.col("points").fill_null(0)
    by_unit = pl.min_horizontal(pl.col("full_gain").fill_null(0), "points_left")
    return (
        values.filter(pl.col("state").is_in(_COUNTED), pl.col("max_points") > 0)
        .select("entity_code", "code", points_left=left)
        .filter(pl.col("points_left") > 0)
        .join(
            own,
            left_on=["entity_code", "code"],
            right_on=["entity_code", "indicator_code"],
            how="left",
        )
        .with_columns(by_unit=pl.max_horizontal(by_unit, pl.lit(0)).cast(pl.Decimal(38, 10)))
        .with_columns(by_others=pl.col("points_left").cast(pl.Decimal(38, 10)) - pl.col("by_unit"))
        .drop("full_gain")
    )
