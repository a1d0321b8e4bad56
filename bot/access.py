"""Who is answered: the owner, in a private chat, and nobody else."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update
from aiogram.types.update import UpdateTypeLookupError

from core.models import UserId

logger = logging.getLogger(__name__)


class OwnerOnly(BaseMiddleware):
    """Ends everybody else's updates in silence, before anything is read or stored for them."""

    def __init__(self, owner_id: UserId) -> None:
        self.owner_id = owner_id

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> object:
        """Hand the owner's private updates on; log the kind and the sender of any other."""
        user, chat = data.get("event_from_user"), data.get("event_chat")
        sender = user.id if user else None
        if sender == self.owner_id and chat is not None and chat.type == ChatType.PRIVATE:
            return await handler(event, data)
        logger.info("Ignored a %s of user %s.", _kind(event), sender)
        return None


def _kind(event: TelegramObject) -> str:
    assert isinstance(event, Update)
    try:
        return event.event_type
    except UpdateTypeLookupError:
        return "new kind of update"
