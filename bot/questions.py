"""Leaving an open question when the owner turns to something else."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject


class LeaveQuestion(BaseMiddleware):
    """A tap or a command ends the wait for typed words, so that they never reach another person.

    What waits in the data stays: a reply to the question is still an answer.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> object:
        """Forget the state before the handler, which may open a question of its own."""
        turned = isinstance(event, CallbackQuery) or (
            isinstance(event, Message) and (event.text or "").startswith("/")
        )
        if turned and data.get("raw_state"):
            await data["state"].set_state(None)
            data["raw_state"] = None
        return await handler(event, data)
