"""Printed numbers: their value, what rounding in print can hide, the group they speak of.

Here belongs what every comparison with a printed figure needs. The comparisons themselves are in
`published_units.py`, `published_averages.py` and `published_innovation.py`.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT

NODE: Final = ("year", "group", "level", "code")
"""What a published figure of a unit is about, beside the unit."""
NOTHING: Final = pl.lit(0, EXACT)


def of_group(results: pl.DataFrame) -> pl.DataFrame:
    """Name the group of units of a published result, as averages name it, and its size."""
    return results.with_columns(
        pl.col("rank").cast(pl.Int32),
        pl.when(pl.col("subject") == "province")
        .then(pl.concat_str(pl.lit("province_"), "boundary"))
        .otherwise(pl.coalesce("group", "subject"))
        .alias("group"),
        pl.when(pl.col("subject") == "nation")
        .then(1)
        .otherwise(pl.col("boundary").cast(pl.Int32))
        .alias("size"),
    )


def printed(table: pl.DataFrame) -> pl.DataFrame:
    """The year and the printed number, and half a unit of its last decimal; counts are exact."""
    return table.with_columns(
        pl.col("year").cast(pl.Int32),
        pl.col("value").cast(EXACT).alias("published_value"),
        half_unit("value").alias("half"),
    )


def half_unit(column: str) -> pl.Expr:
    """Half a unit of the last decimal of a number as text; nothing for a whole number."""
    text = pl.col(column)
    return (
        pl.when(text.str.contains(".", literal=True))
        .then(pl.concat_str(text.str.replace_all(r"\d", "0"), pl.lit("5")))
        .when(text.is_not_null())
        .then(pl.lit("0"))
        .cast(EXACT)
    )


def too_few(known: pl.Expr, total: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """That values are missing, in Vietnamese and English."""
    return (
        pl.when(total.is_null())
        .then(pl.lit("Không có danh sách đơn vị của nhóm và giá trị của từng đơn vị"))
        .otherwise(pl.format("Chỉ có {}/{} giá trị được công bố", known, total))
        .alias("why_not_vi"),
        pl.when(total.is_null())
        .then(pl.lit("the units of this group and their values are not at hand"))
        .otherwise(pl.format("only {} of {} values have been published", known, total))
        .alias("why_not_en"),
    )
