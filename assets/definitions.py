"""What Dagster loads: assets, checks, jobs, schedules and the one resource.

Here belongs putting the parts together. `build_definitions` makes them for any installation; `defs`
are those of this one.
"""

import logging
from collections.abc import Iterator

import dagster as dg

from assets.installation.installation import Installation, installation
from assets.runs.progress import PROGRESS, progress_logger
from assets.stages import build_assets
from checks.asset_checks import build_asset_checks

_log = logging.getLogger(__name__)
TIME_ZONE = "Asia/Ho_Chi_Minh"
BIANNUAL = "0 6 1 2,8 *"
"""Six in the morning of 1 February and 1 August, the day after the deadlines of a half-year."""
ASSESS_ROUND = "assess_round"


def build_definitions(of: Installation) -> dg.Definitions:
    """The definitions of an installation: its sound rounds; what harms others is logged.

    Raises SeedError where a file that all rounds share cannot be read.
    """
    seeds = of.seeds
    for problem in seeds.problems:
        _log.warning("%s", problem)
    partitions = dg.StaticPartitionsDefinition(list(seeds.rounds))
    assess_round = dg.define_asset_job(
        ASSESS_ROUND,
        selection=dg.AssetSelection.all(),
        description="From the files of a round to published ranks, with every check.",
    )
    load_reference = dg.define_asset_job(
        "load_reference_tables",
        selection=dg.AssetSelection.groups("reference"),
        description="Frameworks, entities, rounds and published results from the seeds.",
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
        is_open = [entry.id for entry in of.seeds.rounds.values() if entry.status == "open"]
        if not is_open:
            yield dg.SkipReason("no round in rounds.yaml has status: open")
        day = context.scheduled_execution_time.date()
        for name in is_open:
            yield dg.RunRequest(run_key=f"{name} {day}", partition_key=name)

    return dg.Definitions(
        assets=build_assets(partitions),
        asset_checks=[build_asset_checks(list(seeds.rounds))],
        jobs=[assess_round, load_reference],
        schedules=[assess_open_rounds],
        resources={"installation": of},
        executor=dg.in_process_executor,
        loggers={PROGRESS: progress_logger},
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of this installation, found by the environment."""
    return build_definitions(installation())
