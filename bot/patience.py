"""Waiting as long as Telegram asks for, once, before a call is given up."""

import asyncio
import logging

from aiogram import Bot
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

LONGEST = 60
"""Seconds; a longer wait is not worth an answer that nobody waits for any more."""

logger = logging.getLogger(__name__)


async def wait_and_repeat(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    """Repeat a call that Telegram put off; polling has a patience of its own."""
    try:
        return await make_request(bot, method)
    except TelegramRetryAfter as error:
        if isinstance(method, GetUpdates) or error.retry_after > LONGEST:
            raise
        logger.warning("Telegram asks to wait %d s.", error.retry_after)
        await asyncio.sleep(error.retry_after)
        return await make_request(bot, method)
