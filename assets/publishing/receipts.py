"""Receipts of a round as files, beside the program that checks them.

Here belongs writing them down. What a receipt says is in `pipelines/publication/receipt.py`.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pipelines.publication.receipt import receipt
from pipelines.publication.round_tables import RoundTables

FOLDER: Final = "receipts"
VERIFIER: Final = Path(__file__).with_name("verify_receipt.py")
EACH_UNIT: Final = 500
"""Rounds of up to so many units have a file for each unit in their release. Every receipt lists the
values of all other units, so for the 3,321 communes of the country they would fill 300 MB; there
`dti explain` makes the one that is asked for."""


def receipt_json(document: dict[str, Any]) -> str:
    """A receipt as the text of a file: one line for each part, and for each indicator.

    Written by hand because the indented form of `json` takes five times as long.
    """
    lines = [
        f"{json.dumps(key)}: {_listed(value) if isinstance(value, list) else _line(value)}"
        for key, value in document.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _listed(items: list[Any]) -> str:
    return "[\n" + ",\n".join(f" {_line(item)}" for item in items) + "\n]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def receipts_of(tables: RoundTables, every_unit: bool = False) -> dict[str, dict[str, Any]]:
    """The receipt of each unit of a round; of none where there are more than `EACH_UNIT` units,
    unless every one is asked for."""
    wanted = tables.units if every_unit or len(tables.units) <= EACH_UNIT else []
    return {code: receipt(tables, code) for code in wanted}


def write_receipts(receipts: Mapping[str, dict[str, Any]], folder: Path) -> None:
    """Write receipts into a folder of their own, with the program that checks them."""
    place = folder / FOLDER
    place.mkdir()
    shutil.copyfile(VERIFIER, place / VERIFIER.name)
    for code, document in receipts.items():
        (place / f"{code}.json").write_text(receipt_json(document), encoding="utf-8", newline="\n")
