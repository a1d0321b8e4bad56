"""Which job calls what, and what is done at set times."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from core import clock, db, queue
from core.ai import chain, embedding
from core.embeddings import tasks as embeddings
from core.insights import service as insights
from core.insights import tasks as reading
from core.ledger import service as ledger
from core.models import ChatId, MessageId
from core.settings import Settings
from core.worker import schedule, service
from core.worker.loop import Handler, Work

NIGHT: Final = time(4)
"""The owner's, when nobody minds."""
SWEEP = timedelta(minutes=1)
"""Between two looks for what nobody asked for, or asked for while its job was under way."""
LOST_AFTER = timedelta(minutes=30)
"""No call is under way for so long."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs are done with."""

    database: db.Database
    settings: Settings
    models: chain.Chain
    embedder: embedding.Embedder | None


@asynccontextmanager
async def prepared(database: db.Database, settings: Settings) -> AsyncIterator[Work]:
    """Everything that a worker does, with the doors to models closed at the end."""
    budget = ledger.Ledger(database, ledger.limits_of(settings), settings.zone)
    models = chain.prepare(settings, budget)
    embedder = embedding.prepare(settings, budget)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(models.close)
        if embedder is not None:
            stack.push_async_callback(embedder.close)
        tools = Tools(database, settings, models, embedder)
        yield Work(
            handlers=_handlers(tools),
            plans=_plans(tools),
            zone=settings.zone,
            concurrency=settings.ai_concurrency,
        )


def _handlers(tools: Tools) -> dict[queue.Job, Handler]:
    async def look(key: str) -> timedelta | None:
        return await reading.plan(tools.database, ChatId(int(key)))

    async def read(key: str) -> None:
        chat, first, last = map(int, key.split())
        await reading.read(
            tools.database, tools.models, ChatId(chat), MessageId(first), MessageId(last)
        )

    async def embed(_key: str) -> timedelta | None:
        assert tools.embedder is not None
        made = await embeddings.embed(tools.database, tools.embedder)
        return timedelta(0) if made == embeddings.MOST else None

    wanted = tools.settings.ai_insights
    return {
        queue.Job.NEW_MESSAGES: look if wanted else _leave,
        queue.Job.INSIGHTS: read if wanted else _leave,
        queue.Job.EMBEDDINGS: embed if tools.embedder is not None else _leave,
    }


async def _leave(_key: str) -> None:
    """What is not wanted now is found by a sweep when it is."""


def _plans(tools: Tools) -> Sequence[schedule.Plan]:
    async def sweep() -> None:
        async with tools.database.write() as session:
            if tools.settings.ai_insights:
                for chat in await insights.sweep(session):
                    await queue.enqueue(session, queue.Job.NEW_MESSAGES, str(chat))
            if tools.embedder is not None:
                await queue.enqueue(session, queue.Job.EMBEDDINGS)

    async def prune() -> None:
        async with tools.database.write() as session:
            await service.prune(session, clock.now())
            await ledger.prune(session)

    async def find_lost_calls() -> None:
        async with tools.database.write() as session:
            await ledger.sweep_lost(session, clock.now() - LOST_AFTER)

    return [
        schedule.Plan("sweep", SWEEP, sweep),
        schedule.Plan("prune", NIGHT, prune),
        schedule.Plan("lost calls", timedelta(minutes=5), find_lost_calls),
    ]
