"""The gate of a table: what does not fit is told with table, column and example."""

from decimal import Decimal

import polars as pl
import pytest

from checks.schemas import GateClosed, through_gate
from warehouse.columns import Table
from warehouse.contract import TABLE_BY_NAME, TABLES

TABLE = TABLE_BY_NAME["scores.dti"]
SOUND = pl.DataFrame(
    [
        ("r", unit, "final", Decimal("0.5"), Decimal(1), Decimal(2), False, False)
        for unit in ("a", "b")
    ],
    schema=TABLE.polars_schema,
    orient="row",
)


def test_a_sound_frame_passes_in_the_order_of_the_table() -> None:
    turned = SOUND.select(reversed(SOUND.columns)).with_columns(
        pl.col("value").cast(pl.Decimal(38, 4))
    )
    assert through_gate(TABLE, turned).equals(SOUND)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.full_name)
def test_every_table_has_a_gate(table: Table) -> None:
    assert through_gate(table, pl.DataFrame(schema=table.polars_schema)).is_empty()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (SOUND.drop("basis"), "basis"),
        (SOUND.with_columns(extra=1), "extra"),
        (SOUND.with_columns(basis=pl.lit("guessed")), "basis"),
        (SOUND.with_columns(points=pl.lit(None, pl.Decimal(18, 10))), "points"),
        (SOUND.with_columns(entity_code=pl.lit("a")), "entity_code"),
        (SOUND.with_columns(points=pl.lit("viele")), "viele"),
    ],
    ids=["missing", "unknown", "not allowed", "empty", "key twice", "not a number"],
)
def test_an_unsound_frame_is_told_by_column(wrong: pl.DataFrame, told: str) -> None:
    with pytest.raises(GateClosed, match=told) as caught:
        through_gate(TABLE, wrong)
    assert "scores.dti" in str(caught.value)
