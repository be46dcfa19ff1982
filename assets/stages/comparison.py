"""Rounds beside what was published and reported: figures of each round, published figures.

Here belong the stages. How figures are made is in `pipelines/comparison/`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.stages.scores import RANKINGS, SCORES
from assets.stages.stage import Given, Rounds, Stage, seeds, tables
from pipelines.comparison.press_figures import final_scores, round_figures
from pipelines.comparison.published_figures import published_figures, published_scores

_ROUND_FIGURE: Final = "planning.round_figure"
_PRESS_FIGURE: Final = "planning.press_figure"
_FINAL: Final = (RANKINGS, "scores.pillar", "scores.main_indicator")
_DESCRIBED: Final = ("reference.round", "reference.framework")


def round_figure_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """Averages, counts and firsts of each round, its growth since the round before."""
    scores = final_scores(*(given.table(name) for name in _FINAL))
    all_rounds, frameworks = (given.table(name) for name in _DESCRIBED)
    return {_ROUND_FIGURE: round_figures(scores, all_rounds, frameworks, given.wanted)}


def press_figure_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """Published figures beside recomputed ones, of all rounds together."""
    described = (given.table(name) for name in _DESCRIBED)
    scored = (given.table(name) for name in (*_FINAL, SCORES[0]))
    figures = published_figures(
        given.published_results,
        given.published_averages,
        given.published_pii,
        published_scores(*described, *scored),
        given.mergers,
        given.frameworks.get("vn-pii-2025"),
    )
    return {_PRESS_FIGURE: figures}


RELATE: Final = Stage(
    name="relate_rounds",
    vi="so sánh",
    en="comparing",
    reads=(*tables(*_FINAL, rounds=Rounds.PREVIOUS), *tables(*_DESCRIBED)),
    writes=(_ROUND_FIGURE,),
    work=round_figure_frames,
)
"""Figures of each round as the press reports them."""

COMPARE_WITH_PUBLISHED: Final = Stage(
    name="compare_with_published",
    vi="số liệu đã công bố",
    en="published figures",
    reads=(
        *tables(*_FINAL, SCORES[0], rounds=Rounds.ALL),
        *tables(*_DESCRIBED),
        *seeds("published_results", "published_averages", "published_pii", "mergers", "frameworks"),
    ),
    writes=(_PRESS_FIGURE,),
    work=press_figure_frames,
)
"""What was printed, recomputed."""
