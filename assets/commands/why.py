"""`dti why`: why the rank of a unit moved.

Here belong its words; the move is read and told in `assets/commands/moves.py`.
"""

import sys

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
from assets.commands.terminal import err, refuse


def why(
    round_id: RoundArgument,
    entity: UnitArgument,
    form: FormatOption = "text",
    language: LanguageOption = "vi",
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Tell why the rank of a unit moved since the round before, part by part.

    Exit 1 where there is nothing to compare: no round before, or the unit has no value in one.
    """
    of = published_installation(seeds, inbox, warehouse)
    (chosen,) = chosen_rounds(of, [round_id], every=False)
    from assets.commands.moves import move_json, move_text, published_move

    expect_unit(entity, of.seeds.units(chosen)["entity_code"].to_list(), chosen)
    try:
        move = published_move(of, chosen, entity)
    except ValueError as error:
        refuse(str(error))
    if move is None:
        before = of.seeds.rounds[chosen].previous
        err.print(
            f"không có gì để so sánh / nothing to compare: {chosen} has no round before"
            if before is None
            else f"không có gì để so sánh / nothing to compare: {entity} has no published value in "
            f"{before} or in {chosen}",
            markup=False,
        )
        raise typer.Exit(1)
    told = move_text(move, "vi" if language == "vi" else "en")
    sys.stdout.write(move_json(move) if form == "json" else told)
