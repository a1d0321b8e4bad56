"""Asking a provider in trouble again, as long as and as late as it makes sense."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

import stamina

from core.ai.providers.outcomes import CallFailedError, Reaction

ATTEMPTS = 3
"""Requests to a link in trouble, for one question."""

P = ParamSpec("P")
R = TypeVar("R")


async def patiently(once: Callable[P, Awaitable[R]], *args: P.args, **options: P.kwargs) -> R:
    """What `once` gives; called again where its CallFailedError says that this may help."""
    asking = stamina.AsyncRetryingCaller(
        attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_jitter=0.5
    )
    return await asking(_pause, once, *args, **options)


def _pause(error: Exception) -> bool | timedelta:
    """How long to wait before asking again; False is not at all."""
    if not isinstance(error, CallFailedError) or error.reaction is not Reaction.AGAIN:
        return False
    return True if error.wait is None else error.wait
