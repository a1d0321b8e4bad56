"""Which job calls what, and what is done at set times."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Final

from core import clock, db, queue
from core.ai.chain import chain, embedding
from core.embeddings import tasks as embeddings
from core.files import tasks as files
from core.insights import service as insights
from core.insights import tasks as messages
from core.learning import service as learning
from core.learning import tasks as learn
from core.ledger import service as ledger
from core.models import ChatId, MessageId
from core.professions import service as professions
from core.professions import tasks as people
from core.professions.asking.values import Plan
from core.professions.service import Reader
from core.settings import Settings
from core.taxonomy import catalogue
from core.taxonomy.values import Taxonomy
from core.worker import schedule, service
from core.worker.loop import Handler, Work

NIGHT: Final = time(4)
"""The owner's, when nobody minds."""
SWEEP = timedelta(minutes=1)
"""Between two looks for what nobody asked for, or asked for while its job was under way."""
NOW_AND_THEN = timedelta(minutes=5)
"""Between two looks whom to read."""
LEARN = timedelta(minutes=10)
HOURLY = timedelta(hours=1)
EVERYWHERE = "all"
"""The key of a look for vectors at all messages, which takes a second where there are a million;
without it the newest of each chat are looked at."""
LOST_AFTER = timedelta(minutes=30)
"""No call is under way for so long."""
SOON = timedelta(minutes=1)
"""For no longer a job keeps its place in the queue, where it would stand in the way of others."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs are done with."""

    database: db.Database
    settings: Settings
    home: Path
    models: chain.Chain
    embedder: embedding.Embedder | None
    taxonomy: Taxonomy
    offline: Reader


@asynccontextmanager
async def prepared(database: db.Database, settings: Settings, home: Path) -> AsyncIterator[Work]:
    """Everything that a worker does, with the doors to models closed at the end.

    `home` is the folder in which files are stored.
    """
    budget = ledger.Ledger(database, ledger.limits_of(settings), settings.zone)
    models = chain.prepare(settings, budget)
    embedder = embedding.prepare(settings, budget)
    taxonomy = catalogue.load()
    offline = professions.offline(taxonomy)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(models.close)
        if embedder is not None:
            stack.push_async_callback(embedder.close)
        tools = Tools(database, settings, home, models, embedder, taxonomy, offline)
        yield Work(
            handlers=_handlers(tools),
            plans=_plans(tools),
            zone=settings.zone,
            concurrency=settings.ai_concurrency,
        )


def _handlers(tools: Tools) -> dict[queue.Job, Handler]:
    handlers: dict[queue.Job, Handler] = dict.fromkeys(queue.Job, _leave)
    handlers |= {queue.Job.PEOPLE: _people(tools), queue.Job.LEARN: _learn(tools)}
    if tools.settings.ai_insights:
        handlers |= {queue.Job.NEW_MESSAGES: _look(tools), queue.Job.INSIGHTS: _read(tools)}
    if tools.settings.ai_files:
        handlers[queue.Job.FILES] = _caption(tools)
    if tools.embedder is not None:
        handlers[queue.Job.EMBEDDINGS] = _embed(tools.database, tools.embedder)
    return handlers


async def _leave(_key: str) -> None:
    """What is not wanted now is found by a sweep when it is."""


def _look(tools: Tools) -> Handler:
    async def look(key: str) -> timedelta | None:
        return await messages.plan(tools.database, ChatId(int(key)))

    return look


def _read(tools: Tools) -> Handler:
    async def read(key: str) -> None:
        chat, first, last = map(int, key.split())
        await messages.read(
            tools.database, tools.models, ChatId(chat), MessageId(first), MessageId(last)
        )

    return read


def _people(tools: Tools) -> Handler:
    given = tools.settings
    plan = Plan(given.minimum_messages, given.ai_people_per_day, given.zone)

    async def read(_key: str) -> timedelta | None:
        async with tools.database.read() as session:
            live = await learning.live(session, tools.offline, tools.taxonomy)
        done = await people.read_people(tools.database, live, tools.models, tools.taxonomy, plan)
        wait = None if done.again is None else done.again - clock.now()
        return wait if wait is not None and wait <= SOON else None

    return read


def _learn(tools: Tools) -> Handler:
    async def look(_key: str) -> None:
        learned = await learn.learn(tools.database, tools.offline, tools.taxonomy)
        if learned is not None and learned.live:
            async with tools.database.write() as session:
                await queue.enqueue(session, queue.Job.PEOPLE)

    return look


def _caption(tools: Tools) -> Handler:
    async def look(_key: str) -> timedelta | None:
        described = await files.caption(tools.database, tools.models, tools.home)
        return timedelta(0) if described else None

    return look


def _embed(database: db.Database, embedder: embedding.Embedder) -> Handler:
    async def look(key: str) -> timedelta | None:
        made = await embeddings.embed(database, embedder, everywhere=key == EVERYWHERE)
        if key != EVERYWHERE and made >= embeddings.OF_CHAT:
            async with database.write() as session:
                await queue.enqueue(session, queue.Job.EMBEDDINGS, EVERYWHERE)
        return timedelta(0) if made == embeddings.MOST else None

    return look


def _plans(tools: Tools) -> Sequence[schedule.Plan]:
    everywhere = _ask(tools.database, queue.Job.EMBEDDINGS, EVERYWHERE)
    vectors = [schedule.Plan("vectors", HOURLY, everywhere)] if tools.embedder else []
    return [
        *vectors,
        schedule.Plan("sweep", SWEEP, _sweep(tools)),
        schedule.Plan("people", NOW_AND_THEN, _ask(tools.database, queue.Job.PEOPLE)),
        schedule.Plan("learn", LEARN, _ask(tools.database, queue.Job.LEARN)),
        schedule.Plan("lost calls", NOW_AND_THEN, _find_lost_calls(tools.database)),
        schedule.Plan("prune", NIGHT, _prune(tools.database)),
    ]


def _sweep(tools: Tools) -> schedule.Deed:
    async def sweep() -> None:
        async with tools.database.write() as session:
            chats = await insights.sweep(session) if tools.settings.ai_insights else []
            for chat in chats:
                await queue.enqueue(session, queue.Job.NEW_MESSAGES, str(chat))
            if tools.settings.ai_files and tools.models.has_models:
                await queue.enqueue(session, queue.Job.FILES)
            if tools.embedder is not None:
                await queue.enqueue(session, queue.Job.EMBEDDINGS)

    return sweep


def _ask(database: db.Database, job: queue.Job, key: str = "") -> schedule.Deed:
    async def ask() -> None:
        async with database.write() as session:
            await queue.enqueue(session, job, key)

    return ask


def _find_lost_calls(database: db.Database) -> schedule.Deed:
    async def find() -> None:
        async with database.write() as session:
            await ledger.sweep_lost(session, clock.now() - LOST_AFTER)

    return find


def _prune(database: db.Database) -> schedule.Deed:
    async def prune() -> None:
        async with database.write() as session:
            await service.prune(session, clock.now())
            await ledger.prune(session)

    return prune
