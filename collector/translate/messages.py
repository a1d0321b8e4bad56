"""A message of Telegram as the intake takes it; the import of exports gives the same values."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from telethon.tl import types

from collector.translate import actions, entities, media, peers
from core import words
from core.imports import details, texts
from core.intake.values import MessageSeen
from core.models import MessageId, PeerId, ServiceAction, UserId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_BOTS: Mapping[int, str] = MappingProxyType({})
_KEPT = ("action", "user_ids")
_NO_REPLY: tuple[None, None] = (None, None)


def message(
    tl: Any, account: UserId, chat: PeerId, bots: Mapping[int, str] = _NO_BOTS
) -> MessageSeen | None:
    """A message of that chat as the account sees it; None where nothing is left of it.

    `bots` are the usernames of bots by id; a bot that is not among them is called by its id.
    """
    read = _READERS.get(tl.CONSTRUCTOR_ID)
    return read(tl, account, chat, bots) if read is not None else None


def _spoken(tl: Any, account: UserId, chat: PeerId, bots: Mapping[int, str]) -> MessageSeen:
    text, marks = entities.read(tl.message or "", tl.entities)
    sent = tl.date or _EPOCH
    reply_to, topic_id = _reply(tl.reply_to, chat) if tl.reply_to is not None else _NO_REPLY
    forward = tl.fwd_from
    carried = media.read(tl.media) if tl.media is not None else media.NOTHING
    bot = tl.via_bot_id or tl.via_business_bot_id
    origin = forward.from_id if forward is not None else None
    return MessageSeen(
        tl.id,
        sent,
        _sender(tl, account, chat),
        text,
        False,
        _edited(tl, sent) if tl.edit_date is not None else None,
        marks,
        reply_to,
        topic_id,
        forward is not None,
        peers.marked(origin) if origin is not None else None,
        texts.name(forward.from_name) if forward is not None else None,
        bots.get(bot) or str(bot) if bot else None,
        tl.grouped_id,
        carried.kind,
        None,
        _details(carried.details, tl.post_author),
        carried.file,
    )


def _service(tl: Any, account: UserId, chat: PeerId, _bots: Mapping[int, str]) -> MessageSeen:
    meant, topic_id = _reply(tl.reply_to, chat) if tl.reply_to is not None else _NO_REPLY
    action, said = actions.read(tl.action, meant)
    if action is ServiceAction.TOPIC_CREATED:
        topic_id = tl.id
    return MessageSeen(
        tl.id,
        tl.date or _EPOCH,
        _sender(tl, account, chat),
        topic_id=topic_id,
        service_action=action,
        details=_bounded(said),
    )


_READERS: dict[int, Callable[[Any, UserId, PeerId, Mapping[int, str]], MessageSeen]] = {
    types.Message.CONSTRUCTOR_ID: _spoken,
    types.MessageService.CONSTRUCTOR_ID: _service,
}


def _sender(tl: Any, account: UserId, chat: PeerId) -> PeerId | None:
    """Who wrote it: where Telegram does not say, the channel, the partner, or the account."""
    if tl.from_id is not None:
        return peers.marked(tl.from_id)
    if tl.out and not tl.post and type(tl.peer_id) is not types.PeerChannel:
        return PeerId(account)
    return None if type(tl.peer_id) is types.PeerChat else chat


def _edited(tl: Any, sent: datetime) -> datetime | None:
    """When the text was last edited; a hidden edit is of reactions or buttons."""
    edited: datetime = tl.edit_date
    return None if tl.edit_hide or edited < sent else edited


def _reply(header: Any, chat: PeerId) -> tuple[MessageId | None, MessageId | None]:
    """The message of this chat that is replied to, and the topic of the forum."""
    if type(header) is not types.MessageReplyHeader or header.reply_to_scheduled:
        return _NO_REPLY
    replied, elsewhere = header.reply_to_msg_id, header.reply_to_peer_id
    topic_id = (header.reply_to_top_id or replied) if header.forum_topic else None
    if elsewhere is not None and peers.marked(elsewhere) != chat:
        return None, header.reply_to_top_id if header.forum_topic else None
    return replied, topic_id


def _details(found: media.Details | None, author: str | None) -> Mapping[str, Any] | None:
    if not found and not author:
        return None
    return _bounded({"author": author, **(found or {})} if author else found or {})


def _bounded(found: media.Details) -> dict[str, Any]:
    """The details as the database takes them; of those too large only what happened is left."""
    cleaned: dict[str, Any] = _clean(found)
    try:
        if len(json.dumps(cleaned, allow_nan=False)) <= details.LARGEST:
            return cleaned
    except ValueError:
        pass
    kept: dict[str, Any] = {key: cleaned[key] for key in _KEPT if key in cleaned}
    return {**kept, "cut": True}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return words.readable(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return value
