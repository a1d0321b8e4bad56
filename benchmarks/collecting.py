"""A collector of its own process, from the start until everything is stored."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from benchmarks import loopback
from collector import run
from core import db, models
from core.chats import ranges
from core.chats import service as chats
from core.chats.values import Followed

LOOK = 0.2
"""Seconds between two looks at what is stored."""


@contextlib.asynccontextmanager
async def running(
    telegram: loopback.Telegram, database: db.Database, followed: list[int]
) -> AsyncIterator[None]:
    """A collector that follows these chats, by Telegram's ids, while this lasts."""
    settings = telegram.settings(
        telegram_allowed_chat_ids=",".join(map(str, followed)),
        telegram_takeout=False,
        telegram_media_kinds="",
        database_url=database.engine.url.render_as_string(hide_password=False),
    )
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(run.collect(settings, database, telegram.home, stop=stop))
        yield
        stop.set()


async def whole(database: db.Database, account: int, count: int) -> None:
    """Wait until so many chats are followed and nothing of them is missing."""
    while True:
        async with database.read() as session:
            followed = await chats.followed(session, models.UserId(account))
        if len(followed) == count and all(map(_is_whole, followed)):
            return
        await asyncio.sleep(LOOK)


def _is_whole(chat: Followed) -> bool:
    return chat.top is not None and not ranges.gaps(chat.ranges, chat.top) and not chat.stale


async def stored(database: db.Database) -> int:
    """How many messages are stored."""
    async with database.read() as session:
        return sum(each.stored for each in await chats.standing(session))
