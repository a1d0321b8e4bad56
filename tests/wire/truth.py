"""What the loopback Telegram knows, in the words of our tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from core.models import MediaKind, ServiceAction
from tests import said
from tests.said import Entity, Said
from tests.wire.loopback import Loopback

PAGE = 20_000
SERVICE = {
    "ChatCreate": ServiceAction.CREATED,
    "ChannelCreate": ServiceAction.CREATED,
    "ChatAddUser": ServiceAction.INVITED,
    "ChatJoinedByLink": ServiceAction.JOINED,
    "ChatDeleteUser": ServiceAction.REMOVED,
    "ChatEditTitle": ServiceAction.TITLE_CHANGED,
    "PinMessage": ServiceAction.PINNED,
    "ChatMigrateTo": ServiceAction.MIGRATED_TO,
    "ChannelMigrateFrom": ServiceAction.MIGRATED_FROM,
    "TopicCreate": ServiceAction.TOPIC_CREATED,
    "TopicEdit": ServiceAction.TOPIC_EDITED,
}
MEDIA = {
    "photo": MediaKind.PHOTO,
    "poll": MediaKind.POLL,
    "geo": MediaKind.LOCATION,
    "contact": MediaKind.CONTACT,
}
DOCUMENT = MediaKind.DOCUMENT
MIME = {
    "audio/ogg": MediaKind.VOICE,
    "audio/": MediaKind.AUDIO,
    "video/": MediaKind.VIDEO,
    "image/webp": MediaKind.STICKER,
}
NOT_MEDIA = {"webpage"}


async def messages(oracle: Loopback, chat: dict[str, Any]) -> dict[int, Said]:
    """The messages of a chat that there are, by id."""
    found: dict[int, Said] = {}
    while True:
        page = await oracle.do("messages", chat=chat["id"], offset=len(found), limit=PAGE)
        found |= {row["id"]: _said(row, chat) for row in page["rows"]}
        if not page["rows"] or len(found) >= page["total"]:
            return found


async def deleted(oracle: Loopback, chat: int) -> set[int]:
    """The ids of messages that were deleted since the beginning."""
    return {row["id"] for row in await oracle.do("deleted", chat=chat)}


def _said(row: dict[str, Any], chat: dict[str, Any]) -> Said:
    text = row["text"] or ""
    quiet = row["reactions"] or row["pinned"]
    edited = _moment(row["edit_date"]) if row["edit_date"] else None
    topic = _topic(row, chat)
    media = row.get("media")
    return Said(
        sender=row["from_id"] or chat["id"],
        at=_moment(row["date"]),
        edited=mock.ANY if quiet else edited,
        text=text,
        entities=entities(text, row["entities"]),
        reply_to=row["reply_to"] or None,
        topic=topic,
        forward=_forward(row),
        album=row["grouped_id"],
        media=_kind(media),
        service=SERVICE.get(row["service"], ServiceAction.OTHER) if row["service"] else None,
        file=_file(media),
    )


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(int(stamp), UTC)


def _topic(row: dict[str, Any], chat: dict[str, Any]) -> int | None:
    """The topic of a forum; General has no number."""
    if str(row["id"]) in chat["topics"]:
        return int(row["id"])
    return (row["top_id"] or row["reply_to"]) if row["forum_topic"] else None


def _forward(row: dict[str, Any]) -> Any:
    """The origin; the name of somebody hidden changes with theirs where chance has made it."""
    if row["fwd"] is None:
        return None
    name = row["fwd"].get("from_name") if row["kind"] == "posted" else mock.ANY
    return row["fwd"].get("from_id") or name


def _kind(media: dict[str, Any] | None) -> MediaKind | None:
    if media is None or media["type"] in NOT_MEDIA:
        return None
    if media["type"] == "document":
        return next((MIME[mime] for mime in MIME if media["mime"].startswith(mime)), DOCUMENT)
    return MEDIA.get(media["type"], MediaKind.OTHER)


def _file(media: dict[str, Any] | None) -> tuple[str | None, int | None] | None:
    if media is None or media["type"] not in {"photo", "document"}:
        return None
    return media.get("name") if media["type"] == "document" else None, media["size"]


def entities(text: str, given: Sequence[Sequence[Any]]) -> tuple[Entity, ...]:
    """Stretches of a text, from what the generator calls them."""
    return tuple(sorted(Entity(each[0], *said.points(text, each[1], each[2])) for each in given))
