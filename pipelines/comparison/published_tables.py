"""What has been published elsewhere, as tables of seeds: results, averages, the innovation index.

Here belong the shapes of `published_results.csv`, `published_averages.csv` and `published_pii.csv`.
Comparing them with what is worked out is in `published_figures.py`.
"""

from typing import Final

import polars as pl

from pipelines.marked_yaml import SeedError
from pipelines.seed_tables import Column, TableShape, cell_problems, numbered

PUBLISHED_RESULTS: Final = TableShape(
    "Kết quả đã công bố của từng đơn vị",
    "Published results of units",
    (
        Column("year", "whole", is_required=True),
        Column("subject", is_required=True),
        Column("group"),
        Column("boundary"),
        Column("entity_code", "code"),
        Column("entity_name_vi"),
        Column("level"),
        Column("code"),
        Column("value", "number"),
        Column("rank", "whole"),
        Column("source_url"),
    ),
)
PUBLISHED_AVERAGES: Final = TableShape(
    "Trung bình và số đếm đã công bố",
    "Published averages and counts",
    (
        Column("year", "whole", is_required=True),
        Column("group"),
        Column("statistic"),
        Column("measure"),
        Column("code"),
        Column("against"),
        Column("value", "number"),
        Column("source_url"),
        Column("note"),
    ),
)
PUBLISHED_PII: Final = TableShape(
    "Chỉ số đổi mới sáng tạo cấp địa phương đã công bố",
    "Published Provincial Innovation Index",
    (
        Column("year", "whole", is_required=True),
        Column("boundary"),
        Column("entity_code", "code"),
        Column("entity_name_vi"),
        Column("level"),
        Column("code"),
        Column("value", "number"),
        Column("rank", "whole"),
        Column("lowest", "number"),
        Column("highest", "number"),
        Column("source_url"),
    ),
)


def read_published(table: pl.DataFrame, file: str, shape: TableShape) -> pl.DataFrame:
    """Check a table of text of published figures; its columns as text, as they were printed.

    Raises SeedError for a year, a rank or a figure that is no number and a code that is none.
    """
    lines = numbered(table)
    problems = cell_problems(lines, file, "year", shape)
    if problems:
        raise SeedError(problems)
    return lines.select(shape.names)
