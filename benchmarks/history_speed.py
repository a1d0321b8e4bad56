"""How fast a whole account is stored, beside Telethon reading the same chats and keeping nothing.

Telethon reads before and after, and the faster of the two counts.
`python -m benchmarks.history_speed 1000000` measures with a million messages.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from benchmarks import collecting, databases, import_speed, loopback
from core import db, schema

MESSAGES = 100_000
PEOPLE = 300
GROUPS = 20

MUCH = 10_000
"""Messages of a chat whose requests for each thousand are told."""


def run(url: str, messages: int = MESSAGES) -> list[str]:
    """Figures of a collector on a new database of the server at a postgresql:// address."""
    return loopback.run(lambda: asyncio.run(_run(url, messages)))


async def _run(url: str, messages: int) -> list[str]:
    async with (
        loopback.running(people=PEOPLE, groups=GROUPS, messages=messages) as telegram,
        databases.own(url, "collected") as address,
    ):
        await telegram.tell("prewarm")
        bare = await asyncio.to_thread(_measure, "bare", telegram, address)
        before = (await telegram.tell("rpc_log", limit=1))["result"]["total"]
        ours = await asyncio.to_thread(_measure, "ours", telegram, address)
        asked = await telegram.tell("rpc_log", since=before, limit=10 * messages)
        again = await asyncio.to_thread(_measure, "bare", telegram, address)
        chats = await telegram.chats()
    bare = min(bare, again, key=lambda measured: measured["seconds"])
    speed, reading = ours["messages"] / ours["seconds"], bare["messages"] / bare["seconds"]
    return [
        f"history: {speed:,.0f} messages/s"
        f" ({ours['messages']:,.0f} messages in {ours['seconds']:.1f} s)",
        f"history: {ours['peak_mb']:,.0f} MB peak of our process",
        f"bare iter_messages over the same chats: {reading:,.0f} messages/s"
        f" ({bare['messages']:,.0f} messages)",
        f"ratio: {speed / reading:.2f}",
        *_requests(chats, asked["result"]["rows"]),
    ]


def _requests(chats: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[str]:
    """How many pages were asked for, for each thousand messages and beyond the pages needed."""
    asked = Counter(row["chat"] for row in rows if row["method"] == "messages.getHistory")
    large = [chat for chat in chats if chat["messages"] >= MUCH]
    stored = sum(chat["messages"] for chat in large)
    pages = sum(asked[chat["id"]] for chat in large)
    extra = max(asked[chat["id"]] - -(-chat["messages"] // 100) for chat in chats)
    return [
        f"requests in the {len(large)} chats of {MUCH:,} messages and more:"
        f" {1_000 * pages / max(1, stored):.2f} for each 1,000 messages",
        f"requests in any chat: its pages and at most {extra} more",
        f"requests besides: {len(rows) - asked.total()}",
    ]


def _measure(what: str, telegram: loopback.Telegram, address: str) -> dict[str, float]:
    """Seconds, messages and peak memory of a process of its own."""
    said = json.dumps({"facts": telegram.facts, "home": str(telegram.home), "url": address})
    again = [sys.executable, "-m", "benchmarks.history_speed", what]
    ran = subprocess.run(again, check=True, stdout=subprocess.PIPE, input=said.encode())
    measured: dict[str, float] = json.loads(ran.stdout)
    return measured


async def _bare(telegram: loopback.Telegram, chats: list[int], _url: str) -> tuple[float, int]:
    client = await telegram.plain()
    started, messages = perf_counter(), 0
    async for dialog in client.iter_dialogs():
        if dialog.id in chats:
            async for _ in client.iter_messages(dialog.input_entity, wait_time=0):
                messages += 1
    seconds = perf_counter() - started
    await client.disconnect()
    return seconds, messages


async def _ours(telegram: loopback.Telegram, chats: list[int], url: str) -> tuple[float, int]:
    database = db.Database(url)
    await schema.upgrade(database)
    started = perf_counter()
    async with collecting.running(telegram, database, chats):
        await collecting.whole(database, telegram.facts["owner_id"], len(chats))
        seconds = perf_counter() - started
    messages = await collecting.stored(database)
    await database.close()
    return seconds, messages


async def _alone(what: str, said: dict[str, Any]) -> dict[str, float]:
    async with aiohttp.ClientSession() as http:
        telegram = loopback.Telegram(said["facts"], Path(said["home"]), http)
        chats = [chat["id"] for chat in await telegram.chats() if chat["messages"]]
        measure = _bare if what == "bare" else _ours
        seconds, messages = await measure(telegram, chats, said["url"])
    return {"seconds": seconds, "messages": messages, "peak_mb": import_speed.peak_mb()}


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in {"bare", "ours"}:
        print(json.dumps(asyncio.run(_alone(sys.argv[1], json.load(sys.stdin)))))
    else:
        size = int(sys.argv[1]) if sys.argv[1:] else MESSAGES
        with databases.durable() as server:
            print("\n".join(run(server, size)))
