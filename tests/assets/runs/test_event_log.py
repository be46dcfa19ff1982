"""The event log that stays open is Dagster's own, read and written by everybody else too."""

import logging
from pathlib import Path

import dagster as dg
import yaml
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage

from assets.installation.seeds import PROJECT
from assets.runs.event_log import OpenEventLog


@dg.asset
def one() -> None:
    """An asset."""


def test_a_home_set_up_as_this_project_s_keeps_its_events_open() -> None:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, OpenEventLog)


def test_what_is_kept_is_read_by_the_storage_it_stands_on(tmp_path: Path) -> None:
    home = yaml.safe_load((PROJECT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8"))
    home["event_log_storage"]["config"]["base_dir"] = str(tmp_path)
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(home), encoding="utf-8")
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        run = dg.materialize([one], instance=instance)
        kept = [event.message for event in instance.all_logs(run.run_id)]
        beside = ConsolidatedSqliteEventLogStorage(str(tmp_path))  # as the UI does, meanwhile
        assert [event.message for event in beside.get_logs_for_run(run.run_id)] == kept
    assert kept
    assert not (tmp_path / "event_log.db-wal").exists()  # closed


@dg.asset
def careful() -> None:
    """An asset that uses code of ours which warns."""
    logging.getLogger("assets.receiving.receive").warning("r1: an answer was not written")


def test_what_our_code_warns_of_stands_in_the_log_of_the_run() -> None:
    with dg.DagsterInstance.get() as instance:
        run = dg.materialize([careful], instance=instance)
        logged = [
            (entry.level, entry.step_key)
            for entry in instance.all_logs(run.run_id)
            if "an answer was not written" in entry.user_message
        ]
    assert logged == [(logging.WARNING, "careful")]
