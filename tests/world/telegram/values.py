"""What the simulated Telegram is made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What sort of chat it is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Role(StrEnum):
    """What somebody may do in a chat."""

    MEMBER = "member"
    ADMIN = "admin"
    CREATOR = "creator"


class What(StrEnum):
    """What happened to messages."""

    NEW = "new"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(eq=False)
class File:
    """A photo or document; `reference` changes when it expires."""

    id: int
    access_hash: int
    data: bytes
    mime: str
    name: str | None = None
    dc: int = 2
    reference: bytes = b"\x01first"
    attributes: list[Any] = field(default_factory=list)

    @property
    def is_photo(self) -> bool:
        """Sent as a photo, not as a file."""
        return self.mime == "image/jpeg" and self.name is None

    def expire(self) -> None:
        """Let every reference that was given out so far be refused."""
        self.reference = b"\x01" + self.reference


@dataclass(eq=False)
class Person:
    """Somebody with an account; the access hash is the one for our account."""

    id: int
    access_hash: int
    first: str | None
    last: str | None = None
    username: str | None = None
    bio: str | None = None
    photo: File | None = None
    is_bot: bool = False
    is_deleted: bool = False


@dataclass
class Member:
    """Somebody in a chat."""

    person: Person
    joined: datetime
    role: Role = Role.MEMBER


@dataclass
class Topic:
    """A topic of a forum; its id is that of the message that opened it, 1 for General."""

    id: int
    title: str
    date: datetime
    closed: bool = False
    pinned: bool = False


@dataclass(frozen=True)
class Event:
    """Something in a box: after it the box stands at `pts`."""

    pts: int
    count: int
    what: What
    peer: int
    ids: tuple[int, ...]
    at: datetime


@dataclass
class Box:
    """A sequence of events: a channel's, or the account's own; forgotten below `horizon`."""

    pts: int = 1
    events: list[Event] = field(default_factory=list)
    horizon: int = 1

    def add(self, what: What, peer: int, ids: tuple[int, ...], at: datetime) -> Event:
        """Log what happened."""
        count = len(ids) if what is What.DELETE else 1
        self.pts += count
        event = Event(self.pts, count, what, peer, ids, at)
        self.events.append(event)
        return event

    def since(self, pts: int) -> list[Event]:
        """What happened after a position."""
        return [event for event in self.events if event.pts > pts]

    def forget(self) -> None:
        """Let everything so far be too long ago to be asked for."""
        self.events.clear()
        self.horizon = self.pts


class RefusalError(Exception):
    """Telegram answers with an error."""

    def __init__(self, message: str, code: int = 400) -> None:
        super().__init__(f"{code} {message}")
        self.message = message
        self.code = code


class UnheardError(Exception):
    """Something was asked that this Telegram does not know: it or the product is wrong."""
