"""What lies beyond the last decimal of a result is printed nowhere, and every decimal of it is."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from page_builders import changed, small_tables

from pipelines.publication.annex_tables import annex_tables
from pipelines.publication.newsletter import newsletter
from pipelines.publication.paper_language import ENGLISH, VIETNAMESE
from pipelines.publication.receipt import receipt
from pipelines.publication.round_report import round_report
from pipelines.publication.round_tables import RoundTables
from pipelines.publication.unit_sheet import unit_sheet

VALUES = (
    "scores__dti",
    "scores__pillar",
    "scores__main_indicator",
    "indicators__indicator_value",
    "rankings__dti",
)


def nudged(tables: RoundTables, value: str, points: str) -> RoundTables:
    """The same round with a little more in every value and in all points."""
    frames: dict[str, pl.DataFrame] = {}
    for name in (*VALUES, "planning__round_figure"):
        frame = tables.tables[name.replace("__", ".")]
        moved = [
            (pl.col(column) + pl.lit(more).cast(pl.Decimal(18, 10)))
            .cast(frame.schema[column])
            .alias(column)
            for column, more in (("value", value), ("value_change", value), ("points", points))
            if column in frame.columns
        ]
        frames[name] = frame.with_columns(moved)
    return changed(tables, **frames)


def amounts(printed: Any) -> Any:
    """A document without the lengths of its bars, which are drawn and not read, and its seal."""
    if isinstance(printed, dict):
        pairs: dict[str, Any] = printed
        return {
            key: amounts(below)
            for key, below in pairs.items()
            if key != "seal" and not isinstance(below, float)
        }
    if isinstance(printed, list):
        listed: list[Any] = printed
        return [amounts(below) for below in listed]
    return printed


PAPERS: dict[str, Callable[[RoundTables], Any]] = {
    "annex": lambda tables: [[list(row) for row in table.rows] for table in annex_tables(tables)],
    "report": lambda tables: amounts(round_report(tables, VIETNAMESE)),
    "report in English": lambda tables: amounts(round_report(tables, ENGLISH)),
    "letter": lambda tables: newsletter(tables, "vi"),
    "sheet": lambda tables: amounts(unit_sheet(tables, receipt(tables, "B"))),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_what_lies_beyond_the_last_decimal_is_printed_nowhere(paper: str) -> None:
    tables = small_tables()
    make = PAPERS[paper]
    assert make(nudged(tables, "0.00004", "0.004")) == make(tables)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_last_decimal_of_a_value_is_printed(paper: str) -> None:
    tables = small_tables()
    make = PAPERS[paper]
    assert make(nudged(tables, "0.0001", "0")) != make(tables)


@pytest.mark.parametrize("paper", ["annex", "report", "sheet"])
def test_the_last_decimal_of_points_is_printed(paper: str) -> None:
    tables = small_tables()
    make = PAPERS[paper]
    assert make(nudged(tables, "0", "0.01")) != make(tables)
