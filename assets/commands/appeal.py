"""`dti appeal`: the workbook in which a unit asks the council to look again (phúc tra).

Here belongs where it is written; it is made in `assets/publishing/document_forms.py`. Appeals are
sent as files, as figures are.
"""

from typing import Annotated

import typer

from assets.commands.files import ForceOption, OutputOption, write_file
from assets.commands.options import (
    InboxOption,
    RoundArgument,
    SeedsOption,
    WarehouseOption,
    chosen_rounds,
    expect_unit,
    installation_at,
)
from assets.commands.terminal import out, refuse


def appeal(
    round_id: RoundArgument,
    template: Annotated[
        bool, typer.Option("--template", help="Write the workbook to be filled in.")
    ] = False,
    entity: Annotated[
        str | None, typer.Option("--entity", metavar="ENTITY", help="List the figures of a unit.")
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the workbook of appeals of a round: ROUND --template -o FILE.xlsx."""
    if not template or output is None:
        refuse("say ROUND --template -o FILE.xlsx")
    installation = installation_at(seeds, inbox, warehouse)
    (chosen,) = chosen_rounds(installation, [round_id], every=False)
    if entity is not None:
        expect_unit(entity, installation.seeds.units(chosen)["entity_code"].to_list(), chosen)
    from assets.publishing.document_forms import appeals_to_fill_in
    from warehouse.reader import PublishedUnreadable

    try:
        content = appeals_to_fill_in(installation, chosen, entity)
    except PublishedUnreadable as error:
        refuse(str(error))
    write_file(output, content, force)
    out.print(str(output), markup=False)
