"""The Dagster home: its configuration is what Dagster knows, and two may begin with a new one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import yaml

from assets.installation.seeds import PROJECT

CONFIGURATION = PROJECT / ".dagster" / "dagster.yaml"


def test_every_setting_is_taken_as_it_is_written(tmp_path: Path) -> None:
    shutil.copy(CONFIGURATION, tmp_path)
    os.environ["DAGSTER_HOME"], before = str(tmp_path), os.environ["DAGSTER_HOME"]
    try:
        with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
            assert instance.run_monitoring_enabled
            written = yaml.safe_load(CONFIGURATION.read_text())["run_monitoring"]
            settings = instance.run_monitoring_settings
            assert {name: settings[name] for name in written} == written
            assert instance.run_monitoring_start_timeout_seconds == 300
            assert instance.run_monitoring_max_runtime_seconds == 21600
            concurrency = instance.get_concurrency_config()
            assert concurrency.run_queue_config is not None
            assert concurrency.run_queue_config.max_concurrent_runs == 1
            assert not instance.telemetry_enabled
    finally:
        os.environ["DAGSTER_HOME"] = before


def test_two_processes_begin_with_a_new_home(tmp_path: Path) -> None:
    shutil.copy(CONFIGURATION, tmp_path)
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "assets.runs.home"],
            cwd=PROJECT,
            env={**os.environ, "DAGSTER_HOME": str(tmp_path)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [process.communicate()[1] for process in started] == ["", ""]
    assert [process.returncode for process in started] == [0, 0]
