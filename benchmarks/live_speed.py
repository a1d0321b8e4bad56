"""How long a pushed message takes to its committed row, at a steady thousand a second.

`python -m benchmarks.live_speed 10` pushes for ten seconds.
"""

import asyncio
import sys
from bisect import bisect_left
from itertools import cycle
from statistics import quantiles
from time import perf_counter

from benchmarks import collecting, databases, loopback
from core import db, models, schema
from core.chats import service as chats

SECONDS = 60
A_SECOND = 1_000
AT_ONCE = 20
"""Messages of one order to the Telegram."""

GROUPS = 10
LOOK = 0.02
"""Seconds between two looks at what is committed; a wait is told up to so much too long."""

PATIENCE = 60.0
"""Seconds after the last push within which everything must be there."""

Tops = dict[int, list[tuple[int, float]]]
"""Of each chat up to which message it was stored at which moment, ascending."""


def run(url: str, seconds: int = SECONDS) -> list[str]:
    """Figures of a collector on a new database of the server at a postgresql:// address."""
    return loopback.run(lambda: asyncio.run(_run(url, seconds)))


async def _run(url: str, seconds: int) -> list[str]:
    async with (
        loopback.running(people=100, groups=GROUPS, messages=1_000) as telegram,
        databases.own(url, "pushed") as address,
    ):
        database = db.Database(address)
        await schema.upgrade(database)
        there = [chat for chat in await telegram.chats() if chat["kind"] == "supergroup"]
        followed = [chat["id"] for chat in there]
        with collecting.beside(telegram, address, followed):
            await collecting.whole(database, telegram.facts["owner_id"], len(followed))
            before = await collecting.stored(database)
            tops: Tops = {chat: [] for chat in followed}
            watching = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                group.create_task(_watch(telegram, database, tops, watching))
                pushed, took = await _push(telegram, followed, seconds)
                await _arrive(pushed, tops)
                watching.set()
            after = await collecting.stored(database)
        await database.close()
    waits = sorted(filter(None, (_wait(each, tops) for each in pushed)))
    cuts = quantiles(waits, n=100)
    return [
        f"pushed: {len(pushed):,} messages, {len(pushed) / took:,.0f} a second",
        f"stored: {after - before:,} messages",
        f"from push to committed row: p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s,"
        f" worst {waits[-1]:.2f} s",
    ]


async def _push(
    telegram: loopback.Telegram, followed: list[int], seconds: int
) -> tuple[list[tuple[int, int, float]], float]:
    """Push at a steady pace; gives the chat, the id and the moment of each, and the seconds."""
    pushed: list[tuple[int, int, float]] = []
    started = perf_counter()
    for number, chat in zip(range(seconds * A_SECOND // AT_ONCE), cycle(followed), strict=False):
        await asyncio.sleep(started + number * AT_ONCE / A_SECOND - perf_counter())
        at = perf_counter()
        told = await telegram.tell("post", chat=chat, text="hello there", n=AT_ONCE)
        pushed += [(chat, message, at) for message in told["result"]["ids"]]
    return pushed, perf_counter() - started


async def _watch(
    telegram: loopback.Telegram, database: db.Database, tops: Tops, enough: asyncio.Event
) -> None:
    account = models.UserId(telegram.facts["owner_id"])
    while not enough.is_set():
        async with database.read() as session:
            followed = await chats.followed(session, account)
        now = perf_counter()
        for chat in followed:
            tops[chat.peer_id].append((chat.top or 0, now))
        await asyncio.sleep(LOOK)


async def _arrive(pushed: list[tuple[int, int, float]], tops: Tops) -> None:
    """Wait until the last message of each chat is stored, within patience."""
    last = {chat: message for chat, message, _ in pushed}
    end = perf_counter() + PATIENCE
    while any(_wait((chat, message, 0.0), tops) is None for chat, message in last.items()):
        if perf_counter() > end:
            return
        await asyncio.sleep(LOOK)


def _wait(message: tuple[int, int, float], tops: Tops) -> float | None:
    """Seconds from a push to its row; None where there is none."""
    chat, number, at = message
    found = bisect_left(tops[chat], (number, 0.0))
    return None if found == len(tops[chat]) else tops[chat][found][1] - at


if __name__ == "__main__":
    with databases.durable() as server:
        print("\n".join(run(server, *map(int, sys.argv[1:]))))
