"""Parquet files as grids of text.

Here belongs reading one values file that a program wrote. It runs where files from outside are
opened and gives bytes of Arrow, which are sent on as they are.
"""

import io
from typing import Final

import polars as pl

from pipelines.both_languages import both
from pipelines.intake.refusals import NotReadable
from pipelines.intake.workbook_safety import MOST_CELLS, MOST_COLUMNS
from pipelines.notation import EN

NUMBERS_KEY: Final = "is_number_"
"""Prefix of the columns that say which columns held typed numbers."""


def parquet_as_ipc(content: bytes) -> bytes:
    """A Parquet file as Arrow IPC: columns of text by name.

    A column of typed numbers is named with `NUMBERS_KEY` before its name, so that 1.941 is not
    taken for a thousand. Raises NotReadable for one that is broken or too large.
    """
    try:
        scan = pl.scan_parquet(io.BytesIO(content))
        schema = scan.collect_schema()
        rows = scan.select(pl.len()).collect().item()
        if rows * len(schema) > MOST_CELLS or len(schema) > MOST_COLUMNS:
            found = both(
                f"{EN.count(rows)} dòng x {len(schema)} cột",
                f"{EN.count(rows)} rows x {len(schema)} columns",
            )
            raise NotReadable(
                "file_too_large", found, f"<= {EN.count(MOST_CELLS)} {both('ô', 'cells')}"
            )
        table = scan.collect()
        written = table.select(
            _text(pl.col(name), kind).alias(NUMBERS_KEY + name if kind.is_numeric() else name)
            for name, kind in schema.items()
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise NotReadable(
            "file_not_readable", both("tệp Parquet hỏng", "broken Parquet"), "Parquet"
        ) from error
    packed = io.BytesIO()
    written.write_ipc(packed)
    return packed.getvalue()


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Date:
        return column.dt.to_string("%d/%m/%Y")
    if kind.is_float():
        # No exponent: 1e5 is a number here, not a text that somebody typed.
        whole = column.cast(pl.Int64, strict=False)
        return (
            pl.when(column == whole).then(whole.cast(pl.String)).otherwise(column.cast(pl.String))
        )
    return column.cast(pl.String)
