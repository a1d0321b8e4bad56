"""Pure decisions about chats."""

from core.models import ChatKind, MessageId, PeerId

CHANNEL_MARK = -1_000_000_000_000
"""Telegram marks the id N of a channel or supergroup as CHANNEL_MARK - N."""


def message_link(
    kind: ChatKind,
    peer_id: PeerId | None,
    username: str | None,
    message_id: MessageId,
    topic_id: MessageId | None = None,
) -> str | None:
    """The t.me link of a message; None where Telegram has none (private chats, basic groups)."""
    if kind not in {ChatKind.SUPERGROUP, ChatKind.CHANNEL} or peer_id is None:
        return None
    place = username or f"c/{CHANNEL_MARK - peer_id}"
    inside = f"{topic_id}/{message_id}" if topic_id else f"{message_id}"
    return f"https://t.me/{place}/{inside}"


def likely_kind(peer_id: PeerId) -> ChatKind:
    """What sort of chat a marked id is of; it does not tell a channel from a supergroup."""
    if peer_id > 0:
        return ChatKind.PRIVATE
    return ChatKind.SUPERGROUP if peer_id < CHANNEL_MARK else ChatKind.GROUP
