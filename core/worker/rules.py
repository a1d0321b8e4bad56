"""When a job is tried again, and when a schedule is next due."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
"""Before the second, third, fourth and fifth try; after that a job is set aside."""
MOST_STARTS = 3
"""As often a job may be begun without an end, its process having died, before it is set aside."""


def pause(failures: int) -> timedelta | None:
    """How long to wait after so many failures; None where the job is to be set aside."""
    return PAUSES[failures - 1] if failures <= len(PAUSES) else None


def next_daily(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The first moment after `now` at which it is that time of day in the zone, in UTC.

    Each date has one: where clocks skip the time it is as much later as they skip, and where they
    show it twice it is the first.
    """
    date = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(date, at.replace(fold=0), zone).astimezone(UTC)
        if moment > now:
            return moment
        date += timedelta(days=1)
