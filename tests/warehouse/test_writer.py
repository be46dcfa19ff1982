"""The one writer: whole rounds or nothing."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from warehouse.contract import TABLE_BY_NAME
from warehouse.writer import WriteRefused, open_warehouse

TABLE = TABLE_BY_NAME["scores.dti"]


def scores(round_id: str, *units: str, points: str = "1") -> pl.DataFrame:
    return pl.DataFrame(
        [
            (round_id, unit, "final", None, Decimal(points), Decimal(2), False, False)
            for unit in units
        ],
        schema=TABLE.polars_schema,
        orient="row",
    )


def test_a_round_is_replaced_and_others_stay(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "b.duckdb") as warehouse:
        warehouse.replace_rounds(
            TABLE, pl.concat([scores("r1", "a"), scores("r2", "a")]), ["r1", "r2"]
        )
        warehouse.replace_rounds(TABLE, scores("r1", "b", "c"), ["r1"])
        rows = warehouse.rows(TABLE).select("round", "entity_code").sort("round", "entity_code")
    assert rows.rows() == [("r1", "b"), ("r1", "c"), ("r2", "a")]


def test_columns_in_another_order_are_written_by_name(tmp_path: Path) -> None:
    frame = scores("r1", "a").select(reversed(TABLE.polars_schema.names()))
    with open_warehouse(tmp_path / "b.duckdb") as warehouse:
        warehouse.replace_rounds(TABLE, frame, ["r1"])
        assert warehouse.rows(TABLE)["entity_code"].to_list() == ["a"]


@pytest.mark.parametrize(
    "wrong",
    [
        scores("r1", "b").drop("basis"),
        scores("r1", "b").with_columns(more=1),
        scores("r2", "b"),
        scores("r1", "b").with_columns(points=pl.lit(None, pl.Decimal(18, 10))),
    ],
    ids=["missing column", "unknown column", "another round", "empty required value"],
)
def test_a_refused_frame_leaves_the_old_rows(tmp_path: Path, wrong: pl.DataFrame) -> None:
    with open_warehouse(tmp_path / "b.duckdb") as warehouse:
        warehouse.replace_rounds(TABLE, scores("r1", "a"), ["r1"])
        with pytest.raises(WriteRefused, match=r"scores\.dti"):
            warehouse.replace_rounds(TABLE, wrong, ["r1"])
        assert warehouse.rows(TABLE)["entity_code"].to_list() == ["a"]


def test_amounts_come_back_exactly(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "b.duckdb") as warehouse:
        warehouse.replace_rounds(TABLE, scores("r1", "a", points="0.1234567891"), ["r1"])
        assert warehouse.rows(TABLE)["points"].to_list() == [Decimal("0.1234567891")]


def test_the_database_is_closed_even_if_the_work_fails(tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    with pytest.raises(RuntimeError), open_warehouse(path):
        raise RuntimeError
    with open_warehouse(path) as warehouse:
        assert warehouse.rows(TABLE).is_empty()
