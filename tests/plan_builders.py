"""Short ways to a round as it stands."""

from collections.abc import Sequence

import polars as pl
from builders import Row, values

from pipelines.frameworks.framework import Framework
from pipelines.planning.standing import Standing, stand

ROUND = "r"


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
