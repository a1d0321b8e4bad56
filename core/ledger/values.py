"""Limits, what is used of them, and calls as the owner sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.ai.asking import Purpose, Result
from core.models import CallId, ChatId, MessageId, UserId

MILLIONTHS = 1_000_000
"""Of a US dollar: prices are whole numbers of these."""


class Limit(StrEnum):
    """A limit, by the setting that sets it."""

    MINUTE = "AI_REQUESTS_PER_MINUTE"
    HOUR = "AI_REQUESTS_PER_HOUR"
    DAY = "AI_REQUESTS_PER_DAY"
    TOKENS = "AI_TOKENS_PER_DAY"
    MONEY = "AI_MONEY_PER_DAY"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much calls to the cloud may use; 0 is no limit. Money in millionths of a US dollar."""

    requests_per_minute: int = 0
    requests_per_hour: int = 0
    requests_per_day: int = 0
    tokens_per_day: int = 0
    money_per_day: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """The owner's calendar day: from its beginning to that of the next."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls to the cloud came to: tokens of both ways, price in millionths of a dollar."""

    requests: int = 0
    tokens: int = 0
    price: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """What is used of the limits.

    `minute_full` and `hour_full` are when the call was made that has to leave the window before
    there is room for one more; None where there is room.
    """

    day: Spent = Spent()
    minute_full: datetime | None = None
    hour_full: datetime | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A limit that is reached, and when there is room again."""

    limit: Limit
    until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What the cloud was asked in the last minute, hour and day, and whether it may be asked."""

    limits: Limits
    minute: int
    hour: int
    day: Spent
    blocked: Blocked | None
    own: int
    """Calls of the day to models on the owner's machines."""
    lost: int
    """Calls of the day whose process ended before their answer."""


@dataclass(frozen=True, slots=True)
class CallSeen:
    """A call; tokens and price are estimates while `result` is None or LOST."""

    id: CallId
    purpose: Purpose | str
    model: str
    prompt: str
    cloud: bool
    started_at: datetime
    finished_at: datetime | None
    result: Result | str | None
    error: str | None
    tokens_in: int
    tokens_out: int
    price: int
    people: int
    messages: int


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that was sent to a model; what is not stored any more is None."""

    chat_id: ChatId
    message_id: MessageId
    sent_at: datetime | None
    text: str | None


@dataclass(frozen=True, slots=True)
class SentChat:
    """Messages of one chat that were sent, in their order; a deleted chat has no title."""

    chat_id: ChatId
    title: str | None
    username: str | None
    peer_id: int | None
    kind: str | None
    messages: Sequence[SentMessage]


@dataclass(frozen=True, slots=True)
class SentPerson:
    """Whose words or bio were sent."""

    user_id: UserId
    name: str | None
