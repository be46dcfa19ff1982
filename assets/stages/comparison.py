"""Rounds beside what was published and reported: figures of each round, published figures.

Here belong its assets, and which tables and seeds each figure is made from. How they are made is in
`pipelines/comparison/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.installation.installation import Installation
from assets.installation.seeds import Seeds
from assets.stages.lineage import table_spec
from assets.stages.scores import RANKINGS, SCORES
from assets.stages.writing import ONE_RUN, rows_of, written_by_round, written_whole
from pipelines.comparison.press_figures import final_scores, round_figures
from pipelines.comparison.published_figures import published_figures, published_scores
from warehouse.writer import Warehouse

_ROUND_FIGURE: Final = "planning.round_figure"
_PRESS_FIGURE: Final = "planning.press_figure"


def comparison_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The figures of rounds, and published ones beside recomputed ones."""

    @dg.multi_asset(
        name="relate_rounds",
        specs=[
            table_spec(
                _ROUND_FIGURE,
                (RANKINGS, *SCORES[1:3], "reference.round", "reference.framework"),
                partitions,
                {"polars"},
            )
        ],
        backfill_policy=ONE_RUN,
    )
    def relate_rounds(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        rounds = context.partition_keys
        with installation.build() as warehouse:
            yield from written_by_round(warehouse, round_figure_frames(warehouse, rounds), rounds)

    @dg.multi_asset(
        name="compare_with_published",
        specs=[
            table_spec(
                _PRESS_FIGURE, (RANKINGS, *SCORES, "reference.published_result"), None, {"polars"}
            )
        ],
    )
    def compare_with_published(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        with installation.build() as warehouse:
            frames = press_figure_frames(warehouse, installation.seeds)
            yield from written_whole(warehouse, frames)

    return [relate_rounds, compare_with_published]


def round_figure_frames(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    """The tables that are written round by round."""
    totals, pillars, mains, all_rounds, frameworks = rows_of(
        warehouse,
        "rankings.dti",
        "scores.pillar",
        "scores.main_indicator",
        "reference.round",
        "reference.framework",
    )
    scores = final_scores(totals, pillars, mains)
    return {"planning.round_figure": round_figures(scores, all_rounds, frameworks, rounds)}


def press_figure_frames(warehouse: Warehouse, seeds: Seeds) -> Mapping[str, pl.DataFrame]:
    """The tables that are about all rounds together: published figures beside recomputed ones."""
    scores = published_scores(
        *rows_of(
            warehouse,
            "reference.round",
            "reference.framework",
            "rankings.dti",
            "scores.pillar",
            "scores.main_indicator",
            "indicators.indicator_value",
        )
    )
    figures = published_figures(
        seeds.published_results,
        seeds.published_averages,
        seeds.published_pii,
        scores,
        seeds.mergers,
        seeds.frameworks.get("vn-pii-2025"),
    )
    return {"planning.press_figure": figures}
