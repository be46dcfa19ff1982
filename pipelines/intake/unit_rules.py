"""Rules on all that one unit sent: what it left out, and whether its file is its own.

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
    current: pl.DataFrame,
    rejected: pl.DataFrame,
    files: pl.DataFrame,
    framework: Framework,
    units: pl.DataFrame,
) -> pl.DataFrame:
    """Findings on units that sent something: values in use, rows kept out, files with reporter."""
    return pl.concat(
        [_not_reported(current, rejected, framework), _of_another(current, files, units)]
    )


def _not_reported(
    current: pl.DataFrame, rejected: pl.DataFrame, framework: Framework
) -> pl.DataFrame:
    """Indicators that a unit itself is to report and did not, one finding at its last file.

    What it did send and was kept out has a finding of its own.
    """
    sent = pl.concat(frame.select("entity_code", "indicator_code") for frame in (current, rejected))
    asked = pl.DataFrame(
        [
            (at, leaf.code, leaf.responsible)
            for at, leaf in enumerate(framework.scored_leaves)
            if not leaf.is_adjustment and leaf.max_points != 0
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


def _of_another(current: pl.DataFrame, files: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Files named for one unit that hold figures of others only, and do not say it reports them."""
    named = pl.col("file_name").str.extract(r"([^/_]+)_[^/]*$")
    holds = current.group_by("file_sha256", "file_name").agg(
        pl.col("entity_code").unique().sort().alias("held")
    )
    wrong = (
        files.with_columns(named.alias("named_for"))
        .filter(pl.col("named_for").is_in(units["entity_code"].implode()))
        .filter(pl.col("reporter").ne_missing(pl.col("named_for")))
        .join(holds, on=["file_sha256", "file_name"], maintain_order="left")
        .filter(~pl.col("held").list.contains(pl.col("named_for")))
    )
    return findings(
        "file_of_another_unit",
        wrong,
        pl.col("named_for"),
        pl.col("held").list.head(3).list.join(", "),
    )
