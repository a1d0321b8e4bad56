"""What tests hold in their hands: people, chats, and everything that can go wrong."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from telethon.client import telegrambaseclient
from telethon.sessions import MemorySession, StringSession
from telethon.tl import types

from tests.world.telegram.chat import Chat
from tests.world.telegram.faults import FOR_EVER, Fault, Held, Trouble
from tests.world.telegram.journal import Journal
from tests.world.telegram.methods import account
from tests.world.telegram.pushes import Pushes
from tests.world.telegram.sender import Sender, key_of
from tests.world.telegram.server import Server
from tests.world.telegram.values import File, Kind, Member, Person, Role, Topic
from tests.world.telegram.world import Rules, World

HOME = 2
API_ID, API_HASH = 1, "hash"


class Telegram:
    """A Telegram with one account, whose owner is `me`."""

    def __init__(self) -> None:
        self.world = World()
        self.server = Server(self.world)
        self.pushes = Pushes(self.world, self.server)

    @property
    def me(self) -> Person:
        """The owner of the account."""
        return self.world.me

    @property
    def rules(self) -> Rules:
        """What the server decides."""
        return self.world.rules

    @property
    def journal(self) -> Journal:
        """What was asked."""
        return self.server.journal

    def person(self, first: str | None, **fields: Any) -> Person:
        """Somebody: `last`, `username`, `bio`, `photo`, `is_bot`, `is_deleted`."""
        return self.world.new_person(first, **fields)

    def photo(self, data: bytes = b"\xff\xd8photo", *, dc: int = HOME) -> File:
        """A photo."""
        return self.world.new_file(data, "image/jpeg", dc=dc)

    def document(
        self,
        name: str | None,
        data: bytes = b"document",
        *,
        mime: str = "text/plain",
        dc: int = HOME,
    ) -> File:
        """A file."""
        return self.world.new_file(data, mime, name, dc)

    def private(self, person: Person) -> Chat:
        """The private chat with somebody."""
        return Chat(
            self.world,
            Kind.PRIVATE,
            person.id,
            person.first or "",
            person.access_hash,
            person=person,
        )

    def group(self, title: str, people: Iterable[Person] = (), **fields: Any) -> Chat:
        """A basic group with the owner and others in it."""
        return self._chat(Kind.GROUP, title, people, **fields)

    def supergroup(self, title: str, people: Iterable[Person] = (), **fields: Any) -> Chat:
        """A supergroup; `username`, `hides_members`, `linked`."""
        return self._chat(Kind.SUPERGROUP, title, people, **fields)

    def forum(self, title: str, people: Iterable[Person] = (), **fields: Any) -> Chat:
        """A supergroup with topics."""
        chat = self._chat(Kind.SUPERGROUP, title, people, is_forum=True, **fields)
        chat.topics[1] = Topic(1, "General", self.world.now)
        return chat

    def channel(self, title: str, people: Iterable[Person] = (), **fields: Any) -> Chat:
        """A broadcast channel."""
        return self._chat(Kind.CHANNEL, title, people, **fields)

    def _chat(self, kind: Kind, title: str, people: Iterable[Person], **fields: Any) -> Chat:
        number = next(self.world.numbers)
        chat = Chat(self.world, kind, number, title, access_hash=number * 31, **fields)
        for person in (self.me, *people):
            chat.members[person.id] = Member(person, self.world.now)
        if chat.linked is not None:
            chat.linked.linked = chat
        return chat

    def promotes(self, chat: Chat, person: Person, role: Role = Role.ADMIN) -> None:
        """Somebody becomes an administrator or the creator."""
        chat.members[person.id].role = role

    def renames(self, person: Person, first: str, username: str | None = None) -> None:
        """Somebody is called otherwise."""
        person.first, person.username = first, username
        names = [types.Username(username, active=True)] if username else []
        self.world.noted(types.UpdateUserName(person.id, first, person.last or "", names))

    def session(self) -> StringSession:
        """A session that is signed in."""
        login = self.server.new_login(signed_in=True)
        session = StringSession()
        session.set_dc(HOME, account.DATA_CENTRES[HOME], 443)
        session.auth_key = key_of(login.number)
        return session

    def scans(self) -> None:
        """The owner scans the QR code that is shown."""
        for login in self.server.logins.values():
            login.scanned = not login.signed_in
        for connection in self.server.connections:
            if not self.server.logins[connection.key].signed_in:
                news = types.UpdateShort(types.UpdateLoginToken(), self.world.now)
                connection.receive(bytes(news))

    def signed_in(self, session: MemorySession) -> bool:
        """Whether a session's login is known and alive."""
        logins = self.server.logins.values()
        return any(key_of(each.number) == session.auth_key and each.signed_in for each in logins)

    def offline(self) -> None:
        """Nobody can reach Telegram any more."""
        self.server.goes_down()

    def online(self) -> None:
        """Telegram can be reached again."""
        self.server.comes_up()

    def drops(self) -> None:
        """Every connection breaks; clients connect again at once."""
        self.server.drop_all()

    @contextmanager
    def away(self) -> Iterator[None]:
        """The connection is down for a while, and the world goes on."""
        self.offline()
        yield
        self.online()

    def revokes(self, message: str = "SESSION_REVOKED") -> None:
        """The owner ends every login from elsewhere."""
        for login in self.server.logins.values():
            login.revoked = message

    def forgets_logins(self) -> None:
        """The server no longer knows any key."""
        for login in self.server.logins.values():
            login.forgotten = True
        self.server.drop_all()

    def floods(self, method: str, seconds: int, *, premium: bool = False, **when: Any) -> None:
        """A method has to wait."""
        word = "FLOOD_PREMIUM_WAIT" if premium else "FLOOD_WAIT"
        self.refuses(method, f"{word}_{seconds}", code=420, **when)

    def fails(self, method: str, message: str = "INTERNAL", **when: Any) -> None:
        """A method fails on the server's side."""
        self.refuses(method, message, code=500, **when)

    def refuses(self, method: str, message: str, *, code: int = 400, **when: Any) -> None:
        """A method is refused; `chat`, `after`, `times` (-1: for ever)."""
        self._trouble(Trouble.REFUSED, method, message=message, code=code, **when)

    def breaks(self, method: str, *, heard: bool = True, **when: Any) -> None:
        """The connection breaks at a method, after it was heard or before."""
        trouble = Trouble.DROPPED_AFTER if heard else Trouble.DROPPED_BEFORE
        self._trouble(trouble, method, **when)

    def ignores(self, method: str, **when: Any) -> None:
        """A method gets no answer."""
        self._trouble(Trouble.UNANSWERED, method, **when)

    def holds(self, method: str, **when: Any) -> Held:
        """A method's answer, as of the moment when it was asked, waits until it is released."""
        return self._trouble(Trouble.HELD, method, **when).held

    def _trouble(
        self, trouble: Trouble, method: str, *, chat: Chat | None = None, **when: Any
    ) -> Fault:
        peer = None if chat is None else chat.peer
        return self.server.faults.add(Fault(trouble, method, peer, **when))

    def heals(self) -> None:
        """No fault is left."""
        self.server.faults.ordered.clear()


@contextmanager
def simulated() -> Iterator[Telegram]:
    """A Telegram that every client of Telethon reaches while this lasts; complains at the end."""
    telegram = Telegram()
    sender = type("SimulatedSender", (Sender,), {"server": telegram.server})
    with mock.patch.object(telegrambaseclient, "MTProtoSender", sender):
        yield telegram
    assert not telegram.journal.complaints, telegram.journal.complaints


__all__ = ["API_HASH", "API_ID", "FOR_EVER", "Chat", "Telegram", "simulated"]
