"""Connections to the data centres that hold files, other than the account's own."""

from typing import Any

from telethon import errors as telegram

from collector import line
from collector.client import Client


class Elsewhere:
    """Telethon's exported senders, made when they are wanted and ended when nothing is left."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._senders: dict[int, Any] = {}

    async def sender(self, dc: int) -> Any | None:
        """The connection to a data centre; None for the account's own.

        Raises ElsewhereError if there is none to be had now.
        """
        if dc == self._client.session.dc_id:
            return None
        if dc not in self._senders:
            try:
                self._senders[dc] = await self._client.borrow(dc)
            except (*line.CUT, telegram.RPCError, telegram.AuthKeyNotFound) as error:
                await self.forget(dc)
                raise line.ElsewhereError(f"Data centre {dc} cannot be reached.") from error
        return self._senders[dc]

    async def forget(self, dc: int) -> None:
        """The connection or its key is of no use any more."""
        self._senders.pop(dc, None)
        await self._client.give_up(dc)

    async def close(self) -> None:
        """End every connection."""
        for dc in list(self._senders):
            await self.forget(dc)
