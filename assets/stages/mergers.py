"""Results restated after mergers: of rounds, and of what was published of the 63 provinces.

Here belong the stages. The method is in `pipelines/comparison/`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.receiving.receive import in_columns
from assets.stages.scores import RANKINGS, SCORES
from assets.stages.stage import Given, Stage, seeds, tables
from pipelines.comparison.press_figures import final_scores
from pipelines.comparison.restated_results import restated_publications, restated_round

_RESTATEMENT: Final = "planning.restatement"
_INDICATORS: Final = "planning.restated_indicator"
_PUBLISHED: Final = "planning.published_restatement"
_FINAL: Final = (RANKINGS, "scores.pillar", "scores.main_indicator")


def restatement_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """Some rounds restated, each by itself."""
    scores = final_scores(*(given.table(name) for name in _FINAL))
    values = given.table("submissions.input_value")
    final = given.table(SCORES[0]).filter(pl.col("basis") == "final")
    frames: dict[str, list[pl.DataFrame]] = {_RESTATEMENT: [], _INDICATORS: []}
    for name in given.wanted:
        of_round = pl.col("round") == name
        entry = given.rounds[name]
        restated = restated_round(
            entry.expected_on,
            given.framework_of(name),
            scores.filter(of_round),
            values.filter(of_round),
            final.filter(of_round),
            given.entities,
            given.mergers,
            given.populations,
        )
        for table, frame in zip(frames, restated, strict=True):
            frames[table].append(
                frame.with_columns(round=pl.lit(name), is_demonstration=entry.is_demonstration)
            )
    return {name: in_columns(name, parts) for name, parts in frames.items()}


def published_restatement_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """What was published of the 63 provinces, restated for the 34."""
    restated = restated_publications(
        given.published_results, given.entities, given.mergers, given.populations
    )
    return {_PUBLISHED: restated}


RESTATE: Final = Stage(
    name="restate_rounds",
    vi="tính lại sau sáp nhập",
    en="restating after mergers",
    reads=(
        *tables(*_FINAL, SCORES[0], "submissions.input_value"),
        *seeds("rounds", "frameworks", "entities", "mergers", "populations"),
    ),
    writes=(_RESTATEMENT, _INDICATORS),
    work=restatement_frames,
)
"""Rounds as they would stand by the units that came after."""

RESTATE_PUBLISHED: Final = Stage(
    name="restate_published_results",
    vi="kết quả đã công bố, tính lại",
    en="published results restated",
    reads=seeds("published_results", "entities", "mergers", "populations"),
    writes=(_PUBLISHED,),
    work=published_restatement_frames,
)
"""What was published of the 63 provinces, for the 34."""
