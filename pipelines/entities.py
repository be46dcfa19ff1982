"""Entities: what is assessed, valid between two dates; a unit is (code, validity), never a code.

Here belong reading the list of entities, asking which are valid on a day, and finding one by a
spelling of its name. What a round expects is in `rounds.py`; mergers are in `mergers.py`.
"""

from datetime import date

import polars as pl

from pipelines.marked_yaml import Problem, SeedError
from pipelines.vietnamese import clean, name_key

KINDS = ("nation", "ministry", "province", "department", "commune")
_REQUIRED = (
    "entity_code",
    "kind",
    "name_vi",
    "name_en",
    "parent_code",
    "valid_from",
    "valid_to",
)


def read_entities(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `entities.csv`.

    Returns entity_code, kind, name_vi, name_en, parent_code, valid_from and valid_to (dates, null
    for open), aliases (list), source; sorted by code and validity. Raises SeedError for a missing
    column, an unknown kind, a date that is none, or two rows of a code that are valid on one day.
    """
    absent = [column for column in _REQUIRED if column not in table.columns]
    if absent:
        raise SeedError([Problem(file, 1, "", f"column(s) missing: {', '.join(absent)}")])
    for column in ("aliases", "source"):
        if column not in table.columns:
            table = table.with_columns(pl.lit(None, dtype=pl.String).alias(column))
    lines = table.with_row_index("line", offset=2).with_columns(
        clean(pl.col(column)) for column in (*_REQUIRED, "aliases", "source")
    )
    entities = lines.with_columns(
        pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d", strict=False).name.suffix("_date"),
        pl.col("aliases").fill_null("").str.split(";").list.eval(clean(pl.element()).drop_nulls()),
    )
    problems = [
        Problem(file, line, code or "", message)
        for wrong, message in (
            (pl.col("entity_code").is_null(), "entity_code is empty"),
            (pl.col("name_vi").is_null(), "name_vi is empty"),
            (~pl.col("kind").is_in(KINDS), f"kind is not one of {', '.join(KINDS)}"),
            (
                (pl.col("valid_from").is_not_null() & pl.col("valid_from_date").is_null())
                | (pl.col("valid_to").is_not_null() & pl.col("valid_to_date").is_null()),
                "valid_from and valid_to are dates as 2025-07-01, or empty",
            ),
            (
                (pl.col("valid_to_date") < pl.col("valid_from_date")).fill_null(value=False),
                "valid_to is before valid_from",
            ),
            (_overlaps_next(), "another row of this code is valid on the same day"),
        )
        for line, code in entities.sort("entity_code", "valid_from_date", nulls_last=False)
        .filter(wrong.fill_null(value=True))
        .select("line", "entity_code")
        .iter_rows()
    ]
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line))
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
