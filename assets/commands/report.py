"""`dti report`: the papers of a round.

Here belongs asking for them; papers are set in `assets/publishing/papers/`.
"""

from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    RoundArgument,
    WarehouseOption,
    expect_published_round,
    published_installation,
)
from assets.commands.terminal import out


def report(
    round_id: RoundArgument,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")],
    warehouse: WarehouseOption = None,
) -> None:
    """Write the papers of a round: report, annex tables, a sheet per unit, newsletter."""
    published = published_installation(None, None, warehouse).published
    from assets.publishing.papers.papers import write_papers
    from assets.publishing.receipts import receipts_of
    from assets.publishing.round_reading import tables_as_they_stand
    from warehouse.reader import open_published

    with open_published(published) as opened:
        expect_published_round(opened, round_id)
        tables = tables_as_they_stand(opened, round_id)
    files = write_papers(tables, receipts_of(tables, every_unit=True), folder)
    out.print(f"{files} files in {folder}", markup=False)
