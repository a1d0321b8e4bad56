"""Builders of what is seen, and questions about what was stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from core import db, models
from core.intake import service
from core.intake.values import ChatSeen, MessageSeen, Recorded, UserSeen
from core.models import ChatKind, Source

START = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
ANN = models.UserId(11)
BOB = models.UserId(12)
GROUP = ChatSeen(models.PeerId(-1000000000077), ChatKind.SUPERGROUP, title="Neighbours")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def message(number: int, words: str = "", **more: Any) -> MessageSeen:
    return MessageSeen(
        models.MessageId(number),
        more.pop("sent_at", at(number)),
        models.PeerId(more.pop("sender_id", ANN)),
        words,
        **more,
    )


async def chat(database: db.Database, seen: ChatSeen = GROUP) -> models.ChatId:
    async with database.write() as session:
        return await service.chat(session, seen)


async def record(
    database: db.Database,
    chat_id: models.ChatId,
    *messages: MessageSeen,
    users: tuple[UserSeen, ...] = (),
    source: Source = Source.IMPORT,
) -> Recorded:
    async with database.write() as session:
        return await service.record(session, chat_id, users, messages, source)


async def rows(database: db.Database, statement: str) -> list[dict[str, Any]]:
    async with database.read() as session:
        return [dict(row) for row in (await session.execute(text(statement))).mappings()]


async def only(database: db.Database, statement: str) -> Any:
    (row,) = await rows(database, statement)
    (value,) = row.values()
    return value


async def everything(database: db.Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, with the transaction that wrote each."""
    tables = (
        "accounts", "chats", "coverage", "files", "memberships", "message_versions", "messages",
        "profiles", "topics", "users",
    )  # fmt: skip
    return {
        table: await rows(database, f"SELECT xmin::text, * FROM {table} ORDER BY 2, 3")
        for table in tables
    }
