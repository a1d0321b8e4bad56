"""Telethon without its memory: raw updates go into a queue, and nothing is kept or caught up."""

import asyncio
from typing import Any

from telethon import TelegramClient, utils
from telethon.tl import TLRequest

from collector import hushed
from collector.session import Session

DEVICE = "Kimdir"


class _NoBox:
    """In place of Telethon's positions, which it would ask for at every connection."""

    def is_empty(self) -> bool:
        """Never: an empty box would be filled."""
        return False


class Client(TelegramClient):
    """A connection whose updates are ours to read and whose requests are ours to repeat.

    `arrivals` gets every container of updates as it came; `reconnected` is set when a lost
    connection is back, and whoever catches up clears it. Only `collector.line` sends.
    """

    arrivals: asyncio.Queue[Any]
    reconnected: asyncio.Event

    def __init__(self, session: Session, api_id: int, api_hash: str, **given: Any) -> None:
        super().__init__(
            session,
            api_id,
            api_hash,
            base_logger=hushed.Log(),
            device_model=DEVICE,
            flood_sleep_threshold=0,
            raise_last_call_error=True,
            request_retries=1,
            connection_retries=None,
            **given,
        )
        self.arrivals = self._updates_queue
        self._message_box = _NoBox()
        self.reconnected = asyncio.Event()

    async def send(self, request: TLRequest) -> asyncio.Future[Any]:
        """Send a request once; the future of its answer, which a reconnect does not disturb.

        Raises ConnectionError if the connection is over for good.
        """
        await request.resolve(self, utils)
        answer: asyncio.Future[Any] = self._sender.send(request)
        return answer

    def is_up(self) -> bool:
        """True if there is a connection at this moment; False while one is being restored."""
        return bool(self._sender._transport_connected())

    def end(self) -> BaseException | None:
        """Why the connection is over for good; None if it is not, or if we ended it."""
        ended = self._sender.disconnected
        return ended.exception() if ended.done() and not ended.cancelled() else None

    async def move(self, dc_id: int) -> None:
        """Connect to another data centre, with a new key."""
        await self._switch_dc(dc_id)

    async def borrow(self, dc: int) -> Any:
        """A connection to another data centre, with a key that is good for our account there."""
        return await self._borrow_exported_sender(dc)

    async def give_up(self, dc: int) -> None:
        """End the connection to another data centre, so that the next one is made anew."""
        _, sender = self._borrowed_senders.pop(dc, (None, None))
        if sender is not None:
            await sender.disconnect()

    async def _update_loop(self) -> None:
        """Telethon's own reading of updates: left out."""

    async def _handle_auto_reconnect(self) -> None:
        self.reconnected.set()

    async def _save_states_and_entities(self) -> None:
        """Telethon's memory of positions and people: left out."""
