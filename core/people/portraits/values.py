"""A wish for a portrait, and a portrait."""

from dataclasses import dataclass
from datetime import datetime

from core.intake.values import UserSeen
from core.models import ChatId, MessageId, UserId


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody whose portrait the owner wants, and a message by which Telegram knows them.

    Both are None where no stored message of a chat that can be read names them.
    """

    user_id: UserId
    chat_id: ChatId | None
    message_id: MessageId | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a wish for somebody's portrait stands."""

    wanted_at: datetime | None
    """Since when a wish waits."""
    read_at: datetime | None
    """When Telegram was asked last."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What Telegram shows of somebody now.

    `bio` stands in `user`, None where there is none. `photo` is a path under the media folder,
    None where there is none; it counts only if `photo_is_known`.
    """

    user: UserSeen
    photo: str | None = None
    photo_is_known: bool = True
