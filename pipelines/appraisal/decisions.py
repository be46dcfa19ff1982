"""Decisions of the council beside the self scores, those in force and those that were overruled.

Here belongs the register of decisions. Which decision stands is settled in `intake/revisions.py`.
"""

import polars as pl


def decisions(
    current: pl.DataFrame, superseded: pl.DataFrame, claimed: pl.DataFrame
) -> pl.DataFrame:
    """Every verified figure, in force or overruled, with why, by what and when.

    `current` and `superseded` are figures of submissions, `claimed` the rows of `claims.claims`.
    `kind` is `decision` where the file says anything of one, else `check`. `decided_points` are
    those that the indicator has by the figures in force; overruled ones have none.
    """
    is_verified = pl.col("source") == "verified"
    both = pl.concat(
        [
            current.filter(is_verified).with_columns(
                superseded_by=pl.lit(None, pl.String), is_in_force=pl.lit(True)
            ),
            superseded.filter(is_verified)
            .select(*current.columns, "superseded_by")
            .with_columns(is_in_force=pl.lit(False)),
        ]
    )
    beside = claimed.select(
        "round",
        "entity_code",
        "indicator_code",
        pl.col("claimed_points").alias("self_points"),
        pl.col("verified_points").alias("points"),
        "state",
    )
    in_force = pl.col("is_in_force")
    return (
        both.join(beside, on=["round", "entity_code", "indicator_code"], how="left")
        .with_columns(
            kind=pl.when("is_decision").then(pl.lit("decision")).otherwise(pl.lit("check")),
            decided_points=pl.when(in_force).then("points"),
            state=pl.when(in_force).then("state"),
        )
        .with_columns(points_change=pl.col("decided_points") - pl.col("self_points"))
        .rename(
            {"document": "decision_number", "dated_on": "decided_on", "appeal": "appeal_number"}
        )
        .sort("round", "entity_code", "indicator_code", "decided_on", "file_name", "cell")
    )
