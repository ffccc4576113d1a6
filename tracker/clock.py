"""The only reader of the wall clock. Everything else is handed ``now`` or ``today``.

Not here: calendars, counting, and any question about a period.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str | ZoneInfo = "Asia/Tokyo") -> date:
    """The day it is in ``zone``: the office's day, wherever the machine stands."""
    return day_of(now(), zone)


def day_of(instant: datetime, zone: str | ZoneInfo = "Asia/Tokyo") -> date:
    """The day on which an aware instant falls in ``zone``."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)).date()
