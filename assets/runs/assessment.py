"""Running an assessment from the command line: a Dagster run, watched, with its result told.

Here belongs starting the job that the UI and the schedules also start. What happens in it is in
`stages/`.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import dagster as dg
import polars as pl
from rich.console import Console

from assets.definitions import ASSESS_ROUND, build_definitions
from assets.installation.installation import Installation
from assets.installation.seeds import PROJECT
from assets.runs.progress import PROGRESS
from assets.stages.lineage import asset_key
from pipelines.marked_yaml import SeedError
from warehouse.reader import open_published

_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"
_PUBLISHED = asset_key("publication.round")


def assess_rounds(of: Installation, rounds: Sequence[str], out: Console, err: Console) -> int:
    """Assess and publish rounds. Returns the exit status: 0 only if all of it succeeded."""
    try:
        for name in rounds:
            of.seeds.ensure_scorable(name)
    except SeedError as error:
        err.print(f"the seeds cannot be used:\n{error}", markup=False)
        return 2
    definitions = build_definitions(of)
    job = definitions.resolve_job_def(ASSESS_ROUND)
    _ensure_home()
    failures: list[str] = []
    published: set[str] = set()
    with dg.DagsterInstance.get() as instance:
        for stretch in _stretches(list(of.seeds.rounds), rounds):
            err.print(f"{', '.join(stretch)} ...", markup=False)
            one = len(stretch) == 1
            result = job.execute_in_process(
                instance=instance,
                partition_key=stretch[0] if one else None,
                tags={} if one else {_RANGE_START: stretch[0], _RANGE_END: stretch[-1]},
                raise_on_error=False,
                run_config={"loggers": {PROGRESS: {}}},
            )
            for event in result.all_events:
                if event.is_step_failure:
                    failures.append(_cause(event))
                elif event.is_step_materialization and event.asset_key == _PUBLISHED:
                    published.add(event.partition or stretch[0])
    for failure in failures:
        err.print(failure, markup=False)
    status = _tell(of, rounds, [name for name in rounds if name in published], out)
    # What comes after publication, such as the folder of a release, can fail by itself.
    return 1 if failures else status


def _stretches(known: Sequence[str], chosen: Sequence[str]) -> Iterator[list[str]]:
    """Chosen rounds that follow each other in the list of rounds are assessed in one run."""
    places = sorted(known.index(name) for name in chosen)
    stretch = [known[places[0]]]
    for before, place in pairwise(places):
        if place != before + 1:
            yield stretch
            stretch = []
        stretch.append(known[place])
    yield stretch


def _ensure_home() -> None:
    """Use the project's Dagster home unless another is set, so that the UI shows the run."""
    os.environ.setdefault("DAGSTER_HOME", str(PROJECT / ".dagster"))
    Path(os.environ["DAGSTER_HOME"]).mkdir(parents=True, exist_ok=True)


def _cause(event: dg.DagsterEvent) -> str:
    """What went wrong in a step, in its own words, without the trace that the UI shows."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    told = error.message if error is not None else str(event.message)
    return f"{event.step_key}: {told.partition(': ')[2].strip() or told.strip()}"


def _tell(of: Installation, wanted: Sequence[str], published: Sequence[str], out: Console) -> int:
    """Print what was published and what was quarantined, the last line in one sentence."""
    rows, warnings, releases = (
        _published_rows(of, table).filter(pl.col("round").is_in(list(published)))
        for table in ("publication.round", "publication.check_result", "publication.release")
    )
    for name in published:
        row = rows.row(by_predicate=pl.col("round") == name, named=True)
        mark = "  [MINH HỌA / DEMONSTRATION]" if row["is_demonstration"] else ""
        out.print(
            f"{name}: {row['status']}, "
            f"{row['entities_reporting']}/{row['entities_expected']} units, "
            f"{row['values_reported']}/{row['values_expected']} values, "
            f"{row['files_received']} files, {row['files_quarantined']} quarantined, "
            f"{row['rows_rejected']} rows kept out{mark}",
            markup=False,
        )
        release = releases.filter(pl.col("round") == name).sort("number").row(-1, named=True)
        told = f"{release['release_id']}, {release['issued_on']}; {release['summary_vi']}"
        out.print(f"    bản công bố / release: {told}", markup=False)
        if row["missing_entities"]:
            out.print(f"    chưa gửi / nothing sent: {row['missing_entities']}", markup=False)
        for check in warnings.filter(pl.col("round") == name, ~pl.col("passed")).iter_rows(
            named=True
        ):
            told = f"{check['check_name']} ({check['rows_failing']}): {check['detail']}"
            out.print(f"    lưu ý / note: {told}", markup=False)
    held_back = [name for name in wanted if name not in published]
    quarantined = int(rows["files_quarantined"].sum()) if published else 0
    told = f"published {len(published)} rounds to {of.published}; {quarantined} files quarantined"
    if held_back:
        told += f"; NOT published, as before: {', '.join(held_back)}"
    out.print(told, markup=False)
    return 1 if held_back else 0


def _published_rows(of: Installation, table: str) -> pl.DataFrame:
    if not of.published.exists():
        return pl.DataFrame(schema={"round": pl.String})
    with open_published(of.published) as warehouse:
        return warehouse.read(f"SELECT * FROM {table}")
