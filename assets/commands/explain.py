"""`dti explain`: where points and a rank come from.

Here belongs finding the unit and the indicator that are asked for. The receipt is made in
`pipelines/publication/receipt.py` and told in `receipt_text.py` beside it.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assets.commands.options import (
    FormatOption,
    RoundArgument,
    UnitArgument,
    WarehouseOption,
    expect_published_round,
    published_installation,
    similar_words,
)
from assets.commands.terminal import out, refuse


def explain(
    round_id: RoundArgument,
    entity: UnitArgument,
    indicator: Annotated[str | None, typer.Argument(metavar="INDICATOR")] = None,
    form: FormatOption = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show how a unit's points and rank came about, from the cell of a file to the rank.

    With --format json: the receipt, which verify_receipt.py checks without this program.
    """
    published = published_installation(None, None, warehouse).published
    from assets.publishing.receipts import receipt_json
    from assets.publishing.round_reading import tables_as_they_stand
    from pipelines.publication.receipt import receipt
    from pipelines.publication.receipt_text import receipt_text
    from warehouse.reader import open_published

    with open_published(published) as opened:
        expect_published_round(opened, round_id)
        tables = tables_as_they_stand(opened, round_id)
    if entity not in tables.units:
        refuse(f"no unit {entity} in {round_id}{similar_words(entity, tables.units)}")
    known = [row["code"] for row in tables.rules]
    if indicator is not None and indicator not in known:
        refuse(f"no indicator {indicator} in {round_id}{similar_words(indicator, known)}")
    document = receipt(tables, entity)
    text = receipt_json(document) if form == "json" else receipt_text(document, indicator)
    if output is None:
        sys.stdout.write(text)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8", newline="\n")
        out.print(str(output), markup=False)
