"""A message in words that Telegram's truth and our tables share, and those that are stored."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from core import db
from core.models import ChatId, File, MediaKind, Message, ServiceAction


class Entity(NamedTuple):
    """A stretch of a text, in code points."""

    type: str
    offset: int
    length: int


class Said(NamedTuple):
    """A message; `forward` is a peer or a name, `file` its name and size, of a photo the size."""

    sender: int | None
    at: datetime
    edited: datetime | None
    text: str
    entities: tuple[Entity, ...]
    reply_to: int | None
    topic: int | None
    forward: int | str | None
    album: int | None
    media: MediaKind | None
    service: ServiceAction | None
    file: tuple[str | None, int | None] | None


async def stored(database: db.Database, chat_id: ChatId) -> tuple[dict[int, Said], set[int]]:
    """The messages of a chat that count as there, and the ids of those marked deleted."""
    both = sa.and_(File.chat_id == Message.chat_id, File.message_id == Message.message_id)
    wanted = sa.select(Message, File).outerjoin(File, both).where(Message.chat_id == chat_id)
    live, gone = {}, set()
    async with database.read() as session:
        for message, file in await session.execute(wanted):
            if message.deleted_at is None:
                live[int(message.message_id)] = _said(message, file)
            else:
                gone.add(int(message.message_id))
    return live, gone


def differences(right: dict[int, Said], ours: dict[int, Said], marked: set[int]) -> list[str]:
    """Where what is stored of a chat is not the truth."""
    missing = sorted(right.keys() - ours.keys())
    found = [f"{number} is missing" for number in missing if number not in marked]
    found += [f"{number} counts as deleted" for number in missing if number in marked]
    found += [f"{number} counts as there" for number in sorted(ours.keys() - right.keys())]
    for number in sorted(right.keys() & ours.keys()):
        fields = zip(Said._fields, right[number], ours[number], strict=True)
        found += [
            f"{number}: {field} is {does!r}, should be {should!r}"
            for field, should, does in fields
            if should != does
        ]
    return found


def points(text: str, offset: int, length: int) -> tuple[int, int]:
    """An offset and a length in code points, from those in UTF-16 units."""
    units = text.encode("utf-16-le")
    start = len(units[: offset * 2].decode("utf-16-le"))
    return start, len(units[: (offset + length) * 2].decode("utf-16-le")) - start


def _said(message: Message, file: File | None) -> Said:
    name = file.name if file and message.media_kind is not MediaKind.PHOTO else None
    return Said(
        sender=message.sender_id,
        at=message.sent_at,
        edited=message.edited_at,
        text=message.text,
        entities=_entities(message.entities),
        reply_to=message.reply_to,
        topic=message.topic_id,
        forward=message.forward_peer_id or message.forward_name,
        album=message.grouped_id,
        media=message.media_kind,
        service=message.service_action,
        file=None if file is None else (name, file.size),
    )


def _entities(given: list[dict[str, Any]] | None) -> tuple[Entity, ...]:
    found = [Entity(each["type"], each["offset"], each["length"]) for each in given or ()]
    return tuple(sorted(found))
