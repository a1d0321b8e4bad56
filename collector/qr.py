"""Logging in by a QR code that the owner scans with a Telegram app."""

import asyncio
import base64
from typing import Any, Protocol

from telethon import errors as telegram
from telethon.tl import functions, types

from collector import login, refusals
from collector.client import Client
from core import clock

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds that a code is shown, whatever the clocks say."""


class Screen(login.Terminal, Protocol):
    """A terminal that can draw."""

    def draw(self, link: str) -> None:
        """Show a link as a QR code, in place of the one before."""


async def by_qr(client: Client, screen: Screen) -> types.User:
    """Log in by a QR code, renewed until it is scanned; raises LoginRefusedError."""
    with refusals.explained():
        try:
            return await _scanned(client, screen)
        except telegram.SessionPasswordNeededError:
            return await login.password(client, screen)


async def _scanned(client: Client, screen: Screen) -> types.User:
    while True:
        token = await _token(client)
        if isinstance(token, types.auth.LoginTokenSuccess):
            return token.authorization.user
        code = base64.urlsafe_b64encode(token.token).decode("ascii").rstrip("=")
        screen.draw(f"tg://login?token={code}")
        left = (token.expires - clock.now()).total_seconds()
        await _accepted(client, min(max(left, SHORTEST), LONGEST))


async def _token(client: Client) -> Any:
    request = functions.auth.ExportLoginTokenRequest(client.api_id, client.api_hash, [])
    token = await client(request)
    if isinstance(token, types.auth.LoginTokenMigrateTo):
        await client.move(token.dc_id)
        token = await client(functions.auth.ImportLoginTokenRequest(token.token))
    return token


async def _accepted(client: Client, within: float) -> None:
    """Wait until Telegram says that somebody scanned the code, or it has expired."""
    try:
        async with asyncio.timeout(within):
            while not _says_so(await client.arrivals.get()):
                pass
    except TimeoutError:
        return


def _says_so(container: Any) -> bool:
    updates = getattr(container, "updates", None) or [getattr(container, "update", None)]
    return any(isinstance(update, types.UpdateLoginToken) for update in updates)
