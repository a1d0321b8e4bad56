"""A message that changes by itself while something is going on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter
from aiogram.types import Message, TelegramObject

from bot import patience, screen
from core import clock, errors

logger = logging.getLogger(__name__)

EVERY = 3.0
"""Seconds between two looks."""
LONGEST = timedelta(minutes=10)
ANSWER = 5
"""Seconds that Telegram has for an edit; the next one is soon made anew."""


@dataclass(frozen=True, slots=True)
class View:
    """What is to be shown now; `finished` is a text for a new message, which ends the showing."""

    shown: screen.Screen
    finished: screen.Screen | None = None


Look = Callable[[], Awaitable[View]]


@dataclass(eq=False, slots=True)
class _Watch:
    message: Message
    last: screen.Screen
    look: Look
    until: datetime


@dataclass(eq=False)
class Live(BaseMiddleware):
    """At most one message that is looked after; whatever the owner does next leaves it as it is.

    As a middleware it makes updates and edits take turns, so that no edit overtakes a screen.
    """

    every: float = EVERY
    _watch: _Watch | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> object:
        """Leave the message that is looked after, and handle the update."""
        async with self._turn:
            self._watch = None
            return await handler(event, data)

    def watch(self, message: Message, shown: screen.Screen, look: Look) -> None:
        """Look after a message, for a while, until the owner does something else."""
        self._watch = _Watch(message, shown, look, clock.now() + LONGEST)

    async def run(self, bot: Bot, stop: asyncio.Event) -> None:
        """Keep the message up to date until a stop is wanted."""
        pause = self.every
        while not await waited(stop, pause):
            async with self._turn:
                pause = await self._tick(bot)

    async def _tick(self, bot: Bot) -> float:
        watch = self._watch
        if watch is None:
            return self.every
        if clock.now() > watch.until:
            self._watch = None
            return self.every
        try:
            with patience.no_waiting():
                await self._update(bot, watch)
        except TelegramRetryAfter as error:
            return max(self.every, error.retry_after)
        except (TelegramNetworkError, errors.KimdirError) as error:
            logger.info("A message could not be kept up to date: %s.", type(error).__name__)
        except TelegramAPIError as error:
            logger.info("A message is no longer kept up to date: %s.", type(error).__name__)
            self._watch = None
        return self.every

    async def _update(self, bot: Bot, watch: _Watch) -> None:
        view = await watch.look()
        if view.shown != watch.last:
            message = watch.message
            await bot.edit_message_text(
                view.shown.text,
                chat_id=message.chat.id,
                message_id=message.message_id,
                reply_markup=view.shown.keyboard,
                request_timeout=ANSWER,
            )
            watch.last = view.shown
        if view.finished is not None:
            await bot.send_message(
                watch.message.chat.id,
                view.finished.text,
                reply_markup=view.finished.keyboard,
            )
            self._watch = None


async def waited(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until a stop is wanted; tells whether it is."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
