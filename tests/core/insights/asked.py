"""Chats with messages, a chain that asks the loopback models, and what came of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from core import db
from core.ai.chain import chain
from core.insights import service
from core.models import ChatId, MessageId
from tests.core.ai.purse import Purse
from tests.core.intake import seen
from tests.world.models.models import Models
from tests.world.models.values import Asked

MODEL = "llama3.2"
READER = f"ollama:{MODEL} messages 1"


@asynccontextmanager
async def chained(
    models: Models, names: str = f"ollama:{MODEL}, offline"
) -> AsyncIterator[chain.Chain]:
    """A chain of the loopback's models."""
    made = chain.prepare(models.settings(names), Purse())
    try:
        yield made
    finally:
        await made.close()


def obedient(asked: Asked) -> dict[str, Any]:
    """An item for every numbered line, with its first words as the summary."""
    items = []
    for line in asked.user.splitlines():
        head, _, text = line.partition(" ")
        if head.endswith("<"):
            continue
        number = int("".join(char for char in head.partition(">")[0] if char.isdigit()))
        items.append(item(number, s=f"Says that {text}"[:200]))
    return {"r": items}


def item(n: int, **fields: str) -> list[str]:
    """One item of an answer."""
    return [str(n), *({"l": "en", "i": "s80", "k": "", "e": "", "s": ""} | fields).values()]


async def jobs(database: db.Database, kind: str) -> list[str]:
    """Keys of the jobs of a kind that wait, in their order."""
    rows = await seen.rows(
        database,
        "SELECT convert_from(payload, 'UTF8') AS key FROM queue.pgqueuer"
        f" WHERE entrypoint = '{kind}' AND status = 'queued' ORDER BY id",
    )
    return [row["key"] for row in rows]


async def take(database: db.Database) -> list[tuple[ChatId, MessageId, MessageId]]:
    """The stretches whose jobs wait; their jobs end."""
    keys = await jobs(database, "insights")
    await end(database, "insights")
    return [stretch(key) for key in keys]


async def end(database: db.Database, kind: str) -> None:
    """The jobs of a kind are done."""
    async with database.write() as session:
        connection = await db.driver(session)
        await connection.execute("DELETE FROM queue.pgqueuer WHERE entrypoint = $1", kind)


def stretch(key: str) -> tuple[ChatId, MessageId, MessageId]:
    """A key in its parts."""
    chat_id, first, last = map(int, key.split())
    return ChatId(chat_id), MessageId(first), MessageId(last)


async def readers(database: db.Database) -> Mapping[int, str]:
    """Who made the insight of each message."""
    rows = await seen.rows(database, "SELECT message_id, reader FROM insights ORDER BY 1")
    return {row["message_id"]: row["reader"] for row in rows}


async def waiting(database: db.Database) -> int:
    """Messages that are not done."""
    async with database.read() as session:
        return (await service.figures(session)).waiting
