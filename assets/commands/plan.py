"""`dti plan`: the shortest way of a unit to a goal.

Here belongs reading the figures in use, asking for the plan and printing it as text or JSON. How a
plan is found is in `pipelines/planning/`.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assets.commands.options import (
    FormatOption,
    InboxOption,
    LanguageOption,
    RoundArgument,
    SeedsOption,
    UnitArgument,
    WarehouseOption,
    chosen_rounds,
    expect_unit,
    published_installation,
)
from assets.commands.terminal import refuse

if TYPE_CHECKING:
    import polars as pl

    from assets.installation.installation import Installation
    from pipelines.planning.shortest_way import OutOfReach, Way
    from pipelines.planning.standing import Standing


def plan(
    round_id: RoundArgument,
    entity: UnitArgument,
    rank: Annotated[int | None, typer.Option(min=1, help="To reach this rank.")] = None,
    points: Annotated[str | None, typer.Option(help="To reach so many points.")] = None,
    value: Annotated[str | None, typer.Option(help="To reach this value.")] = None,
    mains: Annotated[int | None, typer.Option(min=1, help="So many mains, with --top.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="The rank the mains must have.")] = None,
    council: Annotated[
        bool, typer.Option("--council", help="Also plan what the council or publisher decides.")
    ] = False,
    form: FormatOption = "text",
    language: LanguageOption = "vi",
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Tell the shortest way of a unit to a goal; without one, to the next place.

    Exit 0: there is a way, or the goal is met. Exit 1: out of reach, with the reason. Exit 2: the
    question cannot be asked.
    """
    installation = published_installation(seeds, inbox, warehouse)
    (chosen,) = chosen_rounds(installation, [round_id], every=False)
    from assets.installation.standings import unit_names
    from pipelines.planning.goals import ReachRank, goal_asked, next_place
    from pipelines.planning.shortest_way import Way, shortest_way
    from pipelines.planning.standing import outcome_now
    from pipelines.planning.tables import plans_with
    from pipelines.planning.way_text import way_as_text

    standing = _published_standing(installation, chosen)
    expect_unit(entity, standing.entities, chosen)
    try:
        goal = goal_asked(rank, points, value, mains, top)
        # Where no unit of the round has figures of its own, only decisions can be planned.
        way = shortest_way(
            standing,
            entity,
            goal or next_place(outcome_now(standing, entity)) or ReachRank(1),
            installation.seeds.costs.get(standing.framework.id),
            council or plans_with(standing) == "decisions",
        )
    except ValueError as error:
        refuse(str(error))
    if form == "json":
        is_demonstration = installation.seeds.rounds[chosen].is_demonstration
        sys.stdout.write(_plan_json(way, is_demonstration))
    else:
        words = "vi" if language == "vi" else "en"
        sys.stdout.write(way_as_text(way, words, unit_names(installation.seeds, chosen)) + "\n")
    raise typer.Exit(0 if isinstance(way, Way) else 1)


def _published_standing(installation: "Installation", round_id: str) -> "Standing":
    """A round as it stands in the published warehouse; refused if it is not there."""
    from assets.installation.standings import standing_of
    from warehouse.reader import open_published

    with open_published(installation.published) as warehouse:
        is_there = warehouse.connection.execute(
            "SELECT count(*) > 0 FROM publication.round WHERE round = ?", [round_id]
        ).fetchone()
        if is_there != (True,):
            refuse(
                f"round {round_id} is not published yet at {installation.published}: "
                f"run dti assess {round_id}"
            )
        values = warehouse.connection.execute(
            "SELECT * FROM submissions.input_value WHERE round = ?", [round_id]
        ).pl()
    return standing_of(installation.seeds, values, round_id)


def _plan_json(way: "Way | OutOfReach", is_demonstration: bool) -> str:
    """A plan for programs: the way, its steps, and what cannot be planned."""
    from pipelines.planning.plan_rows import limit_rows, step_rows, way_row

    document = {
        **_plain(way_row(way))[0],
        "is_demonstration": is_demonstration,
        "steps": _plain(step_rows(way)),
        "limits": _plain(limit_rows(way.standing, way.entity, way.limits)),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _plain(frame: "pl.DataFrame") -> list[dict[str, Any]]:
    return [dict(_json_values(row)) for row in frame.iter_rows(named=True)]


def _json_values(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Exact decimals as text, without closing zeros."""
    from decimal import Decimal

    from pipelines.notation import exact

    for name, value in row.items():
        yield name, exact(value) if isinstance(value, Decimal) else value
