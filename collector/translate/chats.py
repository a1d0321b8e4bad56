"""Chats as Telegram's answers show them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telethon.tl import types

from collector.translate import peers, users
from core import models
from core.imports import texts
from core.intake.values import ChatSeen
from core.models import ChatAccess, ChatKind


@dataclass(frozen=True, slots=True)
class Head:
    """A chat, whether it can be read, and the supergroup that it became."""

    seen: ChatSeen
    access: ChatAccess = ChatAccess.OPEN
    migrated_to: models.PeerId | None = None


def head(entity: Any, account: models.UserId) -> Head | None:
    """A chat of the account; None where Telegram says nothing but the id, or shows it `min`."""
    read = _HEADS.get(type(entity))
    if read is None or getattr(entity, "min", False):
        return None
    return read(entity, account)


def _private(user: Any, account: models.UserId) -> Head:
    title = None if user.deleted else users.full_name(user.first_name, user.last_name)
    return Head(
        ChatSeen(
            models.PeerId(user.id),
            ChatKind.PRIVATE,
            account,
            title,
            users.username(user) or "",
            is_forum=False,
        )
    )


def _group(chat: Any, account: models.UserId) -> Head:
    access, migrated_to = ChatAccess.OPEN, None
    if isinstance(chat.migrated_to, types.InputChannel):
        migrated_to = peers.channel(chat.migrated_to.channel_id)
    elif chat.deactivated:
        access = ChatAccess.PRIVATE
    elif chat.left:
        access = ChatAccess.LEFT
    seen = ChatSeen(
        models.PeerId(-chat.id),
        ChatKind.GROUP,
        account,
        texts.name(chat.title),
        members_count=chat.participants_count or None,
        is_forum=False,
    )
    return Head(seen, access, migrated_to)


def _forbidden_group(chat: Any, account: models.UserId) -> Head:
    seen = ChatSeen(models.PeerId(-chat.id), ChatKind.GROUP, account, texts.name(chat.title))
    return Head(seen, ChatAccess.PRIVATE)


def _channel(channel: Any, _account: models.UserId) -> Head:
    access = ChatAccess.LEFT if channel.left else ChatAccess.OPEN
    if channel.banned_rights is not None and channel.banned_rights.view_messages:
        access = ChatAccess.PRIVATE
    seen = ChatSeen(
        peers.channel(channel.id),
        _kind(channel),
        title=texts.name(channel.title),
        username=users.username(channel) or "",
        members_count=channel.participants_count or None,
        is_forum=bool(channel.forum),
    )
    return Head(seen, access)


def _forbidden_channel(channel: Any, _account: models.UserId) -> Head:
    title = texts.name(channel.title)
    seen = ChatSeen(peers.channel(channel.id), _kind(channel), title=title)
    return Head(seen, ChatAccess.PRIVATE)


def _kind(channel: Any) -> ChatKind:
    return ChatKind.CHANNEL if channel.broadcast else ChatKind.SUPERGROUP


_HEADS: dict[type, Callable[[Any, models.UserId], Head]] = {
    types.User: _private,
    types.Chat: _group,
    types.ChatForbidden: _forbidden_group,
    types.Channel: _channel,
    types.ChannelForbidden: _forbidden_channel,
}
