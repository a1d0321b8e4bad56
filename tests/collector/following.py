"""The parts that follow an account, running in front of the simulated Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from collector.context import Context
from collector.live import Live
from collector.progress import Progress
from collector.reconcile import Reconcile
from core import db
from core.chats import service as chats
from core.chats.values import Followed
from core.models import Chat as StoredChat
from core.models import Message
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

PATIENCE = 0.05


@dataclass
class Following:
    """What runs; `later` is how many seconds the comparisons believe have passed."""

    telegram: Telegram
    here: Context
    live: Live
    reconcile: Reconcile
    told: Progress
    clock: list[float]

    async def compares(self, after: float = 0.0) -> None:
        """Let seconds pass, do what is due, and wait until nothing is under way."""
        self.clock[0] += after
        await self.reconcile.once()
        await self.live.settled()

    def asked(self) -> dict[str, int]:
        """Requests so far."""
        return dict(self.here.line.asked)


@asynccontextmanager
async def following(
    telegram: Telegram, database: db.Database, *tracked: Chat, started: bool = True, **given: Any
) -> AsyncIterator[Following]:
    """Follow some chats of the account until the end of the scope."""
    given.setdefault("telegram_allowed_chat_ids", tuple(chat.peer for chat in tracked))
    async with collecting.context(telegram, database, **given) as here:
        clock = [1_000.0]
        live, told = Live(here, patience=PATIENCE), Progress()
        reconcile = Reconcile(here, live, told, now=lambda: clock[0])
        async with asyncio.TaskGroup() as group:
            task = group.create_task(live.run())
            runs = Following(telegram, here, live, reconcile, told, clock)
            if started:
                await runs.compares()
            try:
                yield runs
            finally:
                task.cancel()


async def stored(database: db.Database, chat: Chat) -> dict[int, str]:
    """The texts of a chat that are stored and not deleted, by id."""
    statement = (
        select(Message.message_id, Message.text)
        .join(StoredChat, StoredChat.id == Message.chat_id)
        .where(StoredChat.peer_id == chat.peer, Message.deleted_at.is_(None))
    )
    async with database.read() as session:
        rows = await session.execute(statement)
    return {row.message_id: row.text for row in rows}


async def row(database: db.Database, account: Any, chat: Chat) -> Followed:
    """How a chat stands in the database."""
    async with database.read() as session:
        found = await chats.followed(session, account, everything=True)
    return next(each for each in found if each.peer_id == chat.peer)


def truth(chat: Chat, above: int = 0) -> dict[int, str]:
    """The texts that a chat has above an id, by id."""
    return {
        number: getattr(message, "message", None) or ""
        for number, message in chat.messages.items()
        if number > above
    }
