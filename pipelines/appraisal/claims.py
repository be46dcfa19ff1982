"""Claimed, verified and measured points of every unit and indicator, and those at risk.

Here belongs saying what supports a figure. How probably it is wrong is in `doubts.py`.

A claim stands on one of these, the first that holds:

- `verified`: the council decided; nothing is at risk any more.
- `contradicted`: it was measured, and the measured points are below the claimed ones; the
  difference is at risk.
- `measured`: it was measured, and the claim is no higher; nothing is at risk.
- `evidence_missing`: evidence is required and none was named; all claimed points are at risk.
- `not_verified`: nobody but the unit has said so yet; all claimed points are at risk.
- `not_claimed`: the unit declared nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.intake.evidence_rules import STATUSES
from pipelines.scoring.index import AMOUNT, Index, compute_index

STANDINGS: Final = (
    "verified", "contradicted", "measured", "evidence_missing", "not_verified", "not_claimed",
)  # fmt: skip
_KEY: Final = ["round", "entity_code", "indicator_code"]


def claims(
    index: Index, values: pl.DataFrame, not_evaluated: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """Every leaf of every unit, with what is claimed, verified and measured.

    `index` is the scored round, `values` the values in use with evidence and note. Columns: round,
    entity_code, indicator_code, state, source, max_points, claimed_points, verified_points,
    measured_points, final_points, evidence_asked, evidence, explanation, standing,
    points_at_risk, and as floats the shares of the maximum claimed_share, confirmed_share
    (verified or measured) and final_share. A bonus or penalty has its points for a share.
    """
    framework = index.structure.framework
    of_index = _leaf_values(index)
    measured = values.filter(pl.col("source") == "measured")
    by_measure = _leaf_values(
        compute_index(framework, measured, index.units, not_evaluated or {})
    ).filter(pl.col("basis") == "final", pl.col("state") == "reported")
    declared = of_index.filter(pl.col("basis") == "self", pl.col("state") != "missing")
    final = of_index.filter(pl.col("basis") == "final")
    joined = (
        final.select(*_KEY, "state", "source", "max_points", "points", "share")
        .rename({"points": "final_points", "share": "final_share"})
        .join(
            declared.select(
                *_KEY,
                pl.col("points").alias("claimed_points"),
                pl.col("share").alias("claimed_share"),
            ),
            on=_KEY,
            how="left",
        )
        .join(
            by_measure.select(*_KEY, pl.col("points").alias("measured_points")),
            on=_KEY,
            how="left",
        )
        .join(_said(values), on=_KEY, how="left")
        .join(_asked(framework), on="indicator_code", how="left")
    )
    is_verified = pl.col("source").eq_missing("verified")
    is_measured = pl.col("measured_points").is_not_null()
    claimed = pl.col("claimed_points")
    is_bare = (
        (pl.col("evidence_asked") == "required")
        & pl.col("evidence").is_null()
        & pl.col("explanation").is_null()
    )
    standing = (
        pl.when(is_verified)
        .then(pl.lit("verified"))
        .when(is_measured & (claimed > pl.col("measured_points")))
        .then(pl.lit("contradicted"))
        .when(is_measured)
        .then(pl.lit("measured"))
        .when(claimed.is_null())
        .then(pl.lit("not_claimed"))
        .when(is_bare)
        .then(pl.lit("evidence_missing"))
        .otherwise(pl.lit("not_verified"))
    )
    nothing = pl.lit(0, AMOUNT)
    return (
        joined.with_columns(
            standing=standing,
            verified_points=pl.when(is_verified).then("final_points"),
            confirmed_share=pl.when(is_verified | is_measured).then("final_share"),
        )
        .with_columns(
            points_at_risk=pl.when(pl.col("standing") == "contradicted")
            .then(claimed - pl.col("measured_points"))
            .when(pl.col("standing").is_in(["evidence_missing", "not_verified"]))
            .then(pl.max_horizontal(claimed, nothing))
            .otherwise(nothing)
        )
        .sort(_KEY)
    )


def _leaf_values(index: Index) -> pl.DataFrame:
    """The indicator values of leaves, codes as text, with their share of the maximum."""
    framework = index.structure.framework
    leaves = [leaf.code for leaf in framework.scored_leaves]
    adjustments = [leaf.code for leaf in framework.scored_leaves if leaf.is_adjustment]
    values = index.indicator_values()
    return (
        values.with_columns(pl.col(pl.Enum).cast(pl.String))
        .filter(pl.col("indicator_code").is_in(leaves))
        .with_columns(
            share=pl.when(pl.col("indicator_code").is_in(adjustments))
            .then(pl.col("points").cast(pl.Float64).abs())
            .otherwise(pl.col("value").cast(pl.Float64) / float(framework.scale))
        )
    )


def _said(values: pl.DataFrame) -> pl.DataFrame:
    """What a unit named as evidence and wrote as explanation, each text once."""
    note = pl.when(~pl.col("note").is_in(STATUSES)).then("note")
    texts = {"evidence": pl.col("evidence"), "explanation": note}
    return (
        values.filter(pl.col("source") == "declared")
        .group_by(_KEY, maintain_order=True)
        .agg(
            text.drop_nulls().unique(maintain_order=True).str.join("; ").alias(name)
            for name, text in texts.items()
        )
        .with_columns(pl.when(pl.col(name) != "").then(name).alias(name) for name in texts)
    )


def _asked(framework: Framework) -> pl.DataFrame:
    return pl.DataFrame(
        [(leaf.code, leaf.evidence) for leaf in framework.scored_leaves],
        schema={"indicator_code": pl.String, "evidence_asked": pl.String},
        orient="row",
    )
