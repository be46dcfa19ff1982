"""Filling and publishing an installation without Dagster and Data Docs: the same tables and writers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from assets.installation.installation import Installation
from assets.publishing.issuing import release_frames
from assets.publishing.release_folders import write_release
from assets.receiving.receive import in_columns, receive_rounds
from assets.stages.appraisal import appraisal_frames
from assets.stages.comparison import press_figure_frames, round_figure_frames
from assets.stages.mergers import published_restatement_frames, restatement_frames
from assets.stages.moves import move_frames
from assets.stages.plans import plan_frames
from assets.stages.publication import round_frame
from assets.stages.reference_tables import reference_frames
from assets.stages.scores import ranking_frames, score_frames
from assets.stages.targets import planning_frames, stated_frames
from checks.schemas import through_gate
from warehouse.contract import TABLE_BY_NAME
from warehouse.publisher import publish
from warehouse.reader import open_published
from warehouse.writer import Warehouse


def fill(warehouse: Warehouse, of: Installation, rounds: Sequence[str]) -> None:
    """Every table of these rounds up to publication, as the stages make them."""
    _write_whole(warehouse, reference_frames(of.seeds))
    received = receive_rounds(of, rounds, warehouse)
    values = received["submissions.input_value"]
    _write(warehouse, received, rounds)
    _write(warehouse, score_frames(of.seeds, values, rounds), rounds)
    _write(warehouse, ranking_frames(warehouse, rounds), rounds)
    _write(warehouse, appraisal_frames(of.seeds, warehouse, rounds), rounds)
    _write(warehouse, round_figure_frames(warehouse, rounds), rounds)
    _write_whole(warehouse, press_figure_frames(warehouse, of.seeds))
    _write(warehouse, restatement_frames(warehouse, of.seeds, rounds), rounds)
    _write_whole(warehouse, published_restatement_frames(of.seeds))
    _write_whole(warehouse, stated_frames(of.seeds))
    _write(warehouse, planning_frames(warehouse, of.seeds, rounds), rounds)
    _write(warehouse, plan_frames(of.seeds, values, rounds), rounds)
    _write(warehouse, move_frames(of.seeds, warehouse, rounds), rounds)


def publish_rounds(of: Installation, rounds: Sequence[str]) -> Path:
    """Fill, publish and issue the releases of rounds; no other files. Returns the warehouse."""
    with of.build() as warehouse:
        fill(warehouse, of, rounds)
        _write(warehouse, {"publication.round": round_frame(warehouse, rounds)}, rounds)
        _write(warehouse, release_frames(warehouse, of, rounds), rounds)
    publish(of.published, rounds)
    return of.published


def write_releases(of: Installation) -> list[str]:
    """Write the folders of the releases in force. Returns those that were new."""
    with open_published(of.published) as warehouse:
        rows = warehouse.read("SELECT release_id FROM analyst.release WHERE is_current")
        return [one for one in rows["release_id"] if write_release(warehouse, one, of.releases)]


def _write(warehouse: Warehouse, frames: Mapping[str, pl.DataFrame], rounds: Sequence[str]) -> None:
    for name, frame in frames.items():
        table = TABLE_BY_NAME[name]
        warehouse.replace_rounds(table, through_gate(table, frame), rounds)


def _write_whole(warehouse: Warehouse, frames: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        table = TABLE_BY_NAME[name]
        warehouse.replace_all(table, through_gate(table, in_columns(name, [frame])))
