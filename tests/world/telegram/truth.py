"""What the simulated Telegram holds of a chat, in the words of our tables."""

from typing import Any

from telethon import utils
from telethon.tl import types

from core.models import MediaKind, ServiceAction
from tests import said
from tests.said import Entity, Said
from tests.world.telegram.chat import Chat

ACTIONS = {
    types.MessageActionChatAddUser: ServiceAction.INVITED,
    types.MessageActionChatDeleteUser: ServiceAction.REMOVED,
    types.MessageActionChatEditTitle: ServiceAction.TITLE_CHANGED,
    types.MessageActionTopicCreate: ServiceAction.TOPIC_CREATED,
    types.MessageActionTopicEdit: ServiceAction.TOPIC_EDITED,
    types.MessageActionChatMigrateTo: ServiceAction.MIGRATED_TO,
    types.MessageActionChannelMigrateFrom: ServiceAction.MIGRATED_FROM,
}
ENTITIES = {
    types.MessageEntityBold: "bold",
    types.MessageEntityHashtag: "hashtag",
    types.MessageEntityTextUrl: "text_link",
    types.MessageEntityUrl: "url",
}


def messages(chat: Chat) -> dict[int, Said]:
    """The messages that there are, by id."""
    return {number: _said(chat, message) for number, message in chat.messages.items()}


def _said(chat: Chat, message: Any) -> Said:
    text = getattr(message, "message", None) or ""
    hides = getattr(message, "edit_hide", None)
    return Said(
        sender=_sender(chat, message),
        at=message.date,
        edited=None if hides else getattr(message, "edit_date", None),
        text=text,
        entities=_entities(text, getattr(message, "entities", None)),
        reply_to=message.reply_to and message.reply_to.reply_to_msg_id,
        topic=_topic(chat, message),
        forward=_forward(getattr(message, "fwd_from", None)),
        album=getattr(message, "grouped_id", None),
        media=_kind(getattr(message, "media", None)),
        service=ACTIONS[type(message.action)] if _is_service(message) else None,
        file=_file(getattr(message, "media", None)),
    )


def _is_service(message: Any) -> bool:
    return isinstance(message, types.MessageService)


def _sender(chat: Chat, message: Any) -> int:
    if message.from_id is None:
        return chat.peer
    return int(utils.get_peer_id(message.from_id))


def _topic(chat: Chat, message: Any) -> int | None:
    if message.id in chat.topics:
        return int(message.id)
    header = message.reply_to
    if header is None or not header.forum_topic:
        return None
    return int(header.reply_to_top_id or header.reply_to_msg_id)


def _entities(text: str, given: list[Any] | None) -> tuple[Entity, ...]:
    found = [
        Entity(ENTITIES[type(each)], *said.points(text, each.offset, each.length))
        for each in given or ()
    ]
    return tuple(sorted(found))


def _forward(header: Any) -> int | str | None:
    if header is None or header.from_id is None:
        return header and str(header.from_name)
    return int(utils.get_peer_id(header.from_id))


def _kind(media: Any) -> MediaKind | None:
    if media is None or isinstance(media, types.MessageMediaWebPage):
        return None
    return {
        types.MessageMediaPhoto: MediaKind.PHOTO,
        types.MessageMediaDocument: MediaKind.DOCUMENT,
        types.MessageMediaPoll: MediaKind.POLL,
    }[type(media)]


def _file(media: Any) -> tuple[str | None, int | None] | None:
    if isinstance(media, types.MessageMediaPhoto):
        return None, media.photo.sizes[-1].sizes[-1]
    if isinstance(media, types.MessageMediaDocument):
        names = [
            each.file_name for each in media.document.attributes if hasattr(each, "file_name")
        ]
        return next(iter(names), None), media.document.size
    return None
