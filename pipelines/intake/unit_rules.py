"""Rules on all that one unit sent: what it left out.

Here belongs what is seen only when the figures of a unit lie together. Whether they are believable
is asked in `forensic_rules.py`.
"""

from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.intake.findings import findings

_LISTED: Final = 10
"""Codes that are written out in a message."""


def unit_findings(
    current: pl.DataFrame, rejected: pl.DataFrame, framework: Framework
) -> pl.DataFrame:
    """Indicators that a unit itself is to report and did not, one finding at its last file.

    What it did send and was kept out has a finding of its own; what another may not give for it is
    nothing that it sent.
    """
    kept_out = rejected.filter(pl.col("rule") != "not_entitled")
    sent = pl.concat(frame.select("entity_code", "indicator_code") for frame in (current, kept_out))
    asked = pl.DataFrame(
        [
            (at, leaf.code, None if leaf.given_by == "unit" else leaf.responsible)
            for at, leaf in enumerate(framework.scored_leaves)
            if not leaf.is_adjustment and leaf.max_points != 0 and leaf.given_by in (None, "unit")
        ],
        schema={"at": pl.Int32, "indicator_code": pl.String, "responsible": pl.String},
        orient="row",
    )
    senders = (
        current.filter(pl.col("source") == "declared", pl.col("reporter") == pl.col("entity_code"))
        .group_by("round", "entity_code", maintain_order=True)
        .agg(pl.col("file_sha256", "file_name").last())
    )
    own = pl.col("responsible").is_null() | (pl.col("responsible") == pl.col("entity_code"))
    asked_of = senders.join(asked, how="cross").filter(own)
    missing = (
        asked_of.join(sent, on=["entity_code", "indicator_code"], how="anti")
        .sort("at")
        .group_by("round", "entity_code", "file_sha256", "file_name")
        .agg(pl.col("indicator_code").alias("codes"), pl.len().alias("count"))
        .join(asked_of.group_by("entity_code").agg(pl.len().alias("asked")), on="entity_code")
        .sort("entity_code")
    )
    more = pl.when(pl.col("count") > _LISTED).then(pl.lit(", ...")).otherwise(pl.lit(""))
    return findings(
        "indicators_not_reported",
        missing,
        pl.concat_str(
            "count",
            pl.lit(" ("),
            pl.col("codes").list.head(_LISTED).list.join(", "),
            more,
            pl.lit(")"),
        ),
        pl.col("asked").cast(pl.String),
    )
