"""A whole collector between the simulated Telegram and a database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import sqlalchemy as sa

from collector import run
from core import db, models
from tests import said
from tests.world import collecting
from tests.world.telegram import truth
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

PATIENCE = 15.0


async def until(happens: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if await happens():
                return
            await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Follower:
    """Collects as often as a story wishes; what was stored stays."""

    telegram: Telegram
    database: db.Database
    home: Path

    @asynccontextmanager
    async def collecting(self, *tracked: Chat, **overrides: object) -> AsyncIterator[None]:
        """Follow these chats until the end of the scope."""
        ids = tuple(chat.peer for chat in tracked)
        given = {"telegram_allowed_chat_ids": ids, "kimdir_home": self.home} | overrides
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(
                run.collect(collecting.chosen(**given), self.database, self.home, stop=stop)
            )
            try:
                yield
            finally:
                stop.set()

    async def catches_up(self, *tracked: Chat) -> None:
        """Collect until these chats are stored whole, and stop."""
        async with self.collecting(*tracked):
            await self.has_all_of(*tracked)

    async def has_all_of(self, *chats: Chat) -> None:
        """Wait until these chats are stored as Telegram has them, field by field."""
        last = monotonic() + PATIENCE
        while found := await self.differences(*chats):
            assert monotonic() < last, "\n".join(found[:20])
            await asyncio.sleep(0.05)

    async def differences(self, *chats: Chat) -> list[str]:
        """Where what is stored is not what Telegram has."""
        found = []
        for chat in chats:
            kept = await self.row(chat)
            if kept is None:
                found.append(f"{chat.title} is missing")
                continue
            ours = await said.stored(self.database, kept.id)
            found += [
                f"{chat.title}: {each}" for each in said.differences(truth.messages(chat), *ours)
            ]
        return found

    async def row(self, chat: Chat) -> models.Chat | None:
        """The chat's row."""
        async with self.database.read() as session:
            wanted = sa.select(models.Chat).where(models.Chat.peer_id == chat.peer)
            found: models.Chat | None = await session.scalar(wanted)
            return found

    async def person(self, number: int) -> models.User | None:
        """Somebody's row."""
        async with self.database.read() as session:
            return await session.get(models.User, number)

    async def everything_said(self) -> list[str]:
        """Every text that is stored, of any chat."""
        async with self.database.read() as session:
            return list(await session.scalars(sa.select(models.Message.text)))

    async def notices(self) -> list[str]:
        """What the owner is to be told."""
        async with self.database.read() as session:
            return list(await session.scalars(sa.select(models.Notice.kind)))
