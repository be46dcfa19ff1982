"""`dti why`: why the rank of a unit moved.

Here belongs reading the published move of one unit and printing it as text or JSON. How a move is
split is in `pipelines/comparison/rank_moves.py`.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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

_MARKS = {"vi": "[MINH HỌA] ", "en": "[DEMONSTRATION] "}
"""What stands before a move of made-up data."""


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
    installation = published_installation(seeds, inbox, warehouse)
    (chosen,) = chosen_rounds(installation, [round_id], every=False)
    expect_unit(entity, installation.seeds.units(chosen)["entity_code"].to_list(), chosen)
    move = _published_move(installation.published, chosen, entity)
    if move is None:
        before = installation.seeds.rounds[chosen].previous
        err.print(
            f"không có gì để so sánh / nothing to compare: {chosen} has no round before"
            if before is None
            else f"không có gì để so sánh / nothing to compare: {entity} has no published value in "
            f"{before} or in {chosen}",
            markup=False,
        )
        raise typer.Exit(1)
    if form == "json":
        sys.stdout.write(json.dumps(move, ensure_ascii=False, indent=2) + "\n")
    else:
        mark = _MARKS[language] if move["is_demonstration"] else ""
        sys.stdout.write(f"{mark}{move[f'text_{language}']}\n")


def _published_move(published: Path, round_id: str, entity: str) -> Mapping[str, Any] | None:
    """The move of a unit with its parts, decimals as text; None if there is none.

    Refused where the warehouse was published before moves were told.
    """
    import duckdb

    from pipelines.comparison.move_text import FACTOR_NAMES
    from pipelines.notation import exact
    from warehouse.reader import open_published

    with open_published(published) as warehouse:
        try:
            total, parts = (
                warehouse.connection.execute(
                    f"SELECT * FROM planning.{table} WHERE round = ? AND entity_code = ?",
                    [round_id, entity],
                ).pl()
                for table in ("rank_move_total", "rank_move")
            )
        except duckdb.CatalogException:
            refuse(f"{published} does not tell yet why ranks moved: run dti assess {round_id}")
    if total.is_empty():
        return None
    by_factor = {row["factor"]: row for row in parts.iter_rows(named=True)}
    row = total.row(0, named=True)
    return {
        **row,
        **{name: exact(row[name]) for name in ("value_before", "value_after", "value_change")},
        "parts": {
            factor: {
                "value": exact(by_factor[factor]["value_part"]),
                "places": exact(by_factor[factor]["rank_part"]),
            }
            for factor in FACTOR_NAMES
            if factor in by_factor
        },
    }
