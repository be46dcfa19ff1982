"""`dti plan`: the shortest way of a unit to a goal.

Here belong its words; the way is found in `assets/commands/plans.py`.
"""

import sys
from typing import Annotated

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
    of = published_installation(seeds, inbox, warehouse)
    (chosen,) = chosen_rounds(of, [round_id], every=False)
    from assets.commands.plans import plan_json, plan_of, plan_text, published_standing
    from pipelines.planning.goals import goal_asked
    from pipelines.planning.shortest_way import Way

    standing = published_standing(of, chosen)
    if standing is None:
        refuse(f"round {chosen} is not published yet at {of.published}: run dti assess {chosen}")
    expect_unit(entity, standing.entities, chosen)
    try:
        goal = goal_asked(rank, points, value, mains, top)
        result = plan_of(of, standing, entity, goal, council)
    except ValueError as error:
        refuse(str(error))
    told = plan_text(of, result, "vi" if language == "vi" else "en")
    sys.stdout.write(plan_json(of, result) if form == "json" else told)
    raise typer.Exit(0 if isinstance(result, Way) else 1)
