"""What a published round says of itself: how complete it is, provisional or final.

Here belongs counting what was expected and what came. Whether a round may be published is
decided by the checks.
"""

import polars as pl


def publication_rows(
    rounds: pl.DataFrame,
    indicator_values: pl.DataFrame,
    files: pl.DataFrame,
    rejected: pl.DataFrame,
) -> pl.DataFrame:
    """One row for each round that has indicator values.

    A round is final only if it is declared final and no unit is silent: one of which nothing is
    known but what was measured elsewhere. Columns: round,
    status, stage (of a round of which nothing was issued), entities_expected, entities_reporting,
    values_expected, values_reported, files_received, files_quarantined, rows_rejected,
    missing_entities, is_demonstration.
    """
    final = indicator_values.filter(pl.col("basis") == "final")
    reported = pl.col("state").is_in(["reported", "zero_by_decision"])
    counted = ~pl.col("state").is_in(["not_applicable", "not_evaluated"])
    by_unit = final.group_by("round", "entity_code").agg(
        counted.sum().alias("values_expected"),
        reported.sum().alias("values_reported"),
        (reported & (pl.col("source") != "measured")).sum().alias("values_sent"),
    )
    silent = pl.col("values_sent") == 0
    by_round = by_unit.group_by("round").agg(
        pl.len().alias("entities_expected"),
        (~silent).sum().alias("entities_reporting"),
        pl.col("values_expected", "values_reported").sum(),
        pl.col("entity_code").filter(silent).sort().str.join(", ").alias("missing_entities"),
    )
    received = (
        files.filter(pl.col("status") != "after_closing")
        .group_by("round")
        .agg(
            pl.len().alias("files_received"),
            (pl.col("status") == "quarantined").sum().alias("files_quarantined"),
        )
    )
    kept_out = rejected.group_by("round").agg(pl.len().alias("rows_rejected"))
    whole = pl.col("missing_entities") == ""
    counts = (
        "entities_expected",
        "entities_reporting",
        "values_expected",
        "values_reported",
        "files_received",
        "files_quarantined",
        "rows_rejected",
    )
    return (
        by_round.join(received, on="round", how="left")
        .join(kept_out, on="round", how="left")
        .join(
            rounds.select("round", declared="status", is_demonstration="is_demonstration"),
            on="round",
        )
        .with_columns(pl.col(counts).fill_null(0).cast(pl.Int32))
        .select(
            "round",
            pl.when((pl.col("declared") == "final") & whole)
            .then(pl.lit("final"))
            .otherwise(pl.lit("provisional"))
            .alias("status"),
            pl.lit("draft").alias("stage"),
            *counts,
            pl.when(~whole).then("missing_entities").alias("missing_entities"),
            "is_demonstration",
        )
        .sort("round")
    )
