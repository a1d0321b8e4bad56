"""How long the owner waits for /who and a card among 100,000 people and a million messages."""

import asyncio
import statistics
import time
from itertools import cycle, islice

from aiogram.fsm.storage.memory import MemoryStorage

from benchmarks import crowd, databases
from bot import app, deps, rehearsal
from core import db, schema
from core.models import UserId
from core.people import rules, service
from core.settings import Settings
from core.taxonomy import catalogue

WANTED = 30
TAPS = 200
OWNER = UserId(1)
SEARCHES = {
    "a profession": ("lawyer", "developer", "hemşire", "бухгалтер", "электрик"),
    "a misspelt profession": ("develoepr", "acountant", "hemsıre"),
    "a sector": ("healthcare", "hukuk", "образование"),
    "a name": ("ayşe çelik", "user777", "пётр кузнец"),
    "everybody": ("",),
}


def run(url: str) -> list[str]:
    """Handler p50 and p95 in ms by kind of search and for cards, beside the bare query."""
    return asyncio.run(_run(url))


async def _run(url: str) -> list[str]:
    async with databases.own(url, "crowd") as address:
        database = db.Database(address)
        await schema.upgrade(database)
        await crowd.gather(database)
        given = deps.make(Settings(), database, OWNER)
        lines = [await _measure(given, kind, words) for kind, words in SEARCHES.items()]
        lines.append(await _bare(database))
        await database.close()
    return lines


async def _measure(given: deps.Deps, kind: str, words: tuple[str, ...]) -> str:
    """Time /who, then a tap on the first person, through the dispatcher."""
    telegram = rehearsal.Telegram(OWNER)
    bot = app.client(rehearsal.TOKEN, telegram)
    dispatcher = app.build(given, MemoryStorage())
    asked: list[float] = []
    opened: list[float] = []
    for typed in (*words, *islice(cycle(words), TAPS)):
        for update, spent in ((telegram.said(f"/who {typed}"), asked), (None, opened)):
            event = update or telegram.pressed(1)
            assert event is not None
            started = time.perf_counter()
            await dispatcher.feed_update(bot, event)
            spent.append((time.perf_counter() - started) * 1000)
        telegram.news.clear()
    warm = len(words)
    return (
        f"/who {kind}: {_percentiles(asked[warm:])}; its first card: "
        f"{_percentiles(opened[warm:])} (wanted: p95 under {WANTED} ms)"
    )


async def _bare(database: db.Database) -> str:
    spent: list[float] = []
    taxonomy = catalogue.load()
    understood = rules.understand("lawyer", taxonomy)
    assert understood.professions
    async with database.write() as session:
        search = await service.search(session, "lawyer")
    for _ in range(TAPS):
        started = time.perf_counter()
        async with database.read() as session:
            await service.page(session, taxonomy, search, 0)
        spent.append((time.perf_counter() - started) * 1000)
    return f"a profession, the core's part alone: {_percentiles(spent[5:])}"


def _percentiles(spent: list[float]) -> str:
    ranks = statistics.quantiles(spent, n=20)
    return f"p50 {ranks[9]:.1f} ms, p95 {ranks[18]:.1f} ms"
