"""`dti targets`: how far targets are.

Here belongs printing it; what is published of targets is read in
`assets/publishing/target_reports.py`.
"""

import sys
from typing import Annotated

import typer

from assets.commands.options import FormatOption, WarehouseOption, published_installation
from assets.commands.terminal import refuse


def targets(
    entity: Annotated[
        str | None, typer.Argument(metavar="ENTITY", help="Code of a unit; else every unit.")
    ] = None,
    round_id: Annotated[
        str | None, typer.Option("--round", help="Else the latest round of each unit.")
    ] = None,
    form: FormatOption = "text",
    warehouse: WarehouseOption = None,
) -> None:
    """How far targets are, at what pace, and which agency owes most, from what is published."""
    from assets.publishing.target_reports import NothingToReport, target_reports
    from pipelines.planning.target_text import reports_as_json, reports_as_text

    published = published_installation(None, None, warehouse).published
    try:
        reports = target_reports(published, entity, round_id)
    except NothingToReport as nothing:
        refuse(str(nothing))
    text = reports_as_json(reports) if form == "json" else reports_as_text(reports)
    sys.stdout.write(text + "\n")
