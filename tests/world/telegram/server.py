"""Hears requests as bytes, answers in bytes; keeps logins and connections."""

import struct
from dataclasses import dataclass, field
from typing import Any, Protocol

from telethon.extensions import BinaryReader
from telethon.tl import TLObject, functions

from tests.world.telegram.faults import Fault, Faults, Trouble
from tests.world.telegram.journal import Call, Journal, named
from tests.world.telegram.methods import METHODS, Asked, peers
from tests.world.telegram.methods.table import Login
from tests.world.telegram.values import RefusalError, UnheardError
from tests.world.telegram.world import World

VECTOR, TRUE, FALSE = 0x1CB5C415, 0x997275B5, 0xBC799737
BROKEN = (AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)
BEFORE_SIGNING_IN = ("auth.", "help.", "account.getPassword")


class Connection(Protocol):
    """The client's end of a connection."""

    dc: int
    key: int
    is_main: bool
    is_listening: bool

    @property
    def is_up(self) -> bool:
        """Whether it stands now."""

    def receive(self, pushed: bytes) -> None:
        """Something that was not asked for."""

    def drop(self) -> None:
        """The connection breaks."""

    def retry(self) -> None:
        """The server can be reached again."""


@dataclass
class Heard:
    """What became of a request: an answer, a refusal, or a fault that has it go another way."""

    data: bytes = b""
    refusal: RefusalError | None = None
    fault: Fault | None = None


@dataclass
class Server:
    """The world's end of all connections."""

    world: World
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    connections: list[Connection] = field(default_factory=list)
    logins: dict[int, Login] = field(default_factory=dict)
    is_up: bool = True

    def new_login(self, *, signed_in: bool = False) -> Login:
        """A fresh key."""
        login = Login(len(self.logins) + 1, signed_in)
        self.logins[login.number] = login
        return login

    def hear(self, connection: Connection, data: bytes) -> Heard:
        """Answer a request."""
        request = BinaryReader(data).tgread_object()
        request, takeout, silent = _unwrapped(request)
        connection.is_listening |= not silent
        method = named(request)
        chat = peers.marked(request)
        fault = self.faults.strike(method, chat)
        if fault is not None and fault.trouble is Trouble.DROPPED_BEFORE:
            return Heard(fault=fault)
        self.journal.calls.append(Call(method, request, chat, takeout, connection.dc))
        if fault is not None and fault.trouble is Trouble.REFUSED:
            return Heard(refusal=RefusalError(fault.message, fault.code))
        login = self.logins[connection.key]
        heard = self._answer(Asked(self.world, request, login, connection.dc, takeout), method)
        heard.fault = fault
        return heard

    def _answer(self, asked: Asked, method: str) -> Heard:
        try:
            self._allow(asked, method)
            answer = METHODS[type(asked.request)](asked)
            if isinstance(answer, TLObject):
                assert answer.SUBCLASS_OF_ID == asked.request.SUBCLASS_OF_ID, method
            return Heard(packed(answer))
        except RefusalError as refusal:
            return Heard(refusal=refusal)
        except (UnheardError, *BROKEN) as error:
            self.journal.complaints.append(f"{method}: {type(error).__name__}: {error}")
            return Heard(refusal=RefusalError("NOT_SIMULATED"))

    def _allow(self, asked: Asked, method: str) -> None:
        if type(asked.request) not in METHODS:
            raise UnheardError("unknown here")
        if asked.login.revoked:
            raise RefusalError(asked.login.revoked, 401)
        if not asked.login.signed_in and not method.startswith(BEFORE_SIGNING_IN):
            raise RefusalError("AUTH_KEY_UNREGISTERED", 401)
        if asked.takeout is not None and asked.takeout not in self.world.takeouts:
            raise RefusalError("TAKEOUT_INVALID")

    def push(self, container: Any) -> None:
        """Tell every login that listens."""
        data = packed(container)
        for connection in self.connections:
            login = self.logins.get(connection.key)
            hears = connection.is_up and connection.is_main and connection.is_listening
            if hears and login and login.signed_in and not login.revoked:
                connection.receive(data)

    def drop_all(self) -> None:
        """Break every connection; the clients come back at once if the server is up."""
        for connection in list(self.connections):
            connection.drop()

    def goes_down(self) -> None:
        """Be unreachable."""
        self.is_up = False
        self.drop_all()

    def comes_up(self) -> None:
        """Be reachable again."""
        self.is_up = True
        for connection in list(self.connections):
            connection.retry()


def _unwrapped(request: Any) -> tuple[Any, int | None, bool]:
    """The request itself, the takeout it is part of, and whether it wants no updates."""
    takeout, silent = None, False
    while hasattr(request, "query"):
        silent |= isinstance(request, functions.InvokeWithoutUpdatesRequest)
        if isinstance(request, functions.InvokeWithTakeoutRequest):
            takeout = request.takeout_id
        request = request.query
    return request, takeout, silent


def packed(answer: Any) -> bytes:
    """An answer as it goes over the wire."""
    if isinstance(answer, bool):
        return struct.pack("<I", TRUE if answer else FALSE)
    if isinstance(answer, list):
        head = struct.pack("<Ii", VECTOR, len(answer))
        return head + b"".join(bytes(each) for each in answer)
    return bytes(answer)
