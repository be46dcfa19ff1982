"""Progress of a run on the terminal: one line when a stage begins.

Here belongs the logger that `dti assess` gives to its runs. Everything else that Dagster logs is
kept in its own store and shown by the UI.
"""

import logging
import sys
from typing import Any

import dagster as dg

PROGRESS = "progress"
_STAGES = {
    "load_reference": "bộ chỉ số, đơn vị / frameworks, units",
    "receive_submissions": "nhận tệp / receiving files",
    "score_rounds": "tính điểm / scoring",
    "rank_rounds": "xếp hạng / ranking",
    "appraise_rounds": "thẩm định / appraising",
    "relate_rounds": "so sánh / comparing",
    "follow_targets": "mục tiêu, trách nhiệm / targets, responsibility",
    "explain_ranks": "vì sao đổi hạng / why ranks moved",
    "plan_rounds": "lập kế hoạch / planning",
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
        if event is not None and event.is_step_start and event.step_key in _STAGES:
            sys.stderr.write(f"  {_STAGES[event.step_key]}\n")
            sys.stderr.flush()


def _stage_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("dti", level=logging.DEBUG)
    logger.addHandler(_Stages())
    return logger


progress_logger = dg.LoggerDefinition(_stage_logger, description="One line when a stage begins.")
"""The logger of `dti assess`."""
