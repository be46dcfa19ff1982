"""The third stage: indicator values, scores and ranks.

Here belong its stages. The method is in `pipelines/scoring/`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.receiving.receive import in_columns
from assets.stages.stage import Given, Rounds, Stage, seeds, tables
from pipelines.scoring.ranking import with_previous

SCORES: Final = (
    "indicators.indicator_value",
    "scores.main_indicator",
    "scores.pillar",
    "scores.dti",
)
RANKINGS: Final = "rankings.dti"
_RANKED_BY: Final = ("reference.round", "reference.framework", "reference.expected_unit")


def score_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """The scores of some rounds, each by itself."""
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in SCORES}
    for name in given.wanted:
        index = given.index(name)
        made = (
            index.indicator_values(),
            index.main_indicators(),
            index.pillars(),
            index.totals(),
        )
        is_demonstration = given.rounds[name].is_demonstration
        for table, frame in zip(SCORES, made, strict=True):
            parts[table].append(frame.with_columns(is_demonstration=pl.lit(is_demonstration)))
    return {name: in_columns(name, frames) for name, frames in parts.items()}


def ranking_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """Rank some rounds and set them beside the rounds before them."""
    scores = given.table("scores.dti")
    described, frameworks, units = (given.table(name) for name in _RANKED_BY)
    return {RANKINGS: with_previous(scores, described, frameworks, units, given.wanted)}


SCORE: Final = Stage(
    name="score_rounds",
    vi="tính điểm",
    en="scoring",
    reads=seeds("rounds"),
    index=Rounds.OWN,
    writes=SCORES,
    work=score_frames,
    kinds=frozenset({"polars", "numpy"}),
)
"""Indicator values, mains, pillars and totals."""

RANK: Final = Stage(
    name="rank_rounds",
    vi="xếp hạng",
    en="ranking",
    reads=(*tables("scores.dti", rounds=Rounds.PREVIOUS), *tables(*_RANKED_BY)),
    writes=(RANKINGS,),
    work=ranking_frames,
)
"""Ranks beside those of the round before."""
