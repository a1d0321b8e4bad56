"""Trouble that passes by itself, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core import db
from core.ai import asking

SOON = timedelta(seconds=15)
"""Until a new try where it is not known when trouble is over."""
LATE = timedelta(minutes=10)
"""The longest that passing trouble puts a job off: the owner may have ended it before."""


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
        case asking.StumbledError():
            return None
        case asking.NobodyAnswersError():
            return min(max(error.again - now, timedelta(0)), LATE)
        case db.DatabaseUnreachableError() | db.DatabaseFullError():
            return SOON
    return None
