"""A published warehouse and a release of it, made by the real parts without Dagster."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from assets.installation import Installation
from assets.receiving import in_columns, receive_rounds
from assets.reference_tables import reference_frames
from assets.stages.comparison import press_figure_frames, round_figure_frames
from assets.stages.scores import ranking_frames, score_frames
from assets.stages.writing import rows_of
from pipelines.publication.open_data.package import OpenRelease
from pipelines.publication.round_status import publication_rows
from warehouse.contract import TABLE_BY_NAME
from warehouse.publisher import publish
from warehouse.writer import Warehouse

ISSUED = date(2026, 3, 2)


def publish_rounds(of: Installation, rounds: Sequence[str]) -> Path:
    """Take in, score, rank and publish rounds; the checks before publication are left out."""
    with of.build() as warehouse:
        for name, frame in reference_frames(of.seeds).items():
            warehouse.replace_all(TABLE_BY_NAME[name], in_columns(name, [frame]))
        received = receive_rounds(of, rounds, warehouse)
        _write(warehouse, received, rounds)
        (values,) = rows_of(warehouse, "submissions.input_value", rounds=rounds)
        _write(warehouse, score_frames(of.seeds, values, rounds), rounds)
        _write(warehouse, ranking_frames(warehouse, rounds), rounds)
        _write(warehouse, round_figure_frames(warehouse, rounds), rounds)
        for name, frame in press_figure_frames(warehouse, of.seeds).items():
            warehouse.replace_all(TABLE_BY_NAME[name], in_columns(name, [frame]))
        status = publication_rows(
            *rows_of(warehouse, "reference.round"),
            *rows_of(
                warehouse,
                "indicators.indicator_value",
                "submissions.file",
                "submissions.rejected_value",
                rounds=rounds,
            ),
        )
        _write(warehouse, {"publication.round": status}, rounds)
    publish(of.published, rounds)
    return of.published


def release(rounds: Sequence[str], is_final: bool = True) -> OpenRelease:
    """A release of these rounds."""
    return OpenRelease("2026-03", tuple(rounds), is_final, ISSUED)


def _write(warehouse: Warehouse, frames: Mapping[str, pl.DataFrame], rounds: Sequence[str]) -> None:
    for name, frame in frames.items():
        warehouse.replace_rounds(TABLE_BY_NAME[name], in_columns(name, [frame]), rounds)
