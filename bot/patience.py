"""Waiting as long as Telegram asks for, once, before a call is given up."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from aiogram import Bot
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

LONGEST = 60
"""Seconds; a longer wait is not worth an answer that nobody waits for any more."""

_hurried: ContextVar[bool] = ContextVar("hurried", default=False)
logger = logging.getLogger(__name__)


@contextmanager
def no_waiting() -> Iterator[None]:
    """A scope whose calls raise at once where Telegram puts them off."""
    token = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(token)


async def wait_and_repeat(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    """Repeat a call that Telegram put off; polling has a patience of its own."""
    try:
        return await make_request(bot, method)
    except TelegramRetryAfter as error:
        hurried = isinstance(method, GetUpdates) or _hurried.get()
        if hurried or error.retry_after > LONGEST:
            raise
        logger.warning("Telegram asks to wait %d s.", error.retry_after)
        await asyncio.sleep(error.retry_after)
        return await make_request(bot, method)
