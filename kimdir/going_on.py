"""Going on whatever breaks meanwhile: try again, after longer and longer pauses."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from core import db
from kimdir.embedded.values import EmbeddedServerError

logger = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds until a new try, doubled each time that it breaks off at once."""
STEADY = 60.0
"""Seconds after which a try counts as having gone well."""
AWAY = (db.DatabaseUnreachableError, db.DatabaseFullError, EmbeddedServerError)


async def until(
    stop: asyncio.Event,
    do: Callable[[], Awaitable[None]],
    passing: tuple[type[Exception], ...] = AWAY,
) -> None:
    """Do it again and again until `stop`, where it ends or raises what passes by itself."""
    pause = SHORTEST
    while not stop.is_set():
        started = monotonic()
        try:
            await do()
        except passing as error:
            pause = SHORTEST if monotonic() - started > STEADY else pause
            logger.warning("%s Again in %.0f s.", error, pause)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()
            pause = min(2 * pause, LONGEST)
