"""Asking Telegram for updates, one after another.

Our own loop, since aiogram's confirms updates before they are handled and drops the one under way
when it is stopped. Here an update is confirmed when it has been handled, and a stop waits for it.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update
from aiogram.utils.backoff import Backoff, BackoffConfig

from core.errors import KimdirError

logger = logging.getLogger(__name__)

LOCK = 0x626F74 << 40
"""Added to the bot's id: the advisory lock of whoever polls for that bot."""
PATIENCE = 30
"""Seconds that Telegram may hold a request when there is nothing new."""
_BACKOFF = BackoffConfig(min_delay=1.0, max_delay=30.0, factor=1.7, jitter=0.1)


class TokenRevokedError(KimdirError):
    """Telegram took the token back while the bot was running."""


class Stop:
    """A wish to stop, and the way to cut a wait short by it."""

    def __init__(self) -> None:
        self.wanted = False
        self._wait: asyncio.Timeout | None = None

    def want(self) -> None:
        """Stop soon: waits end now, work under way is finished."""
        self.wanted = True
        if self._wait is not None:
            self._wait.reschedule(0)

    @asynccontextmanager
    async def ends(self) -> AsyncIterator[None]:
        """A scope that ends early, without an error, when a stop is wanted."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(0 if self.wanted else None) as self._wait:
                    yield
        finally:
            self._wait = None


def on_signals() -> Stop:
    """A stop that SIGTERM or SIGINT wants."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.want)
    return stop


async def poll(bot: Bot, dispatcher: Dispatcher, stop: Stop) -> None:
    """Feed updates to the dispatcher until a stop is wanted, and confirm the last of them."""
    ask = GetUpdates(timeout=PATIENCE, allowed_updates=dispatcher.resolve_used_update_types())
    backoff = Backoff(_BACKOFF)
    while not stop.wanted:
        for update in await _next(bot, ask, backoff, stop):
            if not stop.wanted:
                await dispatcher.feed_update(bot, update)
                ask.offset = update.update_id + 1
    with suppress(AiogramError):
        await bot(GetUpdates(offset=ask.offset, limit=1, timeout=0))


async def _next(bot: Bot, ask: GetUpdates, backoff: Backoff, stop: Stop) -> list[Update]:
    updates: list[Update] = []
    try:
        async with stop.ends():
            updates = await bot(ask)
    except TelegramUnauthorizedError as error:
        raise TokenRevokedError("Telegram refuses BOT_TOKEN now: was it revoked?") from error
    except AiogramError as error:
        delay = next(backoff)
        if isinstance(error, TelegramRetryAfter):
            delay = error.retry_after
        logger.warning("No updates: %s. Next try in %.0f s.", _reason(error), delay)
        async with stop.ends():
            await asyncio.sleep(delay)
    else:
        backoff.reset()
    return updates


def _reason(error: AiogramError) -> str:
    if isinstance(error, TelegramConflictError):
        return "another program polls with the same BOT_TOKEN"
    return type(error).__name__
