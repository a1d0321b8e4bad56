"""Telegram's peers as marked ids."""

from collections.abc import Callable
from typing import Any

from telethon.tl import types

from core import models
from core.chats import rules

_MARKED: dict[type, Callable[[Any], int]] = {
    types.PeerUser: lambda peer: peer.user_id,
    types.PeerChat: lambda peer: -peer.chat_id,
    types.PeerChannel: lambda peer: rules.CHANNEL_MARK - peer.channel_id,
}


def marked(peer: Any) -> models.PeerId:
    """The marked id of a PeerUser, PeerChat or PeerChannel."""
    return models.PeerId(_MARKED[type(peer)](peer))


def channel(channel_id: int) -> models.PeerId:
    """The marked id of a channel or supergroup."""
    return models.PeerId(rules.CHANNEL_MARK - channel_id)
