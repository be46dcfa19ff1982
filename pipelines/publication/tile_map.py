"""A schematic map of the 34 provinces: one tile each, roughly where they lie.

Here belongs the layout, made by hand after the boundaries of 1 July 2025. It is no map: areas,
borders and coasts are not shown, and pages say so. Codes mean the provinces of that day; seven of
them meant others before.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

BOUNDARIES_SINCE: Final = date(2025, 7, 1)
"""From this day on the codes mean these provinces (Resolution 202/2025/QH15)."""
TILES: Final[dict[str, tuple[int, int]]] = {
    # column, row; north is up
    "12": (1, 0),
    "08": (3, 0),
    "04": (4, 0),
    "11": (0, 1),
    "15": (2, 1),
    "19": (3, 1),
    "20": (4, 1),
    "14": (1, 2),
    "25": (2, 2),
    "24": (4, 2),
    "22": (5, 2),
    "01": (3, 2),
    "37": (3, 3),
    "33": (4, 3),
    "31": (5, 3),
    "38": (2, 4),
    "40": (1, 5),
    "42": (2, 5),
    "44": (3, 6),
    "46": (4, 7),
    "48": (5, 7),
    "51": (5, 8),
    "52": (5, 9),
    "66": (5, 10),
    "68": (4, 11),
    "56": (5, 11),
    "75": (3, 11),
    "80": (2, 11),
    "82": (1, 12),
    "79": (3, 12),
    "91": (0, 12),
    "86": (2, 13),
    "92": (1, 13),
    "96": (1, 14),
}
"""Column and row of each province by its code."""
CLASSES: Final = 5
"""How many classes of colour the tiles have."""


def map_tiles(ranking: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The tiles of a ranking of provinces, in classes of as nearly equal size as ties allow.

    `ranking`: code, names, rank, is_silent, value (written) and share of each unit, in the order of
    ranks.
    Returns `tiles`, `classes` (the lowest and highest value of each, the best first), and the
    number of `columns` and `lines`.
    """
    placed = [row for row in ranking if row["code"] in TILES]
    known = [row for row in placed if row["rank"] is not None]
    tiles: list[dict[str, Any]] = []
    members: list[list[str]] = [[] for _ in range(CLASSES)]
    for row in placed:
        column, line = TILES[row["code"]]
        tile = {"x": column, "y": line, "class": CLASSES}
        if row["rank"] is not None:
            first_of_its_value = next(
                n for n, other in enumerate(known) if other["value"] == row["value"]
            )
            tile["class"] = first_of_its_value * CLASSES // len(known)
            members[tile["class"]].append(row["value"])
        tiles.append(
            {
                **tile,
                **{
                    key: row[key]
                    for key in ("code", "name_vi", "name_en", "rank", "value", "is_silent")
                },
            }
        )
    return {
        "tiles": tiles,
        "classes": [(values[-1], values[0]) for values in members if values],
        "columns": 1 + max(column for column, _ in TILES.values()),
        "lines": 1 + max(line for _, line in TILES.values()),
    }
