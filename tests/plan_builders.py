"""Short ways to a round as it stands."""

from collections.abc import Sequence

import polars as pl
from builders import Row, framework, leaf, values

from pipelines.frameworks.framework import Framework
from pipelines.planning.standing import Standing, stand

ROUND = "r"
THREE = framework(
    leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count", "60")
    + leaf("2", "kind: levels, input: x, levels: {no: 0, half: 0.5, all: 1}", "x: level", "40")
    + leaf("3", "kind: points, input: points", "points: points", "20")
)
THREE_ROWS: list[Row] = [
    (unit, code, name, figure)
    for unit, done, level, points in (
        ("best", 10, 0.5, 10),
        ("mid", 7, 0.5, 0),
        ("me", 4, 0, 7.255),
    )
    for code, name, figure in (
        ("1", "a", done),
        ("1", "b", 10),
        ("2", "x", level),
        ("3", "points", points),
    )
]
"""best has 90 of 120 points, mid 62, me 31.255."""


def stood(
    of: Framework,
    rows: Sequence[Row],
    *more: pl.DataFrame,
    units: Sequence[str] = (),
    not_evaluated: Sequence[str] = (),
) -> Standing:
    """A round of the units that have declared values, of those in `more`, and of `units`."""
    together = pl.concat([values(rows), *more])
    expected = sorted({*together["entity_code"], *units})
    return stand(
        of,
        together,
        pl.DataFrame({"round": ROUND, "entity_code": expected}),
        ROUND,
        not_evaluated,
    )
