"""What each agency owes a unit: what is missing, without evidence or overdue, and what it is worth.

Here belongs adding responsibilities up. Who answers for what is in `responsibilities.py`.
"""

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.planning.responsibilities import DONE


def agency_debts(responsibilities: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    """One row for each round, unit and agency, and one for what nobody answers for.

    `responsibilities`: as from `responsibility_rows`. `gaps`: as from `target_gaps`.

    Returns round, entity_code, agency_code, agency_name_vi, agency_name_en, indicators, missing,
    lacking_evidence, unfinished (not Hoàn thành), overdue, points_at_stake (evaluated maximum),
    points_lost, share_of_lost (of what the unit lost), target_id and gap_points (what its nearest
    target still needs), share_of_gap (points_lost / gap_points: 1 or more means that this agency
    alone could close it), is_demonstration.
    """
    unit = ["round", "entity_code"]
    lost = pl.col("points_lost")
    known = lost.is_not_null().any()
    summed = responsibilities.group_by(
        *unit, "agency_code", "agency_name_vi", "agency_name_en", maintain_order=True
    ).agg(
        pl.len().cast(pl.Int32).alias("indicators"),
        pl.col("is_missing").sum().cast(pl.Int32).alias("missing"),
        pl.col("lacks_evidence").sum().cast(pl.Int32).alias("lacking_evidence"),
        (pl.col("status") != DONE).sum().cast(pl.Int32).alias("unfinished"),
        pl.col("is_overdue").sum().cast(pl.Int32).alias("overdue"),
        pl.when(known).then(pl.col("max_points").cast(EXACT).sum()).alias("points_at_stake"),
        pl.when(known).then(lost.cast(EXACT).sum()).alias("points_lost"),
        pl.col("is_demonstration").first(),
    )
    total = lost.sum().over(unit)
    return (
        summed.with_columns(share_of_lost=lost / pl.when(total > 0).then(total))
        .join(gaps, on=unit, how="left")
        .with_columns(share_of_gap=lost / pl.col("gap_points"))
        .sort(*unit, "agency_code", nulls_last=True)
    )


def target_gaps(progress: pl.DataFrame, totals: pl.DataFrame, scales: pl.DataFrame) -> pl.DataFrame:
    """The points that each unit still needs, of those evaluated, for its nearest target.

    That is the target of a value or of points that is not met and is due first; of two in one year
    the one that needs fewer points. `progress`: as from `target_progress`, with points_of.
    `totals`: round, entity_code, points, max_points. `scales`: round, scale. Returns round,
    entity_code, target_id, gap_points: 800 of 1000 are 752 of the 940 that 2024 evaluates, 87.282
    more than 664.718.
    """
    full = pl.when(pl.col("kind") == "points").then("points_of").otherwise(pl.col("scale"))
    asked = pl.col("target") * pl.col("max_points").cast(EXACT) / full.cast(EXACT)
    return (
        progress.filter(pl.col("kind").is_in(["value", "points"]), pl.col("distance") > 0)
        .join(
            totals.select("round", "entity_code", "points", "max_points"),
            on=["round", "entity_code"],
        )
        .join(scales.select("round", "scale"), on="round")
        .with_columns(gap_points=asked - pl.col("points").cast(EXACT))
        .filter(pl.col("gap_points") > 0)
        .sort("year", "gap_points", "target_id")
        .unique(["round", "entity_code"], keep="first", maintain_order=True)
        .select("round", "entity_code", "target_id", "gap_points")
    )
