"""Who sent what in a round: every unit that is expected, and everybody else who sent a file.

Here belongs putting files, findings and replaced figures together by their sender. What stands
against issuing the round is in `life_cycle.py`, which errors stand open in `open_errors.py`.
"""

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.intake.closing import AFTER_CLOSING
from pipelines.names import Name

SENDER_SCHEMA: Final = pl.Schema(
    {
        "code": pl.String,
        "name_vi": pl.String,
        "name_en": pl.String,
        "is_unit": pl.Boolean,
        "files": pl.UInt32,
        "is_late": pl.Boolean,
        "is_amended": pl.Boolean,
        "is_silent": pl.Boolean,
    }
)
FAULTY_SCHEMA: Final = pl.Schema(
    {
        "file_name": pl.String,
        "code": pl.String,
        "name_vi": pl.String,
        "name_en": pl.String,
        "is_kept_out": pl.Boolean,
        "errors": pl.UInt32,
    }
)


def senders(
    units: pl.DataFrame,
    names: Mapping[str, Name],
    files: pl.DataFrame,
    superseded: pl.DataFrame,
    silent: Collection[str],
) -> pl.DataFrame:
    """Every unit in its order, then the others who sent files, by code. Columns `SENDER_SCHEMA`.

    `units`: entity_code, name_vi, name_en; `names` of the others by code; `files` and `superseded`
    rows of `submissions.file` and `submissions.superseded_value`; `silent` the units of which
    nothing is known. Who sent the same figures again has amended them. A file of a sender who is
    not known stands under its own name.
    """
    by_sender = (
        _counted(files)
        .group_by("code")
        .agg(files=pl.len(), is_late=pl.col("late").any())
        .join(_amended(files, superseded), on="code", how="left")
    )
    listed = units.select(
        "name_vi", "name_en", code="entity_code", is_unit=pl.lit(value=True)
    ).with_columns(is_silent=pl.col("code").is_in(list(silent)))
    others = by_sender.filter(~pl.col("code").is_in(listed["code"].implode())).select("code")
    everybody = pl.concat(
        [
            listed.join(by_sender, on="code", how="left", maintain_order="left"),
            _named(others.sort("code"), names)
            .join(by_sender, on="code", how="left", maintain_order="left")
            .with_columns(is_unit=pl.lit(value=False), is_silent=pl.lit(value=False)),
        ],
        how="diagonal",
    )
    return everybody.with_columns(
        pl.col("files").fill_null(0), pl.col("is_late", "is_amended").fill_null(value=False)
    ).select(pl.col(name).cast(kind) for name, kind in SENDER_SCHEMA.items())


def faulty_files(
    files: pl.DataFrame, errors: pl.DataFrame, names: Mapping[str, Name]
) -> pl.DataFrame:
    """Files with open errors, and files kept out whole after which their sender sent none. Columns
    `FAULTY_SCHEMA`; `errors` as from `open_errors.py`, `names` are those of units and all others.
    """
    is_newest = pl.col("revision") == pl.col("revision").max().over("code")
    is_kept_out = pl.col("status") == "quarantined"
    counted = _counted(files).with_columns(is_kept_out=is_kept_out, is_left=is_newest & is_kept_out)
    return (
        _named(counted, names)
        .join(errors, on=["file_sha256", "file_name"], how="left")
        .with_columns(pl.col("errors").fill_null(0))
        .filter((pl.col("errors") > 0) | pl.col("is_left"))
        .select(pl.col(name).cast(kind) for name, kind in FAULTY_SCHEMA.items())
        .sort("file_name")
    )


def _counted(files: pl.DataFrame) -> pl.DataFrame:
    return files.filter(pl.col("status") != AFTER_CLOSING).with_columns(
        code=pl.coalesce("reporter", "file_name")
    )


def _amended(files: pl.DataFrame, superseded: pl.DataFrame) -> pl.DataFrame:
    """Who sent a figure of its own again: code, is_amended."""
    again = _counted(files).select("code", superseded_by="file_sha256")
    return (
        superseded.filter(~pl.col("source").is_in(["verified", REQUESTED]))
        .select("superseded_by", code="reporter")
        .join(again, on=["superseded_by", "code"], how="semi")
        .unique()
        .select("code", is_amended=pl.lit(value=True))
        .unique()
    )


def _named(rows: pl.DataFrame, names: Mapping[str, Name]) -> pl.DataFrame:
    """Rows with the names of their codes; a code without a name is called by itself."""
    known = pl.DataFrame(
        [(code, name.vi, name.en) for code, name in names.items()],
        schema=dict.fromkeys(("code", "name_vi", "name_en"), pl.String),
        orient="row",
    )
    return rows.join(known, on="code", how="left", maintain_order="left").with_columns(
        pl.coalesce("name_vi", "code"), pl.coalesce("name_en", "code")
    )
