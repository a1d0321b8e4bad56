"""What the collector and the import hand over, free of Telegram's own types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from core import models


class EntityKind(StrEnum):
    """The `type` of an entity of a text, named as in the Bot API."""

    MENTION = "mention"
    HASHTAG = "hashtag"
    CASHTAG = "cashtag"
    BOT_COMMAND = "bot_command"
    URL = "url"
    EMAIL = "email"
    PHONE_NUMBER = "phone_number"
    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    BLOCKQUOTE = "blockquote"
    CODE = "code"
    PRE = "pre"
    TEXT_LINK = "text_link"
    TEXT_MENTION = "text_mention"
    CUSTOM_EMOJI = "custom_emoji"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """One of the owner's accounts; None is unknown and overwrites nothing."""

    id: models.UserId
    name: str | None = None
    username: str | None = None


@dataclass(frozen=True, slots=True)
class ChatSeen:
    """A chat; None is unknown and overwrites nothing.

    `account` is the account whose ids these are, for private chats and basic groups only.
    """

    peer: models.PeerId
    kind: models.ChatKind
    account: models.UserId | None = None
    title: str | None = None
    username: str | None = None
    members_count: int | None = None


@dataclass(frozen=True, slots=True)
class UserSeen:
    """A user; None is unknown and overwrites nothing.

    `named_at` is a moment at which the name and the username were in use, or at which the account
    was seen to be deleted: the newest decides.
    """

    id: models.UserId
    name: str | None = None
    username: str | None = None
    named_at: datetime | None = None
    is_bot: bool | None = None
    is_deleted: bool = False
    bio: str | None = None
    language: str | None = None


class FileSeen(NamedTuple):
    """The file of a message; `path` is relative to the export that holds it."""

    name: str | None = None
    mime: str | None = None
    size: int | None = None
    path: str | None = None
    state: models.FileState = models.FileState.LEFT_OUT


class MessageSeen(NamedTuple):
    """A message; None is unknown and overwrites nothing. Units are those of `models.Message`.

    A joining is the sender's; an invitation or a removal is of those in `details["user_ids"]`.
    A named tuple, since a million of them are made in one run.
    """

    id: models.MessageId
    sent_at: datetime
    sender_id: models.PeerId | None = None
    text: str = ""
    time_assumed: bool = False
    edited_at: datetime | None = None
    entities: Sequence[Mapping[str, Any]] | None = None
    reply_to: models.MessageId | None = None
    topic_id: models.MessageId | None = None
    is_forward: bool = False
    forward_peer_id: models.PeerId | None = None
    forward_name: str | None = None
    via_bot: str | None = None
    grouped_id: int | None = None
    media_kind: models.MediaKind | None = None
    service_action: models.ServiceAction | None = None
    details: Mapping[str, Any] | None = None
    file: FileSeen | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch did: messages that are new, that changed something, and that did not."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(
            self.new + other.new, self.updated + other.updated, self.unchanged + other.unchanged
        )
