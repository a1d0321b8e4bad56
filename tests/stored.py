"""Rows for tests of rooms that only read what intake has stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from core import db, words
from core.models import (
    Chat,
    ChatId,
    ChatKind,
    Membership,
    Message,
    MessageId,
    PeerId,
    Profile,
    Source,
    User,
    UserId,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


async def chat(
    database: db.Database,
    title: str = "Komşular",
    kind: ChatKind = ChatKind.SUPERGROUP,
    peer: int = -1000000000077,
    username: str | None = None,
) -> ChatId:
    """A chat."""
    async with database.write() as session:
        stored = Chat(peer_id=PeerId(peer), kind=kind, title=title, username=username)
        session.add(stored)
        await session.flush()
        return stored.id


async def person(
    database: db.Database,
    user_id: int,
    name: str | None,
    *,
    username: str | None = None,
    bio: str | None = None,
    **fields: Any,
) -> UserId:
    """A person nobody has read yet."""
    folded = words.searchable(f"{name or ''} {username or ''}")
    async with database.write() as session:
        session.add(
            User(
                id=UserId(user_id),
                name=name,
                username=username,
                normalised_name=folded,
                bio=bio,
                first_seen_at=NOON,
                **fields,
            )
        )
        await session.flush()
        session.add(Profile(user_id=UserId(user_id)))
    return UserId(user_id)


async def says(
    database: db.Database,
    chat_id: ChatId,
    sender: UserId,
    first_id: int,
    *texts: str,
    **fields: Any,
) -> None:
    """Messages of a person, a minute apart, and what intake counts of them."""
    async with database.write() as session:
        for number, text in enumerate(texts):
            written: dict[str, Any] = {
                "chat_id": chat_id,
                "message_id": MessageId(first_id + number),
                "sender_id": PeerId(sender),
                "sent_at": NOON + timedelta(minutes=first_id + number),
                "time_assumed": False,
                "source": Source.IMPORT,
                "text": text,
                "normalised_text": words.normalise(text),
                "is_forward": False,
                "has_link": False,
            }
            session.add(Message(**(written | fields)))
        profile = await session.get_one(Profile, sender)
        profile.heard += 1
        member = await session.get(Membership, (chat_id, sender))
        if member is None:
            member = Membership(chat_id=chat_id, user_id=sender, message_count=0)
            session.add(member)
        member.message_count += len(texts)
        member.last_message_at = NOON + timedelta(minutes=first_id + len(texts) - 1)


async def deletes(database: db.Database, sender: UserId, beginning: str) -> None:
    """Messages of a person that begin like this are deleted in Telegram."""
    async with database.write() as session:
        await session.execute(
            update(Message)
            .where(Message.sender_id == sender, Message.text.startswith(beginning))
            .values(deleted_at=NOON)
        )
        profile = await session.get_one(Profile, sender)
        profile.heard += 1


async def last_spoke(database: db.Database, user_id: UserId, spoke: datetime) -> None:
    """Somebody last spoke then."""
    async with database.write() as session:
        await session.execute(
            update(Membership).where(Membership.user_id == user_id).values(last_message_at=spoke)
        )


async def ages(database: db.Database, by: timedelta) -> None:
    """All messages were received that much earlier."""
    async with database.write() as session:
        await session.execute(update(Message).values(received_at=Message.received_at - by))
