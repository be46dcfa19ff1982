"""Seed files on disk: text and tables, with an error that names the file where one is not usable.

Here belongs opening them. What they mean is decided by the readers in `pipelines/`.
"""

from pathlib import Path

import polars as pl

from pipelines.marked_yaml import Problem, SeedError


def seed_text(path: Path, name: str) -> str:
    """The text of a seed. Raises SeedError if it is absent or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SeedError([Problem(name, 1, "", f"not found in {path.parent}")]) from error
    except UnicodeDecodeError as error:
        raise SeedError([Problem(name, 1, "", f"not UTF-8: {error.reason}")]) from error


def seed_table(path: Path, columns: tuple[str, ...], optional: bool = False) -> pl.DataFrame:
    """A CSV as text. Raises SeedError if it is absent (and not optional), broken or lacks a
    column."""
    if optional and not path.exists():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    seed_text(path, path.name)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.ComputeError as error:
        told = str(error).splitlines()[0]
        message = f"not a table of comma-separated values: {told}; is a text with a comma quoted?"
        raise SeedError([Problem(path.name, 1, "", message)]) from error
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise SeedError([Problem(path.name, 1, "", f"column(s) missing: {', '.join(absent)}")])
    return table
