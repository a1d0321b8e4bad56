"""The account's chats as its tasks share them, and what touches a page on its way.

Nothing here is truth: it is read again from the database whenever the owner may have changed it.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core import db, models
from core.chats import service as chats
from core.chats.values import Followed
from core.intake.values import ChatSeen
from core.models import ChatAccess, ChatId, ChatKind, MessageId, PeerId

OF_THE_ACCOUNT = frozenset((ChatKind.PRIVATE, ChatKind.GROUP))
"""Chats whose message ids and updates are the account's, not their own."""

_LOOK = ("title", "username", "usernames", "left", "deactivated", "migrated_to", "forum")


@dataclass(slots=True)
class Flight:
    """What happened to a chat since a page was asked for; a spoiled page is worth nothing."""

    touched: set[MessageId] = field(default_factory=set)
    spoiled: bool = False


@dataclass(slots=True)
class News:
    """What updates tell of chats themselves; `come` is set when there is some.

    `met`: Telegram's chats that look different from before, by their own ids. `migrated`: which
    group became which supergroup. `cleared`: channels whose old messages can no longer be seen.
    `stranger`: somebody wrote in a chat that is not known.
    """

    met: dict[tuple[type, int], Any] = field(default_factory=dict)
    migrated: set[tuple[PeerId, PeerId]] = field(default_factory=set)
    cleared: set[PeerId] = field(default_factory=set)
    stranger: bool = False
    come: asyncio.Event = field(default_factory=asyncio.Event)


class Roster:
    """Which chats there are, which of them are tracked, and how to name them to Telegram.

    `heads` are all chats that were seen, tracked or not. In `missed` ones of the account something
    happened while they were not followed. `woken` is set when history may have something to read;
    `syncing` is set while the owner lets us collect. `unreadable` counts messages that were not
    understood.
    """

    def __init__(self, account: models.UserId) -> None:
        self.account = account
        self.heads: dict[PeerId, ChatSeen] = {}
        self.missed: set[ChatId] = set()
        self.news = News()
        self.unreadable = 0
        self.woken = asyncio.Event()
        self.syncing = asyncio.Event()
        self.syncing.set()
        self._inputs: dict[PeerId, Any] = {}
        self._by_peer: dict[PeerId, Followed] = {}
        self._by_id: dict[ChatId, Followed] = {}
        self._looks: dict[tuple[type, int], tuple[Any, ...]] = {}
        self._flights: dict[ChatId, list[Flight]] = {}
        self._landing = asyncio.Event()

    async def reload(self, database: db.Database) -> None:
        """Read again which chats there are and which are tracked."""
        async with database.read() as session:
            found = await chats.followed(session, self.account, everything=True)
        by_id = {chat.chat_id: chat for chat in found}
        if by_id != self._by_id:
            self._by_peer = {chat.peer_id: chat for chat in found}
            self._by_id = by_id
            self.wake()

    def meet(self, head: ChatSeen, input_peer: Any | None) -> bool:
        """Take note of a chat; True if anything of it is news."""
        if input_peer is not None:
            if head.peer not in self._inputs:
                self.wake()
            self._inputs[head.peer] = input_peer
        if self.heads.get(head.peer) == head:
            return False
        self.heads[head.peer] = head
        return True

    def by_peer(self, peer: PeerId) -> Followed | None:
        """A chat by Telegram's marked id."""
        return self._by_peer.get(peer)

    def by_id(self, chat_id: ChatId) -> Followed | None:
        """A chat by our id."""
        return self._by_id.get(chat_id)

    def tracked(self, peer: PeerId) -> Followed | None:
        """A chat that is to be stored and can be read."""
        chat = self._by_peer.get(peer)
        return chat if chat is not None and _is_followed(chat) else None

    def is_tracked(self, chat_id: ChatId) -> bool:
        """Whether a chat is to be stored, as far as it can be read."""
        chat = self._by_id.get(chat_id)
        return chat is not None and chat.tracked

    def followed(self) -> list[Followed]:
        """The tracked chats that can be read."""
        return [chat for chat in self.known() if _is_followed(chat)]

    def known(self) -> list[Followed]:
        """Every chat that is stored, tracked or not."""
        return list(self._by_peer.values())

    def of_the_account(self) -> list[Followed]:
        """The tracked chats that share the account's own updates."""
        return [chat for chat in self.followed() if chat.kind in OF_THE_ACCOUNT]

    def peer(self, chat_id: ChatId) -> Any | None:
        """How to name a chat to Telegram; None if it is not among the account's chats."""
        chat = self._by_id.get(chat_id)
        return None if chat is None else self._inputs.get(chat.peer_id)

    def input(self, peer: PeerId) -> Any | None:
        """How to name a chat to Telegram, by its marked id."""
        return self._inputs.get(peer)

    def notice(self, chats: Iterable[Any], cleared: Iterable[PeerId] = ()) -> None:
        """Keep those of Telegram's chats that look different, for whoever looks into news."""
        for chat in chats:
            look = tuple(getattr(chat, name, None) for name in _LOOK)
            key = (type(chat), chat.id)
            if self._looks.get(key) != look and not getattr(chat, "min", False):
                self._looks[key] = look
                self.news.met[key] = chat
                self.news.come.set()
        for peer in cleared:
            self.news.cleared.add(peer)
            self.news.come.set()

    def wake(self) -> None:
        """History may have something to read."""
        self.woken.set()

    @contextmanager
    def in_flight(self, chat_id: ChatId) -> Iterator[Flight]:
        """Around asking for pages of a chat and storing them."""
        flight = Flight()
        self._flights.setdefault(chat_id, []).append(flight)
        try:
            yield flight
        finally:
            self._flights[chat_id].remove(flight)
            if not self._flights[chat_id]:
                del self._flights[chat_id]
            self._landing.set()

    async def landed(self) -> None:
        """Wait until no page is on its way."""
        while self._flights:
            self._landing.clear()
            await self._landing.wait()

    def touch(self, chat_id: ChatId, ids: Iterable[MessageId]) -> None:
        """Something newer than any page in flight is known of these messages."""
        for flight in self._flights.get(chat_id, ()):
            flight.touched.update(ids)

    def touch_private(self, ids: Iterable[MessageId]) -> list[ChatId]:
        """The same, where nobody says in which of the account's own chats they are.

        Gives those of which pages are in flight.
        """
        touched, found = tuple(ids), []
        for chat_id in self._flights:
            chat = self._by_id.get(chat_id)
            if chat is None or chat.kind in OF_THE_ACCOUNT:
                self.touch(chat_id, touched)
                found.append(chat_id)
        return found

    def spoil(self, chat_id: ChatId) -> None:
        """Pages in flight may be older than what is now held for read."""
        for flight in self._flights.get(chat_id, ()):
            flight.spoiled = True


def _is_followed(chat: Followed) -> bool:
    return chat.tracked and chat.access is ChatAccess.OPEN
