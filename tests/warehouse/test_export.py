"""Export: files that a spreadsheet can open and a program can read back."""

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from builds import build_path

from warehouse.contract import TABLE_BY_NAME
from warehouse.export import export_tables
from warehouse.publisher import publish
from warehouse.reader import open_published
from warehouse.writer import open_warehouse

AVERAGES = TABLE_BY_NAME["reference.published_average"]
DTI = TABLE_BY_NAME["scores.dti"]


def exported(folder: Path, notes: list[str], value: Decimal = Decimal(1)) -> Path:
    """The folder of an export of one table, a row for each note."""
    rows = [
        (2024, f"g{n:03}", "s", None, None, None, value, None, note) for n, note in enumerate(notes)
    ]
    published = folder / "dti.duckdb"
    with open_warehouse(build_path(published)) as warehouse:
        frame = pl.DataFrame(rows, schema=AVERAGES.polars_schema, orient="row")
        warehouse.replace_all(AVERAGES, frame)
    publish(build_path(published), published, [])
    with open_published(published) as opened:
        export_tables(opened, folder / "out", (AVERAGES,))
    return folder / "out"


def notes_in_csv(folder: Path) -> list[str]:
    with (folder / "reference.published_average.csv").open(encoding="utf-8", newline="") as file:
        return [row["note"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "'"])
def test_text_that_a_spreadsheet_could_run_is_guarded_in_csv(tmp_path: Path, first: str) -> None:
    text = f'{first}cmd|"/c calc"!A1'
    folder = exported(tmp_path, [text])
    assert notes_in_csv(folder) == [f"'{text}"]
    held = duckdb.sql(f"SELECT note FROM '{folder}/reference.published_average.parquet'")
    assert held.fetchall() == [(text,)]


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    folder = exported(tmp_path, ["-0.25"], Decimal("-0.25"))
    told = (folder / "reference.published_average.csv").read_text(encoding="utf-8")
    assert "-0.2500000000,,'-0.25\n" in told


def test_one_leading_apostrophe_taken_away_gives_the_text_again(tmp_path: Path) -> None:
    notes = ["'", "''x", "'=1", "=", "-", "a=b", '"q"', "x,y", "dòng\nhai", "\n", "\t'", " =1", "Đ"]
    assert [note.removeprefix("'") for note in notes_in_csv(exported(tmp_path, notes))] == notes


def test_only_the_rows_of_the_rounds_are_taken(tmp_path: Path) -> None:
    published = tmp_path / "dti.duckdb"
    rows = [
        (name, "u", "final", None, Decimal(1), Decimal(2), False, False) for name in ("r1", "r2")
    ]
    with open_warehouse(build_path(published)) as warehouse:
        frame = pl.DataFrame(rows, schema=DTI.polars_schema, orient="row")
        warehouse.replace_rounds(DTI, frame, ["r1", "r2"])
    publish(build_path(published), published, ["r1", "r2"])
    with open_published(published) as opened:
        export_tables(opened, tmp_path / "out", (DTI,), ["r2"])
    assert pl.read_parquet(tmp_path / "out" / "scores.dti.parquet")["round"].to_list() == ["r2"]
