"""Running an assessment from the command line: a Dagster run, watched, with its result told.

Here belongs starting the job that the UI and the schedules also start. What happens in it is in
`stages/`.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from uuid import uuid4

import polars as pl
from rich.console import Console

from assets.definitions import ASSESS_ROUND, RANGE_END, RANGE_START, build_definitions
from assets.installation.installation import Installation
from assets.installation.release_log import LogBroken, read_log
from assets.publishing.released import drafted_rounds
from assets.publishing.unchanged import is_unchanged
from assets.runs.causes import cause
from assets.runs.dead_runs import process_tag
from assets.runs.home import open_home
from assets.runs.progress import PROGRESS
from assets.runs.run_lock import RunInProgress, run_lock
from assets.stages.lineage import asset_key
from assets.stages.open_data import OPEN_DATA
from assets.stages.releases import RELEASE_FILES
from assets.stages.site import SITE
from pipelines.marked_yaml import SeedError
from pipelines.publication.life_cycle import next_stage, standing
from warehouse.reader import PublishedUnreadable, open_published

_PUBLISHED = asset_key("publication.round")
UNCHANGED = "không có gì thay đổi từ lần công bố trước / nothing changed since the last publication"


def assess_rounds(
    installation: Installation, rounds: Sequence[str], out: Console, err: Console, *, wait: bool
) -> int:
    """Assess and publish rounds. Returns the exit status: 0 only if all of it succeeded.

    While another run is under way, this waits for its end if `wait`, else it is refused.
    """
    try:
        with run_lock(installation, rounds, partial(err.print, markup=False) if wait else None):
            if installation.published.exists():
                with open_published(installation.published):
                    pass  # what cannot be opened is no place to begin from
            return _assess(installation, rounds, out, err)
    except (LogBroken, RunInProgress, PublishedUnreadable) as error:
        err.print(str(error), markup=False)
        return 2


def _assess(installation: Installation, rounds: Sequence[str], out: Console, err: Console) -> int:
    try:
        for name in rounds:
            installation.seeds.ensure_scorable(name)
    except SeedError as error:
        err.print(f"the seeds cannot be used:\n{error}", markup=False)
        return 2
    definitions = build_definitions(installation)
    job = definitions.resolve_job_def(ASSESS_ROUND)
    failures: list[str] = []
    published: set[str] = set()
    unchanged = is_unchanged(installation, rounds)
    with open_home() as instance:
        if unchanged:  # a real run, of what stands on the disk beside the warehouse
            err.print(UNCHANGED, markup=False)
            result = job.execute_in_process(
                instance=instance,
                run_id=(run_id := str(uuid4())),
                asset_selection=[OPEN_DATA, RELEASE_FILES, SITE],
                tags={**process_tag(run_id), "dti/unchanged": ", ".join(rounds)},
                raise_on_error=False,
                run_config={"loggers": {PROGRESS: {}}},
            )
            failures += [cause(event) for event in result.all_events if event.is_step_failure]
            published.update(rounds)
        for stretch in () if unchanged else _stretches(list(installation.seeds.rounds), rounds):
            err.print(f"{', '.join(stretch)} ...", markup=False)
            is_single = len(stretch) == 1
            run_id = str(uuid4())
            reach = {} if is_single else {RANGE_START: stretch[0], RANGE_END: stretch[-1]}
            result = job.execute_in_process(
                instance=instance,
                run_id=run_id,
                partition_key=stretch[0] if is_single else None,
                tags={**process_tag(run_id), **reach},
                raise_on_error=False,
                run_config={"loggers": {PROGRESS: {}}},
            )
            for event in result.all_events:
                if event.is_step_failure:
                    failures.append(cause(event))
                elif event.is_step_materialization and event.asset_key == _PUBLISHED:
                    published.add(event.partition or stretch[0])
    for failure in failures:
        err.print(failure, markup=False)
    for line in _never_assessed(installation, rounds):
        err.print(line, markup=False)
    status = _tell(installation, rounds, [name for name in rounds if name in published], out)
    # What comes after publication, such as the folder of a release, can fail by itself.
    return 1 if failures else status


def _never_assessed(installation: Installation, rounds: Sequence[str]) -> Iterator[str]:
    """Rounds that are compared with nothing, because the round before was never assessed."""
    assessed = set(_published_rows(installation, "publication.round")["round"])
    for name in rounds:
        previous = installation.seeds.rounds[name].previous
        if name in assessed and previous is not None and previous not in assessed:
            yield (
                f"{name}: đợt trước {previous} chưa từng được đánh giá nên không có so sánh; hãy "
                f"chạy dti assess {previous} / the previous round {previous} was never assessed, "
                f"so nothing is compared; run dti assess {previous}"
            )


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


def _tell(
    installation: Installation, wanted: Sequence[str], published: Sequence[str], out: Console
) -> int:
    """Print what was published and what was quarantined, the last line in one sentence."""
    rows, warnings, releases = (
        _published_rows(installation, table).filter(pl.col("round").is_in(list(published)))
        for table in ("publication.round", "publication.check_result", "publication.release")
    )
    for name in published:
        row = rows.row(by_predicate=pl.col("round") == name, named=True)
        mark = "  [MINH HỌA / DEMONSTRATION]" if row["is_demonstration"] else ""
        out.print(
            f"{name}: {row['stage']}, "
            f"{row['entities_reporting']}/{row['entities_expected']} units, "
            f"{row['values_reported']}/{row['values_expected']} values, "
            f"{row['files_received']} files, {row['files_quarantined']} quarantined, "
            f"{row['rows_rejected']} rows kept out{mark}",
            markup=False,
        )
        in_force = releases.filter(pl.col("round") == name, pl.col("withdrawn_at").is_null())
        for release in in_force.sort("number").tail(1).iter_rows(named=True):
            issued = f"{release['release']}, {release['issued_at']:%Y-%m-%d}; {release['reason']}"
            out.print(f"    bản công bố / release: {issued}", markup=False)
        if row["missing_entities"]:
            out.print(f"    chưa gửi / nothing sent: {row['missing_entities']}", markup=False)
        for check in warnings.filter(pl.col("round") == name, ~pl.col("passed")).iter_rows(
            named=True
        ):
            warning = f"{check['check_name']} ({check['rows_failing']}): {check['detail']}"
            out.print(f"    lưu ý / note: {warning}", markup=False)
    held_back = [name for name in wanted if name not in published]
    quarantined = int(rows["files_quarantined"].sum()) if published else 0
    outcome = (
        f"published {len(published)} rounds to {installation.published}; "
        f"{quarantined} files quarantined"
    )
    if held_back:
        names = ", ".join(held_back)
        out.print(f"giữ lại, như trước / held back, as before: {names}", markup=False)
        outcome += f"; NOT published, as before: {names}"
    out.print(outcome, markup=False)
    for line in _drafts(installation, published):
        out.print(line, markup=False)
    return 1 if held_back else 0


def _drafts(installation: Installation, rounds: Sequence[str]) -> Iterator[str]:
    """Which rounds have content that is not issued, and the command that would issue it."""
    if not rounds:
        return
    drafted, entries = drafted_rounds(installation.published), read_log(installation.releases)
    for name in rounds:
        found = standing(entries, name)
        if found.in_force is not None and found.reopened is None:
            if name not in drafted:
                continue
            if found.closing is not None:
                yield (
                    f"{name}: {found.closing.release} đã đóng đợt, bản dự thảo có nội dung khác. "
                    f"Muốn đính chính: dti reopen {name}. / {found.closing.release} closed the "
                    f"round and the draft differs. To correct it: dti reopen {name}."
                )
                continue
        stage = next_stage(found, installation.seeds.rounds[name].status)
        yield (
            f"{name}: dự thảo, chưa công bố. Lệnh công bố / draft, not issued. To issue it: "
            f'dti publish {name} --as {stage} --by "…" --reason "…"'
        )


def _published_rows(installation: Installation, table: str) -> pl.DataFrame:
    if not installation.published.exists():
        return pl.DataFrame(schema={"round": pl.String})
    with open_published(installation.published) as warehouse:
        return warehouse.read(f"SELECT * FROM {table}")
