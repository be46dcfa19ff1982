"""Rules on all that one unit sent: what it left out.

Here belongs what is seen only when the figures of a unit lie together. Whether they are believable
is asked in `forensic_rules.py`.
"""

import polars as pl

from pipelines.intake.authority import Authority
from pipelines.intake.findings import findings
from pipelines.intake.half_rules import lone_halves


def unreported(current: pl.DataFrame, rejected: pl.DataFrame, authority: Authority) -> pl.DataFrame:
    """Indicators that a unit itself is asked for and did not report, at its last file: round,
    entity_code, file_sha256, file_name, codes (in their order), count, asked.

    What it did send and was kept out has a finding of its own; what others sent of it and was kept
    out is nothing that it reported, nor is half of a ratio.
    """
    framework = authority.framework
    alone = lone_halves(current, framework)
    reported = current.join(
        alone, on=["entity_code", "indicator_code", "input", "source"], how="anti"
    )
    kept_out = rejected.filter(pl.coalesce("sender", "reporter") == pl.col("entity_code"))
    sent = pl.concat(
        frame.select("entity_code", "indicator_code") for frame in (reported, kept_out)
    )
    counted = pl.DataFrame(
        [
            (at, leaf.code)
            for at, leaf in enumerate(framework.scored_leaves)
            if not leaf.is_adjustment and leaf.max_points != 0
        ],
        schema={"at": pl.Int32, "indicator_code": pl.String},
        orient="row",
    )
    senders = (
        current.filter(pl.col("source") == "declared", pl.col("reporter") == pl.col("entity_code"))
        .group_by("round", "entity_code", maintain_order=True)
        .agg(pl.col("file_sha256", "file_name").last())
    )
    own = authority.asked.filter(pl.col("asked") == pl.col("entity_code")).drop("asked")
    asked_of = senders.join(own, on="entity_code").join(counted, on="indicator_code")
    return (
        asked_of.join(sent, on=["entity_code", "indicator_code"], how="anti")
        .sort("at")
        .group_by("round", "entity_code", "file_sha256", "file_name")
        .agg(pl.col("indicator_code").alias("codes"), pl.len().alias("count"))
        .join(asked_of.group_by("entity_code").agg(pl.len().alias("asked")), on="entity_code")
        .sort("entity_code")
    )


def unit_findings(missing: pl.DataFrame) -> pl.DataFrame:
    """One finding for each unit that left out indicators, from `unreported`."""
    return findings(
        "indicators_not_reported",
        missing,
        pl.concat_str("count", pl.lit(" ("), pl.col("codes").list.join(", "), pl.lit(")")),
        pl.col("asked").cast(pl.String),
    )
