"""The ranking that people read: names, ties, and the change since the previous round.

Here belongs setting scores side by side. How a rank is taken is in `ranks.py`.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipelines.fixed_point import ONE, published
from pipelines.scoring.ranks import competition_ranks


def rank_scores(scores: pl.DataFrame, decimals: pl.DataFrame) -> pl.DataFrame:
    """Rank scores within each round and basis, on the published decimals of each round.

    `scores`: round, entity_code, basis, value and, where some units hold no rank, is_unranked.
    `decimals`: round, decimals (null: unrounded). Returns the scores with rank, is_tied and
    entities_ranked, sorted by round, basis, unit.
    """
    ordered = scores.join(decimals, on="round", how="left").sort("round", "basis", "entity_code")
    if ordered.is_empty():
        return ordered.drop("decimals").with_columns(
            rank=pl.lit(None, pl.Int32),
            is_tied=False,
            entities_ranked=pl.lit(0, pl.Int32),
        )
    group = ordered.select(pl.struct("round", "basis").rle_id())["round"].to_numpy()
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    fixed = ordered.select((pl.col("value") * ONE).cast(pl.Int64).fill_null(0))["value"].to_numpy()
    shown = np.zeros_like(fixed)
    of_decimals = ordered["decimals"].fill_null(-1).to_numpy()
    for places in np.unique(of_decimals):
        chosen = of_decimals == places
        shown[chosen] = published(fixed[chosen], None if places < 0 else int(places))
    has_value = ordered["value"].is_not_null().to_numpy()
    if "is_unranked" in ordered.columns:
        has_value &= ~ordered["is_unranked"].to_numpy()
    rank, ranked, tied = competition_ranks(shown[None, :], has_value[None, :], starts)
    return ordered.drop("decimals").with_columns(
        pl.when(pl.Series(has_value)).then(pl.Series(rank[0])).cast(pl.Int32).alias("rank"),
        pl.Series("is_tied", tied[0]),
        pl.Series("entities_ranked", ranked[0], dtype=pl.Int32),
    )


def with_previous(
    scores: pl.DataFrame,
    rounds: pl.DataFrame,
    frameworks: pl.DataFrame,
    units: pl.DataFrame,
    wanted: Sequence[str],
) -> pl.DataFrame:
    """The ranking of the wanted rounds beside the rounds before them.

    `scores`: round, entity_code, basis, value, is_silent, of the wanted rounds and any others.
    `rounds`: round, framework, previous, silent (`unranked` or `zero`), is_demonstration.
    `frameworks`: framework, decimals. `units`: round, entity_code, entity_name_vi, entity_name_en,
    valid_from. rank_change counts places gained, and ranked units are compared with ranked ones
    alone. A unit is its code and validity: one that took over the code of another, or that merged
    since, has no previous rank of its own (see `comparison/restatement.py`).
    """
    facts = rounds.filter(pl.col("round").is_in(list(wanted)))
    needed = pl.concat([facts["round"], facts["previous"].drop_nulls()]).unique()
    decimals = rounds.join(frameworks, on="framework").select("round", "decimals")
    of_needed = scores.filter(pl.col("round").is_in(needed.implode())).join(
        rounds.select("round", "silent"), on="round"
    )
    ranked = rank_scores(
        of_needed.select(
            "round",
            "entity_code",
            "basis",
            "value",
            "is_silent",
            is_unranked=pl.col("is_silent") & (pl.col("silent") == "unranked"),
        ),
        decimals,
    ).drop("is_unranked")
    of_units = ranked.join(units, on=["round", "entity_code"], how="left")
    before = of_units.select(
        pl.col("round").alias("previous"),
        "entity_code",
        "valid_from",
        "basis",
        pl.col("value").alias("previous_value"),
        pl.col("rank").alias("previous_rank"),
    )
    return (
        of_units.join(facts.select("round", "previous", "is_demonstration"), on="round")
        .join(
            before,
            on=["previous", "entity_code", "valid_from", "basis"],
            how="left",
            nulls_equal=True,
        )
        .with_columns(rank_change=pl.col("previous_rank") - pl.col("rank"))
        .with_columns(
            value_change=pl.when(pl.col("rank_change").is_not_null()).then(
                pl.col("value") - pl.col("previous_value")
            )
        )
        .drop("previous", "valid_from")
    )
