"""Runs whose process is gone: recognised and closed, so that no run waits for them.

Here belongs noting which process carries a run, and finding out whether it still does. Dagster
learns of the end of a run from the run; a process that is killed says nothing, and with one run at
a time all others would be queued for ever.
"""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import dagster as dg

PROCESS: Final = "dti/process"
"""The tag of a run: its id, host, boot of the host, process and start of the process."""
_PATIENCE: Final = timedelta(minutes=10)
"""A run that has not noted its process by then never came to its first step."""
_UNDER_WAY: Final = (
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def process_tag(run_id: str) -> Mapping[str, str]:
    """The tag that says that this process carries a run; a run made again from it is another."""
    return {PROCESS: f"{run_id} {_host()} {os.getpid()} {_started(os.getpid())}"}


def close_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Report runs as failed that no process carries any more. Returns their ids."""
    closed: list[str] = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=list(_UNDER_WAY))):
        run = record.dagster_run
        age = datetime.now(UTC) - record.update_timestamp.astimezone(UTC)
        if _is_dead(run.run_id, run.tags.get(PROCESS, ""), age):
            instance.report_run_failed(
                run,
                "Tiến trình của lần chạy này không còn: bị tắt hoặc máy đã khởi động lại; hãy chạy "
                "lại. / The process of this run is gone: it was killed, or the machine restarted; "
                "run it again.",
            )
            closed.append(run.run_id)
    return closed


@dg.sensor(
    name="close_dead_runs",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reports runs as failed whose process was killed, so that others are not queued.",
)
def dead_run_sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """The same, every half minute while the UI runs."""
    closed = close_dead_runs(context.instance)
    return dg.SkipReason(f"closed: {', '.join(closed) or 'none'}")


def _is_dead(run_id: str, noted: str, age: timedelta) -> bool:
    found = noted.split(" ")
    if found[0] != run_id:
        return age > _PATIENCE
    _, node, boot, process, started = found
    here = _host().split(" ")
    if node != here[0]:
        return False  # of another machine that shares this home: nothing can be known
    return boot != here[1] or started != _started(int(process))


def _host() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{platform.node() or 'localhost'} {boot.read_text().strip() if boot.exists() else '-'}"


def _started(process: int) -> str:
    """When a process started, in ticks since the boot; `gone` if there is none, `-` if unknown."""
    try:
        os.kill(process, 0)
        if not Path("/proc/self/stat").exists():
            return "-"
        # The name of the command, in parentheses, may hold anything.
        state, *fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    except PermissionError:
        return "-"
    except (ProcessLookupError, FileNotFoundError):
        return "gone"
    return "gone" if state == "Z" else fields[18]
