"""What a collector says of itself, and how an account stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeFloat, NonNegativeInt

from core.models import ChatId, UserId


class State(StrEnum):
    """What a collector is doing, in a word."""

    CONNECTING = "connecting"
    """Telegram is not reached, or no more."""
    CATCHING_UP = "catching_up"
    """Comparing its positions with Telegram's, and fetching what was missed."""
    COLLECTING = "collecting"
    """Filling gaps of coverage, besides following what happens."""
    FOLLOWING = "following"
    """Nothing is missing; new messages are stored as they come."""
    PAUSED = "paused"
    """The owner has switched collecting off."""


class Work(StrEnum):
    """What a job does."""

    HISTORY = "history"
    READING_AGAIN = "reading_again"
    """Old messages, whose edits and deletions may have been missed."""
    MEDIA = "media"


class MediaNote(StrEnum):
    """Why no files are downloaded."""

    DISK_FULL = "disk_full"


class TakeoutNote(StrEnum):
    """How the bulk export of an account stands."""

    DELAYED = "delayed"
    """Telegram grants it at `accounts.takeout_after`."""
    RUNNING = "running"
    REFUSED = "refused"


class LostReason(StrEnum):
    """Why a session is dead."""

    REVOKED = "revoked"
    """Signed out: by the owner on another device, or by Telegram."""
    USED_TWICE = "used_twice"
    """The same session was used from two places at once, and Telegram killed it."""
    BANNED = "banned"
    """The account is deleted or banned."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A method that Telegram has put off, for every chat."""

    method: str
    """As Telegram names it: messages.getHistory."""
    until: AwareDatetime


@dataclass(frozen=True, slots=True)
class Job:
    """Work under way; `total` and `left_seconds` are None where nobody can know."""

    chat_id: ChatId | None
    what: Work
    done: NonNegativeInt
    total: NonNegativeInt | None
    per_second: NonNegativeFloat
    left_seconds: NonNegativeInt | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a collector last said; it does so every few seconds while it runs."""

    state: State
    syncing: bool
    """Whether the owner lets it collect (`core.preferences`)."""
    requests_last_minute: NonNegativeInt
    budget_per_minute: NonNegativeInt
    """0 is no limit."""
    waits: tuple[Wait, ...] = ()
    jobs: tuple[Job, ...] = ()
    media_note: MediaNote | None = None
    takeout_note: TakeoutNote | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as the owner sees it; `report` is None where there is none that can be read."""

    id: UserId
    name: str | None
    username: str | None
    lost_at: datetime | None
    lost_reason: LostReason | None
    takeout_after: datetime | None
    report: Report | None
    reported_at: datetime | None
