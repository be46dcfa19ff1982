"""`dti plan`: the shortest way of one unit to a goal, from what is published.

Here belong reading the figures in use and telling the plan as text or JSON. How a plan is found is
in `pipelines/planning/`.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from assets.installation.installation import Installation
from assets.stages.plans import standing_of, unit_names
from pipelines.notation import exact
from pipelines.planning.goals import Goal, ReachRank, next_place
from pipelines.planning.plan_rows import limit_rows, step_rows, way_row
from pipelines.planning.shortest_way import OutOfReach, Way, shortest_way
from pipelines.planning.standing import Standing, outcome_now
from pipelines.planning.tables import plans_with
from pipelines.planning.way_text import way_as_text
from pipelines.speech import Language


def published_standing(of: Installation, round_id: str) -> Standing | None:
    """A round as it stands in the published warehouse; None if it is not there."""
    connection = duckdb.connect(str(of.published), read_only=True)
    try:
        is_there = connection.execute(
            "SELECT count(*) FROM publication.round WHERE round = ?", [round_id]
        ).fetchone()
        if is_there == (0,):
            return None
        values = connection.execute(
            "SELECT * FROM submissions.input_value WHERE round = ?", [round_id]
        ).pl()
    finally:
        connection.close()
    return standing_of(of.seeds, values, round_id)


def plan_of(
    of: Installation, standing: Standing, entity: str, goal: Goal | None, council: bool
) -> Way | OutOfReach:
    """The plan of a unit; without a goal, to the next place.

    With `council`, or where no unit of the round has figures of its own, decisions of the council
    or the publisher are planned too. Raises ValueError as `shortest_way` does.
    """
    return shortest_way(
        standing,
        entity,
        goal or next_place(outcome_now(standing, entity)) or ReachRank(1),
        of.seeds.costs.get(standing.framework.id),
        council or plans_with(standing) == "decisions",
    )


def plan_text(of: Installation, result: Way | OutOfReach, language: Language) -> str:
    """A plan in sentences."""
    return way_as_text(result, language, unit_names(of.seeds, result.standing.round)) + "\n"


def plan_json(of: Installation, result: Way | OutOfReach) -> str:
    """A plan for programs: the way, its steps, and what cannot be planned."""
    entry = of.seeds.rounds[result.standing.round]
    told = {
        **_plain(way_row(result))[0],
        "is_demonstration": entry.is_demonstration,
        "steps": _plain(step_rows(result)),
        "limits": _plain(limit_rows(result.standing, result.entity, result.limits)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [dict(_json_values(row)) for row in frame.iter_rows(named=True)]


def _json_values(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Exact decimals as text, without closing zeros."""
    for name, value in row.items():
        yield name, exact(value) if isinstance(value, Decimal) else value
