"""The log of publication beside what the published warehouse knows of it.

Here belongs whether the log still has every line that was noted. How a log is written and chained
is in `assets/installation/release_log.py`.
"""

from contextlib import suppress

from assets.installation.installation import Installation
from assets.installation.release_log import LOG, LogBroken, read_log
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import PublishedUnreadable, open_published, rows_as_published


def log_as_published(installation: Installation) -> list[str]:
    """The hashes of the lines of the log that the published warehouse knows, in order."""
    if not installation.published.exists():
        return []
    with open_published(installation.published) as warehouse:
        rows = rows_as_published(warehouse, TABLE_BY_NAME["publication.log"])
    return rows.sort("number")["sha256"].to_list()


def ensure_log_whole(installation: Installation) -> None:
    """Raise LogBroken unless the log begins with every line that the warehouse noted.

    Whoever cuts its end off would undo a final release, or open a closed round, without a word.
    Where the whole folder of releases is gone there is nothing left to contradict it.
    """
    if not installation.releases.is_dir() or not any(installation.releases.iterdir()):
        return
    noted: list[str] = []
    with suppress(PublishedUnreadable):  # the step that reads the warehouse says so
        noted = log_as_published(installation)
    there = [entry.sha256 for entry in read_log(installation.releases)]
    if there[: len(noted)] != noted:
        raise LogBroken(
            f"{installation.releases / LOG}: kho dữ liệu đã ghi {len(noted)} dòng, nhật ký không "
            f"còn đủ hoặc không còn đúng các dòng đó. Hãy khôi phục nhật ký từ bản sao dự phòng. / "
            f"The warehouse noted {len(noted)} lines, and the log no longer has them as they were. "
            f"Restore the log from a backup."
        )
