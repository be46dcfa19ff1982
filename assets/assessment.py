"""Running an assessment from the command line: a Dagster run, watched, with its result told.

Here belongs starting the job that the UI and the schedules also start. What happens in it is in
`stages.py`.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise

import dagster as dg
import duckdb
import polars as pl
from rich.console import Console

from assets.definitions import ASSESS_ROUND, build_definitions
from assets.resources import Installation
from assets.seeds import PROJECT
from pipelines.marked_yaml import SeedError

_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"
_STEP_NAMES = {
    "load_reference": "bộ chỉ số, đơn vị / frameworks, units",
    "receive_submissions": "nhận tệp / receiving files",
    "score_rounds": "tính điểm / scoring",
    "rank_rounds": "xếp hạng / ranking",
    "check_rounds": "kiểm tra / checking",
    "publish_rounds": "công bố / publishing",
}


def assess_rounds(
    of: Installation, rounds: Sequence[str], out: Console, err: Console
) -> int:
    """Assess and publish rounds. Returns the exit status: 0 only if all of them were published."""
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
    with dg.DagsterInstance.get() as instance:
        for stretch in _stretches(list(of.seeds.rounds), rounds):
            result = job.execute_in_process(
                instance=instance,
                partition_key=stretch[0] if len(stretch) == 1 else None,
                tags={}
                if len(stretch) == 1
                else {_RANGE_START: stretch[0], _RANGE_END: stretch[-1]},
                raise_on_error=False,
                run_config={
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}
                },
            )
            for event in result.all_events:
                if event.is_step_failure:
                    error = event.step_failure_data.error
                    cause = error.cause if error and error.cause else error
                    failures.append(
                        _plain(cause.message if cause else str(event.message))
                    )
    for failure in failures:
        err.print(failure, markup=False)
    return _tell(of, rounds, out, failed=bool(failures))


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
    os.makedirs(os.environ["DAGSTER_HOME"], exist_ok=True)


def _plain(message: str) -> str:
    return message.replace("dagster._core.definitions.events.Failure: ", "").strip()


def _tell(of: Installation, rounds: Sequence[str], out: Console, failed: bool) -> int:
    """Print what was published and what was quarantined, the last line in one sentence."""
    published = _published(of)
    for name in rounds:
        rows = published.filter(pl.col("round") == name)
        if failed or rows.is_empty():
            continue
        row = rows.row(0, named=True)
        mark = "  [MINH HỌA / DEMONSTRATION]" if row["is_demonstration"] else ""
        out.print(
            f"{name}: {row['status']}, {row['entities_reporting']}/{row['entities_expected']} units, "
            f"{row['values_reported']}/{row['values_expected']} values, {row['files_received']} files, "
            f"{row['files_quarantined']} quarantined, {row['rows_rejected']} rows kept out{mark}",
            markup=False,
        )
        if row["missing_entities"]:
            out.print(
                f"    chưa gửi / nothing sent: {row['missing_entities']}",
                markup=False,
            )
    if failed:
        out.print(
            f"NOT published (not all of): {', '.join(rounds)}. {of.published} is as it was but for rounds that passed.",
            markup=False,
        )
        return 1
    quarantined = int(
        published.filter(pl.col("round").is_in(list(rounds)))["files_quarantined"].sum()
    )
    out.print(
        f"published {len(rounds)} rounds to {of.published}; {quarantined} files quarantined",
        markup=False,
    )
    return 0


def _published(of: Installation) -> pl.DataFrame:
    if not of.published.exists():
        return pl.DataFrame(schema={"round": pl.String})
    connection = duckdb.connect(str(of.published), read_only=True)
    try:
        return connection.sql("SELECT * FROM publication.round").pl()
    finally:
        connection.close()
