"""Tells clients what happens, unless the test has it lost, repeated or out of order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from telethon.tl import types

from tests.world.telegram import tl
from tests.world.telegram.chat import CHANNELS, Chat
from tests.world.telegram.methods import updates
from tests.world.telegram.server import Server
from tests.world.telegram.values import Event, Kind, What
from tests.world.telegram.world import World


class Pushes:
    """What is pushed, and how badly."""

    def __init__(self, world: World, server: Server) -> None:
        self._world, self._server = world, server
        self._lost = 0
        self._repeated = 1
        self._kept: list[Any] | None = None
        world.listeners.append(self._happened)
        world.heralds.append(self._noted)

    def lose(self, many: int) -> None:
        """The next ones do not arrive."""
        self._lost = many

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Nothing arrives."""
        before, self._lost = self._lost, 1 << 30
        yield
        self._lost = before

    @contextmanager
    def repeated(self, times: int = 2) -> Iterator[None]:
        """Everything arrives several times."""
        self._repeated = times
        yield
        self._repeated = 1

    @contextmanager
    def delayed(self, *, reverse: bool = False) -> Iterator[None]:
        """Everything arrives at the end, in reverse order if so wished."""
        self._kept = []
        yield
        kept, self._kept = self._kept, None
        for container in reversed(kept) if reverse else kept:
            self._send(container)

    def send(self, container: Any) -> None:
        """Push anything."""
        if self._lost > 0:
            self._lost -= 1
        elif self._kept is not None:
            self._kept.append(container)
        else:
            self._send(container)

    def _send(self, container: Any) -> None:
        for _ in range(self._repeated):
            self._server.push(container)

    def _happened(self, chat: Chat, event: Event) -> None:
        update = updates.update_of(self._world, event)
        if self._world.rules.short_texts and (short := _short(chat, event, update)):
            self.send(short)
            return
        message = getattr(update, "message", None)
        minimal = self._world.rules.minimal_people and chat.is_channel
        shown = [] if message is None else [message]
        users, chats = tl.mentioned(self._world, shown, [chat], minimal=minimal)
        if event.what is What.DELETE and not chat.is_channel:
            users, chats = [], []
        self.send(types.Updates([update], users, chats, self._world.now, 0))

    def _noted(self, told: list[Any]) -> None:
        self._world.seq += 1
        numbers = [getattr(each, "user_id", None) for each in told]
        people = [self._world.people[each] for each in numbers if each in self._world.people]
        users = [tl.user(self._world, person) for person in people]
        chats = [tl.chat(each) for update in told for each in _chats(self._world, update)]
        self.send(types.Updates(told, users, chats, self._world.now, self._world.seq))


def _chats(world: World, update: Any) -> list[Chat]:
    numbers = [-getattr(update, "chat_id", 0), -CHANNELS - getattr(update, "channel_id", 0)]
    return [world.chats[number] for number in numbers if number in world.chats]


def _short(chat: Chat, event: Event, update: Any) -> Any:
    """A plain text of a chat that has begun, in the form that has nobody with it."""
    message: Any = getattr(update, "message", None)
    is_text = isinstance(message, types.Message) and not message.media and not message.fwd_from
    if event.what is not What.NEW or chat.is_channel or not is_text or message.grouped_id:
        return None
    if len(chat.messages) < 2:
        return None
    told = {
        "id": message.id,
        "message": message.message,
        "pts": event.pts,
        "pts_count": event.count,
        "date": message.date,
        "out": message.out,
        "reply_to": message.reply_to,
        "entities": message.entities,
    }
    if chat.kind is Kind.PRIVATE:
        return types.UpdateShortMessage(user_id=chat.id, **told)
    return types.UpdateShortChatMessage(from_id=message.from_id.user_id, chat_id=chat.id, **told)
