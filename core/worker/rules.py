"""When a job is tried again, and when a schedule is next due."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import db
from core.ai import asking

PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
"""Before the second, third, fourth and fifth try; after that a job is set aside."""
MOST_STARTS = 3
"""As often a job may be begun without an end, its process having died, before it is set aside."""
SOON = timedelta(seconds=15)
"""Until a new try where it is not known when trouble is over."""
LATE = timedelta(minutes=10)
"""The longest that passing trouble puts a job off: the owner may have ended it before."""


def pause(failures: int) -> timedelta | None:
    """How long to wait after so many failures; None where the job is to be set aside."""
    return PAUSES[failures - 1] if failures <= len(PAUSES) else None


def put_off(error: BaseException, now: datetime) -> timedelta | None:
    """For how long passing trouble puts a job off; None if the error is not that.

    Of a group of errors each must be passing, and the longest wait counts.
    """
    waits = [_wait(each, now) for each in leaves(error)]
    known = [each for each in waits if each is not None]
    return max(known) if len(known) == len(waits) else None


def leaves(error: BaseException) -> Iterator[BaseException]:
    """The error itself, or what is in a group of them."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from leaves(each)
    else:
        yield error


def _wait(error: BaseException, now: datetime) -> timedelta | None:
    match error:
        case asking.BudgetSpentError():
            return min(max(error.until - now, timedelta(0)), LATE)
        case asking.NobodyAnswersError():
            return min(max(error.again - now, timedelta(0)), LATE)
        case db.DatabaseUnreachableError() | db.DatabaseFullError():
            return SOON
    return None


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
