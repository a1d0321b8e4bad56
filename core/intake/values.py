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
    """A chat; None is unknown and overwrites nothing, an empty username is none any more.

    `account` is the account whose ids these are, for private chats and basic groups only.
    """

    peer: models.PeerId
    kind: models.ChatKind
    account: models.UserId | None = None
    title: str | None = None
    username: str | None = None
    members_count: int | None = None
    is_forum: bool | None = None


@dataclass(frozen=True, slots=True)
class UserSeen:
    """A user; None is unknown and overwrites nothing, an empty username is none any more.

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
    """The file of a message; `path` is relative to the export that holds it.

    `remote_id` is Telegram's id of the photo or document.
    """

    name: str | None = None
    mime: str | None = None
    size: int | None = None
    path: str | None = None
    state: models.FileState = models.FileState.LEFT_OUT
    remote_id: int | None = None


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


Row = tuple[Any, ...]
"""A message as it is written, its columns in the order of `merge.COLUMNS`."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Messages made ready to be stored, by `preparing.prepare`."""

    messages: Sequence[MessageSeen]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Telegram's own history: the whole truth about the ids of its extent, inclusive.

    Of the ids `touched` since it was asked for, what was seen live is newer. `at_bottom` is the
    extent of an empty page, below everything that the account may see. `total` is how many
    messages the chat has by Telegram's word.
    """

    extent: tuple[models.MessageId, models.MessageId]
    prepared: Prepared
    users: Sequence[UserSeen] = ()
    touched: frozenset[models.MessageId] = frozenset()
    at_bottom: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What Telegram's updates of one chat said, none left out in between.

    Messages, new or edited, then ids deleted. With a `top`, nothing but these messages exists from
    the top known so far up to it. `pts` is the position in a channel's updates before and after.
    """

    messages: Prepared = Prepared((), ())
    users: Sequence[UserSeen] = ()
    deleted: Sequence[models.MessageId] = ()
    top: models.MessageId | None = None
    pts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AccountPosition:
    """Where the account stands in its own updates; None is unknown and overwrites nothing."""

    pts: int | None = None
    qts: int | None = None
    seq: int | None = None
    date: datetime | None = None


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
