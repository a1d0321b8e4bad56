"""What the clients of the providers raise, turned into failures. Loads those clients."""

from datetime import timedelta

from pydantic_ai import exceptions as raised

from core.ai.asking import Result
from core.ai.providers.outcomes import CallFailedError, Reaction

PATIENCE = timedelta(seconds=5)
"""The longest wait that one question sits out; for a longer one the next link is asked."""
LONGEST_REST = timedelta(days=1)
UNTIL_THE_OWNER_ACTS = timedelta(minutes=5)
"""A key or a name of a model that is wrong stays so until somebody changes it."""
UNTIL_QUOTA = timedelta(hours=1)
_ONCE_MORE = frozenset((408, 409, 425))

STUMBLES = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
"""How the clients fall over a reply of a form that they never heard of."""
CAUGHT = (raised.ModelAPIError, raised.UnexpectedModelBehavior, OSError, *STUMBLES)


def of(error: BaseException) -> CallFailedError:
    """The failure that one of CAUGHT, or a timeout, means."""
    failure = _of(error)
    failure.may_cost = failure.result is Result.TIMED_OUT or _was_answered(error)
    return failure


def _of(error: BaseException) -> CallFailedError:
    if isinstance(error, raised.ModelConnectionError):
        return _of_connection(error)
    if isinstance(error, raised.ModelAPIError):
        return _of_answer(error)
    if isinstance(error, TimeoutError):
        return CallFailedError(Result.TIMED_OUT, "timeout", Reaction.NEXT)
    if isinstance(error, OSError):
        return CallFailedError(Result.UNREACHABLE, "connection", Reaction.NEXT)
    return CallFailedError(Result.FAILED, "rubbish", Reaction.AGAIN)


def _of_connection(error: raised.ModelConnectionError) -> CallFailedError:
    if error.phase in ("connect", "pool"):
        return CallFailedError(Result.UNREACHABLE, "connect", Reaction.NEXT)
    if isinstance(error, raised.ModelTimeoutError):
        return CallFailedError(Result.TIMED_OUT, "timeout", Reaction.NEXT)
    return CallFailedError(Result.UNREACHABLE, "broken off", Reaction.AGAIN)


def _of_answer(error: raised.ModelAPIError) -> CallFailedError:
    status = error.status_code if isinstance(error, raised.ModelHTTPError) else None
    code = f"HTTP {status}" if status else "error"
    wait = _asked_for(error)
    if isinstance(error, raised.ModelQuotaExceededError):
        return _resting(Result.LIMITED, code, max(wait or UNTIL_QUOTA, UNTIL_QUOTA))
    if isinstance(error, raised.ModelRateLimitError):
        return _waiting(Result.LIMITED, code, wait)
    if isinstance(error, raised.ModelAuthenticationError):
        return _resting(Result.REFUSED, code, UNTIL_THE_OWNER_ACTS)
    if isinstance(error, raised.ModelNotFoundError):
        return _resting(Result.UNREACHABLE, code, UNTIL_THE_OWNER_ACTS)
    if _is_refused(error, status):
        return CallFailedError(Result.REFUSED, code, Reaction.NEVER)
    return _waiting(Result.FAILED, code, wait)


def _is_refused(error: raised.ModelAPIError, status: int | None) -> bool:
    if isinstance(error, raised.ModelRequestRejectedError):
        return True
    return status is not None and 400 <= status < 500 and status not in _ONCE_MORE


def _asked_for(error: raised.ModelAPIError) -> timedelta | None:
    if error.retry_after is None or not error.retry_after >= 0:
        return None
    return timedelta(seconds=min(error.retry_after, LONGEST_REST.total_seconds()))


def _resting(result: Result, code: str, wait: timedelta) -> CallFailedError:
    return CallFailedError(result, code, Reaction.REST, wait)


def _waiting(result: Result, code: str, wait: timedelta | None) -> CallFailedError:
    if wait is not None and wait > PATIENCE:
        return _resting(result, code, wait)
    return CallFailedError(result, code, Reaction.AGAIN, wait)


def _was_answered(error: BaseException) -> bool:
    """Whether the provider took the whole question, and nothing says that it is not charged."""
    if isinstance(error, raised.ModelConnectionError):
        return error.phase not in ("connect", "pool", "write")
    return not isinstance(error, (raised.ModelAPIError, OSError))
