"""The tables of the schema `planning`: what rounds say beside targets and published figures.

Here belongs which tables and seeds each of them is made from. How they are made is in the modules
of `pipelines/` that are named here.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from assets.seeds import Seeds
from pipelines.press_figures import final_scores, round_figures
from pipelines.published_figures import published_figures, published_scores
from warehouse.contract import TABLE_BY_NAME
from warehouse.writer import Warehouse

BY_ROUND = ("planning.round_figure",)
WHOLE = ("planning.press_figure",)


def planning_frames(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    """The tables that are written round by round."""
    totals, pillars, mains, all_rounds, frameworks = _rows(
        warehouse,
        "rankings.dti",
        "scores.pillar",
        "scores.main_indicator",
        "reference.round",
        "reference.framework",
    )
    scores = final_scores(totals, pillars, mains)
    return {"planning.round_figure": round_figures(scores, all_rounds, frameworks, rounds)}


def comparison_frames(warehouse: Warehouse, seeds: Seeds) -> Mapping[str, pl.DataFrame]:
    """The tables that are about all rounds together: published figures beside recomputed ones."""
    scores = published_scores(
        *_rows(
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


def _rows(warehouse: Warehouse, *names: str) -> list[pl.DataFrame]:
    return [warehouse.rows(TABLE_BY_NAME[name]) for name in names]
