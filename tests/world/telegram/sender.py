"""Stands in for Telethon's sender: what it does with requests, without a socket."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from telethon.crypto import AuthKey
from telethon.errors import AuthKeyNotFound, rpc_message_to_error
from telethon.extensions import BinaryReader
from telethon.tl import types

from tests.world.telegram.faults import Fault, Trouble
from tests.world.telegram.server import Heard, Server

Callback = Callable[..., Awaitable[None]]


def key_of(login: int) -> AuthKey:
    """The key of a login."""
    return AuthKey(hashlib.sha512(str(login).encode()).digest() * 4)


class Pending:
    """A request that has no answer yet."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.data = bytes(request)
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()


class Sender:
    """A connection as Telethon's client knows it; pending requests outlive a broken one."""

    server: ClassVar[Server]

    def __init__(
        self,
        auth_key: AuthKey | None,
        *,
        retries: int | None = 5,
        auto_reconnect: bool = True,
        auth_key_callback: Callback | None = None,
        updates_queue: "asyncio.Queue[Any] | None" = None,
        auto_reconnect_callback: Callback | None = None,
        **_: object,
    ) -> None:
        self.auth_key = auth_key or AuthKey(None)
        self.dc, self.key = 0, 0
        self.is_main = updates_queue is not None
        self.is_listening = False
        self._patient = retries is None or auto_reconnect
        self._tries_for_ever = retries is None
        self._key_callback, self._reconnected = auth_key_callback, auto_reconnect_callback
        self._updates = updates_queue
        self._user_connected = self._standing = False
        self._pending: list[Pending] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: asyncio.Future[None] | None = None
        self._reachable = asyncio.Event()

    async def connect(self, connection: Any) -> bool:
        """Connect to the data centre of a connection, with a new key if there is none."""
        if self._user_connected:
            return False
        while not self.server.is_up:
            if not self._tries_for_ever:
                raise ConnectionError("Connection to Telegram failed")
            self.server.connections.append(self)
            self._reachable.clear()
            await self._reachable.wait()
            self.server.connections.remove(self)
        self.dc = connection._dc_id
        await self._find_key()
        self._ended = asyncio.get_running_loop().create_future()
        self._user_connected = self._standing = True
        self.server.connections.append(self)
        return True

    async def _find_key(self) -> None:
        if not self.auth_key:
            self.auth_key.key = key_of(self.server.new_login().number).key
            if self._key_callback:
                await self._key_callback(self.auth_key)
        numbers = (each for each in self.server.logins if key_of(each) == self.auth_key)
        self.key = next(numbers, 0)
        if not self.key or self.server.logins[self.key].forgotten:
            raise AuthKeyNotFound

    @property
    def is_up(self) -> bool:
        """Whether the connection stands."""
        return self._standing

    def is_connected(self) -> bool:
        """Whether the client wants to be connected."""
        return self._user_connected

    def _transport_connected(self) -> bool:
        return self._standing

    def _keepalive_ping(self, _: int) -> None:
        pass

    @property
    def disconnected(self) -> "asyncio.Future[None]":
        """Done when the connection has ended for good."""
        assert self._ended is not None
        return asyncio.shield(self._ended)

    async def disconnect(self) -> None:
        """End the connection; what has no answer gets none."""
        self._end(None)

    def _end(self, error: Exception | None) -> None:
        self._user_connected = self._standing = False
        if self in self.server.connections:
            self.server.connections.remove(self)
        for task in self._tasks:
            task.cancel()
        for pending in self._pending:
            if error and not pending.future.done():
                pending.future.set_exception(error)
            else:
                pending.future.cancel()
        self._pending.clear()
        if self._ended and not self._ended.done():
            self._ended.set_exception(error) if error else self._ended.set_result(None)
            if error:
                self._ended.exception()

    def send(self, request: Any, **_: Any) -> Any:
        """Send one request, or a list of them; gives the future of each answer."""
        if not self._user_connected:
            raise ConnectionError("Cannot send requests while disconnected")
        if isinstance(request, list):
            return [self.send(each) for each in request]
        pending = Pending(request)
        self._pending.append(pending)
        asyncio.get_running_loop().call_soon(self._deliver, pending)
        return pending.future

    def _deliver(self, pending: Pending) -> None:
        if not self._standing or pending not in self._pending or pending.future.done():
            return
        heard = self.server.hear(self, pending.data)
        fault = heard.fault
        if fault is None:
            self._settle(pending, heard)
        elif fault.trouble is Trouble.HELD:
            self._start(self._settle_later(pending, heard, fault))
        elif fault.trouble is not Trouble.UNANSWERED:
            self.drop()

    def _settle(self, pending: Pending, heard: Heard) -> None:
        if pending not in self._pending:
            return
        self._pending.remove(pending)
        if pending.future.done():
            return
        if heard.refusal is not None:
            error = types.RpcError(heard.refusal.code, heard.refusal.message)
            pending.future.set_exception(rpc_message_to_error(error, pending.request))
        else:
            answer = pending.request.read_result(BinaryReader(heard.data))
            pending.future.set_result(answer)

    async def _settle_later(self, pending: Pending, heard: Heard, fault: Fault) -> None:
        fault.held.asked.set()
        await fault.held.released.wait()
        self._settle(pending, heard)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def receive(self, pushed: bytes) -> None:
        """An update."""
        assert self._updates is not None
        self._updates.put_nowait(BinaryReader(pushed).tgread_object())

    def drop(self) -> None:
        """The connection breaks; it is made again as soon as the server can be reached."""
        self._standing = self.is_listening = False
        if self._user_connected and self.server.is_up:
            asyncio.get_running_loop().call_soon(self.retry)

    def retry(self) -> None:
        """Try to connect again, and send again what has no answer."""
        self._reachable.set()
        if not self._user_connected or self._standing or not self.server.is_up:
            return
        if self.server.logins[self.key].forgotten:
            self._end(AuthKeyNotFound())
            return
        if not self._patient:
            self._end(ConnectionError("Connection lost"))
            return
        self._standing = True
        for pending in list(self._pending):
            asyncio.get_running_loop().call_soon(self._deliver, pending)
        if self._reconnected:
            self._start(self._reconnected())
