"""Awards: first of each kind of unit, most improved; a shared first place goes to all who share it.

Here belongs finding them among the units that are not left out. Classes are in `reward.py`.
"""

from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.fixed_point import published_values
from pipelines.notation import VI, value_text
from pipelines.planning.reward_exclusions import is_incomplete, is_silent
from pipelines.planning.reward_rules import RewardRules

AWARDS: Final = ("best_of_kind", "value_gain", "rank_gain")


def classable(rules: RewardRules, before: pl.DataFrame) -> pl.DataFrame:
    """The units of a round that were complete enough to be improved upon, with their value."""
    sound = ~is_silent() & ~is_incomplete(rules) & pl.col("value").is_not_null()
    return before.filter(sound.fill_null(value=False)).select(
        "entity_code", pl.col("value").alias("value_before")
    )


def awards_of(eligible: pl.DataFrame, before: pl.DataFrame, decimals: int | None) -> pl.DataFrame:
    """The awards of a round, one row for each unit that has one.

    `eligible`: the units that are not left out, with shown (the published value), rank_change and
    their kind. `before`: as from `classable`, of the round before. A gain of value is one of
    published values. Nothing above zero, no award.
    """
    kind = ["unit_kind_vi", "unit_kind_en"]
    improved = eligible.join(before, on="entity_code").with_columns(
        gain=pl.col("shown") - published_values(pl.col("value_before"), decimals)
    )
    none = [pl.lit(None, pl.String).alias(column) for column in kind]
    candidates = (
        ("best_of_kind", eligible.with_columns(figure=pl.col("shown")), kind),
        ("value_gain", improved.with_columns(*none, figure=pl.col("gain")), kind),
        ("rank_gain", improved.with_columns(*none, figure=pl.col("rank_change")), kind),
    )
    figure = value_text(pl.col("figure"), decimals)
    places = pl.col("figure").cast(pl.Int32).cast(pl.String)
    zero = pl.lit(Decimal(0), EXACT)
    firsts = pl.concat(
        [
            frame.with_columns(figure=pl.col("figure").cast(EXACT))
            .filter(pl.col("figure") > zero)
            .filter((pl.col("figure") == pl.col("figure").max()).over(by))
            .with_columns(award=pl.lit(award), is_shared=(pl.len() > 1).over(by))
            .select("round", "award", *kind, "entity_code", "figure", "is_shared")
            for award, frame, by in candidates
        ]
    )
    words = {
        "best_of_kind": (
            pl.format("Giá trị cao nhất: {}", VI.ungrouped(figure)),
            pl.format("Highest value: {}", figure),
        ),
        "value_gain": (
            pl.format("Tăng giá trị nhiều nhất: +{}", VI.ungrouped(figure)),
            pl.format("Largest gain of value: +{}", figure),
        ),
        "rank_gain": (
            pl.format("Tăng hạng nhiều nhất: +{} bậc", places),
            pl.format("Largest gain of rank: +{} places", places),
        ),
    }
    shared = ("; đồng hạng, hội đồng quyết định", "; shared, the council decides")
    reasons = [
        pl.coalesce(
            *(
                pl.when(pl.col("award") == award).then(
                    pl.concat_str(
                        sentence[language],
                        pl.when("is_shared").then(pl.lit(shared[language])).otherwise(pl.lit("")),
                    )
                )
                for award, sentence in words.items()
            )
        ).alias(column)
        for language, column in enumerate(("reason_vi", "reason_en"))
    ]
    return firsts.with_columns(reasons).sort("award", "unit_kind_vi", "entity_code")
