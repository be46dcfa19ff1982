"""Filling and publishing an installation without Dagster and Data Docs: the same stages and writers."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from assets.installation.installation import Installation
from assets.publishing.issuing import issue_due, rebuild_lost, write_life_cycle
from assets.publishing.open_data import write_open_data_in_force
from assets.publishing.site.building import build_draft, build_site
from assets.publishing.unit_receipts import renew_unit_receipts
from assets.runs.run_lock import run_lock
from assets.stages import STAGES
from assets.stages.publication import publish_run
from assets.stages.run_state import RunState, begin_run
from warehouse.contract import TABLE_BY_NAME

NO_RESULTS = pl.DataFrame(schema=TABLE_BY_NAME["publication.check_result"].polars_schema)


@contextmanager
def filled(of: Installation, rounds: Sequence[str]) -> Generator[RunState]:
    """A run in which every stage up to publication has made its tables."""
    with begin_run(of, "test", rounds) as run:
        for stage in STAGES:
            run.perform(stage)
        yield run


def publish_rounds(of: Installation, rounds: Sequence[str]) -> Path:
    """Fill, publish and issue the releases of rounds; no other files. Returns the warehouse."""
    with filled(of, rounds) as run:
        publish_run(run, NO_RESULTS)
    return of.published


def finish_public(of: Installation) -> None:
    """What a run does after publication: releases, open data, site, draft."""
    with run_lock(of, [], None):
        write_releases(of)
        write_open_data_in_force(of)
        build_site(of.published, of.site)
        build_draft(of.published, of.draft)


def write_releases(of: Installation) -> list[str]:
    """Issue what is due and have every folder, as a run does. Returns those that were new."""
    written = [*rebuild_lost(of), *issue_due(of)]
    write_life_cycle(of)
    renew_unit_receipts(of)
    return written
