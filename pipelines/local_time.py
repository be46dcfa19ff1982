"""The time of Việt Nam: here belongs turning moments into what its clocks showed."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LOCAL_TIME: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def local(moment: datetime | None) -> datetime | None:
    """A moment as the clock in Việt Nam showed it."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(LOCAL_TIME).replace(tzinfo=None)
