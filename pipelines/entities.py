"""Entities: what is assessed, valid between two dates; a unit is (code, validity), never a code.

Here belong reading the list of entities, asking which are valid on a day, and finding one by a
spelling of its name. What a round expects is in `rounds.py`; mergers are in `mergers.py`.
"""

from datetime import date
from typing import Final

import polars as pl

from pipelines.marked_yaml import ensure_sound
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
)
from pipelines.vietnamese import clean, name_key

KINDS = ("nation", "ministry", "province", "department", "commune")
_PLACES: Final = ("Tỉnh", "Thành phố", "Phường", "Xã", "Đặc khu", "Thị trấn")
"""Kinds of places, as they stand before a name."""
ENTITIES: Final = TableShape(
    "Đơn vị được đánh giá",
    "Entities",
    (
        Column("entity_code", "code", is_required=True),
        Column("kind", is_required=True, choices=KINDS),
        Column("name_vi", is_required=True),
        Column("name_en"),
        Column("parent_code", "code"),
        Column("valid_from", "day"),
        Column("valid_to", "day"),
    ),
    (Column("aliases"), Column("source")),
)


def read_entities(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `entities.csv`.

    Returns entity_code, kind, name_vi, name_en, parent_code, valid_from and valid_to (dates, null
    for open), aliases (list), source; sorted by code and validity. Raises SeedError for a missing
    column, an unknown kind, a code that is none, a date that is none, two rows of a code that are
    valid on one day, or two codes that are one but for capitals.
    """
    table = numbered(table)
    for column in ENTITIES.optional:
        if column.name not in table.columns:
            table = table.with_columns(pl.lit(None, dtype=pl.String).alias(column.name))
    cells = [column.name for column in (*ENTITIES.columns, *ENTITIES.optional)]
    lines = table.with_columns(clean(pl.col(name)) for name in cells if name in table.columns)
    problems = cell_problems(lines, file, "entity_code", ENTITIES)
    entities = lines.with_columns(
        pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d", strict=False).name.suffix("_date"),
        pl.col("aliases").fill_null("").str.split(";").list.eval(clean(pl.element()).drop_nulls()),
    )
    in_order = entities.sort("entity_code", "valid_from_date", nulls_last=False)
    problems += row_problems(
        in_order.select(*table.columns, "valid_from_date", "valid_to_date"),
        file,
        "entity_code",
        [
            RowRule(
                pl.col("valid_to_date") < pl.col("valid_from_date"),
                "valid_to",
                "valid_to is before valid_from",
                "valid_to trước valid_from",
                "correct one of the two days",
                "sửa một trong hai ngày",
            ),
            RowRule(
                _overlaps_next(),
                "entity_code",
                "another row of this code is valid on the same day",
                "một dòng khác cùng mã có hiệu lực trong cùng ngày",
                "end the earlier row (valid_to) before the later one begins",
                "cho dòng trước hết hiệu lực (valid_to) trước khi dòng sau bắt đầu",
            ),
            RowRule(
                pl.col("entity_code").n_unique().over(pl.col("entity_code").str.to_lowercase()) > 1,
                "entity_code",
                "another code is this one but for capitals: both would be one folder",
                "một mã khác chỉ khác mã này ở chữ hoa: hai đơn vị sẽ chung một thư mục",
                "change one of the two codes",
                "đổi một trong hai mã",
            ),
        ],
    )
    ensure_sound(problems)
    return entities.select(
        "entity_code",
        "kind",
        "name_vi",
        pl.col("name_en").fill_null(pl.col("name_vi")),
        "parent_code",
        pl.col("valid_from_date").alias("valid_from"),
        pl.col("valid_to_date").alias("valid_to"),
        "aliases",
        "source",
    ).sort("entity_code", "valid_from", nulls_last=False)


def _overlaps_next() -> pl.Expr:
    until = pl.col("valid_to_date").fill_null(date.max)
    next_code = pl.col("entity_code").shift(-1)
    next_from = pl.col("valid_from_date").shift(-1).fill_null(date.min)
    return ((next_code == pl.col("entity_code")) & (next_from <= until)).fill_null(value=False)


def valid_on(entities: pl.DataFrame, day: date) -> pl.DataFrame:
    """The entities valid on a day."""
    return entities.filter(
        pl.col("valid_from").is_null() | (pl.col("valid_from") <= day),
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= day),
    )


def full_name() -> pl.Expr:
    """The name of an entity with its kind, as papers have it: Phường Nha Trang.

    It is the first alias that says what kind of place the name is of; else the name. Columns:
    name_vi, aliases.
    """
    kinds = pl.col("aliases").list.eval(
        pl.element().filter(pl.element().str.contains(rf"^(?:{'|'.join(_PLACES)}) "))
    )
    named = kinds.list.first()
    return (
        pl.when(named.str.ends_with(pl.concat_str(pl.lit(" "), "name_vi")))
        .then(named)
        .otherwise("name_vi")
    )


def name_keys(entities: pl.DataFrame) -> pl.DataFrame:
    """Every spelling under which an entity may be written: key, entity_code.

    Keys that would mean two of the entities are left out: a name is never guessed.
    """
    spellings = entities.select(
        "entity_code", pl.concat_list("name_vi", "name_en", "aliases").alias("name")
    ).explode("name")
    keys = spellings.select(name_key(pl.col("name")).alias("key"), "entity_code").unique()
    return keys.filter(pl.col("entity_code").n_unique().over("key") == 1).sort("key")


def codes_by_name(names: pl.Series, entities: pl.DataFrame) -> pl.Series:
    """The code of each name, across spellings; null where none of the entities or several fit."""
    wanted = names.alias("name").to_frame().select(name_key(clean(pl.col("name"))).alias("key"))
    found = wanted.join(name_keys(entities), on="key", how="left", maintain_order="left")
    return found["entity_code"]
