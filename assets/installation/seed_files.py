"""Seed files on disk: text and tables, with an error that names the file where one is not usable.

Here belongs opening them. What they mean is decided by the readers in `pipelines/`.
"""

from pathlib import Path

import polars as pl

from pipelines.marked_yaml import Problem, SeedError
from pipelines.seed_tables import TableShape, read_table, text_of


def seed_text(path: Path, name: str) -> str:
    """The text of a seed. Raises SeedError if it is absent or in an encoding that is not known."""
    return text_of(_content(path, name), name)


def seed_table(path: Path, shape: TableShape, optional: bool = False) -> pl.DataFrame:
    """A CSV as text. Raises SeedError if it is absent (and not optional), broken or lacks a
    column."""
    if optional and not path.exists():
        return pl.DataFrame(schema=dict.fromkeys(shape.names, pl.String))
    return read_table(_content(path, path.name), path.name, shape)


def _content(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SeedError(
            [
                Problem(
                    name,
                    1,
                    "",
                    f"not found in {path.parent}",
                    f"không có trong {path.parent}",
                    "put the file there, or name another folder (--seeds)",
                    "đặt tệp vào đó, hoặc chỉ thư mục khác (--seeds)",
                )
            ]
        ) from error
    except OSError as error:
        raise SeedError(
            [
                Problem(
                    name,
                    1,
                    "",
                    f"cannot be opened: {error.strerror}",
                    "không mở được tệp",
                    "let this account read the file",
                    "cho tài khoản này quyền đọc tệp",
                )
            ]
        ) from error
