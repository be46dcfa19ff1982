"""Publishing an installation without Dagster and Data Docs: the same tables, the same writers."""

from collections.abc import Mapping, Sequence

import polars as pl

from assets.installation import Installation
from assets.issuing import release_frames
from assets.receiving import receive_rounds
from assets.reference_tables import reference_frames
from assets.release_folders import write_release
from assets.stages.comparison import round_figure_frames
from assets.stages.publication import round_frame
from assets.stages.scores import ranking_frames, score_frames
from checks.schemas import through_gate
from warehouse.contract import TABLE_BY_NAME
from warehouse.publisher import publish
from warehouse.reader import open_published
from warehouse.writer import Warehouse


def publish_rounds(of: Installation, rounds: Sequence[str]) -> None:
    """Take in, score, rank and publish rounds, and issue their releases; no files are written."""
    with of.build() as warehouse:
        for name, frame in reference_frames(of.seeds).items():
            warehouse.replace_all(TABLE_BY_NAME[name], through_gate(TABLE_BY_NAME[name], frame))
        frames = dict(receive_rounds(of, rounds, warehouse))
        frames |= score_frames(of.seeds, frames["submissions.input_value"], rounds)
        _write(warehouse, frames, rounds)
        _write(warehouse, ranking_frames(warehouse, rounds), rounds)
        _write(warehouse, round_figure_frames(warehouse, rounds), rounds)
        _write(warehouse, {"publication.round": round_frame(warehouse, rounds)}, rounds)
        _write(warehouse, release_frames(warehouse, of, rounds), rounds)
    publish(of.published, rounds)


def write_releases(of: Installation) -> list[str]:
    """Write the folders of the releases in force. Returns those that were new."""
    with open_published(of.published) as warehouse:
        rows = warehouse.read("SELECT release_id FROM analyst.release WHERE is_current")
        return [one for one in rows["release_id"] if write_release(warehouse, one, of.releases)]


def _write(warehouse: Warehouse, frames: Mapping[str, pl.DataFrame], rounds: Sequence[str]) -> None:
    for name, frame in frames.items():
        table = TABLE_BY_NAME[name]
        warehouse.replace_rounds(table, through_gate(table, frame), rounds)
