"""Progress of a run on the terminal: one line when a stage begins.

Here belongs the logger that `dti assess` gives to its runs. Everything else that Dagster logs is
kept in its own store and shown by the UI.
"""

import logging
import sys
from typing import Any

import dagster as dg

from assets.stages import STAGES

PROGRESS = "progress"
_LINES = {
    **{stage.name: f"{stage.vi} / {stage.en}" for stage in STAGES},
    "check_rounds": "kiểm tra / checking",
    "publish_rounds": "công bố / publishing",
    "write_open_data": "dữ liệu mở / open data",
    "write_releases": "báo cáo, phiếu điểm / papers and receipts",
    "publication__site": "trang web / site",
}


class _Stages(logging.Handler):
    """Writes the stages of a run to standard error as they begin."""

    def emit(self, record: logging.LogRecord) -> None:
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event: dg.DagsterEvent | None = meta.get("dagster_event")
        if event is not None and event.is_step_start and event.step_key in _LINES:
            sys.stderr.write(f"  {_LINES[event.step_key]}\n")
            sys.stderr.flush()


def _stage_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("dti", level=logging.DEBUG)
    logger.addHandler(_Stages())
    return logger


progress_logger = dg.LoggerDefinition(_stage_logger, description="One line when a stage begins.")
"""The logger of `dti assess`."""
