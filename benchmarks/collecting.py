"""A collector that benchmarks start, here or in a process of its own."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp

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


@contextlib.contextmanager
def beside(telegram: loopback.Telegram, url: str, followed: list[int]) -> Iterator[None]:
    """The same in a process of its own."""
    said = {"facts": telegram.facts, "home": str(telegram.home), "url": url, "chats": followed}
    again = [sys.executable, "-m", "benchmarks.collecting"]
    with subprocess.Popen(again, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(said).encode() + b"\n")
        process.stdin.flush()
        yield
        process.stdin.close()


async def _alone() -> None:
    """Collect until the standard input ends."""
    said = json.loads(sys.stdin.readline())
    database = db.Database(said["url"])
    async with aiohttp.ClientSession() as http:
        telegram = loopback.Telegram(said["facts"], Path(said["home"]), http)
        async with running(telegram, database, said["chats"]):
            await asyncio.to_thread(sys.stdin.read)
    await database.close()


if __name__ == "__main__":
    asyncio.run(_alone())
