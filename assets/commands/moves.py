"""`dti why`: why the rank of one unit moved, from what is published.

Here belong reading the parts of a move and telling them as text or JSON. How a move is split is in
`pipelines/comparison/rank_moves.py`.
"""

import json
from collections.abc import Mapping
from typing import Any

import duckdb

from assets.installation.installation import Installation
from pipelines.comparison.move_text import FACTOR_NAMES
from pipelines.notation import exact
from pipelines.speech import Language


def published_move(of: Installation, round_id: str, entity: str) -> Mapping[str, Any] | None:
    """The move of a unit with its parts, as published; None if there is none.

    Raises ValueError if the warehouse was published before moves were told.
    """
    connection = duckdb.connect(str(of.published), read_only=True)
    try:
        total, parts = (
            connection.execute(
                f"SELECT * FROM planning.{table} WHERE round = ? AND entity_code = ?",
                [round_id, entity],
            ).pl()
            for table in ("rank_move_total", "rank_move")
        )
    except duckdb.CatalogException as error:
        message = f"{of.published} does not tell yet why ranks moved: run dti assess {round_id}"
        raise ValueError(message) from error
    finally:
        connection.close()
    if total.is_empty():
        return None
    by_factor = {row["factor"]: row for row in parts.iter_rows(named=True)}
    told = {
        factor: {
            "value": exact(by_factor[factor]["value_part"]),
            "places": exact(by_factor[factor]["rank_part"]),
        }
        for factor in FACTOR_NAMES
        if factor in by_factor
    }
    row = total.row(0, named=True)
    values = ("value_before", "value_after", "value_change")
    return {**row, **{name: exact(row[name]) for name in values}, "parts": told}


def move_text(move: Mapping[str, Any], language: Language) -> str:
    """A move in sentences; made-up data is marked."""
    marks = {"vi": "[MINH HỌA] ", "en": "[DEMONSTRATION] "}
    mark = marks[language] if move["is_demonstration"] else ""
    return f"{mark}{move[f'text_{language}']}\n"


def move_json(move: Mapping[str, Any]) -> str:
    """A move for programs; exact decimals as text."""
    return json.dumps(move, ensure_ascii=False, indent=2) + "\n"
