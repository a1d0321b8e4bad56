"""The state of the simulated Telegram: one account, and what it can see."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.world.telegram.values import Box, Event, File, Person, RefusalError, What

if TYPE_CHECKING:
    from tests.world.telegram.chat import Chat

ME = 7_000_000_001
BEGINNING = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class Rules:
    """How this Telegram decides what the real one keeps secret."""

    channel_events: int = 100
    """A channel's difference answers with no more of them, and TooLong to whoever lags further."""
    channel_slice: int = 100
    slice: int = 500
    too_long: int | None = None
    """So many events of the account are too many for a difference."""
    minimal_people: bool = True
    """Pushes in groups carry people without a usable access hash."""
    short_texts: bool = True
    """Plain texts outside channels are pushed without any person or chat."""
    members_shown: int = 10_000
    takeout_delay: int = 0
    messages_a_page: int = 100
    dialogs_a_page: int = 100
    members_a_page: int = 200


@dataclass(eq=False)
class World:
    """Everything there is; ids of private chats and basic groups come from one sequence."""

    me: Person = field(default_factory=lambda: Person(ME, 77, "Owner", username="owner"))
    now: datetime = BEGINNING
    phone: str = "905550000000"
    code: str = "22222"
    password: str | None = None
    rules: Rules = field(default_factory=Rules)
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, "Chat"] = field(default_factory=dict)
    """By marked id."""
    files: dict[int, File] = field(default_factory=dict)
    box: Box = field(default_factory=Box)
    seq: int = 1
    last_id: int = 0
    pinned: list["Chat"] = field(default_factory=list)
    archived: list["Chat"] = field(default_factory=list)
    takeouts: set[int] = field(default_factory=set)
    listeners: list[Callable[["Chat", Event], None]] = field(default_factory=list)
    """Hear of everything with a pts."""
    heralds: list[Callable[[list[object]], None]] = field(default_factory=list)
    """Hear of updates without a pts."""
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1001))

    def __post_init__(self) -> None:
        self.people[self.me.id] = self.me

    def ticks(self, seconds: float = 1) -> datetime:
        """Let time pass; gives the new moment."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def happened(self, chat: "Chat", what: What, ids: tuple[int, ...]) -> None:
        """Log something in the box it belongs to, and let it be heard."""
        event = chat.box.add(what, chat.peer, ids, self.now)
        for listener in self.listeners:
            listener(chat, event)

    def noted(self, *updates: object) -> None:
        """Let updates be heard that move no box."""
        for herald in self.heralds:
            herald(list(updates))

    def new_person(self, first: str | None, **fields: Any) -> Person:
        """Somebody with an account."""
        number = next(self.numbers)
        person = Person(number, number * 7_919 + 1, first, **fields)
        self.people[person.id] = person
        return person

    def new_file(self, data: bytes, mime: str, name: str | None = None, dc: int = 2) -> File:
        """A file on Telegram's servers."""
        number = next(self.numbers)
        file = File(number, number * 104_729 + 3, data, mime, name, dc)
        self.files[file.id] = file
        return file

    def chat_at(self, peer: int) -> "Chat":
        """A chat by its marked id; refuses where there is none."""
        chat = self.chats.get(peer)
        if chat is None:
            raise RefusalError("PEER_ID_INVALID")
        return chat

    @property
    def visible(self) -> "list[Chat]":
        """The chats of the account's list: pinned ones first, then by the latest message."""
        there = [chat for chat in self.chats.values() if chat.is_listed]
        pinned = [chat for chat in self.pinned if chat in there]
        rest = sorted((chat for chat in there if chat not in pinned), key=place, reverse=True)
        return pinned + rest


def place(chat: "Chat") -> tuple[datetime, int, int]:
    """Where a chat stands in the list."""
    return chat.top_message.date, chat.top, chat.peer
