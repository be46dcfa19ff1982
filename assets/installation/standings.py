"""A round as it stands, from the seeds and the figures in use.

Here belongs gathering what a plan starts from. What a standing is, and what can be planned from it,
is in `pipelines/planning/`.
"""

from collections.abc import Mapping
from typing import Protocol

import polars as pl

from assets.installation.seeds import Seeds
from pipelines.frameworks.framework import Name
from pipelines.planning.standing import Standing, stand


class Units(Protocol):
    """Whatever knows the units of rounds: the seeds, or what a stage is handed of them."""

    def units(self, round_id: str) -> pl.DataFrame:
        """The entities that a round expects."""
        ...


def standing_of(seeds: Seeds, values: pl.DataFrame, round_id: str) -> Standing:
    """A round as it stands on the values in use (`submissions.input_value`)."""
    return stand(
        seeds.framework_of(round_id),
        values,
        seeds.units(round_id).select(pl.lit(round_id).alias("round"), "entity_code"),
        round_id,
        seeds.rounds[round_id].not_evaluated,
        seeds.rounds[round_id].silent_unranked,
    )


def unit_names(seeds: Units, round_id: str) -> Mapping[str, Name]:
    """The names of the units of a round, by their code."""
    units = seeds.units(round_id).select("entity_code", "name_vi", "name_en")
    return {code: Name(vi, en) for code, vi, en in units.iter_rows()}
