"""What Dagster loads: assets, checks, jobs, schedules and the resources.

Here belongs putting the parts together. `build_definitions` makes them for any installation; `defs`
are those of this one.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from assets.installation.installation import Installation, installation
from assets.runs.dead_runs import dead_run_sensor
from assets.runs.progress import PROGRESS, progress_logger
from assets.runs.run_lock import locked_installation
from assets.stages import build_assets
from assets.stages.run_state import RunState, begin_run
from checks.asset_checks import build_asset_checks

_log = logging.getLogger(__name__)
TIME_ZONE = "Asia/Ho_Chi_Minh"
BIANNUAL = "0 6 1 2,8 *"
"""Six in the morning of 1 February and 1 August, the day after the deadlines of a half-year."""
ASSESS_ROUND = "assess_round"
RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def build_definitions(installation: Installation) -> dg.Definitions:
    """The definitions of an installation: its sound rounds alone.

    Raises SeedError where a file that all rounds share cannot be read.
    """
    seeds = installation.seeds
    partitions = dg.StaticPartitionsDefinition(list(seeds.rounds))
    assess_round = dg.define_asset_job(
        ASSESS_ROUND,
        selection=dg.AssetSelection.all(),
        description="From the files of a round to published ranks, with every check.",
    )

    @dg.schedule(
        name="assess_open_rounds",
        job=assess_round,
        cron_schedule=BIANNUAL,
        execution_timezone=TIME_ZONE,
        description="Twice a year, one run for each round that is open.",
    )
    def assess_open_rounds(
        context: dg.ScheduleEvaluationContext,
    ) -> Iterator[dg.RunRequest | dg.SkipReason]:
        is_open = [
            entry.id for entry in installation.seeds.rounds.values() if entry.status == "open"
        ]
        if not is_open:
            yield dg.SkipReason("no round in rounds.yaml has status: open")
        day = context.scheduled_execution_time.date()
        for name in is_open:
            yield dg.RunRequest(run_key=f"{name} {day}", partition_key=name)

    return dg.Definitions(
        assets=build_assets(seeds, partitions),
        asset_checks=[build_asset_checks()],
        jobs=[assess_round],
        schedules=[assess_open_rounds],
        sensors=[dead_run_sensor],
        resources={"installation": locked_installation(installation), "run_state": run_state},
        executor=dg.in_process_executor,
        loggers={PROGRESS: progress_logger},
    )


@dg.resource(
    required_resource_keys={"installation"},
    description="The rounds of a run, on a scratch database that ends with it.",
)
def run_state(context: dg.InitResourceContext) -> Iterator[RunState]:
    """What the steps of one run share."""
    installation: Installation = context.resources.installation
    assert context.run is not None
    chosen = rounds_of_run(context.run.tags, list(installation.seeds.rounds))
    with begin_run(installation, context.run.run_id, chosen) as run:
        yield run


def rounds_of_run(tags: Mapping[str, str], rounds: Sequence[str]) -> Sequence[str]:
    """The rounds a run is for, from its tags; none where it names none."""
    if "dagster/partition" in tags:
        return [tags["dagster/partition"]]
    first, last = tags.get(RANGE_START), tags.get(RANGE_END)
    if first in rounds and last in rounds:
        return rounds[rounds.index(first) : rounds.index(last) + 1]
    return []


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of this installation, found by the environment.

    Rounds that cannot be used are not among the partitions; the log says why.
    """
    ours = installation()
    for problem in ours.seeds.problems:
        _log.warning("%s", problem)
    return build_definitions(ours)
